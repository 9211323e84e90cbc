"""What Compare adds to a selection: read from a query, written to it, and no matter of Scan's."""

from __future__ import annotations

import dataclasses
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.comparison_fields import (
    COLUMNS,
    COMPARE_READERS,
    COMPARE_WRITERS,
    FEWEST_NEAR,
    LEVELS,
    LIMITS,
    LONGEST_FIND,
    MOST_NEAR,
    MOST_PEERS,
    MOST_REBASES,
    ONLY,
    PANELS,
    SCALES,
    SHADES,
    SIMILAR,
    SPANS,
    TABS,
    TRENDS,
    Comparison,
)
from dashboard.data.schema import Level, month_number
from dashboard.query_fields import READERS
from dashboard.selection import Problem, Selection, problems_of_compare, problems_of_scan
from tests.test_selection import CATALOGUE, DEFAULT, FIRST, LAST, Places, selections

AREAS = tuple(Places.LEVELS)


def read(query: str) -> tuple[Comparison, tuple[Problem, ...]]:
    selection, problems = Selection.from_query(query, CATALOGUE)
    return selection.comparison, problems


def good(query: str) -> Comparison:
    comparison, problems = read(query)
    assert problems == ()
    return comparison


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    """Anything that can be compared in the catalogue, as `from_query` would write it."""
    among = draw(st.sampled_from(AREAS))
    places = Places()
    offered = {level.value for level in (places.level(among), *places.levels_below(among))} & set(LEVELS)
    dates = st.tuples(st.sampled_from(AREAS), st.integers(FIRST + 1, LAST))
    peers = draw(st.sampled_from(((), ("E01",), ("E06000002",))))
    heavy = st.integers(0, 1000).map(lambda hundredths: hundredths / 100).filter(lambda weight: weight != 1)
    some = st.dictionaries(st.sampled_from(list(CATALOGUE.features)), heavy)
    weights = some.filter(lambda told: len(told) < len(CATALOGUE.features) or any(told.values()))
    printable = st.characters(codec="utf-8").filter(str.isprintable)
    return Comparison(
        tab=draw(st.sampled_from(TABS)),
        panel=draw(st.sampled_from(("", *PANELS))),
        level=draw(st.sampled_from(["", *sorted(offered)])),
        among=among,
        limits=draw(st.sampled_from(LIMITS)),
        scale=draw(st.sampled_from(SCALES)),
        trend=draw(st.sampled_from(TRENDS)),
        span=draw(st.sampled_from(SPANS)),
        shade=draw(st.sampled_from(SHADES)),
        rebase=tuple(sorted(draw(st.sets(dates, max_size=MOST_REBASES)))),
        sort=draw(st.sampled_from(("", "-"))) + draw(st.sampled_from((*COLUMNS, *CATALOGUE.types))),
        only=draw(st.sampled_from(("", *ONLY))),
        find=" ".join(draw(st.text(printable, max_size=LONGEST_FIND)).split()),
        peers=peers,
        near=draw(st.integers(FEWEST_NEAR, MOST_NEAR)),
        weights=tuple(sorted(draw(weights).items())),
        similar=draw(st.sampled_from(SIMILAR)),
        per=draw(st.sampled_from(CATALOGUE.denominators)),
        beside=draw(st.sampled_from(("", "E01", "E06000002"))),
        harm=draw(st.sampled_from(("", *CATALOGUE.harm_tables))),
    )


class TestRoundTrip:
    @given(selection=selections(), comparison=comparisons())
    def test_what_is_written_is_read_again(self, selection: Selection, comparison: Comparison) -> None:
        if selection.area in ("E01", "E06000002"):  # beside which there is no other one of its level
            comparison = comparison.replace(beside="")
        both = selection.replace(comparison=comparison)
        query = both.to_query(CATALOGUE)
        assert Selection.from_query(query, CATALOGUE) == (both, ())
        assert Selection.from_query(query, CATALOGUE)[0].to_query(CATALOGUE) == query

    @given(
        pairs=st.lists(
            st.tuples(st.sampled_from(list(COMPARE_READERS)), st.text(max_size=70) | st.sampled_from(AREAS)),
            max_size=6,
        )
    )
    def test_no_value_whatever_breaks_it(self, pairs: list[tuple[str, str]]) -> None:
        query = "?" + "&".join(f"{field}={quote(value)}" for field, value in pairs)
        selection, _ = Selection.from_query(query, CATALOGUE)
        assert Selection.from_query(selection.to_query(CATALOGUE), CATALOGUE) == (selection, ())

    def test_a_default_is_never_written(self) -> None:
        assert good("?tab=overview&among=all&limits=exact&sort=-rate&trend=month") == Comparison()
        assert DEFAULT.replace(comparison=Comparison()).to_query(CATALOGUE) == ""

    def test_every_field_is_read_and_written_under_its_own_name(self) -> None:
        assert COMPARE_READERS.keys() == COMPARE_WRITERS.keys()
        assert len(COMPARE_WRITERS) == len(dataclasses.fields(Comparison))
        assert not COMPARE_READERS.keys() & READERS.keys()  # or one page would read the other's


class TestGoodValues:
    def test_every_field_together(self) -> None:
        query = (
            "?tab=table&panel=funnel&compare=lsoa&among=E06000002&limits=additive&scale=own&trend=quarter"
            "&span=same&shade=rate&rebase=E06000002:2024-10,all:2023-05&sort=burglary&only=above&similar=all"
            "&find=Bright+street"
        )
        assert good(query) == Comparison(
            tab="table",
            panel="funnel",
            level="lsoa",
            among="E06000002",
            limits="additive",
            scale="own",
            trend="quarter",
            span="same",
            shade="rate",
            rebase=(("E06000002", month_number("2024-10")), ("all", month_number("2023-05"))),
            sort="burglary",
            only="above",
            find="Bright street",
        )

    def test_the_larger_area_goes_by_one_of_its_codes(self) -> None:
        assert good("?among=E22000029").among == "E06000002"
        assert good("?rebase=E22000029:2024-10").rebase[0][0] == "E06000002"

    def test_the_level_may_come_before_the_larger_area_it_depends_on(self) -> None:
        assert good("?compare=lsoa&among=E06000002") == good("?among=E06000002&compare=lsoa")

    def test_dates_are_kept_in_one_order_and_each_once(self) -> None:
        first, second = ("E01", month_number("2024-03")), ("E06000002", month_number("2024-10"))
        assert good("?rebase=E06000002:2024-10,E01:2024-03,E06000002:2024-10").rebase == (first, second)

    def test_peers_come_in_one_order_by_the_code_in_use_and_each_once(self) -> None:
        assert good("?peers=E22000029,E06000002").peers == ("E06000002",)
        assert good("?similar=picked&peers=E01") == good("?peers=E01&similar=picked")

    def test_a_feature_can_be_made_to_count_as_usual(self) -> None:
        # One that few areas have counts 0 by itself: to count 1 must then be said.
        assert good("?weights=young:0.5,density:1.0").weights == (("density", 1.0), ("young", 0.5))
        assert good("?weights=young:1").weights == (("young", 1.0),)
        assert good("?weights=young:2,density:0").weights == (("density", 0.0), ("young", 2.0))

    def test_spaces_round_a_name_are_nothing_to_find(self) -> None:
        assert good("?find=%20 high  street ").find == "high street"
        assert good("?find=%20") == Comparison()


class TestBadValues:
    @pytest.mark.parametrize(
        "query",
        [
            "tab=sides", "tab=Overview", "panel=quadrant", "compare=region", "compare=all", "compare=ward",
            "compare=street", "among=E99", "among=no-location", "limits=wide", "scale=log", "trend=week",
            "span=most", "shade=count", "only=worse", "similar=nearest",
            "sort=size", "sort=--rate", "sort=-",
            "rebase=E06000002", "rebase=E06000002:2024", "rebase=E99:2024-10", "rebase=:2024-10", "rebase=,",
            "rebase=E06000002:2023-01", "rebase=E06000002:2026-01", "rebase=E06000002:2022-12",
            "rebase=" + ",".join(f"all:2024-{month:02d}" for month in range(1, 13)) + ",all:2025-01",
            "peers=E99", "peers=,", "peers=E01,E06000002", "peers=all", "peers=E12000001", "near=2",
            "near=31", "near=7.5", "near=seven", "near=%D9%A7", "weights=density",
            "weights=density:-1", "weights=age:2",
            "weights=density:11", "weights=density:1e1", "weights=density:nan", "weights=:2",
            "weights=density:0,young:0,income-rank:0", "per=workers", "per=premises", "harm=Severity",
            "beside=E99", "beside=all", "beside=E12000001",
            "find=" + "x" * (LONGEST_FIND + 1), "find=a%00b",
        ],
    )  # fmt: skip
    def test_it_falls_back_to_the_default_and_says_why(self, query: str) -> None:
        comparison, (problem,) = read(f"?{query}")
        assert comparison == Comparison()
        assert problem.field == query.partition("=")[0]
        assert problem.reason.endswith(".")

    def test_no_more_areas_are_picked_than_can_be_looked_at(self) -> None:
        many = {f"E05{place:03}": Level.WARD for place in range(MOST_PEERS + 1)}
        tree = Places()
        tree.LEVELS = Places.LEVELS | many  # type: ignore[misc]
        catalogue = dataclasses.replace(CATALOGUE, areas=tree)
        codes = list(many)
        found, problems = Selection.from_query(f"?peers={','.join(codes[1:])}", catalogue)
        assert (len(found.comparison.peers), problems) == (MOST_PEERS, ())
        found, (problem,) = Selection.from_query(f"?peers={','.join(codes)}", catalogue)
        assert (found.comparison.peers, problem.reason) == ((), "At most 40 areas can be picked.")

    def test_what_is_not_imported_is_refused_in_a_sentence(self) -> None:
        bare = dataclasses.replace(CATALOGUE, features={}, grouped=False, denominators=("residents",))
        for query, said in {
            "similar=group": "No table of similar areas is imported.",
            "similar=near": "Nothing is imported by which areas could be called similar.",
            "per=households": "The data to divide by are not imported.",
        }.items():
            selection, (problem,) = Selection.from_query(f"?{query}", bare)
            assert (selection.comparison, problem.reason) == (Comparison(), said)

    @pytest.mark.parametrize("area", ["E06000002", "E01"])
    def test_only_another_area_of_the_own_areas_level_stands_beside_it(self, area: str) -> None:
        for beside in ("E06000002", "E01"):
            comparison, problems = read(f"?area={area}&beside={beside}")
            assert (comparison.beside, [one.field for one in problems]) == ("", ["beside"])
        assert good(f"?area=E12000001&beside={area}").beside == area

    def test_a_level_that_the_larger_area_does_not_hold_is_dropped_and_the_area_stays(self) -> None:
        comparison, (problem,) = read("?among=E01&compare=partnership")
        assert comparison == Comparison(among="E01")
        assert problem.field == "compare"


class TestTwoPages:
    @pytest.mark.parametrize(
        "query", ["", "?area=E06000002&types=burglary", "?pins=E01&measure=rate&layers=hotspots"]
    )
    def test_a_link_to_scan_means_what_it_meant(self, query: str) -> None:
        selection, problems = Selection.from_query(query, CATALOGUE)
        assert problems == ()
        assert selection.comparison == Comparison()
        assert selection.to_query(CATALOGUE) == query

    def test_each_page_keeps_what_is_only_the_others(self) -> None:
        query = "?area=E06000002&types=burglary&pins=E01&compare=lsoa&limits=additive"
        assert Selection.from_query(query, CATALOGUE)[0].to_query(CATALOGUE) == query

    def test_the_same_incidents_are_counted_whatever_is_compared(self) -> None:
        one = DEFAULT.replace(comparison=Comparison(limits="additive", among="E06000002"))
        assert one.counted("police-uk") == DEFAULT.counted("police-uk")

    def test_neither_page_speaks_of_a_value_that_only_the_other_would_use(self) -> None:
        _, problems = Selection.from_query("?area=E99&measure=x&limits=x&types=arson", CATALOGUE)
        assert [one.field for one in problems_of_scan(problems)] == ["area", "types", "measure"]
        assert [one.field for one in problems_of_compare(problems)] == ["area", "types", "limits"]

    def test_both_speak_of_an_address_that_cannot_be_read(self) -> None:
        _, problems = Selection.from_query("?area=" + "x" * 5_000, CATALOGUE)
        assert len(problems) == 1
        assert problems_of_scan(problems) == problems_of_compare(problems) == problems
