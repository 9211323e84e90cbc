"""What the Compare page says before anything is touched, on the two desktops it is made for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from compare_page import ComparePage, comparing
from playwright.sync_api import Browser

from dashboard.layouts import words

pytestmark = pytest.mark.browser

CUT = """(inputs) => inputs.filter((input) => input.offsetWidth && input.scrollWidth > input.clientWidth)
  .map((input) => input.value)"""
LINES = """(title) => {
  const range = document.createRange();
  range.selectNodeContents(title);
  // What is narrower is for a screen reader alone.
  const seen = [...range.getClientRects()].filter(({ width }) => width > 2);
  return new Set(seen.map(({ bottom }) => Math.round(bottom / 8))).size;
}"""
SIZES = [(1366, 768), (1920, 1080)]


@pytest.fixture(params=SIZES, ids=lambda size: str(size[0]))
def page(request: pytest.FixtureRequest, browser: Browser, demo_address: str) -> Iterator[ComparePage]:
    viewport = dict(zip(("width", "height"), request.param, strict=True))
    path = "/compare?types=burglary&trend=quarter"
    with comparing(browser, demo_address, path, viewport=viewport) as opened:
        yield opened


def test_what_is_compared_can_be_read_in_every_tab(page: ComparePage) -> None:
    for tab in ("Overview", "Worse and worsening", "Table", "Side by side"):
        if tab != "Overview":
            page.page.get_by_role("button", name=tab, exact=True).click()
        cut = page.page.locator(".filter-areas input, .filter-period input").evaluate_all(CUT)
        areas = page.page.locator(".filter-areas input").first
        assert ", " in areas.input_value()
        if page.page.viewport_size == {"width": 1366, "height": 768}:
            # A fifth control, of sources, is there: a longer name may be cut, but not after a few letters.
            room = areas.evaluate("(input) => input.clientWidth")
            assert room > 190, tab
            cut = [value for value in cut if value != areas.input_value()]
        assert cut == [], tab


def test_findings_stand_in_one_line(page: ComparePage) -> None:
    for panel in ("dots", "funnel", "months"):
        title = page.page.locator(f'[data-panel="{panel}"] h2')
        assert title.evaluate(LINES) == 1, title.text_content()
    sub = page.page.locator('[data-panel="dots"] .panel-sub')
    assert sub.evaluate("(line) => line.scrollWidth <= line.clientWidth"), sub.text_content()


def test_all_twelve_rows_of_dots_and_charts_are_in_view(page: ComparePage) -> None:
    for rows in (".dots-rows", ".chart-rows"):
        sizes = page.page.locator(rows).evaluate("(list) => [list.clientHeight, list.scrollHeight]")
        assert sizes[0] == sizes[1], rows
    names = page.page.locator(".funnel .point-name:not(.hand-name)")
    assert names.count() == page.page.locator(".funnel .point").count() == 12
    assert page.page.locator(".funnel .tick text").count() >= 4


def test_every_rate_stands_in_figures_as_it_is_exported(page: ComparePage) -> None:
    exported = page.exported()
    codes = [mark["area"] for mark in page.marks("dots")]
    figures = page.page.locator(".dots-rate")
    assert figures.all_text_contents() == [words.rate(float(exported[code]["rate"])) for code in codes]
    assert figures.evaluate_all("(all) => all.every((one) => one.scrollWidth <= one.clientWidth)")
    axis = page.page.locator(".dots-ground .tick text").all_text_contents()
    numbers = [float(text.replace(",", "")) for text in axis]
    assert len(numbers) >= 3 and "" not in axis
    assert numbers[-1] + numbers[1] > max(float(row["rate"]) for row in exported.values())


def test_marks_of_the_months_have_a_key(page: ComparePage) -> None:
    assert page.page.locator(".chart-outside, .chart-in-row").count() > 0
    assert page.page.locator(".chart-key .mark-key:visible").count() > 0


def test_the_map_is_nearly_square_and_has_a_key(page: ComparePage) -> None:
    frame = page.page.locator('[data-panel="map"] .map-frame').bounding_box()
    legend = page.page.locator("#compare-legend").bounding_box()
    assert frame is not None and legend is not None
    assert frame["height"] > 220 and 0.6 < frame["width"] / frame["height"] < 1.6
    assert legend["y"] >= frame["y"] + frame["height"] - 1, "no area lies under it"


def test_who_stands_out_is_named(page: ComparePage) -> None:
    rest = page.page.locator('[data-panel="months"] .title-rest')
    if "stand" in page.title("months") and not page.title("months").startswith("No area"):
        box = rest.bounding_box()
        assert box is not None and box["width"] > 20 and box["height"] > 8
    else:
        pytest.fail(f"the demonstration has somebody who stands out: {page.title('months')}")
