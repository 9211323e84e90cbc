"""The page's scripts and styles: few, compressed as well as can be, and kept by browsers for ever.

Dash writes one tag for each file in assets/ and for each component library. Here these become: one script
and one stylesheet of our own, in Dash's order; what lies in assets/vendor/, file by file; and the libraries'
scripts with the hash of their content in the address, where Dash has the time of installation. Chunks that
the libraries would ask for one after the other, once they run, are asked for at once with the rest.
"""

from __future__ import annotations

import itertools
import mimetypes
import pkgutil
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from dash import Dash
from dash.fingerprint import check_fingerprint
from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from dashboard.web.packed import BEST, PackedFiles, StaticFile

NEVER_NEEDED = ("_dash-component-suites/dash/deps/polyfill@", "_dash-component-suites/dash/dash_table/")
"""Beginnings of files that the page does without: help for browsers too old for the other libraries,
and a table it does not show."""

CHUNKS = {
    "dash/dcc/dash_core_components.js": "dash/dcc/async-graph.js",
    "dash_ag_grid/dash_ag_grid.min.js": "dash_ag_grid/async-community.js",
}
"""Library file -> the part of it that it would ask for as soon as the page shows a chart or a table."""

SMALLEST = 500  # bytes; as with other answers
_ROUTE = "files"
_SUITES = "_dash-component-suites/"
_VENDOR = "vendor/"
_FOR_EVER = "max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_TAG = re.compile(r'<script src="([^"]+)"></script>|<link rel="stylesheet" href="([^"]+)">')
_FINGERPRINT = re.compile(r"\.v([\w-]+)m([0-9a-fA-F]+)\.")


class _Part(NamedTuple):
    """A file that the page asks for: `path` after the prefix, without question mark and fingerprint."""

    path: str
    address: str  # as Dash has it

    @property
    def own(self) -> bool:
        """Whether it goes into one file with others of ours."""
        return self.path.startswith("assets/") and not self.path.startswith(f"assets/{_VENDOR}")


class PageFiles:
    """The static files of one application's pages."""

    def __init__(self, app: Dash, packed: PackedFiles) -> None:
        """Serve them on `app`, before any request; they are read when its first page is written."""
        self._prefix = app.config.requests_pathname_prefix
        self._assets = Path(app.config.assets_folder)
        self._packed = packed
        self._served: dict[str, StaticFile] = {}
        self._written: dict[str, str] = {}
        self._serve(app)

    @property
    def files(self) -> list[StaticFile]:
        """All of them."""
        return list(self._served.values())

    def tags(self, written: str) -> str:
        """Dash's tags of scripts or styles, as it wrote them, with ours in their place."""
        if written not in self._written:
            self._written = {**self._written, written: "\n".join(self._rewritten(written))}
        return self._written[written]

    def _rewritten(self, written: str) -> Iterator[str]:
        parts = [self._part(script or style) for script, style in _TAG.findall(written)]
        wanted = [part for part in parts if not part.path.startswith(NEVER_NEEDED)]
        for own, together in itertools.groupby(wanted, key=lambda part: part.own):
            yield from (_tag(address) for address in (self._bundle if own else self._each)(together))
        yield _TAG.sub("", written).strip()  # inline scripts

    def _part(self, address: str) -> _Part:
        path = address.removeprefix(self._prefix).partition("?")[0]
        return _Part(check_fingerprint(path)[0], address)

    def _bundle(self, parts: Iterable[_Part]) -> Iterator[str]:
        """One file of ours for several, in their order."""
        sources = [self._assets / part.path.removeprefix("assets/") for part in parts]
        # No source ends in the middle of a statement, but the next may begin with a bracket.
        content = b"\n".join(path.read_bytes() for path in sources)
        yield self._add(f"hexscan{sources[0].suffix}", content)

    def _each(self, parts: Iterable[_Part]) -> Iterator[str]:
        for part in parts:
            if part.path.startswith(_SUITES):
                path = part.path.removeprefix(_SUITES)
                yield self._library_file(path, part.address)
                if path in CHUNKS:
                    version = _FINGERPRINT.search(part.address)
                    stem, _, ending = CHUNKS[path].partition(".")
                    marked = f"{stem}{version.group() if version else '.'}{ending}"
                    yield self._library_file(CHUNKS[path], f"{self._prefix}{_SUITES}{marked}")
            else:
                path = part.path.removeprefix("assets/")
                yield self._add(path.removeprefix(_VENDOR), (self._assets / path).read_bytes())

    def _library_file(self, path: str, address: str) -> str:
        """The address of a library's file, which stays where its chunks look for each other."""
        package, _, inside = path.partition("/")
        content = pkgutil.get_data(package, inside)
        if content is None:
            raise FileNotFoundError(path)
        file = StaticFile.of(content, _mimetype(inside))
        self._served[_SUITES + path] = file
        return _FINGERPRINT.sub(rf".v\1m{file.digest}.", address)

    def _add(self, name: str, content: bytes) -> str:
        """The address of a new file of ours."""
        file = StaticFile.of(content, _mimetype(name))
        path = f"{_ROUTE}/{file.digest}/{name}"
        self._served[path] = file
        return self._prefix + path

    def _serve(self, app: Dash) -> None:
        routes = app.config.routes_pathname_prefix
        server = app.server

        @server.get(f"{routes}{_ROUTE}/<digest>/<path:name>")
        def own_file(digest: str, name: str) -> Response:
            file = self._served.get(f"{_ROUTE}/{digest}/{name}")
            if file is None:
                abort(404)
            return self._answer(file)

        suites = f"{routes}{_SUITES}<string:package_name>/<path:fingerprinted_path>"
        of_dash = server.view_functions[suites]

        def library_file(package_name: str, fingerprinted_path: str) -> ResponseReturnValue:
            path, marked = check_fingerprint(fingerprinted_path)
            file = self._served.get(f"{_SUITES}{package_name}/{path}")
            if file is None or not marked:
                answer: ResponseReturnValue = current_app.ensure_sync(of_dash)(
                    package_name=package_name, fingerprinted_path=fingerprinted_path
                )
                return answer
            # A page of another release asks by the hash of another content: that must not stand for this one.
            mark = _FINGERPRINT.search(fingerprinted_path.rpartition("/")[2])
            named = mark is not None and mark.group(2) == file.digest
            return self._answer(file, _FOR_EVER if named else _ASK_AGAIN)

        server.view_functions[suites] = library_file

    def _answer(self, file: StaticFile, keeping: str = _FOR_EVER) -> Response:
        """The file in the best encoding that the browser offers."""
        offered = request.accept_encodings
        encoding = next((name for name in BEST if offered.quality(name) > 0), "")
        if not encoding or len(file.content) < SMALLEST:
            encoding = ""
        answer = Response(self._packed.get(file, encoding) if encoding else file.content)
        answer.mimetype = file.mimetype
        answer.headers["Cache-Control"] = keeping
        answer.headers["Vary"] = "Accept-Encoding"
        if encoding:
            answer.headers["Content-Encoding"] = encoding
        answer.set_etag(f"{file.digest}-{encoding or 'plain'}")
        answer.make_conditional(request)
        return answer


def _mimetype(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _tag(address: str) -> str:
    if address.endswith(".css"):
        return f'<link rel="stylesheet" href="{address}">'
    return f'<script src="{address}"></script>'
