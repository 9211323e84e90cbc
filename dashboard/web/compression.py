"""Compressed responses: whichever of Brotli, Zstandard and gzip the browser prefers.

Browsers offer only gzip over plain http, and Plotly's script alone is over 4 MB, so what a component library
serves is compressed once per process and kept; everything else is compressed as it goes.
"""

from __future__ import annotations

from dash import Dash
from dash.fingerprint import check_fingerprint
from flask import Flask, Request
from flask_compress import Compress

MIMETYPES = [
    "text/html",
    "text/css",
    "text/csv",
    "text/plain",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/geo+json",
    "application/octet-stream",  # the counts the map asks for
    "image/svg+xml",
]

SMALLEST = 500
"""Bytes; below this a compressed answer saves no packet."""

NOT_KEPT = ""


def suite_key(request: Request) -> str:
    """The library file a request is for, without the fingerprint; NOT_KEPT for anything else.

    Without the fingerprint the number of keys is bounded by the files the libraries registered.
    """
    if not request.path.rpartition("/_dash-component-suites/")[1]:
        return NOT_KEPT
    return check_fingerprint(request.path)[0]


class SuiteCache:
    """Compressed library files, in the form flask-compress wants its cache: keys are "algorithm;key"."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """The compressed bytes, or None."""
        return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep `value`, if its key names a library file."""
        if key.partition(";")[2] != NOT_KEPT:
            self._kept[key] = value


def install(app: Dash) -> None:
    """Compress what `app` answers; fingerprinted library files keep the year of caching Dash gives them."""
    server: Flask = app.server
    server.config.update(
        COMPRESS_ALGORITHM=["br", "zstd", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br", "zstd", "gzip"],
        COMPRESS_MIMETYPES=MIMETYPES,
        COMPRESS_MIN_SIZE=SMALLEST,
        COMPRESS_CACHE_KEY=suite_key,
        COMPRESS_CACHE_BACKEND=SuiteCache,
    )
    Compress(server)
