"""The sections of a description's TOML file: every key is known, every value of its type.

What is unknown or does not fit is refused with its name: a slip of the pen never changes what is taken in.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dashboard.data.schema import InputError
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.description import INCIDENT_COLUMNS, PREMISES_COLUMNS

SECTIONS: dict[str, dict[str, type]] = {
    "file": {
        "format": str, "encoding": str, "delimiter": str, "decimal": str, "columns": list, "sheet": str,
        "missing": list,
    },
    "place": {
        "crs": str, "longitude": str, "latitude": str, "easting": str, "northing": str, "cell": str,
    },
    "time": {
        "from": str, "from_time": str, "to": str, "to_time": str, "hour": str, "month": str, "format": str,
        "zone": str, "date_only": bool, "earliest": str,
    },
    "columns": dict.fromkeys(
        (*INCIDENT_COLUMNS, *PREMISES_COLUMNS, "force_is", "force_in_name", "crime_type_is", "kind_is"), str
    ),
    "drop": {"columns": list},
}  # fmt: skip
"""What may stand in each section, and of what type; [source] is checked as any source is."""
FREE = ("forces", "categories", "category_names", "kinds", "kinds_by_name")
"""Sections whose keys are the supplier's own words, or names of the source's own types."""
ALL = ("source", *SECTIONS, *FREE)

_EXPECTED = {str: "text in quotation marks", list: 'a list as ["a", "b"]', bool: "true or false"}


class Sections:
    """A description's sections, checked for what they may hold; errors name the file, section and key."""

    def __init__(self, ref: FileRef, told: Mapping[str, Any]) -> None:
        """Raises InputError for an unknown section or key and for a value of another type."""
        self._ref = ref
        self._told = told
        self._known(told, ALL, "the file", "section")
        for section in ALL:
            if not isinstance(told.get(section, {}), dict):
                raise self.refused(f"{section} is no section", f"Write [{section}] on a line of its own.")
        for section, keys in SECTIONS.items():
            self._known(self.of(section), keys, f"[{section}]", "key")
            for name, value in self.of(section).items():
                if not isinstance(value, keys[name]):
                    raise self.refused(
                        f"[{section}] says {value!r} for {name}", f"It must be {_EXPECTED[keys[name]]}."
                    )

    def of(self, section: str) -> dict[str, Any]:
        """What a section says; nothing where there is none."""
        given: dict[str, Any] = self._told.get(section, {})
        return given

    def refused(self, what: str, fix: str) -> InputError:
        """The error for what the file says."""
        return self._ref.error(what, fix)

    def text(self, section: str, name: str, default: str = "") -> str:
        """A text."""
        return str(self.of(section).get(name, default))

    def texts(self, section: str, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts that differ."""
        values = self.of(section).get(name, default)
        if not all(isinstance(value, str) for value in values) or len(set(values)) < len(values):
            raise self.refused(
                f"[{section}] {name} must be texts that differ", 'Write it as ["first", "second"].'
            )
        return tuple(values)

    def chosen(self, section: str, name: str, choices: Sequence[str]) -> str:
        """One of the choices, the first where nothing is said."""
        value = self.text(section, name, choices[0])
        if value not in choices:
            shown = ", ".join(repr(choice) for choice in choices)
            raise self.refused(f"[{section}] says {value!r} for {name}", f"It must be one of: {shown}.")
        return value

    def words(self, section: str) -> dict[str, str]:
        """A section of the supplier's own words, each with a text."""
        given = self.of(section)
        for word, value in given.items():
            if not isinstance(value, str) or not value.strip():
                raise self.refused(
                    f"[{section}] says {value!r} for {word!r}", "It must be text in quotation marks."
                )
        return given

    def _known(self, given: Mapping[str, Any], known: Collection[str], where: str, what: str) -> None:
        for name in given:
            if name not in known:
                close = difflib.get_close_matches(name, list(known), 1)
                meant = f" Did you mean {close[0]!r}?" if close else ""
                raise self.refused(
                    f"{where} has the {what} {name!r}, which Hexscan does not know",
                    f"The {what}s are: {', '.join(known)}.{meant}",
                )
