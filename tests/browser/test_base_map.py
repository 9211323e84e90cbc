"""Streets from a file in the data folder, in a real browser: on Scan, on Compare, and where they end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from compare_page import ComparePage
from playwright.sync_api import Browser
from scan_page import DESKTOP, ScanPage, opened, serving

from tests.mbtiles import SAND, write_streets

BOX = (1.40, 55.50, 1.70, 55.70)
ZOOMS = range(9, 14)
CREDIT = "© Test streets contributors"
TILES = """(frame) => [...document.querySelectorAll(`${frame} img.leaflet-tile`)].filter((tile) =>
  tile.complete && tile.naturalWidth).map((tile) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [tile.naturalWidth, tile.naturalHeight];
    const context = canvas.getContext('2d');
    context.drawImage(tile, 0, 0);
    return { address: new URL(tile.src).pathname, side: tile.naturalWidth,
      corner: [...context.getImageData(5, 5, 1, 1).data] };
  })"""


@pytest.fixture(scope="module")
def address(small_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the small world, and streets over it."""
    folder = tmp_path_factory.mktemp("streets") / "data"
    shutil.copytree(small_folder, folder)
    write_streets(folder / "streets.mbtiles", BOX, ZOOMS)
    with serving(folder) as started:
        yield started


def tiles_of(page: ScanPage, frame: str) -> list[dict[str, Any]]:
    """The tiles that have arrived in a frame: address, side in pixels, and a colour near their corner."""
    page.wait_for(lambda: page.page.evaluate(TILES, frame), "tiles")
    return list(page.page.evaluate(TILES, frame))


def test_scan_lies_on_streets_and_credits_them(browser: Browser, address: str) -> None:
    with opened(browser, address) as scan:
        drawn = tiles_of(scan, "#scan-map")
        assert {tile["side"] for tile in drawn} == {256}
        assert {tuple(tile["corner"]) for tile in drawn} == {(*SAND, 255)}
        assert all(tile["address"].startswith("/tiles/") for tile in drawn)
        scan.wait_for(lambda: scan.map()["tiles"], "the map to leave the land to its tiles")
        credit = scan.page.locator("#scan-map .leaflet-control-attribution")
        assert credit.inner_text() == CREDIT
        assert credit.locator("a").count() == 0, "markup in the file's credit is text"
        assert not scan.page.get_by_text("Background map not available").is_visible()


def test_cells_let_streets_through_and_keep_their_own_colour(browser: Browser, address: str) -> None:
    with opened(browser, address) as scan:
        scan.wait_for(lambda: scan.map()["tiles"], "tiles")
        blend = "() => getComputedStyle(document.querySelector('.leaflet-hexmap-cells-pane')).mixBlendMode"
        assert scan.page.evaluate(blend) == "multiply"
        scan.click_cell(scan.busiest_cell())
        assert "cell=" in scan.search


def test_compare_lies_on_streets_too(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    try:
        page = ComparePage(context, address).open("/compare?compare=ward")
        assert tiles_of(page, "#compare-map")
        assert page.text("#compare-map .leaflet-control-attribution") == CREDIT
        page.open("/compare?compare=ward&tab=side")
        for side in ("first", "second"):
            assert tiles_of(page, f'[data-map="{side}"]')
        assert page.faults == []
    finally:
        context.close()


def test_below_their_smallest_zoom_the_map_draws_its_own_land(browser: Browser, address: str) -> None:
    with opened(browser, address, "/?view=55.6,1.53,10") as scan:
        scan.wait_for(lambda: scan.map()["tiles"], "tiles")
        asked = len(scan.requests)
        while scan.map()["zoom"] > 8:
            scan.page.get_by_role("button", name="Zoom out").click()
            scan.settle()
        scan.wait_for(lambda: not scan.map()["tiles"], "the map to draw its own land")
        beneath = [one.url for one in scan.requests[asked:] if "/tiles/" in one.url]
        assert all(int(url.split("/")[-3]) >= ZOOMS.start for url in beneath)
        assert not scan.page.get_by_text("Background map not available").is_visible()


def test_nearer_than_their_largest_zoom_they_are_enlarged(browser: Browser, address: str) -> None:
    with opened(browser, address, "/?view=55.6,1.53,16") as scan:
        drawn = tiles_of(scan, "#scan-map")
        assert {int(tile["address"].split("/")[3]) for tile in drawn} == {ZOOMS.stop - 1}
        assert scan.map()["tiles"]


def test_beyond_their_bounds_nothing_is_asked_and_land_is_drawn(browser: Browser, address: str) -> None:
    with opened(browser, address, "/?view=55.6,1.40,11") as scan:
        scan.wait_for(lambda: scan.map()["tiles"], "tiles")
        asked = [one.url.split("/")[-3:] for one in scan.requests if "/tiles/" in one.url]
        zooms = {int(zoom) for zoom, _, _ in asked}
        assert 11 in zooms
        for zoom in zooms:
            west = int((BOX[0] + 180) / 360 * 2**zoom)
            assert min(int(column) for at, column, _ in asked if int(at) == zoom) == west
