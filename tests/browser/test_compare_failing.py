"""Compare while answers fail: the tab that is pressed is shown, and says what it has; then it is mended."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from compare_page import ComparePage, comparing
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

QUESTIONS = re.compile(r"/data/[^/]+/compare/")
START = "/compare?sources=demo-police&types=burglary"
MISSING = "These figures could not be loaded."
OLD = "These figures could not be brought up to date. They are from an earlier choice."
NOTES = """() => [...document.querySelectorAll('.compare-panel > .unanswered')]
  .filter((one) => one.checkVisibility()).map((one) => one.textContent)"""

RESOLUTIONS = """() => ['first', 'second'].map((name) => {
  const map = window.hexscan.map.of(name).state();
  return map && map.version ? map.resolution : 0;
})"""


@pytest.fixture
def page(browser: Browser, demo_address: str) -> Iterator[ComparePage]:
    with comparing(browser, demo_address, START) as opened:
        yield opened


def notes(page: ComparePage) -> list[str]:
    """What panels in view say of an answer that failed."""
    return list(page.page.evaluate(NOTES))


def failed(page: ComparePage) -> bool:
    """Whether nothing is asked any more, though something else is wanted than is shown."""
    state = page.page.evaluate("() => window.hexscan.answers.state()")
    return not state["asking"] and state["wanted"] != state["shown"] and bool(notes(page))


def resolutions(page: ComparePage) -> list[int]:
    """Of both maps of Side by side, 0 of one that is not painted."""
    return list(page.page.evaluate(RESOLUTIONS))


def zoom_in(page: ComparePage) -> None:
    """Both maps of Side by side so far in that smaller cells suit them."""
    for side in ("first", "second"):
        for _ in range(2):
            page.page.locator(f"#side-{side}-map .leaflet-control-zoom-in").click()
            page.page.wait_for_timeout(400)


def press(page: ComparePage, name: str) -> None:
    page.page.get_by_role("button", name=name, exact=True).first.click()


def pressed(page: ComparePage) -> str | None:
    button = page.page.locator('[data-choose="tab"][aria-pressed="true"]')
    return button.get_attribute("data-value")


@pytest.mark.parametrize("status", [500, 0])
def test_the_pressed_tab_is_shown_and_says_that_it_has_no_figures(page: ComparePage, status: int) -> None:
    page.route(QUESTIONS, lambda route: route.fulfill(status=status, body="") if status else route.abort())
    for name, tab in (("Table", "table"), ("Side by side", "side"), ("Worse and worsening", "worsening")):
        press(page, name)
        page.page.locator(f'[data-compare][data-tab="{tab}"]').wait_for()
        assert (pressed(page), set(notes(page))) == (tab, {MISSING})
        assert "Nothing to list" not in page.text("[data-compare]")
    page.page.go_back()
    page.page.go_back()
    page.wait_for(lambda: page.tab == "table", "the tab of that address")
    page.page.go_back()
    page.wait_for(lambda: page.tab == "overview", "the tab whose answer was kept")
    assert (pressed(page), notes(page)) == ("overview", [])
    assert page.marks("dots")
    page.page.unroute(QUESTIONS)
    page.settle()
    page.expect_fault(str(status) if status else "ERR_FAILED")


def test_a_shown_tab_says_that_its_figures_are_those_of_before_and_mends_itself(page: ComparePage) -> None:
    before = page.sentence()
    own = page.marks("dots")[2]["area"]
    page.route(QUESTIONS, lambda route: route.abort())
    page.page.locator(f'.dots-row button[data-own="{own}"]').click()
    page.wait_for(lambda: notes(page), "words about the failure")
    assert (page.tab, set(notes(page)), len(notes(page))) == ("overview", {OLD}, 4)
    assert page.sentence() == before
    page.page.unroute(QUESTIONS)
    page.wait_for(lambda: not notes(page), "the page to ask again by itself")
    page.settle()
    assert page.sentence() != before
    assert not page.page.locator(".reconnect").is_visible()
    page.expect_fault("ERR_FAILED")


def test_after_two_failures_it_says_what_is_true_of_both(page: ComparePage) -> None:
    own = [mark["area"] for mark in page.marks("dots")][1:3]
    before = page.sentence()
    page.route(QUESTIONS, lambda route: route.fulfill(status=500, body=""))
    for code in own:
        page.page.locator(f'.dots-row button[data-own="{code}"]').click()
        page.wait_for(lambda: failed(page), "the question to fail")
        assert (set(notes(page)), len(notes(page)), page.sentence()) == ({OLD}, 4, before)
    page.page.unroute(QUESTIONS)
    page.back()
    page.back()
    page.wait_for(lambda: not notes(page), "what is shown to be what is asked for")
    page.settle()
    page.expect_fault("500")


def test_figures_stay_good_where_other_cells_of_a_map_could_not_be_had(page: ComparePage) -> None:
    press(page, "Side by side")
    page.page.locator('[data-compare][data-tab="side"]').wait_for()
    page.wait_for(lambda: all(resolutions(page)), "both maps")
    page.settle()
    before = resolutions(page)
    page.route(QUESTIONS, lambda route: route.fulfill(status=500, body=""))
    zoom_in(page)
    page.wait_for(lambda: page.page.locator(".reconnect").is_visible(), "words about the failure")
    page.settle()
    assert (notes(page), page.tab, resolutions(page)) == ([], "side", before)
    page.page.unroute(QUESTIONS)
    press(page, "Side by side")
    page.wait_for(lambda: min(resolutions(page)) > max(before), "smaller cells")
    page.settle()
    assert not page.page.locator(".reconnect").is_visible()
    page.expect_fault("500")


def test_the_next_movement_of_a_map_asks_again_for_its_cells(page: ComparePage) -> None:
    press(page, "Side by side")
    page.wait_for(lambda: all(resolutions(page)), "both maps")
    page.settle()
    before = resolutions(page)
    page.route(QUESTIONS, lambda route: route.fulfill(status=500, body=""))
    zoom_in(page)
    page.wait_for(lambda: page.page.locator(".reconnect").is_visible(), "words about the failure")
    page.page.unroute(QUESTIONS)
    page.page.locator("#side-first-map .leaflet-control-zoom-out").click()
    page.wait_for(lambda: min(resolutions(page)) > max(before), "smaller cells")
    page.settle()
    assert notes(page) == []
    page.expect_fault("500")


def test_focus_goes_to_the_pressed_tab_where_its_place_is_no_longer_seen(page: ComparePage) -> None:
    path = page.search
    page.page.evaluate("() => history.pushState({}, '', `${location.search}&tab=table`)")
    page.page.evaluate("(search) => history.pushState({}, '', search)", f"?{path}")
    page.route(QUESTIONS, lambda route: route.fulfill(status=500, body=""))
    page.page.locator(".dots-name").first.focus()
    page.page.go_back()
    page.wait_for(lambda: notes(page) == [MISSING], "words about the failure")
    focused = "() => [document.activeElement.dataset.choose, document.activeElement.dataset.value]"
    assert page.page.evaluate(focused) == ["tab", "table"]
    page.expect_fault("500")


def test_focus_stays_where_it_is_still_seen(page: ComparePage) -> None:
    own = page.marks("dots")[2]["area"]
    page.route(QUESTIONS, lambda route: route.fulfill(status=500, body=""))
    page.page.locator(f'.dots-row button[data-own="{own}"]').focus()
    page.page.keyboard.press("Enter")
    page.wait_for(lambda: notes(page), "words about the failure")
    assert page.page.evaluate("() => document.activeElement.dataset.own") == own
    page.expect_fault("500")


def test_a_tab_that_failed_can_be_pressed_again(page: ComparePage) -> None:
    page.route(QUESTIONS, lambda route: route.fulfill(status=500, body=""))
    press(page, "Table")
    page.wait_for(lambda: notes(page) == [MISSING], "words about the failure")
    page.page.unroute(QUESTIONS)
    press(page, "Table")
    page.wait_for(lambda: not notes(page), "the figures")
    page.settle()
    assert page.tab == "table"
    assert page.heat()
    page.expect_fault("500")


def test_nothing_is_kept_of_a_page_that_another_takes_the_place_of(page: ComparePage) -> None:
    leave = """() => {
      const before = hexscan.compare.areas().codes.length;
      history.replaceState({}, '', '/');
      window.dash_clientside.hexscan.lookAtFirst('', { area: 'all' });
      const { areas, under, rowOf } = hexscan.compare;
      return [before > 0, areas(), under(), rowOf('X06000001')];
    }"""
    assert page.page.evaluate(leave) == [True, None, None, -1]
