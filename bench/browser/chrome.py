"""A headless Chromium, and pages in it with a stop-watch and a probe that says what they show."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.record import Skipped

REPOSITORY = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
WINDOW = {"width": 1366, "height": 768}
PATIENCE = 90.0  # seconds
CORNER = (5, 300)
"""Where the mouse is out of the way, on every page."""


def chromium() -> str:
    """Where Chromium is; raises Skipped where it is not."""
    script = REPOSITORY / "scripts" / "find_chromium.py"
    found = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    if found.returncode:
        raise Skipped(found.stderr.strip())
    return found.stdout.strip()


@contextmanager
def launched() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def prepared(browser: Browser, probe: str, *, resolution: int | None = None) -> Iterator[Page]:
    """An empty page with nothing cached; `resolution` is what Hexscan's map keeps to, whatever the zoom."""
    context = browser.new_context(viewport=WINDOW, reduced_motion="reduce")
    context.add_init_script(f"window.benchResolution = {json.dumps(resolution)};")
    for script in ("stopwatch.js", f"probe_{probe}.js"):
        context.add_init_script(path=HERE / script)
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    try:
        yield page
    finally:
        context.close()


def network(page: Page) -> CDPSession:
    """The developers' view of a page's network, listening."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    return session


def delay(session: CDPSession, milliseconds: int) -> None:
    """From now on every answer takes so much longer."""
    conditions = {"offline": False, "latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", conditions)


def until(page: Page, holds: Callable[[], Any], what: Callable[[], str]) -> None:
    """Wait by asking: the security policy of a page forbids Playwright's own waiting."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"waited in vain for {what()}")
        page.wait_for_timeout(40)


def shown(page: Page, panel: str) -> Any:
    """What a panel shows by the probe; None while there is nothing."""
    return page.evaluate(f"() => window.bench.probe && window.bench.probe.{panel}()")


def counts_of(page: Page, cells: Sequence[str]) -> list[int | None]:
    """The count of each of these cells, as the page has it."""
    return list(page.evaluate("(names) => window.bench.side.counts(names)", list(cells)))


def free_cells(page: Page, cells: Sequence[str], most: int) -> list[tuple[str, float, float]]:
    """Cells that lie free on the map, with where they are in the window."""
    found = page.evaluate("(names) => window.bench.side.free(names)", list(cells))
    return [(name, x, y) for name, x, y in found[:most]]


def measured(page: Page, kind: str, expected: dict[str, Any], act: Callable[[], object]) -> dict[str, Any]:
    """Milliseconds from the event that `act` causes until all is painted as expected, and their parts."""
    page.evaluate("([kind, expected]) => window.bench.begin(kind, expected)", [kind, expected])
    act()
    return dict(page.evaluate("() => window.bench.finished()"))
