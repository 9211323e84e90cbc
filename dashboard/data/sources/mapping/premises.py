"""Registers of premises that a description maps."""

from __future__ import annotations

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
    raw = RawPremises(**values, longitude=longitude, latitude=latitude, name_column=named["name"], axes=axes)
    register = Register(description.source.key, description.source.name, description.as_of)
    kind = f"described by {description.label}"
    return take_in_premises(ref, kind, register, raw, checks, table.rejected, table.first_rejects)
