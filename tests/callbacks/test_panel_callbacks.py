"""Each panel stands alone: good and bad addresses, versions that are gone, a query that fails."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask

from dashboard.callbacks.looking import PANEL_FAILED
from tests.reader import Reader, classed, text_of
from tests.worlds import POLICE, server_of

GONE = "New data have been imported. Reload the page to see them."
PROBLEM_OF = {
    "map": ("scan-map-problem", "children"),
    "table": ("scan-table-problem", "children"),
    "chart": ("scan-chart-problem", "children"),
    "statistics": ("scan-statistics", "children"),
}

BAD_ADDRESSES = [
    "?area=nowhere",
    "?area=no-location:X23000001",
    "?types=arson",
    "?from=2030-01&to=2031-01",
    "?from=2025-12&to=2025-01",
    "?cell=zzz",
    "?cell=8a1962100127fff",
    "?level=region&area=X05000001",
    "?table=none",
    "?sources=fire",
    "?within=0",
    "?res=99",
    "?" + "x" * 5_000,
]


@pytest.fixture(scope="module")
def reader(small_server: Flask) -> Reader:
    return Reader(small_server)


def problems(seen: dict[tuple[str, str], Any]) -> dict[str, str]:
    """What each panel says is wrong with it; "" where it is well."""
    said = {name: text_of(seen[place]) for name, place in PROBLEM_OF.items()}
    well = "panel-problem" not in str(seen[PROBLEM_OF["statistics"]])
    return said | ({"statistics": ""} if well else {})


def test_a_good_address_fills_every_panel(reader: Reader) -> None:
    seen = reader.follow("?area=X06000001&types=burglary&from=2025-01&to=2025-06&table=type")
    assert set(problems(seen).values()) == {""}
    assert seen["map", "values"]["fit"] == [1.5, 55.6, 1.56, 55.62]
    assert seen["scan-table-title", "children"] == "Crime types"
    assert [row["id"] for row in seen["scan-table", "rowData"] if row["pinned"]] == ["burglary"]
    assert len(seen["scan-chart", "figure"]["data"][0]["x"]) == 24
    assert text_of(seen["scan-sentence", "children"]).startswith(
        "Burglary in Alderby, January to June 2025: "
    )
    assert text_of(seen["scan-notes", "children"]) == ""
    assert "1 to" in text_of(seen["scan-legend", "children"])
    assert seen["answer", "newer"] == ""  # the page is up to date, as it was
    assert seen["answer", "whole"] is True


@pytest.mark.parametrize("search", BAD_ADDRESSES, ids=lambda search: search[:40])
def test_a_bad_value_is_noted_and_the_rest_is_shown(reader: Reader, search: str) -> None:
    seen = reader.follow(search)
    assert "can't be used" in text_of(seen["scan-notes", "children"])
    assert set(problems(seen).values()) == {""}
    plain = reader.follow("")
    for place in (("map", "values"), ("scan-sentence", "children"), ("scan-chart", "figure")):
        if "X05000001" not in search:  # the area of that one is good
            assert seen[place] == plain[place]


def test_a_good_part_of_a_bad_address_counts(reader: Reader) -> None:
    seen = reader.follow("?area=X06000001&types=arson&within=0")
    assert " in Alderby, " in text_of(seen["scan-sentence", "children"])
    assert text_of(seen["scan-notes", "children"]).count("can't be used") == 2


@pytest.mark.parametrize("version", ["v000099-00000000", "x", "..", "current"])
def test_a_version_that_is_gone_is_said_in_every_panel(reader: Reader, version: str) -> None:
    seen = reader.follow("?area=X06000001", version=version)
    assert problems(seen) == dict.fromkeys(PROBLEM_OF, GONE)
    assert ("map", "values") not in seen  # what the map shows stays until the page loads again
    assert seen["scan-table", "rowData"] == []
    assert seen["scan-chart", "figure"]["data"] == []
    assert seen["scan-sentence", "children"] == ""
    assert seen["answer", "newer"].startswith("v000001-")
    assert seen["answer", "whole"] is False  # so the page does not keep it


FAILING = {
    "map": "dashboard.callbacks.map.cell_counts",
    "table": "dashboard.data.queries.areas_in_brief",
    "chart": "dashboard.data.queries.every_month",
    "statistics": "dashboard.callbacks.panels.statistics",
}


@pytest.mark.parametrize("panel", FAILING)
@pytest.mark.parametrize(
    "error", [RuntimeError("inner words /srv/secret"), KeyError("x"), OSError("gone"), MemoryError()]
)
def test_one_query_that_fails_spoils_its_own_panel_only(
    panel: str,
    error: Exception,
    small_folder: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    reader = Reader(server_of(small_folder))

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    monkeypatch.setattr(FAILING[panel], fail)
    with caplog.at_level(logging.ERROR, logger="dashboard.callbacks.looking"):
        seen = reader.follow("?area=X06000001")
    assert problems(seen) == dict.fromkeys(PROBLEM_OF, "") | {panel: PANEL_FAILED}
    assert "secret" not in str(seen)
    assert [record.exc_info[1] for record in caplog.records if record.exc_info] == [error]


def test_a_failing_panel_recovers_with_the_next_address(
    small_folder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader(server_of(small_folder))
    with monkeypatch.context() as broken:
        broken.setattr(FAILING["chart"], lambda *_: 1 / 0)
        assert problems(reader.follow(""))["chart"] == PANEL_FAILED
    assert problems(reader.follow(""))["chart"] == ""
    assert reader.follow("")["scan-chart", "figure"]["data"]


class TestMapResolution:
    def ask(self, reader: Reader, resolution: Any) -> int:
        seen = reader.follow("", resolution=resolution, part="map")
        assert {component for component, _ in seen} <= {"map", "answer", "scan-legend", "scan-map-problem"}
        assert seen["map", "values"] == reader.follow("", resolution=resolution)["map", "values"]
        painted: int = seen["map", "values"]["resolution"]
        return painted

    @pytest.mark.parametrize("resolution", range(4, 10))
    def test_one_that_the_source_bears_is_painted(self, reader: Reader, resolution: int) -> None:
        assert self.ask(reader, resolution) == resolution

    @pytest.mark.parametrize("resolution", [0, 3, 10, 99])
    def test_any_other_is_replaced_by_one_that_suits(self, reader: Reader, resolution: int) -> None:
        assert self.ask(reader, resolution) == self.ask(reader, "any")

    @pytest.mark.parametrize(
        "resolution", ["-1", 10**12, "7.5", "seven", "%FF", "\N{ARABIC-INDIC DIGIT SEVEN}"]
    )
    def test_what_is_none_is_not_there(self, reader: Reader, resolution: Any) -> None:
        for part in ("map", "look"):
            answer = reader.client.get(f"/data/{reader.version}/{part}/{resolution}")
            assert answer.status_code == 404


def test_the_second_source_alone(reader: Reader) -> None:
    seen = reader.follow("?sources=march-ambulance&types=fall-at-home")
    assert seen["map", "values"]["source"] == "march-ambulance"
    assert seen["map", "values"]["finest"] == 10
    assert text_of(seen["scan-sentence", "children"]).startswith("Fall at home in all areas")
    assert POLICE.name not in text_of(seen["scan-exports", "children"])


def test_notes_of_every_source_are_told_apart(reader: Reader) -> None:
    said = text_of(reader.follow("?sources=march-police,march-ambulance")["scan-statistics", "children"])
    assert "March police: Southmarch: no data for part of this period" in said


def test_a_period_nobody_reported_is_no_data_everywhere(reader: Reader) -> None:
    seen = reader.follow("?area=X23000002&from=2024-01&to=2024-12")
    assert text_of(seen["scan-sentence", "children"]).endswith(": no data for this area and period.")
    assert {row["incidents_text"] for row in seen["scan-table", "rowData"]} == {"–"}
    assert seen["map", "values"]["message"]
    columns = {column["field"]: column for column in seen["scan-table", "columnDefs"]}
    assert columns["change"]["headerName"] == "Change on 2023"


def test_crime_types_that_a_source_does_not_record_are_no_data_everywhere(reader: Reader) -> None:
    seen = reader.follow("?sources=march-ambulance&types=burglary")
    assert text_of(seen["scan-sentence", "children"]).endswith(
        ": this source does not record these crime types."
    )
    assert {row["incidents_text"] for row in seen["scan-table", "rowData"]} == {"–"}
    assert set(seen["map", "values"]["counts"]) == {None}
    figures = [text_of(part) for part in classed(seen["scan-statistics", "children"], "figure")]
    assert figures == ["–"] * 4


def test_the_table_of_hotspots_lists_those_of_the_export(reader: Reader) -> None:
    seen = reader.follow("?table=hotspots&area=X06000001")
    assert seen["scan-table-title", "children"] == "Hotspots"
    listed = [row["id"] for row in seen["scan-table", "rowData"]]
    assert sorted(listed) == sorted(row["cell"] for row in reader.export("hotspots", "?area=X06000001"))
    hint = text_of(seen["scan-table-hint", "children"])
    assert hint == "choose a row to see it alone" if listed else hint.startswith("No hotspots.")


def test_a_row_can_be_looked_into_unless_it_is_the_area_itself(reader: Reader) -> None:
    rows = reader.follow("?area=X06000001&level=partnership")["scan-table", "rowData"]
    assert [(row["id"], row["inside"], row["pinned"]) for row in rows] == [("X06000001", False, True)]
    below = reader.follow("?level=partnership")["scan-table", "rowData"]
    assert {row["id"] for row in below if row["inside"]} == {"X06000001", "X22000002"}
    assert not any(row["pinned"] for row in below)


def test_several_pinned_rows_are_all_marked_and_their_neighbours_stay(reader: Reader) -> None:
    every = [row["id"] for row in reader.follow("?level=partnership")["scan-table", "rowData"]]
    pins = "X06000001,X22000002"
    rows = reader.follow(f"?level=partnership&pins={pins}")["scan-table", "rowData"]
    assert [row["id"] for row in rows] == every
    assert {row["id"] for row in rows if row["pinned"]} == set(pins.split(","))


def test_a_cell_has_no_rate_and_no_rank(reader: Reader) -> None:
    cell = reader.export("cells", "?area=X06000001")[0]["cell"]
    said = text_of(reader.follow(f"?cell={cell}")["scan-statistics", "children"])
    assert "A map cell has no rate and no rank" in said
