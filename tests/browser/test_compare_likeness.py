"""Similar areas on the Compare page: chosen, explained, weighed and picked by hand; what rates divide by; and
the page of measures. Every number is that of the export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from compare_page import ComparePage, comparing
from playwright.sync_api import Browser, Locator

from dashboard.comparison_fields import MOST_PEERS
from tests import on_screen

pytestmark = pytest.mark.browser

OWN = "X06000003"
OTHER, THIRD, FOURTH = "X06000001", "X06000005", "X06000002"
START = f"/compare?sources=demo-police&types=burglary&area={OWN}"
PAIR = f"{START}&similar=picked&peers={OTHER},{THIRD}"
WEIGHTY = ("moderate", "serious", "critical")
FOCUSED = """() => {
  const one = document.activeElement;
  return { tag: one.tagName.toLowerCase(), put: one.dataset.put || '', weight: one.dataset.weight || '',
    peer: one.dataset.peer || '', text: one.textContent.trim() };
}"""


@pytest.fixture
def page(browser: Browser, demo_address: str) -> Iterator[ComparePage]:
    """Burglary in all partnerships, one of them one's own."""
    with comparing(browser, demo_address, START) as opened:
        yield opened


def fields(page: ComparePage) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.page.url).query))


def act(page: ComparePage, action: Callable[[], object]) -> None:
    page.act(action)


def put(page: ComparePage, name: str, value: str) -> None:
    """Choose in a list."""
    act(page, lambda: page.page.locator(f'select[data-put="{name}"]').select_option(value))


def open_box(page: ComparePage) -> Locator:
    page.page.get_by_text("Why are these areas similar?", exact=True).click()
    box = page.page.locator(".similar-box")
    box.wait_for()
    return box


def tick(page: ComparePage, code: str) -> None:
    act(page, page.page.locator(f'.dots-row button[data-peer="{code}"]').click)


def ticked(page: ComparePage) -> set[str]:
    found = page.page.locator('.dots-row button[data-peer][aria-pressed="true"]')
    return {str(one.get_attribute("data-peer")) for one in found.all()}


def rate(page: ComparePage, code: str) -> float:
    return float(page.exported()[code]["rate"])


def said_mean(page: ComparePage) -> str:
    return page.sentence().rpartition("(mean ")[2].partition(",")[0]


class TestNearest:
    def test_the_nearest_are_compared_with_and_ticked(self, page: ComparePage) -> None:
        before = said_mean(page)
        put(page, "similar", "near")
        assert fields(page)["similar"] == "near"
        own = page.exported()[OWN]
        assert int(own["group_members"]) == 8
        assert said_mean(page) == on_screen.rate(own["group_mean"]) != before
        assert len(ticked(page)) == 7
        rates = [rate(page, code) for code in (*ticked(page), OWN)]
        assert sum(rates) / len(rates) == pytest.approx(float(own["group_mean"]), rel=1e-6)
        page.back()
        assert said_mean(page) == before
        assert len(ticked(page)) == 11, "all are compared with"
        assert page.page.locator('select[data-put="similar"]').input_value() == "all"

    def test_why_shows_features_of_the_own_area_and_of_each_peer(self, page: ComparePage) -> None:
        put(page, "similar", "near")
        box = open_box(page)
        names = box.locator("thead th[data-area]")
        codes = [str(one.get_attribute("data-area")) for one in names.all()]
        assert (codes[0], set(codes[1:])) == (OWN, ticked(page))
        assert box.locator("tbody tr").count() == page.page.locator("select[data-weight]").count() > 1
        assert "unweighted mean" in box.inner_text()
        rows = box.locator("tbody tr").first.locator("td")
        assert rows.count() == 1 + len(codes)
        far = [float(text.partition("distance ")[2]) for text in names.all_inner_texts()[1:]]
        assert far == sorted(far)

    def test_the_number_and_the_weights_are_of_the_address_and_the_box_stays(self, page: ComparePage) -> None:
        put(page, "similar", "near")
        box = open_box(page)
        put(page, "near", "3")
        assert (fields(page)["near"], len(ticked(page))) == ("3", 3)
        assert box.is_visible()
        weights = page.page.locator("select[data-weight]")
        names = [str(one.get_attribute("data-weight")) for one in weights.all()]
        weights.first.focus()
        act(page, lambda: weights.first.select_option("5"))
        act(page, lambda: weights.nth(1).select_option("0"))
        assert set(fields(page)["weights"].split(",")) == {f"{names[0]}:5", f"{names[1]}:0"}
        assert box.is_visible()
        far = box.locator("thead th[data-area]").all_inner_texts()
        assert len(far) == 4
        act(page, page.page.get_by_text("Let all features count the same", exact=True).click)
        assert "weights" not in fields(page)
        assert [one.input_value() for one in weights.all()] == ["1"] * len(names)
        put(page, "near", "7")
        assert "near" not in fields(page)

    def test_escape_closes_the_box_and_keeps_the_place(self, page: ComparePage) -> None:
        box = open_box(page)
        page.page.keyboard.press("Escape")
        box.wait_for(state="hidden")
        assert page.page.evaluate(FOCUSED)["text"] == "Why are these areas similar?"

    def test_a_link_opens_as_it_was_sent(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, f"{START}&similar=near&near=5&per=km2") as page:
            assert page.page.locator('select[data-put="similar"]').input_value() == "near"
            assert page.page.locator('select[data-put="per"]').input_value() == "km2"
            assert len(ticked(page)) == 5


class TestPicked:
    def test_all_are_ticked_and_one_that_is_not_is_left_out(self, page: ComparePage) -> None:
        others = {code for code in page.areas()["codes"] if code != OWN}
        assert ticked(page) == others
        tick(page, OTHER)
        assert fields(page)["similar"] == "picked"
        assert set(fields(page)["peers"].split(",")) == others - {OTHER} == ticked(page)
        rates = [rate(page, code) for code in (*ticked(page), OWN)]
        assert said_mean(page) == on_screen.rate(str(sum(rates) / len(rates)))
        page.back()
        assert ticked(page) == others

    def test_those_ticked_are_compared_with_and_a_chip_says_so(self, page: ComparePage) -> None:
        page.open(PAIR)
        tick(page, FOURTH)
        assert fields(page)["peers"] == ",".join(sorted((OTHER, THIRD, FOURTH)))
        assert ticked(page) == {OTHER, THIRD, FOURTH}
        assert "picked by hand" in page.text("#compare-dots-sub")
        assert "similar areas" not in page.title("map")
        chip = page.page.get_by_role("button", name="Remove Compared with 3 partnerships picked by hand")
        act(page, chip.click)
        assert "similar" not in fields(page)
        assert len(ticked(page)) == 11

    def test_of_fewer_than_two_nobody_is_compared(self, page: ComparePage) -> None:
        page.open(PAIR)
        tick(page, THIRD)
        assert fields(page)["peers"] == OTHER
        assert ticked(page) == {OTHER}
        more = "ick at least two partnerships"
        for said in (page.sentence(), page.title("map"), page.text("#compare-dots-sub")):
            assert more in said
        lines = " ".join(page.areas()["words"])
        assert not {f"{place} similar areas" for place in ("above", "within", "below") if place in lines}
        tick(page, THIRD)
        assert more not in page.sentence() + page.title("map")

    def test_the_list_begins_with_the_group_that_is_shown(self, page: ComparePage) -> None:
        put(page, "similar", "near")
        near = ticked(page)
        put(page, "similar", "picked")
        assert set(fields(page)["peers"].split(",")) == near == ticked(page)

    def test_without_an_own_area_nothing_can_be_picked(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, START.partition("&area")[0]) as page:
            assert page.page.locator("button[data-peer]").count() == 0
            option = page.page.locator('select[data-put="similar"] option[value="picked"]')
            assert option.is_disabled()
            assert "choose your area first" in str(option.text_content())
            page.switch("Table")
            page.page.locator(".heat-name").first.wait_for()
            assert page.page.locator("button[data-peer]").count() == 0

    def test_picking_begins_with_the_group_that_is_shown(self, page: ComparePage) -> None:
        put(page, "similar", "near")
        near = ticked(page)
        out = sorted(near)[0]
        tick(page, out)
        assert fields(page)["similar"] == "picked"
        assert set(fields(page)["peers"].split(",")) == near - {out} == ticked(page)

    def test_no_more_are_picked_than_the_server_takes(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, "/compare?sources=demo-police&compare=ward") as page:
            own, *others = sorted(page.exported())
        most = ",".join(others[:MOST_PEERS])
        wards = f"/compare?sources=demo-police&compare=ward&area={own}&similar=picked&peers={most}"
        with comparing(browser, demo_address, wards) as page:
            assert len(page.areas()["ticks"]) == MOST_PEERS
            page.page.locator('.dots-row button[data-peer][aria-pressed="false"]').first.click()
            assert page.page.text_content("#compare-hand") == f"At most {MOST_PEERS} areas can be picked."
            assert fields(page)["peers"] == most

    def test_the_own_area_is_always_in_it_and_has_no_tick(self, page: ComparePage) -> None:
        assert page.page.locator(f'button[data-peer="{OWN}"]').count() == 0
        assert page.page.locator(".dots-row button[data-peer]").count() == 11

    def test_the_table_has_ticks_too(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, f"{START}&tab=table") as page:
            button = page.page.locator(f'.heat-grid button[data-peer="{OTHER}"]')
            assert button.get_attribute("aria-pressed") == "true"
            act(page, button.click)
            assert OTHER not in fields(page)["peers"].split(",")
            page.wait_for(lambda: button.get_attribute("aria-pressed") == "false", "an empty box")
            row = page.page.locator(f'.heat-grid .ag-row[row-id="{OWN}"]')
            assert row.locator("button[data-peer]").count() == 0

    def test_a_tick_is_reached_by_keyboard(self, page: ComparePage) -> None:
        page.page.keyboard.press("Shift")  # from now on the row that has the focus is lit
        page.mark("dots", OTHER).focus()
        page.wait_for(lambda: page.lit()["dots"] == [OTHER], "a lit row")
        page.page.keyboard.press("Shift+Tab")
        assert page.page.evaluate(FOCUSED)["peer"] == OTHER
        act(page, lambda: page.page.keyboard.press("Space"))
        assert OTHER not in fields(page)["peers"].split(",")
        assert page.page.evaluate(FOCUSED)["peer"] == OTHER

    def test_other_areas_to_compare_let_go_of_those_picked(self, page: ComparePage) -> None:
        tick(page, OTHER)
        page.choose("Areas compared", "Police forces, Saltmarsh Coast")
        assert not {"similar", "peers"} & fields(page).keys()

    def test_a_row_is_not_lost_on_the_way(self, page: ComparePage) -> None:
        """As many rows as areas, each with its name in reach."""
        assert {mark["area"] for mark in page.marks("dots")} == set(page.exported())


class TestDividing:
    def test_all_rates_are_for_what_is_chosen(self, page: ComparePage) -> None:
        put(page, "per", "km2")
        assert fields(page)["per"] == "km2"
        own = page.exported()[OWN]
        assert f"{on_screen.rate(own['rate'])} per km²" in page.sentence()
        assert "per km²" in page.text("#compare-dots-sub")
        for code, line in zip(page.areas()["codes"], page.areas()["words"], strict=True):
            assert f"{on_screen.rate(str(rate(page, code)))} per km²" in line
        funnel = page.page.locator('[data-numbers="funnel"]').inner_text()
        assert "km²" in funnel and "residents" not in funnel
        page.switch("Table")
        page.wait_for(lambda: page.page.get_by_text("Per km²").count(), "the heading")
        page.switch("Worse and worsening")
        assert "per 1,000" not in page.text("#compare-worst")
        put(page, "per", "residents")
        assert "per" not in fields(page)


class TestMeasures:
    def test_the_name_of_a_measure_leads_to_its_entry(self, page: ComparePage) -> None:
        page.page.locator("#compare-dots-sub a").click()
        page.wait_for(lambda: urlsplit(page.page.url).path == "/measures", "the measures")
        entry = page.page.locator("#rate")
        entry.wait_for()
        page.wait_for(lambda: entry.evaluate("(one) => one === document.activeElement"), "its focus")
        box = entry.bounding_box()
        assert box is not None and 0 <= box["y"] < 768
        assert fields(page)["types"] == "burglary"
        page.page.get_by_role("link", name="Compare", exact=True).click()
        page.wait_for(lambda: urlsplit(page.page.url).path == "/compare", "Compare")
        page.settle()
        assert (fields(page)["area"], fields(page)["types"]) == (OWN, "burglary")

    @pytest.mark.parametrize("panel", ["dots", "funnel", "map", "months"])
    def test_what_explains_leads_to_its_entry_in_one_click(self, page: ComparePage, panel: str) -> None:
        page.page.locator(f'[data-panel="{panel}"] details.what > summary', has_text="What is this?").click()
        link = page.page.locator(f'[data-panel="{panel}"] .what-box a[href*="/measures"]')
        slug = urlsplit(str(link.get_attribute("href"))).fragment
        link.click()
        page.wait_for(lambda: urlsplit(page.page.url).path == "/measures", "the measures")
        page.page.locator(f"#{slug}").wait_for()


def findings(page: ComparePage) -> list[str]:
    found = Axe().run(page.page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in WEIGHTY
        for node in one["nodes"]
    ]


class TestForEveryone:
    def test_axe_has_nothing_against_it(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, f"{START}&similar=near", bypass_csp=True) as page:
            assert findings(page) == []
            open_box(page)
            assert findings(page) == [], "why"
            page.open(f"{START}&similar=picked&peers={OTHER}&tab=table")
            assert findings(page) == [], "ticks in the table"
            page.page.goto(f"{page.address}/measures#funnel")
            page.page.locator("#funnel").wait_for()
            assert findings(page) == [], "measures"

    @pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
    def test_it_fits_a_desktop(self, browser: Browser, demo_address: str, width: int, height: int) -> None:
        viewport = {"width": width, "height": height}
        with comparing(browser, demo_address, f"{START}&similar=near", viewport=viewport) as page:
            assert page.page.evaluate("() => document.documentElement.scrollHeight <= innerHeight")
            box = open_box(page).bounding_box()
            assert box is not None
            assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height

    def test_large_text_and_small_screens_scroll_only_down(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, START, viewport={"width": 400, "height": 800}) as page:
            open_box(page)
            assert page.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
