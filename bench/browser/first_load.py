"""The first load with an empty cache: bytes over the wire, and time to the first complete view.

Both pages show the same cells of resolution 9. The view is complete when all four panels show what numpy
counted and a frame has been produced since; the time is that of the browser since the navigation began. Bytes
are all that came until the page had come to rest, data for browsing among them. Browsers ask a server on this
machine for brotli; what a page costs where a proxy leaves only gzip is measured beside it.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from typing import NamedTuple

from playwright.sync_api import Browser

from bench.browser.choices import FIRST, RESOLUTION, truth
from bench.browser.chrome import launched, network, prepared
from bench.browser.pages import OpenPage, Side
from bench.browser.wire import Wire
from bench.incidents import served_version
from bench.record import Row, median_row
from bench.server.serving import hexscan, usual

BASELINE = "usual Dash page"
LOADS = 3
LEAST_RATIO, MOST_MEGABYTES = 2.0, 2.0
REST = 1_000  # milliseconds
DATA_SETS: tuple[tuple[int, int | None], ...] = ((1_000_000, 5_000), (10_000_000, None))


class Load(NamedTuple):
    """One load of a page."""

    milliseconds: float
    megabytes: float
    requests: int
    scripts: int
    not_for_ever: int
    """Scripts that a browser would ask for again."""


def measure() -> list[Row]:
    """Rows for 5,000 cells and for the whole region."""
    with launched() as browser:
        return [row for n, cells in DATA_SETS for row in measured_on(browser, n, cells)]


def measured_on(browser: Browser, n: int, cells: int | None, loads: int = LOADS) -> list[Row]:
    """Loads of both pages in turn."""
    right = truth(n, cells)
    with hexscan(served_version(n, cells)) as our_server, usual(n, cells) as their_server:
        sides = (Side("hexscan", our_server.address, right), Side("usual", their_server.address, right))
        for side in sides:
            _load(browser, side)
        found: list[list[Load]] = [[] for _ in sides]
        for _ in range(loads):
            for side, own in zip(sides, found, strict=True):
                own.append(_load(browser, side))
        gzipped = _load(browser, sides[0], encodings="gzip")
    return rows(f"{n // 1_000_000} M incidents, {len(right.cells):,} cells", found[0], found[1], gzipped)


def _load(browser: Browser, side: Side, encodings: str = "") -> Load:
    with prepared(browser, side.name, resolution=RESOLUTION) as page:
        session = network(page)
        if encodings:
            session.send("Network.setExtraHTTPHeaders", {"headers": {"Accept-Encoding": encodings}})
        wire = Wire(session)
        expected = json.dumps(side.truth.expected(FIRST) | _finest(side))
        page.add_init_script(f"window.benchLoaded = window.bench.until({expected}, () => 0);")
        page.goto(side.address)
        milliseconds = page.evaluate("async () => (await window.benchLoaded).painted")
        OpenPage(side, page, session).settle(FIRST)
        page.wait_for_timeout(REST)
        scripts = [one for one in wire.exchanges() if one.kind == "Script"]
        return Load(
            milliseconds,
            wire.bytes / 1e6,
            len(wire.exchanges()),
            len(scripts),
            sum(not one.cached_for_ever for one in scripts),
        )


def _finest(side: Side) -> dict[str, int]:
    """Hexscan shows coarser cells for a moment: its view is complete when they are as fine as the other's."""
    return {"resolution": RESOLUTION} if side.name == "hexscan" else {}


def rows(data: str, ours: Sequence[Load], theirs: Sequence[Load], gzipped: Load) -> list[Row]:
    """Time, bytes with brotli and with gzip, and what is cached."""
    seconds = [[load.milliseconds / 1000 for load in loads] for loads in (ours, theirs)]
    return [
        median_row(
            "first load: time to complete view",
            data,
            BASELINE,
            *seconds,
            "s",
            bar=LEAST_RATIO,
            note=f"{len(ours)} loads with an empty cache; "
            f"longest {max(seconds[0]):.2f} s of ours, {max(seconds[1]):.2f} of theirs",
        ),
        Row(
            "first load: bytes",
            data,
            BASELINE,
            statistics.median(load.megabytes for load in ours),
            statistics.median(load.megabytes for load in theirs),
            "MB",
            at_most=MOST_MEGABYTES,
            note=f"{ours[0].requests} requests of ours, {theirs[0].requests} of theirs; brotli",
        ),
        Row(
            "first load: bytes, gzip only",
            data,
            BASELINE,
            gzipped.megabytes,
            statistics.median(load.megabytes for load in theirs),
            "MB",
            at_most=MOST_MEGABYTES,
        ),
        Row(
            "first load: scripts not cached for ever",
            data,
            BASELINE,
            max(load.not_for_ever for load in (*ours, gzipped)),
            theirs[0].not_for_ever,
            "",
            at_most=0,
            note=f"of {ours[0].scripts} scripts of ours, {theirs[0].scripts} of theirs",
        ),
    ]
