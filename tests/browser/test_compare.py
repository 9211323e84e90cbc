"""The Compare page, served by gunicorn and read in Chromium: it loads, its words are those of its export,
every button is an address, and Scan and Compare lead to each other with the same question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from compare_page import ComparePage, comparing
from playwright.sync_api import Browser, Route

from tests import on_screen

pytestmark = pytest.mark.browser

POLICE = "sources=demo-police"
BURGLARY = "/compare?types=burglary"
OWN = "X06000001"
LATE = f"/compare?{POLICE}&from=2024-01&to=2025-12"  # Dunlinshire begins in 2025


@pytest.fixture
def page(browser: Browser, demo_address: str) -> Iterator[ComparePage]:
    """Burglary in all partnerships."""
    with comparing(browser, demo_address, BURGLARY) as opened:
        yield opened


def fields(page: ComparePage) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.page.url).query))


def highest(page: ComparePage) -> dict[str, str]:
    return next(row for row in page.exported().values() if row["rank"] == "1")


class TestLooking:
    def test_it_loads_with_all_panels_and_their_words(self, page: ComparePage) -> None:
        assert page.tab == "overview"
        first = highest(page)
        assert f"highest in {first['area_name']}" in page.sentence()
        assert first["area_name"] in page.title("dots")
        for panel in ("dots", "funnel", "map", "months"):
            box = page.page.locator(f'[data-panel="{panel}"]').bounding_box()
            assert box is not None and box["width"] > 300 and box["height"] > 150, panel
        assert {mark["area"] for mark in page.marks("dots")} == set(page.exported())
        assert len(page.marks("funnel")) == len(page.marks("months")) == 12
        assert page.map()["problem"] == ""
        assert page.page.evaluate("() => document.documentElement.scrollHeight <= innerHeight")

    def test_words_are_those_of_the_export(self, page: ComparePage) -> None:
        rows, areas = page.exported(), page.areas()
        for code, line in zip(areas["codes"], areas["words"], strict=True):
            row = rows[code]
            assert line.startswith(f"{row['area_name']}: {on_screen.rate(row['rate'])} per 1,000")
            assert row["place"] in line
        above = sum(row["place"] == "above similar areas" for row in rows.values())
        assert page.title("map").startswith(f"{above} above, ")

    def test_each_tab_and_back(self, page: ComparePage) -> None:
        asked = page.search
        page.switch("Worse and worsening")
        assert (page.tab, fields(page)["tab"]) == ("worsening", "worsening")
        assert page.page.locator('[data-panel="dots"]').is_hidden()
        assert "worse and worsening" in page.title("quadrant")
        page.switch("Table")
        assert page.tab == "table"
        assert len(page.heat()) == 12
        page.switch("Overview")
        assert page.search == asked
        for tab in ("table", "worsening", "overview"):
            page.back()
            assert page.tab == tab

    def test_a_link_opens_on_its_tab(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, f"{BURGLARY}&tab=table") as page:
            assert page.tab == "table"
            pressed = page.page.locator('[data-choose="tab"][aria-pressed="true"]')
            assert pressed.all_inner_texts() == ["Table"]

    def test_what_the_address_says_wrongly_is_said(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, f"{BURGLARY}&tab=nothing&limits=wide&level=galaxy") as page:
            notes = page.text("#compare-notes")
            assert page.tab == "overview"
            assert "tab in the address can't be used" in notes
            assert "kind of limits in the address can't be used" in notes
            assert "area size" not in notes, "only Scan's"


class TestChoosing:
    def test_an_own_area_and_back_to_none(self, page: ComparePage) -> None:
        page.own(OWN)
        assert fields(page)["area"] == OWN
        row = page.exported()[OWN]
        assert (
            f"in {row['area_name']}, January to December 2025: {on_screen.rate(row['rate'])} per 1,000"
            in (page.sentence())
        )
        assert row["area_name"] in page.title("dots")
        page.own(OWN)
        assert "area" not in fields(page)

    def test_switches_are_addresses(self, page: ComparePage) -> None:
        for name, panel, field, value in (
            ("Multiplicative", "funnel", "limits", "multiplicative"),
            ("Own scale", "months", "scale", "own"),
            ("Rate", "map", "shade", "rate"),
        ):
            page.switch(name, panel)
            assert fields(page)[field] == value
        said = page.text("#compare-funnel-sub")
        assert re.search(r"\(by chance up to about 2 of 12\); outside 99.8%: \d+. Limits widened", said)
        assert "own scale" in page.text("#compare-months-sub")
        page.switch("Exact", "funnel")
        assert "limits" not in fields(page)

    def test_the_areas_compared(self, page: ComparePage) -> None:
        control = page.control("Areas compared")
        assert control.input_value() == "Partnerships, Saltmarsh Coast"
        page.choose("Areas compared", "Police forces, Saltmarsh Coast")
        assert fields(page)["compare"] == "force"
        assert len(page.areas()["codes"]) == 3
        page.back()
        assert "compare" not in fields(page)
        assert control.input_value() == "Partnerships, Saltmarsh Coast"

    def test_an_enlarged_panel_and_escape(self, page: ComparePage) -> None:
        before = page.page.locator('[data-panel="funnel"]').bounding_box()
        page.switch("Enlarge: Rates by size")
        assert fields(page)["panel"] == "funnel"
        after = page.page.locator('[data-panel="funnel"]').bounding_box()
        assert before is not None and after is not None
        assert after["width"] > 1.8 * before["width"]
        assert page.page.locator('[data-panel="dots"]').is_hidden()
        page.press("Escape")
        assert "panel" not in fields(page)
        assert page.page.locator('[data-panel="dots"]').is_visible()

    def test_limits_begun_afresh_and_taken_back(self, page: ComparePage) -> None:
        months = page.page.locator('[data-panel="months"]')
        months.get_by_text("Begin limits afresh…").click()
        months.get_by_label("Area").select_option(OWN)
        months.get_by_label("From").select_option("2024-10")
        page.act(months.get_by_role("button", name="Begin afresh").click)
        assert fields(page)["rebase"] == f"{OWN}:2024-10"
        assert months.get_by_role("button", name="Begin afresh").is_hidden(), "it lay over the charts"
        focused = "() => document.activeElement.matches('[data-drawing=\"months\"] [data-mark]')"
        assert page.page.evaluate(focused)
        name = page.exported()[OWN]["area_name"]
        assert page.chips() == [f"Limits afresh from October 2024: {name}"]
        said = page.text("#compare-months-summary")
        assert f"{name}: since October 2024: improvement" in said
        page.page.keyboard.press("Escape")
        page.release(f"Remove Limits afresh from October 2024: {name}")
        assert "rebase" not in fields(page)

    def test_the_months_all_have_in_one_click(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, LATE) as page:
            assert "Left out of means and limits: " in page.text("#compare-quality")
            offer = page.page.locator("#compare-quality").get_by_role("button")
            assert offer.inner_text() == "Compare January to December 2025, which all have"
            page.act(offer.click)
            assert "Left out" not in page.text("#compare-quality")
            assert all(row["rate"] for row in page.exported().values())


class TestLinks:
    def test_every_mark_opens_the_areas_scan_with_the_same_question(self, page: ComparePage) -> None:
        for panel in ("dots", "funnel", "months"):
            for mark in page.marks(panel):
                assert mark["words"], (panel, mark)
                there = urlsplit(mark["href"])
                asked = dict(parse_qsl(there.query))
                assert there.path == "/"
                assert asked == {"area": mark["area"], "types": "burglary"}, (panel, mark)

    def test_compare_to_scan_and_back(self, page: ComparePage) -> None:
        code = highest(page)["area_code"]
        page.mark("dots", code).click()
        page.page.wait_for_url("**/?area=*")
        page.settle()
        assert fields(page) == {"area": code, "types": "burglary"}
        page.page.get_by_role("link", name="Compare with similar areas").click()
        page.page.wait_for_url("**/compare?*")
        page.settle()
        assert fields(page) == {"area": code, "types": "burglary"}
        assert page.areas()["own"] == [page.areas()["codes"].index(code)]

    def test_the_menu_carries_the_question(self, page: ComparePage) -> None:
        page.own(OWN)
        page.page.get_by_role("link", name="Scan", exact=True).click()
        page.page.wait_for_url("**/?*")
        page.settle()
        assert fields(page) == {"area": OWN, "types": "burglary"}
        page.page.get_by_role("link", name="Compare", exact=True).click()
        page.page.wait_for_url("**/compare?*")
        page.settle()
        assert fields(page) == {"area": OWN, "types": "burglary"}

    def test_hotspots_of_an_area(self, page: ComparePage) -> None:
        code = page.areas()["codes"][0]
        page.page.locator(f'.dots-row[data-area="{code}"]').hover()
        page.page.locator(f'.dots-row[data-area="{code}"] .dots-hotspots').click()
        page.page.wait_for_url("**/?area=*")
        page.settle()
        assert fields(page) == {
            "area": code, "types": "burglary", "table": "hotspots", "layers": "hotspots",
        }  # fmt: skip

    def test_an_area_of_the_map_opens_its_scan(self, page: ComparePage) -> None:
        page.page.locator('[data-panel="map"] .leaflet-container').focus()
        page.page.keyboard.press("ArrowRight")
        code = page.map()["hovered"]
        assert code in page.areas()["codes"]
        page.page.keyboard.press("Enter")
        page.page.wait_for_url("**/?area=*")
        page.settle()
        assert fields(page) == {"area": code, "types": "burglary"}


class TestStates:
    def test_one_area_says_so_and_offers_others(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, "/compare") as page:
            force = page.areas()  # all partnerships
            assert len(force["codes"]) == 12
        with comparing(browser, demo_address, f"/compare?{POLICE}&compare=partnership&among={OWN}") as page:
            assert "nothing to compare it with" in page.sentence()
            page.act(page.page.locator("#compare-sentence .link-button").first.click)
            assert len(page.areas()["codes"]) > 1

    def test_an_answer_that_fails_takes_nothing_away(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, BURGLARY) as page:

            def broken(route: Route) -> None:
                route.fulfill(status=500, body="")

            page.route("**/data/*/compare/**", broken)
            page.page.get_by_role("button", name="Table", exact=True).click()
            page.page.locator(".reconnect:not([hidden])").wait_for()
            page.expect_fault("500")
            assert page.tab == "table", "as its button is pressed"
            page.page.unroute("**/data/*/compare/**")
            page.back()
            assert page.tab == "overview"
            assert page.marks("dots"), "what was shown is still there"
