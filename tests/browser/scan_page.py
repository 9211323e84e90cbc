"""The Scan page as a test drives it, and a real server for it: gunicorn, started as by an administrator."""

from __future__ import annotations

import csv
import io
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Route
from playwright.sync_api import Error as PlaywrightError

REPOSITORY = Path(__file__).resolve().parents[2]
DESKTOP = {"width": 1366, "height": 768}
PATIENCE = 60.0  # seconds, of a machine that may be busy with much else
LOOK = re.compile(r"/data/[^/]+/(look|map|compare|why)/")  # where the questions of the panels go

ROWS = """() => {
  const rows = [];
  window.dash_ag_grid.getApi('scan-table').forEachNodeAfterFilterAndSort((node) => rows.push(node.data));
  return rows;
}"""
CHART = """() => document.querySelector('#scan-chart .js-plotly-plot').data.filter(
  ({ meta }) => meta.role === 'now' || meta.role === 'some').map(
  ({ name, x, y }) => ({ name, months: x.map((day) => day.slice(0, 7)), counts: Array.from(y) }))"""
CARDS = """() => [...document.querySelectorAll('#scan-statistics .cards')].map((cards) => ({
  source: cards.previousElementSibling ? cards.previousElementSibling.textContent : '',
  figures: [...cards.querySelectorAll('.figure')].map((figure) => figure.textContent),
  details: [...cards.querySelectorAll('.detail')].map((detail) => detail.textContent),
}))"""
PROBE = "**/health/live"  # not counted among the questions of the page
BROWSING = "() => Boolean(window.hexscan.browse) && window.hexscan.browse.state().ready"
DRAWN = """async () => {
  // What waits for the next frames comes after them, however slow the machine is.
  await window.hexscan?.frames?.painted();
  if (!document.querySelector('#page-content > *')) return false;
  if (!document.querySelector('[data-hexmap]')) return true;
  const map = window.hexscan.map.state();
  const { asking, wanted } = window.hexscan.answers.state();
  const query = window.hexscan.url.query();
  query.delete('view');
  const isTold = (wanted || '').replace('?', '') === query.toString().replaceAll('%2C', ',');
  if (!window.hexscan.controls.state().given) return false; // nothing can be foreseen before
  return Boolean(map && map.version && !map.pending) && isTold && !asking &&
    Boolean(document.querySelector('#scan-chart .js-plotly-plot .nsewdrag')) &&
    Boolean(window.dash_ag_grid.getApi('scan-table'));
}"""
COLUMN_MIDDLE = """(month) => {
  const plot = document.querySelector('#scan-chart .js-plotly-plot');
  const area = plot.querySelector('.nsewdrag').getBoundingClientRect();
  const { xaxis } = plot._fullLayout;
  return { x: area.left + xaxis.d2p(`${month}-01`), y: area.top + area.height / 2 };
}"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, workers: int = 1) -> Iterator[str]:
    """`python -m dashboard serve` for a data folder; gives its address."""
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("HEXSCAN_")}
    environment["HEXSCAN_DATA_DIR"] = str(folder)
    command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port), "--workers", str(workers)]
    server = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        until(lambda: answers(f"{address}/health/live") or server.poll() is not None, "the server", 120)
        assert server.poll() is None, "The server stopped by itself"
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as response:  # noqa: S310 - our own, on this machine
            return bool(response.status == 200)
    except OSError:
        return False


def until(holds: Callable[[], Any], what: str, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not holds():
        if time.monotonic() > end:
            pytest.fail(f"Waited in vain for {what}")
        time.sleep(0.03)


def number(text: str) -> float | None:
    """A figure as the page writes it; None for the dash that stands for "not known"."""
    return None if text in ("–", "") else float(text.replace(",", "").replace("−", "-").replace("+", ""))


def value(text: str) -> float | None:
    """A figure as an export writes it."""
    return float(text) if text else None


class ScanPage:
    """One page in one browser context, with everything that went wrong on it."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.page: Page = context.new_page()
        self.page.set_default_timeout(1000 * PATIENCE / 2)
        self.faults: list[str] = []
        self.documents = 0
        self.requests: list[Request] = []
        self._open: set[Request] = set()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self._begin)
        self.page.on("requestfinished", lambda request: self._open.discard(request))
        self.page.on("requestfailed", self._fail)

    def _hear(self, message: ConsoleMessage) -> None:
        # Preloaded files are used at once, but not where the machine is busy for seconds.
        if message.type in ("error", "warning") and "was preloaded using link preload" not in message.text:
            self.faults.append(f"{message.type}: {message.text}")

    def _begin(self, request: Request) -> None:
        if not request.url.endswith("/health/live"):  # the page asks that by itself while it is offline
            self._open.add(request)
        self.requests.append(request)
        self.documents += request.resource_type == "document"
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.faults.append(f"asked for {request.url}")

    def _fail(self, request: Request) -> None:
        self._open.discard(request)
        # A page that is left drops what it still waits for.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"{request.failure}: {request.url}")

    def expect_fault(self, sign: str) -> None:
        """What was provoked is there, and is no fault of the page."""
        assert any(sign in fault for fault in self.faults), self.faults
        self.faults.clear()

    def open(self, path: str = "/") -> ScanPage:
        self.page.goto(f"{self.address}{path}")
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until the page has nothing more to ask or to draw."""
        quiet, end = 0, time.monotonic() + PATIENCE
        while quiet < 3:
            self.page.wait_for_timeout(50)
            quiet = 0 if self._open or not self._drawn() else quiet + 1
            if time.monotonic() > end:
                pytest.fail(f"The page never settled: {[request.url for request in self._open]}")

    def browsing(self) -> None:
        """Wait for browsing data too, and for names of places: the page asks for them once it is idle."""
        self.wait_for(lambda: self.page.evaluate(BROWSING), "browsing data")
        self.settle()

    def _drawn(self) -> bool:
        try:
            return bool(self.page.evaluate(DRAWN))
        except PlaywrightError as error:
            # A page that is loading itself again has nothing drawn.
            if "Execution context was destroyed" not in str(error):
                raise
            return False

    @property
    def search(self) -> str:
        """The query of the address, apart from the map's view, which no panel depends on."""
        fields = urlsplit(self.page.url).query.split("&")
        return "&".join(field for field in fields if not field.startswith("view="))

    @property
    def map_view(self) -> str:
        """The map's view in the address, "" where it is none."""
        fields = dict(parse_qsl(urlsplit(self.page.url).query))
        return fields.get("view", "")

    def map(self) -> dict[str, Any]:
        return dict(self.page.evaluate("() => window.hexscan.map.state()"))

    def rows(self) -> list[dict[str, Any]]:
        return list(self.page.evaluate(ROWS))

    def chart(self) -> list[dict[str, Any]]:
        return list(self.page.evaluate(CHART))

    def cards(self) -> list[dict[str, Any]]:
        return list(self.page.evaluate(CARDS))

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    def view(self) -> dict[str, Any]:
        """Everything the page says, to be compared with another look at it."""
        return {
            "search": self.search,
            "sentence": self.text("#scan-sentence"),
            "chips": self.page.locator(".chip").all_inner_texts(),
            "controls": [
                box.input_value() for box in self.page.locator(".filter input.mantine-Input-input").all()
            ],
            "cards": self.cards(),
            "rows": self.rows(),
            "chart": self.chart(),
            "map": {key: self.map()[key] for key in ("version", "source", "total", "area")},
        }

    def export(self, panel: str, *, without: tuple[str, ...] = (), **more: object) -> list[dict[str, str]]:
        """Rows of an export for the query of the page without some fields, and whatever is added to it."""
        kept = [field for field in self.search.split("&") if field.partition("=")[0] not in without]
        query = "&".join([*kept, *(f"{name}={given}" for name, given in more.items())]).strip("&")
        response = self.context.request.get(f"{self.address}/export/{panel}.csv?{query}")
        assert response.status == 200, response.text()
        return list(csv.DictReader(io.StringIO(response.text())))

    def control(self, label: str) -> Locator:
        """A control by its name."""
        return self.page.get_by_label(label, exact=True).first

    def unanswered(self) -> int:
        return len(self._open)

    def route(self, pattern: str | re.Pattern[str], handler: Callable[[Route], object]) -> None:
        """As `page.route`, but in force once it returns.

        The browser goes on before the page has heard of it: of questions asked right after, one in some 200
        slips by.
        """
        self.page.route(pattern, handler)
        self.page.route(PROBE, lambda route: route.fulfill(status=204))
        asked = "async (address) => (await fetch(address)).status"
        self.wait_for(lambda: self.page.evaluate(asked, "/health/live") == 204, "routes to be in force")
        self.page.unroute(PROBE)

    def wait_for(self, holds: Callable[[], Any], what: str) -> None:
        """Wait for something that only shows while the browser may speak."""
        end = time.monotonic() + PATIENCE
        while not holds():
            self.page.wait_for_timeout(30)
            if time.monotonic() > end:
                pytest.fail(f"Waited in vain for {what}")

    def act(self, action: Callable[[], object]) -> None:
        """Do something that changes the address, and see it through: the panels follow it, and are drawn."""
        search = self.search
        action()
        self.wait_for(lambda: self.search != search, "another address")
        self.settle()

    def back(self) -> None:
        """To what was shown before."""
        self.act(self.page.go_back)

    def click_row(self, identity: str, *, add: bool = False) -> None:
        cell = self.row(identity).locator(".ag-cell").first
        self.act(lambda: cell.click(modifiers=["Control"] if add else []))

    def look_inside(self, identity: str) -> None:
        """A double click on a row: its area becomes the one everything is about."""
        self.act(self.row(identity).locator(".ag-cell").first.dblclick)

    def row(self, identity: str) -> Locator:
        return self.page.locator(f'#scan-table .ag-row[row-id="{identity}"]')

    def month_place(self, month: str) -> tuple[float, float]:
        """Where the hand points at a month of the chart."""
        point = self.page.evaluate(COLUMN_MIDDLE, month)
        return point["x"], point["y"]

    def click_month(self, month: str) -> None:
        place = self.month_place(month)
        self.act(lambda: self.page.mouse.click(*place))
        self.leave()

    def drag_months(self, first: str, last: str) -> None:
        self.page.mouse.move(*self.month_place(first))
        self.page.mouse.down()
        self.page.mouse.move(*self.month_place(last), steps=4)
        self.act(self.page.mouse.up)
        self.leave()

    def click_cell(self, cell: str, *, add: bool = False) -> None:
        point = self.page.evaluate("(cell) => window.hexscan.map.where(cell)", cell)
        if add:
            self.page.keyboard.down("Control")
        self.act(lambda: self.page.mouse.click(point["x"], point["y"]))
        if add:
            self.page.keyboard.up("Control")
        self.leave()

    def leave(self) -> None:
        """Take the hand to where nothing is."""
        self.page.mouse.move(5, 300)
        self.settle()

    def press(self, key: str) -> None:
        """A key that changes the address."""
        self.act(lambda: self.page.keyboard.press(key))

    def zoom_in(self) -> None:
        """A step nearer, to the end of the movement: the map hears no other step before."""
        zoom = self.map()["zoom"]
        self.page.get_by_role("button", name="Zoom in").click()
        self.wait_for(lambda: self.map()["zoom"] != zoom, "the map to zoom in")
        self.page.locator(".leaflet-zoom-anim").wait_for(state="detached")
        self.settle()

    def choose_table(self, label: str) -> None:
        self.act(self.page.locator(".switch label", has_text=label).click)

    def choose(self, control: str, option: str) -> None:
        self.control(control).click()
        self.act(self.page.get_by_role("option", name=option, exact=True).click)

    def busiest_cell(self) -> str:
        """The cell with most incidents of those the map shows."""
        found = self.export("cells", res=self.map()["resolution"])
        return max(found, key=lambda row: int(row["incidents"]))["cell"]

    def chips(self) -> list[str]:
        """What the chips say."""
        return [text.removesuffix(" ×") for text in self.page.locator(".chip").all_inner_texts()]

    def release(self, label: str) -> None:
        self.act(self.page.get_by_role("button", name=label, exact=True).click)


@contextmanager
def opened(browser: Browser, address: str, path: str = "/", **options: Any) -> Iterator[ScanPage]:
    """A page on a server in a context of its own; nothing may have gone wrong on it by the end."""
    context = browser.new_context(**{"viewport": DESKTOP, "reduced_motion": "reduce", **options})
    try:
        scan = ScanPage(context, address).open(path)
        yield scan
        assert scan.faults == []
    finally:
        context.close()


def figures_of(exported: list[dict[str, str]], source: str) -> Mapping[str, str]:
    """Statistics of one source from their export."""
    return {row["statistic"]: row["value"] for row in exported if row["source"] == source}


def whole_numbers(text: str) -> list[int]:
    """The whole numbers in a sentence."""
    return [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", text)]
