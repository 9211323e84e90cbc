"""Hovering over a cell, a row, a month or a crime type: the three other panels follow, without the network.

What panels show is compared with exports of the same selection; a real mouse does the moving.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, Route
from scan_page import COLUMN_MIDDLE, ScanPage, number, opened

from tests import on_screen

pytestmark = pytest.mark.browser

POLICE = "/?sources=demo-police"
BY_TYPE = f"{POLICE}&table=type"
WHOLE = f"{POLICE}&area=X06000002"  # reported in every month: a year before is there to compare with
AWAY = (5, 300)  # the page's margin, where nothing lies
AT_ONCE = 5.0  # seconds: far more than hovering takes on a busy machine, far less than the delayed network

SHOWN = """() => ({
  statistics: document.querySelector('#scan-statistics').innerHTML,
  chart: window.hexscan.browseChart.drawn(),
  plot: document.querySelector('#scan-chart .main-svg').outerHTML.length,
  rows: [...document.querySelectorAll('#scan-table .ag-row[row-id]')].map((row) => [
    row.getAttribute('row-id'), row.classList.contains('row-hand'), row.innerText]),
  legend: document.querySelector('.map-notes').innerText,
  map: (({ highlighted, overlay, painted, total }) => ({ highlighted, overlay, painted, total }))(
    window.hexscan.map.state()),
  tooltip: !document.querySelector('.hexmap-tooltip:not(.premises-tooltip)').hidden,
})"""
UNDER = """() => Object.fromEntries(
  [...document.querySelector('#scan-statistics .cards').querySelectorAll('.under')]
    .map((line) => [line.dataset.under, line.textContent]))"""
MARKED = """(sign) => Object.fromEntries(
  [...document.querySelectorAll(`#scan-table .ag-row${sign}`)].map((row) => [
    row.getAttribute('row-id'), row.querySelector('[col-id="incidents"]').innerText]))"""
TOOLTIP = ".hexmap-tooltip:not(.premises-tooltip)"
MONTH_PLACES = """(months) => {
  const { xaxis } = document.querySelector('#scan-chart .js-plotly-plot')._fullLayout;
  return months.map((month) => xaxis._offset + xaxis.d2p(`${month}-01`));
}"""


class Hand:
    """The pointer on the Scan page, and what the panels show of the thing beneath it."""

    def __init__(self, scan: ScanPage) -> None:
        self.scan = scan
        self.page = scan.page
        scan.wait_for(lambda: self.state()["ready"], "browsing data")

    def state(self) -> dict[str, Any]:
        return dict(self.page.evaluate("() => window.hexscan.browse.state()"))

    def rest(self, x: float, y: float, kind: str) -> None:
        start = time.monotonic()
        self.page.mouse.move(x, y, steps=3)
        while (self.state()["shown"] or {}).get("kind") != kind:
            assert time.monotonic() - start < AT_ONCE, f"nothing shown of a {kind} under the pointer"
            self.page.wait_for_timeout(5)

    def over_cell(self, cell: str) -> None:
        point = self.page.evaluate("(cell) => window.hexscan.map.where(cell)", cell)
        self.rest(point["x"], point["y"], "cell")

    def over_row(self, identity: str, kind: str) -> None:
        box = self.scan.row(identity).locator(".ag-cell").first.bounding_box()
        assert box is not None
        self.rest(box["x"] + 20, box["y"] + box["height"] / 2, kind)

    def over_month(self, month: str) -> None:
        point = self.page.evaluate(COLUMN_MIDDLE, month)
        self.rest(point["x"], point["y"], "month")

    def away(self) -> None:
        self.page.mouse.move(*AWAY)
        self.scan.wait_for(lambda: self.state()["shown"] is None, "the panels to be left alone")
        self.page.wait_for_timeout(50)

    def shown(self) -> dict[str, Any]:
        return dict(self.page.evaluate(SHOWN))

    def under(self) -> dict[str, str]:
        """Words under the figures of the statistics."""
        return dict(self.page.evaluate(UNDER))

    def marked(self, sign: str = ".row-hand") -> dict[str, str]:
        """Marked rows of the table in view, and what they say of incidents."""
        return dict(self.page.evaluate(MARKED, sign))

    def line(self) -> dict[str, int]:
        """Counts of the orange line by month, read back from where it was drawn."""
        drawn = self.page.evaluate("() => window.hexscan.browseChart.drawn()")
        points = [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", drawn["path"])]
        places = self.page.evaluate(MONTH_PLACES, drawn["months"])
        counts = {}
        for x, y in points:
            nearest = min(range(len(places)), key=lambda i: abs(places[i] - x))
            assert abs(places[nearest] - x) < 0.5, "the line's points stand where the chart's months do"
            counts[drawn["months"][nearest]] = round((drawn["base"] - y) / drawn["height"] * drawn["most"])
        return counts

    def export(self, panel: str, **more: object) -> list[dict[str, str]]:
        """An export of what the page shows, whatever month: the period comes from `more` or is the page's."""
        return self.scan.export(panel, **more)


@pytest.fixture
def hand(scan: ScanPage) -> Hand:
    """The pointer over the table of areas."""
    return Hand(scan)


@pytest.fixture
def hand_by_type(browser: Browser, demo_address: str) -> Iterator[Hand]:
    """The pointer over the table of crime types."""
    with opened(browser, demo_address, BY_TYPE) as page:
        yield Hand(page)


def all_months(hand: Hand) -> Mapping[str, str]:
    months = hand.page.evaluate("() => window.hexscan.browseChart.months()")
    return {"from": months[0], "to": months[-1]}


def monthly(rows: list[dict[str, str]]) -> dict[str, int]:
    return {row["month"]: int(row["incidents"]) for row in rows if row["incidents"]}


def figure(hand: Hand, statistic: str, **more: object) -> str:
    rows = hand.export("statistics", **more)
    return next(row["value"] for row in rows if row["statistic"] == statistic)


def counted(rows: list[dict[str, str]], column: str) -> dict[str, int]:
    return {row[column]: int(row["incidents"]) for row in rows if int(row["incidents"] or 0)}


def first_number(text: str) -> float | None:
    found = re.match(r"[+−]?[\d,.]*\d", text)
    return number(found.group()) if found else None


def untouched(hand: Hand, before: dict[str, Any]) -> None:
    hand.away()
    hand.scan.page.evaluate("() => hexscan.frames.painted()")
    assert hand.shown() == before


def test_a_cell_speaks_in_statistics_chart_and_table_of_areas(hand: Hand) -> None:
    before = hand.shown()
    cell = hand.scan.busiest_cell()
    hand.over_cell(cell)
    under = hand.under()
    assert first_number(under["incidents"]) == float(figure(hand, "incidents", cell=cell))
    assert first_number(under["change"]) == float(figure(hand, "change", cell=cell))
    verdict = on_screen.called(figure(hand, "verdict", cell=cell))
    assert verdict.endswith(under["change"].split(" ", 2)[2])
    assert under["rate"] == "a cell has no rate"
    assert hand.line() == monthly(hand.export("months", cell=cell, **all_months(hand)))
    totals = counted(hand.export("areas"), "area_code")
    inside = counted(hand.export("areas", cell=cell), "area_code")
    assert hand.marked() == {code: f"{count:,} of {totals[code]:,}" for code, count in inside.items()}
    tooltip = hand.scan.text(TOOLTIP)
    assert tooltip.startswith(f"{int(float(figure(hand, 'incidents', cell=cell))):,} incidents here")
    assert verdict in tooltip
    untouched(hand, before)


def test_a_cell_marks_its_crime_types(hand_by_type: Hand) -> None:
    hand = hand_by_type
    before = hand.shown()
    cell = hand.scan.busiest_cell()
    hand.over_cell(cell)
    totals = counted(hand.export("types"), "crime_type")
    inside = counted(hand.export("types", cell=cell), "crime_type")
    marked = hand.marked()
    assert marked
    assert marked.items() <= {slug: f"{n:,} of {totals[slug]:,}" for slug, n in inside.items()}.items()
    untouched(hand, before)


def test_an_area_lights_the_map_and_speaks_in_chart_and_statistics(hand: Hand) -> None:
    before = hand.shown()
    row = hand.scan.rows()[0]
    hand.over_row(row["id"], "area")
    under = hand.under()
    pinned = {"pins": row["id"]}
    assert first_number(under["incidents"]) == float(figure(hand, "incidents", **pinned))
    assert first_number(under["rate"]) == pytest.approx(
        float(figure(hand, "rate-per-1000", **pinned)), abs=0.06
    )
    assert first_number(under["change"]) == float(figure(hand, "change", **pinned))
    assert hand.line() == monthly(hand.export("months", **pinned, **all_months(hand)))
    cells = hand.export("cells", area=row["id"], res=hand.scan.map()["resolution"])
    assert hand.shown()["map"]["highlighted"] >= len(cells) > 0
    untouched(hand, before)


def test_an_area_on_a_map_of_rates_marks_its_row_and_speaks_in_chart_and_statistics(
    browser: Browser, demo_address: str
) -> None:
    with opened(browser, demo_address, f"{WHOLE}&measure=rate") as scan:
        hand = Hand(scan)
        before = hand.shown()
        box = scan.page.locator(".map-frame").bounding_box()
        assert box is not None
        hand.rest(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, "area")
        code = hand.state()["shown"]["id"]
        row = next(row for row in scan.rows() if row["id"] == code)
        assert hand.marked().keys() <= {code}
        assert first_number(hand.under()["incidents"]) == row["incidents"]
        assert first_number(hand.under()["rate"]) == pytest.approx(row["rate"], abs=0.06)
        assert hand.line() == monthly(hand.export("months", pins=code, **all_months(hand)))
        untouched(hand, before)


def test_a_hotspot_in_the_table_lights_its_cell(browser: Browser, demo_address: str) -> None:
    with opened(browser, demo_address, f"{WHOLE}&layers=hotspots&table=hotspots") as scan:
        hand = Hand(scan)
        before = hand.shown()
        row = scan.page.locator('#scan-table .ag-row[row-index="0"]').get_attribute("row-id") or ""
        hand.over_row(row, "cell")
        assert first_number(hand.under()["incidents"]) == float(figure(hand, "incidents", cell=row))
        assert hand.shown()["map"]["highlighted"] == 1
        assert hand.shown() != before
        untouched(hand, before)


def test_a_type_shows_where_it_is_and_speaks_in_chart_and_statistics(hand_by_type: Hand) -> None:
    hand = hand_by_type
    before = hand.shown()
    row = hand.scan.rows()[0]
    chosen = {"types": row["id"]}
    hand.over_row(row["id"], "type")
    under = hand.under()
    assert first_number(under["incidents"]) == float(figure(hand, "incidents", **chosen))
    assert first_number(under["change"]) == float(figure(hand, "change", **chosen))
    assert under["share"].startswith(row["share_text"])
    assert hand.line() == monthly(hand.export("months", **chosen, **all_months(hand)))
    shown = hand.shown()
    assert shown["map"]["overlay"] and row["name"] in shown["legend"]
    untouched(hand, before)


@pytest.mark.parametrize(
    ("panel", "column", "table"), [("areas", "area_code", ""), ("types", "crime_type", "&table=type")]
)
def test_a_month_shows_on_the_map_in_statistics_and_in_both_tables(
    browser: Browser, demo_address: str, panel: str, column: str, table: str
) -> None:
    month, name, earlier = "2025-03", "March 2025", "2024-03"
    with opened(browser, demo_address, f"{WHOLE}{table}") as scan:
        hand = Hand(scan)
        before = hand.shown()
        hand.over_month(month)
        series = monthly(hand.export("months", **all_months(hand)))
        under = hand.under()
        assert under["incidents"] == f"{series[month]:,} in Mar 2025"
        assert first_number(under["change"]) == series[earlier]
        totals = counted(hand.export(panel), column)
        inside = counted(hand.export(panel, **{"from": month, "to": month}), column)
        assert hand.marked() == {}, "a month touches every row: none stands out"
        marked = hand.marked(".row-here")
        assert marked
        assert marked.items() <= {key: f"{n:,} of {totals[key]:,}" for key, n in inside.items()}.items()
        shown = hand.shown()
        assert shown["map"]["overlay"]
        assert name in shown["legend"]
        untouched(hand, before)


def test_hovering_needs_no_network(browser: Browser, demo_address: str) -> None:
    def late(route: Route) -> None:
        time.sleep(2 * AT_ONCE)
        route.continue_()

    for path, kind in ((POLICE, "area"), (BY_TYPE, "type")):
        with opened(browser, demo_address, path) as scan:
            hand = Hand(scan)
            cell, row = scan.busiest_cell(), scan.rows()[0]["id"]
            before = hand.shown()
            scan.context.route("**/*", late)
            asked = len(scan.requests)
            # Each fails where the panels take longer than AT_ONCE.
            hand.over_cell(cell)
            assert any(hand.under().values()) and hand.line() and hand.marked()
            hand.over_row(row, kind)
            assert any(hand.under().values()) and hand.line() and hand.shown()["map"] != before["map"]
            hand.over_month("2025-03")
            seen = hand.shown()
            assert (
                any(hand.under().values()) and seen["rows"] != before["rows"] and seen["map"] != before["map"]
            )
            untouched(hand, before)
            assert scan.requests[asked:] == []
            scan.context.unroute("**/*")


def test_until_browsing_data_come_only_counts_are_shown(browser: Browser, demo_address: str) -> None:
    held: list[Route] = []
    with opened(browser, demo_address, "/sources") as scan:
        scan.context.route("**/browse/**", lambda route: held.append(route))
        scan.page.goto(f"{demo_address}{POLICE}")
        scan.wait_for(lambda: held, "the page to ask for browsing data")
        scan.wait_for(lambda: scan.rows() and (scan.map() or {}).get("painted"), "the map and the table")
        cell = scan.busiest_cell()
        point = scan.page.evaluate("(cell) => window.hexscan.map.where(cell)", cell)
        scan.page.mouse.move(point["x"], point["y"], steps=3)
        scan.wait_for(lambda: any(scan.page.evaluate(UNDER).values()), "the count under the pointer")
        under = scan.page.evaluate(UNDER)
        count = next(row for row in scan.export("cells", res=scan.map()["resolution"]) if row["cell"] == cell)
        assert first_number(under["incidents"]) == float(count["incidents"])
        assert not under["change"]
        assert scan.page.evaluate(MARKED, ".row-hand") == {}
        assert scan.page.evaluate("() => window.hexscan.browseChart.drawn().path") == ""
        for route in held:
            route.continue_()
        scan.wait_for(lambda: scan.page.evaluate(MARKED, ".row-hand"), "the rest, once the data are there")
        assert scan.page.evaluate(UNDER)["change"]


def test_the_lock_holds_what_was_under_the_pointer(hand: Hand) -> None:
    before = hand.shown()
    cell, row = hand.scan.busiest_cell(), hand.scan.rows()[0]["id"]
    hand.over_cell(cell)
    hand.page.keyboard.press("l")
    held = hand.under()
    button = hand.page.locator("#scan-lock")
    assert button.get_attribute("aria-pressed") == "true"
    hand.page.mouse.move(*AWAY)
    hand.page.mouse.move(*[hand.scan.row(row).bounding_box()[axis] + 9 for axis in ("x", "y")])  # type: ignore[index]
    hand.page.wait_for_timeout(100)
    assert hand.under() == held
    assert hand.state()["shown"]["id"] == cell
    assert "lock" not in hand.scan.search
    hand.page.reload()
    hand.scan.settle()
    hand.scan.wait_for(lambda: hand.under() == held, "what was locked before the reload")
    hand.page.mouse.move(*AWAY)
    button.click()
    hand.page.mouse.move(*AWAY)
    hand.scan.wait_for(lambda: hand.under() == dict.fromkeys(held, ""), "the lock to let go")
    assert button.get_attribute("aria-pressed") == "false"
    assert hand.shown()["map"] == before["map"]


def test_keys_are_heard_and_a_mouse_is_not(hand: Hand) -> None:
    spoken = hand.page.locator("#scan-spoken")
    row = hand.scan.rows()[0]
    hand.over_row(row["id"], "area")
    hand.page.wait_for_timeout(900)
    assert spoken.inner_text() == ""
    hand.away()
    hand.page.locator("#scan-table .ag-row[row-index='0'] .ag-cell").first.focus()
    hand.page.keyboard.press("ArrowDown")
    second = hand.scan.rows()[1]
    hand.scan.wait_for(lambda: second["name"] in spoken.inner_text(), "the row to be spoken of")
    assert f"{second['incidents']:,} incidents" in spoken.inner_text()
    assert hand.state()["shown"]["id"] == second["id"]
    hand.page.locator(".leaflet-container").focus()
    hand.page.keyboard.press("ArrowDown")
    hand.scan.wait_for(lambda: hand.state()["shown"] and hand.state()["shown"]["kind"] == "cell", "a walk")
    cell = hand.state()["shown"]["id"]
    hand.scan.wait_for(
        lambda: on_screen.called(figure(hand, "verdict", cell=cell)) in spoken.inner_text(),
        "the cell's words",
    )
