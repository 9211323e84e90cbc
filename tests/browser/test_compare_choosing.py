"""Choosing on Compare by keys, mouse and finger: lists act at rest, links and buttons have room, a tap says
what the next one does."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from compare_page import ComparePage, comparing
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

OWN = "X06000003"
START = f"/compare?sources=demo-police&types=burglary&area={OWN}"
PHONE: dict[str, Any] = {"viewport": {"width": 400, "height": 800}, "has_touch": True}

CHOOSE = """([selector, places, end]) => {
  const list = document.querySelector(selector);
  const said = [];
  const address = () => location.search;
  const before = address();
  list.focus();
  for (const place of places) {
    list.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
    list.selectedIndex = place;
    list.dispatchEvent(new Event('change', { bubbles: true }));
    said.push(address() === before);
  }
  if (end === 'Enter') {
    list.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  } else if (end === 'blur') list.blur();
  return { said, list: list.value, now: address() === before, entries: history.length };
}"""
"""A walk through a list by keys in one task, so that no rest lies in between."""

# What a filter is made of is its library's.
SMALL = """() => [...document.querySelectorAll('a[href], button, select, input, summary')].filter((one) => {
  const box = one.getBoundingClientRect();
  const isSeen = one.checkVisibility({ visibilityProperty: true }) && box.width && box.height;
  return isSeen && box.right > 0 && !one.closest('svg, .filters') && (box.width < 23.9 || box.height < 23.9);
}).map((one) => `${one.tagName} ${one.className}: ${one.textContent.trim().slice(0, 30)}`)"""

REACH = """(selector) => [...document.querySelectorAll(selector)].filter(
  (one) => one.checkVisibility({ visibilityProperty: true })).map((one) => {
  one.scrollIntoView({ block: 'center' });
  const box = one.getClientRects()[0];
  let rows = 0;
  for (let y = Math.ceil(box.top - 4); y < box.bottom + 4; y += 1) {
    rows += one.contains(document.elementFromPoint(box.left + box.width / 2, y));
  }
  return rows;
})"""
"""Rows of pixels in which each of these that is to be seen takes the pointer."""

SMALL_LINKS = (".panel-sub .measure-link", ".chart-row:not(:first-child) .chart-name")
"""Links that only their reach makes large, all in the overview; other tabs may have some."""


def similar(page: ComparePage) -> str:
    return str(page.page.evaluate("() => hexscan.url.query().get('similar') || 'all'"))


class TestLists:
    @pytest.mark.parametrize("end", ["Enter", "blur"])
    def test_keys_pass_over_what_is_not_meant(self, browser: Browser, demo_address: str, end: str) -> None:
        with comparing(browser, demo_address, START) as page:
            entries = page.page.evaluate("() => history.length")
            values = page.page.locator('select[data-put="per"] option').evaluate_all(
                "(options) => options.map(({ value }) => value)"
            )
            assert len(values) >= 3
            found = page.page.evaluate(CHOOSE, ['select[data-put="per"]', [1, 2, 1], end])
            assert found["said"] == [True, True, True], "nothing is chosen on the way"
            assert (found["now"], found["entries"]) == (False, entries + 1)
            page.settle()
            assert page.page.locator('select[data-put="per"]').input_value() == values[1] == found["list"]

    def test_a_rest_is_a_choice_and_close_ones_are_one_step_back(
        self, browser: Browser, demo_address: str
    ) -> None:
        with comparing(browser, demo_address, START) as page:
            entries = page.page.evaluate("() => history.length")
            before = page.page.url
            chosen = page.page.evaluate(CHOOSE, ['select[data-put="per"]', [1], "Enter"])
            assert chosen["entries"] == entries + 1
            again = page.page.evaluate(CHOOSE, ['select[data-put="per"]', [2], ""])
            assert again["said"] == [True]
            page.wait_for(lambda: f"per={again['list']}" in page.page.url, "the choice rested on")
            assert page.page.evaluate("() => history.length") == entries + 1
            page.settle()
            page.page.go_back()
            page.wait_for(lambda: page.page.url == before, "the address as it was")
            page.settle()
            assert page.page.locator('select[data-put="per"]').input_value() == "residents"

    def test_an_answer_leaves_a_list_alone_that_keys_are_in(
        self, browser: Browser, demo_address: str
    ) -> None:
        with comparing(browser, demo_address, START) as page:
            shown = page.page.evaluate(
                """() => {
                  const list = document.querySelector('select[data-put="per"]');
                  list.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
                  list.selectedIndex = 2;
                  list.dispatchEvent(new Event('change', { bubbles: true }));
                  document.dispatchEvent(new CustomEvent('hexscan:answered'));
                  return list.selectedIndex;
                }"""
            )
            assert shown == 2
            page.wait_for(lambda: "per=" in page.page.url, "the choice rested on")
            page.settle()

    @pytest.mark.parametrize(
        ("tab", "selector", "field"),
        [
            ("overview", 'select[data-put="similar"]', "similar"),
            ("side", 'select[data-side="beside"]', "beside"),
            ("table", 'select[data-heat="only"]', "only"),
        ],
    )
    def test_each_native_list_waits_for_keys_but_not_for_a_mouse(
        self, browser: Browser, demo_address: str, tab: str, selector: str, field: str
    ) -> None:
        with comparing(browser, demo_address, f"{START}&tab={tab}") as page:
            page.page.locator(selector).wait_for()
            usable = page.page.locator(f"{selector} option:not([disabled])").evaluate_all(
                "(options) => options.map(({ index, value }) => ({ index, value }))"
            )
            present = page.page.locator(selector).input_value()
            other, another = [one for one in usable if one["value"] != present][:2]
            found = page.page.evaluate(CHOOSE, [selector, [other["index"]], ""])
            assert found["said"] == [True]
            page.wait_for(lambda: f"{field}={other['value']}" in page.page.url, "the choice rested on")
            page.settle()
            page.act(lambda: page.page.locator(selector).select_option(another["value"]))
            assert f"{field}={another['value']}" in page.page.url

    def test_arrow_keys_of_a_reader(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, START) as page:
            page.page.locator('select[data-put="per"]').focus()
            page.page.keyboard.press("ArrowDown")
            page.page.keyboard.press("Tab")
            page.wait_for(lambda: "per=" in page.page.url, "what was chosen when the list was left")
            page.settle()


class TestRoom:
    @pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
    @pytest.mark.parametrize("tab", ["overview", "worsening", "table", "side"])
    def test_links_and_buttons_have_room_for_a_finger(
        self, browser: Browser, demo_address: str, tab: str, options: dict[str, Any]
    ) -> None:
        with comparing(browser, demo_address, f"{START}&tab={tab}", **options) as page:
            assert page.page.evaluate(SMALL) == []
            for selector in SMALL_LINKS:
                measured = page.page.evaluate(REACH, selector)
                assert measured or tab != "overview", f"nothing is {selector}"
                assert [rows for rows in measured if rows < 24] == [], selector

    def test_the_words_below_the_charts_are_read_whole(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, START, **PHONE) as page:
            size = page.page.locator(".chart-scale").evaluate(
                "(one) => [one.clientWidth, one.scrollWidth, one.clientHeight, one.scrollHeight]"
            )
            assert (size[0], size[2]) == (size[1], size[3])


class TestFinger:
    def test_a_tap_says_what_the_next_does_and_one_beside_lets_go(
        self, browser: Browser, demo_address: str
    ) -> None:
        with comparing(browser, demo_address, START, **PHONE) as page:
            code = page.marks("funnel")[1]["area"]
            page.mark("funnel", code).scroll_into_view_if_needed()
            page.mark("funnel", code).tap()
            page.wait_for(lambda: page.lit()["funnel"] == [code], "the point to be lit")
            line = page.lit()["line"]
            assert line == f"{page.mark('funnel', code).get_attribute('aria-label')}. Tap again to open."
            box = page.page.locator("#compare-hand").bounding_box()
            assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= 800
            page.page.locator("#compare-funnel-title").tap()
            page.wait_for(lambda: not page.lit()["line"], "nothing to be lit")
            assert page.lit()["funnel"] == []
            assert "/compare" in page.page.url

    def test_each_point_is_found_at_its_own_middle(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, START, **PHONE) as page:
            for mark in page.marks("funnel"):
                page.mark("funnel", mark["area"]).locator(".dot").scroll_into_view_if_needed()
                box = page.mark("funnel", mark["area"]).locator(".dot").bounding_box()
                assert box is not None
                page.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
                is_lit = partial(self.is_lit, page, mark["area"])
                page.wait_for(is_lit, f"{mark['area']} to be lit")

    def is_lit(self, page: ComparePage, code: str) -> bool:
        return bool(page.lit()["funnel"] == [code])


def test_buttons_of_the_row_with_the_focus_follow_it_wherever_the_mouse_lies(
    browser: Browser, demo_address: str
) -> None:
    with comparing(browser, demo_address, START) as page:
        first, _, other = [mark["area"] for mark in page.marks("dots")][:3]
        page.mark("dots", first).focus()
        page.page.locator(f'.dots-row[data-area="{other}"] .dots-words').hover()
        page.wait_for(lambda: page.lit()["dots"] == [other], "the row under the mouse")
        page.page.keyboard.press("Tab")
        stop = page.page.evaluate(
            "() => [document.activeElement.className, document.activeElement.getAttribute('href')]"
        )
        assert stop[0] == "dots-hotspots"
        assert f"area={first}" in stop[1]
