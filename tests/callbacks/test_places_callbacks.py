"""The premises layer and the card of the pinned cell, as the page is sent them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from dashboard.data import queries
from dashboard.data.dataset import Dataset
from dashboard.data.ingest import import_frames
from dashboard.data.inputs import Inputs
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, frame, middle
from tests.data.test_here import CELL, at
from tests.data.test_reach import PUBS, register, with_premises
from tests.reader import Reader, text_of
from tests.worlds import POLICE, opened, server_of

PREMISES = ("map", "premises")
NOTE = ("scan-premises-note", "children")
HERE = ("scan-here", "children")


@pytest.fixture(scope="module")
def reader(small_server: Flask) -> Reader:
    return Reader(small_server)


@pytest.fixture(scope="module")
def spike(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A page of a cell with a police station, in a world with two lists of pubs."""
    rows = [*at("Police Station", 12), *at("Mill Lane", 5, east=0.0002, kind="robbery"), *at("", 1)]
    rows += [one for i in range(6) for one in at(f"Lane {i}", 1, east=0.0001)]
    pubs = with_premises(
        register([middle(0), *PUBS]), register(PUBS[:2], name="OpenStreetMap pubs", as_of="")
    )
    yield page_of(tmp_path_factory.mktemp("spike"), rows, pubs)


def page_of(folder: Path, rows: list[Any], inputs: Inputs) -> Reader:
    import_frames(folder, [(SOURCE, frame(rows))], inputs, demo=False)
    assert opened(folder).version
    return Reader(server_of(folder))


def test_nothing_is_sent_while_the_layer_is_off(reader: Reader) -> None:
    seen = reader.follow("?area=X06000001&within=250")
    assert (seen[PREMISES], seen[NOTE]) == (None, [])


@pytest.mark.parametrize("query", ["area=X06000001&types=burglary", "within=250", "from=2025-01&to=2025-03"])
def test_dots_are_the_rows_of_the_export(reader: Reader, query: str) -> None:
    sent = reader.follow(f"?layers=premises&{query}")[PREMISES]
    rows = reader.export("premises", f"?{query}")
    assert sent["names"] == [row["name"].removeprefix("'") for row in rows]
    assert sent["incidents"] == [int(row["incidents_within"]) for row in rows]
    assert sent["lon"] == pytest.approx([float(row["longitude"]) for row in rows], abs=1e-5)
    assert [sent["kinds"][kind] for kind in sent["kind"]] == [row["kind"] for row in rows]
    assert sum(sent["incidents"]) > 0


def test_what_is_pinned_moves_no_dot(reader: Reader) -> None:
    cell = reader.export("cells", "?area=X06000001&res=9")[0]["cell"]
    plain = reader.follow("?layers=premises&area=X06000001")[PREMISES]
    for pin in (f"cell={cell}", "pins=X05000002", "box=1.5,55.6,1.51,55.61"):
        assert reader.follow(f"?layers=premises&area=X06000001&{pin}")[PREMISES] == plain


def test_the_note_says_what_is_near_and_what_the_list_is(reader: Reader) -> None:
    said = text_of(reader.follow("?layers=premises&area=X06000001&within=250")[NOTE])
    exported = {row["statistic"]: row["value"] for row in reader.export("statistics", "?area=X06000001")}
    located = sum(int(row["incidents"]) for row in reader.export("cells", "?area=X06000001"))
    share = 100 * int(exported["within-250-metres-of-premises"]) / located
    assert f"{share:.1f}% of incidents are within 250 m; " in said
    assert re.search(r"; \d+\.\d% would be expected from the area covered\.", said)
    assert "March register, as of 2025." in said
    assert "stand" not in said  # it is no open list
    assert "Which have most incidents near them?" in said
    assert "The Plain, Old Inn" in said


def test_open_lists_stand_in_for_the_register_and_may_not_say_how_old_they_are(spike: Reader) -> None:
    said = text_of(spike.follow("?layers=premises")[NOTE])
    assert "Open Pubs and OpenStreetMap pubs, age not stated, stand in for the licensing register" in said
    assert "premises in two lists are listed twice" in said


def test_without_premises_it_says_so(tmp_path: Path) -> None:
    page = page_of(tmp_path, at("Mill Lane", 3), Inputs())
    seen = page.follow("?layers=premises")
    assert seen[PREMISES]["names"] == []
    assert text_of(seen[NOTE]) == "No licensed premises are known. Import a register of premises to see them."


def test_no_card_without_a_pinned_cell(reader: Reader) -> None:
    assert reader.follow("?area=X06000001&pins=X05000001")[HERE] == []


def test_the_card_of_one_cell(spike: Reader) -> None:
    said = text_of(spike.follow(f"?cell={CELL}")[HERE])
    assert "24 incidents" in said
    assert "W1, District 1" in said
    assert "12 of 24 are recorded at one point: Police Station." in said
    assert "police.uk moves each incident to the nearest point of a fixed map" in said
    assert said.endswith("Licensed premises:  The Inn 0, pub")
    # Every named place or the rest of them, and what has no name, adds up.
    assert (
        "Places Police Station 12 Mill Lane 5 Lane 0 1 Lane 1 1 Lane 2 1 "
        "3 other places 3 No place name 1 Crime types"
    ) in said


def test_the_card_agrees_with_the_exports(reader: Reader, small: Dataset) -> None:
    rows = reader.export("cells", "?area=X06000001")
    cell = max(rows, key=lambda row: int(row["incidents"]))
    said = text_of(reader.follow(f"?area=X06000001&cell={cell['cell']}")[HERE])
    assert f"{cell['incidents']} incidents" in said
    selection, _ = Selection.from_query(f"?area=X06000001&cell={cell['cell']}", small.catalogue)
    for row in queries.types(small, selection, POLICE.key).itertuples():
        assert f"{row.label} {row.incidents}" in said


def test_of_several_cells_only_the_total(reader: Reader) -> None:
    rows = reader.export("cells", "?area=X06000001")[:3]
    cells = ",".join(row["cell"] for row in rows)
    said = text_of(reader.follow(f"?area=X06000001&cell={cells}")[HERE])
    total = sum(int(row["incidents"]) for row in rows)
    assert f"{total:,} incidents in 3 cells" in said
    assert "Places" not in said


def test_an_empty_cell_is_no_fault(reader: Reader) -> None:
    said = text_of(reader.follow("?cell=8928308280fffff")[HERE])
    assert "0 incidents" in said
    assert "Nothing here in the chosen types and months." in said
    assert "No licensed premises known here or within 100 m." in said


def test_a_version_that_is_gone(reader: Reader) -> None:
    seen = reader.follow("?layers=premises&cell=8928308280fffff", version="v000009-00000000")
    assert seen[PREMISES] is None
    assert "Reload the page" in text_of(seen[NOTE])
    assert "Reload the page" in text_of(seen[HERE])
