"""Checks of what a service sends: its JSON is from outside, whatever its address."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from dashboard.data.fetch import FetchError

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LONGEST_SHOWN = 60
_FORMULA = ("=", "+", "-", "@")

Value = TypeVar("Value")


class UnfitError(ValueError):
    """A value that is not what the service's documentation says; the message names it."""


def text(record: Any, name: str, *, longest: int = 300) -> str:
    """The text at `name`, on one line, "" for null or none. UnfitError for another type or a longer one."""
    value = _of(record).get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest:
        raise UnfitError(f"{name} is {_shown(value)}")
    whole_characters = value.encode("utf-8", "replace").decode()  # JSON may hold halves, no file can
    return _CONTROL.sub(" ", whole_characters).strip()


def whole(record: Any, name: str) -> int:
    """The whole number at `name`; UnfitError for anything else."""
    value = _of(record).get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 63:
        raise UnfitError(f"{name} is {_shown(value)}")
    return value


def degrees(record: Any, name: str, limit: float) -> str:
    """The coordinate at `name` as it was sent, "" for null; UnfitError where it is none within ±`limit`."""
    value = _of(record).get(name)
    if value is None or value == "":
        return ""
    plain = isinstance(value, str) and _is_number(value.strip())
    try:
        number = float(value) if plain or isinstance(value, int | float) else math.nan
    except OverflowError:  # a whole number of 400 digits
        number = math.inf
    if isinstance(value, bool) or not abs(number) <= limit:
        raise UnfitError(f"{name} is {_shown(value)}")
    return str(value).strip()


def part(record: Any, name: str) -> dict[str, Any]:
    """The object at `name`, empty for null or nothing there; UnfitError for anything else."""
    value = _of(record).get(name)
    return {} if value is None else _of(value)


def listed(answer: Any, what: str, read: Callable[[Any], Value], *, host: str) -> list[Value]:
    """Each record of a list as `read` makes it. FetchError naming the first that is not as documented."""
    if not isinstance(answer, list):
        raise FetchError(
            f"{host} sent {_shown(answer)} where a list of {what} was due. Nothing of it was kept."
        )
    values = []
    for number, record in enumerate(answer, 1):
        try:
            values.append(read(record))
        except UnfitError as error:
            raise FetchError(
                f"{host}, {what}, record {number:,}: {error}. That is not as its documentation says, so "
                "nothing of this answer was kept. Try again; if it goes on, its interface has changed."
            ) from error
    return values


def plain_cells(cells: Sequence[str]) -> list[str]:
    """Cells for a CSV that a spreadsheet may open: none of them begins as a formula does."""
    return [f"'{cell}" if cell.startswith(_FORMULA) and not _is_number(cell) else cell for cell in cells]


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", cell, re.ASCII) is not None


def _of(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnfitError(f"it is {_shown(value)}, not an object")
    return value


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
