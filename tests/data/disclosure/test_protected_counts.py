"""Which small counts are moved, by how much, and what that leaves of totals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.data.protected_counts import largest_moved, protected_counts

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


def test_errors_of_a_sum_are_those_of_independent_moves() -> None:
    """Each small count has a move of variance 1/2: a sum of n of them errs by sqrt(n / 2), on average 0."""
    counts = some_counts()
    number = int(((counts >= 1) & (counts <= 4)).sum())
    errors = [int((moved(counts, key=key) - counts).sum()) for key in keys(400)]
    assert 0.85 < np.std(errors) / np.sqrt(number / 2) < 1.15


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


@given(st.integers(0, 2), st.integers(0, 3), st.integers(0, PIECES - 1), st.integers(0, 9))
@settings(max_examples=100)
def test_what_else_is_counted_moves_nothing(kind: int, quarter: int, piece: int, instead: int) -> None:
    """A count that stays is served the same in every version: two of them side by side tell nothing of it."""
    counts = some_counts()
    before = moved(counts)
    counts[kind, quarter, piece] = instead
    after = moved(counts)
    after[kind, quarter, piece] = before[kind, quarter, piece]
    assert np.array_equal(before, after)


def test_pieces_that_come_and_go_move_no_others() -> None:
    counts = some_counts()
    assert np.array_equal(moved(counts[:, :, :30]), moved(counts)[:, :, :30])
    assert np.array_equal(moved(counts[:2, :3]), moved(counts)[:2, :3])
