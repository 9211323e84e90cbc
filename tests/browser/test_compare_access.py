"""Compare for everyone: nothing serious for axe in any state, keyboard alone, small screens, large text."""

from __future__ import annotations

from typing import Any

import pytest
from compare_page import comparing
from looked_at import cut_texts, findings
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

POLICE = "sources=demo-police"

FOCUSED = """() => {
  const one = document.activeElement;
  const ring = (element) => Boolean(element) && getComputedStyle(element).outlineStyle !== 'none' &&
    parseFloat(getComputedStyle(element).outlineWidth) > 0;
  const box = one.getBoundingClientRect();
  const panel = one.closest('[data-panel]');
  return {
    tag: one.tagName.toLowerCase(),
    name: one.getAttribute('aria-label') || one.textContent.trim().slice(0, 40),
    panel: panel ? panel.dataset.panel : '',
    mark: one.hasAttribute('data-mark'),
    ring: [one, one.closest('.filter')].some(ring),
    seen: box.bottom > 0 && box.top < innerHeight,
  };
}"""


class TestAxe:
    """Axe is put into the page as text, which our own policy forbids."""

    def test_it_has_nothing_against_any_address(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, "/compare", bypass_csp=True) as page:
            for query in (
                "",
                f"?{POLICE}&types=burglary&area=X06000001&rebase=X06000001:2024-10",
                f"?{POLICE}&from=2024-01&to=2025-12&limits=additive&shade=rate",
                f"?{POLICE}&compare=force&panel=months&scale=own",
                f"?{POLICE}&tab=worsening",
                f"?{POLICE}&tab=worsening&types=drugs&trend=year",
                f"?{POLICE}&tab=table",
                f"?{POLICE}&tab=table&shade=rate&only=above",
                f"?{POLICE}&compare=partnership&among=X06000001",
                f"?{POLICE}&limits=none&tab=what",
            ):
                page.open(f"/compare{query}")
                assert findings(page.page) == [], query

    def test_nor_against_what_opens_and_lights(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, f"/compare?{POLICE}&types=burglary", bypass_csp=True) as page:
            page.mark("dots", page.areas()["codes"][0]).hover()
            page.page.wait_for_timeout(100)
            assert findings(page.page) == [], "under the pointer"
            for folded in page.page.locator("[data-tab='overview'] details.what > summary").all():
                if folded.is_visible():
                    folded.click()
                    assert findings(page.page) == [], folded.inner_text()
                    page.page.keyboard.press("Escape")


class TestKeyboard:
    def test_each_drawing_is_one_stop(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, f"/compare?{POLICE}&types=burglary") as page:
            stops = []
            for _ in range(90):
                page.page.keyboard.press("Tab")
                stop = page.page.evaluate(FOCUSED)
                if stop["tag"] == "body":
                    break
                stops.append(stop)
            assert [stop for stop in stops if not stop["ring"]] == []
            assert [stop for stop in stops if not stop["seen"]] == []
            marks = [stop["panel"] for stop in stops if stop["mark"]]
            assert marks == ["dots", "funnel", "months"]
            assert all(stop["name"] for stop in stops)
            names = [stop["name"] for stop in stops]
            assert names.index("Overview") < names.index("Copy sentence and link")

    def test_escape_closes_what_explains_and_keeps_the_place(
        self, browser: Browser, demo_address: str
    ) -> None:
        with comparing(browser, demo_address, f"/compare?{POLICE}&types=burglary") as page:
            summary = page.page.locator('[data-panel="funnel"] details.what > summary').first
            summary.focus()
            page.page.keyboard.press("Enter")
            box = page.page.locator('[data-panel="funnel"] .what-box').first
            box.wait_for()
            page.page.keyboard.press("Escape")
            box.wait_for(state="hidden")
            assert page.page.evaluate(FOCUSED)["tag"] == "summary"
            assert "types=burglary" in page.search, "Escape lets go of nothing here"

    def test_a_chip_taken_back_leaves_the_keyboard_there(self, browser: Browser, demo_address: str) -> None:
        path = f"/compare?{POLICE}&types=burglary&rebase=X06000001:2024-10,X06000002:2024-10"
        with comparing(browser, demo_address, path) as page:
            page.page.locator("#compare-chips .chip").first.focus()
            page.press("Enter")
            assert page.page.evaluate("() => document.activeElement.matches('.chips')")


class TestScreens:
    @pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
    def test_a_desktop_shows_all_without_scrolling(
        self, browser: Browser, demo_address: str, width: int, height: int
    ) -> None:
        with comparing(
            browser, demo_address, f"/compare?{POLICE}&types=burglary",
            viewport={"width": width, "height": height},
        ) as page:  # fmt: skip
            for tab in ("Overview", "Worse and worsening", "Table"):
                if tab != "Overview":
                    page.switch(tab)
                size = page.page.evaluate(
                    "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
                )
                assert size == [width, height], tab

    @pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
    def test_no_text_of_controls_or_tables_is_cut(
        self, browser: Browser, demo_address: str, width: int, height: int
    ) -> None:
        path, viewport = f"/compare?{POLICE}&area=X06000001", {"width": width, "height": height}
        with comparing(browser, demo_address, path, viewport=viewport) as page:
            for tab in ("Overview", "Table", "Side by side"):
                if tab != "Overview":
                    page.switch(tab)
                assert cut_texts(page.page) == [], tab
                top = page.page.locator(".compare-filters").bounding_box()
                assert top is not None and top["height"] < 40, "in one line"

    @pytest.mark.parametrize("viewport", [{"width": 683, "height": 384}, {"width": 390, "height": 844}])
    def test_twice_the_size_and_a_telephone_stack_the_panels(
        self, browser: Browser, demo_address: str, viewport: dict[str, int]
    ) -> None:
        for tab, panels in (
            ("overview", ("dots", "funnel", "map", "months")),
            ("worsening", ("quadrant", "worst", "best")),
            ("table", ("heat",)),
        ):
            path = f"/compare?{POLICE}&types=burglary&tab={tab}"
            with comparing(browser, demo_address, path, viewport=viewport) as page:
                assert page.page.evaluate("() => document.documentElement.scrollWidth") == viewport["width"]
                tops = []
                for panel in panels:
                    box = page.page.locator(f'[data-panel="{panel}"]').bounding_box()
                    assert box is not None
                    assert box["x"] >= 0 and box["x"] + box["width"] <= viewport["width"], panel
                    tops.append((box["y"], panel))
                assert len({top for top, _ in tops}) == len(panels)


CUT = """() => [...document.querySelectorAll('.dots-rows, .chart-rows, .judged-lists, .compare-panel')]
  .filter((one) => one.checkVisibility() && one.scrollHeight > one.clientHeight + 1 &&
    getComputedStyle(one).overflowY !== 'visible')
  .map((one) => `${one.className}: ${one.clientHeight} of ${one.scrollHeight}`)"""


SIZES = """() => {
  const { clientHeight, scrollHeight } = document.querySelector('.page');
  return { page: clientHeight, needed: scrollHeight, window: innerHeight };
}"""


LANDSCAPE = 1047
"""Pixels that a sheet of A4 on its side has between margins of a centimetre."""

SIGNS = {"above": "▲", "within": "●", "below": "▼", "too-few": "○", "alone": "–", "no-rate": "–"}

TYPES_SHOWN = """() => window.dash_ag_grid.getApi('compare-heat').getAllDisplayedColumns()
  .map((column) => column.getColDef()).filter(({ cellClass }) => cellClass === 'heat-cell')
  .map(({ headerName }) => headerName)"""

PAPER = """() => {
  const table = document.querySelector('.heat-paper');
  const heads = [...table.querySelectorAll('thead th')];
  const columns = heads.map((one) => [one.className.replace('paper-', ''), one.textContent]);
  const cell = (one, at) => [columns[at][0], one.textContent];
  const row = (line) => Object.fromEntries([...line.cells].map(cell));
  const rows = [...table.tBodies[0].rows].map(row);
  const plain = ['name', 'rate', 'rank', 'harm', 'trend', 'change', 'missing', 'location'];
  return {
    rows,
    types: columns.filter(([field]) => !plain.includes(field)).map(([, text]) => text),
    caption: table.caption ? table.caption.textContent : '',
    head: getComputedStyle(table.tHead).display,
    width: table.getBoundingClientRect().width,
    needed: table.scrollWidth,
  };
}"""


class TestPaper:
    @pytest.mark.parametrize("tab", ["overview", "worsening", "table"])
    def test_all_of_it_is_printed_and_then_it_is_as_it_was(
        self, browser: Browser, demo_address: str, tab: str
    ) -> None:
        path = f"/compare?{POLICE}&types=burglary&compare=ward&tab={tab}"
        with comparing(browser, demo_address, path) as page:
            before = page.marks("dots")
            page.page.emulate_media(media="print")
            page.page.evaluate("() => { window.dispatchEvent(new Event('beforeprint')); }")
            assert page.page.evaluate(CUT) == []
            sizes = page.page.evaluate(SIZES)
            assert sizes["page"] == sizes["needed"], sizes
            assert tab != "overview" or sizes["page"] > 1.2 * sizes["window"], sizes
            hidden = page.page.locator(".filters, .panel-tools").first
            assert not hidden.is_visible()
            if tab == "overview":
                codes = set(page.areas()["codes"])
                for name in ("dots", "months"):
                    assert {mark["area"] for mark in page.marks(name)} == codes, name
            if tab == "table":
                rows = page.page.locator(".heat-paper tbody tr")
                assert rows.count() == len(page.areas()["codes"])
            page.page.evaluate("() => { window.dispatchEvent(new Event('afterprint')); }")
            page.page.emulate_media(media="screen")
            page.wait_for(lambda: page.marks("dots") == before, "the page as it was")
            assert page.page.locator(".printing").count() == 0

    @pytest.mark.parametrize("chosen", ["", "&sort=name&find=er"])
    def test_the_table_on_paper_is_the_grid_as_it_is_shown(
        self, browser: Browser, demo_address: str, chosen: str
    ) -> None:
        with comparing(browser, demo_address, f"/compare?{POLICE}&tab=table{chosen}") as page:
            rows = page.heat()
            types = page.page.evaluate(TYPES_SHOWN)
            assert rows and types
            assert page.page.locator(".heat-paper").count() == 0
            page.page.set_viewport_size({"width": LANDSCAPE, "height": 700})
            page.page.emulate_media(media="print")
            page.page.evaluate("() => { window.dispatchEvent(new Event('beforeprint')); }")
            assert not page.page.locator("#compare-heat").is_visible()
            paper = page.page.evaluate(PAPER)
            assert paper["types"] == types
            assert [cells["name"] for cells in paper["rows"]] == [row["name"] for row in rows]
            for cells, row in zip(paper["rows"], rows, strict=True):
                rate = [row["sign"], row["rate"]["text"], row["rate"]["interval"]]
                assert cells["rate"] == " ".join(part for part in rate if part)
                assert cells["rank"] == row["texts"]["rank"]
                assert cells["change"] == row["texts"]["change"]
                assert cells["trend"].endswith(row["texts"]["trend"])
                for slug, cell in row["types"].items():
                    assert cells[slug] == f"{cell['text']} {SIGNS[cell['slug']]}"
            assert ("er" in paper["caption"]) == bool(chosen)
            assert paper["head"] == "table-header-group"
            assert 0.9 * LANDSCAPE < paper["width"] <= paper["needed"] <= LANDSCAPE, paper
            page.page.emulate_media(media="screen")
            assert not page.page.locator(".heat-paper").is_visible()
            page.page.evaluate("() => { window.dispatchEvent(new Event('afterprint')); }")
            assert page.page.locator(".heat-paper").count() == 0
            assert page.page.locator("#compare-heat").is_visible()

    @pytest.mark.parametrize("tab", ["overview", "worsening", "table"])
    @pytest.mark.parametrize("width", [718, LANDSCAPE])
    def test_panels_are_as_wide_as_the_paper(
        self, browser: Browser, demo_address: str, tab: str, width: int
    ) -> None:
        with comparing(browser, demo_address, f"/compare?{POLICE}&tab={tab}") as page:
            page.page.evaluate("() => { window.dispatchEvent(new Event('beforeprint')); }")
            page.page.set_viewport_size({"width": width, "height": 700})
            page.page.emulate_media(media="print")
            panels = page.page.locator(".compare > .compare-panel:visible").all()
            assert panels
            for panel in panels:
                box = panel.bounding_box()
                assert box is not None
                assert abs(box["x"]) < 2, box
                assert abs(box["width"] - width) < 4, box
            page.page.evaluate("() => { window.dispatchEvent(new Event('afterprint')); }")


def test_on_a_phone_what_is_touched_is_said_where_it_is_seen(browser: Browser, demo_address: str) -> None:
    options: dict[str, Any] = {"viewport": {"width": 400, "height": 800}, "has_touch": True}
    with comparing(browser, demo_address, f"/compare?{POLICE}&types=burglary", **options) as page:
        code = page.areas()["codes"][0]
        page.mark("months", code).scroll_into_view_if_needed()
        page.mark("months", code).tap()
        page.wait_for(lambda: page.lit()["line"], "a line")
        box = page.page.locator("#compare-hand").bounding_box()
        assert box is not None
        assert box["y"] >= 0 and box["y"] + box["height"] <= 800
