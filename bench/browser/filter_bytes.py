"""Bytes over the wire for one change of a filter with 10,000 cells, against gzipped GeoJSON of those cells.

Ours are all answers that the page asks for because of the click, headers and all, for all four panels; the
data for browsing, which follow when the page is idle, are counted apart. The baseline is the body of the map
alone, compressed as nginx does it: the cells that hold an incident, as the usual page sends them, and all of
them beside it. What each panel shows and the counts of a sample of cells are compared for every change.
"""

from __future__ import annotations

import gzip
import statistics
from collections.abc import Sequence
from typing import NamedTuple

import orjson
import pandas as pd
from playwright.sync_api import Browser

from bench.baselines.usual_page import collection, outline
from bench.browser.choices import Choice, Truth, truth, walk
from bench.browser.chrome import launched
from bench.browser.pages import OpenPage, Side
from bench.browser.wire import Wire
from bench.incidents import served_version
from bench.record import Row, median_row
from bench.server.serving import hexscan

INCIDENTS, CELLS = 1_000_000, 10_000
CHANGES = 12
BAR = 15.0
HOLDING = "gzipped GeoJSON of cells with incidents, map alone"
EVERY = "gzipped GeoJSON of all cells, map alone"
BROWSING = "/browse/"  # in the addresses of data for browsing
LEVEL = 6  # of gzip
REST = 500  # milliseconds


class Change(NamedTuple):
    """Kilobytes of one change of a filter."""

    answer: float
    browsing: float
    every_cell: float
    """GeoJSON of every cell."""
    holding: float
    """GeoJSON of the cells that hold an incident."""


def measure() -> list[Row]:
    """The answer against either GeoJSON, and with the data for browsing."""
    with launched() as browser:
        return measured_in(browser)


def measured_in(browser: Browser, changes: int = CHANGES) -> list[Row]:
    """So many changes of a filter."""
    right = truth(INCIDENTS, CELLS)
    outlines = {cell: outline(cell) for cell in right.cells}
    with (
        hexscan(served_version(INCIDENTS, CELLS)) as server,
        Side("hexscan", server.address, right).opened(browser) as opened,
    ):
        wire = Wire(opened.session)
        found = [_change(opened, wire, chosen, outlines) for chosen in walk(changes)]
    return _rows(found)


def _change(opened: OpenPage, wire: Wire, chosen: Choice, outlines: dict[str, dict[str, object]]) -> Change:
    wire.forget()
    opened.choose(chosen)
    opened.rest()
    opened.page.wait_for_timeout(REST)
    opened.check_cells()
    browsing = sum(one.received or 0 for one in wire.exchanges() if BROWSING in one.url)
    every, holding = geojson_sizes(opened.side.truth, chosen, outlines)
    return Change((wire.bytes - browsing) / 1000, browsing / 1000, every, holding)


def geojson_sizes(
    right: Truth, chosen: Choice, outlines: dict[str, dict[str, object]]
) -> tuple[float, float]:
    """Kilobytes of gzipped GeoJSON of every cell with its count, and of those with an incident."""
    counts = pd.Series(right.cell_counts(chosen), index=right.cells)
    sizes = [
        len(gzip.compress(orjson.dumps(collection(outlines, some)), LEVEL)) / 1000
        for some in (counts, counts[counts > 0])
    ]
    return sizes[0], sizes[1]


def _rows(found: Sequence[Change]) -> list[Row]:
    work, data = "bytes for a change of filter", f"{CELLS:,} cells"
    holding, every = ([getattr(one, name) for one in found] for name in ("holding", "every_cell"))
    alone = [one.answer for one in found]
    both = [one.answer + one.browsing for one in found]
    behind = f"data for browsing: {statistics.median(one.browsing for one in found):.0f} kB"
    return [
        median_row(
            work,
            data,
            HOLDING,
            alone,
            holding,
            "kB",
            bar=BAR,
            note=f"{len(found)} changes of crime type or period",
        ),
        median_row(work, data, EVERY, alone, every, "kB"),
        median_row(
            f"{work}, with browsing data behind",
            data,
            HOLDING,
            both,
            holding,
            "kB",
            note=behind,
        ),
    ]
