"""Callback requests are checked before Dash sees them.

Whatever does not fit the callback's declaration (`shapes`) or its kinds of value (`values`) is answered 400,
or 413 above the size limit, with one short log line that never quotes the request.

An exception in a callback is logged in full, always. The answer says who is to blame as far as that can be
known: 400 where the body brought a value of an open kind and the exception is one that odd values cause;
500 where every value was of the kind declared, or the exception is of another sort (a file that can't be
read, say), for then the mistake is ours.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from dash import Dash
from dash.exceptions import PreventUpdate
from flask import Flask, Response, current_app, request
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue, RouteCallable
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from dashboard.web.shapes import BodyError, Shape, check, shape_of
from dashboard.web.values import Kinds

LOGGER = logging.getLogger(__name__)

LARGEST_BODY = 1024 * 1024
"""Bytes a request may bring unless settings say otherwise."""

DEEPEST = 64
"""Levels of lists and objects within one another; a Plotly click has 5."""

CAUSED_BY_VALUES = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What an unexpected value makes Python code raise. Pandas' and pyarrow's own derive from these."""


class StrictJSON(DefaultJSONProvider):
    """JSON as the standard has it: no NaN, no number beyond a double, no half characters, no endless nesting.

    Dash reads the body through the same provider, so it sees exactly the values that were checked.
    """

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """The value `s` writes down. Raises ValueError, never RecursionError."""
        return orjson.loads(s)


def depth_within(value: Any, deepest: int) -> bool:
    """Whether lists and objects in `value` lie at most `deepest` levels deep."""
    level = [value]
    for _ in range(deepest + 1):
        level = [
            child
            for each in level
            if isinstance(each, dict | list)
            for child in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return True
    return False


class Shapes:
    """Shapes of the callbacks of one app, each worked out when first asked for.

    Dash adds callbacks of its own at the first request, so they can't all be worked out at the start.
    """

    def __init__(self, callback_map: Mapping[str, Mapping[str, Any]], kinds: Kinds) -> None:
        """Take the map as it is; it may grow later."""
        self._callbacks = callback_map
        self._kinds = kinds
        self._known: dict[str, Shape] = {}

    def of(self, output: Any) -> Shape:
        """The shape of the server callback that Dash files under `output`. Raises BodyError."""
        if not isinstance(output, str):
            raise BodyError("no output")
        if output not in self._known:
            callback = self._callbacks.get(output)
            # Clientside callbacks are on the map too, but there is nothing to run for them here.
            if callback is None or "callback" not in callback:
                raise BodyError("an unknown output")
            self._known[output] = shape_of(callback, self._kinds)
        return self._known[output]


def read_body() -> dict[str, Any]:
    """The request's JSON object. Raises BodyError, or RequestEntityTooLarge."""
    if not request.is_json:
        raise BodyError("a body that is not JSON")
    # Werkzeug cuts a body without a stated length off at the limit, and raises only where one is stated.
    limit = request.max_content_length
    if request.content_length is None and limit is not None and len(request.get_data()) >= limit:
        raise RequestEntityTooLarge
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BodyError("a body that is no JSON object")
    if not depth_within(body, DEEPEST):
        raise BodyError("a body nested too deeply")
    return body


def text(status: int, words: str) -> Response:
    """A short answer for the renderer."""
    return Response(words, status, mimetype="text/plain")


def guarded(dispatch: RouteCallable, shapes: Shapes) -> Callable[[], ResponseReturnValue]:
    """Dash's view of callbacks, run for checked bodies only and never raising an unexpected exception."""

    def checked_dispatch() -> ResponseReturnValue:
        try:
            body = read_body()
            shape = shapes.of(body.get("output"))
            check(shape, body)
        except BodyError as refused:
            LOGGER.warning("Refused a callback request: %s", refused)
            return text(400, "This request can't be used")
        try:
            answer: ResponseReturnValue = current_app.ensure_sync(dispatch)()
        except (HTTPException, PreventUpdate):
            raise  # Flask and Dash have answers for these
        except CAUSED_BY_VALUES:
            LOGGER.exception("A callback failed: %s", body["output"])
            if shape.open_values(body):
                return text(400, "This request can't be used")
            return text(500, "This panel can't be shown")
        except Exception:
            LOGGER.exception("A callback failed: %s", body["output"])
            return text(500, "This panel can't be shown")
        return answer

    return checked_dispatch


def install(app: Dash, *, largest: int = LARGEST_BODY, kinds: Kinds | None = None) -> None:
    """Check every callback request of `app`; no request at all may bring more than `largest` bytes.

    `kinds` narrows what single properties may send.
    """
    server: Flask = app.server
    server.config["MAX_CONTENT_LENGTH"] = largest
    server.json = StrictJSON(server)
    endpoint = f"{app.config.routes_pathname_prefix}_dash-update-component"
    shapes = Shapes(app.callback_map, kinds or {})
    server.view_functions[endpoint] = guarded(server.view_functions[endpoint], shapes)
