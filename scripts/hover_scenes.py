"""Stills of what follows the pointer on the Scan page, scene by scene, for docs/scan-in-pictures.md."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page

SIZE = {"width": 1366, "height": 768}
MIDDLESBROUGH = "area=E06000002&types=violence-and-sexual-offences"
REST = 700  # milliseconds for what follows the pointer to be drawn, place names and all

Settle = Callable[[Page], None]


def photograph_scenes(browser: Browser, address: str, into: Path, settle: Settle) -> Iterator[Path]:
    """Write scan-<number>-<name>.png for each scene, one after the other, and give its path."""
    for number, (name, query, act) in enumerate(SCENES, start=1):
        page = browser.new_page(viewport=SIZE, locale="en-GB", reduced_motion="reduce")
        page.goto(f"{address}/?{query}")
        settle(page)
        act(page)
        page.wait_for_timeout(REST)
        path = into / f"scan-{number}-{name}.png"
        page.screenshot(path=path, animations="disabled", caret="hide")
        page.close()
        yield path


def _rest(page: Page) -> None:
    page.mouse.move(5, 120)


def _over_a_cell(page: Page) -> None:
    """The pointer on the fullest cell."""
    resolution = page.evaluate("() => window.hexscan.map.state().resolution")
    query = page.url.partition("?")[2]
    origin = page.url.partition("/?")[0]
    answer = page.request.get(f"{origin}/export/cells.csv?{query}&res={resolution}")
    rows = list(csv.DictReader(io.StringIO(answer.text())))
    fullest = max(rows, key=lambda row: int(row["incidents"]))["cell"]
    place = page.evaluate("(cell) => window.hexscan.map.where(cell)", fullest)
    page.mouse.move(place["x"] - 3, place["y"] - 3)
    page.mouse.move(place["x"], place["y"])


def _pin_a_cell(page: Page) -> None:
    _over_a_cell(page)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_timeout(3000)
    page.mouse.move(5, 120)


def _over_a_row(page: Page) -> None:
    page.locator("#scan-table .ag-row").nth(2).hover()


def _over_a_month(page: Page) -> None:
    box = page.locator("#scan-chart .nsewdrag").bounding_box()
    if box is None:
        raise LookupError("the chart has no place for the pointer")
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    page.mouse.move(box["x"] + box["width"] * 0.61, box["y"] + box["height"] / 2)


SCENES: tuple[tuple[str, str, Callable[[Page], None]], ...] = (
    ("rest", MIDDLESBROUGH, _rest),
    ("over-a-cell", MIDDLESBROUGH, _over_a_cell),
    ("over-a-ward", MIDDLESBROUGH, _over_a_row),
    ("over-a-month", MIDDLESBROUGH, _over_a_month),
    ("over-a-crime-type", "area=E06000002&table=type", _over_a_row),
    ("a-cell-pinned", MIDDLESBROUGH, _pin_a_cell),
    ("hotspots-and-premises", f"{MIDDLESBROUGH}&layers=hotspots,premises&table=hotspots", _rest),
    ("rate", "area=E06000002&measure=rate", _over_a_row),
    ("change", "area=E06000002&measure=change", _rest),
)
