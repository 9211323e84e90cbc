"""Two addresses for a supervisor: is the process alive, and can it answer from its data?"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

from dash import Dash
from flask import Flask, Response, jsonify

LOGGER = logging.getLogger(__name__)

DataVersion = Callable[[], str | None]
"""Opens the current data if need be and gives its version; None where nothing was imported yet."""


def readable(folder: Path) -> bool:
    """Whether this process can look into `folder`; a folder not made yet counts as empty."""
    if not folder.exists():
        return True
    return folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)


def unavailable(reason: str) -> tuple[Response, int]:
    """A 503 with a reason that names no path."""
    return jsonify(status="unavailable", reason=reason), 503


def install(app: Dash, *, data_dir: Path, data_version: DataVersion) -> None:
    """Answer `/health/live` and `/health/ready`.

    Live is 200 "ok" and touches no data. Ready is 200 with `{"status": "ready", "version": ...}`, or 503
    with a reason when the data folder can't be read or the current version doesn't open. An instance without
    data is ready, with version null: its page says how to import some.
    """
    server: Flask = app.server
    prefix = app.config.routes_pathname_prefix

    @server.get(f"{prefix}health/live")
    def health_live() -> Response:
        return Response("ok", mimetype="text/plain", headers={"Cache-Control": "no-store"})

    @server.get(f"{prefix}health/ready")
    def health_ready() -> tuple[Response, int]:
        if not readable(data_dir):
            return unavailable("The data folder can't be read")
        try:
            version = data_version()
        except Exception:
            LOGGER.exception("The current data version can't be opened")
            return unavailable("The current data can't be opened")
        answer = jsonify(status="ready", version=version)
        answer.cache_control.no_store = True
        return answer, 200
