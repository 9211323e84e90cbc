"""Registers of premises that a description maps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pyarrow as pa

from dashboard.data.sources.checks import RowChecks, mapped
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.apply import mapped_columns
from dashboard.data.sources.mapping.description import Description
from dashboard.data.sources.mapping.formats import read_tabular
from dashboard.data.sources.mapping.places import coordinates_of
from dashboard.data.sources.premises import RawPremises, cleaned, take_in_premises
from dashboard.data.sources.report import PremisesRead, Register

FIELDS = ("premises_id", "name", "address", "postcode", "kind", "hours")


def read_described_premises(ref: FileRef, description: Description) -> PremisesRead:
    """The file's premises. Raises InputError as `apply.read_described_incidents` does."""
    table = read_tabular(ref, description.file, description.dropped)
    columns = mapped_columns(table, description)
    checks = RowChecks(ref.label, table.rows, table.row_number)
    longitude, latitude, axes = coordinates_of(ref, checks, columns, description)
    nothing = pa.array([""] * table.rows, pa.string())
    named = description.columns
    values = {
        field: mapped(columns[named[field]], cleaned, pa.string()) if field in named else nothing
        for field in FIELDS
    }
    values["kind"] = _kinds(values["kind"], values["name"], description)
    raw = RawPremises(**values, longitude=longitude, latitude=latitude, name_column=named["name"], axes=axes)
    register = Register(description.source.key, description.source.name, description.as_of, description.holds)
    kind = f"described by {description.label}"
    return take_in_premises(ref, kind, register, raw, checks, table.rejected, table.first_rejects)


def _kinds(stated: pa.Array, names: pa.Array, description: Description) -> pa.Array:
    """The kind of each of the premises: the same for all, else as stated, else told by a word of its name.

    What is stated goes by [kinds] where that has the word, and stays as it is where not.
    """
    fixed = description.fixed.get("kind", "")
    if fixed:
        return pa.array([fixed] * len(stated), pa.string())
    kinds = mapped(stated, lambda one: description.kinds.get(_folded(one), one), pa.string())
    if not description.kinds_by_name:
        return kinds
    told = mapped(names, _by_name(description.kinds_by_name), pa.string())
    return pa.array([one or other for one, other in zip(kinds.to_pylist(), told.to_pylist(), strict=True)])


def _by_name(words: Mapping[str, str]) -> Callable[[str], str]:
    """The kind that a name tells by the first word of the list that stands in it; "" where none does."""
    patterns = [(re.compile(rf"(?<!\w){re.escape(word)}(?!\w)"), kind) for word, kind in words.items()]

    def told(name: str) -> str:
        plain = _folded(name)
        return next((kind for pattern, kind in patterns if pattern.search(plain)), "")

    return told


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
