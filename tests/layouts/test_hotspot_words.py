"""Words and rows of hotspots."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from dashboard.data.hotspots import HotspotShare
from dashboard.layouts.hotspots import (
    hotspot_columns,
    hotspot_note,
    hotspot_rows,
    in_brief,
    nothing_listed,
    said_on_map,
)
from tests.reader import classed, text_of


def cells(**changes: Any) -> pd.DataFrame:
    one = {
        "cell": "89194654e17ffff",
        "incidents": 1387,
        "share": 0.0425,
        "tested": 1387,
        "z": 5.3,
        "area_name": "Middlesbrough",
        "ward_name": "Central",
        "place": "Albert Road",
        "p_adjusted": 1e-6,
        "edge": False,
        "point_share": 0.2,
        "point_place": "Albert Road",
        "spike": False,
        "longitude": -1.2357,
        "latitude": 54.5797,
    }
    return pd.DataFrame([one | changes])


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (HotspotShare(14, 310, 0.31, ""), "14 hotspots hold 31.0% of incidents"),
        (HotspotShare(1, 3, 0.0001, ""), "1 hotspot holds <0.1% of incidents"),
        (HotspotShare(1200, 9, 0.5, ""), "1,200 hotspots hold 50.0% of incidents"),
        (HotspotShare(0, 0, 0.0, "None stands out."), "No hotspots. None stands out."),
        (HotspotShare(0, 0, None, "No data."), "No hotspots. No data."),
    ],
)
def test_in_brief(share: HotspotShare, said: str) -> None:
    assert in_brief(share) == said
    assert nothing_listed(share) == ("" if share.cells else said)


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        (("Durham",), "Durham has no data in this period"),
        (("Durham", "Darlington"), "Durham and Darlington have no data in this period"),
        (("A", "B", "C", "D"), "4 partnerships have no data in this period"),
    ],
)
def test_who_is_left_out(left_out: tuple[str, ...], said: str) -> None:
    assert said in str(hotspot_note(HotspotShare(2, 9, 0.1, "", left_out)))


def test_a_row_says_where_and_how_many() -> None:
    [row] = hotspot_rows(cells(), pinned=("89194654e17ffff",))
    assert (row["id"], row["name"], row["place"]) == ("89194654e17ffff", "Central", "Albert Road")
    assert (row["incidents"], row["incidents_text"], row["share_text"]) == (1387, "1,387", "4.2%")
    assert (row["longitude"], row["latitude"]) == (-1.2357, 54.5797)
    assert row["pinned"] and not row["aside"] and row["tip"] == ""


def test_a_row_of_part_of_a_cell_says_what_the_test_counted() -> None:
    [row] = hotspot_rows(cells(tested=1500))
    assert row["tip"].startswith("1,500 with the part outside the chosen area")
    assert not row["pinned"]


def test_unknown_names_are_said_to_be_unknown() -> None:
    [row] = hotspot_rows(cells(ward_name="", place=""))
    assert (row["name"], row["place"]) == ("Ward not known", "–")


def test_the_partnership_is_named_where_there_are_several() -> None:
    assert [c["field"] for c in hotspot_columns(several_partnerships=False)] == [
        "name", "place", "incidents", "share",
    ]  # fmt: skip
    assert "area" in [c["field"] for c in hotspot_columns(several_partnerships=True)]


@pytest.mark.parametrize(
    ("changes", "note", "tip"),
    [
        ({}, "", ""),
        ({"edge": True}, "at the edge", "At the edge: some of the cells around it lie outside the"),
        ({"spike": True, "point_share": 0.72, "point_place": "Police Station"}, "one point",
         "One point: 72.0% of it is at a single point, Police Station. A police station, hospital"),
        ({"edge": True, "spike": True, "point_share": 1.0, "point_place": ""}, "at the edge, one point",
         "At the edge: "),
    ],
)  # fmt: skip
def test_what_is_to_be_known_of_a_row_is_said_in_words(changes: dict[str, Any], note: str, tip: str) -> None:
    [row] = hotspot_rows(cells(**changes))
    assert row["note"] == note and row["note_tip"].startswith(tip)
    assert said_on_map(row, "Hotspot") == (f"Hotspot, {note}" if note else "Hotspot")
    fields = [c["field"] for c in hotspot_columns(several_partnerships=False, noted=bool(note))]
    assert ("note" in fields) == bool(note)


@pytest.mark.parametrize(
    ("spikes", "snapped", "said"),
    [
        (0, False, ""),
        (0, True, "Points are approximate."),
        (1, True, "Points are approximate. 1 owes most incidents to one point."),
        (1234, False, "1,234 owe most incidents to one point."),
    ],
)
def test_approximate_points_and_single_ones_are_told(spikes: int, snapped: bool, said: str) -> None:
    note = hotspot_note(HotspotShare(2, 9, 0.1, ""), spikes=spikes, snapped=snapped)
    assert [text_of(part) for part in classed(note, "hint")] == ([said] if said else [])
    assert ("Points are approximate" in text_of(note)) == snapped
