"""Requests as Dash's renderer would send them, made from what `/_dash-dependencies` tells a browser.

Shares no code with `dashboard.web.shapes`, which checks them.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

UPDATE = "/_dash-update-component"

VALUES: dict[str, list[Any]] = {
    "pathname": ["/"],
    "search": ["", "?area=all", "?from=2025-01&to=2025-12&types=burglary"],
    "hash": ["", "#map"],
    "href": ["http://localhost/"],
    "n_clicks": [None, 0, 1, 7],
    "zoom": [None, 7, 11.5],
    "value": [None, "burglary", ["burglary", "robbery"], 3],
    "checked": [None, True, False],
    "opened": [None, True],
}

ODD_VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1e308,
    -1e-308,
    2**63,
    "",
    "\u0000",
    "..",
    "🗺" * 50,
    "../../etc/passwd",
    "?area=" + "x" * 5000,
    "?from=9999-99&to=0000-00&res=1e9&within=-5&cell=%00&types=" + "a," * 500,
    "?area=%ff%fe&area=&&&===&cell=8928308280fffff&sources=\u202e",
    "<script>alert(1)</script>",
    [],
    [[]],
    [None, {}, ""],
    ["burglary"] * 500,
    {},
    {"id": "x"},
    {"points": [{"x": None}]},
    {"points": "none"},
    {"__proto__": {"a": 1}, "constructor": [1]},
    {"colId": 5, "rowIndex": -1, "rowId": {}, "value": []},
    {"properties": None, "geometry": {"coordinates": ["a"]}},
    [{"area_code": {}}],
    [[[[[[[[[[1]]]]]]]]]],
]


def open_page(server: Flask) -> tuple[FlaskClient, dict[str, str]]:
    """A client that has loaded the first page, and the headers its renderer would send."""
    client = server.test_client()
    page = client.get("/")
    assert page.status_code == 200
    cookie = client.get_cookie("_csrf_token")
    assert cookie is not None
    return client, {"X-CSRFToken": cookie.value}


def post(client: FlaskClient, headers: dict[str, str], body: Any) -> TestResponse:
    """Send `body` as JSON (bytes and text as they stand)."""
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(UPDATE, data=data, headers=headers, content_type="application/json")


def server_callbacks(client: FlaskClient) -> list[dict[str, Any]]:
    """The callbacks a browser would send here."""
    listed = client.get("/_dash-dependencies").get_json()
    return [callback for callback in listed if callback["clientside_function"] is None]


def read_id(written: str) -> Any:
    return json.loads(written) if written.startswith("{") else written


def find(written: str, seed: random.Random) -> list[Any]:
    """Ids of the components on an imagined page that answer to a declared id; one unless it says ALL."""
    declared = read_id(written)
    if isinstance(declared, str):
        return [declared]
    many = any(part in (["ALL"], ["ALLSMALLER"]) for part in declared.values())
    return [
        {key: (f"part-{n}" if part in (["ALL"], ["ALLSMALLER"]) else "here" if part == ["MATCH"] else part)
         for key, part in declared.items()}
        for n in range(seed.randint(0, 3) if many else 1)
    ]  # fmt: skip


def is_many(written: str) -> bool:
    return '["ALL"]' in written or '["ALLSMALLER"]' in written


def fill(declared: dict[str, Any], seed: random.Random) -> Any:
    entries = [
        {
            "id": found,
            "property": declared["property"],
            "value": seed.choice(VALUES.get(declared["property"], [None])),
        }
        for found in find(declared["id"], seed)
    ]
    return entries if is_many(declared["id"]) else entries[0]


def read_outputs(output: str) -> tuple[list[dict[str, str]], bool]:
    """The outputs written in a callback's name, and whether they are sent as a list."""
    several = output.startswith("..")
    parts = output[2:-2].split("...") if several else [output]
    outputs = []
    for part in parts:
        written, _, name = part.rpartition(".")
        outputs.append({"id": written.replace("\\.", "."), "property": name})
    return outputs, several


def valid_body(callback: dict[str, Any], seed: random.Random) -> dict[str, Any]:
    """What the renderer sends for `callback` on some page."""
    inputs = [fill(each, seed) for each in callback["inputs"]]
    flat = [entry for filling in inputs for entry in (filling if isinstance(filling, list) else [filling])]
    changed = seed.sample(flat, k=min(len(flat), seed.randint(0, 1)))
    body: dict[str, Any] = {
        "output": callback["output"],
        "inputs": inputs,
        "changedPropIds": [f"{write_id(entry['id'])}.{entry['property']}" for entry in changed],
    }
    if not callback["no_output"]:
        outputs, several = read_outputs(callback["output"])
        filled: list[Any] = []
        for each in outputs:
            found = [{"id": one, "property": each["property"]} for one in find(each["id"], seed)]
            filled.append(found if is_many(each["id"]) else found[0])
        body["outputs"] = filled if several else filled[0]
    if callback["state"]:
        body["state"] = [fill(each, seed) for each in callback["state"]]
    return body


def write_id(component: Any) -> str:
    return (
        component
        if isinstance(component, str)
        else json.dumps(component, separators=(",", ":"), sort_keys=True)
    )


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place inside a JSON value."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(child, (*path, key))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def mutate(body: dict[str, Any], seed: random.Random) -> Any:
    """A copy of `body` with one to three things wrong: replaced, removed, doubled or swapped."""
    wrong = copy.deepcopy(body)
    for _ in range(seed.randint(1, 3)):
        found = list(places(wrong))
        if not found:
            return wrong
        path = seed.choice(found)
        parent, key = at(wrong, path[:-1]), path[-1]
        match seed.randrange(5):
            case 0:
                del parent[key]
            case 1 if isinstance(parent, list):
                parent.append(parent[key])
            case 2:
                parent[key] = copy.deepcopy(at(wrong, seed.choice(found)))
            case 3 if isinstance(parent, dict):
                parent[seed.choice(["id", "property", "value", "", "x"])] = parent[key]
            case _:
                parent[key] = copy.deepcopy(seed.choice(ODD_VALUES))
    return wrong


def odd_values(body: dict[str, Any], odd: Any) -> Iterator[dict[str, Any]]:
    """Copies of `body`, each with one value replaced by `odd` and its shape left right."""
    for path in places(body):
        if path[-1] == "value" and path[0] in ("inputs", "state") and len(path) in (3, 4):
            odd_body = copy.deepcopy(body)
            at(odd_body, path[:-1])["value"] = odd
            yield odd_body


class NotOnPageError(LookupError):
    """A callback waits for a component that the first page does not hold."""


def components(layout: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Ids and properties of all components in a layout, as `/_dash-layout` sends it."""
    if isinstance(layout, list):
        for each in layout:
            yield from components(each)
    elif isinstance(layout, dict):
        properties = layout.get("props")
        if isinstance(properties, dict) and "id" in properties:
            yield properties["id"], properties
        for each in layout.values():
            yield from components(each)


def answers_to(declared: Any, component: Any, here: dict[str, Any]) -> bool:
    """Whether a component on the page answers to a declared id; `here` is what MATCH stands for."""
    if isinstance(declared, str) or isinstance(component, str):
        return bool(declared == component)
    return declared.keys() == component.keys() and all(
        here.get(key, component[key]) == component[key]
        if part == ["MATCH"]
        else isinstance(part, list) or part == component[key]
        for key, part in declared.items()
    )


def page_body(callback: dict[str, Any], page: list[tuple[Any, dict[str, Any]]]) -> dict[str, Any]:
    """What the renderer sends for `callback` when the page opens. Raises NotOnPageError."""
    here: dict[str, Any] = {}

    def entries(declared: dict[str, Any], *, valued: bool) -> Any:
        wanted, name = read_id(declared["id"]), declared["property"]
        found = [(one, properties) for one, properties in page if answers_to(wanted, one, here)]
        if not is_many(declared["id"]):
            if not found:
                raise NotOnPageError(declared["id"])
            found = found[:1]
            if isinstance(wanted, dict):
                here.update({key: found[0][0][key] for key, part in wanted.items() if part == ["MATCH"]})
        filled = [
            {"id": one, "property": name}
            | ({"value": properties[name]} if valued and name in properties else {})
            for one, properties in found
        ]
        return filled if is_many(declared["id"]) else filled[0]

    body: dict[str, Any] = {"output": callback["output"], "changedPropIds": []}
    if not callback["no_output"]:
        outputs, several = read_outputs(callback["output"])
        filled = [entries(each, valued=False) for each in outputs]
        body["outputs"] = filled if several else filled[0]
    body["inputs"] = [entries(each, valued=True) for each in callback["inputs"]]
    if callback["state"]:
        body["state"] = [entries(each, valued=True) for each in callback["state"]]
    return body
