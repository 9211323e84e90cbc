"""What an import noted of a controlled source, row for row, is for whoever looks after the server alone."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard import create_app
from dashboard.data.ingest import import_frames
from dashboard.data.inputs import Inputs
from dashboard.data.store import Store
from dashboard.settings import Settings
from tests.data.disclosure.controlled_world import AMBULANCE, QUARTERS, controlled_world, incidents_of
from tests.data.small_world import frame

BEFORE, NOW = 3 * 1_117, 3 * 313
PAGES = ("/", "/compare", "/why", "/measures", "/sources", "/sources/ambulance")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A quarter of a controlled source that a later import has replaced by far fewer rows."""
    folder = tmp_path_factory.mktemp("noted")
    controlled_world(folder, {("L1", "fall", QUARTERS[0]): BEFORE, ("L1", "fall", QUARTERS[1]): BEFORE})
    source = dataclasses.replace(AMBULANCE, small_counts=4)
    fewer = frame(incidents_of({("L1", "fall", QUARTERS[1]): NOW}))
    import_frames(folder, [(source, fewer)], Inputs(), demo=False)
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> FlaskClient:
    return create_app(Settings(data_dir=folder, secret_key="x" * 32)).server.test_client()


def exact(folder: Path) -> set[int]:
    """The rows that the last import and the history tell of, as they are."""
    store = Store(folder)
    version = store.current_version() or ""
    report = store.manifest(version).report
    notes = [*report.notes, *(note for event in store.history(version) for note in event.notes)]
    told = {int(number.replace(",", "")) for note in notes for number in re.findall(r"\d[\d,]+\d", note)}
    told |= {count for taken in report.months for count in (taken.rows, taken.rows_displaced)}
    return {count for count in told if count > 300 and not 2_000 <= count <= 2_100}  # nor years


def test_it_notes_rows_as_they_are(folder: Path) -> None:
    assert {1_118, 314, 3 * 314, 3 * 1_118} <= exact(folder)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_tells_of_them(client: FlaskClient, folder: Path, page: str) -> None:
    layout = client.get("/_dash-layout", headers={"Referer": f"http://localhost{page}"}).text
    assert_none(layout + client.get(page).text, exact(folder), page)
    if page.startswith("/sources"):
        assert AMBULANCE.name in layout


def test_no_file_tells_of_them(client: FlaskClient, folder: Path) -> None:
    version = Store(folder).current_version()
    for name in ("quality/ambulance.json", "look/any", "compare/any?tab=quality", "why/any"):
        answer = client.get(f"/data/{version}/{name}")
        assert answer.status_code == 200, name
        assert_none(answer.data.decode("latin-1"), exact(folder), name)


def assert_none(content: str, numbers: set[int], where: str) -> None:
    found = [
        number for number in numbers if re.search(rf"(?<![\d.,])(?:{number}|{number:,})(?![\d])", content)
    ]
    assert not found, where
