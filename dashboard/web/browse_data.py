"""What the page keeps for hovering: numbers of a selection, and the names of places near each cell.

`/data/<version>/browse/<source>/<resolution>?area=…` takes the page's own query; pinned places, and what only
one panel needs, make no difference. An unknown source or resolution is 404, a version that is gone is 410, a
value that can't be used is 400 with the reason. As with all map data, an answer never changes.
"""

from __future__ import annotations

from flask import Flask, Response, abort, request

from dashboard.analysis.trends import Verdict
from dashboard.data.at_hours import at_hours
from dashboard.data.browse import browse
from dashboard.data.dataset import Dataset, Library
from dashboard.data.near import near_places
from dashboard.data.recent import Recent
from dashboard.figures.browse_pack import browsed, pack_browse, pack_near
from dashboard.layouts.words import change_in_brief, verdict_said
from dashboard.selection import COARSEST_RESOLUTION, Selection
from dashboard.web.map_data import kept_for_ever

_KEPT_BYTES = 8 * 1024 * 1024
"""Of each worker: browsers keep answers themselves, so these are for different readers of the same."""

_SAID = {verdict: (verdict_said(verdict), change_in_brief(None, verdict)) for verdict in Verdict}


def install(server: Flask, library: Library) -> None:
    """Add the routes of browsing data to the server."""

    def dataset_of(version: str, source: str, resolution: int) -> Dataset:
        dataset = library.get(version)
        if dataset is None:
            abort(410)
        found = dataset.sources.get(source)
        if (
            found is None
            or found.controlled
            or not COARSEST_RESOLUTION <= resolution <= found.finest_resolution
        ):
            abort(404)
        return dataset

    recent = Recent(_KEPT_BYTES, len)

    def packed(dataset: Dataset, source: str, resolution: int, selection: Selection) -> bytes:
        def make() -> bytes:
            found = browse(at_hours(dataset, selection), selection, source, resolution)
            return pack_browse(found, dataset.version, source, resolution, _SAID)

        return recent.get((dataset.version, source, resolution, selection), make)

    def names(dataset: Dataset, source: str, resolution: int) -> bytes:
        def make() -> bytes:
            return pack_near(near_places(dataset, source, resolution), dataset.version, source, resolution)

        return recent.get((dataset.version, source, resolution), make)

    @server.get("/data/<version>/browse/<source>/<int:resolution>")
    def browsing(version: str, source: str, resolution: int) -> Response:
        dataset = dataset_of(version, source, resolution)
        query = request.query_string.decode("latin-1")
        selection, problems = Selection.from_query(query, dataset.catalogue)
        if problems:
            reasons = " ".join(
                f"The value of {problem.field} can't be used. {problem.reason}" for problem in problems
            )
            return Response(f"{reasons}\n", 400, {"Cache-Control": "no-store"}, mimetype="text/plain")
        if selection.some_hours and not dataset.sources[source].timed:
            abort(404)  # at hours it has nothing to hover over
        return _bytes(packed(dataset, source, resolution, browsed(dataset, selection)))

    @server.get("/data/<version>/near/<source>/<int:resolution>")
    def near(version: str, source: str, resolution: int) -> Response:
        dataset = dataset_of(version, source, resolution)
        try:
            return _bytes(names(dataset, source, resolution))
        except FileNotFoundError:  # an import has removed the version since it was opened
            abort(410)


def _bytes(content: bytes) -> Response:
    return kept_for_ever(Response(content, mimetype="application/octet-stream"))
