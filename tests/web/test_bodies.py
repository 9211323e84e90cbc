"""No callback request, however odd, is answered with a 5xx."""

from __future__ import annotations

import io
import json
import logging
import random
from typing import Any

import pytest
from callback_bodies import (
    ODD_VALUES,
    UPDATE,
    mutate,
    odd_values,
    open_page,
    post,
    server_callbacks,
    valid_body,
)
from dash import Dash
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.web.values import Kind, conforms

TEXT: dict[str, Any] = {
    "output": "text.children",
    "outputs": {"id": "text", "property": "children"},
    "inputs": [{"id": "url", "property": "search", "value": "?a=b"}],
    "state": [{"id": "text", "property": "title"}],
    "changedPropIds": ["url.search"],
}
SUM: dict[str, Any] = {
    "output": "sum.children",
    "outputs": {"id": "sum", "property": "children"},
    "inputs": [[{"id": {"control": "two"}, "property": "n_clicks", "value": 2}]],
    "changedPropIds": ['{"control":"two"}.n_clicks'],
}
PANEL: dict[str, Any] = {
    "output": '{"panel":["MATCH"],"part":"title"}.children',
    "outputs": {"id": {"panel": "left", "part": "title"}, "property": "children"},
    "inputs": [{"id": {"panel": "left", "part": "button"}, "property": "n_clicks", "value": 2}],
    "changedPropIds": [],
}


def without(body: dict[str, Any], key: str) -> dict[str, Any]:
    return {k: v for k, v in body.items() if k != key}


BAD_BODIES: dict[str, Any] = {
    "nothing": b"",
    "not JSON": b"hello",
    "half an object": b'{"output": ',
    "not UTF-8": b"\xff\xfe\x00",
    "byte order mark": b"\xef\xbb\xbf{}",
    "empty object": {},
    "empty list": [],
    "null": None,
    "number": 5,
    "text": '"text.children"',
    "NaN": json.dumps(TEXT).replace('"?a=b"', "NaN"),
    "Infinity": json.dumps(TEXT).replace('"?a=b"', "-Infinity"),
    "number beyond a double": json.dumps(TEXT).replace('"?a=b"', "1e999"),
    "number of 10,000 digits": json.dumps(TEXT).replace('"?a=b"', "9" * 10_000),
    "half a character": json.dumps(TEXT).replace("?a=b", "\\ud800"),
    "100,000 lists": b"[" * 100_000 + b"]" * 100_000,
    "100,000 objects": b'{"a":' * 100_000,
    "1,000 levels in a value": json.dumps(TEXT).replace('"?a=b"', "[" * 1000 + "]" * 1000),
    "70 levels in a value": json.dumps(TEXT).replace('"?a=b"', "[" * 70 + "]" * 70),
    "no output": without(TEXT, "output"),
    "unknown output": TEXT | {"output": "nobody.children"},
    "output a list": TEXT | {"output": ["text.children"]},
    "output an object": TEXT | {"output": {"id": "text"}},
    "output of a clientside callback": TEXT | {"output": "copy.title"},
    "no outputs": without(TEXT, "outputs"),
    "outputs a text": TEXT | {"outputs": "text.children"},
    "outputs of another": TEXT | {"outputs": {"id": "sum", "property": "children"}},
    "outputs a list where one is declared": TEXT | {"outputs": [TEXT["outputs"]]},
    "no inputs": without(TEXT, "inputs"),
    "inputs an object": TEXT | {"inputs": TEXT["inputs"][0]},
    "too few inputs": TEXT | {"inputs": []},
    "too many inputs": TEXT | {"inputs": TEXT["inputs"] * 2},
    "inputs null": TEXT | {"inputs": [None]},
    "input without id": TEXT | {"inputs": [{"property": "search"}]},
    "input with a strange id": TEXT | {"inputs": [{"id": 5, "property": "search"}]},
    "input without property": TEXT | {"inputs": [{"id": "url"}]},
    "input with another property": TEXT | {"inputs": [{"id": "url", "property": "href"}]},
    "input of the wrong kind": TEXT | {"inputs": [{"id": "url", "property": "search", "value": {}}]},
    "no state": without(TEXT, "state"),
    "state null": TEXT | {"state": None},
    "state too long": TEXT | {"state": TEXT["state"] * 3},
    "state of the wrong kind": TEXT | {"state": [{"id": "text", "property": "title", "value": 4}]},
    "changed a text": TEXT | {"changedPropIds": "url.search"},
    "changed numbers": TEXT | {"changedPropIds": [1, 2]},
    "changed null": TEXT | {"changedPropIds": None},
    "changed something else": TEXT | {"changedPropIds": ["sum.children"]},
    "changed half an id": SUM | {"changedPropIds": ['{"control":.n_clicks']},
    "changed without a dot": SUM | {"changedPropIds": ["{"]},
    "one where a list is declared": SUM | {"inputs": SUM["inputs"][0]},
    "a list within the list": SUM | {"inputs": [SUM["inputs"]]},
    "wildcard id a text": SUM | {"inputs": [[{"id": "two", "property": "n_clicks"}]]},
    "wildcard id left open": SUM | {"inputs": [[{"id": {"control": ["ALL"]}, "property": "n_clicks"}]]},
    "wildcard id with more keys": SUM
    | {"inputs": [[{"id": {"control": 1, "b": 2}, "property": "n_clicks"}]]},
    "clicks a text": SUM | {"inputs": [[{"id": {"control": "two"}, "property": "n_clicks", "value": "2"}]]},
    "clicks below zero": SUM
    | {"inputs": [[{"id": {"control": "two"}, "property": "n_clicks", "value": -2}]]},
    "MATCH that does not": PANEL
    | {"outputs": {"id": {"panel": "up", "part": "title"}, "property": "children"}},
    "part that does not match": PANEL
    | {"inputs": [{"id": {"panel": "left", "part": "title"}, "property": "n_clicks"}]},
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_bad_body_gets_400_and_one_short_line(name: str, app: Dash, caplog: pytest.LogCaptureFixture) -> None:
    client, headers = open_page(app.server)
    with caplog.at_level(logging.INFO):
        answer = post(client, headers, BAD_BODIES[name])
    assert answer.status_code == 400
    assert answer.text == "This request can't be used"
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert len(caplog.messages[0]) < 90
    assert "\n" not in caplog.text.strip()


def test_there_are_forty_bad_bodies() -> None:
    assert len(BAD_BODIES) >= 40


@pytest.mark.parametrize(
    ("body", "expected"),
    [(TEXT, "?A=B"), (SUM, "2 {'control': 'two'}"), (PANEL, "left 2")],
    ids=["text", "ALL", "MATCH"],
)
def test_good_bodies_run_their_callback(body: dict[str, Any], expected: str, app: Dash) -> None:
    client, headers = open_page(app.server)
    answer = post(client, headers, body)
    assert answer.status_code == 200
    assert expected in json.dumps(answer.get_json()).replace('\\"', "'")


def test_every_callback_takes_what_its_page_sends(app: Dash) -> None:
    client, headers = open_page(app.server)
    seed = random.Random(1)  # noqa: S311
    for callback in server_callbacks(client):
        for _ in range(5):
            body = valid_body(callback, seed)
            if callback["output"] == "copy.children":
                body["inputs"][0]["value"] = {"points": [{"x": 1}]}
            assert post(client, headers, body).status_code in (200, 204), body


def test_content_type_must_be_json(app: Dash) -> None:
    client, headers = open_page(app.server)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "", "application/octet-stream"):
        answer = client.post(UPDATE, data=json.dumps(TEXT), headers=headers, content_type=kind)
        assert answer.status_code == 400


def test_more_than_a_megabyte_gets_413(app: Dash) -> None:
    client, headers = open_page(app.server)
    body = json.dumps(TEXT).replace("?a=b", "x" * 1024 * 1024)
    answer = post(client, headers, body)
    assert answer.status_code == 413
    assert answer.text == "Hexscan does not take requests of this size."
    assert post(client, headers, json.dumps(TEXT).replace("?a=b", "x" * 1_000_000)).status_code == 200


def test_more_than_a_megabyte_in_pieces_gets_413(app: Dash) -> None:
    client, headers = open_page(app.server)
    for size, status in ((1_000_000, 200), (3_000_000, 413)):
        body = json.dumps(TEXT).replace("?a=b", "x" * size).encode()
        answer = client.post(
            UPDATE,
            input_stream=io.BytesIO(body),
            headers=headers,
            content_type="application/json",
            environ_overrides={"wsgi.input_terminated": True},
        )
        assert answer.status_code == status


def test_two_thousand_mutated_bodies_never_get_5xx(app: Dash) -> None:
    client, headers = open_page(app.server)
    seed = random.Random(20)  # noqa: S311
    callbacks = server_callbacks(client)
    answers: dict[int, int] = {}
    for _ in range(2_000):
        body = mutate(valid_body(seed.choice(callbacks), seed), seed)
        status = post(client, headers, body).status_code
        assert status < 500, body
        answers[status] = answers.get(status, 0) + 1
    assert answers[400] > 1_000
    assert answers[200] > 20  # some mutations leave a request a page could send


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def test_generated_json_never_gets_5xx(app: Dash) -> None:
    client, headers = open_page(app.server)

    @settings(max_examples=300, deadline=None, database=None)
    @given(body=JSON | st.fixed_dictionaries({"output": st.just("text.children")}, optional={
        "outputs": JSON, "inputs": JSON, "state": JSON, "changedPropIds": JSON}))  # fmt: skip
    def send(body: Any) -> None:
        assert post(client, headers, body).status_code == 400

    send()


def test_odd_values_in_every_place_never_get_5xx(app: Dash) -> None:
    client, headers = open_page(app.server)
    seed = random.Random(3)  # noqa: S311
    tried = 0
    for callback in server_callbacks(client):
        for odd in ODD_VALUES:
            for body in odd_values(valid_body(callback, seed), odd):
                assert post(client, headers, body).status_code in (200, 204, 400), body
                tried += 1
    assert tried > 200


class TestAnExceptionInACallback:
    def body(self, output: str, name: tuple[str, str], value: Any) -> dict[str, Any]:
        component, _, changed = output.partition(".")
        return {
            "output": output,
            "outputs": {"id": component, "property": changed},
            "inputs": [{"id": name[0], "property": name[1], "value": value}],
            "changedPropIds": [],
        }

    def test_is_answered_400_where_the_value_was_open(
        self, app: Dash, caplog: pytest.LogCaptureFixture
    ) -> None:
        client, headers = open_page(app.server)
        answer = post(client, headers, self.body("copy.children", ("store", "data"), {"points": {}}))
        assert answer.status_code == 400
        assert "KeyError" in caplog.text and "read_store" in caplog.text

    def test_is_answered_500_where_every_value_was_as_declared(
        self, app: Dash, caplog: pytest.LogCaptureFixture
    ) -> None:
        client, headers = open_page(app.server)
        answer = post(client, headers, self.body("risky.children", ("url", "hash"), "#mistake"))
        assert answer.status_code == 500
        assert answer.text == "This panel can't be shown"
        assert "a mistake of ours" in caplog.text


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Kind.PATH, [None, "/", "/a"], ["", "a", 1, []]),
        (Kind.TEXT, [None, "", "a"], [0, True, [], {}]),
        (Kind.COUNT, [None, 0, 3], [-1, 1.5, True, "1", 2**60, []]),
        (Kind.NUMBER, [None, 0, -1.5], [True, "1", float("nan"), []]),
        (Kind.FLAG, [None, True, False], [0, 1, "true", []]),
        (Kind.TEXTS, [None, [], ["a"]], ["a", [1], {}, [["a"]]]),
        (Kind.CHOICE, [None, "a", 1, True, ["a", 1]], [{}, [[]], [None]]),
        (Kind.ANYTHING, [None, "a", {}, [[{}]]], []),
    ],
)
def test_kinds(kind: Kind, good: list[Any], bad: list[Any]) -> None:
    assert all(conforms(value, kind) for value in good)
    assert not any(conforms(value, kind) for value in bad)
