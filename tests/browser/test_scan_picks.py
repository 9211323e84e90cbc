"""What the reader can pick on the Scan page, add, let go and send on: clicks, drags, keys, chips, filters."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Route
from scan_page import LOOK, ScanPage, opened

pytestmark = pytest.mark.browser

ONE, OTHER = "X06000005", "X06000002"
THEFT = "bicycle-theft,other-theft,shoplifting,theft-from-the-person"


def pinned_rows(scan: ScanPage) -> set[str]:
    return {row["id"] for row in scan.rows() if row["pinned"]}


def panels_at(scan: ScanPage) -> Any:
    return scan.page.locator(".panels").bounding_box()


class TestPlaces:
    def test_a_plain_click_replaces_and_ctrl_adds(self, scan: ScanPage) -> None:
        where = panels_at(scan)
        scan.click_row(ONE)
        assert pinned_rows(scan) == {ONE}
        scan.click_row(OTHER)
        assert pinned_rows(scan) == {OTHER}
        scan.click_row(ONE, add=True)
        together = scan.view()
        assert pinned_rows(scan) == {ONE, OTHER}
        assert scan.chips() == ["Thornmere", "Port Sennet", "Clear all"]
        cell = scan.busiest_cell()
        scan.click_cell(cell, add=True)
        assert (f"cell={cell}" in scan.search, pinned_rows(scan)) == (True, {ONE, OTHER})
        scan.click_cell(cell, add=True)
        assert scan.view() == together
        scan.click_cell(cell)
        assert (scan.chips(), pinned_rows(scan)) == (["One map cell"], set())
        scan.back()
        assert scan.view() == together
        assert panels_at(scan) == where, "chips moved the panels"

    @pytest.mark.parametrize("path", ["/", f"/?pins={ONE}"])
    @pytest.mark.parametrize("answered", ["before the second press", "before the second release"])
    def test_both_halves_of_a_double_click_are_on_one_row_though_rows_move(
        self, scan: ScanPage, path: str, answered: str
    ) -> None:
        scan.open(path)
        held: list[Route] = []
        cell = scan.row(ONE).locator(".ag-cell").first.bounding_box()
        assert cell is not None
        scan.route(LOOK, lambda route: held.append(route))
        scan.page.mouse.click(cell["x"] + 20, cell["y"] + cell["height"] / 2)
        scan.wait_for(lambda: held, "the question of the first half")
        if answered == "before the second release":
            scan.page.mouse.down(click_count=2)
        scan.page.unroute(LOOK)  # lets go of those it held
        scan.settle()
        moved = scan.row(ONE).locator(".ag-cell").first.bounding_box()
        assert moved is not None
        assert moved["y"] != cell["y"]
        if answered == "before the second press":
            scan.page.mouse.down(click_count=2)
        scan.act(lambda: scan.page.mouse.up(click_count=2))
        assert scan.search == f"area={ONE}"
        scan.back()
        assert scan.search == path.removeprefix("/?").removeprefix("/")

    def test_rows_without_a_place_cannot_be_picked(self, scan: ScanPage) -> None:
        aside = [row["id"] for row in scan.rows() if row["aside"]]
        assert aside
        scan.row(aside[0]).locator(".ag-cell").first.click()
        scan.page.wait_for_timeout(200)
        assert "pins=" not in scan.search

    def test_a_chip_looks_inside_its_area_and_takes_back_what_was_pinned(self, scan: ScanPage) -> None:
        scan.click_row(ONE)
        scan.act(scan.page.locator(".chip-inside").click)
        assert scan.search.endswith(f"area={ONE}")
        scan.click_row(scan.rows()[0]["id"])
        scan.choose("Area", "Thornmere")  # what was pinned lies in another area
        assert scan.chips() == ["Thornmere"]


class TestMonths:
    def test_two_clicks_or_a_drag_choose_months_between(self, scan: ScanPage) -> None:
        scan.click_month("2024-03")
        scan.click_month("2024-06")
        clicked = scan.view()
        assert "from=2024-03&to=2024-06" in scan.search
        scan.release("Remove March to June 2024")
        scan.drag_months("2024-06", "2024-03")
        assert scan.view() == clicked
        scan.click_month("2024-06")
        assert "from=2024-06&to=2024-06" in scan.search
        scan.click_month("2024-06")
        assert "from=" not in scan.search

    def test_a_band_shows_the_drag_and_escape_drops_it(self, scan: ScanPage) -> None:
        before = scan.search
        scan.page.mouse.move(*scan.month_place("2024-03"))
        scan.page.mouse.down()
        scan.page.mouse.move(*scan.month_place("2024-08"), steps=3)
        band = scan.page.locator(".chart-band")
        box = band.bounding_box()
        left, right = scan.month_place("2024-03")[0], scan.month_place("2024-08")[0]
        assert box is not None
        assert box["x"] < left < right < box["x"] + box["width"]
        scan.page.keyboard.press("Escape")
        assert band.count() == 0
        scan.page.mouse.up()
        assert scan.search == before


class TestEscape:
    def test_it_goes_back_out_step_by_step(self, scan: ScanPage) -> None:
        scan.open(f"/?pins={ONE}&class=2&from=2025-02&to=2025-03&types=burglary&layers=premises")
        for left in (
            "from=2025-02&to=2025-03&types=burglary&layers=premises",
            "types=burglary&layers=premises",
            "layers=premises",
        ):
            scan.press("Escape")
            assert scan.search == left
        scan.page.keyboard.press("Escape")
        assert scan.search == "layers=premises"

    def test_it_only_closes_a_list_that_is_open(self, scan: ScanPage) -> None:
        scan.open(f"/?pins={ONE}")
        scan.control("Period").click()
        scan.page.get_by_role("option", name="Mar 2025", exact=True).wait_for()
        scan.page.keyboard.press("Escape")
        scan.page.get_by_role("option", name="Mar 2025", exact=True).wait_for(state="hidden")
        assert scan.search == f"pins={ONE}"
        scan.press("Escape")
        assert scan.search == ""


class TestFilters:
    def test_crime_types_single_grouped_added_and_all(self, scan: ScanPage) -> None:
        scan.open("/")
        scan.choose("Crime types", "Theft")
        assert scan.search == f"types={THEFT}"
        assert scan.control("Crime types").input_value() == "Theft"
        assert scan.text("#scan-sentence").startswith("Theft in ")
        scan.choose("Crime types", "Burglary")
        scan.choose("Crime types", "and Robbery")
        assert scan.search == "types=burglary,robbery"
        assert scan.control("Crime types").input_value() == "Burglary, Robbery"
        assert scan.chips() == ["Burglary", "Robbery", "Clear all"]
        scan.choose("Crime types", "All crime")
        assert scan.search == ""

    def test_the_area_list_leads_up_and_down(self, scan: ScanPage) -> None:
        scan.open(f"/?area={ONE}")
        ward = scan.rows()[0]
        scan.choose("Area", ward["name"])
        assert scan.search == f"area={ward['id']}"
        assert scan.control("Area").input_value() == ward["name"]
        scan.choose("Area", "Port Sennet")
        scan.choose("Area", "All areas")
        assert scan.search == ""

    def test_a_period_says_what_it_is_compared_with(self, scan: ScanPage) -> None:
        scan.control("Period").click()
        option = scan.page.get_by_role("option").filter(has_text="Latest 3 months")
        assert "Oct to Dec 2025, compared with Oct to Dec 2024" in option.inner_text()
        scan.act(option.click)
        assert "from=2025-10&to=2025-12" in scan.search

    def test_layers_and_measure_are_switches_in_the_address(self, scan: ScanPage) -> None:
        scan.open("/")
        hotspots = scan.page.get_by_role("button", name="Hotspots", exact=True)
        scan.act(hotspots.click)
        assert set(scan.search.split("&")) == {"layers=hotspots", "table=hotspots"}
        assert hotspots.get_attribute("aria-pressed") == "true"
        scan.act(hotspots.click)
        assert scan.search == ""
        distance = scan.page.get_by_role("radiogroup", name="Distance from licensed premises")
        assert distance.is_hidden()
        scan.act(scan.page.get_by_role("button", name="Licensed premises", exact=True).click)
        scan.act(distance.get_by_text("250 m").click)
        scan.act(scan.page.locator(".measure label", has_text="Change").click)
        assert scan.search == "layers=premises&within=250&measure=change"
        scan.back()
        scan.wait_for(scan.page.get_by_role("radio", name="Count").is_checked, "the measure as it was")


class TestAddress:
    def test_moving_the_map_replaces_the_view_and_asks_no_panel(self, scan: ScanPage) -> None:
        entries = scan.page.evaluate("() => history.length")
        asked = len(scan.requests)
        for _ in range(2):
            scan.zoom_in()
        scan.wait_for(lambda: scan.map_view, "the view in the address")
        scan.settle()
        assert scan.page.evaluate("() => history.length") == entries
        assert not [one.url for one in scan.requests[asked:] if "/look/" in one.url]
        view, zoom = scan.map_view, scan.map()["zoom"]
        scan.click_row(ONE)
        assert scan.map_view == view
        scan.page.reload()
        scan.settle()
        assert (scan.map_view, scan.map()["zoom"]) == (view, zoom)
        scan.look_inside(ONE)
        assert scan.map_view == ""

    @pytest.mark.parametrize("secure", [True, False])
    def test_sentence_and_link_are_copied(self, browser: Browser, demo_address: str, secure: bool) -> None:
        with opened(browser, demo_address, f"/?area={ONE}&types=burglary") as scan:
            scan.context.grant_permissions(["clipboard-read", "clipboard-write"])
            if not secure:  # as on a server without encryption
                scan.page.evaluate("() => Object.defineProperty(window, 'isSecureContext', { value: false })")
            button = scan.page.get_by_role("button", name="Copy sentence and link")
            button.click()
            scan.page.get_by_role("button", name="Copied").wait_for()
            copied = scan.page.evaluate("() => navigator.clipboard.readText()")
            assert copied == f"{scan.text('#scan-sentence').strip()}\n{scan.page.url}"
            button.wait_for()

    def test_old_numbers_stay_until_the_new_ones_are_there(self, scan: ScanPage) -> None:
        held: list[Route] = []
        before, where = scan.view(), panels_at(scan)
        sign = scan.page.locator(".updating")
        assert sign.is_hidden()
        scan.route(LOOK, lambda route: held.append(route))
        scan.row(ONE).locator(".ag-cell").first.click()
        sign.wait_for()
        assert scan.page.locator(".panels").get_attribute("aria-busy") == "true"
        assert (scan.cards(), scan.rows(), scan.chart()) == (before["cards"], before["rows"], before["chart"])
        assert panels_at(scan) == where
        assert held
        scan.page.unroute(LOOK)  # lets go of those it held
        sign.wait_for(state="hidden")
        scan.settle()
        assert "Port Sennet" in scan.text("#scan-sentence")


def test_a_layer_left_out_of_the_address_is_not_shown_as_on(browser: Browser, demo_address: str) -> None:
    with opened(browser, demo_address, "/?layers=hotspots,nothing") as scan:
        button = scan.page.locator('[data-layer="hotspots"]')
        assert button.get_attribute("aria-pressed") == "false"
        scan.act(button.click)
        assert button.get_attribute("aria-pressed") == "true"
        assert "layers=hotspots&" in f"{scan.search}&"
