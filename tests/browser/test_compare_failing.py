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
OLD = "These figures could not be brought up to date. They are the ones from before your last choice."
NOTES = """() => [...document.querySelectorAll('.compare-panel > .unanswered')]
  .filter((one) => one.checkVisibility()).map((one) => one.textContent)"""


@pytest.fixture
def page(browser: Browser, demo_address: str) -> Iterator[ComparePage]:
    with comparing(browser, demo_address, START) as opened:
        yield opened


def notes(page: ComparePage) -> list[str]:
    """What panels in view say of an answer that failed."""
    return list(page.page.evaluate(NOTES))


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
