"""A source whose agreement is over, as a browser sees it: in no answer a byte of it, on Sources its name."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard import create_app
from dashboard.data import hiding
from dashboard.data.ingest import import_frames
from dashboard.data.schema import Source
from dashboard.data.store import Store
from dashboard.data.upkeep import plan_removal, remove, renew
from dashboard.settings import Settings
from dashboard.web.exports import PANELS
from tests.data.small_world import SOURCE, frame, incident, middle, two_forces

LAST_DAY, NEXT_DAY = date(2026, 3, 31), date(2026, 4, 1)
CALLS = Source(
    "calls",
    "Ambulance calls",
    "A trust",
    "Shared under an agreement",
    agreement="Agreement 7",
    agreement_expires=LAST_DAY.isoformat(),
    contact="data@trust.example",
)
PLANTED = "zyx"
ROWS = [
    *(
        incident("2025-08", "Zyxland", lsoa="Z9", lsoa_name="Zyxland 001A", at=middle(0), kind="zyx-assault")
        for _ in range(7)
    ),
    incident("2025-08", "First Police", lsoa="L1", at=middle(0), kind="zyx-assault"),
]
POLICE_ROWS = [incident(f"2025-0{month}", lsoa="L1", at=middle(0)) for month in range(1, 7)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Police and calls, which name areas, types and places that nothing else does."""
    calls = frame(ROWS).assign(place="Zyx Road")
    import_frames(tmp_path, [(SOURCE, frame(POLICE_ROWS)), (CALLS, calls)], two_forces(), demo=False)
    return tmp_path


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Sets the day it is, for the server too."""

    def set_day(now: date) -> None:
        monkeypatch.setattr(hiding, "today", lambda: now)

    set_day(LAST_DAY)
    return set_day


@pytest.fixture
def client(folder: Path, day: object) -> FlaskClient:
    return create_app(Settings(data_dir=folder, secret_key="x" * 32)).server.test_client()


def version_of(client: FlaskClient) -> str:
    return str(client.get("/health/ready").get_json()["version"])


def layout(client: FlaskClient, path: str) -> str:
    """The page of a path as Dash sends it."""
    return client.get("/_dash-layout", headers={"Referer": f"http://localhost{path}"}).get_data(as_text=True)


def addresses(version: str, source: str) -> list[str]:
    """Every address of data that a page asks for of a source."""
    queries = [
        "",
        "?area=R",
        "?area=D1&types=burglary",
        "?table=type",
        "?sources=calls",
        "?types=zyx-assault",
    ]
    looks = [f"look/any{query}" for query in queries]
    tabs = ("overview", "worsening", "table", "side", "months", "quality")
    compared = [f"compare/any?tab={tab}" for tab in tabs]
    of_source = [f"{part}/{source}/{res}" for part in ("browse", "near", "outlines") for res in (7, 8, 9)]
    files = ["land", "roads", "labels", *(f"boundaries/{one}" for one in ("partnership", "ward", "lsoa"))]
    others = [f"search/{source}?q=zyx", "areas/all", f"quality/{source}.json", f"quality/{source}.csv"]
    return [f"/data/{version}/{name}" for name in (*looks, *compared, *of_source, *files, *others)]


def bytes_of(client: FlaskClient, version: str) -> dict[str, bytes]:
    """What each address answers for the police, each export and each page but Sources."""
    asked = addresses(version, "police")
    asked += [f"/export/{panel}.csv" for panel in PANELS]
    answers = {address: client.get(address).data for address in asked}
    for path in ("/", "/compare", "/measures"):
        answers[path] = layout(client, path).encode() + client.get(path).data
    return answers


def test_no_byte_of_it_is_in_any_answer(client: FlaskClient, day: Callable[[date], None]) -> None:
    before = bytes_of(client, version_of(client))
    told = {address for address, content in before.items() if PLANTED in content.decode("latin-1").casefold()}
    assert len(told) > 5  # so that the words are ones that leak
    day(NEXT_DAY)
    after = bytes_of(client, version_of(client))
    asked = {address: content.decode("latin-1").casefold() for address, content in after.items()}
    found = [address for address, text in asked.items() if PLANTED in text and PLANTED not in address]
    assert found == []
    assert "august 2025" not in asked["/"]
    assert "june 2025" in asked["/"]


def test_its_addresses_are_those_of_no_source(client: FlaskClient, day: Callable[[date], None]) -> None:
    of_evening = version_of(client)
    assert client.get(f"/data/{of_evening}/outlines/calls/7").status_code == 200
    assert client.get(f"/data/{of_evening}/quality/calls.json").status_code == 200
    day(NEXT_DAY)
    version = version_of(client)
    assert version != of_evening
    for name in (
        "outlines/calls/7",
        "browse/calls/7",
        "near/calls/7",
        "search/calls?q=a",
        "quality/calls.json",
    ):
        assert client.get(f"/data/{version}/{name}").status_code == 404, name
        assert client.get(f"/data/{of_evening}/{name}").status_code == 410, name
    assert client.get("/sources/calls").status_code == 404
    for panel in PANELS:
        answer = client.get(f"/export/{panel}.csv?sources=calls")
        assert answer.status_code == 400, panel
        assert b"sources can't be used" in answer.data


def test_a_page_opened_the_evening_before_is_told_to_reload(
    client: FlaskClient, day: Callable[[date], None]
) -> None:
    evening = version_of(client)
    day(NEXT_DAY)
    content = client.get(f"/data/{evening}/look/any?sources=calls").data
    assert f'"newer":"{version_of(client)}"'.encode() in content
    assert PLANTED.encode() not in content.lower()


def test_sources_names_it_and_what_to_do(client: FlaskClient, day: Callable[[date], None]) -> None:
    assert "Hidden until renewed" not in layout(client, "/sources")
    day(NEXT_DAY)
    page = layout(client, "/sources")
    for words in (
        "Hidden until renewed",
        "Ambulance calls",
        "Agreement 7 ended on 31 March 2026. Owner: A trust, data@trust.example.",
        "python -m dashboard renew calls --until YYYY-MM-DD",
    ):
        assert words in page
    assert PLANTED not in page.casefold()


def test_renewed_it_is_back(client: FlaskClient, folder: Path, day: Callable[[date], None]) -> None:
    day(NEXT_DAY)
    hidden = version_of(client)
    renew(folder, "calls", date(2027, 3, 31))
    version = version_of(client)
    assert version == Store(folder).current_version() != hidden
    assert client.get(f"/data/{version}/outlines/calls/7").status_code == 200
    assert "Hidden until renewed" not in layout(client, "/sources")


def test_removed_it_is_gone_from_open_pages_too(client: FlaskClient, folder: Path) -> None:
    open_page = version_of(client)
    remove(folder, plan_removal(folder, "calls"))
    assert client.get(f"/data/{open_page}/outlines/calls/7").status_code == 410
    assert client.get(f"/data/{version_of(client)}/outlines/calls/7").status_code == 404


def test_where_every_source_is_hidden_pages_say_so(tmp_path: Path, day: Callable[[date], None]) -> None:
    only = dataclasses.replace(SOURCE, agreement_expires=LAST_DAY.isoformat(), contact="desk@force.example")
    import_frames(tmp_path, [(only, frame(POLICE_ROWS))], two_forces(), demo=False)
    client = create_app(Settings(data_dir=tmp_path, secret_key="x" * 32)).server.test_client()
    evening = version_of(client)
    day(NEXT_DAY)
    for path in ("/", "/compare", "/measures"):
        assert client.get(path).status_code == 200
        page = layout(client, path)
        assert "Nothing may be shown at the moment" in page
        assert "ended on 31 March 2026" in page
    assert "Hidden until renewed" in layout(client, "/sources")
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.get_json()["version"]) == (200, None)
    export = client.get("/export/areas.csv")
    assert export.status_code == 404
    assert b"The agreement on every source is over" in export.data
    assert client.get(f"/data/{evening}/browse/police/7").status_code == 410
    content = client.get(f"/data/{evening}/look/any").data
    length = int.from_bytes(content[4:8], "little")
    assert json.loads(content[8 : 8 + length])["newer"] not in ("", evening)
