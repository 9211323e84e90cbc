"""Hover to paint and click to four panels on Cleveland, in a real Chromium, with and without network delay.

Hover: a mouse moves from cell to cell; from the browser's own time stamp of the move to the frame in which
map, statistics, chart and table all show the cell. Its baseline is the same through the server, measured in
the same page: the chart's own callback is asked for the cell's months and Plotly draws the answer, one panel
of the four. That a Plotly trace would be slower than our line is measured beside it.
Click: from the click on a cell until all panels show it; baseline: opening the address it leads to anew.
First load: bytes and requests of the start page; baseline: the libraries' own files among them.
Answers: browsing data and hotspots of one crime type after the other; baseline: the counts by cell alone.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, Request, sync_playwright

from bench.import_shared import OURS, SHARED
from bench.record import Row, in_own_process

REPOSITORY = Path(__file__).resolve().parents[1]
SCRIPT = Path(__file__).with_name("hover.js")
FOLDERS = ("police-street-cleveland", "boundaries", "lookups", "population", "licensed-premises")
DATA = "Cleveland, 276,392 incidents, 36 months"
HOVERS, CLICKS, TRIPS, LOADS = 120, 15, 25, 5
PATIENCE = 60.0  # seconds
DELAYS = (0, 100)  # milliseconds
SUITES = "/_dash-component-suites/"
BROWSED = """() => {
  const { address, types } = window.hexscan.browse.data();
  const { pathname, search } = new URL(address, window.location.href);
  return [pathname + search, types];
}"""
READY = "(window.hexscan.browse.state().ready ? window.bench.settled() : null)"


def measure() -> list[Row]:
    """Medians and p95; nothing where the shared data or a browser are missing."""
    folders = [str(SHARED / name) for name in FOLDERS]
    chromium = _chromium()
    if not chromium or not all(Path(folder).is_dir() for folder in folders):
        print("hover: skipped, the shared data or Chromium are not here")
        return []
    with tempfile.TemporaryDirectory() as scratch:
        in_own_process(OURS, f"{scratch}/data", *folders)
        with served(f"{scratch}/data") as address:
            return measured_at(address, chromium)


def measured_at(address: str, chromium: str) -> list[Row]:
    """The rows, for a server that runs already."""
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        rows += _first_load(browser, address)
        for delay in DELAYS:
            with _opened(browser, address, delay) as page:
                if not delay:
                    rows += _one_answer(page, address)
                rows += _hover(page, address, delay)
                rows += _click(page, address, delay)
        browser.close()
    return rows


def _chromium() -> str:
    script = REPOSITORY / "scripts" / "find_chromium.py"
    found = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    return found.stdout.strip() if found.returncode == 0 else ""


@contextmanager
def served(data_dir: str) -> Iterator[str]:
    """`python -m dashboard serve` for a data folder; gives its address, and stops it in the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"HEXSCAN_DATA_DIR": data_dir, "HEXSCAN_PORT": str(port)}
    command = [sys.executable, "-m", "dashboard", "serve"]
    server = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + PATIENCE
        while not _answers(f"http://127.0.0.1:{port}/health/ready"):
            if server.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the server did not become ready")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own, on this machine
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


@contextmanager
def _opened(browser: Browser, address: str, delay: int) -> Iterator[Page]:
    """The start page, ready to browse, behind a network that takes so many milliseconds for an answer."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    context.add_init_script(path=SCRIPT)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    _delay(session, delay)
    try:
        page.goto(address)
        _value(page, READY)
        yield page
    finally:
        context.close()


def _delay(session: CDPSession, milliseconds: int) -> None:
    conditions = {"offline": False, "latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", conditions)


def _value(page: Page, expression: str) -> float:
    """A number that becomes known; polls, as the page's security policy forbids Playwright's own waiting."""
    end = time.monotonic() + PATIENCE
    while (found := page.evaluate(f"() => {expression}")) is None:
        if time.monotonic() > end:
            raise TimeoutError(f"waited in vain for {expression}")
        page.wait_for_timeout(20)
    return float(found)


def _cells(page: Page, address: str, most: int) -> list[tuple[float, float]]:
    """Where cells with incidents are in the window, in no order, those beneath the map's buttons left out."""
    resolution = page.evaluate("() => window.hexscan.map.state().resolution")
    answer = page.context.request.get(f"{address}/export/cells.csv?res={resolution}")
    names = [row["cell"] for row in csv.DictReader(io.StringIO(answer.text()))]
    places = page.evaluate("(names) => window.bench.free(names)", names)
    generator = random.Random(1)  # noqa: S311 - the same walk each time
    generator.shuffle(places)
    return places[:most]


def _hover(page: Page, address: str, delay: int) -> list[Row]:
    """Moves from cell to cell, then does the same for the chart alone in the two other ways."""
    ours = []
    for x, y in _cells(page, address, HOVERS):
        page.evaluate("() => window.bench.startHover()")
        page.mouse.move(x, y)
        ours.append(_value(page, "window.bench.hovered()"))
    page.mouse.move(5, 300)
    question = _chart_question(page, address)
    theirs = page.evaluate("([body, headers, n]) => window.bench.trips(body, headers, n)", [*question, TRIPS])
    traces = page.evaluate("(n) => window.bench.traces(n)", TRIPS)
    work = f"hover over a cell until all panels show it, {delay} ms network delay"
    return [
        *_pair(work, "the chart alone, through its server callback", ours, theirs),
        *_pair(work, "the chart alone, as a Plotly trace", ours, traces),
    ]


def _chart_question(page: Page, address: str) -> tuple[str, dict[str, str]]:
    """Body and headers of the question that the chart asks the server, as the page sends them."""
    found: list[Request] = []

    def hear(request: Request) -> None:
        if "/_dash-update-component" in request.url and "scan-chart.figure" in (request.post_data or ""):
            found.append(request)

    page.on("request", hear)
    x, y = _cells(page, address, 1)[0]
    _clicked(page, x, y)
    page.mouse.move(5, 300)
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    _value(page, "window.bench.settled()")
    page.remove_listener("request", hear)
    request = found[0]
    kept = {name: value for name, value in request.headers.items() if name in ("content-type", "x-csrftoken")}
    return request.post_data or "", kept


def _clicked(page: Page, x: float, y: float) -> float:
    """Milliseconds from a click until the panels show what it chose."""
    page.mouse.move(x, y)
    page.wait_for_timeout(600)  # else two clicks in one place are one that zooms
    page.mouse.click(x, y)
    return _value(page, "window.bench.clicked()")


def _click(page: Page, address: str, delay: int) -> list[Row]:
    """Clicks cells one after the other, and opens some of the addresses anew."""
    ours, theirs, addresses = [], [], []
    for x, y in _cells(page, address, CLICKS):
        ours.append(_clicked(page, x, y))
        addresses.append(page.evaluate("() => window.location.href"))
    for target in addresses[:LOADS]:
        page.goto(f"{address}/sources")
        page.goto(target)
        theirs.append(_value(page, "window.bench.settled()"))
    work = f"click on a cell until four panels show it, {delay} ms network delay"
    return _pair(work, "opening the address anew, everything cached", ours, theirs)


def _pair(work: str, baseline: str, ours: Sequence[float], theirs: Sequence[float]) -> list[Row]:
    return [
        Row(
            f"{work}: {name} of {len(ours)}",
            f"{DATA}; against {baseline}",
            baseline,
            of(ours),
            of(theirs),
            "ms",
        )
        for name, of in (("median", statistics.median), ("p95", _p95))
    ]


def _p95(values: Sequence[float]) -> float:
    """The value that 19 of 20 do not exceed."""
    return sorted(values)[min(len(values) - 1, round(0.95 * len(values)))]


def _one_answer(page: Page, address: str) -> list[Row]:
    """One browsing and one hotspot answer for each crime type, which nobody asked for before; over HTTP."""
    browse, types = page.evaluate(BROWSED)
    queries = [f"?types={one['slug']}" for one in types]
    cells, _ = _asked(page, address, [f"/export/cells.csv{query}" for query in queries])
    rows = []
    for work, path in (("browsing data", browse.partition("?")[0]), ("hotspots", "/export/hotspots.csv")):
        seconds, size = _asked(page, address, [path + query for query in queries])
        data, baseline = (
            f"{DATA}; one crime type, median of {len(queries)}",
            "the counts by cell alone, as CSV",
        )
        rows.append(Row(f"one answer: {work}", data, baseline, seconds, cells, "ms"))
        if work == "browsing data":
            whole = len(page.context.request.get(address + browse).body()) / 1000
            every = f"{DATA}; all types, before compression"
            rows.append(Row("size of the browsing data", every, "one crime type", whole, size, "kB"))
    return rows


def _asked(page: Page, address: str, paths: Sequence[str]) -> tuple[float, float]:
    """Median milliseconds and kilobytes of the answers, one asked after the other."""
    took, sizes = [], []
    for path in paths:
        begun = time.perf_counter()
        answer = page.context.request.get(address + path)
        took.append(1000 * (time.perf_counter() - begun))
        if not answer.ok:
            raise RuntimeError(f"{path} answered {answer.status}")
        sizes.append(len(answer.body()) / 1000)
    return statistics.median(took), statistics.median(sizes)


def _first_load(browser: Browser, address: str) -> list[Row]:
    """What an empty cache asks for until the page is ready to browse."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.add_init_script(path=SCRIPT)
    page = context.new_page()
    session = context.new_cdp_session(page)
    urls: dict[str, str] = {}
    sizes: dict[str, float] = {}
    session.on("Network.requestWillBeSent", lambda e: urls.update({e["requestId"]: e["request"]["url"]}))
    session.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}))
    session.send("Network.enable")
    page.goto(address)
    _value(page, READY)
    context.close()
    library = [size for key, size in sizes.items() if SUITES in urls.get(key, "")]
    data, baseline = (
        f"{DATA}; empty cache",
        "the files of Dash, Plotly, Mantine, AG Grid and Leaflet among them",
    )
    return [
        Row(
            "first load, compressed bytes",
            data,
            baseline,
            sum(sizes.values()) / 1000,
            sum(library) / 1000,
            "kB",
        ),
        Row("first load, requests", data, baseline, float(len(sizes)), float(len(library)), ""),
    ]


if __name__ == "__main__":
    print(json.dumps([row.as_dict() for row in measured_at(sys.argv[1], _chromium())], indent=1))
