"""Ways over the hexagon map: arrow keys, fingers, links with a view; areas, classes and marks on it."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

import h3
import pytest
from hexmap_app import COLOURS, World, create_map_app, served
from hexmap_page import LATITUDE, LONGITUDE, MapPage, make_world, opened_map
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

TOOLTIP = ".hexmap-tooltip:not(.premises-tooltip)"
WHITE = """() => {
  const canvas = document.querySelector('.leaflet-hexmap-cells-pane canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    found += data[i] === 255 && data[i + 1] === 255 && data[i + 2] === 255 && data[i + 3] === 255;
  }
  return found;
}"""
ENTRIES = [{"label": f"class {i}", "colour": colour, "sign": ""} for i, colour in enumerate(COLOURS)]
AREAS = {
    "level": "partnership",
    "codes": ["X01", "X02", "X03"],  # the last has no shape
    "names": ["West", "<b>East</b>", "Nowhere"],
    "words": ["12.5 per 1,000 residents, 10 incidents", "5 incidents, no rate", ""],
    "classes": [3, 0, 1],
}


@pytest.fixture(scope="module")
def world() -> World:
    return make_world()


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    with served(create_map_app(world, 9)) as url:
        yield url


@pytest.fixture
def hexmap(browser: Browser, address: str, world: World) -> Iterator[MapPage]:
    with opened_map(browser, address, world, reduced_motion="reduce") as opened:
        yield opened


def bearing(one: str, other: str) -> float:
    """Direction from one cell to another on the screen, in degrees clockwise from up."""
    (lat, lon), (lat2, lon2) = h3.cell_to_latlng(one), h3.cell_to_latlng(other)
    east = (lon2 - lon) * math.cos(math.radians(lat))
    return math.degrees(math.atan2(east, lat2 - lat)) % 360


class TestKeys:
    def walk(self, hexmap: MapPage, key: str) -> str:
        hexmap.page.keyboard.press(key)
        return str(hexmap.state()["hovered"])

    def test_a_walk_begins_at_the_fullest_cell_and_goes_by_direction(self, hexmap: MapPage) -> None:
        hexmap.page.locator("#map").focus()
        at = self.walk(hexmap, "ArrowUp")
        counts = dict(zip(hexmap.world.cells[9], hexmap.world.counts[9], strict=True))
        assert counts[at] == max(counts.values())
        for key, degrees in (("ArrowUp", 0), ("ArrowRight", 90), ("ArrowDown", 180), ("ArrowLeft", 270)):
            for _ in range(3):
                following = self.walk(hexmap, key)
                off = abs((bearing(at, following) - degrees + 180) % 360 - 180)
                assert off <= 46, (key, off)
                assert h3.grid_distance(at, following) == 1, (
                    "the next cell, whether it holds incidents or none"
                )
                at = following
        told = [hover for hover in hexmap.heard("hover") if hover]
        assert len(told) == 13
        assert (told[-1]["cell"], told[-1]["count"], told[-1]["kind"]) == (at, counts[at], "cell")
        assert hexmap.world.cells[9][told[-1]["index"]] == at
        assert hexmap.page.locator(TOOLTIP).is_visible()

    def test_the_map_follows_a_walk_out_of_view_and_keeps_the_place_in_the_address(
        self, hexmap: MapPage
    ) -> None:
        hexmap.zoom("in")
        hexmap.zoom("in")
        container = hexmap.page.locator("#map")
        container.focus()
        box = container.bounding_box()
        assert box is not None
        self.walk(hexmap, "ArrowRight")
        before = hexmap.url
        for _ in range(14):
            at = self.walk(hexmap, "ArrowRight")
            x, y = hexmap.where(at)
            assert box["x"] < x < box["x"] + box["width"]
            assert box["y"] < y < box["y"] + box["height"]
        assert "view=" in hexmap.url
        assert hexmap.url != before

    def test_enter_picks_control_enter_adds_and_leaving_lets_go(self, hexmap: MapPage) -> None:
        hexmap.page.locator("#map").focus()
        at = self.walk(hexmap, "ArrowUp")
        hexmap.heard("pick")
        hexmap.page.keyboard.press("Enter")
        hexmap.page.keyboard.press("Control+Enter")
        assert hexmap.heard("pick") == [
            {"kind": "cell", "id": at, "add": False},
            {"kind": "cell", "id": at, "add": True},
        ]
        hexmap.page.keyboard.press("Tab")
        assert hexmap.state()["hovered"] == ""
        assert hexmap.heard("hover") == [None]


class TestTouch:
    def test_a_tap_points_and_a_second_one_picks(self, browser: Browser, address: str, world: World) -> None:
        with opened_map(browser, address, world, has_touch=True, reduced_motion="reduce") as hexmap:
            one, other = hexmap.cells_with(20)[3], hexmap.cells_with(20)[40]
            hexmap.page.touchscreen.tap(*hexmap.where(one))
            hexmap.until_is("hovered", one)
            time.sleep(0.4)  # what browsers send after a tap for pages that know only mice
            hovers = hexmap.heard("hover")
            assert [(hover["cell"], hover["touch"]) for hover in hovers] == [(one, True)]
            assert hexmap.page.locator(TOOLTIP).is_visible()
            hexmap.page.touchscreen.tap(*hexmap.where(other))
            hexmap.until_is("hovered", other)
            assert hexmap.heard("pick") == []
            zoom = hexmap.state()["zoom"]
            hexmap.page.touchscreen.tap(*hexmap.where(other))
            assert hexmap.hear("pick") == [{"kind": "cell", "id": other, "add": False}]
            time.sleep(0.5)
            assert hexmap.state()["zoom"] == zoom, "two quick taps are no double click"


class TestView:
    def test_a_view_in_the_link_comes_before_the_fit(
        self, browser: Browser, address: str, world: World
    ) -> None:
        link = f"{address}?view={LATITUDE + 0.01},{LONGITUDE - 0.01},14.5"
        with opened_map(browser, link, world, reduced_motion="reduce") as hexmap:
            assert hexmap.state()["zoom"] == 14.5
            west, south, east, north = hexmap.page.evaluate("() => window.hexscan.map.bounds()")
            assert ((west + east) / 2, (south + north) / 2) == pytest.approx(
                (LONGITUDE - 0.01, LATITUDE + 0.01), abs=1e-3
            )
            hexmap.page.evaluate("() => window.hexscan.map.reset()")
            hexmap.until(lambda state: state["zoom"] < 13, "the whole area")
            assert "view" not in hexmap.url

    def test_moving_replaces_the_view_and_back_returns_to_it(self, hexmap: MapPage) -> None:
        page = hexmap.page
        fitted = hexmap.state()["zoom"]
        assert "view" not in hexmap.url
        entries = page.evaluate("() => window.history.length")
        hexmap.zoom("in")
        assert hexmap.url.endswith(f",{fitted + 1:g}")
        assert page.evaluate("() => window.history.length") == entries
        page.evaluate("() => window.hexscan.url.change((query) => query.set('cell', 'abc'))")
        hexmap.zoom("in")
        assert hexmap.state()["zoom"] == fitted + 2
        page.go_back()
        hexmap.until_is("zoom", fitted + 1)
        page.go_forward()
        hexmap.until_is("zoom", fitted + 2)

    def test_going_to_a_place_and_to_a_box(self, hexmap: MapPage) -> None:
        hexmap.page.evaluate("([lon, lat]) => window.hexscan.map.goTo({ lon, lat })", [LONGITUDE, LATITUDE])
        assert hexmap.until_is("zoom", 15)["zoom"] == 15
        hexmap.page.evaluate("(box) => window.hexscan.map.fitBox(box)", [2.9, 55.9, 3.1, 56.1])
        west, south, east, north = hexmap.page.evaluate("() => window.hexscan.map.bounds()")
        assert west < 2.9 and south < 55.9 and east > 3.1 and north > 56.1

    def test_counting_what_is_in_view_follows_the_map(self, hexmap: MapPage) -> None:
        page = hexmap.page
        button = page.get_by_role("button", name="Count what is in view")
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
        first = hexmap.url.split("box=")[1]
        entries = page.evaluate("() => window.history.length")
        hexmap.zoom("in")
        second = hexmap.url.split("box=")[1].split("&")[0]
        assert second != first
        assert [float(edge) for edge in second.split(",")] == page.evaluate(
            "() => window.hexscan.map.bounds()"
        )
        assert page.evaluate("() => window.history.length") == entries
        button.click()
        assert "box" not in hexmap.url
        assert button.get_attribute("aria-pressed") == "false"


class TestAreas:
    def test_areas_are_filled_pointed_at_and_picked_as_a_whole(self, hexmap: MapPage) -> None:
        state = hexmap.repaint(measure="rate", areas=AREAS, entries=ENTRIES)
        assert (state["painted"], state["measure"]) == (2, "rate")
        west, east = (
            next(c for c in hexmap.world.cells[9] if side(h3.cell_to_latlng(c)[1])) for side in SIDES
        )
        assert (hexmap.colour(west), hexmap.colour(east)) == (COLOURS[3], COLOURS[0])
        hexmap.heard("hover")
        hexmap.page.mouse.move(*hexmap.where(west))
        hexmap.until_is("hovered", "X01")
        told = hexmap.heard("hover")[-1]
        assert (told["kind"], told["code"]) == ("area", "X01")
        assert hexmap.page.locator(TOOLTIP).inner_text().split("\n")[0] == "West"
        hexmap.click(east)
        assert hexmap.heard("pick") == [{"kind": "area", "id": "X02", "add": False}]
        hexmap.page.keyboard.press("ArrowLeft")
        assert hexmap.state()["hovered"] == "X01"

    def test_an_area_that_is_the_whole_is_not_picked_from_itself(self, hexmap: MapPage) -> None:
        hexmap.repaint(measure="rate", areas=AREAS, entries=ENTRIES, area="X01")
        hexmap.click(hexmap.world.cells[9][0])
        hexmap.click(next(c for c in hexmap.world.cells[9] if SIDES[0](h3.cell_to_latlng(c)[1])))
        assert "X01" not in [pick["id"] for pick in hexmap.heard("pick")]

    def test_areas_need_no_cells_and_carry_signs(self, hexmap: MapPage) -> None:
        bare = {"cells": False, "counts": [], "breaks": [], "colours": [], "measure": "verdict"}
        plain = hexmap.repaint(areas=AREAS, entries=ENTRIES, **bare)
        assert (plain["cells"], plain["painted"], plain["problem"]) == (0, 2, "")
        white = hexmap.page.evaluate(WHITE)
        signed = [
            {**entry, "sign": sign} for entry, sign in zip(ENTRIES, ["down", "", "", "up"], strict=False)
        ]
        hexmap.repaint(areas=AREAS, entries=signed, **bare)
        assert hexmap.page.evaluate(WHITE) > white + 20
        hexmap.page.locator(".leaflet-container").focus()
        hexmap.page.keyboard.press("ArrowRight")
        assert hexmap.state()["hovered"] in ("X01", "X02")
        hexmap.zoom("out")
        assert hexmap.state()["problem"] == ""

    def test_an_area_may_consist_of_several_shapes(self, hexmap: MapPage) -> None:
        force = {
            "level": "partnership", "codes": ["F1"], "names": ["Both"], "words": ["all of it"],
            "classes": [2], "parts": [["X01", "X02"]],
        }  # fmt: skip
        west, east = (
            next(c for c in hexmap.world.cells[9] if side(h3.cell_to_latlng(c)[1])) for side in SIDES
        )
        state = hexmap.repaint(areas=force, entries=ENTRIES, measure="verdict")
        assert state["painted"] == 1
        assert hexmap.colour(west) == hexmap.colour(east) == COLOURS[2]
        for cell in (west, east):
            hexmap.page.mouse.move(*hexmap.where(cell))
            hexmap.until_is("hovered", "F1")


SIDES = (lambda longitude: longitude < 2.985, lambda longitude: longitude > 3.015)


class TestClasses:
    def test_one_class_alone_leaves_the_others_out(self, hexmap: MapPage) -> None:
        state = hexmap.repaint(shown_class=3)
        counts = dict(zip(hexmap.world.cells[9], hexmap.world.counts[9], strict=True))
        wanted = [cell for cell, count in counts.items() if 15 <= count < 30]
        assert (state["class"], state["painted"]) == (3, len(wanted))
        assert hexmap.colour(wanted[5]) == COLOURS[2]
        assert hexmap.colour(hexmap.cells_with(60)[5]) == ""
        assert hexmap.repaint(shown_class=99)["class"] == 0

    def test_verdicts_are_painted_by_class_and_wide_cells_carry_their_sign(self, hexmap: MapPage) -> None:
        n = len(hexmap.world.cells[9])
        entries = [
            {"label": "Higher", "colour": "#b84a00", "sign": "up"},
            {"label": "Normal", "colour": "#c9d0d7", "sign": ""},
        ]
        classes = [None if i % 3 == 2 else i % 3 for i in range(n)]
        state = hexmap.repaint(measure="change", classes=classes, entries=entries)
        assert state["painted"] == sum(place is not None for place in classes)
        assert hexmap.colour(hexmap.world.cells[9][300]) == "#ffffff", "the sign stands in its middle"
        assert hexmap.colour(hexmap.world.cells[9][301]) == "#c9d0d7"
        assert hexmap.colour(hexmap.world.cells[9][302]) == ""


class TestMarks:
    def test_lights_and_hotspots_come_and_go_without_drawing_a_cell(self, hexmap: MapPage) -> None:
        page = hexmap.page
        count = """() => {
          window.draws = 0;
          const { drawCells } = window.hexscan.picture;
          window.hexscan.picture = { ...window.hexscan.picture, drawCells: (...all) => {
            window.draws += 1;
            drawCells(...all);
          } };
        }"""
        page.evaluate(count)
        cell = hexmap.world.cells[9][301]
        lit = {"cells": [301, 5], "areas": {"level": "partnership", "codes": ["X01"]}}
        page.evaluate("(lit) => window.hexscan.map.highlight(lit)", lit)
        assert hexmap.state()["highlighted"] == 3
        corners = [[lon, lat] for lat, lon in h3.cell_to_boundary(cell)]
        page.evaluate("(spot) => window.hexscan.map.hotspots([spot])", {"cell": cell, "corners": corners})
        page.mouse.move(*hexmap.where(cell))
        hexmap.until_is("hovered", cell)
        time.sleep(0.2)
        assert page.evaluate("() => window.draws") == 0
        hexmap.until(lambda _: page.evaluate(ORANGE, "lines") > 20, "the hotspot")
        hexmap.zoom("out")
        assert hexmap.state()["hotspots"] == 1
        hexmap.until(lambda _: page.evaluate(ORANGE, "lines") > 5, "the hotspot from further out")
        page.evaluate("() => window.hexscan.map.highlight(null)")
        page.evaluate("() => window.hexscan.map.hotspots([])")
        hexmap.until(lambda _: page.evaluate(ORANGE, "lines") == 0, "the map without hotspots")
        assert hexmap.state()["highlighted"] == 0

    def test_other_counts_lie_over_the_map_for_a_while(self, hexmap: MapPage) -> None:
        page = hexmap.page
        cell, n = hexmap.cells_with(60)[2], len(hexmap.world.cells[9])
        before = hexmap.colour(cell)
        overlay = {
            "counts": [1] * n,
            "breaks": [1, 5],
            "colours": ["#010203", "#040506"],
            "title": "<i>May</i>",
        }
        page.evaluate("(other) => window.hexscan.map.overlay(other)", overlay)
        assert hexmap.colour(cell) == "#010203"
        meanwhile = page.locator(".legend-meanwhile")
        assert meanwhile.inner_text().split() == ["<i>May</i>", "1", "to", "4", "5", "or", "more"]
        state = hexmap.state()
        assert (state["overlay"], state["total"]) == (True, sum(hexmap.world.counts[9]))
        page.evaluate("() => window.hexscan.map.overlay(null)")
        assert hexmap.colour(cell) == before
        assert not meanwhile.is_visible()
        page.evaluate("(other) => window.hexscan.map.overlay(other)", overlay)
        assert hexmap.repaint()["overlay"] is False, "other values have other counts"


class TestTiles:
    def test_without_its_tiles_the_map_draws_its_own_land_and_says_so(
        self, browser: Browser, world: World
    ) -> None:
        with (
            served(create_map_app(world, 9, tile_url="/tiles/{z}/{x}/{y}.png")) as url,
            opened_map(browser, url, world, reduced_motion="reduce") as hexmap,
        ):
            note = hexmap.page.get_by_text("Background map not available")
            note.wait_for()
            # Late failures of this zoom are not the next one's.
            hexmap.page.wait_for_load_state("networkidle")
            assert hexmap.state()["tiles"] is False
            assert hexmap.colour(hexmap.cells_with(120)[0]) == COLOURS[-1]
            hexmap.page.route(
                "**/tiles/**", lambda route: route.fulfill(body=PIXEL, content_type="image/png")
            )
            hexmap.zoom("in")
            hexmap.until_is("tiles", True)
            assert not note.is_visible()
            assert all("404" in fault for fault in hexmap.faults)
            hexmap.faults.clear()


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
ORANGE = """(name) => {
  const canvas = document.querySelector(`.leaflet-hexmap-${name}-pane canvas`);
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] === 244 && data[i + 1] === 106 && data[i + 2] === 37 && data[i + 3] === 255) found += 1;
  }
  return found;
}"""
