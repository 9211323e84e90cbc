"""One answer for one address: what every part of the page shows of it, each failing alone.

`/data/<version>/look/<resolution>?<query>` takes the page's own query and answers for all parts;
`/data/<version>/map/<resolution>?<query>` for the map alone, when only its zoom has changed. The resolution
is the one that suits the map, or "any" while that is not known. The bytes are those of `part.packed_answer`.
"""

from __future__ import annotations

from collections.abc import Callable

from dash import Dash
from flask import Response, abort, request

from dashboard.callbacks.chart import chart_part, no_chart
from dashboard.callbacks.filters import area_part, no_area
from dashboard.callbacks.layers import hotspots_part, no_outlines
from dashboard.callbacks.looking import Looking, looking, panel
from dashboard.callbacks.map import map_part, no_map
from dashboard.callbacks.panels import no_table, nothing_said, said_part, table_part
from dashboard.callbacks.part import Part, packed_answer
from dashboard.callbacks.places import here_part, no_card, no_premises, premises_part
from dashboard.data.dataset import Library

ANY = "any"
"""In place of a resolution: one that suits the area."""

Draw = Callable[[Looking], Part]
Failed = Callable[[str], Part]

PARTS: dict[str, tuple[Draw, Failed]] = {
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

    def respond(version: str, resolution: str, names: list[str]) -> Response:
        if resolution != ANY and not (resolution.isascii() and resolution.isdigit() and len(resolution) < 3):
            abort(404)
        wanted = None if resolution == ANY else int(resolution)
        content = answer(library, version, request.query_string.decode("latin-1"), wanted, names)
        # The page keeps those it may come back to; any other is asked for anew, so that new data are noticed.
        return Response(content, mimetype="application/octet-stream", headers={"Cache-Control": "no-store"})

    @server.get("/data/<version>/look/<resolution>")
    def look(version: str, resolution: str) -> Response:
        return respond(version, resolution, list(PARTS))

    @server.get("/data/<version>/map/<resolution>")
    def look_at_map(version: str, resolution: str) -> Response:
        return respond(version, resolution, ["map"])


def answer(library: Library, version: str, search: str, resolution: int | None, names: list[str]) -> bytes:
    """The named parts of the answer for a page's version and query."""

    def opened() -> Looking | str:
        return looking(library, search, version, resolution)

    seen = panel(opened, str)  # once for all parts: where it fails it fails for all of them
    if isinstance(seen, str):
        parts, whole = {name: PARTS[name][1](seen) for name in names}, False
    else:
        parts, whole = _drawn(seen, names)
    return packed_answer(_newer(library, version), parts, whole=whole)


def _drawn(seen: Looking, names: list[str]) -> tuple[dict[str, Part], bool]:
    """The parts, and whether none of them failed."""
    failed: list[str] = []

    def part(name: str) -> Part:
        draw, stand_in = PARTS[name]

        def on_failure(message: str) -> Part:
            failed.append(name)
            return stand_in(message)

        return panel(lambda: draw(seen), on_failure)

    parts = {name: part(name) for name in names}
    return parts, not failed


def _newer(library: Library, version: str) -> str:
    """The version a page should reload for, "" while it is up to date or there is nothing to be read."""

    def found() -> str:
        current = library.current()
        return current.version if current is not None and current.version != version else ""

    return panel(found, lambda _: "")
