"""Chosen hours in every answer: page, exports and browsing data say the same, and say so."""

from __future__ import annotations

import re
from urllib.parse import quote

import pandas as pd
import pytest
from flask import Flask

from dashboard.data.dataset import Dataset
from dashboard.figures.browse_pack import browse_address
from dashboard.selection import Selection
from tests.data.why.raw_demo import between, generated
from tests.reader import Reader, text_of
from tests.reader_of_packs import unpacked

CALLS = "sources=demo-ambulance"
NIGHT = f"{CALLS}&days=fri,sat&hours=20-4&from=2025-01&to=2025-12"
YEAR = f"{CALLS}&from=2025-01&to=2025-12"
SAID = "Fridays and Saturdays, 8pm to 4am"


@pytest.fixture(scope="module")
def expected() -> int:
    """Calls on those nights, counted from the generated rows by the clock of London."""
    rows = between(generated("demo-ambulance"), "2025-01", "2025-12")
    begun = pd.DatetimeIndex(rows.occurred_from).tz_convert("Europe/London")
    evening = begun.day_of_week.isin([4, 5]) & (begun.hour >= 20)
    morning = begun.day_of_week.isin([5, 6]) & (begun.hour < 4)
    return int((evening | morning).sum())


def numbers(text: str) -> list[int]:
    return [int(found.replace(",", "")) for found in re.findall(r"\d{1,3}(?:,\d{3})+|\d+", text)]


def test_the_page_and_every_export_count_the_same(demo_server: Flask, expected: int) -> None:
    reader = Reader(demo_server)
    seen = reader.follow(f"?{NIGHT}")
    sentence = text_of(seen["scan-sentence", "children"])
    assert f"{SAID}: {expected:,} incidents" in sentence
    assert SAID in text_of(seen["scan-chips", "children"])
    assert sum(row["incidents"] or 0 for row in seen["scan-table", "rowData"]) == expected
    search = f"?{NIGHT}"
    for panel in ("areas", "types", "months"):
        rows = reader.export(panel, search)
        assert sum(int(row["incidents"] or 0) for row in rows) == expected, panel
        assert {row["note"] for row in rows} == {
            f"Demonstration data: fictional. Only incidents of these hours: {SAID}"
        }
    without = int(
        next(r["value"] for r in reader.export("statistics", search) if r["statistic"] == "without-location")
    )
    assert sum(int(row["incidents"]) for row in reader.export("cells", search)) == expected - without
    answer = reader.client.get(f"/export/areas.csv{search}")
    assert "fridays-and-saturdays-8pm-to-4am" in answer.headers["Content-Disposition"]


def test_every_finding_of_why_goes_by_them(demo_server: Flask, expected: int) -> None:
    reader = Reader(demo_server, "/why")
    seen = reader.follow(f"?{NIGHT}", part="why")
    assert f"{SAID}: {expected:,} incidents" in text_of(seen["why-sentence", "children"])
    assert expected in numbers(text_of(seen["why-changed-finding", "children"]))
    rows = reader.export("why-distances", f"?{NIGHT}")
    assert sum(int(row["incidents"]) for row in rows) <= expected
    week = reader.export("why-hours", f"?{NIGHT}")
    everything = reader.export("why-hours", f"?{YEAR}")
    assert [row["incidents"] for row in week] == [row["incidents"] for row in everything]
    assert text_of(seen["why-when-finding", "children"]).startswith("Over the whole week, ")
    assert str(seen["why-when", "children"]).count(" picked") == 2 * 8


def test_hovering_reads_the_same_numbers(demo_server: Flask, demonstration: Dataset, expected: int) -> None:
    selection, problems = Selection.from_query(NIGHT, demonstration.catalogue)
    assert not problems
    address = browse_address(demonstration, selection, "demo-ambulance", 8)
    assert "days=fri,sat" in address and "hours=20-4" in address
    answer = demo_server.test_client().get(f"/{address}")
    assert answer.status_code == 200
    plain, _ = Selection.from_query(YEAR, demonstration.catalogue)
    other = demo_server.test_client().get(f"/{browse_address(demonstration, plain, 'demo-ambulance', 8)}")
    assert len(unpacked(answer.data)[1]) == len(unpacked(other.data)[1])
    assert answer.data != other.data


def test_compare_counts_every_hour_and_says_so(demo_server: Flask) -> None:
    reader = Reader(demo_server, "/compare")
    night, day = (reader.follow(f"?{query}", part="compare") for query in (NIGHT, CALLS))
    assert "Compare counts incidents of every hour, not only" in text_of(night["compare-notes", "children"])
    assert text_of(night["compare-sentence", "children"]) == text_of(day["compare-sentence", "children"])
    assert "every hour" not in text_of(day["compare-notes", "children"])
    client = demo_server.test_client()
    exports = [
        client.get(f"/export/compare.csv?{query}") for query in (NIGHT, f"{CALLS}&from=2025-01&to=2025-12")
    ]
    assert exports[0].data == exports[1].data


def test_compare_leaves_out_no_source_for_having_no_times(demo_server: Flask) -> None:
    both, year = f"{CALLS},demo-police", "from=2025-01&to=2025-12"
    seen = Reader(demo_server, "/compare").follow(f"?{both}&hours=20-4&{year}", part="compare")
    said = text_of(seen["compare-notes", "children"])
    assert "Compare counts incidents of every hour, not only" in said
    assert "left out" not in said and "can't be shown" not in said
    client = demo_server.test_client()
    night, day = (client.get(f"/export/compare.csv?{both}&{more}{year}") for more in ("hours=20-4&", ""))
    assert night.status_code == 200 and night.data == day.data
    assert b"demo-police" in night.data and b"demo-ambulance" in night.data


def test_a_source_without_times_is_told_and_counted_whole(demo_server: Flask) -> None:
    reader = Reader(demo_server)
    seen = reader.follow("?sources=demo-police&hours=20-4")
    assert "Times are not in Demonstration police records" in text_of(seen["scan-notes", "children"])
    plain = reader.follow("?sources=demo-police")
    assert seen["scan-sentence", "children"] == plain["scan-sentence", "children"]
    assert seen["scan-exports", "children"] == plain["scan-exports", "children"]
    assert (
        demo_server.test_client().get("/export/areas.csv?sources=demo-police&hours=20-4").status_code == 400
    )


def test_beside_one_with_times_it_is_left_out(demo_server: Flask, expected: int) -> None:
    seen = Reader(demo_server).follow(f"?{NIGHT.replace(CALLS, CALLS + ',demo-police')}")
    assert "can't be shown at the chosen hours" in text_of(seen["scan-notes", "children"])
    assert f"{expected:,} incidents" in text_of(seen["scan-sentence", "children"])


@pytest.mark.parametrize(
    "choice",
    [
        "hours=25-3", "hours=3", "hours=3-3", "hours=-1-4", "hours=18-", "hours=a-b", "hours=018-03",
        "hours=%D9%A1-%D9%A5", "hours=1e1-3", "hours=18-3-5", f"hours={'1' * 2000}-3", "hours=%00",
        "hours=<b>-3",
        "days=fri,xyz", "days=FRI", "days=,", "days=5", f"days={'fri,' * 800}", "days=%F0%9F%97%BA",
    ],
)  # fmt: skip
def test_what_is_no_hour_is_refused_in_words(demo_server: Flask, demonstration: Dataset, choice: str) -> None:
    client = demo_server.test_client()
    version = quote(demonstration.version)
    for address in (f"/data/{version}/look/any", f"/data/{version}/why/any", f"/data/{version}/compare/any"):
        assert client.get(f"{address}?{CALLS}&{choice}").status_code == 200
    for address in (
        "/export/areas.csv",
        "/export/why-changed.csv",
        f"/data/{version}/browse/demo-ambulance/8",
    ):
        answer = client.get(f"{address}?{CALLS}&{choice}")
        assert answer.status_code == 400
        assert "can't be used" in answer.text or "too long" in answer.text
        assert "<b>" not in answer.text


def test_browsing_data_of_another_source_than_the_chosen_one(
    demo_server: Flask, demonstration: Dataset
) -> None:
    client = demo_server.test_client()
    address = f"/data/{quote(demonstration.version)}/browse/demo-police/8?{CALLS}&hours=20-4"
    assert client.get(address).status_code == 404
