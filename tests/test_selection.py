"""The selection and its only home, the URL query."""

from __future__ import annotations

import dataclasses
from urllib.parse import quote

import h3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.schema import Level, Source, month_number, month_text
from dashboard.query_fields import (
    CORRECTIONS,
    FINDINGS,
    GIVEN,
    LAYERS,
    LENSES,
    MEASURES,
    MOST_CLASSES,
    MOST_PINS,
    MOST_RINGS,
    READERS,
    SPOTS,
    STEPS,
    TABLES,
)
from dashboard.selection import COARSEST_RESOLUTION, LONGEST_QUERY, Catalogue, Problem, Selection

FIRST, LAST = month_number("2023-01"), month_number("2025-12")
CELL = h3.latlng_to_cell(54.57, -1.23, 9)


class Places:
    """A partnership E06000002 of two LSOAs in the North East; its CSP's code is an alias."""

    LEVELS = {  # noqa: RUF012
        "all": Level.ALL, "E12000001": Level.REGION, "E06000002": Level.PARTNERSHIP, "E01": Level.LSOA,
    }  # fmt: skip
    SPANS = {"all": (0, 3), "E12000001": (1, 3), "E06000002": (2, 3), "E01": (3, 3)}  # noqa: RUF012
    BELOW = (Level.REGION, Level.PARTNERSHIP, Level.LSOA)

    def resolve(self, code: str) -> str | None:
        chosen = {"E22000029": "E06000002"}.get(code, code)
        return chosen if chosen in self.LEVELS else None

    def level(self, code: str) -> Level:
        return self.LEVELS[code]

    def span(self, code: str) -> tuple[int, int]:
        return self.SPANS[code]

    def levels_below(self, code: str) -> tuple[Level, ...]:
        order = list(Level)
        return tuple(level for level in self.BELOW if order.index(level) > order.index(self.level(code)))


def _source(key: str, finest: int) -> Source:
    return Source(key=key, name=key, owner="", licence="", finest_resolution=finest, time_precision="minute")


CATALOGUE = Catalogue(
    areas=Places(),
    types={"burglary": "Burglary", "drugs": "Drugs", "robbery": "Robbery"},
    sources={"police-uk": _source("police-uk", 9), "calls": _source("calls", 10)},
    first_month=FIRST,
    last_month=LAST,
    features={"density": "Residents per km²", "young": "Aged 16 to 24", "income-rank": "Income rank"},
    grouped=True,
    denominators=("residents", "households", "km2"),
    harm_tables={"Severity 2024": "2024-03-31"},
)
DEFAULT = Selection.default(CATALOGUE)


def _read(query: str) -> tuple[Selection, tuple[Problem, ...]]:
    return Selection.from_query(query, CATALOGUE)


def _good(query: str) -> Selection:
    selection, problems = _read(query)
    assert problems == ()
    return selection


def _refused(query: str) -> tuple[Selection, str]:
    """The selection of a query with one bad value, and the field at fault."""
    selection, (problem,) = _read(query)
    assert problem.reason
    return selection, problem.field


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    """Any selection that the catalogue allows, as `from_query` would write it."""
    start, end = sorted(draw(st.tuples(st.integers(FIRST, LAST), st.integers(FIRST, LAST))))
    sources = draw(
        st.sampled_from([("police-uk",), ("calls",), ("police-uk", "calls"), ("calls", "police-uk")])
    )
    area = draw(st.sampled_from(list(Places.LEVELS)))
    offered = {level.value for level in (Places().level(area), *Places().levels_below(area))} - {"all"}
    chosen = draw(st.sets(st.sampled_from(list(CATALOGUE.types)), max_size=2))
    finest = CATALOGUE.finest_resolution(tuple(sources))
    inside = [code for code, (first, _) in Places.SPANS.items() if first > Places.SPANS[area][0]]
    cells = st.builds(
        lambda latitude, resolution: h3.latlng_to_cell(latitude, -1.23, resolution),
        st.floats(54, 55),
        st.integers(COARSEST_RESOLUTION, finest),
    )
    west, east = sorted(draw(st.lists(st.integers(-17999, 17999), min_size=2, max_size=2, unique=True)))
    south, north = sorted(draw(st.lists(st.integers(-8999, 8999), min_size=2, max_size=2, unique=True)))
    boxes = st.none() | st.just((west / 100, south / 100, east / 100, north / 100))
    return Selection(
        start=start,
        end=end,
        sources=tuple(sources),
        area=area,
        types=tuple(name for name in CATALOGUE.types if name in chosen),
        pins=tuple(draw(st.lists(st.sampled_from(inside), unique=True))) if inside else (),
        cells=tuple(draw(st.lists(cells, unique=True, max_size=3))),
        box=draw(boxes),
        level=draw(st.sampled_from(["", *sorted(offered)])),
        table=draw(st.sampled_from(TABLES)),
        within=draw(st.integers(1, 400)),
        measure=draw(st.sampled_from(MEASURES)),
        layers=tuple(layer for layer in LAYERS if draw(st.booleans())),
        hot=draw(st.sampled_from(LENSES)),
        rings=draw(st.integers(1, MOST_RINGS)),
        chance=draw(st.sampled_from(CORRECTIONS)),
        given=draw(st.sampled_from(GIVEN)),
        step=draw(st.sampled_from(STEPS)),
        spot=draw(st.sampled_from(["", *SPOTS])),
        days=tuple(sorted(draw(st.sets(st.integers(0, 6), max_size=6)))),
        hours=draw(
            st.none() | st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda h: h[0] != h[1])
        ),
        finding=draw(st.sampled_from(["", *FINDINGS])),
        shown_class=draw(st.none() | st.integers(1, MOST_CLASSES)),
        res=draw(st.none() | st.integers(COARSEST_RESOLUTION, finest)),
    )


class TestHours:
    @pytest.mark.parametrize(
        ("text", "hours"), [("18-3", (18, 3)), ("0-1", (0, 1)), ("18-24", (18, 0)), ("0-24", None)]
    )
    def test_hours_of_the_day(self, text: str, hours: tuple[int, int] | None) -> None:
        assert _good(f"hours={text}").hours == hours

    @pytest.mark.parametrize("text", ["5-5", "24-3", "3-25", "3", "-1-3", "3-4-5", "\u0663-4", "003-4"])
    def test_what_are_no_hours(self, text: str) -> None:
        selection, field = _refused(f"hours={quote(text)}")
        assert (selection.hours, field) == (None, "hours")

    def test_all_days_are_no_choice(self) -> None:
        assert _good("days=mon,tue,wed,thu,fri,sat,sun") == DEFAULT
        assert _good("days=sun,mon").days == (0, 6)


class TestRoundTrip:
    @given(selection=selections())
    def test_what_is_written_is_read_again(self, selection: Selection) -> None:
        assert _read(selection.to_query(CATALOGUE)) == (selection, ())

    @given(selection=selections())
    def test_a_query_has_one_writing(self, selection: Selection) -> None:
        query = selection.to_query(CATALOGUE)
        assert _good(query).to_query(CATALOGUE) == query

    def test_the_default_is_the_empty_query(self) -> None:
        assert DEFAULT.to_query(CATALOGUE) == ""
        assert _good("") == _good("?") == DEFAULT
        assert (DEFAULT.area, DEFAULT.sources) == ("all", ("police-uk",))
        assert (month_text(DEFAULT.start), month_text(DEFAULT.end)) == ("2025-01", "2025-12")

    def test_only_what_differs_is_written_and_a_period_with_both_ends(self) -> None:
        selection = DEFAULT.replace(area="E06000002", start=DEFAULT.start + 1)
        assert selection.to_query(CATALOGUE) == "?area=E06000002&from=2025-02&to=2025-12"

    @given(query=st.text(max_size=300))
    def test_no_text_whatever_breaks_it(self, query: str) -> None:
        selection, _ = _read(query)
        assert _read(selection.to_query(CATALOGUE)) == (selection, ())

    @given(
        pairs=st.lists(
            st.tuples(
                st.sampled_from(list(READERS)),
                st.text(max_size=20) | st.from_regex(r"-?[0-9a-f]{1,17}", fullmatch=True),
            ),
            max_size=6,
        )
    )
    def test_no_value_whatever_breaks_it(self, pairs: list[tuple[str, str]]) -> None:
        query = "&".join(f"{field}={quote(value)}" for field, value in pairs)
        selection, _ = _read(f"?{query}")
        assert _read(selection.to_query(CATALOGUE)) == (selection, ())


class TestGoodValues:
    def test_every_field_together(self) -> None:
        query = (
            "?area=E06000002&types=robbery,burglary&from=2025-01&to=2025-03&level=lsoa&res=8"
            f"&cell={CELL}&within=250&table=type&sources=police-uk&pins=E01&box=-1.3,54.5,-1.1,54.6"
            "&measure=change&layers=premises,hotspots&class=3"
        )
        assert _good(query) == Selection(
            start=month_number("2025-01"),
            end=month_number("2025-03"),
            sources=("police-uk",),
            area="E06000002",
            types=("burglary", "robbery"),
            pins=("E01",),
            cells=(CELL,),
            box=(-1.3, 54.5, -1.1, 54.6),
            level="lsoa",
            table="type",
            within=250,
            measure="change",
            layers=("hotspots", "premises"),
            shown_class=3,
            res=8,
        )

    def test_several_pins_in_the_order_they_were_made_and_each_once(self) -> None:
        assert _good("?pins=E01,E06000002,E01").pins == ("E01", "E06000002")
        assert _good("?pins=E22000029,E06000002").pins == ("E06000002",)
        other = h3.grid_ring(CELL, 1)[0]
        assert _good(f"?cell={other},{CELL},{other}").cells == (other, CELL)

    def test_what_is_pinned_or_framed_is_not_all_of_the_area(self) -> None:
        assert not DEFAULT.pinned and DEFAULT.of_whole_areas
        assert _good("?pins=E01").pinned and _good("?pins=E01").of_whole_areas
        for query in (f"?cell={CELL}", "?box=1,2,3,4"):
            assert _good(query).pinned and not _good(query).of_whole_areas, query

    def test_the_view_of_the_map_is_the_page_s_own_business(self) -> None:
        assert _good("?view=54.5,-1.2,11") == DEFAULT

    def test_the_code_of_the_partnership_itself_stands_for_its_district(self) -> None:
        assert _good("?area=E22000029").area == "E06000002"
        assert _good("?area=E22000029").to_query(CATALOGUE) == "?area=E06000002"

    def test_all_types_are_the_same_as_none_named(self) -> None:
        assert _good("?types=drugs,robbery,burglary") == DEFAULT

    def test_a_type_or_source_named_twice_counts_once(self) -> None:
        assert _good("?types=drugs,drugs").types == ("drugs",)
        assert _good("?sources=calls,calls").sources == ("calls",)

    def test_the_last_of_two_values_counts_and_empty_or_foreign_ones_do_not(self) -> None:
        assert _good("?area=E01&area=E12000001&types=&utm_source=mail").area == "E12000001"
        assert _good("?area=E12000001&types=&utm_source=mail").types == ()

    def test_a_resolution_that_every_chosen_source_bears(self) -> None:
        assert _good("?sources=calls&res=10").res == 10


class TestBadValues:
    @pytest.mark.parametrize(
        "query",
        [
            "area=E99", "area=no-location", "types=arson", "types=burglary,arson", "types=,",
            "from=2025", "from=2025-13", "from=1999-01", "to=2026-01", "to=2025-1", "to=202501",
            "cell=abc", "cell=-1", "cell=0", f"cell={CELL.upper()}", f"cell={h3.cell_to_parent(CELL, 3)}",
            f"cell={h3.cell_to_children(CELL)[0]}",
            f"cell={CELL},x", "cell=,", "pins=E99", "pins=E01,", "pins=no-location", "pins=all",
            "pins=" + ",".join(["E01"] + [f"E{n}" for n in range(MOST_PINS)]),
            "cell=" + ",".join(h3.cell_to_children(h3.cell_to_parent(CELL, 6), 9)[: MOST_PINS + 1]),
            "box=1,2,3", "box=a,b,c,d", "box=1,2,3,4,5", "box=3,2,1,4", "box=1,4,3,2", "box=1,2,1,4",
            "box=nan,2,3,4", "box=1,2,inf,4", "box=-181,2,3,4", "box=1,2,3,91", "measure=shares",
            "layers=tiles", "layers=hotspots,", "class=0", "class=10", "class=1.0", "class=-1",
            "level=all", "level=street", "sources=ambulance", "table=map", "within=0", "within=401",
            "within=1e2", "within=-5", "within=12345", "res=3", "res=16", "res=10", "res=x",
        ],
    )  # fmt: skip
    def test_it_falls_back_to_the_default_and_says_why(self, query: str) -> None:
        selection, field = _refused(f"?{query}")
        assert selection == DEFAULT
        assert field == query.partition("=")[0]

    def test_the_value_at_fault_is_named_and_the_rest_still_counts(self) -> None:
        selection, problems = _read("?area=E06000002&types=arson&within=x")
        assert selection == DEFAULT.replace(area="E06000002")
        assert [(problem.field, problem.value) for problem in problems] == [
            ("types", "arson"),
            ("within", "x"),
        ]

    def test_a_period_that_ends_before_it_begins(self) -> None:
        assert _refused("?from=2025-06&to=2025-03") == (DEFAULT, "from")

    def test_a_pin_outside_the_area_or_the_area_itself(self) -> None:
        inside = DEFAULT.replace(area="E06000002")
        assert _refused("?area=E06000002&pins=E12000001") == (inside, "pins")
        assert _refused("?area=E06000002&pins=E06000002") == (inside, "pins")
        assert _good("?area=E06000002&pins=E01").pins == ("E01",)

    def test_a_level_that_the_area_does_not_hold(self) -> None:
        assert _refused("?area=E01&level=partnership") == (DEFAULT.replace(area="E01"), "level")
        assert _good("?area=E01&level=lsoa").level == "lsoa"

    def test_a_cell_or_resolution_finer_than_one_of_the_sources(self) -> None:
        both = DEFAULT.replace(sources=("calls", "police-uk"))
        assert _refused("?sources=calls,police-uk&res=10") == (both, "res")

    def test_a_very_long_query_is_not_even_read(self) -> None:
        query = "?area=E06000002&types=" + "x" * LONGEST_QUERY
        selection, (problem,) = _read(query)
        assert selection == DEFAULT
        assert problem.field == "query"
        assert len(problem.value) < 100

    def test_a_great_many_fields_are_a_problem_not_a_fault(self) -> None:
        assert _read("?" + "&".join(f"a{i}=1" for i in range(300)))[0] == DEFAULT


class TestCatalogue:
    def test_a_short_history_is_the_default_period(self) -> None:
        short = dataclasses.replace(CATALOGUE, first_month=LAST - 3)
        assert Selection.default(short).start == LAST - 3

    def test_without_data_there_is_a_selection_all_the_same(self) -> None:
        empty = dataclasses.replace(CATALOGUE, types={}, sources={}, first_month=0, last_month=-1)
        selection, _ = Selection.from_query("", empty)
        assert selection.sources == ()
        assert selection.to_query(empty) == ""
