"""The data-quality standard: which rows break which rule, and the same rules as pandera schemas.

The rules are `row_rules`, each stated once. Files of incidents come by the hundred, and pandera takes some
15 ms for each whatever its size, so the rows of incidents are found from the rules themselves; a register of
premises is one file, and pandera finds its rows. Tests hold the two ways to the same answers. The library is
loaded when it is first needed, never where pages are served.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from dashboard.data.chunks import one_array
from dashboard.data.quality.row_rules import (
    LONDON,
    UNMAPPED,
    RowRule,
    Texts,
    incident_rules,
    premises_rules,
)
from dashboard.data.schema import Source

__all__ = [
    "LONDON",
    "POLICE_UK",
    "UNMAPPED",
    "Broken",
    "broken_by_incidents",
    "broken_by_premises",
    "incidents_standard",
    "premises_standard",
    "rows_breaking",
]

POLICE_UK = "police-uk"
_NUMBERS = ("month", "longitude", "latitude")
_TEXTS = ("crime_type", "lsoa_code")
_TIMES = ("occurred_from", "occurred_to")


class Broken(NamedTuple):
    """A rule of the standard that rows break: the rule's key, the column, and which rows (positions)."""

    rule: str
    column: str
    rows: npt.NDArray[np.int64]


def broken_by_incidents(table: Any, source: Source, today: datetime.date, zone: str = LONDON) -> list[Broken]:
    """The rules that rows of canonical incidents (an Arrow table of `schema.ENCODED`) break.

    Months go by the clock of the `zone`.
    """
    timed = any(table[name].null_count < len(table) for name in _TIMES)
    columns: dict[str, Any] = {name: table[name].to_numpy() for name in _NUMBERS}
    columns |= {name: _texts(table[name]) for name in _TEXTS}
    if timed:
        columns |= {name: _times(table[name]) for name in _TIMES}
    found = (
        Broken(rule.key, rule.columns[0], rule.rows_breaking(columns))
        for rule in incident_rules(source.key == POLICE_UK, timed, today, zone)
    )
    return [one for one in found if len(one.rows)]


def broken_by_premises(frame: pd.DataFrame) -> list[Broken]:
    """The rules that rows of premises (columns of `schema.PREMISES`) break."""
    return rows_breaking(premises_standard(), frame.reset_index(drop=True))


@functools.lru_cache(maxsize=8)
def incidents_standard(police: bool, timed: bool, today: datetime.date, zone: str = LONDON) -> Any:
    """The pandera schema of incidents, texts as categories; `police` have data.police.uk's types alone."""
    types = {"month": "int32", "longitude": "float64", "latitude": "float64"} | dict.fromkeys(_TEXTS)
    types |= dict.fromkeys(_TIMES, "datetime64[s, UTC]") if timed else {}
    return _schema(types, incident_rules(police, timed, today, zone))


@functools.lru_cache(maxsize=1)
def premises_standard() -> Any:
    """The pandera schema of registers of premises."""
    types = {"premises_id": None, "name": None, "longitude": "float64", "latitude": "float64"}
    return _schema(types, premises_rules())


def rows_breaking(schema: Any, frame: pd.DataFrame) -> list[Broken]:
    """The rules that rows of a frame break, found by pandera. Raises its error where it has another form."""
    from pandera.errors import SchemaErrors

    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        return [_rows_of(error) for error in errors.schema_errors]
    return []


def _schema(types: dict[str, str | None], rules: Iterable[RowRule]) -> Any:
    """Rules of one column as that column's checks, rules of several as checks of the frame."""
    import pandera.pandas as pandera

    checks: dict[str | None, list[Any]] = {}
    for rule in rules:
        of = rule.columns[0] if len(rule.columns) == 1 else None
        check = pandera.Check(
            _of_pandas(rule), name=rule.key, title=rule.columns[0], ignore_na=False, n_failure_cases=1
        )
        checks.setdefault(of, []).append(check)
    texts = ("premises_id", "name", *_TEXTS)
    columns = {
        name: pandera.Column(kind, checks.get(name), nullable=name not in ("month", *texts))
        for name, kind in types.items()
    }
    return pandera.DataFrameSchema(columns, checks=checks.get(None))


def _of_pandas(rule: RowRule) -> Any:
    """The rule as pandera asks it: of a column, or of the frame, and told row by row."""

    def holds(values: Any) -> pd.Series:
        columns = [values] if len(rule.columns) == 1 else [values[name] for name in rule.columns]
        return pd.Series(rule.holds(*(_seen(column) for column in columns)), index=values.index)

    return holds


def _seen(column: pd.Series) -> Any:
    """A column of a frame as the rules see it."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return Texts(column.cat.codes.to_numpy(), pa.array(column.cat.categories.to_list(), pa.string()))
    return column if isinstance(column.dtype, pd.DatetimeTZDtype) else column.to_numpy()


def _rows_of(error: Any) -> Broken:
    """The rows an error is about. Raises it where it is about no rule of ours: then the frame is not ours."""
    column = getattr(error.check, "title", None)
    if error.check_output is None or column is None:
        raise error
    rows = np.flatnonzero(~error.check_output.to_numpy(dtype=bool))
    return Broken(str(error.check.name), str(column), rows)


def _texts(column: Any) -> Texts:
    codes = one_array(column)
    return Texts(codes.indices.fill_null(-1).to_numpy(zero_copy_only=False), codes.dictionary)


def _times(column: Any) -> pd.Series:
    return pd.Series(column.to_pandas()).astype("datetime64[s, UTC]")
