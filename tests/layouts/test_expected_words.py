"""Words and rows of what is more than expected."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from dashboard.data.hotspots import HotspotShare
from dashboard.layouts.expected import more_columns, more_in_brief, more_note, more_rows, said_of_more
from tests.reader import classed, text_of

ALL_CRIME, BURGLARY = "All crime", "Burglary"


def found(**changes: Any) -> pd.DataFrame:
    one = {
        "id": "89194654e17ffff",
        "name": "",
        "incidents": 1041,
        "share": 0.0425,
        "tested": 1041,
        "expected": 320.26,
        "ratio": 3.2505,
        "smoothed_ratio": 3.14,
        "p_adjusted": 1e-9,
        "area_name": "Middlesbrough",
        "ward_name": "Central",
        "place": "Albert Road",
        "point_share": 0.2,
        "point_place": "Albert Road",
        "spike": False,
        "longitude": -1.2357,
        "latitude": 54.5797,
    }
    return pd.DataFrame([one | changes])


@pytest.mark.parametrize(
    ("share", "what", "given", "said"),
    [
        (HotspotShare(10, 107, 0.0966, ""), BURGLARY, "others",
         "10 map cells (9.7% of incidents) hold more burglary than all other crime there would lead one to "
         "expect"),
        (HotspotShare(1, 3, 0.0001, ""), BURGLARY, "others",
         "1 map cell (<0.1% of incidents) holds more burglary than all other crime there would lead one to "
         "expect"),
        (HotspotShare(1300, 9, 0.5, "", of="small area"), ALL_CRIME, "residents",
         "1,300 small areas (50.0% of incidents) hold more crime than the number of residents would lead one "
         "to expect"),
        (HotspotShare(0, 0, 0.0, "None does."), BURGLARY, "others", "Nowhere more than expected. None does."),
        (HotspotShare(0, 0, None, "No data."), BURGLARY, "residents",
         "More than expected: can't be told. No data."),
    ],
)  # fmt: skip
def test_in_brief(share: HotspotShare, what: str, given: str, said: str) -> None:
    assert more_in_brief(share, what, given) == said
    note = more_note(share, what, given, everywhere="Durham")
    assert text_of(note).startswith(f"In all of Durham: {said}")


@pytest.mark.parametrize(
    ("given", "said"),
    [("others", "a town centre"), ("residents", "How many people live in a map cell is not known")],
)
def test_what_it_means_is_a_click_away_and_plain(given: str, said: str) -> None:
    [details] = classed(more_note(HotspotShare(2, 9, 0.1, ""), BURGLARY, given), "hotspot-details")
    meaning = text_of(details)
    assert said in meaning and "pulled towards 1" in meaning
    for jargon in ("Poisson", "binomial", "Bayes", "null hypothesis", "p-value", "overdispersion"):
        assert jargon not in meaning


def test_a_row_of_a_cell_says_where_how_many_and_how_many_were_expected() -> None:
    [row] = more_rows(found(), "others", pinned=("89194654e17ffff",))
    assert (row["kind"], row["name"], row["place"]) == ("cell", "Central", "Albert Road")
    assert (row["incidents_text"], row["expected_text"], row["times_text"]) == ("1,041", "320.3", "3.1")
    assert row["tip"].startswith("1,041 where 320.3 would be expected: 3.3 times as many, 3.1 times once ")
    assert row["tip"].endswith("under 0.001")
    assert row["pinned"] and row["note"] == ""
    assert said_of_more(row, "others") == "More than the 320.3 expected by all other crime"


def test_a_row_of_a_small_area_goes_by_its_name() -> None:
    area = found(id="E01012068", name="Middlesbrough 001A", place="", p_adjusted=0.0123, longitude=None)
    [row] = more_rows(area, "residents")
    assert (row["id"], row["kind"], row["name"]) == ("E01012068", "area", "Middlesbrough 001A")
    assert row["place"] == "Central" and row["longitude"] is None
    assert row["tip"].endswith("0.012")


def test_a_row_of_part_of_a_place_says_what_the_test_counted() -> None:
    [row] = more_rows(found(incidents=40, spike=True), "others")
    assert "1,041 with the part outside the chosen area" in row["tip"]
    assert row["note"] == "one point"


@pytest.mark.parametrize(("given", "first"), [("others", "Ward"), ("residents", "Small area")])
def test_columns(given: str, first: str) -> None:
    columns = more_columns(given, several_partnerships=True, noted=True)
    assert columns[0]["headerName"] == first
    assert [column["field"] for column in columns] == [
        "name", "place", "area", "note", "incidents", "expected", "times",
    ]  # fmt: skip
    assert [column["field"] for column in columns if column.get("sort") == "desc"] == ["times"]
