"""The base map: tiles from the address an administrator set, or our own from a file in the data folder."""

from __future__ import annotations

import html
import logging

from flask import Flask, Response, abort

from dashboard.data.tiles import TileFile, Tiles, TilesError, tile_file
from dashboard.layouts.leaflet import BaseMap
from dashboard.settings import Settings
from dashboard.web.map_data import kept_for_ever

LOGGER = logging.getLogger(__name__)


class TileServer:
    """Which base map there is now, for pages, and the tiles themselves where they come from a file."""

    def __init__(self, settings: Settings, prefix: str = "/") -> None:
        """`prefix` is what browsers put before the addresses of this server."""
        self._settings = settings
        self._prefix = prefix
        self._told: set[str] = set()

    def base_map(self) -> BaseMap | None:
        """The base map of a page made now; None where there is none, or none to use (the log says why)."""
        if self._settings.tile_url:
            return BaseMap(self._settings.tile_url, self._settings.tile_attribution)
        file = self._file()
        if file is None:
            return None
        return BaseMap(
            url=f"{self._prefix}tiles/{file.digest}/{{z}}/{{x}}/{{y}}",
            credit=html.escape(self._settings.tile_attribution or file.credit),
            min_zoom=file.min_zoom,
            max_zoom=file.max_zoom,
            bounds=file.bounds,
        )

    def install(self, server: Flask) -> None:
        """Add the route of the file's tiles."""
        tiles = Tiles()

        @server.get("/tiles/<digest>/<int:zoom>/<int:column>/<int:row>")
        def tile(digest: str, zoom: int, column: int, row: int) -> Response:
            """A picture; 204 where the file has none there, 410 for a file that another has replaced."""
            file = None if self._settings.tile_url else self._file()
            if file is None or file.digest != digest:
                abort(410)
            try:
                found = tiles.tile(file, zoom, column, row)
            except TilesError as error:
                self._tell(error)
                abort(404)
            if found is None:
                return kept_for_ever(Response(status=204))
            content, kind = found
            return kept_for_ever(Response(content, mimetype=kind))

    def _file(self) -> TileFile | None:
        try:
            return tile_file(self._settings.data_dir)
        except TilesError as error:
            self._tell(error)
            return None

    def _tell(self, error: TilesError) -> None:
        """Log each trouble once: every page and every tile meets it again."""
        if str(error) not in self._told and len(self._told) < 100:
            self._told.add(str(error))
            LOGGER.warning("%s", error)
