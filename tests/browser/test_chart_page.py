"""The monthly chart under a real pointer: a month explains itself, and nothing moves."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from scan_page import COLUMN_MIDDLE, ScanPage, opened

pytestmark = pytest.mark.browser

TRACES = """() => document.querySelector('#scan-chart .js-plotly-plot').data.map(
  ({ meta, x, customdata }) => ({ role: meta.role, months: x.map((day) => day.slice(0, 7)), customdata }))"""
ROUND = """() => ['.chart-panel', '.chart-panel h2', '.chart-frame', '.chart-foot'].map((part) => {
  const { x, y, width, height } = document.querySelector(part).getBoundingClientRect();
  return [part, x, y, width, height];
})"""


def point_at(scan: ScanPage, month: str) -> str:
    """The words beside the pointer over a month."""
    place = scan.page.evaluate(COLUMN_MIDDLE, month)
    scan.page.mouse.move(place["x"] - 3, place["y"])
    scan.page.mouse.move(place["x"], place["y"])
    label = scan.page.locator("#scan-chart .hoverlayer .hovertext")
    label.first.wait_for()
    assert label.count() == 1
    return " ".join(label.locator("text").all_text_contents())


def test_every_month_tells_its_count_and_how_usual_that_is(scan: ScanPage) -> None:
    line = scan.chart()[0]
    month, count = next(
        (month, count)
        for month, count in zip(line["months"], line["counts"], strict=True)
        if count is not None
    )
    assert f"{count:,} incidents" in point_at(scan, month)
    assert scan.page.locator("#scan-chart .hoverlayer .axistext:visible").count() == 0


def test_a_marked_month_says_why_it_is_marked(browser: Browser, demo_address: str) -> None:
    with opened(browser, demo_address, "/?sources=demo-police") as scan:
        areas = [row["area_code"] for row in scan.export("areas", level="partnership")]
    for area in areas:
        with opened(browser, demo_address, f"/?sources=demo-police&area={area}") as scan:
            marked = [trace for trace in scan.page.evaluate(TRACES) if trace["role"] == "special"]
            if not marked:
                continue
            why = marked[0]["customdata"][0].partition(": ")[2]
            assert why in point_at(scan, marked[0]["months"][0])
            assert why in scan.page.locator("#scan-chart-table").text_content()
            heads = scan.page.locator("#scan-chart-table tbody th[scope=row]")
            assert heads.count() == len(scan.chart()[0]["months"])
            return
    pytest.fail("No partnership of the demonstration has a month that stands out")


def test_nothing_moves_under_the_pointer_or_with_a_new_answer(scan: ScanPage) -> None:
    before = scan.page.evaluate(ROUND)
    point_at(scan, scan.chart()[0]["months"][-1])
    assert scan.page.evaluate(ROUND) == before
    plot = scan.page.locator("#scan-chart .nsewdrag").bounding_box()
    area = scan.rows()[0]["id"]
    scan.act(lambda: scan.page.evaluate("(code) => window.hexscan.picks.area(code, { add: false })", area))
    after = scan.page.locator("#scan-chart .nsewdrag").bounding_box()
    assert plot is not None and after is not None
    assert (after["x"], after["width"]) == (plot["x"], plot["width"])
