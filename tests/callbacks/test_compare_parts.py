"""The parts of Compare's answer: each tab has its own, and each fails alone."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from flask import Flask

from dashboard.callbacks.compare_answer import COMPARE_PARTS, TABS, parts_of
from dashboard.callbacks.looking import PANEL_FAILED
from dashboard.callbacks.part import Part
from dashboard.comparison_fields import TABS as TABS_OF_THE_ADDRESS
from dashboard.data.disclosure import DisclosureError
from dashboard.figures import compare_told
from tests.reader import TOLD, Reader, Seen, text_of
from tests.worlds import LSOAS, server_of

GONE = "New data have been imported. Reload the page to see them."
PAINTERS = {
    "dots": "drawDots",
    "funnel": "drawFunnel",
    "months": "drawMonths",
    "map": "paintMap",
    "quadrant": "drawQuadrant",
    "heat": "fillHeat",
    "side": "tellSides",
}
PANELS = {tab: [name for name in names if name in PAINTERS] for tab, names in TABS.items()}
FAILING = {
    "funnel": ("overview", ["funnel"]),
    "trends": ("overview", ["months"]),
    "worsening": ("worsening", ["quadrant"]),
    "by_type": ("table", ["heat"]),
}
"""By query, the tab that shows it and the panels that can't do without."""
EXAMPLE = Path(__file__).with_name("compare_example.json")
SHAPES = {
    "tellAreas": compare_told.AreasTold,
    "drawDots": compare_told.DotsTold,
    "drawFunnel": compare_told.FunnelTold,
    "drawMonths": compare_told.MonthsTold,
    "drawQuadrant": compare_told.QuadrantTold,
}
ARRAYS = {"drawMonths": {"counts", "signal"}}
PERIOD = "from=2025-01&to=2025-05"  # all of the small world has these months


@pytest.fixture(scope="module")
def reader(small_server: Flask) -> Reader:
    return Reader(small_server, "/compare")


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(EXAMPLE.read_text())
    return found


def ask(reader: Reader, search: str = "", **others: Any) -> Seen:
    return reader.follow(search, part="compare", **others)


def problem_of(seen: Seen, name: str) -> str:
    return text_of(seen[f"compare-{name}-problem", "children"])


def told(seen: Seen, name: str) -> Any:
    return seen.get(TOLD[PAINTERS[name]])


class TestTabs:
    def test_every_tab_of_the_address_has_parts(self) -> None:
        assert tuple(TABS) == TABS_OF_THE_ADDRESS
        assert {name for names in TABS.values() for name in names} == COMPARE_PARTS.keys()
        for tab in TABS:
            assert next(iter(parts_of(tab))) == "said"  # panels draw the areas that it names

    @pytest.mark.parametrize("tab", TABS)
    def test_only_what_it_shows_is_answered(self, tab: str, reader: Reader) -> None:
        seen = ask(reader, f"?tab={tab}&{PERIOD}")
        assert seen["answer", "whole"] is True
        assert seen[TOLD["tellAreas"]]["tab"] == tab
        for name in PAINTERS:
            assert (told(seen, name) is not None) == (name in PANELS[tab]), name
            assert ((f"compare-{name}-problem", "children") in seen) == (name in PANELS[tab]), name
        assert {problem_of(seen, name) for name in PANELS[tab]} == {""}

    @pytest.mark.parametrize("tab", ["sides", "nothing"])
    def test_one_that_is_not_there_is_the_overview_and_that_is_said(self, tab: str, reader: Reader) -> None:
        seen = ask(reader, f"?tab={tab}")
        assert seen[TOLD["tellAreas"]]["tab"] == "overview"
        assert "can't be used" in text_of(seen["compare-notes", "children"])

    def test_what_only_scan_would_use_is_not_spoken_of(self, reader: Reader) -> None:
        seen = ask(reader, "?measure=nonsense&pins=nowhere&res=99")
        assert text_of(seen["compare-notes", "children"]) == ""
        assert "can't be used" in text_of(reader.follow("?measure=nonsense")["scan-notes", "children"])

    def test_scan_speaks_as_little_of_what_only_compare_would_use(self, reader: Reader) -> None:
        assert text_of(reader.follow("?limits=none&compare=street")["scan-notes", "children"]) == ""


class TestAreas:
    def test_all_panels_speak_of_the_same_ones(self, reader: Reader) -> None:
        seen = ask(reader, f"?compare=lsoa&area=X06000001&{PERIOD}")
        areas = seen[TOLD["tellAreas"]]
        assert sorted(areas["codes"]) == [area.code for area in LSOAS]
        own = {areas["codes"][row] for row in areas["own"]}
        assert own == {area.code for area in LSOAS if area.district == "X06000001"}
        for key in ("names", "words"):
            assert len(areas[key]) == len(areas["codes"])
        assert len(told(seen, "dots")["rate"]) == len(told(seen, "funnel")["rate"]) == 6
        months = told(seen, "months")
        assert months["shape"] == [6, len(areas["months"])]
        assert len(months["counts"]) == 6 * len(areas["months"])

    def test_each_leads_to_its_scan_with_the_same_query(self, reader: Reader) -> None:
        areas = ask(reader, f"?types=burglary&compare=ward&limits=additive&{PERIOD}")[TOLD["tellAreas"]]
        path, _, query = areas["scan"].partition("?")
        assert path == "/"
        assert {"area=*", "types=burglary", "from=2025-01", "to=2025-05", "compare=ward"} <= set(
            query.split("&")
        )
        assert "layers=hotspots" in areas["hotspots"] and "layers=" not in areas["scan"]

    def test_months_without_data_are_none_and_never_0(self, reader: Reader) -> None:
        seen = ask(reader, "?compare=force&types=burglary")
        row = seen[TOLD["tellAreas"]]["codes"].index("X23000002")
        months = told(seen, "months")
        across = months["shape"][1]
        counts = months["counts"][row * across : (row + 1) * across]
        assert counts[:12] == [None] * 12  # Southmarch begins in 2025
        assert counts[months["months"].index("2025-06")] is None

    def test_the_controls_offer_what_can_be_compared(self, reader: Reader) -> None:
        seen = ask(reader, "?area=X06000001&compare=ward")
        offered = seen['{"control": "areas"}', "data"]
        values = [item["value"] for group in offered for item in group["items"]]
        assert "ward..all" in values
        assert seen["areas", "seen-from"] == "X06000001"


class TestFailures:
    @pytest.mark.parametrize("query", FAILING)
    @pytest.mark.parametrize("error", [RuntimeError("inner words /srv/secret"), MemoryError()])
    def test_one_query_that_fails_spoils_its_own_panels_only(
        self,
        query: str,
        error: Exception,
        small_folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        reader = Reader(server_of(small_folder), "/compare")
        tab, spoilt = FAILING[query]

        def fail(*_: Any, **__: Any) -> Any:
            raise error

        monkeypatch.setattr(f"dashboard.data.comparing.{query}", fail)
        with caplog.at_level(logging.ERROR, logger="dashboard.callbacks.looking"):
            seen = ask(reader, f"?tab={tab}&{PERIOD}")
        for name in PANELS[tab]:
            assert problem_of(seen, name) == (PANEL_FAILED if name in spoilt else ""), name
            assert (told(seen, name) is None) == (name in spoilt), name
        for name in spoilt:
            assert text_of(seen[f"compare-{name}-title", "children"])  # its name, not an earlier finding
        areas = seen[TOLD["tellAreas"]]
        assert len(areas["words"]) == len(areas["codes"]) == 2
        assert text_of(seen["compare-sentence", "children"]) != PANEL_FAILED
        assert seen["answer", "whole"] is False
        assert "secret" not in str(seen)
        assert all(one.exc_info and one.exc_info[1] is error for one in caplog.records)
        assert len(caplog.records) >= 1

    def test_without_the_areas_there_is_nothing_to_show(
        self, small_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reader = Reader(server_of(small_folder), "/compare")
        monkeypatch.setattr("dashboard.data.comparing.compared", lambda *_: 1 / 0)
        seen = ask(reader)
        assert text_of(seen["compare-sentence", "children"]) == PANEL_FAILED
        assert seen[TOLD["tellAreas"]] is None
        assert {problem_of(seen, name) for name in PANELS["overview"]} == {PANEL_FAILED}

    def test_of_a_source_that_may_not_be_shown_no_number_leaves(
        self, small_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reader = Reader(server_of(small_folder), "/compare")

        def refuse(*_: Any) -> Any:
            raise DisclosureError("A controlled source")

        monkeypatch.setattr("dashboard.data.comparing.disclose", refuse)
        for tab in TABS:
            seen = ask(reader, f"?tab={tab}")
            assert {problem_of(seen, name) for name in PANELS[tab]} == {"A controlled source"}
            assert not any(told(seen, name) for name in PAINTERS)
            assert seen[TOLD["tellAreas"]] is None

    def test_a_version_that_is_gone_is_said_in_every_panel_of_every_tab(self, reader: Reader) -> None:
        seen = ask(reader, "?tab=table", version="v000099-00000000")
        assert {problem_of(seen, name) for name in PAINTERS} == {GONE}
        assert all(told(seen, name) is None for name in PAINTERS)
        assert seen["answer", "newer"].startswith("v000001-")
        assert seen["answer", "whole"] is False

    def test_every_part_has_something_in_its_place_but_the_area_control(self) -> None:
        for name, (_, failed) in COMPARE_PARTS.items():
            said = failed("in words")
            assert (said == Part()) == (name == "area")
            assert name == "area" or "in words" in str(said)

    def test_what_stands_in_takes_every_place_that_the_panel_would(self, reader: Reader) -> None:
        stand_ins = {name: failed("") for name, (_, failed) in COMPARE_PARTS.items()}
        for tab, names in PANELS.items():
            seen = ask(reader, f"?tab={tab}&{PERIOD}")
            filled = {element for element, attribute in seen if attribute == "children"}
            replaced = {str(element) for name in names for element in stand_ins[name].html}
            assert replaced <= filled, tab
            left = {one for one in filled - replaced if any(one.startswith(f"compare-{n}-") for n in names)}
            assert not left, tab


class TestExample:
    """One answer as it was given for burglary in twelve partnerships, for whoever tests painters alone."""

    @pytest.mark.parametrize("function", SHAPES)
    def test_it_has_the_shape_that_painters_are_promised(
        self, function: str, example: dict[str, Any]
    ) -> None:
        promised = set(get_type_hints(SHAPES[function])) | ARRAYS.get(function, set())
        assert set(example[function]) == promised

    @pytest.mark.parametrize("tab", PANELS)
    def test_and_that_they_are_given(self, tab: str, example: dict[str, Any], reader: Reader) -> None:
        seen = ask(reader, f"?tab={tab}&types=burglary&compare=lsoa&{PERIOD}")
        for function in ("tellAreas", *(PAINTERS[name] for name in PANELS[tab])):
            assert set(seen[TOLD[function]]) == set(example[function]), function
