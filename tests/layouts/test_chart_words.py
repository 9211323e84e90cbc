"""The chart for those who can't see it: a summary, a key and the numbers of every month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from dashboard.ids import Scan
from dashboard.layouts.panels import chart_panel
from tests.reader import Reader, classed, text_of


@pytest.fixture(scope="module")
def reader(small_server: Flask) -> Reader:
    return Reader(small_server)


def elements(part: Any, kind: str) -> Iterator[dict[str, Any]]:
    """Every element of a kind in an answer of the server, in order."""
    if isinstance(part, list):
        for one in part:
            yield from elements(one, kind)
    if isinstance(part, dict):
        if part.get("type") == kind:
            yield part
        yield from elements(part.get("props", {}).get("children"), kind)


def rows(seen: dict[tuple[str, str], Any]) -> list[list[str]]:
    found: list[list[str]] = seen["scan-chart-table", "numbers"]["rows"]
    return found


def test_every_number_of_the_picture_stands_in_the_table(reader: Reader) -> None:
    seen = reader.follow("?area=X06000001")
    now = seen["scan-chart", "figure"]["data"][0]
    written = rows(seen)
    assert [row[1] for row in written] == [f"{count:,}" for count in now["y"]]
    assert [row[2] for row in written] == ["no data"] * 12 + [row[1] for row in written[:12]]
    assert written[0][0] == "January 2024"
    assert seen["scan-chart-table", "numbers"]["caption"] == "Incidents a month: Alderby"
    assert {len(row) for row in written} == {len(seen["scan-chart-table", "numbers"]["heads"])} == {4}


def test_missing_months_are_no_data_in_words(reader: Reader) -> None:
    written = rows(reader.follow("?area=X23000002"))
    assert {row[1] for row in written[:12]} == {"no data"}  # Southmarch reports from January 2025 on
    assert {row[0]: row[1] for row in written}["June 2025"] == "no data"


def test_the_title_says_the_finding_and_the_summary_repeats_it(reader: Reader) -> None:
    seen = reader.follow("?area=X06000001")
    (finding,) = classed(seen["scan-chart-title", "children"], "finding")
    assert text_of(seen["scan-chart-title", "children"]).endswith("Incidents a month")
    assert seen["scan-chart-summary", "children"].startswith(f"{text_of(finding)}.")


def test_with_several_sources_the_finding_names_its_own(reader: Reader) -> None:
    seen = reader.follow("?sources=march-police,march-ambulance")
    assert text_of(seen["scan-chart-title", "children"]).endswith("March police, incidents a month")
    assert seen["scan-chart-table", "numbers"]["heads"] == [
        "Month",
        "March police",
        "March ambulance",
        "A year before",
        "Stands out",
    ]


def test_the_key_names_what_is_drawn(reader: Reader) -> None:
    seen = reader.follow("?area=X06000001")
    names = [text_of(entry) for entry in elements(seen["scan-chart-key", "children"], "Li")]
    traces = seen["scan-chart", "figure"]["data"]
    drawn = [trace["name"] for trace in traces if trace["meta"]["role"] != "words"]
    assert names == [*drawn, "pointed at (own scale)"]


def test_a_chart_that_fails_has_words_for_that_alone(reader: Reader) -> None:
    seen = reader.follow("", version="v000099-00000000")
    assert seen["scan-chart-key", "children"] == []
    assert "Reload the page" in seen["scan-chart-summary", "children"]
    assert seen["scan-chart-table", "numbers"] is None
    assert seen["scan-chart-title", "children"] == "Incidents a month"


def test_the_picture_points_to_its_words() -> None:
    text = str(chart_panel())
    assert f"aria-labelledby='{Scan.CHART_TITLE}'" in text
    assert f"aria-describedby='{Scan.CHART_SUMMARY}'" in text
    assert f"id=<Scan.CHART_SUMMARY: '{Scan.CHART_SUMMARY}'>" in text
