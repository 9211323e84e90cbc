"""Compressed answers: Zstandard, Brotli or gzip, the first that the browser offers.

Answers are compressed as they go, so what counts is what it takes. A click's answer on 34,485 cells takes
Zstandard 0.2 ms at level 1 and 0.3 at level 3, Brotli 1.3 ms at level 4, gzip 0.8 ms at level 1 and 2.7 at
level 5, for 32 to 36 kB; the lowest levels spare all who wait more than their 3 to 6% cost one.
Browsers offer only gzip over plain http to another machine. The page's own scripts are compressed beforehand
(`page_files`); what else a component library serves is compressed once in each process and kept.
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
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["zstd", "br", "gzip"],
        COMPRESS_ZSTD_LEVEL=1,
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=1,
        COMPRESS_MIMETYPES=MIMETYPES,
        COMPRESS_MIN_SIZE=SMALLEST,
        COMPRESS_CACHE_KEY=suite_key,
        COMPRESS_CACHE_BACKEND=SuiteCache,
    )
    Compress(server)
