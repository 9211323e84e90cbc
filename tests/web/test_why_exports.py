"""The exports of "Why here, why now?": the figures of its panels, in full."""

from __future__ import annotations

import pytest
from flask import Flask

from dashboard.web.why_exports import WHY_PANELS
from tests.reader import Reader
from tests.web.exported import rows, text

COLUMNS = {
    "why-changed": ["by", "part", "name", "before", "now", "change", "verdict", "parts"],
    "why-premises": [
        "premises_id", "name", "kind", "register", "address", "closes", "incidents", "shared", "longitude",
        "latitude",
    ],
    "why-distances": [
        "over_metres", "upto_metres", "incidents", "share",
        "expected_by_area", "ratio_to_area", "ratio_to_area_lower", "ratio_to_area_upper",
        "expected_by_others", "ratio_to_others", "ratio_to_others_lower", "ratio_to_others_upper",
    ],
    "why-premises-day": [
        "part", "from_hour", "to_hour", "within_metres", "incidents", "timed", "share",
        "expected_by_area", "ratio_to_area", "ratio_to_area_lower", "ratio_to_area_upper",
        "expected_by_others", "ratio_to_others", "ratio_to_others_lower", "ratio_to_others_upper",
    ],
    "why-premises-hours": [
        "hour", "over_metres", "upto_metres", "incidents", "share",
        "expected_by_area", "ratio_to_area", "ratio_to_area_lower", "ratio_to_area_upper",
        "expected_by_others", "ratio_to_others", "ratio_to_others_lower", "ratio_to_others_upper",
    ],
    "why-points": [
        "place", "ward", "incidents", "share", "share_of_cell", "spike", "cell", "longitude", "latitude",
    ],
    "why-near": [
        "from_metres", "under_metres", "from_days", "under_days", "pairs", "expected", "ratio",
        "p", "p_adjusted", "beyond_chance", "permutations", "incidents",
    ],
    "why-sure": [
        "method", "hits", "incidents", "hit_rate", "lower", "upper", "area_share",
        "pai", "pai_lower", "pai_upper",
    ],
    "why-hours": ["weekday", "hour", "incidents"],
    "why-seasons": ["month", "incidents", "years", "level", "lower", "upper"],
}  # fmt: skip


TIMED = ("why-near", "why-hours", "why-premises-day", "why-premises-hours")
"""Those with rows only where a source has times."""


def test_all_of_them_are_held_to(small_server: Flask) -> None:
    assert set(COLUMNS) == set(WHY_PANELS)


@pytest.mark.parametrize("panel", COLUMNS)
def test_columns(demo_server: Flask, panel: str) -> None:
    source = "demo-ambulance" if panel in TIMED else "demo-police"
    found = rows(demo_server, panel, f"sources={source}&area=X06000001")
    assert list(found[0]) == [*COLUMNS[panel], "source", "note"]
    assert {row["source"] for row in found} == {source}


@pytest.mark.parametrize("panel", COLUMNS)
def test_what_only_another_page_uses_changes_nothing(small_server: Flask, panel: str) -> None:
    assert text(small_server, panel, "measure=x&limits=x&res=99") == text(small_server, panel)


def test_what_it_goes_by_itself_must_be_usable(small_server: Flask) -> None:
    client = small_server.test_client()
    assert client.get("/export/why-premises.csv?kind=spaceport").status_code == 400
    assert client.get("/export/why-premises.csv?within=900").status_code == 400
    for closes in ("24", "late", "-1", "%F0%9F%8D%BA", "1,2"):
        assert client.get(f"/export/why-premises.csv?closes={closes}").status_code == 400
        assert client.get(f"/export/premises.csv?closes={closes}").status_code == 200
    assert client.get("/export/premises.csv?kind=spaceport").status_code == 200


def test_names_that_a_spreadsheet_would_run_are_escaped(small_server: Flask) -> None:
    found = Reader(small_server).export("why-premises")
    assert {row["name"] for row in found if row["name"].startswith("'")}
    assert not {row["name"] for row in found if row["name"].startswith(("=", "+", "-", "@"))}
