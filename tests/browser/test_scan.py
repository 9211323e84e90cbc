"""The Scan page, served by gunicorn and read in Chromium: it loads, its four panels are one view, and every
number on it is the number its exports give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route
from scan_page import LOOK, ScanPage, figures_of, number, opened, serving, value, whole_numbers

from dashboard.data.ingest import import_paths

pytestmark = pytest.mark.browser

POLICE, AMBULANCE = "demo-police", "demo-ambulance"
PARTNERSHIP = "X06000005"
FICTIONAL = "Demonstration data: fictional"
ANSWERED = "() => hexscan.answers.state().answered"
NEVER_ABORTED = """() => {
  const fetched = window.fetch;
  window.fetch = (address, options) => fetched(address, { ...options, signal: undefined });
}"""


def assert_equals_exports(scan: ScanPage) -> None:
    """Every number of map, table, chart and statistics is that of the export for the page's own query."""
    source = scan.map()["source"]
    assert_map_equals_export(scan, source)
    assert_table_equals_export(scan, source)
    assert_chart_equals_export(scan, source)
    assert_statistics_equal_export(scan, source)


def assert_map_equals_export(scan: ScanPage, source: str) -> None:
    """The map shows all of the area, whatever is pinned in it; the export of a pinned cell is that cell."""
    shown = scan.map()
    cells = scan.export("cells", res=shown["resolution"], without=("pins", "cell", "box"))
    counts = [int(row["incidents"]) for row in cells if row["source"] == source]
    assert (shown["total"], shown["painted"]) == (sum(counts), len(counts))
    if shown["pinned"] and "pins=" not in scan.search:
        pinned = scan.export("cells", res=shown["resolution"])
        assert shown["pinnedCount"] == sum(int(row["incidents"]) for row in pinned if row["source"] == source)


def assert_table_equals_export(scan: ScanPage, source: str) -> None:
    by_type = "table=type" in scan.search
    panel, key = ("types", "crime_type") if by_type else ("areas", "area_code")
    exported = {row[key]: row for row in scan.export(panel) if row["source"] == source}
    rows = {row["id"]: row for row in scan.rows()}
    numbered = {identity for identity, row in rows.items() if row["incidents_text"]}
    assert numbered == set(exported)
    assert numbered
    for identity, row in exported.items():
        shown = rows[identity]
        assert shown["incidents"] == value(row["incidents"]), identity
        assert number(shown["incidents_text"]) == value(row["incidents"]), identity
        if shown["incidents"] is not None:
            assert shown["share"] == pytest.approx(float(row["share"])), identity
        assert shown["verdict"] == row["verdict"], identity
        assert shown["change"] == value(row["change"]), identity
        if not by_type:
            assert shown["rate"] == (pytest.approx(float(row["rate"])) if row["rate"] else None), identity


def assert_chart_equals_export(scan: ScanPage, source: str) -> None:
    exported = {
        row["month"]: value(row["incidents"]) for row in scan.export("months") if row["source"] == source
    }
    shown: dict[str, float] = {}
    for line in scan.chart():
        counts = zip(line["months"], line["counts"], strict=True)
        shown |= {month: count for month, count in counts if count is not None}
    assert {month: shown.get(month) for month in exported} == exported
    assert exported


def assert_statistics_equal_export(scan: ScanPage, source: str) -> None:
    figures = figures_of(scan.export("statistics"), source)
    incidents, rate, change = scan.cards()[0]["figures"][:3]
    assert number(incidents) == value(figures["incidents"])
    assert number(change) == value(figures["change"])
    exported_rate = value(figures["rate-per-1000"])
    assert number(rate) == (None if exported_rate is None else pytest.approx(exported_rate, abs=0.05))
    assert int(figures["incidents"]) in whole_numbers(scan.text("#scan-sentence"))


class TestLoading:
    def test_the_page_says_what_it_shows(self, scan: ScanPage) -> None:
        assert scan.page.locator("html").get_attribute("lang") == "en-GB"
        assert scan.page.title() == "Hexscan"
        assert scan.text("#scan-sentence").startswith("All crime in all areas, January to December 2025: ")
        assert scan.map()["labels"]
        assert scan.map()["problems"] == []

    @pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
    def test_it_is_one_screen(self, browser: Browser, demo_address: str, width: int, height: int) -> None:
        with opened(browser, demo_address, viewport={"width": width, "height": height}) as scan:
            size = scan.page.evaluate(
                "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
            )
            assert size == [width, height]
            for panel in (".map-panel", ".statistics-panel", ".chart-panel", ".table-panel", ".footer"):
                box = scan.page.locator(panel).bounding_box()
                assert box is not None
                assert box["y"] + box["height"] <= height, panel
                assert box["x"] + box["width"] <= width, panel

    @pytest.mark.parametrize("path", ["/", "/sources"])
    def test_demonstration_data_are_called_fictional(
        self, browser: Browser, demo_address: str, path: str
    ) -> None:
        with opened(browser, demo_address, path) as scan:
            assert scan.text(".header .fictional") == FICTIONAL

    def test_the_menu_leads_to_sources_and_back(self, scan: ScanPage) -> None:
        scan.page.get_by_role("link", name="Sources").click()
        scan.page.get_by_role("heading", name="Demonstration police records").wait_for()
        scan.settle()
        assert scan.page.url.endswith("/sources?sources=demo-police")  # links take along what is chosen
        scan.page.get_by_role("link", name="Scan").click()
        scan.page.locator("#scan-sentence").filter(has_text="All crime").wait_for()
        scan.settle()
        assert scan.page.url.endswith("/?sources=demo-police")

    def test_an_unknown_address_is_a_real_404(self, browser: Browser, demo_address: str) -> None:
        page = browser.new_page()
        response = page.goto(f"{demo_address}/no-such-page")
        assert response is not None
        assert response.status == 404
        assert page.locator("h1").inner_text() == "Page not found"
        page.get_by_role("link", name="Go to the map").click()
        page.locator("#scan-sentence").filter(has_text="All crime").wait_for()
        page.close()

    def test_how_much_the_first_load_takes(self, browser: Browser, demo_address: str) -> None:
        with opened(browser, demo_address) as scan:
            scan.browsing()
            asked = list(scan.requests)
            answered = [request.response() for request in asked]
            sizes = [response.request.sizes()["responseBodySize"] for response in answered if response]
            print(f"\nFirst load: {len(sizes)} requests, {sum(sizes) / 1e6:.2f} MB")
            assert len(sizes) == len(asked)


def pin_area(scan: ScanPage) -> str:
    scan.click_row(PARTNERSHIP)
    return f"pins={PARTNERSHIP}"


def pin_type(scan: ScanPage) -> str:
    if "table=type" not in scan.search:
        scan.choose_table("Crime types")
    scan.click_row("burglary")
    return "types=burglary"


def pin_month(scan: ScanPage) -> str:
    scan.click_month("2025-03")
    return "from=2025-03&to=2025-03"


def pin_cell(scan: ScanPage) -> str:
    cell = scan.busiest_cell()
    scan.click_cell(cell)
    assert scan.map()["pinned"] == [cell]
    return f"cell={cell}"


PINS = [pin_area, pin_type, pin_month, pin_cell]
Pin = Callable[[ScanPage], str]


@pytest.mark.parametrize("pin", PINS, ids=lambda pin: pin.__name__)
class TestPinning:
    def test_a_click_narrows_every_panel_to_what_the_exports_say(self, scan: ScanPage, pin: Pin) -> None:
        before = scan.view()
        wanted = pin(scan)
        after = scan.view()
        assert wanted in after["search"]
        for part in ("sentence", "cards", "rows"):
            assert after[part] != before[part]
        if pin is not pin_month:  # the chart keeps all months: one is shaded
            assert after["chart"] != before["chart"]
        if pin in (pin_area, pin_cell):  # the map keeps what lies round a pinned place
            assert after["map"]["total"] == before["map"]["total"]
        else:
            assert after["map"]["total"] < before["map"]["total"]
        assert_equals_exports(scan)

    def test_back_forward_reload_and_the_link_give_the_same_view(
        self, scan: ScanPage, browser: Browser, pin: Pin
    ) -> None:
        if pin is pin_type:
            scan.choose_table("Crime types")
        before = scan.view()
        pin(scan)
        after = scan.view()
        scan.back()
        assert scan.view() == before
        scan.act(scan.page.go_forward)
        assert scan.view() == after
        scan.page.reload()
        scan.settle()
        assert scan.view() == after
        with opened(browser, scan.address, f"/?{scan.search}") as other:
            assert other.view() == after

    def test_a_chip_or_a_second_click_lets_it_go(self, scan: ScanPage, pin: Pin) -> None:
        if pin is pin_type:
            scan.choose_table("Crime types")
        before = scan.view()
        wanted = pin(scan)
        scan.act(scan.page.locator(".chip").first.click)
        assert scan.view() == before
        pin(scan)
        if pin is pin_cell:
            scan.click_cell(wanted.removeprefix("cell="))
        else:
            pin(scan)
        assert scan.view() == before
        pin(scan)  # and once more, as the same click must not be taken for the one before
        assert wanted in scan.search


class TestLinking:
    def test_pins_add_up_and_are_let_go_together(self, scan: ScanPage) -> None:
        before = scan.open("/").view()
        scan.click_row(PARTNERSHIP)
        scan.click_month("2025-05")
        scan.click_cell(scan.busiest_cell())
        assert scan.chips() == ["One map cell", "May 2025", "Clear all"]
        assert_equals_exports(scan)
        scan.release("Clear all")
        assert scan.view() == before

    def test_areas_are_looked_into_down_to_a_ward(self, scan: ScanPage) -> None:
        for _ in ("partnership", "ward"):
            first = scan.rows()[0]
            scan.look_inside(first["id"])
            assert first["name"] in scan.text("#scan-sentence")
        assert scan.map()["area"] == first["id"]
        assert_equals_exports(scan)
        scan.back()  # a double click is one step, although its first half pins
        assert "pins=" not in scan.search
        assert first["id"] in [row["id"] for row in scan.rows()]

    def test_an_area_the_list_does_not_offer_is_named_all_the_same(
        self, browser: Browser, demo_address: str
    ) -> None:
        with opened(browser, demo_address, f"/?area={PARTNERSHIP}&level=lsoa") as scan:
            row = scan.rows()[0]
            scan.look_inside(row["id"])
            box = scan.control("Area")
            assert row["name"] in (box.input_value(), box.get_attribute("placeholder"))

    def test_a_name_typed_into_the_area_filter_finds_the_area(self, scan: ScanPage) -> None:
        scan.open("/")
        scan.control("Area").click()
        scan.act(lambda: (scan.page.keyboard.type("Thornmere"), scan.page.keyboard.press("Enter")))
        scan.wait_for(lambda: "area=X06000002" in scan.search, "the area that was typed")

    def test_filters_and_clicks_are_the_same_thing(self, scan: ScanPage) -> None:
        scan.choose("Period", "Mar 2025")
        assert "from=2025-03&to=2025-03" in scan.search
        chosen = scan.view()
        scan.release("Remove March 2025")
        scan.click_month("2025-03")
        assert scan.view() == chosen

    def test_the_size_of_areas_can_be_changed(self, scan: ScanPage) -> None:
        scan.choose("Size of the areas in the table", "Wards")
        assert "level=ward" in scan.search
        assert_equals_exports(scan)

    def test_zooming_keeps_the_total_and_the_pin(self, scan: ScanPage) -> None:
        scan.click_cell(scan.busiest_cell())
        before = scan.map()
        for _ in range(2):
            scan.zoom_in()
        after = scan.map()
        assert after["resolution"] > before["resolution"]
        assert after["total"] == before["total"]
        assert "cell=" in scan.search

    def test_a_slow_answer_never_overtakes_a_later_one(self, scan: ScanPage) -> None:
        held: list[Route] = []

        def hold_the_first(route: Route) -> None:
            if f"pins={PARTNERSHIP}" in route.request.url and "from=" not in route.request.url:
                held.append(route)
            else:
                route.continue_()

        scan.route(LOOK, hold_the_first)
        scan.row(PARTNERSHIP).locator(".ag-cell").first.click()
        scan.wait_for(lambda: held, "the question of the first click")
        scan.click_month("2025-03")
        scan.page.unroute(LOOK)  # lets go of those it held
        scan.settle()
        assert f"pins={PARTNERSHIP}" in scan.search
        assert "March 2025" in scan.text("#scan-sentence")
        assert_equals_exports(scan)

    def test_a_former_answer_that_comes_all_the_same_is_not_used(self, scan: ScanPage) -> None:
        """Its question is aborted, but the answer may be on the page by then."""
        scan.page.evaluate(NEVER_ABORTED)
        held: list[Route] = []
        scan.route(LOOK, lambda route: route.continue_() if held else held.append(route))
        scan.row(PARTNERSHIP).locator(".ag-cell").first.click()
        scan.wait_for(lambda: held, "the question of the first click")
        scan.page.mouse.click(*scan.month_place("2025-03"))
        march = scan.page.locator("#scan-sentence").filter(has_text="March 2025")
        march.wait_for()
        answered = scan.page.evaluate(ANSWERED)
        with scan.page.expect_response(held[0].request.url):
            held[0].continue_()
        scan.settle()
        assert scan.page.evaluate(ANSWERED) == answered
        assert march.count() == 1
        assert_equals_exports(scan)


class TestTwoSources:
    def test_they_stand_side_by_side_and_are_never_added(self, browser: Browser, demo_address: str) -> None:
        with opened(browser, demo_address, f"/?sources={POLICE},{AMBULANCE}&area={PARTNERSHIP}") as scan:
            exported = scan.export("statistics")
            cards = scan.cards()
            assert [card["source"] for card in cards] == [
                "Demonstration police records",
                "Demonstration ambulance calls",
            ]
            for card, source in zip(cards, (POLICE, AMBULANCE), strict=True):
                assert number(card["figures"][0]) == value(figures_of(exported, source)["incidents"])
            lines = {line["name"]: line for line in scan.chart()}
            months = scan.export("months")
            for card, source in zip(cards, (POLICE, AMBULANCE), strict=True):
                line = lines[card["source"]]
                shown = dict(zip(line["months"], line["counts"], strict=True))
                own = {row["month"]: int(row["incidents"]) for row in months if row["source"] == source}
                assert own == {month: shown[month] for month in own}
            for panel in ("cells", "areas", "types", "months", "statistics", "premises"):
                assert {row["source"] for row in scan.export(panel)} == {POLICE, AMBULANCE}, panel
            added = sum(int(figures_of(exported, source)["incidents"]) for source in (POLICE, AMBULANCE))
            assert f"{added:,}" not in scan.text("#page-content")

    def test_the_page_still_is_one_screen(self, browser: Browser, demo_address: str) -> None:
        with opened(browser, demo_address, f"/?sources={POLICE},{AMBULANCE}") as scan:
            assert scan.page.evaluate("() => document.documentElement.scrollHeight") == 768
            table = scan.page.locator(".table-panel").bounding_box()
            footer = scan.page.locator(".footer").bounding_box()
            assert table is not None
            assert footer is not None
            assert table["y"] + table["height"] <= footer["y"]


@pytest.fixture(scope="module")
def cleveland(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server with three years of Cleveland."""
    folder = tmp_path_factory.mktemp("cleveland")
    wanted = ("police-street-cleveland", "boundaries", "lookups", "population", "licensed-premises")
    import_paths(folder, [shared_data / name for name in wanted])
    with serving(folder) as address:
        yield address


@pytest.mark.shared
class TestRealData:
    def test_middlesbrough_is_two_clicks_from_the_start(self, browser: Browser, cleveland: str) -> None:
        with opened(browser, cleveland) as scan:
            assert FICTIONAL not in scan.text("#page-content")
            scan.look_inside("E06000002")
            assert "Middlesbrough" in scan.text("#scan-sentence")
            assert {"Central", "Newport"} <= set(scan.map()["labels"])
            assert_equals_exports(scan)
            scan.click_month("2025-07")
            scan.click_cell(scan.busiest_cell())
            assert_equals_exports(scan)
