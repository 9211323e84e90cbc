"""What kind of value a component's property may send.

A reader's browser sends what a component holds; anybody else can send anything. A kind says what may come in
for one property. Exact kinds are checked in full before a callback runs. An open kind (`CHOICE`, `ANYTHING`)
leaves the last word to the callback, which must expect any JSON inside it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """Kinds of value; each also takes null, which is what an untouched component sends."""

    PATH = "path"  # an address that begins with /
    TEXT = "text"
    COUNT = "count"  # a whole number from 0
    NUMBER = "number"
    FLAG = "flag"  # true or false
    TEXTS = "texts"  # a list of texts
    CHOICE = "choice"  # text, number, flag, or a list of these
    ANYTHING = "anything"  # any JSON

    @property
    def exact(self) -> bool:
        """Whether a value of this kind holds no surprises for a callback."""
        return self not in {Kind.CHOICE, Kind.ANYTHING}


KIND_OF_PROPERTY: Mapping[str, Kind] = {
    "pathname": Kind.PATH,
    "search": Kind.TEXT,
    "hash": Kind.TEXT,
    "href": Kind.TEXT,
    "n_blur": Kind.COUNT,
    "n_clicks": Kind.COUNT,
    "n_intervals": Kind.COUNT,
    "n_submit": Kind.COUNT,
    "n_clicks_timestamp": Kind.NUMBER,
    "zoom": Kind.NUMBER,
    "checked": Kind.FLAG,
    "collapsed": Kind.FLAG,
    "disabled": Kind.FLAG,
    "opened": Kind.FLAG,
    "value": Kind.CHOICE,
}
"""Kinds of the properties that mean the same on every component; a property not listed is ANYTHING."""

Kinds = Mapping[tuple[str, str], Kind]
"""Kinds by (id, property), where the default for the property is too wide.

A pattern-matching id is written as Dash writes it: sorted keys, no spaces, wildcards as `["ALL"]`.
"""

LARGEST_EXACT = 2**53
"""The largest whole number a browser can count to."""


def kind_of(component: str, name: str, kinds: Kinds) -> Kind:
    """The kind of property `name` of `component` (an id as in `Kinds`)."""
    return kinds.get((component, name)) or KIND_OF_PROPERTY.get(name, Kind.ANYTHING)


def is_number(value: Any) -> bool:
    """Whether `value` is a finite number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def is_scalar(value: Any) -> bool:
    """Whether `value` is one text, number or flag."""
    return isinstance(value, str | bool) or is_number(value)


def conforms(value: Any, kind: Kind) -> bool:
    """Whether `value`, as parsed from JSON, is of `kind`."""
    if value is None or kind is Kind.ANYTHING:
        return True
    match kind:
        case Kind.PATH:
            return isinstance(value, str) and value.startswith("/")
        case Kind.TEXT:
            return isinstance(value, str)
        case Kind.COUNT:
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_EXACT
        case Kind.NUMBER:
            return is_number(value)
        case Kind.FLAG:
            return isinstance(value, bool)
        case Kind.TEXTS:
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        case _:
            return is_scalar(value) or (isinstance(value, list) and all(map(is_scalar, value)))
