"""The Table tab of Compare: sorted, searched and walked, and every name leads to its Scan."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from compare_page import ComparePage, comparing
from playwright.sync_api import Browser, Locator

from dashboard.layouts.sparkline import in_words
from tests import on_screen

pytestmark = pytest.mark.browser

TABLE = "/compare?tab=table&from=2025-01&to=2025-12"
SERIES = [
    [3, 1, 2],
    [5],
    [None, None],
    [None, 4, 4, None, 2],
    [1200, 0, 0, 1200],
]
MONTHS = ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05"]
LINE_WORDS = """([months, counts]) => window.hexscan.compareHeatRows.lineWords(months, counts)"""


@pytest.fixture
def page(browser: Browser, demo_address: str) -> ComparePage:  # type: ignore[misc]
    with comparing(browser, demo_address, TABLE) as opened:
        yield opened


def fields(page: ComparePage) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.page.url).query))


def header(page: ComparePage, column: str) -> Locator:
    return page.page.locator(f'.heat-grid .ag-header-cell[col-id="{column}"]')


def cell(page: ComparePage, code: str, column: str) -> Locator:
    return page.page.locator(f'.heat-grid .ag-row[row-id="{code}"] [role][col-id="{column}"]')


def names(page: ComparePage) -> list[str]:
    return [row["name"] for row in page.heat()]


class TestWhatItShows:
    def test_rows_are_those_of_the_export_highest_first(self, page: ComparePage) -> None:
        exported = page.exported()
        rows = page.heat()
        assert {row["id"] for row in rows} == set(exported)
        ranks = [int(exported[row["id"]]["rank"]) for row in rows]
        assert ranks == sorted(ranks)
        for row in rows[:3]:
            shown = cell(page, row["id"], "rate").inner_text()
            assert shown.startswith(on_screen.rate(exported[row["id"]]["rate"]))

    def test_cells_of_crime_types_say_their_verdict_in_words_too(self, page: ComparePage) -> None:
        first = page.heat()[0]["id"]
        kind = "anti-social-behaviour"
        page.page.evaluate(f"() => window.dash_ag_grid.getApi('compare-heat').ensureColumnVisible('{kind}')")
        exported = page.exported("compare-types")
        assert exported
        said = cell(page, first, kind).text_content()
        assert said is not None and "similar areas, rank " in said

    def test_the_small_lines_are_called_as_on_scan(self, page: ComparePage) -> None:
        for counts in SERIES:
            months = MONTHS[: len(counts)]
            said = page.page.evaluate(LINE_WORDS, [months, counts])
            numbers = [12 * int(month[:4]) + int(month[5:]) - 1 for month in months]
            assert said == in_words(numbers, counts)


COLUMNS = """(told) => window.hexscan.compareHeatRows.columnDefs(told).map(({ field }) => field)"""

NAMED = """(called) => {
  const column = () => window.dash_ag_grid.getApi('compare-heat').getColumn('name').getActualWidth();
  const before = column();
  const areas = window.hexscan.compare.areas();
  const names = areas.names.map((_, row) => `${called} ${row}`);
  window.dash_clientside.hexscan.tellAreas({ ...areas, names });
  document.querySelector('[data-heat="find"]').dispatchEvent(new Event('input', { bubbles: true }));
  return { before, width: column(), fits: window.hexscan.compareHeatRows.nameWidth() };
}"""
"""All areas called otherwise, and the table filled with the columns it has."""


class TestColumns:
    @pytest.mark.parametrize("last", [True, False])
    def test_on_the_data_come_beside_the_rate_unless_nothing_is_lacking(
        self, page: ComparePage, last: bool
    ) -> None:
        shown = ["name", "rate", "rank", "trend", "change", "line"]
        types, on_data = ["burglary", "drugs"], ["missing", "location"]
        told = {
            "heads": {name: [name, name] for name in (*shown, *types, *on_data)},
            "types": types,
            "quality_last": last,
        }
        found = page.page.evaluate(COLUMNS, told)
        assert found == [*shown, *(types + on_data if last else on_data + types)]

    def test_the_column_of_names_follows_the_names_until_the_reader_sets_it(self, page: ComparePage) -> None:
        first = page.page.evaluate(NAMED, "A partnership that has a rather long name")
        assert first["width"] == first["fits"] > first["before"]
        set_by_reader = page.page.evaluate(
            """() => {
              window.dash_ag_grid.getApi('compare-heat').setColumnWidths([{ key: 'name', newWidth: 201 }]);
              return window.dash_ag_grid.getApi('compare-heat').getColumn('name').getActualWidth();
            }"""
        )
        later = page.page.evaluate(NAMED, "A middling name")
        assert later["fits"] not in (first["fits"], set_by_reader)
        assert later["width"] == set_by_reader == 201


class TestSorting:
    def test_a_click_on_a_heading_sorts_and_is_in_the_address(self, page: ComparePage) -> None:
        page.act(header(page, "name").click)
        assert fields(page)["sort"] == "name"
        assert names(page) == sorted(names(page), key=str.casefold)
        page.back()
        assert "sort" not in fields(page)
        rates = [row["sorts"]["rate"] for row in page.heat()]
        assert rates == sorted(rates, reverse=True)

    def test_a_link_opens_sorted(self, browser: Browser, demo_address: str) -> None:
        with comparing(browser, demo_address, f"{TABLE}&sort=-burglary") as page:
            ranks = [-row["sorts"]["burglary"] for row in page.heat()]
            assert ranks == sorted(ranks)

    def test_what_is_not_known_comes_last(self, browser: Browser, demo_address: str) -> None:
        for order in ("change", "-change"):
            path = f"{TABLE}&sort={order}"
            with comparing(browser, demo_address, path) as page:
                changes = [row["sorts"]["change"] for row in page.heat()]
                known = [one for one in changes if one is not None]
                assert changes[len(known) :] == [None] * (len(changes) - len(known))
                assert known == sorted(known, reverse=order.startswith("-"))


class TestRowsAskedFor:
    def test_find(self, page: ComparePage) -> None:
        everyone = names(page)
        wanted = everyone[2]
        field = page.page.locator('[data-heat="find"]')
        page.act(lambda: field.fill(wanted[:4].lower()))
        assert fields(page)["find"] == wanted[:4].lower()
        assert wanted in names(page)
        assert len(names(page)) < len(everyone)
        assert page.text(".heat-count").startswith(f"{len(names(page))} of {len(everyone)}")
        page.act(lambda: field.fill(""))
        assert names(page) == everyone

    def test_only(self, page: ComparePage) -> None:
        exported = page.exported()
        page.act(lambda: page.page.locator('[data-heat="only"]').select_option("above"))
        above = {code for code, row in exported.items() if row["place"] == "above similar areas"}
        assert {row["id"] for row in page.heat()} == above
        page.back()
        assert len(page.heat()) == len(exported)


class TestWaysOut:
    def test_a_name_leads_to_its_scan_and_a_hexagon_to_its_hotspots(self, page: ComparePage) -> None:
        code = page.heat()[0]["id"]
        row = page.page.locator(f'.heat-grid .ag-row[row-id="{code}"]')
        own = dict(parse_qsl(urlsplit(row.locator("a.row-name").get_attribute("href") or "").query))
        assert own["area"] == code
        there = row.locator("a.hotspots-link").get_attribute("href") or ""
        assert "hotspots" in dict(parse_qsl(urlsplit(there).query))["layers"]
        row.locator("a.row-name").click()
        page.wait_for(lambda: urlsplit(page.page.url).path == "/", "Scan")
        page.settle()
        assert fields(page)["area"] == code

    def test_a_button_makes_an_area_ones_own(self, page: ComparePage) -> None:
        code = page.heat()[3]["id"]
        page.act(page.page.locator(f'.heat-grid [data-own="{code}"]').click)
        assert fields(page)["area"] == code
        assert [row["id"] for row in page.heat() if row["marked"]] == [code]

    def test_arrows_move_among_cells_and_enter_follows_the_name(self, page: ComparePage) -> None:
        first, second = (row["id"] for row in page.heat()[:2])
        cell(page, first, "name").focus()
        page.page.keyboard.press("ArrowDown")
        focused = page.page.evaluate("() => document.activeElement.closest('.ag-row').getAttribute('row-id')")
        assert focused == second
        page.page.keyboard.press("Enter")
        page.wait_for(lambda: urlsplit(page.page.url).path == "/", "Scan")
        page.settle()
        assert fields(page)["area"] == second


def test_a_row_under_the_hand_is_lit_and_named(page: ComparePage) -> None:
    row = page.heat()[1]
    cell(page, row["id"], "rank").hover()
    page.wait_for(
        lambda: page.page.locator(f'.heat-grid .ag-row.row-hand[row-id="{row["id"]}"]').count(), "a lit row"
    )
    assert page.text("#compare-hand").startswith(row["name"])


def test_another_filter_changes_the_columns(page: ComparePage) -> None:
    assert header(page, "burglary").count() or page.heat()[0]["types"].keys() >= {"burglary"}
    page.choose("Crime types", "Burglary")
    assert list(page.heat()[0]["types"]) == ["burglary"]
