"""Hovering over an area in one panel of Compare: all others follow, without the network; fingers, keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from compare_page import ComparePage, comparing
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

BURGLARY = "/compare?types=burglary"
NOTHING: dict[str, Any] = {"dots": [], "funnel": [], "months": [], "quadrant": [], "map": 0, "line": ""}
AWAY = (5, 300)  # the page's margin, where nothing lies


@pytest.fixture
def page(browser: Browser, demo_address: str) -> Iterator[ComparePage]:
    """All that is needed is there; from now on nobody may be asked for anything."""
    with comparing(browser, demo_address, BURGLARY) as opened:
        opened.route("**/*", lambda route: route.abort())
        opened.requests.clear()
        yield opened
        assert [request.url for request in opened.requests] == []


def under(page: ComparePage) -> dict[str, Any] | None:
    found: dict[str, Any] | None = page.page.evaluate("() => window.hexscan.compare.state().shown")
    return found


def lit_by(page: ComparePage, code: str) -> dict[str, Any]:
    """What is lit once this area is under the hand."""
    page.wait_for(lambda: (under(page) or {}).get("id") == code, f"{code} under the hand")
    page.page.wait_for_timeout(50)
    return page.lit()


def line_of(page: ComparePage, code: str) -> str:
    areas = page.areas()
    return str(areas["words"][areas["codes"].index(code)])


def leave(page: ComparePage) -> None:
    page.page.mouse.move(*AWAY)
    page.wait_for(lambda: under(page) is None, "the panels to be left alone")
    page.page.wait_for_timeout(50)


@pytest.mark.parametrize("panel", ["dots", "funnel", "months"])
def test_a_mark_lights_its_area_everywhere(page: ComparePage, panel: str) -> None:
    before = page.lit()
    assert before == NOTHING
    code = page.marks(panel)[3]["area"]
    page.mark(panel, code).hover()
    lit = lit_by(page, code)
    assert (lit["dots"], lit["funnel"], lit["months"]) == ([code], [code], [code])
    assert lit["map"] > 0
    if panel == "funnel":
        called = page.mark(panel, code).get_attribute("aria-label")
        assert lit["line"] == f"{called}."
        assert re.search(r" residents, (above|below|inside) the [\w.% ]*limits?\.$", lit["line"]), lit["line"]
    else:
        assert lit["line"] == line_of(page, code)
    leave(page)
    assert page.lit() == NOTHING


def test_the_map_lights_dots_funnel_and_months(page: ComparePage) -> None:
    box = page.page.locator('[data-panel="map"] .leaflet-container').bounding_box()
    assert box is not None
    code = ""
    for share in (0.5, 0.4, 0.6, 0.3, 0.7):
        page.page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] * 0.45, steps=3)
        page.page.wait_for_timeout(80)
        code = page.map()["hovered"]
        if code:
            break
    assert code, "no area under the pointer"
    lit = lit_by(page, code)
    assert (lit["dots"], lit["funnel"], lit["months"]) == ([code], [code], [code])
    tooltip = page.text('[data-panel="map"] .hexmap-tooltip:not(.premises-tooltip)')
    name, rest = line_of(page, code).split(": ", 1)
    assert tooltip.split("\n") == [name, rest]
    leave(page)
    assert page.lit() == NOTHING


def test_a_month_is_told_in_words(page: ComparePage) -> None:
    code = page.marks("months")[0]["area"]
    chart = page.page.locator(f'.chart-cell[data-area="{code}"] svg').bounding_box()
    assert chart is not None
    page.page.mouse.move(chart["x"] + chart["width"] * 0.5, chart["y"] + chart["height"] * 0.5, steps=3)
    page.wait_for(lambda: (under(page) or {}).get("month"), "a month under the hand")
    page.page.wait_for_timeout(50)
    lit = page.lit()
    assert lit["dots"] == [code]
    name = page.areas()["names"][page.areas()["codes"].index(code)]
    assert lit["line"].startswith(name)
    assert any(year in lit["line"] for year in ("2023", "2024", "2025"))
    leave(page)


def test_keys_walk_the_dots_and_are_spoken_of(page: ComparePage) -> None:
    marks = page.marks("dots")
    assert [mark["area"] for mark in marks if mark["stop"]] == [marks[0]["area"]]
    page.page.locator('[data-panel="dots"] .panel-sub a').focus()  # the last stop before the drawing
    page.page.keyboard.press("Tab")
    for place in (0, 1):
        assert page.page.evaluate("() => document.activeElement.dataset.area") == marks[place]["area"]
        lit = lit_by(page, marks[place]["area"])
        assert lit["funnel"] == [marks[place]["area"]]
        page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("End")
    assert page.page.evaluate("() => document.activeElement.dataset.area") == marks[-1]["area"]
    page.page.keyboard.press("Home")
    assert page.page.evaluate("() => document.activeElement.dataset.area") == marks[0]["area"]
    assert [mark["area"] for mark in page.marks("dots") if mark["stop"]] == [marks[0]["area"]]
    called = page.page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    assert called == line_of(page, marks[0]["area"])


@pytest.mark.parametrize("panel", ["funnel", "months"])
def test_keys_walk_a_plane_by_direction(page: ComparePage, panel: str) -> None:
    codes = {mark["area"] for mark in page.marks(panel)}
    first = next(mark["area"] for mark in page.marks(panel) if mark["stop"])
    page.mark(panel, first).focus()
    seen = {first}
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp") * 6:
        page.page.keyboard.press(key)
        seen.add(page.page.evaluate("() => document.activeElement.dataset.area"))
    assert seen <= codes
    assert len(seen) >= 3
    assert sum(mark["stop"] for mark in page.marks(panel)) == 1


def test_the_map_is_walked_and_spoken_of(page: ComparePage) -> None:
    page.page.locator('[data-panel="map"] .leaflet-container').focus()
    page.page.keyboard.press("ArrowRight")
    code = page.map()["hovered"]
    lit = lit_by(page, code)
    assert lit["dots"] == [code]
    page.wait_for(lambda: page.text("#compare-spoken") == line_of(page, code), "the area in words")


def test_a_first_tap_lights_and_a_second_follows(browser: Browser, demo_address: str) -> None:
    with comparing(browser, demo_address, BURGLARY, has_touch=True) as page:
        code = page.marks("funnel")[0]["area"]
        page.mark("funnel", code).tap()
        lit = lit_by(page, code)
        assert lit["dots"] == [code]
        assert "/compare" in page.page.url
        page.mark("funnel", code).tap()
        page.page.wait_for_url(f"**/?area={code}*")
        page.settle()


def test_the_lists_follow_and_lead(browser: Browser, demo_address: str) -> None:
    with comparing(browser, demo_address, "/compare?sources=demo-police&tab=worsening") as page:
        item = page.page.locator(".judged-one").first
        code = item.get_attribute("data-area")
        assert code is not None
        item.hover()
        lit = lit_by(page, code)
        assert lit["quadrant"] == [code]
        assert lit["line"] == line_of(page, code)
        page.mark("quadrant", code).hover()
        page.page.wait_for_timeout(80)
        assert page.page.locator(f'.judged-one.hand[data-area="{code}"]').count() >= 1
