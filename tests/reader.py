"""A reader without a browser: opens the page, follows an address, sees what each panel is sent."""

from __future__ import annotations

import copy
import csv
import io
from typing import Any

from flask import Flask

from tests.web.callback_bodies import (
    NotOnPageError,
    components,
    open_page,
    page_body,
    post,
    searching,
    server_callbacks,
)

PAGE_CONTENT = "page-content.children"


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

    def follow(self, search: str, version: str | None = None) -> dict[tuple[str, str], Any]:
        """What all panels are sent for an address: (id, property) -> value; what is not updated is missing.

        `version` is the data version the page speaks of, where it is not the one it was opened with.
        """
        seen: dict[tuple[str, str], Any] = {}
        for body in self.bodies():
            asked = searching(body, search)
            assert asked is not None, body["output"]
            if version is not None:
                asked = speaking_of(asked, version)
            answer = post(self.client, self.headers, asked)
            assert answer.status_code in (200, 204), (body["output"], answer.text)
            if answer.status_code == 200:
                for component, properties in answer.get_json()["response"].items():
                    seen |= {(component, name): value for name, value in properties.items()}
        return seen

    def export(self, panel: str, search: str = "") -> list[dict[str, str]]:
        """The rows of an export, as text."""
        answer = self.client.get(f"/export/{panel}.csv{search}")
        assert answer.status_code == 200, answer.text
        return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def speaking_of(body: dict[str, Any], version: str) -> dict[str, Any]:
    """`body` from a page that was opened with another data version."""
    other = copy.deepcopy(body)
    for entry in other.get("state", []):
        if isinstance(entry, dict) and entry["id"] == "page-version":
            entry["value"] = version
    return other


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
