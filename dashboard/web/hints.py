"""What the page will ask for once its scripts run, told to the browser with the page itself.

Layout, answers and map data are then on their way while scripts are loaded and compiled, and not one after
the other when all of that is done. A hint that turns out wrong costs an answer nobody reads, never a wrong
page: the scripts ask for what they need whatever was hinted.
"""

from __future__ import annotations

import html
import logging
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, urlencode

from dashboard.data.comparing import compared_level
from dashboard.data.dataset import Dataset, Library
from dashboard.data.map_files import BOUNDARY_LEVELS
from dashboard.data.schema import Level
from dashboard.figures.map_values import first_resolution
from dashboard.selection import Comparison, Selection

log = logging.getLogger(__name__)

_VIEW = "view"  # the field of the query that is the page's own matter
_EVERYWHERE = "all"


def hints(library: Library, prefix: str, path: str, search: str) -> str:
    """The tags for a page: `prefix` is Dash's, `path` comes after it, `search` is the query without "?"."""
    asked = ["_dash-layout", "_dash-dependencies"]
    of_page = _PAGES.get(path.strip("/"))
    if of_page is not None:
        try:
            dataset = library.current()
            asked += [] if dataset is None else of_page(dataset, search)
        except Exception:
            # The page is sent, and says in words what the log says here.
            log.exception("Could not tell what the page will ask for")
    return "\n".join(_tag(prefix + address) for address in asked)


def _of_scan(dataset: Dataset, search: str) -> list[str]:
    selection, _ = Selection.from_query(search, dataset.catalogue)
    names = [f"look/any{_told(search)}", "land", "roads", "labels"]
    if _VIEW not in dict(parse_qsl(search)):  # what else is drawn depends on the zoom
        source = selection.sources[0]
        finest = dataset.catalogue.finest_resolution(selection.sources)
        names.append(f"outlines/{quote(source)}/{first_resolution(dataset, selection.area, finest)}")
        names += ["boundaries/partnership"] if selection.area == _EVERYWHERE else []
    return [f"data/{dataset.version}/{name}" for name in names]


def _of_compare(dataset: Dataset, search: str) -> list[str]:
    selection, _ = Selection.from_query(search, dataset.catalogue, every_hour=True)
    names = [f"compare/any{_told(search)}"]
    if selection.comparison.tab == Comparison().tab:  # the only one with a map of areas
        level = compared_level(dataset, selection)
        drawn = level if level in BOUNDARY_LEVELS else Level.PARTNERSHIP  # larger ones are made of these
        names += [f"boundaries/{drawn.value}", "land", "roads", "labels"]
    elif selection.comparison.tab == "side":  # the size of its cells depends on both its areas
        names += ["land", "roads", "labels"]
    return [f"data/{dataset.version}/{name}" for name in names]


def _of_why(dataset: Dataset, search: str) -> list[str]:
    return [f"data/{dataset.version}/why/any{_told(search)}"]


_PAGES: dict[str, Callable[[Dataset, str], list[str]]] = {
    "": _of_scan,
    "compare": _of_compare,
    "why": _of_why,
}
"""By path, what is told of a page that asks for more."""


def _told(search: str) -> str:
    """The query as the page asks for it: assets/url.js writes each field once, and not the map's view."""
    fields = dict(parse_qsl(search, keep_blank_values=True))
    fields.pop(_VIEW, None)
    return f"?{urlencode(fields, safe=',*')}" if fields else ""


def _tag(address: str) -> str:
    return f'<link rel="preload" as="fetch" crossorigin href="{html.escape(address)}">'
