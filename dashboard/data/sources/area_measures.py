"""Measures of areas beside residents: households, workday population, deprivation, age groups, and your own.

Two forms of CSV: one known measure a column ("households", "income_rank"), or one measure a row (`code`,
`measure`, `value`). What a table gives of LSOAs is carried up to larger areas when a version is built.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard.data.area_features import AVERAGE, COUNT, HOUSEHOLDS, WORKDAY, WORKED_OUT
from dashboard.data.inputs import SCHEMAS, empty_table
from dashboard.data.schema import LEVELS, slug
from dashboard.data.sources.checks import RowChecks, mapped, numbers, text, truth
from dashboard.data.sources.columns import LEVEL_RANK, CodeColumn, code_columns, folded
from dashboard.data.sources.delimited import Table, read_table
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.measure_checks import refuse_changed, refuse_many, refuse_others
from dashboard.data.sources.report import AreaInputs, FileReport
from dashboard.data.sources.told import (
    column_of,
    date_of,
    official,
    repeated,
    require,
    title_of,
    values_of,
)

_CODE, _MEASURE, _VALUE = ("code", "area_code", "area"), ("measure",), ("value",)
_COUNTS = {
    HOUSEHOLDS: (
        "Households",
        ("households", "number_of_households", "all_households", "occupied_households"),
    ),
    WORKDAY: (
        "Workday population",
        ("workday_population", "daytime_population", "workplace_population"),
    ),
}
_DOMAINS = {
    "income": "Income deprivation",
    "employment": "Employment deprivation",
    "education_skills_and_training": "Education and skills deprivation",
    "health_deprivation_and_disability": "Health deprivation",
    "barriers_to_housing_and_services": "Barriers to housing and services",
    "living_environment": "Living environment deprivation",
}
"""Of the English indices of deprivation. Not the crime domain: areas matched by it would be alike in what is
to be compared. The index of all domains is taken where a file has none of these."""
_WHOLE_INDEX = ("index_of_multiple_deprivation_imd", "index_of_multiple_deprivation", "imd")
_INDEX = re.compile(r"(?P<what>[a-z_]+?)_(?P<form>score|rank)(_(?!decile).*)?")
_UNITS = {"rank": "average rank, 1 the most deprived", "score": "average score, high is deprived"}
_KINDS = frozenset({"", COUNT, AVERAGE})
_LEVELS = frozenset({"", *LEVEL_RANK, *(level.value for level in LEVELS[1:])})
_YEAR = re.compile(r"(?:19|20)\d\d")
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?")
_MOST = 1e15


class MeasureColumn(NamedTuple):
    """A column that holds one measure of areas."""

    column: str
    measure: str
    label: str
    unit: str
    kind: str


def is_long_header(names: Sequence[str]) -> bool:
    """Whether a header has one measure a row."""
    return all(column_of(names, *known) for known in (_CODE, _MEASURE, _VALUE))


def measure_columns(names: Sequence[str]) -> list[MeasureColumn]:
    """The columns that hold known measures; of a domain's score and rank the score."""
    found = [
        MeasureColumn(column, measure, label, label.lower(), COUNT)
        for measure, (label, known) in _COUNTS.items()
        if (column := column_of(names, *known))
    ]
    return found + _deprivation(names)


def _deprivation(names: Sequence[str]) -> list[MeasureColumn]:
    matches = [(name, match) for name in names if (match := _INDEX.fullmatch(folded(name)))]
    matches.sort(key=lambda pair: pair[1]["form"] != "score")
    columns: dict[str, MeasureColumn] = {}
    for name, match in matches:
        what, form = match["what"], match["form"]
        label = _DOMAINS.get(what, "Multiple deprivation" if what in _WHOLE_INDEX else "")
        if label:
            told = MeasureColumn(name, f"{slug(label)}-{form}", f"{label} ({form})", _UNITS[form], AVERAGE)
            columns.setdefault(label, told)
    domains = [columns[label] for label in _DOMAINS.values() if label in columns]
    return domains or list(columns.values())


def read_measures(ref: FileRef, kind: str) -> AreaInputs:
    """The measures of a file: `measures` has the columns of `inputs.SCHEMAS["area_measures"]`.

    Raises InputError for a damaged file and a value that is not a number (a count: from 0 up).
    """
    table = read_table(ref)
    report = FileReport(ref.label, kind, table.rows, table.rows)
    if is_long_header(table.names):
        return AreaInputs(measures=_long(table), report=report)
    return AreaInputs(measures=wide_measures(table, code_columns(table.names)[0]), report=report)


def wide_measures(table: Table, own: CodeColumn) -> pd.DataFrame:
    """The known measures that stand in columns, of the file's smallest areas; an empty cell says nothing."""
    columns = measure_columns(table.names)
    if not columns:
        return empty_table("area_measures")
    code = official(text(table.column(own.column)))
    year, dataset = _told(table, columns)
    checks = RowChecks(table.ref.label, table.rows, table.row_number)
    frames = []
    for one in columns:
        frame = pd.DataFrame({"level": own.level, "code": code})
        frame["value"] = _checked(checks, table, one.column, np.full(table.rows, one.kind == COUNT))
        frames.append(frame.assign(measure=one.measure, label=one.label, unit=one.unit, kind=one.kind))
    checks.require_all()
    every = pd.concat(frames, ignore_index=True).assign(weight=np.nan, year=year, dataset=dataset)
    every = every[every.value.notna() & (every.code != "")]
    if every.duplicated(["measure", "code"]).any():
        twice = every.code[every.duplicated(["measure", "code"])].iloc[0]
        raise table.ref.error(
            f"the area {twice} has two rows", "Leave one row for each area.", column=own.column
        )
    return every[SCHEMAS["area_measures"].names].reset_index(drop=True)


def age_measures(frame: pd.DataFrame, year: int, dataset: str) -> pd.DataFrame:
    """Age groups as shares of residents from rows of level, code, age and residents, each group once an area.

    Their weight is the number of residents they are a share of, so that shares of larger areas are exact.
    """
    whole = frame.groupby("code")["residents"].transform("sum")
    known = frame[(whole > 0).to_numpy()]
    whole = whole[whole > 0]
    result = pd.DataFrame(
        {
            "level": known.level,
            "code": known.code,
            "measure": known.age.map(
                {age: f"age-{slug(age).removeprefix('aged-')}" for age in known.age.unique()}
            ),
            "label": known.age,
            "unit": "% of residents",
            "kind": AVERAGE,
            "value": 100.0 * known.residents / whole,
            "weight": whole.astype(np.float64),
            "year": year,
            "dataset": dataset,
        }
    )
    return result[SCHEMAS["area_measures"].names].reset_index(drop=True)


def _checked(checks: RowChecks, table: Table, column: str, counts: np.ndarray) -> np.ndarray:
    """The numbers of a column, NaN where a cell is empty; refused where they are none, or too few."""
    written = text(table.column(column))
    value, bad = numbers(mapped(written, _without_separators, pa.string()))
    checks.reject(
        bad | (np.abs(value) > _MOST),
        reason="not a number",
        column=column,
        sentence="is not a number",
        values=written,
    )
    checks.reject(
        counts & (value < 0),
        reason="less than none",
        column=column,
        sentence="is a count below 0",
        values=written,
    )
    return value


def _without_separators(written: str) -> str:
    return written.replace(",", "") if _THOUSANDS.fullmatch(written) else written


def _told(table: Table, columns: Sequence[MeasureColumn]) -> tuple[int, str]:
    """Year and name of what was measured, from the name of the file; 0 where no year is told."""
    written = _YEAR.search(" ".join((date_of(table.ref), *(one.column for one in columns))))
    year = int(written[0]) if written else 0
    if any(one.kind == AVERAGE for one in columns):
        name = "Indices of deprivation"
    else:
        name = "Census" if "census" in table.ref.name.casefold() else title_of(table.ref) or "Measures"
    return year, f"{name} {year}" if year else name


def _long(table: Table) -> pd.DataFrame:
    """One measure a row; columns that are missing are told by the file's name, or take their default."""
    code, measure, value = (column_of(table.names, *known) for known in (_CODE, _MEASURE, _VALUE))
    given = {name: column_of(table.names, name) for name in ("level", "label", "unit", "kind", "year")}
    values = {name: values_of(table, column) for name, column in given.items()}
    dataset = values_of(table, column_of(table.names, "dataset", "source"))
    written, area = text(table.column(measure)), pa.array(official(text(table.column(code))))
    slugs = mapped(written, slug, pa.string())
    refuse_many(table, slugs, measure)
    counted = np.isin(slugs.to_numpy(zero_copy_only=False).astype(str), list(_COUNTS))
    counted |= truth(mapped(values["kind"], lambda kind: kind.casefold() == COUNT, pa.bool_()))
    checks = RowChecks(table.ref.label, table.rows, table.row_number)
    require(checks, area, code)
    require(checks, slugs, measure)
    checks.reject(
        np.isin(slugs.to_numpy(zero_copy_only=False).astype(str), WORKED_OUT),
        reason="name taken",
        column=measure,
        sentence="is worked out from tables of residents and outlines: give yours another name",
        values=written,
    )
    number = _checked(checks, table, value, counted)
    checks.reject(
        np.isnan(number),
        reason="no value",
        column=value,
        sentence="is empty",
        values=text(table.column(value)),
    )
    for name, known in (("level", _LEVELS), ("kind", _KINDS)):
        refuse_others(checks, values[name], known, name)
    checks.reject(
        ~truth(mapped(values["year"], lambda year: not year or bool(_YEAR.fullmatch(year)), pa.bool_())),
        reason="no year",
        column=given["year"],
        sentence="is no year",
        values=values["year"],
    )
    checks.reject(
        repeated(area, slugs, dataset),
        reason="value given twice",
        column=measure,
        sentence="has a value of this area in an earlier row",
        values=written,
    )
    checks.require_all()
    values["kind"] = pa.array(np.where(counted, COUNT, AVERAGE))
    for name in ("kind", "unit", "label", "year"):
        refuse_changed(table, values[name], slugs, dataset, given[name] or name)
    told = date_of(table.ref)[:4]
    frame = pd.DataFrame(
        {
            "level": values["level"].to_pandas().str.casefold(),
            "code": area.to_pandas().to_numpy(),
            "measure": slugs.to_pandas(),
            "label": _first_of(values["label"], written),
            "unit": values["unit"].to_pandas(),
            "kind": values["kind"].to_pandas(),
            "value": number,
            "weight": np.nan,
            "year": [int(year or told or 0) for year in values["year"].to_pylist()],
            "dataset": [name or title_of(table.ref) or "Measures" for name in dataset.to_pylist()],
        }
    )
    return frame[(frame.code != "").to_numpy()][SCHEMAS["area_measures"].names].reset_index(drop=True)


def _first_of(values: pa.Array, instead: pa.Array) -> list[str]:
    pairs = zip(values.to_pylist(), instead.to_pylist(), strict=True)
    return [value or other for value, other in pairs]
