"""Hotspots in their panels: outlines, note, table and export say the same, and none of it while it is off."""

from __future__ import annotations

import h3
import pytest
from flask import Flask

from dashboard.data.dataset import Dataset
from tests.reader import Reader, classed, text_of

NOTE, STORE, ROWS = ("scan-hotspots-note", "children"), ("map", "hotspots"), ("scan-table", "rowData")
PORT_SENNET = "?area=X06000005&types=public-order,violence-and-sexual-offences"
ON = "&layers=hotspots&table=hotspots"


@pytest.fixture(scope="module")
def reader(demo_server: Flask) -> Reader:
    return Reader(demo_server)


def test_outlines_note_table_and_export_agree(reader: Reader, demonstration: Dataset) -> None:
    seen = reader.follow(PORT_SENNET + ON)
    exported = {row["cell"]: row for row in reader.export("hotspots", PORT_SENNET)}
    assert len(exported) > 1
    outlined = seen[STORE]
    assert outlined["version"] == demonstration.version
    assert {one["cell"] for one in outlined["hotspots"]} == set(exported)
    rows = {row["id"]: row for row in seen[ROWS]}
    assert {cell: row["incidents"] for cell, row in rows.items()} == {
        cell: int(row["incidents"]) for cell, row in exported.items()
    }
    assert all(rows[cell]["name"] == row["ward_name"] for cell, row in exported.items())
    figures = {row["statistic"]: row["value"] for row in reader.export("statistics", PORT_SENNET)}
    located = int(figures["incidents"]) - int(figures["without-location"])
    share = sum(int(row["incidents"]) for row in exported.values()) / located
    note = text_of(seen[NOTE])
    assert note.startswith(f"{len(exported)} hotspots hold {100 * share:.1f}% of incidents")
    assert sum(row["share"] for row in rows.values()) == pytest.approx(share)


def test_outlines_are_the_cells_themselves_at_the_finest_resolution(reader: Reader) -> None:
    for one in reader.follow(PORT_SENNET + ON + "&res=5")[STORE]["hotspots"]:
        assert h3.get_resolution(one["cell"]) == 9
        corners = [(latitude, longitude) for longitude, latitude in one["corners"]]
        expected = h3.cell_to_boundary(one["cell"])
        assert len(corners) == len(expected)
        for (y, x), (own_y, own_x) in zip(corners, expected, strict=True):
            assert (y, x) == (pytest.approx(own_y, abs=1e-6), pytest.approx(own_x, abs=1e-6))


def test_while_it_is_off_there_is_nothing(reader: Reader) -> None:
    seen = reader.follow(PORT_SENNET)
    assert seen[STORE]["hotspots"] == []
    assert seen[NOTE] == []


def test_what_is_pinned_stays_among_the_others(reader: Reader) -> None:
    free = reader.follow(PORT_SENNET + ON)
    cell = free[ROWS][1]["id"]
    held = reader.follow(f"{PORT_SENNET}{ON}&cell={cell}")
    assert held[STORE] == free[STORE]
    assert [row["id"] for row in held[ROWS]] == [row["id"] for row in free[ROWS]]
    assert [row["id"] for row in held[ROWS] if row["pinned"]] == [cell]
    assert text_of(held[NOTE]).startswith(f"In all of Port Sennet: {text_of(free[NOTE])[:20]}")


def test_one_click_away_stands_what_significant_means(reader: Reader) -> None:
    details = classed(reader.follow(PORT_SENNET + ON)[NOTE], "hotspot-details")
    assert [part["type"] for part in details] == ["Details"]
    summary, explanation = details[0]["props"]["children"]
    assert summary["type"] == "Summary"
    assert text_of(summary) == "What does significant mean?"
    said = text_of(explanation)
    assert "not luck" in said and "1 marked cell in 20" in said and "where, not why" in said
    for jargon in ("Gi*", "Getis", "p-value", "null hypothesis", "false discovery", "z-score"):
        assert jargon not in said


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("?area=X23000003&from=2024-01&to=2024-06", "No hotspots. No data for this area and period."),
        ("?sources=demo-ambulance&types=burglary", "No hotspots. This source does not record these crime"),
        ("?area=X05000001&types=bicycle-theft&from=2025-01&to=2025-01", "No hotspots. "),
    ],
)
def test_none_is_said_with_its_reason(reader: Reader, search: str, said: str) -> None:
    seen = reader.follow(search + ON)
    assert text_of(seen[NOTE]).startswith(said)
    assert seen[STORE]["hotspots"] == [] and seen[ROWS] == []


def test_partnerships_without_data_are_named(reader: Reader) -> None:
    note = text_of(reader.follow(f"?from=2024-01&to=2024-06{ON}")[NOTE])
    assert "have no data in this period, so no hotspots are sought there." in note


def test_a_version_that_is_gone_outlines_nothing(reader: Reader) -> None:
    seen = reader.follow(PORT_SENNET + ON, version="v999999-00000000")
    assert seen[STORE]["hotspots"] == []
    assert "Reload the page" in text_of(seen[NOTE])
