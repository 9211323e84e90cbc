"""What a first visit fetches: everything once, no more of Plotly than the chart needs, little in all."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import plotly
import pytest
from playwright.sync_api import Browser, Page, Route
from scan_page import DESKTOP, ScanPage, opened

pytestmark = pytest.mark.browser

LARGEST = 2_000_000
MOST_REQUESTS = 40
MARKED = "sources=demo-police&area=X06000001"
"""An area of the demonstration with a month that stands out."""
LINES = """() => {
  const plot = document.querySelector('#scan-chart .js-plotly-plot');
  const number = (parts) => plot.querySelectorAll(parts).length;
  return {
    lines: number('.scatterlayer .js-line'), bands: number('.scatterlayer .js-fill'),
    points: number('.points path'), shades: number('.shapelayer path'), ticks: number('.xtick'),
    kinds: [...new Set(plot.data.map(({ type }) => type))],
  };
}"""
ENTRIES = """() => ['resource', 'navigation'].flatMap((kind) => performance.getEntriesByType(kind)).map(
  ({ name, transferSize }) => [name, transferSize])"""


def fetched(page: Page) -> list[tuple[str, int]]:
    """Path and bytes over the wire of everything that the page has fetched, icons inside it left out."""
    entries = page.evaluate(ENTRIES)
    return [(urlsplit(name).path, size) for name, size in entries if not name.startswith("data:")]


def test_a_first_visit_is_small_and_asks_for_nothing_twice(browser: Browser, demo_address: str) -> None:
    with opened(browser, demo_address, "/") as scan:
        scan.browsing()
        files = fetched(scan.page)
        assert 0 < sum(size for _, size in files) <= LARGEST
        assert len(files) <= MOST_REQUESTS
        paths = [path for path, _ in files]
        assert sorted(set(paths)) == sorted(paths)
        assert not [path for path in paths if path.endswith("plotly.min.js") or path.startswith("/assets/")]
        assert "/_favicon.ico" not in paths and "/favicon.ico" not in paths
        assert not [path for path in paths if path == "/_dash-update-component"]


def test_the_chart_is_whole(browser: Browser, demo_address: str) -> None:
    """Every kind of trace and mark that figures/chart.py draws with is in the part that is loaded."""
    with opened(browser, demo_address, f"/?{MARKED}") as scan:
        drawn = scan.page.evaluate(LINES)
        assert drawn.pop("kinds") == ["scatter"]
        assert all(drawn.values()), drawn


def test_a_second_visit_fetches_no_script(browser: Browser, demo_address: str) -> None:
    with opened(browser, demo_address, "/") as scan:
        scan.open("/")
        again = {path: size for path, size in fetched(scan.page) if path.endswith((".js", ".css"))}
        assert len(again) > 10
        assert set(again.values()) == {0}  # from the browser's own cache


def test_with_the_whole_of_plotly_in_place_of_the_part(browser: Browser, demo_address: str) -> None:
    """What a release whose chart needs more would vendor works in the same place."""
    whole = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    context = browser.new_context(viewport=DESKTOP)
    try:
        context.route("**/plotly-basic.min.js", lambda route: route.fulfill(path=whole))
        scan = ScanPage(context, demo_address)
        scan.page.set_default_timeout(60_000)  # the test's own way of sending it is slow
        scan.open(f"/?{MARKED}")
        assert all(scan.page.evaluate(LINES).values())
        assert scan.faults == []
    finally:
        context.close()


def without_referrer(route: Route) -> None:
    """The page, with word to the browser never to say which address it asks from."""
    answer = route.fetch()
    route.fulfill(response=answer, headers=answer.headers | {"referrer-policy": "no-referrer"})


def test_a_frame_that_came_empty_asks_for_its_page(browser: Browser, demo_address: str) -> None:
    """As where something between browser and server removes the address that a browser asks from."""
    context = browser.new_context(viewport=DESKTOP)
    try:
        scan = ScanPage(context, demo_address)
        for path, title in (("/sources", "Sources"), ("/", "Scan")):
            scan.page.route(f"{demo_address}{path}", without_referrer)
            asked = len(scan.requests)
            scan.open(path)
            assert title in scan.page.locator("h1").inner_text()
            assert [one for one in scan.requests[asked:] if "_dash-update-component" in one.url]
        assert scan.faults == []
    finally:
        context.close()
