"""What the search box on the map asks, letter by letter.

`/data/<version>/search/<source>?q=linthorpe` answers with at most 12 things of that name; no text, or one too
long for a name, is 400, an unknown source 404, a version that is gone 410. As with all map data, an answer
never changes.
"""

from __future__ import annotations

import dataclasses

from flask import Flask, Response, abort, jsonify, request

from dashboard.data.dataset import Library
from dashboard.data.search import LONGEST, search
from dashboard.web.map_data import kept_for_ever

UNUSABLE = f"Search for a name of at most {LONGEST} characters.\n"


def install(server: Flask, library: Library) -> None:
    """Add the route of the search to the server."""

    @server.get("/data/<version>/search/<source>")
    def find(version: str, source: str) -> Response:
        dataset = library.get(version)
        if dataset is None:
            abort(410)
        if source not in dataset.sources:
            abort(404)
        text = request.args.get("q", "").strip()
        if not text or len(text) > LONGEST:
            return Response(UNUSABLE, 400, {"Cache-Control": "no-store"}, mimetype="text/plain")
        try:
            found = search(dataset, source, text)
        except FileNotFoundError:  # an import has removed the version since it was opened
            abort(410)
        return kept_for_ever(jsonify([dataclasses.asdict(one) for one in found]))
