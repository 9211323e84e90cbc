"""The hexagon map in a real browser, under the product's security policy."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import h3
import pytest
from hexmap_app import COLOURS, World, collection, create_map_app, leaflet_map, served
from hexmap_page import LATITUDE, LONGITUDE, MapPage, make_world, opened_map
from playwright.sync_api import Browser, Route
from plotly.utils import PlotlyJSONEncoder

pytestmark = pytest.mark.browser

TOOLTIP = ".hexmap-tooltip:not(.premises-tooltip)"


@pytest.fixture(scope="module")
def world() -> World:
    return make_world()


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    with served(create_map_app(world, 9)) as url:
        yield url


@pytest.fixture(params=[1])
def hexmap(browser: Browser, address: str, world: World, request: pytest.FixtureRequest) -> Iterator[MapPage]:
    with opened_map(browser, address, world, device_scale_factor=request.param) as opened:
        yield opened


def class_colour(count: int) -> str:
    lower = (1, 5, 15, 30, 60, 120)
    return ["", *COLOURS][sum(count >= edge for edge in lower)]


class TestPainting:
    def test_every_cell_with_incidents_is_filled(self, hexmap: MapPage) -> None:
        counts = hexmap.world.counts[9]
        state = hexmap.state()
        assert state["cells"] == len(counts)
        assert state["painted"] == sum(count > 0 for count in counts)
        assert state["total"] == sum(counts)

    def test_a_cell_has_the_colour_of_its_class(self, hexmap: MapPage) -> None:
        pairs = list(zip(hexmap.world.cells[9], hexmap.world.counts[9], strict=True))[::4]
        assert {class_colour(count) for _, count in pairs} == {"", *COLOURS}
        for cell, count in pairs:
            assert hexmap.colour(cell) == class_colour(count), (cell, count)

    @pytest.mark.parametrize("hexmap", [2], indirect=True)
    def test_it_is_drawn_in_device_pixels(self, hexmap: MapPage) -> None:
        ratio = hexmap.page.evaluate(
            "() => { const c = document.querySelector('.leaflet-hexmap-cells-pane canvas');"
            " return c.width / c.getBoundingClientRect().width; }"
        )
        assert ratio == pytest.approx(2, rel=0.01)
        fullest = max(zip(hexmap.world.counts[9], hexmap.world.cells[9], strict=True))
        assert hexmap.colour(fullest[1]) == COLOURS[-1]

    def test_new_counts_repaint_the_same_cells(self, hexmap: MapPage) -> None:
        ones = [1] * len(hexmap.world.cells[9])
        state = hexmap.repaint(counts=ones)
        assert (state["painted"], state["total"]) == (len(ones), len(ones))
        assert hexmap.colour(hexmap.world.cells[9][0]) == COLOURS[0]

    def test_cells_stay_under_their_place_after_panning(self, hexmap: MapPage) -> None:
        cell, count = hexmap.world.cells[9][101], hexmap.world.counts[9][101]
        hexmap.page.locator("#map").focus()
        before = hexmap.where(cell)
        hexmap.page.keyboard.press("Shift+ArrowLeft")
        hexmap.until(lambda _: hexmap.where(cell)[0] > before[0] + 20, "that it moves")
        hexmap.page.locator(".leaflet-pan-anim").wait_for(state="detached")
        assert hexmap.colour(cell) == class_colour(count) != ""

    def test_twenty_thousand_cells_are_painted_anew(self, browser: Browser, world: World) -> None:
        cells = sorted(h3.grid_disk(h3.latlng_to_cell(LATITUDE, LONGITUDE, 9), 81))
        many = World(
            cells={9: cells},
            counts={9: [1 + i % 150 for i in range(len(cells))]},
            boundaries={},
            land=collection(),
            roads=collection(),
            labels=[],
            fit=(2.6, 55.8, 3.4, 56.2),
        )
        with served(create_map_app(many, 9)) as url, browser.new_context() as context:
            page = context.new_page()
            page.goto(url)
            opened = MapPage(page, many)
            opened.until(lambda state: state.get("painted") == len(cells), "20,000 cells")
            middle = h3.latlng_to_cell(LATITUDE, LONGITUDE, 9)
            for shift in range(1, 6):
                counts = [1 + (i + shift * 30) % 150 for i in range(len(cells))]
                opened.repaint(counts=counts)
                assert opened.colour(middle) == class_colour(counts[cells.index(middle)]) != ""


class TestWaitingForOutlines:
    def test_counts_wait_for_outlines_of_their_own_version(self, hexmap: MapPage) -> None:
        waiting: list[Route] = []
        hexmap.page.route("**/data/v2/outlines/**", lambda route: waiting.append(route))
        colour = hexmap.colour(hexmap.world.cells[9][1])
        hexmap.paint(version="v2", counts=[120] * len(hexmap.world.cells[9]))
        hexmap.until(lambda state: state["pending"] and bool(waiting), "that it waits")
        state = hexmap.state()
        assert state["version"] == "v1"
        assert state["total"] == sum(hexmap.world.counts[9])
        assert hexmap.colour(hexmap.world.cells[9][1]) == colour
        waiting[0].continue_()
        state = hexmap.until(lambda state: not state["pending"], "the new version")
        assert (state["version"], state["total"]) == ("v2", 120 * len(hexmap.world.cells[9]))

    def test_a_late_answer_does_not_overtake_newer_values(self, hexmap: MapPage) -> None:
        waiting: list[Route] = []
        hexmap.page.route("**/outlines/incidents/7", lambda route: waiting.append(route))
        hexmap.paint(7)
        hexmap.until(lambda state: state["pending"] and bool(waiting), "that it waits")
        hexmap.repaint(8)
        waiting[0].continue_()
        time.sleep(0.5)
        state = hexmap.state()
        assert (state["resolution"], state["pending"]) == (8, False)
        assert state["cells"] == len(hexmap.world.cells[8])

    def test_counts_that_do_not_fit_the_outlines_are_never_painted(self, hexmap: MapPage) -> None:
        before = hexmap.state()
        hexmap.paint(counts=[1, 2, 3])
        state = hexmap.until(lambda state: bool(state["problem"]), "a problem")
        assert (state["total"], state["paints"]) == (before["total"], before["paints"])
        assert "Reload the page" in hexmap.page.locator(".hexmap-message").inner_text()
        assert hexmap.repaint()["problem"] == ""
        assert not hexmap.page.locator(".hexmap-message").is_visible()


class TestPointing:
    def test_a_click_names_the_cell_under_it(self, hexmap: MapPage) -> None:
        for index in (1, 200, 333, 512):
            cell = hexmap.world.cells[9][index]
            hexmap.click(cell)
            assert hexmap.heard("pick") == [{"kind": "cell", "id": cell, "add": False}]
        hexmap.page.keyboard.down("Control")
        hexmap.click(cell)
        hexmap.page.keyboard.up("Control")
        assert hexmap.heard("pick") == [{"kind": "cell", "id": cell, "add": True}]

    def test_a_click_near_a_corner_goes_to_the_cell_it_lies_in(self, hexmap: MapPage) -> None:
        cell = hexmap.world.cells[9][301]
        x, y = hexmap.where(cell)
        latitude, longitude = h3.cell_to_latlng(cell)
        corner = h3.cell_to_boundary(cell)[0]
        neighbours = {other: hexmap.where(other) for other in h3.grid_ring(cell, 1)}
        spacing = min(abs(nx - x) + abs(ny - y) for nx, ny in neighbours.values())
        east = 1 if corner[1] > longitude else -1
        north = 1 if corner[0] > latitude else -1
        # A third of the way to the next cell is still inside, whatever the direction.
        hexmap.page.mouse.click(x + east * spacing * 0.2, y - north * spacing * 0.2)
        assert [pick["id"] for pick in hexmap.heard("pick")] == [cell]

    def test_a_click_beside_all_cells_tells_nothing(self, hexmap: MapPage) -> None:
        box = hexmap.page.locator("#map").bounding_box()
        assert box is not None
        hexmap.page.mouse.click(box["x"] + box["width"] - 8, box["y"] + box["height"] - 8)
        cell = hexmap.world.cells[9][1]
        hexmap.click(cell)
        assert [pick["id"] for pick in hexmap.heard("pick")] == [cell]

    def test_hovering_says_how_many_and_leaving_clears(self, hexmap: MapPage) -> None:
        tooltip = hexmap.page.locator(TOOLTIP)
        for index, count in list(enumerate(hexmap.world.counts[9]))[300:310]:
            cell = hexmap.world.cells[9][index]
            hexmap.page.mouse.move(*hexmap.where(cell))
            hexmap.until_is("hovered", cell)
            noun = "incident" if count == 1 else "incidents"
            assert tooltip.inner_text() == (f"{count} {noun} here" if count else "No incidents here")
        hexmap.page.mouse.move(690, 640)
        hexmap.until(lambda state: state["hovered"] == "", "no cell under the pointer")
        assert not tooltip.is_visible()

    def test_words_of_the_page_are_text_not_markup(self, hexmap: MapPage) -> None:
        hexmap.page.evaluate("() => window.hexscan.map.setTooltip((here) => ['<i>' + here.count, 'two'])")
        index = next(i for i, count in enumerate(hexmap.world.counts[9]) if count > 5)
        hexmap.page.mouse.move(*hexmap.where(hexmap.world.cells[9][index]))
        tooltip = hexmap.page.locator(TOOLTIP)
        tooltip.wait_for(state="visible")
        assert tooltip.inner_text().split("\n") == [f"<i>{hexmap.world.counts[9][index]}", "two"]

    def test_empty_cells_outside_the_chosen_area_are_not_there(self, hexmap: MapPage) -> None:
        counts = hexmap.world.counts[9]
        cells = hexmap.world.cells[9]
        east = next(
            cell
            for cell, n in zip(cells, counts, strict=True)
            if n == 0 and h3.cell_to_latlng(cell)[1] > 3.005
        )
        hexmap.repaint(outline_area="X01", outline_level="partnership")
        hexmap.until(lambda state: state["area"] == "X01", "the chosen area")
        hexmap.click(east)
        time.sleep(0.3)
        assert hexmap.state()["hovered"] == ""
        assert hexmap.heard("pick") == []

    def test_a_pinned_cell_is_known_by_name(self, hexmap: MapPage) -> None:
        cell = hexmap.world.cells[9][42]
        other = hexmap.world.cells[9][43]
        state = hexmap.repaint(pinned=[cell, other], dimmed=True)
        assert state["pinned"] == [cell, other]
        assert state["pinnedCount"] == sum(hexmap.world.counts[9][42:44])
        assert hexmap.page.locator(".hexmap-dimmed").count() == 1
        assert hexmap.repaint()["pinned"] == []


class TestZoomAndSize:
    def test_zooming_out_asks_for_coarser_cells(self, hexmap: MapPage) -> None:
        zoom = hexmap.state()["zoom"]
        for steps in (1, 2):
            hexmap.zoom("out")
            assert hexmap.state()["zoom"] == zoom - steps
        hexmap.told(" [78]$")

    def test_resolution_for_a_zoom(self, hexmap: MapPage) -> None:
        script = "([zoom, finest]) => { const { resolutionForZoom, cellWidth } = window.hexscan.cells;"
        script += " const r = resolutionForZoom(zoom, 54.6, finest); return [r, cellWidth(r, zoom, 54.6)]; }"
        expected = {(12.25, 9): 9, (11, 9): 8, (9, 9): 7, (8, 9): 6, (16, 9): 9, (14, 10): 10}
        for (zoom, finest), resolution in expected.items():
            got, width = hexmap.page.evaluate(script, [zoom, finest])
            assert got == resolution, (zoom, finest)
            assert width >= 12
            assert width < 34 or got == finest

    def test_a_repaint_keeps_where_the_reader_went(self, hexmap: MapPage) -> None:
        hexmap.zoom("in")
        zoom = hexmap.state()["zoom"]
        hexmap.repaint(counts=[2] * len(hexmap.world.cells[9]))
        time.sleep(0.4)
        assert hexmap.state()["zoom"] == zoom
        hexmap.page.evaluate("() => window.hexscan.url.setView(null)")  # as a choice of another area does
        hexmap.repaint(fit=[2.5, 55.8, 3.5, 56.2])
        hexmap.until(lambda state: state["zoom"] < zoom - 1, "the new box")

    def test_a_resized_map_fits_again_and_still_finds_cells(self, hexmap: MapPage) -> None:
        zoom = hexmap.state()["zoom"]
        hexmap.page.evaluate("() => { document.getElementById('frame').style.width = '330px'; }")
        hexmap.until(lambda state: state["zoom"] < zoom, "the box in the narrower map")
        cell = hexmap.world.cells[9][301]
        hexmap.click(cell)
        assert [pick["id"] for pick in hexmap.heard("pick")][-1] == cell

    def test_a_map_shown_late_is_fitted_when_it_appears(self, hexmap: MapPage) -> None:
        hexmap.page.evaluate("() => { document.getElementById('frame').style.display = 'none'; }")
        time.sleep(0.2)
        hexmap.paint(fit=[2.98, 55.99, 3.02, 56.01])
        time.sleep(0.2)
        hexmap.page.evaluate("() => { document.getElementById('frame').style.display = ''; }")
        hexmap.until(lambda state: state["zoom"] > 13, "the smaller box")
        cell = next(
            c
            for c, n in zip(hexmap.world.cells[9], hexmap.world.counts[9], strict=True)
            if n > 5 and h3.grid_distance(c, h3.latlng_to_cell(LATITUDE, LONGITUDE, 9)) < 3
        )
        assert hexmap.colour(cell)


class TestComingAndGoing:
    def test_a_map_put_back_on_the_page_works_as_before(self, hexmap: MapPage) -> None:
        fill = "(children) => window.dash_clientside.set_props('frame', { children })"
        hexmap.page.evaluate(fill, None)
        end = time.monotonic() + 10
        while hexmap.state() and time.monotonic() < end:
            time.sleep(0.05)
        assert hexmap.state() == {}
        hexmap.page.evaluate(fill, json.loads(json.dumps(leaflet_map(), cls=PlotlyJSONEncoder)))
        hexmap.page.locator("#map .leaflet-control-zoom-in").wait_for()
        hexmap.paint()
        state = hexmap.until(lambda state: state["painted"] > 0, "the cells again")
        assert state["total"] == sum(hexmap.world.counts[9])
        cell = hexmap.world.cells[9][301]
        hexmap.click(cell)
        assert [pick["id"] for pick in hexmap.heard("pick")][-1] == cell


class TestBackdrop:
    def test_names_do_not_overlap_and_are_not_markup(self, hexmap: MapPage) -> None:
        labels = hexmap.state()["labels"]
        assert "Westham" in labels
        assert "Westham Overlap" not in labels
        assert "<b>Eastham</b>" in labels

    def test_names_outside_the_chosen_area_are_left_out(self, hexmap: MapPage) -> None:
        hexmap.repaint(outline_area=["X02"])
        hexmap.until(lambda state: state["labels"] == ["<b>Eastham</b>"], "only the chosen area's names")

    def test_the_map_has_a_name_and_hides_its_canvases(self, hexmap: MapPage) -> None:
        container = hexmap.page.locator("#map")
        assert container.get_attribute("role") == "application"
        assert container.get_attribute("aria-label") == "Map of incidents"
        described = hexmap.page.locator(f"#{container.get_attribute('aria-describedby')}")
        assert "Arrow keys go from cell to cell" in described.inner_text()
        assert container.get_attribute("tabindex") == "0"
        canvases = hexmap.page.locator("#map canvas")
        assert canvases.count() >= 5
        assert {canvas.get_attribute("aria-hidden") for canvas in canvases.all()} == {"true"}

    def test_a_message_is_shown_and_goes(self, hexmap: MapPage) -> None:
        hexmap.repaint(message="No incidents for this choice.")
        message = hexmap.page.get_by_role("status")
        assert message.inner_text() == "No incidents for this choice."
        hexmap.repaint()
        assert not message.is_visible()
