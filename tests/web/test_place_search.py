"""The route behind the search box: it answers names, and refuses what is none."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.data.dataset import Dataset
from tests.worlds import AMBULANCE, POLICE


@pytest.fixture(scope="module")
def client(small_server: Flask) -> FlaskClient:
    return small_server.test_client()


def address(small: Dataset, text: str, source: str = POLICE.key) -> str:
    return f"/data/{small.version}/search/{source}?q={quote(text)}"


def test_it_answers_what_has_the_name_and_where_it_is(client: FlaskClient, small: Dataset) -> None:
    answer = client.get(address(small, "alder"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    (found,) = [one for one in answer.get_json() if one["kind"] == "partnership"]
    assert found["name"] == "Alderby"
    assert found["areas"][0] == "all"
    assert found["areas"][-1] == found["home"] == "X06000001"
    assert found["box"] == pytest.approx([1.5, 55.6, 1.56, 55.62])
    (inn,) = client.get(address(small, "plain old inn")).get_json()
    assert (inn["name"], inn["kind"]) == ("The Plain, Old Inn", "pub")
    assert inn["point"] == pytest.approx([1.504, 55.605])
    assert len(inn["cell"]) == 15


def test_a_cell_is_the_finest_of_the_source(client: FlaskClient, small: Dataset) -> None:
    cells = {
        source.key: client.get(address(small, "plain", source.key)).get_json()[0]["cell"]
        for source in (POLICE, AMBULANCE)
    }
    assert {key: int(cell, 16) >> 52 & 15 for key, cell in cells.items()} == {
        POLICE.key: 9,
        AMBULANCE.key: 10,
    }


@pytest.mark.parametrize("text", ["", "  ", "x" * 81, "\t\n"])
def test_what_is_no_name_is_refused(client: FlaskClient, small: Dataset, text: str) -> None:
    answer = client.get(address(small, text))
    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "no-store"
    assert "80 characters" in answer.text


@pytest.mark.parametrize(
    "query", ["", "?q", "?q=", "?text=alder", "?q=&q=alder", "?q=%00%00", "?q=%ff%fe%ff", "?q=((((",
              "?q=.*.*", "?q=%F0%9F%8D%BA%F0%9F%8D%BA", "?q=..%2F..%2Fetc"]
)  # fmt: skip
def test_hostile_questions_never_fail(client: FlaskClient, small: Dataset, query: str) -> None:
    answer = client.get(f"/data/{small.version}/search/{POLICE.key}{query}")
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert answer.get_json() == []


@pytest.mark.parametrize(
    ("version", "source", "status"),
    [("{}", "fire", 404), ("v000009-00000000", POLICE.key, 410), ("..", POLICE.key, 410), ("{}", "..", 404)],
)
def test_what_is_not_there(
    client: FlaskClient, small: Dataset, version: str, source: str, status: int
) -> None:
    answer = client.get(f"/data/{version.format(small.version)}/search/{source}?q=alder")
    assert answer.status_code == status


def test_names_come_as_they_are_and_are_no_markup(client: FlaskClient, small: Dataset) -> None:
    answer = client.get(address(small, "hyperlink"))
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert '=HYPERLINK("http://example.test")' in [one["name"] for one in answer.get_json()]
