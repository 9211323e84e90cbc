"""What a callback's request must look like, worked out from the callback's own declaration.

Dash trusts the shape of what its renderer sends, and answers 500 where it is wrong. Here each declared input,
state and output becomes a `Slot`, and a request fits when its entries fill the slots in order: ids and
properties as declared, wildcards filled in, MATCH with the same value throughout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from dashboard.web.values import Kind, Kinds, conforms, is_scalar, kind_of

WILDCARDS = {"ALL", "ALLSMALLER", "MATCH"}
MANY = {"ALL", "ALLSMALLER"}


class BodyError(ValueError):
    """A request that no renderer sends. Its text is a fixed phrase and never quotes the request."""


def wildcard(part: Any) -> str:
    """The wildcard that a declared part of an id stands for, or "" for a plain value."""
    return part[0] if isinstance(part, list) and len(part) == 1 and part[0] in WILDCARDS else ""


@dataclass(frozen=True)
class Slot:
    """One declared input, state or output."""

    component: str | dict[str, Any]  # wildcards in a dict are one-item lists, as Dash writes them
    name: str  # of the property
    kind: Kind

    @property
    def many(self) -> bool:
        """Whether the renderer sends a list here, one entry for each component found."""
        return isinstance(self.component, dict) and any(wildcard(p) in MANY for p in self.component.values())

    def fits_id(self, given: Any, matched: dict[str, Any]) -> bool:
        """Whether `given` is an id this slot stands for; notes in `matched` what MATCH parts stand for."""
        if isinstance(self.component, str):
            return isinstance(given, str) and given == self.component
        if not isinstance(given, dict) or given.keys() != self.component.keys():
            return False
        for key, part in self.component.items():
            value = given[key]
            sign = wildcard(part)
            if not is_scalar(value) or (not sign and not same(value, part)):
                return False
            if sign == "MATCH" and not same(matched.setdefault(key, value), value):
                return False
        return True


def same(one: Any, other: Any) -> bool:
    """Equal, with 1 and true told apart."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def parse_id(text: str) -> str | dict[str, Any]:
    """The id behind its written form, a dict where it is pattern-matching. Raises BodyError."""
    if not text.startswith("{"):
        return text
    try:
        component = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BodyError("an id that is no id") from error
    if not isinstance(component, dict):
        raise BodyError("an id that is no id")
    return component


@dataclass(frozen=True)
class Shape:
    """What one callback declares."""

    inputs: tuple[Slot, ...]
    state: tuple[Slot, ...]
    outputs: tuple[Slot, ...]
    several: bool  # outputs come as a list, even a single one

    def open_values(self, body: Mapping[str, Any]) -> bool:
        """Whether the body brings a value (not null) whose kind leaves the last word to the callback."""
        for slots, part in ((self.inputs, "inputs"), (self.state, "state")):
            for slot, filling in zip(slots, body.get(part) or [], strict=True):
                entries = filling if slot.many else [filling]
                if not slot.kind.exact and any(entry.get("value") is not None for entry in entries):
                    return True
        return False


def slots(declared: Sequence[Mapping[str, Any]], kinds: Kinds) -> tuple[Slot, ...]:
    """Slots of inputs or state as they stand in Dash's callback map."""
    return tuple(
        Slot(parse_id(each["id"]), each["property"], kind_of(each["id"], each["property"], kinds))
        for each in declared
    )


def shape_of(callback: Mapping[str, Any], kinds: Kinds) -> Shape:
    """The shape an entry of `Dash.callback_map` declares."""
    declared = callback["output"]
    several = isinstance(declared, list | tuple)
    outputs = [] if callback.get("no_output") else (declared if several else [declared])
    return Shape(
        inputs=slots(callback["inputs"], kinds),
        state=slots(callback["state"], kinds),
        outputs=tuple(
            Slot(parse_id(each.component_id_str()), each.component_property, Kind.ANYTHING)
            for each in outputs
        ),
        several=several,
    )


def check_entry(slot: Slot, entry: Any, matched: dict[str, Any]) -> None:
    """Refuse an entry that does not fill `slot`."""
    if not isinstance(entry, dict):
        raise BodyError("an entry that is none")
    if not slot.fits_id(entry.get("id"), matched):
        raise BodyError("an id the callback does not declare")
    name = entry.get("property")
    # allow_duplicate adds "@" and a hash to an output's property.
    if not isinstance(name, str) or name.partition("@")[0] != slot.name:
        raise BodyError("a property the callback does not declare")
    if not conforms(entry.get("value"), slot.kind):
        raise BodyError("a value of the wrong kind")


def check_filling(declared: Sequence[Slot], given: Any, matched: dict[str, Any]) -> None:
    """Refuse a list of entries that does not fill `declared` one by one."""
    if not isinstance(given, list) or len(given) != len(declared):
        raise BodyError("the wrong number of entries")
    for slot, filling in zip(declared, given, strict=True):
        if not slot.many:
            check_entry(slot, filling, matched)
        elif isinstance(filling, list):
            for entry in filling:
                check_entry(slot, entry, matched)
        else:
            raise BodyError("one entry where a list is declared")


def check_changed(shape: Shape, changed: Any) -> None:
    """Refuse a list of changed properties that names any but the declared inputs.

    Callbacks ask Dash which input triggered them, and Dash parses the ids in this list.
    """
    if not isinstance(changed, list) or not all(isinstance(each, str) for each in changed):
        raise BodyError("changedPropIds that is no list of texts")
    for each in changed:
        written, _, name = each.rpartition(".")
        component = parse_id(written)
        if not any(slot.name == name and slot.fits_id(component, {}) for slot in shape.inputs):
            raise BodyError("a changed property that is no input")


def check(shape: Shape, body: Mapping[str, Any]) -> None:
    """Refuse a body that does not fit `shape`."""
    matched: dict[str, Any] = {}
    outputs = body.get("outputs")
    if not shape.outputs:
        if outputs:
            raise BodyError("outputs where none is declared")
    else:
        check_filling(shape.outputs, outputs if shape.several else [outputs], matched)
    check_filling(shape.inputs, body.get("inputs"), matched)
    # The renderer leaves out an empty state.
    state = body.get("state", [])
    check_filling(shape.state, state, matched)
    check_changed(shape, body.get("changedPropIds", []))
