"""One answer for one address: what every part of the page shows of it, each failing alone.

`/data/<version>/look/<resolution>?<query>` takes Scan's own query and answers for all parts;
`/data/<version>/map/<resolution>?<query>` for the map alone, when only its zoom has changed. The resolution
is the one that suits the map, or "any" while that is not known. `/data/<version>/compare/any?<query>` answers
for the tab that Compare shows, of which Side by side has maps of cells, which suit a resolution too;
`/data/<version>/why/any?<query>` for the findings of "Why here, why now?", and
`/data/<version>/why-near/any?<query>` for the one of them that takes a second or two. The bytes are those of
`part.packed_answer`.
"""

from __future__ import annotations

from collections.abc import Callable

from dash import Dash
from flask import Response, abort, request

from dashboard.callbacks.chart import chart_part, no_chart
from dashboard.callbacks.compare_answer import COMPARE_PARTS, parts_of
from dashboard.callbacks.filters import area_part, no_area
from dashboard.callbacks.layers import hotspots_part, no_outlines
from dashboard.callbacks.looking import Looking, looking, panel
from dashboard.callbacks.map import map_part, no_map
from dashboard.callbacks.panels import no_table, nothing_said, said_part, table_part
from dashboard.callbacks.part import Draw, Failed, Part, Parts, packed_answer
from dashboard.callbacks.places import here_part, no_card, no_premises, premises_part
from dashboard.callbacks.why import WHY_NEAR_PARTS, WHY_PARTS
from dashboard.data.dataset import Library

ANY = "any"
"""In place of a resolution: one that suits the area."""

Shown = Callable[[Looking], Parts]

PARTS: Parts = {
    "map": (map_part, no_map),
    "chart": (
        chart_part,
        no_chart,
    ),  # before the table: Plotly asks for sizes, and each new row is in the way
    "table": (table_part, no_table),
    "statistics": (said_part, nothing_said),
    "hotspots": (hotspots_part, no_outlines),
    "premises": (premises_part, no_premises),
    "here": (here_part, no_card),
    "area": (area_part, no_area),
}
"""How each part is drawn, and what stands in its place where that fails."""


def register(app: Dash, library: Library) -> None:
    """Add the addresses of answers to the server of `app`."""
    server = app.server

    def respond(version: str, resolution: str, parts: Parts, shown: Shown | None = None) -> Response:
        if resolution != ANY and not (resolution.isascii() and resolution.isdigit() and len(resolution) < 3):
            abort(404)
        wanted = None if resolution == ANY else int(resolution)
        content = answer(library, version, request.query_string.decode("latin-1"), wanted, parts, shown)
        # The page keeps those it may come back to; any other is asked for anew, so that new data are noticed.
        return Response(content, mimetype="application/octet-stream", headers={"Cache-Control": "no-store"})

    @server.get("/data/<version>/look/<resolution>")
    def look(version: str, resolution: str) -> Response:
        return respond(version, resolution, PARTS)

    @server.get("/data/<version>/map/<resolution>")
    def look_at_map(version: str, resolution: str) -> Response:
        return respond(version, resolution, {"map": PARTS["map"]})

    @server.get("/data/<version>/compare/<resolution>")
    def compare(version: str, resolution: str) -> Response:
        return respond(version, resolution, COMPARE_PARTS, of_the_tab)

    @server.get("/data/<version>/why/<resolution>")
    def why(version: str, resolution: str) -> Response:
        return respond(version, resolution, WHY_PARTS)

    @server.get("/data/<version>/why-near/<resolution>")
    def why_near(version: str, resolution: str) -> Response:
        return respond(version, resolution, WHY_NEAR_PARTS)


def of_the_tab(seen: Looking) -> Parts:
    """The parts of Compare's tab that is open."""
    return parts_of(seen.selection.comparison.tab)


def answer(
    library: Library,
    version: str,
    search: str,
    resolution: int | None,
    parts: Parts,
    shown: Shown | None = None,
) -> bytes:
    """The answer for a page's version and query; `shown` tells which of the parts are to be seen."""

    def opened() -> Looking | str:
        return looking(library, search, version, resolution, every_hour=parts is COMPARE_PARTS)

    seen = panel(opened, str)  # once for all parts: where it fails it fails for all of them
    if isinstance(seen, str):
        made, whole = {name: stand_in(seen) for name, (_, stand_in) in parts.items()}, False
    else:
        made, whole = _drawn(seen, parts if shown is None else shown(seen))
    return packed_answer(_newer(library, version), made, whole=whole)


def _drawn(seen: Looking, parts: Parts) -> tuple[dict[str, Part], bool]:
    """The parts, and whether none of them failed."""
    failed: list[str] = []

    def part(name: str, draw: Draw, stand_in: Failed) -> Part:
        def on_failure(message: str) -> Part:
            failed.append(name)
            return stand_in(message)

        return panel(lambda: draw(seen), on_failure)

    made = {name: part(name, *how) for name, how in parts.items()}
    return made, not failed


def _newer(library: Library, version: str) -> str:
    """The version a page should reload for, "" while it is up to date or there is nothing to be read."""

    def found() -> str:
        current = library.serving()
        return current if current != version else ""

    return panel(found, lambda _: "")
