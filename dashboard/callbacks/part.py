"""What one part of the page is given by an answer, and how an answer travels.

Little-endian, as browsing data are (`figures/browse_pack.py`): assets/answers.js unpacks it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from dash.development.base_component import Component

from dashboard.callbacks.looking import Looking
from dashboard.figures.browse_pack import Arrays, one_higher, packed


@dataclasses.dataclass(frozen=True)
class Part:
    """Values for one part of the page, which stand or fall together."""

    html: Mapping[Any, Any] = dataclasses.field(default_factory=dict)
    """What stands in an element, by its id: a member of an enumeration of `ids`."""
    props: tuple[tuple[Any, Mapping[str, Any]], ...] = ()
    """Properties of library components, each as (id, properties)."""
    told: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    """What a function of the page is called with, by its name in `dash_clientside.hexscan`."""
    arrays: Mapping[str, Arrays] = dataclasses.field(default_factory=dict)
    """Numbers from 0, -1 for none, that belong to what a function is told, by its name and theirs."""

    def as_json(self) -> dict[str, Any]:
        """The part without its arrays, leaving out what is empty."""
        html = {str(element): layout for element, layout in self.html.items()}  # orjson wants no enumeration
        said = {"html": html, "props": [list(one) for one in self.props], "told": dict(self.told)}
        return {name: value for name, value in said.items() if value}


Draw = Callable[[Looking], Part]
Failed = Callable[[str], Part]
Parts = Mapping[str, tuple[Draw, Failed]]
"""By name, how each part of an answer is drawn, and what stands in its place, with a message, where that
fails."""


def packed_answer(newer: str, parts: Mapping[str, Part], *, whole: bool) -> bytes:
    """An answer as bytes: `newer` is the version the page should reload for, `whole` whether no part failed.

    Arrays are listed as "function.name", each number one higher than it is, so that 0 stands for none.
    """
    arrays = {
        f"{function}.{name}": one_higher(array)
        for part in parts.values()
        for function, named in part.arrays.items()
        for name, array in named.items()
    }
    header = {
        "newer": newer,
        "whole": whole,
        "parts": {name: part.as_json() for name, part in parts.items()},
    }
    return packed(header, arrays, default=_plain)


def _plain(value: Any) -> Any:
    """A component as JSON has it."""
    if isinstance(value, Component):
        return value.to_plotly_json()
    raise TypeError(f"{type(value).__name__} is no JSON")
