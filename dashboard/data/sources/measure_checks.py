"""What makes a table with one measure a row unusable."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from dashboard.data.sources.checks import RowChecks, mapped, truth
from dashboard.data.sources.delimited import Table

MOST_MEASURES = 100
"""Of one file: more come of a wrong column taken for the measure."""


def refuse_many(table: Table, slugs: pa.Array, column: str) -> None:
    """Refuse a file with more than `MOST_MEASURES`."""
    number = len(slugs.unique())
    if number > MOST_MEASURES:
        raise table.ref.error(
            f"{number:,} different measures are more than {MOST_MEASURES}",
            "Is this the column that names what was measured?",
            column=column,
        )


def refuse_changed(table: Table, values: pa.Array, slugs: pa.Array, dataset: pa.Array, column: str) -> None:
    """Refuse a measure that is said to be two things: the last row would decide for all."""
    frame = pd.DataFrame({"value": values.to_pandas().str.casefold(), "measure": slugs.to_pandas()})
    found = frame.groupby([frame.measure, dataset.to_pandas()])["value"].nunique()
    if (found > 1).any():
        measure = found.index[found > 1][0][0]
        raise table.ref.error(
            f"the measure {measure} has two values of {column}",
            "Write the same in all its rows, or give one of the two another name.",
            column=column,
        )


def refuse_others(checks: RowChecks, values: pa.Array, known: frozenset[str], column: str) -> None:
    """Refuse rows whose value of a column is not among those known."""
    checks.reject(
        ~truth(mapped(values, lambda value: value.casefold() in known, pa.bool_())),
        reason=f"unknown {column}",
        column=column,
        sentence=f"is none of {', '.join(sorted(known - {''}))}",
        values=values,
    )
