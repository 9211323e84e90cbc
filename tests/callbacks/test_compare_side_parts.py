"""Side by side in answers: every number is Scan's own, both sides have one scale, parts fail alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import h3
import pytest
from flask import Flask

from dashboard.callbacks.looking import PANEL_FAILED
from dashboard.ids import SIDES
from tests import on_screen
from tests.reader import TOLD, Reader, Seen, classed, text_of
from tests.worlds import server_of

NORTH, SOUTH = "X06000001", "X22000002"
PERIOD = "from=2025-01&to=2025-05"  # all of the small world has these months
CHARTS = TOLD["drawSides"]
MAPS = (TOLD["paintFirst"], TOLD["paintSecond"])


@pytest.fixture(scope="module")
def reader(small_server: Flask) -> Reader:
    return Reader(small_server, "/compare")


@pytest.fixture(scope="module")
def demo(demo_server: Flask) -> Reader:
    return Reader(demo_server, "/compare")


def ask(reader: Reader, search: str = "", **others: Any) -> Seen:
    return reader.follow(f"?tab=side&{search}", part="compare", **others)


def words(seen: Seen, element: str) -> str:
    return text_of(seen[element, "children"])


def scans(seen: Seen) -> list[str]:
    """Queries of Scan that the sides lead to."""
    ways = [seen[f"side-{side}-head", "children"] for side in SIDES]
    links = [next(one["props"]["href"] for one in way if text_of(one) == "Open in Scan") for way in ways]
    assert all(link.startswith("/?") for link in links)
    return [link[1:] for link in links]


def exported(reader: Reader, panel: str, search: str) -> list[dict[str, str]]:
    source = parse_qs(search.lstrip("?")).get("sources", [""])[0]
    rows = reader.export(panel, search)
    return [row for row in rows if row["source"] == (source or rows[0]["source"])]


def numbers(table: Any) -> dict[str, str]:
    """Incidents by crime type, as the table of a side writes them."""
    rows = table[0]["props"]["children"][2]["props"]["children"]
    cells = {
        row["props"]["data-type"]: row["props"]["children"] for row in rows if "data-type" in row["props"]
    }
    return {name: text_of(row[1]) for name, row in cells.items()}


QUERIES = (
    f"area={NORTH}&beside={SOUTH}&{PERIOD}",
    f"area={NORTH}&beside={SOUTH}&types=burglary&from=2024-06&to=2025-12",
    f"compare=ward&{PERIOD}",
    f"compare=lsoa&types=robbery,vehicle-crime&{PERIOD}",
    f"compare=force&{PERIOD}",
    f"area={NORTH}&beside={SOUTH}&from=2025-03&to=2025-03",  # of one month, which is first and last
)


@pytest.mark.parametrize("query", QUERIES)
class TestSameNumbers:
    def test_cards_show_scans_statistics(self, query: str, reader: Reader) -> None:
        seen = ask(reader, query)
        assert seen["answer", "whole"] is True
        for side, scan in zip(SIDES, scans(seen), strict=True):
            figures = {row["statistic"]: row["value"] for row in exported(reader, "statistics", scan)}
            shown = [text_of(one) for one in classed(seen[f"side-{side}-statistics", "children"], "figure")]
            assert shown[0] == f"{int(figures['incidents']):,}"
            assert shown[1] == on_screen.rate(figures["rate-per-1000"])

    def test_and_so_do_the_cards_of_scan_itself(self, query: str, reader: Reader) -> None:
        seen = ask(reader, query)
        for side, scan in zip(SIDES, scans(seen), strict=True):
            cards = classed(seen[f"side-{side}-statistics", "children"], "figure")
            there = classed(reader.follow(scan)["scan-statistics", "children"], "figure")
            assert [text_of(card) for card in cards] == [text_of(card) for card in there[: len(cards)]]

    def test_tables_show_scans_crime_types(self, query: str, reader: Reader) -> None:
        seen = ask(reader, query)
        listed = [numbers(seen[f"side-{side}-types", "children"]) for side in SIDES]
        for own, scan in zip(listed, scans(seen), strict=True):
            types = exported(reader, "types", scan)
            assert own == {row["crime_type"]: f"{int(row['incidents']):,}" for row in types}
        assert list(listed[0]) == list(listed[1])

    def test_charts_show_scans_months(self, query: str, reader: Reader) -> None:
        seen = ask(reader, query)
        told = seen[CHARTS]
        first, last = told["chosen"]
        for chart, scan in zip(told["charts"], scans(seen), strict=True):
            months = exported(reader, "months", scan)
            assert [row["month"] for row in months] == told["months"][first : last + 1]
            assert [f"{count:.0f}" for count in chart["counts"][first : last + 1]] == [
                row["incidents"] for row in months
            ]

    def test_maps_show_scans_cells(self, query: str, reader: Reader) -> None:
        seen = ask(reader, query)
        painted = [seen[one] for one in MAPS]
        assert painted[0]["resolution"] == painted[1]["resolution"]
        for values, scan in zip(painted, scans(seen), strict=True):
            assert values["fit"] is not None
            cells = exported(reader, "cells", f"{scan}&res={values['resolution']}")
            assert sorted(count for count in values["counts"] if count) == sorted(
                int(row["incidents"]) for row in cells
            )
            assert {h3.get_resolution(row["cell"]) for row in cells} == {values["resolution"]}

    def test_both_sides_have_one_scale(self, query: str, reader: Reader) -> None:
        seen = ask(reader, query)
        first, second = (seen[one] for one in MAPS)
        for key in ("breaks", "colours", "resolution", "measure"):
            assert first[key] == second[key]
        told = seen[CHARTS]
        highest = [value for chart in told["charts"] for value in chart["values"] if value is not None]
        assert max(highest) <= told["top"] * 1.001
        assert {len(chart["values"]) for chart in told["charts"]} == {len(told["months"])}


class TestMonths:
    def test_only_what_both_have_counts_and_the_rest_is_named(self, reader: Reader) -> None:
        seen = ask(reader, f"area={NORTH}&beside={SOUTH}&from=2024-06&to=2025-05")
        assert "January to May 2025" in words(seen, "compare-side-sub")
        assert "Birchby and Cedarby has no data for June to December 2024" in words(seen, "compare-side-sub")
        assert all({"from=2025-01", "to=2025-05"} <= set(scan[1:].split("&")) for scan in scans(seen))

    def test_of_two_runs_the_longer_counts(self, reader: Reader) -> None:
        seen = ask(reader, f"area={NORTH}&beside={SOUTH}&from=2025-01&to=2025-12")
        assert "July to December 2025" in words(seen, "compare-side-sub")
        assert "no data for June 2025" in words(seen, "compare-side-sub")
        charts = seen[CHARTS]
        june = charts["months"].index("2025-06")
        assert [chart["counts"][june] for chart in charts["charts"]] == [None, None]
        assert (charts["months"][0], charts["months"][-1]) == ("2025-01", "2025-12")

    def test_without_one_in_common_nothing_is_shown_but_where_to_look(self, reader: Reader) -> None:
        seen = ask(reader, f"area={NORTH}&beside={SOUTH}&from=2024-01&to=2024-12")
        assert "No month of January to December 2024" in words(seen, "compare-side-title")
        offer = seen["compare-side-sub", "children"][0]["props"]
        assert offer["data-set"] == "from=2025-07&to=2025-12"
        assert seen[TOLD["tellSides"]]["both"] is False
        assert seen[CHARTS] is None and seen[TOLD["tellSideTypes"]] is None
        assert not any(one in seen for one in MAPS)
        for side in SIDES:
            assert words(seen, f"side-{side}-statistics") == words(seen, f"side-{side}-types") == ""
        assert seen["answer", "whole"] is True


class TestWays:
    def test_sides_can_be_swapped(self, reader: Reader) -> None:
        seen = ask(reader, f"area={NORTH}&beside={SOUTH}&{PERIOD}")
        assert seen["compare-side-swap", "children"][0]["props"]["data-set"] == f"area={SOUTH}&beside={NORTH}"
        swapped = ask(reader, f"area={SOUTH}&beside={NORTH}&{PERIOD}")
        for part in ("statistics", "types"):
            assert seen[f"side-first-{part}", "children"] == swapped[f"side-second-{part}", "children"] or (
                part == "types"  # its caption names the area
            )
        assert seen[CHARTS]["charts"] == swapped[CHARTS]["charts"][::-1]
        assert seen[MAPS[0]]["counts"] == swapped[MAPS[1]]["counts"]

    def test_links_keep_the_choices(self, reader: Reader) -> None:
        seen = ask(reader, f"types=burglary&layers=premises&{PERIOD}")
        for scan in scans(seen):
            assert {"types=burglary", "layers=premises", "tab=side"} <= set(scan[1:].split("&"))
        way = seen["side-first-head", "children"][-1]["props"]
        assert "table=hotspots" in way["href"] and "layers=hotspots" in way["href"].replace("premises,", "")

    def test_a_proposal_is_called_so(self, reader: Reader) -> None:
        seen = ask(reader, f"{PERIOD}")
        assert "proposed: the highest rate" in words(seen, "side-first-head")
        assert "proposed: the most similar" in words(seen, "side-second-head")
        chosen = ask(reader, f"area={NORTH}&beside={SOUTH}&{PERIOD}")
        assert "proposed" not in words(chosen, "side-first-head") + words(chosen, "side-second-head")

    def test_names_from_files_are_texts(self, reader: Reader) -> None:
        seen = ask(reader, f"compare=ward&area=X05000001&beside=X05000003&{PERIOD}")
        assert seen["side-first-name", "children"].startswith("=HYPERLINK(")
        assert "innerHTML" not in json.dumps(seen["side-first-head", "children"])


class TestMaps:
    def test_in_the_resolution_that_suits_both(self, reader: Reader) -> None:
        seen = ask(reader, f"area={NORTH}&beside={SOUTH}&{PERIOD}", resolution=7)
        assert [seen[one]["resolution"] for one in MAPS] == [7, 7]
        assert [seen[one]["resolution"] for one in MAPS] != [
            ask(reader, f"area={NORTH}&beside={SOUTH}&{PERIOD}")[one]["resolution"] for one in MAPS
        ]

    @pytest.mark.parametrize("measure", ["count", "rate", "change"])
    def test_one_legend_for_both_in_every_measure(self, measure: str, demo: Reader) -> None:
        seen = ask(demo, f"measure={measure}")
        first, second = (seen[one] for one in MAPS)
        shorter, longer = sorted((first["entries"], second["entries"]), key=len)
        bare = [
            [{key: one[key] for key in ("label", "colour", "sign")} for one in each]
            for each in (shorter, longer)
        ]
        assert bare[1][: len(bare[0])] == bare[0]
        entries = classed(seen["side-legend", "children"], "legend-entry")
        assert len(entries) == len(longer)
        for place, entry in enumerate(entries):
            sizes = [
                each[place]["number"] if place < len(each) else 0
                for each in (first["entries"], second["entries"])
            ]
            assert text_of(classed(entry, "legend-number")) == " | ".join(f"{size:,}" for size in sizes)


class TestFailures:
    @pytest.mark.parametrize(
        ("function", "problem", "told"),
        [
            ("side_maps", "side-maps-problem", None),
            ("side_months", "side-charts-problem", "drawSides"),
            ("side_types", "side-types-problem", "tellSideTypes"),
            ("statistics", "compare-side-problem", "tellSides"),
        ],
    )
    def test_each_part_fails_alone(
        self,
        function: str,
        problem: str,
        told: str | None,
        small_folder: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        reader = Reader(server_of(small_folder), "/compare")
        monkeypatch.setattr(f"dashboard.callbacks.compare_side.{function}", lambda *_: 1 / 0)
        seen = ask(reader, PERIOD)
        problems = ("side-maps-problem", "side-charts-problem", "side-types-problem", "compare-side-problem")
        assert {one: words(seen, one) for one in problems} == {
            one: PANEL_FAILED if one == problem else "" for one in problems
        }
        assert told is None or seen[TOLD[told]] is None
        assert seen["answer", "whole"] is False
