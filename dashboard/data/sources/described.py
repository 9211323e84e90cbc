"""A source as a file describes it: the one place where what is said of a source is checked.

Hexscan's own Parquet form says it in its metadata, any other file in the description beside it
(`sources.mapping`). Both are checked here, so that a source can't be described more loosely one way.
"""

from __future__ import annotations

import dataclasses
import datetime
import difflib
import re
import typing
import zoneinfo
from collections.abc import Callable, Mapping
from typing import Any

from dashboard.data.schema import FINEST_EXACT_RESOLUTION, Maturity, Refresh, Source, slug
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.recording import recording_notes

FIELDS = tuple(field.name for field in dataclasses.fields(Source))
LONGEST_TEXT = 300
MOST_CAVEATS = 20
MOST_CATEGORIES = 200
LARGEST_SMALL_COUNT = 100
_LONGEST_KEY = 60
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def described_source(
    ref: FileRef, given: Mapping[str, Any], *, where: str, defaults: Mapping[str, Any]
) -> Source:
    """The source that `given` describes; what it leaves out is taken from `defaults`, then from `Source`.

    `where` names the description in messages: "its hexscan_source metadata". Raises InputError for a field
    that a source does not have and for a value that a field can't have.
    """
    unknown = sorted(given.keys() - set(FIELDS))
    if unknown:  # a misspelt "sensitivity" must not let a controlled source pass as open
        raise ref.error(
            f"{where} has {unknown[0]!r}, which is no field of a source{_meant(unknown[0])}",
            f"The fields are: {', '.join(FIELDS)}.",
        )
    values = dict(defaults)
    if given.get("place_precision") == "exact":
        values["finest_resolution"] = FINEST_EXACT_RESOLUTION
    values.update(given)
    values["recording"] = recording_notes(ref, given.get("recording", []))
    for name, value in values.items():
        fits, expected = _RULES.get(name, (None, ""))
        if fits and not fits(value):
            raise ref.error(f"{where} says {value!r} for {name}", expected)
    values["caveats"] = tuple(" ".join(one.split()) for one in values.get("caveats", ()))
    values["category_names"] = tuple((slug, label) for slug, label in values.get("category_names", ()))
    return Source(**values)


def _meant(name: str) -> str:
    close = difflib.get_close_matches(name, FIELDS, 1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT and value.isprintable()


def _is_key(value: Any) -> bool:
    """Whether it can name folders and addresses as well."""
    return isinstance(value, str) and len(value) <= _LONGEST_KEY and bool(_KEY.fullmatch(value))


def _is_day(value: Any) -> bool:
    if value == "":
        return True
    try:
        return isinstance(value, str) and datetime.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_sentences(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) <= MOST_CAVEATS
        and all(_is_text(one) and bool(one.strip()) for one in value)
    )


def _is_names(value: Any) -> bool:
    """Whether it is a list of pairs, each a slug and its label."""
    return (
        isinstance(value, list | tuple)
        and len(value) <= MOST_CATEGORIES
        and all(isinstance(pair, list | tuple) and len(pair) == len(("slug", "label")) for pair in value)
        and all(_is_key(name) and _is_text(label) and bool(label.strip()) for name, label in value)
    )


def _is_zone(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(zoneinfo.ZoneInfo(value))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _whole(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _one_of(*choices: str) -> tuple[Callable[[Any], bool], str]:
    shown = ", ".join(choice or '""' for choice in choices)
    return lambda value: isinstance(value, str) and value in choices, f"It must be one of: {shown}."


_Rule = tuple[Callable[[Any], bool], str]
_TEXT: _Rule = (_is_text, f"It must be text of at most {LONGEST_TEXT} letters, on one line.")
_RULES: dict[str, _Rule] = {
    "key": (_is_key, "It must be lower-case words and digits joined by hyphens, as in ambulance-calls."),
    "name": (lambda value: _is_text(value) and bool(slug(value)), "It must be text with a letter or digit."),
    "owner": _TEXT,
    "licence": _TEXT,
    "contact": _TEXT,
    "agreement": _TEXT,
    "agreement_expires": (_is_day, 'It must be a day written as "2027-03-31".'),
    "sensitivity": _one_of("open", "controlled"),
    "place_precision": _one_of("snapped", "exact"),
    "time_precision": _one_of("month", "day", "minute"),
    "refresh": _one_of(*typing.get_args(Refresh)),
    "maturity": _one_of(*typing.get_args(Maturity)),
    "finest_resolution": (
        _whole(0, FINEST_EXACT_RESOLUTION),
        f"It must be a whole number from 0 to {FINEST_EXACT_RESOLUTION}.",
    ),
    "fictional": (lambda value: isinstance(value, bool), "It must be true or false."),
    "caveats": (
        _is_sentences,
        f"It must be a list of at most {MOST_CAVEATS} sentences of at most {LONGEST_TEXT} letters.",
    ),
    "category_names": (
        _is_names,
        f"It must be at most {MOST_CATEGORIES} pairs of a type, as in noise-nuisance, and its label.",
    ),
    "zone": (_is_zone, 'It must be a time zone, as "Europe/London" or "UTC".'),
    "small_counts": (
        _whole(1, LARGEST_SMALL_COUNT),
        f"It must be a whole number from 1 to {LARGEST_SMALL_COUNT}.",
    ),
}
"""What a field may hold, and how to say so; `recording` is checked by `recording_notes`."""
