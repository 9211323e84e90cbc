"""More than expected in its panels: outlines, note, table, figure and export agree, and lists write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h3
import pytest
from flask import Flask

from dashboard.data.dataset import Dataset
from dashboard.data.outlines import outlines_of
from dashboard.data.schema import Level
from tests.data.disclosure.controlled_world import controlled_world
from tests.reader import Reader, classed, text_of
from tests.worlds import server_of

NOTE, STORE, ROWS = ("scan-hotspots-note", "children"), ("map", "hotspots"), ("scan-table", "rowData")
PORT_SENNET = "?area=X06000005&types=violence-and-sexual-offences"
ON = "&layers=hotspots&table=hotspots&hot=more"


@pytest.fixture(scope="module")
def reader(demo_server: Flask) -> Reader:
    return Reader(demo_server)


def selects(layout: Any) -> dict[str, dict[str, bool]]:
    """Of every list in a layout, by the field it writes: its values, and which of them is chosen."""
    found: dict[str, dict[str, bool]] = {}
    for part in classed(layout, "plain-list"):
        props = part["props"]
        options = [option["props"] for option in props["children"]]
        found[props["data-put"]] = {one["value"]: bool(one["selected"]) for one in options}
    return found


def test_cells_agree_wherever_they_are_told(reader: Reader, demonstration: Dataset) -> None:
    seen = reader.follow(PORT_SENNET + ON)
    exported = {row["cell"]: row for row in reader.export("hotspots", PORT_SENNET + "&hot=more")}
    assert exported and all(row["given"] == "others" for row in exported.values())
    outlined = {one["cell"]: one for one in seen[STORE]["hotspots"]}
    assert seen[STORE]["version"] == demonstration.version
    assert set(outlined) == set(exported)
    rows = {row["id"]: row for row in seen[ROWS]}
    assert set(rows) == set(exported)
    for cell, row in exported.items():
        assert rows[cell]["incidents"] == int(row["incidents"])
        assert rows[cell]["expected"] == pytest.approx(float(row["expected"]))
        assert rows[cell]["times"] == pytest.approx(float(row["smoothed_ratio"]))
        assert outlined[cell]["said"].startswith(f"More than the {rows[cell]['expected_text']} expected")
        assert [h3.latlng_to_cell(float(row["latitude"]), float(row["longitude"]), 9)] == [cell]
    assert [row["times"] for row in seen[ROWS]] == sorted((r["times"] for r in seen[ROWS]), reverse=True)
    figures = {
        row["statistic"]: row["value"] for row in reader.export("statistics", PORT_SENNET + "&hot=more")
    }
    assert int(figures["hotspot-cells"]) == len(exported)
    assert int(figures["hotspot-incidents"]) == sum(row["incidents"] for row in rows.values())
    noun, verb = ("map cell", "holds") if len(exported) == 1 else ("map cells", "hold")
    note = text_of(seen[NOTE])
    assert note.startswith(f"{len(exported)} {noun} ({float(figures['hotspot-percent']):.1f}% of incidents) ")
    assert f"{verb} more violence and sexual offences than all other crime there would" in note


def test_small_areas_agree_wherever_they_are_told(reader: Reader, demonstration: Dataset) -> None:
    query = PORT_SENNET + "&hot=more&given=residents"
    seen = reader.follow(query + "&layers=hotspots&table=hotspots")
    exported = {row["small_area_code"]: row for row in reader.export("hotspots", query)}
    assert exported and all(row["cell"] == "" for row in exported.values())
    rows = {row["id"]: row for row in seen[ROWS]}
    assert set(rows) == set(exported) == {one["cell"] for one in seen[STORE]["hotspots"]}
    assert all(row["kind"] == "area" for row in rows.values())
    outlines = outlines_of(demonstration, Level.LSOA)
    for one in seen[STORE]["hotspots"]:
        assert one["corners"] in [*outlines[one["cell"]]]
    # The same counts as the table of areas has.
    areas = {row["area_code"]: row for row in reader.export("areas", PORT_SENNET + "&level=lsoa")}
    assert {code: row["incidents"] for code, row in rows.items()} == {
        code: int(areas[code]["incidents"]) for code in rows
    }
    note = text_of(seen[NOTE])
    assert f"{len(rows)} small area" in note and "the number of residents would lead one to expect" in note


def test_a_pinned_small_area_is_marked_and_all_stay_listed(reader: Reader) -> None:
    query = PORT_SENNET + ON + "&given=residents"
    free = reader.follow(query)
    code = free[ROWS][0]["id"]
    held = reader.follow(f"{query}&pins={code}")
    assert held[STORE] == free[STORE]
    assert [row["id"] for row in held[ROWS] if row["pinned"]] == [code]
    assert text_of(held[NOTE]).startswith("In all of Port Sennet: ")


def test_all_crime_says_that_there_is_no_other(reader: Reader) -> None:
    seen = reader.follow("?area=X06000005" + ON)
    assert seen[STORE]["hotspots"] == [] and seen[ROWS] == []
    assert text_of(seen[NOTE]).startswith(
        "More than expected: can't be told. All crime is chosen, so there is no other"
    )
    assert selects(seen[NOTE])["given"] == {"others": True, "residents": False}
    assert reader.follow("?area=X06000005&given=residents" + ON)[ROWS] is not None


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("", {"hot": "many", "rings": "1", "chance": "fdr"}),
        ("&rings=3&chance=bonferroni", {"hot": "many", "rings": "3", "chance": "bonferroni"}),
        ("&hot=more", {"hot": "more", "given": "others", "chance": "fdr"}),
        ("&hot=more&given=residents&rings=2", {"hot": "more", "given": "residents", "chance": "fdr"}),
        ("&hot=everything&rings=9&chance=none&given=wealth", {"hot": "many", "rings": "1", "chance": "fdr"}),
    ],
)
def test_lists_write_the_address_and_show_what_it_says(
    reader: Reader, query: str, chosen: dict[str, str]
) -> None:
    seen = reader.follow(f"{PORT_SENNET}&layers=hotspots&table=hotspots{query}")
    lists = selects(seen[NOTE])
    assert set(lists) == set(chosen)
    assert {field: [v for v, on in values.items() if on] for field, values in lists.items()} == {
        field: [value] for field, value in chosen.items()
    }
    assert list(lists["hot"])[:2] == ["many", "more"]


def test_what_is_not_as_usual_is_said_without_opening(reader: Reader) -> None:
    seen = reader.follow(f"{PORT_SENNET}&layers=hotspots&rings=2&chance=bonferroni")
    [ways] = classed(seen[NOTE], "hotspot-ways")
    assert "2 rings of neighbours, Bonferroni 5%" in text_of(ways["props"]["children"][0])


def test_rings_and_guard_change_outlines_table_and_export_alike(reader: Reader) -> None:
    told = {}
    for query in ("", "&rings=3", "&rings=3&chance=bonferroni"):
        seen = reader.follow(f"{PORT_SENNET}&layers=hotspots&table=hotspots{query}")
        exported = reader.export("hotspots", PORT_SENNET + query)
        cells = {row["cell"] for row in exported}
        assert cells == {one["cell"] for one in seen[STORE]["hotspots"]} == {r["id"] for r in seen[ROWS]}
        edges = {row["cell"] for row in exported if row["edge"] == "True"}
        assert edges == {row["id"] for row in seen[ROWS] if "at the edge" in row["note"]}
        assert edges == {one["cell"] for one in seen[STORE]["hotspots"] if "at the edge" in one["said"]}
        told[query] = cells
    assert told["&rings=3&chance=bonferroni"] <= told["&rings=3"] != told[""]


def test_of_a_controlled_source_nothing_is_outlined(tmp_path: Path) -> None:
    truth = {("L1", "fall", "2024-01"): 12, ("L2", "fall", "2024-04"): 9}
    controlled_world(tmp_path, truth)
    controlled = Reader(server_of(tmp_path))
    for given in ("others", "residents"):
        seen = controlled.follow(f"?{ON[1:]}&given={given}")
        assert seen[STORE]["hotspots"] == []
        assert "controlled source" in text_of(seen[NOTE])
    assert controlled.client.get("/export/hotspots.csv?hot=more").status_code == 403
