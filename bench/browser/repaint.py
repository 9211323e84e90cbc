"""Repaint of all cells after a filter click: from the new data being in the page to the painted frame.

Ours is the map in the whole Scan page; the baselines are pages with nothing but their map, of the same size
and view: dash-leaflet with new GeoJSON data on a canvas, and Plotly's `choropleth_map` with new counts. Two
years of all crime are shown in turn, so that nearly every cell is painted and changes. What is compared
first: the counts of a sample of cells and the total, on each page and for both years.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import pandas as pd
from playwright.sync_api import Browser, Page

from bench.baselines import leaflet_page, plotly_page
from bench.baselines.leaflet_page import View
from bench.baselines.usual_page import COLOURS, collection, hideout, outline
from bench.browser.choices import FIRST, Choice, Truth, truth
from bench.browser.chrome import launched, prepared, shown, until
from bench.browser.pages import OpenPage, Side, check_counts
from bench.incidents import served_version
from bench.record import Row, median_row, quantile
from bench.server.serving import hexscan, in_thread

INCIDENTS = 1_000_000
BARS = {5_000: 5.0, 10_000: 7.0, 20_000: 10.0}
"""Against dash-leaflet."""
PLOTLY_BAR = 8.0
YEARS = (FIRST, Choice(first=FIRST.first - 12, last=FIRST.last - 12))
REPAINTS = 9
WHERE = """() => {
  const box = document.querySelector('[data-hexmap] .leaflet-container').getBoundingClientRect();
  const [west, south, east, north] = window.hexscan.map.bounds();
  const { zoom } = window.hexscan.map.state();
  return [(south + north) / 2, (west + east) / 2, zoom, Math.round(box.width), Math.round(box.height)];
}"""
TAKE = "(year) => { (window.benchYears = window.benchYears || [])[year] = window.bench.values; }"
FETCH = """async (n) => {
  const ask = async (_, year) => (await window.fetch(`/collections/${year}`)).json();
  window.benchYears = await Promise.all(Array.from({ length: n }, ask));
}"""
OURS = """([year, expected]) => {
  const values = window.benchYears[year];
  return window.bench.acted(() => window.hexscan.map.paint({ ...values }), expected);
}"""
LEAFLET = """([year, expected]) => {
  const data = window.benchYears[year];
  return window.bench.acted(() => window.dash_clientside.set_props('cells', { data }), expected);
}"""
PLOTLY = """([year, expected]) => {
  const z = window.benchYears[year];
  const chart = window.bench.side.chart();
  return window.bench.acted(() => window.Plotly.restyle(chart, { z: [z] }, [0]), expected);
}"""

Repaint = Callable[[int], float]


def measure() -> list[Row]:
    """Rows for each number of cells."""
    with launched() as browser:
        return [row for cells in BARS for row in measured_on(browser, cells)]


def measured_on(browser: Browser, cells: int, repaints: int = REPAINTS) -> list[Row]:
    """Repaints of the three maps in turn."""
    right = truth(INCIDENTS, cells)
    with ExitStack() as stack:
        server = stack.enter_context(hexscan(served_version(INCIDENTS, cells)))
        ours = stack.enter_context(Side("hexscan", server.address, right).opened(browser))
        view = View(*ours.page.evaluate(WHERE))
        works = [
            _ours(ours),
            stack.enter_context(_leaflet(browser, right, view)),
            stack.enter_context(_plotly(browser, right, view)),
        ]
        found: list[list[float]] = [[] for _ in works]
        for turn in range(-2, repaints):  # the first two warm up
            for work, own in zip(works, found, strict=True):
                milliseconds = work((turn + 1) % 2)
                if turn >= 0:
                    own.append(milliseconds)
    painted = [int((right.cell_counts(year) > 0).sum()) for year in YEARS]
    return _rows(cells, found, f"{painted[0]:,} and {painted[1]:,} cells with incidents, in turn")


def _totals(right: Truth) -> list[dict[str, Any]]:
    return [{"map": right.expected(year)["map"]} for year in YEARS]


def _ours(opened: OpenPage) -> Repaint:
    """Repaints with the values that the map was given when each year was chosen."""
    for place, year in enumerate(YEARS):
        if place:
            opened.choose(year)
            opened.rest()
        opened.check_cells()
        opened.page.evaluate(TAKE, place)
    return _in_page(opened.page, OURS, _totals(opened.side.truth))


def _in_page(page: Page, script: str, totals: Sequence[dict[str, Any]]) -> Repaint:
    def repaint(year: int) -> float:
        page.bring_to_front()
        page.wait_for_timeout(100)
        return float(page.evaluate(script, [year, totals[year]]))

    return repaint


@contextmanager
def _leaflet(browser: Browser, right: Truth, view: View) -> Iterator[Repaint]:
    tables = [_counts(right, year) for year in YEARS]
    outlines = {cell: outline(cell) for cell in right.cells}
    collections = [collection(outlines, table) for table in tables]
    server = leaflet_page.create_server(collections, hideout(tables[0]), view, canvas=True)
    totals = _totals(right)
    with in_thread(server) as address, prepared(browser, "usual") as page:
        page.goto(address)
        until(page, lambda: shown(page, "map") == totals[0]["map"], lambda: "dash-leaflet's first picture")
        page.evaluate(FETCH, len(YEARS))
        repaint = _in_page(page, LEAFLET, totals)
        for place, year in enumerate(YEARS):
            repaint(place)
            check_counts(page, right, year, "dash-leaflet's map")
        yield repaint


def _counts(right: Truth, year: Choice) -> pd.Series:
    counts = pd.Series(right.cell_counts(year), index=right.cells)
    return counts[counts > 0]


@contextmanager
def _plotly(browser: Browser, right: Truth, view: View) -> Iterator[Repaint]:
    counts = [right.cell_counts(year) for year in YEARS]
    shapes = collection(
        {cell: outline(cell) for cell in right.cells}, pd.Series(counts[0], index=right.cells)
    )
    server = plotly_page.create_server(shapes, view, COLOURS, most=int(pd.Series(counts[0]).quantile(0.97)))
    totals = _totals(right)
    with in_thread(server) as address, prepared(browser, "plotly") as page:
        page.goto(address)
        until(page, lambda: shown(page, "map") == totals[0]["map"], lambda: "Plotly's first picture")
        page.evaluate("(years) => { window.benchYears = years; }", [each.tolist() for each in counts])
        repaint = _in_page(page, PLOTLY, totals)
        for place, year in reversed(list(enumerate(YEARS))):  # the first is what it opened with
            repaint(place)
            check_counts(page, right, year, "Plotly's map")
        yield repaint


def _rows(cells: int, found: Sequence[Sequence[float]], painted: str) -> list[Row]:
    ours, leaflet, plotly = found
    data = f"{cells:,} cells"
    work = "repaint of the map after a filter click"
    baselines = (
        ("dash-leaflet, canvas", leaflet, BARS[cells]),
        ("Plotly choropleth_map", plotly, PLOTLY_BAR),
    )
    return [
        median_row(
            work,
            data,
            baseline,
            ours,
            theirs,
            bar=bar,
            note=f"{len(ours)} times, from the data in the page to the painted frame; {painted}; "
            f"p95 {quantile(ours, 0.95):.0f} ms of ours, {quantile(theirs, 0.95):.0f} of theirs",
        )
        for baseline, theirs, bar in baselines
    ]
