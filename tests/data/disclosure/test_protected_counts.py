"""Which small counts are moved, by how much, and what that leaves of totals."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.data.protected_counts import largest_moved, moves, protected_counts

PIECES = 60


def moved(
    counts: np.ndarray, *, key: bytes = b"k" * 32, small_counts: int = 4, source: str = "ambulance"
) -> np.ndarray:
    kinds, quarters, pieces = counts.shape
    return protected_counts(
        counts.astype(np.int32),
        small_counts=small_counts,
        key=key,
        source=source,
        types=[f"type-{n}" for n in range(kinds)],
        quarters=[24_000 + 3 * n for n in range(quarters)],
        leaves=[f"E{n // 3}" for n in range(pieces)],
        cells=[0x87194E600000000 + n % 3 for n in range(pieces)],
    )


def some_counts(seed: int = 0, largest: int = 9) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, largest + 1, (3, 4, PIECES))


def keys(number: int) -> list[bytes]:
    return [n.to_bytes(32, "big") for n in range(number)]


@pytest.mark.parametrize("small_counts", [1, 2, 4, 9])
def test_only_small_counts_move_and_by_one_at_most(small_counts: int) -> None:
    counts = some_counts(largest=14)
    found = moved(counts, small_counts=small_counts)
    small = (counts >= 1) & (counts <= largest_moved(small_counts))
    assert np.array_equal(found[~small], counts[~small])
    assert np.abs(found - counts).max() == 1
    assert found.min() >= 0
    assert 0.4 < (found != counts)[small].mean() < 0.6


@pytest.mark.parametrize("small_counts", [1, 4])
def test_the_total_of_areas_in_a_row_is_at_most_two_off(small_counts: int) -> None:
    """Any area is a run of pieces in the order of the area tree."""
    errors = moved(some_counts(), small_counts=small_counts) - some_counts()
    running = np.concatenate([np.zeros((3, 4, 1)), errors.cumsum(axis=-1)], axis=-1)
    assert np.abs(running).max() == 1
    spans = [
        running[..., last] - running[..., first] for first, last in itertools.combinations(range(PIECES), 2)
    ]
    assert np.abs(spans).max() == 2


def test_the_same_key_moves_the_same_and_another_key_others() -> None:
    counts = some_counts()
    assert np.array_equal(moved(counts), moved(counts))
    assert not np.array_equal(moved(counts), moved(counts, key=b"l" * 32))
    assert not np.array_equal(moved(counts), moved(counts, source="fire"))


def test_every_small_count_is_left_raised_and_lowered_by_some_key() -> None:
    counts = some_counts()
    small = (counts >= 1) & (counts <= 4)
    seen = np.array([moved(counts, key=key) - counts for key in keys(60)])
    for move in (-1, 0, 1):
        assert (seen == move).any(axis=0)[small].all()


def test_on_average_nothing_is_added_or_taken_away() -> None:
    """The mean move of all small counts, by 300 keys."""
    counts = some_counts()
    small = (counts >= 1) & (counts <= 4)
    means = [(moved(counts, key=key) - counts)[small].mean() for key in keys(300)]
    assert abs(np.mean(means)) < 4 * np.std(means) / np.sqrt(len(means))
    assert abs(np.mean(means)) < 0.005


def test_moves_follow_a_count_not_the_others_beside_it() -> None:
    """An import that adds a piece in front moves most others as before: averaging tells nothing."""
    counts = some_counts()
    before, counts[..., 0] = moved(counts), 0
    after = moved(counts)
    assert (before[..., 1:] == after[..., 1:]).mean() > 0.9


@given(st.lists(st.integers(0, 3), max_size=200))
def test_running_sums_never_leave_one(draws: list[int]) -> None:
    found = moves(draws)
    assert len(found) == len(draws)
    assert set(found.cumsum().tolist()) <= {-1, 0, 1}


@given(st.integers(0, 30), st.integers(0, 29), st.sampled_from([-1, 1]))
@settings(max_examples=200)
def test_any_one_count_may_be_the_only_one_that_moved(number: int, place: int, move: int) -> None:
    """What protects each count, whatever else is known: there are draws that move it and no other."""
    wanted = np.zeros(number, dtype=np.int64)
    if place < number:
        wanted[place] = move
    draws, total = [], 0
    for one in wanted.tolist():
        draws.append({0: 2, 1: 0, -1: 1}[one] if not total else 2)
        total += one
    assert moves(draws).tolist() == wanted.tolist()
