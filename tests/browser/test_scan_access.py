"""The pages for everyone: nothing serious for axe, all of it by keyboard, small screens and large text."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from scan_page import ScanPage, opened

pytestmark = pytest.mark.browser

FOCUSED = """() => {
  const one = document.activeElement;
  const ring = (element) => element && getComputedStyle(element).outlineStyle !== 'none' &&
    parseFloat(getComputedStyle(element).outlineWidth) > 0;
  const box = one.getBoundingClientRect();
  return {
    name: one.getAttribute('aria-label') || (one.labels && one.labels.length && one.labels[0].textContent) ||
      one.getAttribute('title') || one.textContent.trim().slice(0, 40),
    ring: [one, one.closest('.filter, .measure, .level-frame'), one.nextElementSibling].some(
      (each) => Boolean(ring(each))),
    seen: box.bottom > 0 && box.top < innerHeight,
    part: ['.header', '.filters', '.map-panel', '.chart-panel', '.table-head', '#scan-table', '.footer'].find(
      (part) => one.closest(part)) || '',
    tag: one.tagName,
  };
}"""


def serious_findings(scan: ScanPage) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(scan.page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


class TestAxe:
    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/?area=X06000005&sources=demo-police,demo-ambulance",
            "/?sources=demo-police&table=type&types=burglary&from=2025-03&to=2025-03",
            "/?area=X23000003&from=2024-01&to=2024-06&types=robbery&level=galaxy",
            "/?pins=X06000005,X06000002&measure=rate&class=2&layers=premises",
            "/?area=X06000005&layers=hotspots,premises&table=hotspots&measure=change",
            "/sources",
        ],
    )
    def test_it_finds_nothing_serious(self, browser: Browser, demo_address: str, path: str) -> None:
        # axe is put into the page as text, which our own policy forbids.
        with opened(browser, demo_address, path, bypass_csp=True) as scan:
            assert serious_findings(scan) == []

    def test_nor_with_a_cell_pinned(self, browser: Browser, demo_address: str) -> None:
        with opened(browser, demo_address, bypass_csp=True) as scan:
            scan.click_cell(scan.busiest_cell())
            assert serious_findings(scan) == []
            for label in ("Area", "Crime types", "Period"):
                scan.control(label).click()
                scan.page.get_by_role("option").first.wait_for()
                assert serious_findings(scan) == [], label
                scan.page.keyboard.press("Escape")

    def test_nor_before_the_first_import_nor_on_a_404(self, browser: Browser, empty_address: str) -> None:
        with opened(browser, empty_address, bypass_csp=True) as scan:
            assert serious_findings(scan) == []
            scan.page.goto(f"{empty_address}/no-such-page")
            assert serious_findings(scan) == []
            scan.expect_fault("404")


class TestKeyboard:
    def test_tab_reaches_everything_in_order_and_is_always_seen(self, scan: ScanPage) -> None:
        stops = []
        for _ in range(80):
            scan.page.keyboard.press("Tab")
            stop = scan.page.evaluate(FOCUSED)
            if stop["tag"] == "BODY":
                break
            stops.append(stop)
        names = [stop["name"] for stop in stops]
        assert names[0] == "Skip to the figures"
        filters = [stop["name"] for stop in stops if stop["part"] == ".filters"]
        assert filters == [
            "Area", "Crime types", "Period", "Sources", "Count", "✓ Hotspots", "✓ Licensed premises",
            "Hold what is under the pointer",
        ]  # fmt: skip
        assert names.index("Copy sentence and link") == names.index("Hold what is under the pointer") + 1
        parts = list(dict.fromkeys(stop["part"] for stop in stops if stop["part"]))
        assert parts == [".header", ".filters", ".map-panel", ".table-head", "#scan-table", ".footer"]
        assert stops[-1]["part"] == ".footer"
        assert [stop for stop in stops if not stop["ring"]] == []
        assert [stop for stop in stops if not stop["seen"]] == []

    def test_the_skip_link_leads_to_the_figures(self, scan: ScanPage) -> None:
        scan.page.keyboard.press("Tab")
        scan.page.keyboard.press("Enter")
        assert scan.page.evaluate("() => document.activeElement.id") == "main"
        scan.page.keyboard.press("Tab")
        assert scan.page.evaluate(FOCUSED)["name"] == "Area"

    def test_enter_on_a_row_does_what_a_click_does(self, scan: ScanPage) -> None:
        first = scan.rows()[0]
        scan.click_row(first["id"])
        clicked = scan.view()
        scan.back()
        scan.control("Size of the areas in the table").focus()
        for _ in range(10):
            scan.page.keyboard.press("Tab")
            if scan.page.evaluate(FOCUSED)["part"] == "#scan-table":
                break
        scan.page.keyboard.press("ArrowDown")
        scan.act(lambda: scan.page.keyboard.press("Enter"))
        assert scan.view() == clicked
        assert scan.page.evaluate(FOCUSED)["part"] == "#scan-table", "The keyboard lost its place"

    def test_a_month_can_be_chosen_without_a_mouse(self, scan: ScanPage) -> None:
        scan.control("Period").focus()
        scan.page.keyboard.press("Enter")
        scan.page.get_by_role("option", name="Nov 2025", exact=True).wait_for()
        for _ in range(5):
            scan.page.keyboard.press("ArrowDown")
        scan.act(lambda: scan.page.keyboard.press("Enter"))
        assert "from=" in scan.search


class TestSmallScreens:
    def test_a_telephone_stacks_the_panels(self, browser: Browser, demo_address: str) -> None:
        with opened(
            browser, demo_address, "/?area=X06000005", viewport={"width": 390, "height": 844}
        ) as scan:
            assert scan.page.evaluate("() => document.documentElement.scrollWidth") == 390
            tops = []
            for panel in (
                ".filters",
                ".map-panel",
                ".statistics-panel",
                ".chart-panel",
                ".table-panel",
                ".footer",
            ):
                box = scan.page.locator(panel).bounding_box()
                assert box is not None
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= 390, panel
                tops.append(box["y"])
            assert tops == sorted(tops)

    def test_twice_the_size_loses_nothing(self, browser: Browser, demo_address: str) -> None:
        # A browser's zoom of 200% on a screen of 1366 by 768.
        with opened(browser, demo_address, viewport={"width": 683, "height": 384}) as scan:
            assert scan.page.evaluate("() => document.documentElement.scrollWidth") == 683
            scan.page.get_by_role("link", name="licensed premises").scroll_into_view_if_needed()
            assert scan.page.get_by_role("link", name="licensed premises").is_visible()
