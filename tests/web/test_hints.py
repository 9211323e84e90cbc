"""What the page tells the browser to fetch at once: the very addresses its scripts ask for."""

from __future__ import annotations

import html
import logging
import re
from pathlib import Path

import pytest
from dash import Dash

from dashboard import create_app
from dashboard.data.dataset import Library
from dashboard.settings import Settings
from dashboard.web.hints import hints
from tests.worlds import import_small_world

HINT = re.compile(r'<link rel="preload" as="fetch" crossorigin href="([^"]+)">')
OF_EVERY_PAGE = ["/_dash-layout", "/_dash-dependencies"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("world")
    import_small_world(data)
    return data


@pytest.fixture(scope="module")
def app(folder: Path) -> Dash:
    return create_app(Settings(data_dir=folder, secret_key="x" * 32))


def hinted(app: Dash, address: str) -> list[str]:
    return [html.unescape(found) for found in HINT.findall(app.server.test_client().get(address).text)]


def looked_at(app: Dash, address: str) -> str:
    """The question for the panels among the hints, after the version."""
    (look,) = [one for one in hinted(app, address) if "/look/" in one]
    return look.split("/", 3)[3]


@pytest.mark.parametrize(
    "address", ["/", "/?types=burglary&measure=rate", "/sources", "/?area=nowhere&from=x"]
)
def test_every_hinted_address_answers(address: str, app: Dash) -> None:
    found = hinted(app, address)
    assert found[:2] == OF_EVERY_PAGE
    assert len(found) == (2 if address == "/sources" else 8)  # an area that is not there is no choice
    for one in found:
        assert app.server.test_client().get(one).status_code == 200, one


@pytest.mark.parametrize(
    ("query", "question", "level"),
    [
        ("", "compare/any", "partnership"),
        ("?area=X05000001&types=burglary", "compare/any?area=X05000001&types=burglary", "ward"),
        ("?view=54.5,-1.2,11&compare=lsoa&among=all", "compare/any?compare=lsoa&among=all", "lsoa"),
        ("?compare=force", "compare/any?compare=force", "partnership"),  # forces are drawn as these
        ("?tab=table", "compare/any?tab=table", ""),
        ("?tab=sides&compare=x", "compare/any?tab=sides&compare=x", "partnership"),
    ],
)
def test_compare_asks_for_its_answer_and_for_the_boundaries_of_what_it_compares(
    query: str, question: str, level: str, app: Dash
) -> None:
    found = hinted(app, f"/compare{query}")
    asked = [one.split("/", 3)[3] for one in found[2:]]
    assert asked == [question, *([f"boundaries/{level}", "land", "roads", "labels"] if level else [])]
    for one in found:
        assert app.server.test_client().get(one).status_code == 200, one


def test_side_by_side_asks_for_what_its_maps_have_in_common(app: Dash) -> None:
    found = hinted(app, "/compare?tab=side")
    assert [one.split("/", 3)[3] for one in found[2:]] == ["compare/any?tab=side", "land", "roads", "labels"]


def test_the_question_is_the_pages_own(app: Dash) -> None:
    assert looked_at(app, "/") == "look/any"
    assert (
        looked_at(app, "/?types=burglary,drugs&from=2025-01") == "look/any?types=burglary,drugs&from=2025-01"
    )
    assert looked_at(app, "/?view=54.5,-1.2,11&area=all") == "look/any?area=all"
    assert looked_at(app, "/?area=x&area=all") == "look/any?area=all"  # of several values the last


def test_only_what_is_drawn_at_any_zoom_where_the_address_says_which_view(app: Dash) -> None:
    names = [address.rpartition("/")[2] for address in hinted(app, "/?view=54.5,-1.2,16")]
    assert names == ["_dash-layout", "_dash-dependencies", "any", "land", "roads", "labels"]


def test_what_stands_in_the_address_cannot_leave_its_attribute(app: Dash) -> None:
    page = app.server.test_client().get('/?types="><script>alert(1)</script>').text
    assert "<script>alert" not in page
    assert looked_at(app, '/?types="><b').startswith("look/any?types=%22%3E%3Cb")


def test_without_data_only_what_every_page_asks_for(tmp_path: Path) -> None:
    assert HINT.findall(hints(Library(tmp_path), "/", "", "")) == OF_EVERY_PAGE


def test_unreadable_data_end_in_the_log_and_the_page_is_sent(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "current").write_text("v000001-0123abcd")
    with caplog.at_level(logging.ERROR, "dashboard.web.hints"):
        assert HINT.findall(hints(Library(tmp_path), "/", "", "")) == OF_EVERY_PAGE
    assert "what the page will ask for" in caplog.text


def test_a_prefix_stands_before_every_address(folder: Path) -> None:
    found = HINT.findall(hints(Library(folder), "/scan/", "", ""))
    assert len(found) == 8
    assert all(address.startswith("/scan/") for address in found)
