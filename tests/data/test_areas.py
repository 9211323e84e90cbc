"""The area tree: pre-order runs, sums upwards, and that nothing is ever outside of its parent."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.data.areas import AreaTree, build_tree
from dashboard.data.gazetteer import gazetteer
from dashboard.data.inputs import Inputs
from dashboard.data.leaves import leaf_codes, leaves_table, reporters_of
from dashboard.data.schema import Level
from tests.data.small_world import link, table, two_forces

INNER = (Level.REGION, Level.FORCE, Level.PARTNERSHIP, Level.WARD)


def _distinct(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Placed records: (reporter, LSOA or "", its name)."""
    frame = pd.DataFrame(rows, columns=["force", "lsoa", "lsoa_name"])
    return frame.assign(rows=1)


def _tree(inputs: Inputs, rows: list[tuple[str, str, str]]) -> tuple[AreaTree, list[int]]:
    """The tree of these records, and the index each is counted in."""
    known = gazetteer(inputs)
    distinct = _distinct(rows)
    reporters = reporters_of(distinct, known)
    tree = AreaTree.from_table(build_tree(leaves_table(distinct, known, reporters)), known.aliases)
    return tree, [tree.positions[code] for code in leaf_codes(distinct, reporters)]


class TestOfTwoForces:
    """Two forces report; the tree is worked out by hand."""

    @pytest.fixture(scope="class")
    def tree(self) -> AreaTree:
        rows = [("First Police", "L1", ""), ("Second Police", "", ""), ("First Police", "", "")]
        return _tree(two_forces(), rows)[0]

    def test_it_stands_in_pre_order_with_no_location_under_the_region(self, tree: AreaTree) -> None:
        expected = "all R no-location:F1 no-location:F2 F1 D1 W1 L1 W2 L2 D2 L3 F2 D3 L4"
        assert list(tree.codes) == expected.split()

    def test_paths_parents_and_levels(self, tree: AreaTree) -> None:
        assert tree.path("L1") == ("all", "R", "F1", "D1", "W1", "L1")
        assert tree.path("L3") == ("all", "R", "F1", "D2", "L3")  # its ward is not known
        assert tree.parent("all") is None
        assert tree.level("D1") is Level.PARTNERSHIP
        assert tree.levels_below("D2") == (Level.LSOA,)
        assert tree.levels_below("R") == (Level.FORCE, Level.PARTNERSHIP, Level.WARD, Level.LSOA)

    def test_residents_are_summed_upwards(self, tree: AreaTree) -> None:
        found = [tree.residents(code) for code in ("L1", "D1", "F1", "R", "all")]
        assert found == [100, 300, 600, 1000, 1000]

    def test_areas_of_a_level_never_include_records_without_a_location(self, tree: AreaTree) -> None:
        assert [tree.codes[i] for i in tree.within("R", Level.LSOA)] == ["L1", "L2", "L3", "L4"]
        assert [tree.codes[i] for i in tree.within("D1", Level.PARTNERSHIP)] == ["D1"]

    def test_an_alias_is_its_partnership(self, tree: AreaTree) -> None:
        assert tree.resolve("C1") == "D1"
        assert tree.name("C1") == "District 1"
        assert tree.path("C1") == tree.path("D1")

    @pytest.mark.parametrize("code", ["", "X", "no-location:F1", "no-location"])
    def test_what_is_no_place_can_not_be_chosen(self, tree: AreaTree, code: str) -> None:
        assert tree.resolve(code) is None


def test_only_the_residents_of_areas_somebody_reports_on_are_counted() -> None:
    tree, _ = _tree(two_forces(), [("First Police", "L1", ""), ("First Police", "L4", "")])
    assert tree.residents("R") == 600
    assert np.isnan(tree.residents("L4"))
    assert not tree.covered[tree.index("F2")]


def test_unknown_residents_of_a_part_make_the_whole_unknown() -> None:
    inputs = Inputs(
        links=two_forces().links, names=two_forces().names, residents=two_forces().residents.iloc[:2]
    )
    tree, _ = _tree(inputs, [("First Police", "L1", "")])
    assert tree.residents("D1") == 300
    assert np.isnan(tree.residents("D2"))
    assert np.isnan(tree.residents("F1"))


LSOAS = [f"L{i}" for i in range(6)]
UNKNOWN = ["Old Town 001A", "Old Town 002B", "St Helens 001A", "St. Helens 001B", "Plain"]
REPORTERS = ["First Police", "Second Constabulary", "Ambulance"]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Inputs, list[tuple[str, str, str]]]:
    """Lookups with any gaps and contradictions, and records in known, unknown and no LSOAs."""
    links = []
    for lsoa in LSOAS:
        for level, parents in (("district", "ABC"), ("ward", "VW")):
            parent = draw(st.sampled_from(["", *parents]))
            if parent:
                links.append(link("lsoa", lsoa, level, parent))
    for district in "ABC":
        for level, parents in (("force", ["F1", "F2"]), ("region", ["R1", "R2"]), ("csp", ["P1", "P2"])):
            parent = draw(st.sampled_from(["", *parents]))
            if parent:
                links.append(link("district", district, level, parent))
    names = [("force", "F1", "First", 2024), ("force", "F2", "Second", 2024)]
    residents = [("lsoa", lsoa, 10, 2021, "Census 2021") for lsoa in LSOAS]
    places = [(lsoa, "") for lsoa in LSOAS] + [(f"X{i}", name) for i, name in enumerate(UNKNOWN)] + [("", "")]
    records = draw(
        st.lists(st.tuples(st.sampled_from(REPORTERS), st.sampled_from(places)), min_size=1, max_size=25)
    )
    inputs = Inputs(
        links=table("links", links), names=table("names", names), residents=table("residents", residents)
    )
    return inputs, [(reporter, *place) for reporter, place in records]


@settings(max_examples=80, deadline=None)
@given(world=worlds())
def test_whatever_the_lookups_say_children_and_no_location_add_up_to_their_parent(
    world: tuple[Inputs, list[tuple[str, str, str]]],
) -> None:
    tree, counted_in = _tree(*world)
    number = len(tree.codes)
    own = np.bincount(counted_in, minlength=number)
    inside = [own[i : tree.lasts[i] + 1].sum() for i in range(number)]
    assert inside[0] == len(world[1])
    for index in range(number):
        children = [i for i in range(number) if tree.parents[i] == index]
        assert inside[index] == own[index] + sum(inside[child] for child in children)
        assert all(index < child <= tree.lasts[child] <= tree.lasts[index] for child in children)
        # The area and its children's runs follow each other without a gap.
        starts = [index + 1, *(int(tree.lasts[child]) + 1 for child in children)]
        assert starts == [*children, int(tree.lasts[index]) + 1]


@settings(max_examples=60, deadline=None)
@given(world=worlds())
def test_whatever_the_lookups_say_every_area_stands_once(
    world: tuple[Inputs, list[tuple[str, str, str]]],
) -> None:
    tree, _ = _tree(*world)
    once = Counter(zip(tree.levels, tree.codes, strict=True))
    assert set(once.values()) == {1}
    order = {level.value: rank for rank, level in enumerate(Level)}
    for index in range(1, len(tree.codes)):
        assert order[tree.levels[tree.parents[index]]] < order[tree.levels[index]]
    for level in INNER:
        named = tree.ancestors(level)
        for index in tree.within("all", level):
            run = slice(index, int(tree.lasts[index]) + 1)
            assert (named[run] == index).all()
            assert (named == index).sum() == run.stop - run.start
