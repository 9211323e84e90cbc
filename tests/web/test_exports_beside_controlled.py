"""Exports of an open and a controlled source together: the open one's rows, and why not the other's."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard import create_app
from dashboard.settings import Settings
from dashboard.web.compare_exports import COMPARE_PANELS
from dashboard.web.why_exports import WHY_PANELS
from tests.data.disclosure.controlled_world import AMBULANCE, AREAS, QUARTERS, controlled_world
from tests.reader import Reader, text_of

POLICE = "police"
WITHOUT_CONTROLLED = ("premises", "hotspots", *COMPARE_PANELS, *WHY_PANELS)
LEFT_OUT = f"{AMBULANCE.name} is a controlled source, for which this is not given: it is left out"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("beside")
    controlled_world(
        folder, {(area, "fall", quarter): 40 for area in AREAS for quarter in QUARTERS}, police=True
    )
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Flask:
    return create_app(Settings(data_dir=folder, secret_key="x" * 32)).server


@pytest.fixture(scope="module")
def client(server: Flask) -> FlaskClient:
    return server.test_client()


def table(client: FlaskClient, panel: str, sources: str) -> list[dict[str, str]]:
    response = client.get(f"/export/{panel}.csv?sources={sources}")
    assert response.status_code == 200, response.text[:200]
    return list(csv.DictReader(io.StringIO(response.text)))


@pytest.mark.parametrize("order", [f"{POLICE},{AMBULANCE.key}", f"{AMBULANCE.key},{POLICE}"])
@pytest.mark.parametrize("panel", WITHOUT_CONTROLLED)
def test_the_open_source_is_given_and_the_other_left_out_and_named(
    client: FlaskClient, panel: str, order: str
) -> None:
    response = client.get(f"/export/{panel}.csv?sources={order}")
    assert response.status_code == 200
    assert response.headers["X-Hexscan-Note"] == LEFT_OUT
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert {row["source"] for row in rows} <= {POLICE}
    assert {row["note"] for row in rows} <= {LEFT_OUT}


def test_its_rows_are_those_it_has_alone(client: FlaskClient) -> None:
    months = "from=2024-01&to=2024-12"  # whole quarters, as of any choice with a controlled source
    beside = table(client, "hotspots", f"{POLICE},{AMBULANCE.key}&{months}")
    alone = table(client, "hotspots", f"{POLICE}&{months}")
    assert [{k: v for k, v in row.items() if k != "note"} for row in beside] == alone


@pytest.mark.parametrize("panel", WITHOUT_CONTROLLED)
def test_of_controlled_sources_alone_it_is_refused(client: FlaskClient, panel: str) -> None:
    response = client.get(f"/export/{panel}.csv?sources={AMBULANCE.key}")
    assert response.status_code == 403
    assert AMBULANCE.name in response.text


@pytest.mark.parametrize("panel", ["areas", "types", "months", "cells"])
def test_what_both_have_holds_both_without_a_note(client: FlaskClient, panel: str) -> None:
    response = client.get(f"/export/{panel}.csv?sources={POLICE},{AMBULANCE.key}")
    assert "X-Hexscan-Note" not in response.headers
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert {row["source"] for row in rows} == {POLICE, AMBULANCE.key}
    assert "note" not in rows[0]


@pytest.mark.parametrize(
    ("page", "part", "notes"), [("/compare", "compare", "compare-notes"), ("/why", "why", "why-notes")]
)
def test_pages_say_that_it_is_left_out(server: Flask, page: str, part: str, notes: str) -> None:
    seen = Reader(server, page).follow(f"?sources={POLICE},{AMBULANCE.key}", part=part)
    said = text_of(seen[notes, "children"])
    assert f"{AMBULANCE.name} is a controlled source and is left out here and in exports." in said
    assert "Exports hold all" not in said


def test_scan_still_offers_the_files(server: Flask) -> None:
    seen = Reader(server, "/").follow(f"?sources={POLICE},{AMBULANCE.key}")
    said = text_of([value for key, value in seen.items() if key[0] == "scan-exports"])
    assert "licensed premises" in said
