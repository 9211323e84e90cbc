"""Addresses of sources and of their quality reports, and links to them."""

from __future__ import annotations

import re
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboard.layouts.attributes import data
from dashboard.layouts.elements import A, Element

PATH = "/sources"
_REPORT = re.compile(rf"{PATH}/([a-z0-9]+(?:-[a-z0-9]+)*)")


def source_address(key: str) -> str:
    """Where a source's entry is."""
    return f"{PATH}#{quote(key)}"


def report_address(key: str) -> str:
    """Where its quality report is."""
    return f"{PATH}/{quote(key)}"


def report_of(path: str) -> str:
    """The key of the source whose report a page's path names; "" where it is another page."""
    found = _REPORT.fullmatch(path)
    return found[1] if found else ""


def shown_source() -> Component:
    """A link to the entry of the source that is shown, which assets/pagelinks.js takes from the footer."""
    marks = data(page=PATH, of_source="shown")
    return html.A("Source", href=PATH, className="panel-source", **marks)


def source_link(key: str, name: str) -> Element:
    """A link to a source's entry; what the reader looks at goes along, for the way back."""
    address = source_address(key)
    return A(name, href=address, className="source-link", **data(page=address))
