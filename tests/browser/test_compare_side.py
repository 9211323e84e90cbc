"""Side by side in a browser: Scan's panels twice on one scale, linked by month and type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from compare_page import ComparePage, comparing
from looked_at import findings
from playwright.sync_api import Browser, Locator
from scan_page import DESKTOP

pytestmark = pytest.mark.browser

LEFT, RIGHT = "X06000001", "X06000002"
SIDE = f"/compare?sources=demo-police&tab=side&area={LEFT}&beside={RIGHT}"
SIDES = ("first", "second")
MAPS = """() => ['first', 'second'].map((name) => window.hexscan.map.of(name).state())"""
LIT = """() => ({
  months: [...document.querySelectorAll('.side-month.hand')].map((column) => column.dataset.month),
  dots: document.querySelectorAll('.side-chart .chart-at.seen').length,
  types: [...document.querySelectorAll('.side-types tr.hand')].map((row) => row.dataset.type),
  line: document.querySelector('#compare-hand').textContent,
})"""


class SidePage:
    """The tab as a test drives it."""

    def __init__(self, page: ComparePage) -> None:
        self.all = page
        self.page = page.page

    def settle(self) -> None:
        """Both maps are painted as well, in cells that suit them."""
        self.all.settle()
        self.all.wait_for(
            lambda: all(one and one["version"] and not one["pending"] for one in self.maps()), "maps"
        )
        self.all.settle()

    def open(self, path: str) -> None:
        self.all.open(path)
        self.settle()

    def act(self, action: Any) -> None:
        self.all.act(action)
        self.settle()

    def maps(self) -> list[dict[str, Any]]:
        return list(self.page.evaluate(MAPS))

    def lit(self) -> dict[str, Any]:
        self.page.wait_for_timeout(60)
        return dict(self.page.evaluate(LIT))

    def month(self, side: str, month: str) -> Locator:
        return self.page.locator(f'[data-drawing="months-{side}"] [data-month="{month}"]')

    def type(self, side: str, slug: str) -> Locator:
        return self.page.locator(f'#side-{side}-types tr[data-type="{slug}"]')

    def area(self, field: str) -> Locator:
        return self.page.locator(f'select[data-side="{field}"]')

    def fields(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    def figures(self, side: str) -> list[str]:
        return self.page.locator(f"#side-{side}-statistics .figure").all_inner_texts()


@pytest.fixture
def page(browser: Browser, demo_address: str) -> Iterator[SidePage]:
    """Two partnerships of the demonstration's police records."""
    with comparing(browser, demo_address, SIDE) as opened:
        side = SidePage(opened)
        side.settle()
        yield side


class TestOneScale:
    def test_maps_have_cells_of_one_size_and_leave_the_page_s_map_alone(self, page: SidePage) -> None:
        first, second = page.maps()
        assert first["resolution"] == second["resolution"]
        assert first["painted"] > 0 and second["painted"] > 0
        assert (first["area"], second["area"]) == (LEFT, RIGHT)
        assert first["problem"] == second["problem"] == ""
        assert "view" not in page.fields()

    def test_zooming_both_in_asks_for_smaller_cells_and_keeps_them_alike(self, page: SidePage) -> None:
        before = page.maps()[0]["resolution"]
        for side in SIDES:
            for _ in range(2):
                page.page.locator(f"#side-{side}-map .leaflet-control-zoom-in").click()
                page.page.wait_for_timeout(400)
        page.settle()
        first, second = page.maps()
        assert first["resolution"] == second["resolution"] > before
        assert "view" not in page.fields()
        page.page.locator('[data-of="first"]').click()
        page.page.locator('[data-of="second"]').click()
        page.page.wait_for_timeout(400)
        page.settle()
        assert [one["resolution"] for one in page.maps()] == [before, before]

    def test_both_charts_have_the_same_axes(self, page: SidePage) -> None:
        ticks = [
            page.page.locator(f'[data-drawing="months-{side}"] .tick text').all_inner_texts()
            for side in SIDES
        ]
        assert ticks[0] == ticks[1] and len(ticks[0]) > 1
        months = [page.page.locator(f'[data-drawing="months-{side}"] .side-month').count() for side in SIDES]
        assert months[0] == months[1] > 12

    def test_of_one_month_the_line_of_what_counts_is_as_wide_as_the_month(self, page: SidePage) -> None:
        page.open(f"{SIDE}&from=2025-03&to=2025-03")
        chosen = page.page.locator(".side-picture .side-chosen")
        assert chosen.count() == len(SIDES)
        for side in range(len(SIDES)):
            column = page.month(SIDES[side], "2025-03").bounding_box()
            line = chosen.nth(side).bounding_box()
            assert column and line
            assert line["x"] == pytest.approx(column["x"], abs=2)
            assert line["width"] == pytest.approx(column["width"], abs=4)  # and the stroke
        assert not page.page.locator('.side-picture [x1="NaN"], .side-picture [x2="NaN"]').count()


class TestLinked:
    def test_a_month_lights_on_both_sides(self, page: SidePage) -> None:
        page.month("first", "2025-06").hover()
        lit = page.lit()
        assert lit["months"] == ["2025-06", "2025-06"]
        assert lit["dots"] == 2
        assert lit["line"].startswith("June 2025: ")
        for side in SIDES:
            assert page.page.locator(f"#side-{side}-name").inner_text() in lit["line"]
        page.page.mouse.move(5, 300)
        assert page.lit() == {"months": [], "dots": 0, "types": [], "line": ""}

    def test_a_crime_type_lights_on_both_sides(self, page: SidePage) -> None:
        page.type("second", "burglary").hover()
        lit = page.lit()
        assert lit["types"] == ["burglary", "burglary"]
        assert lit["line"].startswith("Burglary per 1,000 residents: ")

    def test_lighting_asks_nobody(self, page: SidePage) -> None:
        page.all.requests.clear()
        page.month("first", "2025-03").hover()
        page.type("first", "robbery").hover()
        page.lit()
        assert page.all.requests == []

    def test_arrow_keys_walk_the_months_and_enter_opens_scan_there(self, page: SidePage) -> None:
        drawing = page.page.locator('[data-drawing="months-second"] .side-month')
        assert [mark.get_attribute("tabindex") for mark in drawing.all()].count("0") == 1
        drawing.first.focus()
        page.page.keyboard.press("End")
        last = page.lit()["months"]
        page.page.keyboard.press("ArrowLeft")
        lit = page.lit()
        assert lit["months"] == ["2025-11", "2025-11"] != last
        page.page.keyboard.press("Enter")
        page.page.wait_for_url("**/?*")
        fields = page.fields()
        assert (fields["area"], fields["from"], fields["to"]) == (RIGHT, "2025-11", "2025-11")
        page.all.settle()


class TestAddress:
    def test_swapping_is_one_step_of_the_history(self, page: SidePage) -> None:
        before = [page.figures(side) for side in SIDES]
        page.act(page.page.get_by_role("button", name="Swap sides").click)
        assert (page.fields()["area"], page.fields()["beside"]) == (RIGHT, LEFT)
        assert [page.figures(side) for side in SIDES] == before[::-1]
        assert page.area("beside").input_value() == LEFT
        page.act(page.page.go_back)
        assert [page.figures(side) for side in SIDES] == before

    def test_areas_are_chosen_from_lists(self, page: SidePage) -> None:
        other = "X06000003"
        page.act(lambda: page.area("beside").select_option(other))
        assert (page.fields()["area"], page.fields()["beside"]) == (LEFT, other)
        assert page.maps()[1]["area"] == other
        disabled = page.area("area").locator("option:disabled")
        assert disabled.get_attribute("value") == other

    def test_a_proposal_is_kept_when_the_other_is_chosen(self, page: SidePage) -> None:
        page.open("/compare?sources=demo-police&tab=side")
        first, second = (page.area(field).input_value() for field in ("area", "beside"))
        wanted = next(code for code in ("X06000001", "X06000002", "X06000003") if code not in (first, second))
        page.act(lambda: page.area("beside").select_option(wanted))
        assert (page.fields()["area"], page.fields()["beside"]) == (first, wanted)

    def test_a_crime_type_is_chosen_in_either_table_and_let_go_again(self, page: SidePage) -> None:
        button = page.page.locator('#side-second-types tr[data-type="burglary"] button')
        page.act(button.click)
        assert page.fields()["types"] == "burglary"
        page.act(button.click)
        assert "types" not in page.fields()

    def test_the_measure_of_both_maps_is_a_choice(self, page: SidePage) -> None:
        page.act(page.page.locator('[data-choose="measure"][data-value="rate"]').click)
        assert page.fields()["measure"] == "rate"
        assert {one["measure"] for one in page.maps()} == {"rate"}

    def test_other_tabs_and_back(self, page: SidePage) -> None:
        page.all.act(page.page.get_by_role("button", name="Overview").click)
        assert page.all.tab == "overview"
        assert page.all.map()["version"]
        page.act(page.page.go_back)
        assert page.all.tab == "side"
        assert page.maps()[0]["area"] == LEFT


@pytest.mark.parametrize("side", SIDES)
def test_each_opens_its_scan_with_the_same_figures(page: SidePage, side: str) -> None:
    figures = page.figures(side)
    page.page.locator(f"#side-{side}-head a", has_text="Open in Scan").click()
    page.page.wait_for_url("**/?*")
    page.all.settle()
    assert page.page.locator("#scan-statistics .figure").all_inner_texts()[: len(figures)] == figures
    page.page.go_back()
    page.page.wait_for_url("**/compare?*")
    page.settle()
    assert page.figures(side) == figures


class TestEveryone:
    def test_axe_has_nothing_against_it(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, SIDE, bypass_csp=True) as opened:
            page = SidePage(opened)
            for query in ("", "&measure=change", "&types=drugs&from=2024-06&to=2025-12", "&measure=rate"):
                page.open(f"{SIDE}{query}")
                assert findings(page.page) == []

    @pytest.mark.parametrize("width", [1366, 1920, 800, 400])
    def test_nothing_lies_outside_the_page(self, width: int, browser: Browser, demo_address: str) -> None:
        viewport = {"width": width, "height": DESKTOP["height"]}
        with comparing(browser, demo_address, SIDE, viewport=viewport) as opened:
            SidePage(opened).settle()
            wide = opened.page.evaluate("() => document.documentElement.scrollWidth")
            assert wide <= width

    def test_charts_have_their_numbers_as_tables(self, page: SidePage) -> None:
        for side in SIDES:
            table = page.page.locator(f"#side-{side}-months-table table")
            shown = page.page.locator(f'[data-drawing="months-{side}"] .side-month').count()
            assert table.locator("tbody tr").count() == shown
            name = page.page.locator(f"#side-{side}-name").inner_text()
            assert name in table.locator("caption").inner_text()


class TestItsPlace:
    """The keyboard's place, and the panels', whatever is answered."""

    @pytest.mark.parametrize("key", ["swap", "type"])
    def test_the_focus_stays_on_what_was_pressed(self, page: SidePage, key: str) -> None:
        swap = page.page.get_by_role("button", name="Swap sides")
        kind = page.page.locator('#side-second-types button[data-of-type="burglary"]')
        pressed = swap if key == "swap" else kind
        pressed.focus()
        before = page.page.url
        page.act(lambda: page.page.keyboard.press("Enter"))
        assert page.page.url != before
        assert pressed.evaluate("(one) => one === document.activeElement")

    def test_on_a_phone_the_map_keeps_to_its_place(self, browser: Browser, demo_address: str) -> None:
        viewport = {"width": 400, "height": 800}
        with comparing(browser, demo_address, SIDE, viewport=viewport) as opened:
            SidePage(opened).settle()
            for side in SIDES:
                frame = opened.page.locator(".side-map .map-frame").nth(SIDES.index(side))
                chart = opened.page.locator(".side-chart").nth(SIDES.index(side))
                upper, lower = frame.bounding_box(), chart.bounding_box()
                assert upper is not None and lower is not None
                assert upper["height"] > 200
                assert upper["y"] + upper["height"] <= lower["y"] + 1, side

    def test_large_text_draws_nothing_below_nothing(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, SIDE) as opened:
            SidePage(opened).settle()
            opened.page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
            opened.page.wait_for_timeout(300)
            for height in (700, 560, 420):
                opened.page.set_viewport_size({"width": 1366, "height": height})
                opened.page.wait_for_timeout(300)
            assert opened.faults == []
