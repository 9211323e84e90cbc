"""What the page keeps of a version: outlines, boundaries, land, roads and labels; the areas to choose from.

A version never changes, so browsers may keep these for ever; shared caches may not, as they would serve them
past a sign-in in front of Hexscan. A version that is gone answers 410: the page then reloads and asks for the
newer one.
"""

from __future__ import annotations

import functools

from flask import Flask, Response, abort, jsonify

from dashboard.data.dataset import Dataset, Library
from dashboard.data.grid import cell_text, cell_vertices
from dashboard.data.map_files import BOUNDARY_LEVELS
from dashboard.data.queries import all_cells
from dashboard.figures.map_layers import pack_outlines
from dashboard.layouts.area_options import area_options
from dashboard.selection import COARSEST_RESOLUTION

_FILES = {"land", "roads", "labels"}
_FOR_EVER = "private, max-age=31536000, immutable"


def install(server: Flask, library: Library) -> None:
    """Add the routes to the server."""

    def dataset_of(version: str) -> Dataset:
        dataset = library.get(version)
        if dataset is None:
            abort(410)
        return dataset

    @functools.lru_cache(maxsize=32)
    def packed(version: str, source: str, resolution: int) -> bytes:
        cells = all_cells(dataset_of(version), source, resolution)
        return pack_outlines([cell_text(int(cell)) for cell in cells], cell_vertices(cells))

    @server.get("/data/<version>/outlines/<source>/<int:resolution>")
    def outlines(version: str, source: str, resolution: int) -> Response:
        found = dataset_of(version).sources.get(source)
        if found is None or not COARSEST_RESOLUTION <= resolution <= found.finest_resolution:
            abort(404)
        return kept_for_ever(
            Response(packed(version, source, resolution), mimetype="application/octet-stream")
        )

    @server.get("/data/<version>/boundaries/<level>")
    def boundaries(version: str, level: str) -> Response:
        if level not in {one.value for one in BOUNDARY_LEVELS}:
            abort(404)
        return _file(dataset_of(version), f"boundaries-{level}")

    @server.get("/data/<version>/areas/<code>")
    def areas(version: str, code: str) -> Response:
        """The areas to choose from, seen from one of them."""
        tree = dataset_of(version).areas
        if tree.resolve(code) != code:
            abort(404)
        return kept_for_ever(jsonify(area_options(tree, code)))

    @server.get("/data/<version>/<name>")
    def map_file(version: str, name: str) -> Response:
        if name not in _FILES:
            abort(404)
        return _file(dataset_of(version), name)


def _file(dataset: Dataset, name: str) -> Response:
    try:
        content = dataset.map_file(name)
    except FileNotFoundError:  # an import has removed the version since it was opened
        abort(410)
    return kept_for_ever(Response(content, mimetype="application/json"))


def kept_for_ever(response: Response) -> Response:
    """The answer with word to browsers that they may keep it."""
    response.headers["Cache-Control"] = _FOR_EVER
    return response
