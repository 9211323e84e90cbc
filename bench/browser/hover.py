"""Hover to all four panels painted: Hexscan against the usual page, cell by cell in turn.

A mouse goes from cell to cell of resolution 9. A hover begins with the time stamp of the mouse's move and
ends when the map marks the cell, statistics and table say what numpy counted in it and the chart has its
months, and a frame has been produced since (stopwatch.js). Both are measured without a delay of the network
and with one of 100 ms a request, which the browser emulates. Beside it: what our line over the chart would
take as a trace of Plotly's, in our own page.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from playwright.sync_api import Browser

from bench.browser.choices import FIRST, truth
from bench.browser.chrome import delay, free_cells, launched
from bench.browser.pages import OpenPage, Side
from bench.incidents import served_version
from bench.record import Row, median_row, p95_row
from bench.server.serving import hexscan, usual

BASELINE = "usual Dash page"
DELAYS = (0, 100)  # milliseconds
THREE_FRAMES = 50.0  # milliseconds
OURS, THEIRS = 80, 20
"""Cells pointed at; for each of theirs, some of ours."""
CANDIDATES = 3_000
TRACES = 25
TRACE = """async (cells) => {
  const chart = document.querySelector('#scan-chart .js-plotly-plot');
  const { side, frame } = window.bench;
  const took = [];
  for (const months of cells.map(side.months)) {
    const begun = window.performance.now();
    await window.Plotly.restyle(chart, { y: [months] }, [chart.data.length - 1]);
    await frame();
    took.push(window.performance.now() - begun);
  }
  return took;
}"""
INCIDENTS = 1_000_000


def measure() -> list[Row]:
    """Rows for 5,000 and 20,000 cells."""
    with launched() as browser:
        return [row for cells in (5_000, 20_000) for row in measured_on(browser, cells)]


def measured_on(browser: Browser, cells: int, hovers: tuple[int, int] = (OURS, THEIRS)) -> list[Row]:
    """Hovers in turn on both pages, without and with delay."""
    right = truth(INCIDENTS, cells)
    rows = []
    data = f"{INCIDENTS:,} incidents, {cells:,} cells"
    medians = []
    with (
        hexscan(served_version(INCIDENTS, cells)) as our_server,
        usual(INCIDENTS, cells) as their_server,
        Side("hexscan", our_server.address, right).opened(browser) as ours,
        Side("usual", their_server.address, right).opened(browser) as theirs,
    ):
        for opened in (ours, theirs):
            opened.check_cells()
        for milliseconds in DELAYS:
            for opened in (ours, theirs):
                delay(opened.session, milliseconds)
            found = _in_turn((ours, theirs), hovers)
            medians.append(statistics.median(found[0]))
            rows += _rows(f"{data}, {milliseconds} ms delay", *found)
        rows += [_same_with_delay(data, medians), _as_trace(ours, data, medians[0])]
    return rows


def _as_trace(ours: OpenPage, data: str, median: float) -> Row:
    """The chart alone, given the months of cells by Plotly; at the end, as it leaves the chart like that."""
    ours.page.bring_to_front()
    cells = ours.side.truth.some_cells(FIRST, TRACES)
    took = ours.page.evaluate(TRACE, cells)
    return Row(
        "hover to all panels painted",
        data,
        "chart alone, by Plotly",
        median,
        statistics.median(took),
        "ms",
    )


def _in_turn(pages: Sequence[OpenPage], hovers: Sequence[int]) -> list[list[float]]:
    """Milliseconds of each hover on each page: some on the one, then some on the other, and again."""
    found: list[list[float]] = [[] for _ in pages]
    rounds = min(hovers)
    walks = [_walk(opened, most + 1) for opened, most in zip(pages, hovers, strict=True)]
    for turn in range(rounds):
        for opened, walk, most, own in zip(pages, walks, hovers, found, strict=True):
            opened.page.bring_to_front()
            first = turn * most // rounds
            for place in walk[first : (turn + 1) * most // rounds]:
                own.append(float(opened.hover(*place)["total"]))
                opened.page.wait_for_timeout(20)
    for opened in pages:
        opened.leave()
    return found


def _walk(opened: OpenPage, most: int) -> list[tuple[str, float, float]]:
    """Cells to point at, in no order. The first hover only brings the mouse onto the map."""
    opened.page.bring_to_front()
    opened.leave()
    first, *others = free_cells(opened.page, opened.side.truth.some_cells(FIRST, CANDIDATES), most)
    opened.hover(*first)
    return others


def _rows(data: str, ours: Sequence[float], theirs: Sequence[float]) -> list[Row]:
    work = "hover to all panels painted"
    repeats = f"{len(ours)} hovers of ours, {len(theirs)} of theirs"
    frames = f"{repeats}; three display frames are 50 ms"
    return [
        median_row(work, data, BASELINE, ours, theirs, note=repeats),
        p95_row(work, data, BASELINE, ours, theirs, at_most=THREE_FRAMES, note=frames),
    ]


def _same_with_delay(data: str, medians: Sequence[float]) -> Row:
    """Nothing is asked while one hovers, so a delay must not be seen: within a frame."""
    without, with_delay = medians
    return Row(
        "hover with 100 ms network delay",
        data,
        "ours without delay",
        with_delay,
        without,
        "ms",
        at_most=round(without + 1000 / 60, 1),
        note="the bar is one frame more than without",
    )
