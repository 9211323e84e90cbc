"""The data-quality standard as schemas: what every row that Hexscan keeps is held to.

Schemas are stated with pandera and checked on all rows, column by column. The library is loaded when data are
first imported, never where pages are served.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from dashboard.data.chunks import one_array
from dashboard.data.quality.checks import EARLIEST
from dashboard.data.schema import CRIME_TYPES, Source, month_number

UNMAPPED = "not-yet-mapped"
"""The crime type of rows whose supplier's word is in no list yet."""

POLICE_UK = "police-uk"
_AREA_CODE = r"[A-Z]\d{8}"
_LONGEST_DAYS = 366
LONDON = "Europe/London"
_CALENDAR = (pd.Timestamp("1900-01-01", tz="UTC"), pd.Timestamp("2200-01-01", tz="UTC"))


class Broken(NamedTuple):
    """A rule of the standard that rows break: the rule's key, the column, and which rows (positions)."""

    rule: str
    column: str
    rows: npt.NDArray[np.int64]


def broken_by_incidents(table: Any, source: Source, today: datetime.date, zone: str = LONDON) -> list[Broken]:
    """The rules that rows of canonical incidents (an Arrow table of `schema.ENCODED`) break.

    Months go by the clock of the `zone`.
    """
    timed = any(table[name].null_count < len(table) for name in ("occurred_from", "occurred_to"))
    schema = incidents_standard(source.key == POLICE_UK, timed, today, zone)
    return _broken(schema, _frame(table, timed=timed))


def broken_by_premises(frame: pd.DataFrame) -> list[Broken]:
    """The rules that rows of premises (columns of `schema.PREMISES`) break."""
    return _broken(premises_standard(), frame.reset_index(drop=True))


@functools.lru_cache(maxsize=8)
def incidents_standard(police: bool, timed: bool, today: datetime.date, zone: str = LONDON) -> Any:
    """The schema of incidents; `police` are held to the crime types of data.police.uk."""
    import pandera.pandas as pandera

    this_month = today.year * 12 + today.month - 1

    def check(rule: str, holds: Callable[[Any], Any]) -> Any:
        return pandera.Check(holds, name=rule, ignore_na=False, n_failure_cases=1)

    types = set(CRIME_TYPES)
    columns = {
        "month": pandera.Column(
            "int32",
            check("implausible-date", lambda month: month.between(month_number(EARLIEST), this_month)),
        ),
        "longitude": pandera.Column(
            "float64",
            [
                check("no-location", lambda longitude: longitude.notna()),
                check("off-world", lambda longitude: longitude.between(-180, 180) | longitude.isna()),
            ],
            nullable=True,
        ),
        "latitude": pandera.Column(
            "float64",
            check("off-world", lambda latitude: latitude.between(-90, 90) | latitude.isna()),
            nullable=True,
        ),
        "crime_type": pandera.Column(
            checks=[
                check("unmapped-type", _each(lambda kinds: kinds != UNMAPPED)),
                check("unknown-type", _each(lambda kinds: kinds.isin([*types, UNMAPPED]) | (not police))),
            ]
        ),
        "lsoa_code": pandera.Column(
            checks=check(
                "area-code-form", _each(lambda codes: codes.str.fullmatch(_AREA_CODE) | (codes == ""))
            )
        ),
    }
    rows = []
    if timed:
        columns |= {
            name: pandera.Column("datetime64[s, UTC]", nullable=True)
            for name in ("occurred_from", "occurred_to")
        }
        rows = [
            check("outside-month", functools.partial(_within_month, zone=zone)),
            check("long-range", _not_too_long),
        ]
    return pandera.DataFrameSchema(columns, checks=rows)


@functools.lru_cache(maxsize=1)
def premises_standard() -> Any:
    """The schema of registers of premises."""
    import pandera.pandas as pandera

    def check(rule: str, holds: Callable[[Any], Any]) -> Any:
        return pandera.Check(holds, name=rule, ignore_na=False, n_failure_cases=1)

    return pandera.DataFrameSchema(
        {
            "premises_id": pandera.Column(checks=check("repeated-id", lambda ids: ~ids.duplicated())),
            "name": pandera.Column(checks=check("left-out", lambda names: names != "")),
            "longitude": pandera.Column(
                "float64",
                [
                    check("no-location", lambda longitude: longitude.notna()),
                    check("off-world", lambda longitude: longitude.between(-180, 180) | longitude.isna()),
                ],
                nullable=True,
            ),
            "latitude": pandera.Column(
                "float64",
                check("off-world", lambda latitude: latitude.between(-90, 90) | latitude.isna()),
                nullable=True,
            ),
        }
    )


def _broken(schema: Any, frame: pd.DataFrame) -> list[Broken]:
    from pandera.errors import SchemaErrors

    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        return [_rows_of(error) for error in errors.schema_errors]
    return []


def _rows_of(error: Any) -> Broken:
    """The rows an error is about. Raises it where it is about no rows: then the frame is not ours."""
    if error.check_output is None:
        raise error
    column = (
        error.schema.name or {"outside-month": "occurred_from", "long-range": "occurred_to"}[error.check.name]
    )
    return Broken(
        str(error.check.name), str(column), np.flatnonzero(~error.check_output.to_numpy(dtype=bool))
    )


def _frame(table: Any, *, timed: bool) -> pd.DataFrame:
    """The columns the standard speaks of: texts as categories, so that each different one is seen once."""
    columns: dict[str, Any] = {name: table[name].to_numpy() for name in ("month", "longitude", "latitude")}
    for name in ("crime_type", "lsoa_code"):
        codes = one_array(table[name])
        columns[name] = pd.Categorical.from_codes(
            codes.indices.fill_null(-1).to_numpy(zero_copy_only=False),
            _index(codes.dictionary),
            validate=False,
        )
    if timed:
        for name in ("occurred_from", "occurred_to"):
            columns[name] = pd.Series(table[name].to_pandas()).astype("datetime64[s, UTC]")
    return pd.DataFrame(columns)


def _index(texts: pa.Array) -> pd.Index:
    return pd.Index(texts.to_pylist(), dtype=str)


def _each(holds: Callable[[Any], Any]) -> Callable[[pd.Series], pd.Series]:
    """A check of each different text of a category column, as one of its rows; missing texts pass."""

    def of_rows(values: pd.Series) -> pd.Series:
        different = np.append(np.asarray(holds(pd.Series(values.cat.categories))).astype(np.bool_), True)
        return pd.Series(different[values.cat.codes.to_numpy()], index=values.index)

    return of_rows


def _within_month(rows: pd.DataFrame, zone: str) -> pd.Series:
    """Whether an incident began in its month, by the clock of a zone; True where no time is known."""
    times: Any = rows["occurred_from"]
    began = times.clip(*_CALENDAR).dt.tz_convert(zone)
    month = began.dt.year * 12 + began.dt.month - 1
    return (month == rows["month"]) | began.isna()


def _not_too_long(rows: pd.DataFrame) -> pd.Series:
    seconds = (rows["occurred_to"] - rows["occurred_from"]).dt.total_seconds()
    return ~(seconds > _LONGEST_DAYS * 86_400)
