"""What a Dash page sends when a reader clicks, without a browser: learned from the page's own declarations.

A `Page` opens an address as a browser would (cookies, layout, dependencies), holds the properties of its
components, and sends each server callback whose input a change touches, as Dash's renderer does. It does not
care what the components are called, so that it can speak for our page and for any other.
"""

from __future__ import annotations

import dataclasses
import http.client
import http.cookiejar
import json
import urllib.request
from collections.abc import Mapping
from typing import Any

UPDATE = "/_dash-update-component"
ACCEPTED = "gzip, deflate, br, zstd"  # what Chromium accepts from this machine
PATIENCE = 120.0

Property = tuple[str, str]
"""A component's id as Dash writes it, and a property's name."""


@dataclasses.dataclass(frozen=True)
class Asked:
    """One request of the page: "GET" or "POST", path, body."""

    method: str
    path: str
    body: str = ""


@dataclasses.dataclass(frozen=True)
class Callback:
    """A server callback, as `/_dash-dependencies` declares it."""

    output: str
    outputs: tuple[Property, ...]
    several: bool
    inputs: tuple[Property, ...]
    state: tuple[Property, ...]
    at_first: bool

    @classmethod
    def of(cls, declared: Mapping[str, Any]) -> Callback:
        """From one entry of the dependencies. Raises ValueError for ids with wildcards."""
        output = declared["output"]
        several = output.startswith("..") and output.endswith("..")
        written = output[2:-2].split("...") if several else [output]
        found = cls(
            output=output,
            outputs=tuple(property_of(one) for one in written if one),
            several=several,
            inputs=tuple((one["id"], one["property"]) for one in declared["inputs"]),
            state=tuple((one["id"], one["property"]) for one in declared["state"]),
            at_first=not declared["prevent_initial_call"],
        )
        if any('["ALL' in name or '["MATCH' in name for name, _ in (*found.inputs, *found.state)):
            raise ValueError(f"{output} takes a wildcard")
        return found

    def body(self, held: Mapping[Property, Any], changed: list[Property]) -> str:
        """What the renderer sends for it; a property that no component holds yet is left out, as there."""
        outputs = [{"id": as_sent(name), "property": prop} for name, prop in self.outputs]
        sent: dict[str, Any] = {
            "output": self.output,
            "outputs": outputs if self.several else outputs[0],
            "inputs": [entry(one, held) for one in self.inputs],
            "changedPropIds": [f"{name}.{prop}" for name, prop in self.inputs if (name, prop) in changed],
        }
        if self.state:
            sent["state"] = [entry(one, held) for one in self.state]
        return json.dumps(sent, separators=(",", ":"))


def property_of(written: str) -> Property:
    """The id and property of "id.property", without what marks a second callback for the same output."""
    name, _, prop = written.rpartition(".")
    return name.replace("\\.", "."), prop.partition("@")[0]


def as_sent(name: str) -> Any:
    """An id in a request: a pattern-matching one as an object."""
    return json.loads(name) if name.startswith("{") else name


def entry(one: Property, held: Mapping[Property, Any]) -> dict[str, Any]:
    """An input or state of a request."""
    value = {"value": held[one]} if one in held else {}
    return {"id": as_sent(one[0]), "property": one[1], **value}


def held_in(tree: Any) -> dict[Property, Any]:
    """All properties of components with an id, anywhere in a part of a page."""
    found: dict[Property, Any] = {}
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            props = one.get("props")
            if isinstance(props, dict) and "namespace" in one:
                if "id" in props:
                    name = props["id"]
                    text = (
                        name
                        if isinstance(name, str)
                        else json.dumps(name, sort_keys=True, separators=(",", ":"))
                    )
                    found |= {(text, prop): value for prop, value in props.items()}
                waiting += list(props.values())
            else:
                waiting += list(one.values())
    return found


class Page:
    """One page that is open at an address such as "http://127.0.0.1:8050"."""

    def __init__(self, address: str, path: str = "/") -> None:
        """Open it, up to and with the callbacks that depend on its address alone."""
        self._address = address
        self._cookies = http.cookiejar.CookieJar()
        processor = urllib.request.HTTPCookieProcessor(self._cookies)
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), processor)
        self._get(path)
        self.held = held_in(json.loads(self._get("/_dash-layout")))
        self._callbacks = [
            Callback.of(one)
            for one in json.loads(self._get("/_dash-dependencies"))
            if not one["clientside_function"]
        ]
        inputs = {wanted for one in self._callbacks for wanted in one.inputs}
        self.change({wanted: path for wanted in inputs if wanted[1] == "pathname"})

    def headers(self) -> dict[str, str]:
        """What its requests carry beside a body: cookies and the token."""
        cookies = {one.name: one.value or "" for one in self._cookies}
        headers = {"Accept": "application/json", "Accept-Encoding": ACCEPTED}
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        if "_csrf_token" in cookies:
            headers["X-CSRFToken"] = cookies["_csrf_token"]
        return headers

    def change(self, changes: Mapping[Property, Any]) -> list[Asked]:
        """Set properties, send what that triggers and take the answers in; gives what was sent.

        Where an answer changes the input of another server callback, that is sent too, once.
        """
        sent: list[Asked] = []
        done: set[str] = set()
        changed = dict(changes)
        while changed:
            self.held |= changed
            due = [
                one for one in self._callbacks if one.output not in done and changed.keys() & {*one.inputs}
            ]
            # What the renderer can't send yet: callbacks of components that are not on the page.
            present = {name for name, _ in self.held}
            due = [one for one in due if all(name in present for name, _ in one.inputs)]
            answers: dict[Property, Any] = {}
            for one in due:
                asked = Asked("POST", UPDATE, one.body(self.held, list(changed)))
                sent.append(asked)
                done.add(one.output)
                answers |= self._answer(asked)
            inputs = {wanted for one in self._callbacks for wanted in one.inputs}
            inside = held_in(list(answers.values()))
            self.held |= inside | answers
            changed = {one: value for one, value in answers.items() if one in inputs}
        return sent

    def _answer(self, asked: Asked) -> dict[Property, Any]:
        request = urllib.request.Request(  # noqa: S310 - our own, on this machine
            self._address + asked.path,
            data=asked.body.encode(),
            headers=self.headers() | {"Content-Type": "application/json", "Accept-Encoding": "identity"},
        )
        with self._opener.open(request, timeout=PATIENCE) as answer:
            content = answer.read()
            if answer.status == http.client.NO_CONTENT:
                return {}
        response = json.loads(content)["response"]
        return {(name, prop): value for name, props in response.items() for prop, value in props.items()}

    def _get(self, path: str) -> bytes:
        with self._opener.open(self._address + path, timeout=PATIENCE) as answer:
            content: bytes = answer.read()
            return content
