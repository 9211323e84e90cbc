"""A reader without a browser: opens the page, follows an address, sees what each panel is sent."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.parse import quote

from flask import Flask

from tests.reader_of_packs import unpacked
from tests.web.callback_bodies import (
    NotOnPageError,
    components,
    open_page,
    page_body,
    post,
    server_callbacks,
)

PAGE_CONTENT = "page-content.children"
SHARED = {
    "residents": "residents",
    "rate-per-1000": "rate",
    "rate-lower": "rate_lower",
    "rate-upper": "rate_upper",
    "incidents-compared": "compared",
    "incidents-before": "before",
    "change": "change",
    "verdict": "verdict",
    "verdict-z": "z",
    "denominator-note": "denominator_note",
}
"""What statistics and a row of areas both say."""


class Reader:
    """One open page of an application."""

    def __init__(self, server: Flask, path: str = "/") -> None:
        """Load the page at `path` as a browser does: the frame first, then what the address shows in it."""
        self.client, self.headers = open_page(server)
        frame = self.client.get("/_dash-layout").get_json()
        self.callbacks = server_callbacks(self.client)
        shown = next(one for one in self.callbacks if one["output"] == PAGE_CONTENT)
        self.first_body = page_body(shown, list(components(frame)))
        self.first_body["inputs"][0]["value"] = path
        answer = post(self.client, self.headers, self.first_body)
        assert answer.status_code == 200, answer.text
        self.content: Any = answer.get_json()["response"]["page-content"]["children"]
        self.components = [*components(frame), *components(self.content)]

    def bodies(self) -> list[dict[str, Any]]:
        """What the page's own callbacks send once the page is there."""
        found = []
        for callback in self.callbacks:
            if callback["output"] != PAGE_CONTENT:
                try:
                    found.append(page_body(callback, self.components))
                except NotOnPageError:
                    continue  # of another page
        return found

    @property
    def version(self) -> str:
        """The data version that the page was opened with."""
        return next(str(properties["data"]) for one, properties in self.components if one == "page-version")

    def follow(
        self, search: str, version: str | None = None, resolution: object = "any", part: str = "look"
    ) -> Seen:
        """What all parts of the page are given for an address: (id, property) -> value; what is told to a
        function of the page stands under `TOLD`; what is not given is missing.

        `version` is the data version the page speaks of, where it is not the one it was opened with.
        """
        address = f"/data/{quote(version or self.version, safe='')}/{part}/{resolution}{search}"
        answer = self.client.get(address)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        return seen_in(answer.data)

    def export(self, panel: str, search: str = "") -> list[dict[str, str]]:
        """The rows of an export, as text."""
        answer = self.client.get(f"/export/{panel}.csv{search}")
        assert answer.status_code == 200, answer.text
        return list(csv.DictReader(io.StringIO(answer.text, newline="")))


Seen = dict[tuple[str, str], Any]
TOLD = {
    "paintMap": ("map", "values"),
    "drawChart": ("scan-chart", "figure"),
    "writeChartTable": ("scan-chart-table", "numbers"),
    "fillTable": ("scan-table", "given"),
    "paintHotspots": ("map", "hotspots"),
    "showPremises": ("map", "premises"),
    "offerAreas": ("areas", "seen-from"),
    "tellAreas": ("compare", "areas"),
    "drawDots": ("compare-dots", "told"),
    "drawFunnel": ("compare-funnel", "told"),
    "drawMonths": ("compare-months", "told"),
    "drawQuadrant": ("compare-quadrant", "told"),
    "fillHeat": ("compare-heat", "told"),
    "tellSides": ("compare-side", "told"),
    "tellSideTypes": ("side-types", "told"),
    "drawSides": ("side-months", "told"),
    "paintFirst": ("side-first-map", "values"),
    "paintSecond": ("side-second-map", "values"),
}
"""Where `Reader.follow` puts what the functions of the page are told."""


def seen_in(content: bytes) -> Seen:
    """An answer as the page reads it."""
    header, arrays = unpacked(content)
    seen: Seen = {("answer", "newer"): header["newer"], ("answer", "whole"): header["whole"]}
    for part in header["parts"].values():
        seen |= {(element, "children"): layout for element, layout in part.get("html", {}).items()}
        for component, properties in part.get("props", []):
            written = component if isinstance(component, str) else json.dumps(component, sort_keys=True)
            seen |= {(written, name): value for name, value in properties.items()}
        for function, value in part.get("told", {}).items():
            seen[TOLD[function]] = value
            for name in arrays:
                if name.startswith(f"{function}."):
                    value[name.partition(".")[2]] = unshifted(arrays[name])
    if ("scan-table", "given") in seen:
        given = seen[("scan-table", "given")]
        seen |= {("scan-table", "columnDefs"): given["columns"], ("scan-table", "rowData"): given["rows"]}
    return seen


def unshifted(numbers: Any) -> list[int | None]:
    """Numbers as they were before packing: each was one higher, and 0 stood for none."""
    return [number - 1 if number else None for number in numbers.tolist()]


def text_of(layout: Any) -> str:
    """All words of a layout as sent to the page, parts divided by spaces."""
    if isinstance(layout, dict):
        return text_of(layout.get("props", {}).get("children"))
    if isinstance(layout, list):
        return " ".join(part for each in layout if (part := text_of(each)))
    return "" if layout is None else str(layout)


def classed(layout: Any, name: str) -> list[Any]:
    """The components with a class, in order of appearance."""
    if isinstance(layout, list):
        return [found for each in layout for found in classed(each, name)]
    if not isinstance(layout, dict):
        return []
    properties = layout.get("props", {})
    own = [layout] if name in str(properties.get("className", "")).split() else []
    return own + classed(properties.get("children"), name)
