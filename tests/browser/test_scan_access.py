"""The pages for everyone: nothing serious for axe, all of it by keyboard, small screens and large text."""

from __future__ import annotations

import pytest
from looked_at import cut_texts, findings
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
    part: ['.header', '.filters', '.headline', '.map-panel', '.chart-panel', '.table-head', '#scan-table',
      '.footer']
      .find((part) => one.closest(part)) || '',
    tag: one.tagName,
  };
}"""


class TestAxe:
    """Many states of one page: axe is put into it as text, which our own policy forbids."""

    def test_it_has_nothing_against_any_address(self, browser: Browser, demo_address: str) -> None:
        with opened(browser, demo_address, "/sources", bypass_csp=True) as scan:
            assert findings(scan.page) == []
            for path in (
                "/",
                "/?area=X06000005&sources=demo-police,demo-ambulance",
                "/?sources=demo-police&table=type&types=burglary&from=2025-03&to=2025-03",
                "/?area=X23000003&from=2024-01&to=2024-06&types=robbery&level=galaxy",
                "/?pins=X06000005,X06000002&measure=rate&class=2&layers=premises",
                "/?area=X06000005&layers=hotspots,premises&table=hotspots&measure=change",
            ):
                scan.open(path)
                assert findings(scan.page) == [], path

    def test_nor_against_what_opens_and_changes(self, browser: Browser, demo_address: str) -> None:
        with opened(browser, demo_address, "/?layers=hotspots,premises", bypass_csp=True) as scan:
            place = scan.page.evaluate("(cell) => hexscan.map.where(cell)", scan.busiest_cell())
            scan.page.mouse.move(place["x"], place["y"])
            scan.page.locator(".hexmap-tooltip:not([hidden])").first.wait_for()
            assert findings(scan.page) == [], "under the pointer"
            scan.control("Hold what is under the pointer").click()
            assert findings(scan.page) == [], "held"
            scan.control("Hold what is under the pointer").click()
            cell = scan.busiest_cell()  # premises may be drawn upon it, and take the click
            scan.act(lambda: scan.page.evaluate("(cell) => hexscan.picks.cell(cell, {})", cell))
            for closed in scan.page.locator("details > summary").all():
                if closed.is_visible():  # the box of hours is not there for a source without times
                    closed.click()
            assert findings(scan.page) == [], "a pinned cell, all explanations open"
            for label in ("Area", "Crime types", "Period", "Sources", "Size of the areas in the table"):
                scan.control(label).focus()
                scan.page.keyboard.press("ArrowDown")
                # Plain lists have options too, which are never seen.
                scan.page.locator("[role=option]:visible").first.wait_for()
                assert findings(scan.page) == [], label
                scan.page.keyboard.press("Escape")
            search = scan.page.locator(".place-search-input")
            search.fill("a")
            search.press_sequentially("r")
            scan.page.locator(".place-search-list [role=option]").first.wait_for()
            assert findings(scan.page) == [], "places found"

    def test_nor_before_the_first_import_nor_on_a_404(self, browser: Browser, empty_address: str) -> None:
        with opened(browser, empty_address, bypass_csp=True) as scan:
            assert findings(scan.page) == []
            scan.page.goto(f"{empty_address}/no-such-page")
            assert findings(scan.page) == []
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
        assert parts == [
            ".header",
            ".filters",
            ".headline",
            ".map-panel",
            ".chart-panel",
            ".table-head",
            "#scan-table",
            ".footer",
        ]
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

    def test_the_whole_task_without_a_mouse(self, scan: ScanPage) -> None:
        """Each step says in words what is shown now, and leaves the reader where they were, visibly."""
        keys = scan.page.keyboard

        def step(key: str, part: str) -> str:
            said = scan.text("#scan-sentence")
            scan.press(key)
            scan.wait_for(lambda: scan.text("#scan-sentence") != said, "another sentence")
            return here(part)

        def here(part: str) -> str:
            focused = scan.page.evaluate(FOCUSED)
            assert (focused["part"], focused["ring"], focused["seen"]) == (part, True, True), focused
            return scan.text("#scan-sentence")

        def tab_to(part: str) -> None:
            for _ in range(40):
                keys.press("Tab")
                if scan.page.evaluate(FOCUSED)["part"] == part:
                    return
            pytest.fail(f"Tab never came to {part}")

        def type_in(control: str, name: str) -> None:
            """As a reader does, who presses Enter once the list marks what they typed."""
            scan.control(control).focus()
            keys.press("Control+a")
            keys.type(name)
            scan.page.locator(f'[role="option"][data-combobox-selected]:has-text("{name}")').wait_for()

        type_in("Area", "Thornmere")
        assert "Thornmere" in step("Enter", ".filters")
        type_in("Crime types", "Burglary")
        assert step("Enter", ".filters").startswith("Burglary")
        scan.control("Period").focus()
        keys.press("Enter")
        scan.page.get_by_role("option", name="Nov 2025", exact=True).wait_for()
        keys.press("ArrowUp")
        step("Enter", ".filters")
        scan.page.locator('.measure input[value="count"]').focus()
        scan.press("ArrowRight")
        here(".filters")
        scan.page.locator('[data-layer="hotspots"]').focus()
        scan.press("Space")
        here(".filters")
        scan.page.locator('.measure input[value="rate"]').focus()
        scan.press("ArrowLeft")
        scan.page.locator('.table-head input[value="hotspots"]').focus()
        for _ in range(2):  # over the types to the areas
            scan.press("ArrowLeft")
            here(".table-head")
        scan.page.locator(".copy-link").focus()
        tab_to(".map-panel")
        keys.press("ArrowRight")
        keys.press("ArrowDown")
        scan.wait_for(lambda: scan.text("#scan-spoken"), "the cell in words")
        assert "cell=" in (step("Enter", ".map-panel") and scan.search)
        tab_to("#scan-table")
        keys.press("ArrowDown")
        step("Enter", "#scan-table")
        assert ("pins=" in scan.search, "cell=" in scan.search) == (True, False)
        chips = len(scan.chips())
        scan.page.locator(".chips .chip").nth(1).focus()
        scan.press("Enter")
        assert len(scan.chips()) < chips
        here(".headline")
        scan.page.locator(".copy-link").focus()
        keys.press("Enter")
        scan.wait_for(lambda: scan.text("#scan-spoken") == "Copied", "the copy to be told")
        here(".headline")
        for _ in range(2):  # the months, then the crime types: what was pinned has been let go by its chip
            scan.press("Escape")
        assert not any(field in scan.search for field in ("pins=", "from=", "types=")), scan.search
        here(".headline")

    def test_what_goes_away_leaves_the_keyboard_where_it_was(self, scan: ScanPage) -> None:
        scan.click_cell(scan.busiest_cell())
        scan.page.locator(".here-close").focus()
        scan.press("Enter")
        assert scan.page.evaluate("() => document.activeElement.matches('.leaflet-container')")
        first = scan.rows()[0]["id"]
        scan.click_row(first)
        scan.page.locator(".chip").first.focus()
        scan.press("Escape")
        assert scan.page.evaluate("() => document.activeElement.matches('.chips')")
        assert scan.page.evaluate(FOCUSED)["ring"]

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

    @pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
    def test_no_text_of_controls_or_the_table_is_cut(
        self, browser: Browser, demo_address: str, width: int, height: int
    ) -> None:
        path, viewport = "/?sources=demo-police", {"width": width, "height": height}
        with opened(browser, demo_address, path, viewport=viewport) as scan:
            assert cut_texts(scan.page) == []

    def test_twice_the_size_loses_nothing(self, browser: Browser, demo_address: str) -> None:
        # A browser's zoom of 200% on a screen of 1366 by 768.
        with opened(browser, demo_address, viewport={"width": 683, "height": 384}) as scan:
            assert scan.page.evaluate("() => document.documentElement.scrollWidth") == 683
            scan.page.get_by_role("link", name="licensed premises").scroll_into_view_if_needed()
            assert scan.page.get_by_role("link", name="licensed premises").is_visible()
