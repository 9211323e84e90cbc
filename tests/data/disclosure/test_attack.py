"""No withheld count can be pinned to a single value: attacked with all answers, and with the served cube.

bench/disclosure/attack.py asks the same of every withheld count and reports how far ranges narrow.
"""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.data import queries
from dashboard.data.dataset import Dataset, Library
from dashboard.data.disclosure import WITHHELD, disclosed_counts
from dashboard.data.grid import cell_text
from dashboard.data.ingest import import_frames
from dashboard.data.statistics import statistics
from dashboard.selection import Selection
from tests.data.disclosure.attack import (
    KINDS,
    PLACES,
    Attack,
    Question,
    World,
    answers,
    bounds_of,
    known_from,
    questions,
    served_counts,
    served_worlds,
    withheld,
)
from tests.data.disclosure.controlled_world import AMBULANCE, AREAS, QUARTERS, controlled_world, random_truth
from tests.data.small_world import frame, incident, two_forces

WORLDS = 200
SOURCE = AMBULANCE.key
Served = tuple[Dataset, list[World]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return served_worlds(tmp_path_factory.mktemp("attacked"), WORLDS)


def told(dataset: Dataset, world: World, one: Question) -> float:
    """What the product answers, by `statistics` of pinned areas; NaN where withheld."""
    first, last = world.months(one.quarters)
    pins, kinds = (
        ",".join(np.array(names)[list(some)]) for names, some in ((PLACES, one.areas), (KINDS, one.types))
    )
    query = f"?from={first}&to={last}&types={kinds}&pins={pins}"
    selection, problems = Selection.from_query(query, dataset.catalogue)
    assert not problems
    found = statistics(dataset, selection, SOURCE)
    assert found.withheld == (found.incidents is None)
    return np.nan if found.incidents is None else float(found.incidents)


@pytest.mark.parametrize("number", range(0, WORLDS, 20))
def test_the_attacker_is_told_what_the_product_tells(served: Served, number: int) -> None:
    """The attacks below reason on answers worked out from the served cube: they are those of the queries."""
    dataset, worlds = served
    world = worlds[number]
    every = questions(world.served.shape)
    asked = [every[place] for place in np.random.default_rng(number).integers(0, len(every), 12)]
    np.testing.assert_equal([told(dataset, world, one) for one in asked], answers(world, asked))


def test_tables_map_and_exports_tell_the_same(served: Served) -> None:
    dataset, worlds = served
    for world in worlds[::40]:
        first, last = world.months((0, 1))
        query = f"?from={first}&to={last}&types={','.join(KINDS)}&level=lsoa"
        selection, _ = Selection.from_query(query, dataset.catalogue)
        rows = queries.areas(dataset, selection, SOURCE).set_index("area_code").incidents
        asked = [Question((place,), (0, 1, 2), (0, 1)) for place in range(len(PLACES))]
        shown = [np.nan if rows[area] == WITHHELD else float(rows[area]) for area in PLACES]
        np.testing.assert_equal(shown, answers(world, asked))
        found = {row.crime_type: row for row in queries.types_in_brief(dataset, selection, SOURCE)}
        asked = [Question(tuple(range(len(PLACES))), (place,), (0, 1)) for place in range(len(KINDS))]
        shown = [np.nan if found[kind].withheld else float(found[kind].incidents or 0) for kind in KINDS]
        np.testing.assert_equal(shown, answers(world, asked))
        cells = queries.cells(dataset, selection, SOURCE, 7).set_index("cell").incidents
        assert {cell: str(n) for cell, n in cells.items()} == cells_of(dataset, selection)


def cells_of(dataset: Dataset, selection: Selection) -> dict[str, str]:
    """What the map may tell of a selection, counted in the served cube."""
    cube = dataset.cubes[SOURCE]
    kinds = [cube.types.index(kind) for kind in selection.types]
    first, after = selection.start - cube.first_month, selection.end + 1 - cube.first_month
    counts = (cube.values[kinds, after] - cube.values[kinds, first]).sum(axis=0)
    sums = {cell: int(counts[cube.cells == cell].sum()) for cell in set(cube.cells.tolist()) - {0}}
    shown = {
        cell_text(cell): float(disclosed_counts(n, dataset.sources[SOURCE])) for cell, n in sums.items() if n
    }
    return {cell: WITHHELD if np.isnan(n) else str(int(n)) for cell, n in shown.items()}


def test_nobody_who_has_the_served_cube_can_tell_a_withheld_count(served: Served) -> None:
    """All answers are worked out from the served cube, so who has it knows more than any reader can."""
    _, worlds = served
    tested = 0
    for world in worlds:
        attack = Attack(world)
        targets = withheld(world, questions(world.served.shape))
        chosen = np.random.default_rng(world.number).permutation(len(targets))[:3]
        for place in chosen.tolist():
            least, most = attack.range_of(targets[place])
            count = int((world.truth * targets[place].among(world.truth.shape)).sum())
            assert least <= count <= most
            assert least < most
            tested += 1
    assert tested > 2 * WORLDS


def test_no_single_small_count_can_be_told(served: Served) -> None:
    _, worlds = served
    for world in worlds[::10]:
        attack = Attack(world)
        for i, j, k in itertools.product(*map(range, world.truth.shape)):
            if 1 <= world.truth[i, j, k] <= world.small_counts:
                least, most = attack.range_of(Question((i,), (j,), (k,)))
                assert least < most


def test_all_answers_together_leave_more_than_the_served_cube(served: Served) -> None:
    """By linear and by integer programme, over everything a reader may ask of a world."""
    _, worlds = served
    for world in worlds[::20]:
        every = questions(world.served.shape)
        by_answers, by_cube = Attack(world, known_from(world, every)), Attack(world)
        targets = withheld(world, every)
        for place in np.random.default_rng(world.number).permutation(len(targets))[:3].tolist():
            least, most = by_answers.range_of(targets[place])
            loosest = by_answers.range_of(targets[place], whole=False)
            inner = by_cube.range_of(targets[place])
            assert loosest[0] <= least <= inner[0] < inner[1] <= most <= loosest[1]


def test_without_moves_the_same_attacker_would_tell_some(served: Served) -> None:
    """The attack is no straw man: withholding and rounding alone would give some counts away."""
    _, worlds = served
    told_apart = 0
    for world in worlds[::20]:
        still = dataclasses.replace(world, served=world.truth)
        every = questions(world.served.shape)
        attack = Attack(still, known_from(still, every), moved=False)
        for target in withheld(still, every)[:12]:
            least, most = attack.range_of(target)
            told_apart += least == most
    assert told_apart > 10


@pytest.mark.parametrize("small_counts", [1, 2, 9])
def test_other_limits_protect_as_well(tmp_path: Path, small_counts: int) -> None:
    _, worlds = served_worlds(tmp_path, 10, small_counts=small_counts)
    for world in worlds:
        attack = Attack(world)
        for target in withheld(world, questions(world.served.shape))[:6]:
            least, most = attack.range_of(target)
            assert least < most


def test_a_record_elsewhere_changes_no_other_answer(tmp_path: Path) -> None:
    """Two versions side by side: what did not change is served the same in both."""
    truth = random_truth(5, types=len(KINDS))
    before = served_counts(controlled_world(tmp_path / "before", truth))
    for place in [one for one in truth if one[0] != "L4"][::3]:
        more = {**truth, place: truth[place] + 1}
        after = served_counts(controlled_world(tmp_path / "-".join(place), more))
        where = (PLACES.index(place[0]), KINDS.index(place[1]), QUARTERS.index(place[2]))
        assert abs(int(after[where]) - more[place]) <= 1
        after[where] = before[where]
        assert np.array_equal(before, after)


def test_a_type_of_which_nothing_is_left_is_not_listed(tmp_path: Path) -> None:
    """That it were would tell of a single record."""
    lists = set()
    for number in range(12):
        folder = tmp_path / str(number)
        dataset = controlled_world(folder, {("L1", "overdose", "2025-01"): 1}, key=bytes([number]) * 32)
        lists.add(dataset.cubes[SOURCE].types)
    assert {("overdose" in types) for types in lists} == {True, False}


def test_an_area_that_nobody_reports_on_is_not_listed_for_a_record(tmp_path: Path) -> None:
    """The second force is not covered: its area must not tell that something happened there."""
    rows = [
        incident(f"2025-{month:02}", "First Police", lsoa="L1", at=AREAS["L1"], kind="fall")
        for month in (1, 2, 3)
        for _ in range(20)
    ]
    beyond = incident("2025-02", "First Police", lsoa="L4", at=AREAS["L4"], kind="fall")
    trees = []
    for name, some in (("without", rows), ("with", [*rows, beyond])):
        (tmp_path / name).mkdir()
        import_frames(tmp_path / name, [(AMBULANCE, frame(some))], two_forces(), demo=False)
        dataset = Library(tmp_path / name).current()
        assert dataset is not None
        trees.append(dataset.areas.codes)
    assert trees[0] == trees[1]


SHAPE = (len(PLACES), len(KINDS), 2)
EVERY = questions(SHAPE)
NESTED = [
    (larger, one)
    for larger in EVERY
    for one in EVERY
    if 0 < (extra := larger.among(SHAPE) - one.among(SHAPE)).sum() <= 4 and extra.min() == 0
]
"""Pairs of filters of which one holds the other and little more."""

pairs = st.tuples(st.integers(0, WORLDS - 1), st.sampled_from(NESTED))


def test_the_difference_of_two_answers_tells_no_small_count(served: Served) -> None:
    """What lies in one filter and not in the other, where that is a small count."""
    compared = 0

    @given(pairs)
    @settings(max_examples=10_000)
    def compare(pair: tuple[int, tuple[Question, Question]]) -> None:
        nonlocal compared
        compared += _is_small_and_safe(served[1][pair[0]], *pair[1])

    compare()
    assert compared > 2_000


def _is_small_and_safe(world: World, larger: Question, one: Question) -> bool:
    """Whether the difference is a small count; AssertionError where the two answers tell it."""
    between = larger.among(SHAPE) - one.among(SHAPE)
    count = int((world.truth * between).sum())
    if not 1 <= count <= world.small_counts:
        return False
    (low, high), (lower, higher) = (
        bounds_of(answer, world.small_counts) for answer in answers(world, [larger, one])
    )
    least, most = max(low - higher, 0), high - lower  # of what is served
    parts = int(between.sum())  # of which each may have moved by one, if it was not 0
    possible = {
        true
        for true in range(most + parts + 1)
        for shown in range(least, most + 1)
        if abs(true - shown) <= min(parts, true)
    }
    assert count in possible
    assert len(possible) > 1
    return True
