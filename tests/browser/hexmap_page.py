"""The small page with the hexagon map as a test drives it, and the world it shows."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import h3
import pytest
from hexmap_app import World, collection, rectangle
from playwright.sync_api import Browser, Page, Request

LATITUDE, LONGITUDE = 56.0, 3.0  # in the North Sea: no place's
FIT = (2.92, 55.97, 3.08, 56.03)
PIXEL = """([x, y]) => {
  const canvas = document.querySelector('.leaflet-hexmap-cells-pane canvas');
  const box = canvas.getBoundingClientRect();
  const ratio = canvas.width / box.width;
  const at = [Math.round((x - box.left) * ratio), Math.round((y - box.top) * ratio)];
  return [...canvas.getContext('2d').getImageData(at[0], at[1], 1, 1).data];
}"""

LISTEN = """() => {
  window.heard = [];
  for (const name of ['hover', 'pick', 'moved', 'painted']) {
    document.addEventListener(`hexscan:${name}`, ({ detail }) => window.heard.push([name, detail]));
  }
}"""


def make_world() -> World:
    finest = sorted(h3.grid_disk(h3.latlng_to_cell(LATITUDE, LONGITUDE, 9), 14))
    fine = {cell: 0 if i % 5 == 0 else i * 7 % 137 for i, cell in enumerate(finest)}
    cells, counts = {}, {}
    for resolution in range(5, 10):
        sums: dict[str, int] = {}
        for cell, count in fine.items():
            parent = h3.cell_to_parent(cell, resolution)
            sums[parent] = sums.get(parent, 0) + count
        cells[resolution] = sorted(sums)
        counts[resolution] = [sums[cell] for cell in cells[resolution]]
    west, east = rectangle(2.9, 55.9, 3.0, 56.1), rectangle(3.0, 55.9, 3.1, 56.1)
    return World(
        cells=cells,
        counts=counts,
        boundaries={
            "partnership": collection(
                ({"code": "X01", "name": "West"}, west), ({"code": "X02", "name": "East"}, east)
            )
        },
        land=collection(({}, rectangle(2.5, 55.5, 2.9, 56.5))),
        roads=collection(
            ({"kind": "primary"}, {"type": "LineString", "coordinates": [[2.8, 56], [3.2, 56]]})
        ),
        labels=[
            {"name": "Westham", "lon": 2.96, "lat": 56.0, "kind": "ward", "rank": 900},
            {"name": "Westham Overlap", "lon": 2.961, "lat": 56.0, "kind": "ward", "rank": 100},
            {"name": "<b>Eastham</b>", "lon": 3.04, "lat": 56.0, "kind": "ward", "rank": 500},
        ],
        fit=FIT,
    )


class MapPage:
    """A page with the map, and what a test does with it."""

    def __init__(self, page: Page, world: World, faults: list[str] | None = None) -> None:
        self.page = page
        self.world = world
        self.faults = [] if faults is None else faults

    def state(self) -> dict[str, Any]:
        return dict(self.page.evaluate("() => window.hexscan.map.state() || {}"))

    def until(self, holds: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
        # Playwright's own wait_for_function evaluates text in the page, which the policy forbids.
        end = time.monotonic() + 15
        while time.monotonic() < end:
            state = self.state()
            if state and holds(state):
                return state
            time.sleep(0.05)
        pytest.fail(f"The map never showed {what}; its last state: {self.state()}")

    def until_is(self, key: str, value: object) -> dict[str, Any]:
        return self.until(lambda state: state[key] == value, f"{value} as {key}")

    def paint(self, resolution: int = 9, **changes: object) -> None:
        values = self.world.values(resolution, **changes)  # type: ignore[arg-type]
        self.page.evaluate("(data) => window.dash_clientside.set_props('values', { data })", values)

    def repaint(self, resolution: int = 9, **changes: object) -> dict[str, Any]:
        paints = self.state()["paints"]
        self.paint(resolution, **changes)
        return self.until(lambda state: state["paints"] > paints and not state["pending"], "the repaint")

    @property
    def url(self) -> str:
        """The address as the page has it: the driver hears of it later."""
        return str(self.page.evaluate("() => window.location.href"))

    def zoom(self, way: str) -> None:
        """Press a zoom button and wait for the end of the movement."""
        zoom = self.state()["zoom"]
        self.page.locator(f".leaflet-control-zoom-{way}").click()
        self.until(lambda state: bool(state["zoom"] != zoom), "another zoom")
        self.page.locator(".leaflet-zoom-anim").wait_for(state="detached")

    def where(self, cell: str) -> tuple[float, float]:
        point = self.page.evaluate("(cell) => window.hexscan.map.where(cell)", cell)
        return point["x"], point["y"]

    def colour(self, cell: str) -> str:
        red, green, blue, alpha = self.page.evaluate(PIXEL, list(self.where(cell)))
        return f"#{red:02x}{green:02x}{blue:02x}" if alpha else ""

    def heard(self, name: str) -> list[Any]:
        """What the page was told under a name since it was last asked."""
        script = "(name) => window.heard.splice(0).filter(([n]) => n === name).map(([, detail]) => detail)"
        return list(self.page.evaluate(script, name))

    def hear(self, name: str) -> list[Any]:
        """The same, once there is something."""
        told: list[Any] = []
        self.until(lambda _: bool(told.extend(self.heard(name)) or told), f"that it tells of a {name}")
        return told

    def click(self, cell: str) -> None:
        self.page.mouse.click(*self.where(cell))

    def cells_with(self, low: int) -> list[str]:
        """Cells of resolution 9 with at least so many incidents."""
        pairs = zip(self.world.cells[9], self.world.counts[9], strict=True)
        return [cell for cell, count in pairs if count >= low]

    def told(self, pattern: str) -> str:
        """What the server was told, once it looks like the pattern."""
        told = self.page.locator("#told")
        told.filter(has_text=re.compile(pattern)).wait_for(timeout=15_000)
        return told.inner_text()


@contextmanager
def opened_map(browser: Browser, address: str, world: World, **options: Any) -> Iterator[MapPage]:
    """The map, painted; afterwards: no console error, no error of a script, no request to elsewhere."""
    context = browser.new_context(viewport={"width": 700, "height": 660}, **options)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))

    def note_stranger(asked: Request) -> None:
        if not asked.url.startswith((address.partition("?")[0], "data:", "blob:")):
            faults.append(f"asked for {asked.url}")

    page.on("request", note_stranger)
    page.goto(address)
    page.evaluate(LISTEN)
    opened = MapPage(page, world, faults)
    elsewhere = "view=" in address  # where there may be no names
    opened.until(
        lambda state: state.get("painted", 0) > 0 and (elsewhere or "Westham" in state["labels"]),
        "cells and names",
    )
    yield opened
    context.close()
    assert faults == []
