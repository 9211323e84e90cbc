"""Tables of weights by crime type, for weighted harm: CSV with a crime type and its weight in each row.

Nothing of the kind is built in. A table must have a name and a date, in columns of its own or in the name of
its file, so that whoever sees harm knows whose weights these are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard.data.inputs import SCHEMAS
from dashboard.data.schema import slug
from dashboard.data.sources.checks import RowChecks, equals, mapped, numbers, text, truth
from dashboard.data.sources.delimited import Table, read_table
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.report import AreaInputs, FileReport
from dashboard.data.sources.told import (
    column_of,
    date_of,
    is_date,
    repeated,
    require,
    title_of,
    values_of,
)

_TYPE = ("crime_type", "type")
_WEIGHT = ("weight", "harm_weight")
_LONGEST_NAME = 80

HEAVIEST = 1e9
"""Far beyond any score of severity or days in prison; sums of more could no longer be told exactly."""


def is_weights_header(names: Sequence[str]) -> bool:
    """Whether a header has a crime type and its weight."""
    return bool(column_of(names, *_TYPE) and column_of(names, *_WEIGHT))


def read_weights(ref: FileRef, kind: str) -> AreaInputs:
    """The weights of a file: `weights` has the columns of `inputs.SCHEMAS["harm_weights"]`.

    Raises InputError for a damaged file, a table without a name or date, a row without crime type, a weight
    that is no number from 0 to `HEAVIEST`, and a crime type that stands twice in a table.
    """
    table = read_table(ref)
    kinds, weights = column_of(table.names, *_TYPE), column_of(table.names, *_WEIGHT)
    named = column_of(table.names, "table", "dataset", "name")
    dated = column_of(table.names, "dated", "date", "as_of")
    names, dates = _or(values_of(table, named), title_of(ref)), _or(values_of(table, dated), date_of(ref))
    slugs = mapped(text(table.column(kinds)), slug, pa.string())
    weight, bad = numbers(table.column(weights))
    checks = RowChecks(ref.label, table.rows, table.row_number)
    require(checks, slugs, kinds)
    checks.reject(
        bad | np.isnan(weight) | (weight < 0) | (weight > HEAVIEST),
        reason="no weight",
        column=weights,
        sentence=f"is not a number from 0 to {HEAVIEST:,.0f}",
        values=text(table.column(weights)),
    )
    checks.reject(
        equals(names, "") | ~truth(mapped(names, lambda name: len(name) <= _LONGEST_NAME, pa.bool_())),
        reason="no name",
        column=named or "table",
        sentence=f"must name the table, in at most {_LONGEST_NAME} letters",
        values=names,
    )
    checks.reject(
        ~truth(mapped(dates, is_date, pa.bool_())),
        reason="no date",
        column=dated or "dated",
        sentence="must be the table's date, written as YYYY-MM-DD, YYYY-MM or YYYY",
        values=dates,
    )
    checks.reject(
        repeated(names, slugs),
        reason="weight given twice",
        column=kinds,
        sentence="has a weight in an earlier row",
        values=slugs,
    )
    checks.require_all()
    return AreaInputs(
        weights=_frame(table, names, dates, slugs, weight),
        report=FileReport(ref.label, kind, table.rows, table.rows),
    )


def _or(values: pa.Array, instead: str) -> pa.Array:
    """The values, with something instead of those that are empty."""
    return mapped(values, lambda value: value or instead, pa.string())


def _frame(
    table: Table, names: pa.Array, dates: pa.Array, slugs: pa.Array, weight: np.ndarray
) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "dataset": names.to_pandas(),
            "dated": dates.to_pandas(),
            "crime_type": slugs.to_pandas(),
            "weight": weight,
        }
    )
    dates_of_one = frame.groupby("dataset")["dated"].nunique()
    if (dates_of_one > 1).any():
        raise table.ref.error(
            f"the table {dates_of_one.index[dates_of_one > 1][0]!r} has two dates",
            "Give each table a name of its own.",
        )
    return frame[SCHEMAS["harm_weights"].names]
