"""Pan and zoom with 20,000 cells on the map: the worst gap between two frames, against dash-leaflet's SVG.

The same scripted drags and turns of the wheel on both maps, of the same size and first view: ours in the
whole Scan page, theirs alone in its page. Gaps are those between animation frames while the gestures last and
until the map has come to rest. A blank page given the same gestures says what of it is the machine's own.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import pandas as pd
from playwright.sync_api import Browser, Page

from bench.baselines import leaflet_page
from bench.baselines.leaflet_page import View
from bench.baselines.usual_page import collection, hideout, outline
from bench.browser.choices import FIRST, Truth, truth
from bench.browser.chrome import launched, prepared, shown, until
from bench.browser.pages import Side, check_counts
from bench.browser.repaint import WHERE
from bench.incidents import served_version
from bench.record import Row, quantile
from bench.server.serving import hexscan, in_thread

INCIDENTS, CELLS = 1_000_000, 20_000
ROUNDS = 4
LEAST_RATIO, MOST = 4.0, 100.0
DRAGS = ((180, 90), (-220, -60), (60, -140), (-40, 120))  # pixels
WHEEL = (-120, -120, 120, 120, 120, -120)  # in, out, and back to where it began
STEPS = 12  # of a drag
REST = 400  # milliseconds for the map to come to rest
START = "() => { window.benchStop = window.bench.recordFrames(); }"
STOP = "() => window.benchStop()"
BLANK = "<!doctype html><title>blank</title><div style='width:646px;height:580px;background:#eee'></div>"
MAP_OF_OURS = "[data-hexmap] .leaflet-container"


def measure() -> list[Row]:
    """Two rows: the worst frame against the baseline, and the machine's own floor."""
    with launched() as browser:
        return measured_in(browser)


def measured_in(browser: Browser, rounds: int = ROUNDS) -> list[Row]:
    """The same gestures on our map, theirs and a blank page, in turn."""
    right = truth(INCIDENTS, CELLS)
    with ExitStack() as stack:
        server = stack.enter_context(hexscan(served_version(INCIDENTS, CELLS)))
        ours = stack.enter_context(Side("hexscan", server.address, right).opened(browser))
        ours.check_cells()
        view = View(*ours.page.evaluate(WHERE))
        pages = (
            (ours.page, MAP_OF_OURS),
            (stack.enter_context(_leaflet(browser, right, view)), ".leaflet-container"),
            (stack.enter_context(_blank(browser)), "div"),
        )
        gaps: list[list[list[float]]] = [[] for _ in pages]
        for turn in range(-1, rounds):  # the first warms up
            for (page, selector), own in zip(pages, gaps, strict=True):
                found = _gestures(page, selector)
                if turn >= 0:
                    own.append(found)
    return rows(gaps)


@contextmanager
def _leaflet(browser: Browser, right: Truth, view: View) -> Iterator[Page]:
    counts = pd.Series(right.cell_counts(FIRST), index=right.cells)
    shapes = collection({cell: outline(cell) for cell in right.cells}, counts)
    server = leaflet_page.create_server([shapes], hideout(counts), view, canvas=False)
    with in_thread(server) as address, prepared(browser, "usual") as page:
        page.goto(address)
        total = right.expected(FIRST)["map"]
        until(page, lambda: shown(page, "map") == total, lambda: "dash-leaflet's first picture")
        check_counts(page, right, FIRST, "dash-leaflet's map")
        yield page


@contextmanager
def _blank(browser: Browser) -> Iterator[Page]:
    with prepared(browser, "usual") as page:
        page.route("http://blank.invalid/", lambda route: route.fulfill(body=BLANK, content_type="text/html"))
        page.goto("http://blank.invalid/")
        yield page


def _gestures(page: Page, selector: str) -> list[float]:
    """Milliseconds between frames while the map is dragged and zoomed."""
    page.bring_to_front()
    box = page.locator(selector).first.bounding_box()
    if box is None:
        raise AssertionError("the map is not on the page")
    x, y = box["x"] + 0.55 * box["width"], box["y"] + 0.5 * box["height"]
    page.mouse.move(x, y)
    page.wait_for_timeout(REST)
    page.evaluate(START)
    for across, down in DRAGS:
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(1, STEPS + 1):
            page.mouse.move(x + across * step / STEPS, y + down * step / STEPS)
            page.wait_for_timeout(16)
        page.mouse.up()
        page.wait_for_timeout(REST)
    page.mouse.move(x, y)
    for turn in WHEEL:
        page.mouse.wheel(0, turn)
        page.wait_for_timeout(REST)
    return [float(gap) for gap in page.evaluate(STOP)]


def rows(gaps: Sequence[Sequence[Sequence[float]]]) -> list[Row]:
    """The worst frames of our map, theirs and a blank page, and what frames are like otherwise."""
    worst = [[max(one) for one in own] for own in gaps]
    frames = [[gap for one in own for gap in one] for own in gaps]
    ours, theirs, floor = worst
    data = f"{CELLS:,} cells"
    did = f"{len(ours)} rounds of {len(DRAGS)} drags and {len(WHEEL)} turns of the wheel"
    baseline = "dash-leaflet, SVG"
    return [
        Row(
            "pan and zoom: worst frame",
            data,
            baseline,
            max(ours),
            max(theirs),
            "ms",
            bar=LEAST_RATIO,
            at_most=MOST,
            ours_spread=(min(ours), max(ours)),
            theirs_spread=(min(theirs), max(theirs)),
            spread_of="least to most of the rounds",
            note=f"{did}; "
            f"a blank page: {max(floor):.0f} ms, in the median round {statistics.median(floor):.0f}",
        ),
        Row(
            "pan and zoom: worst frame, median round",
            data,
            baseline,
            statistics.median(ours),
            statistics.median(theirs),
            "ms",
        ),
        Row(
            "pan and zoom: p95 of frames",
            data,
            baseline,
            quantile(frames[0], 0.95),
            quantile(frames[1], 0.95),
            "ms",
            note=f"a blank page: {quantile(frames[2], 0.95):.0f} ms",
        ),
    ]
