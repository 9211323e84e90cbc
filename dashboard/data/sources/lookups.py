"""Lookups between areas, the ONS record of how LSOAs changed, and residents: CSV files keyed by area code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard.data.inputs import SCHEMAS, empty_table
from dashboard.data.sources.area_measures import age_measures, wide_measures
from dashboard.data.sources.area_tables import codes, names_and_links
from dashboard.data.sources.checks import RowChecks, equals, mapped, text
from dashboard.data.sources.columns import CodeColumn, change_column, code_columns, folded, residents_column
from dashboard.data.sources.delimited import Table, read_table
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.report import AreaInputs, FileReport

CHANGES = ("U", "S", "M", "X")
"""How a 2011 LSOA became a 2021 one: unchanged, split, merged, or irregular."""

_MOST_RESIDENTS = 2_000_000_000
_WHOLE = re.compile(r"\d+(\.0*)?|\d{1,3}(,\d{3})+")
_BREAKDOWN = re.compile(r"age|age_group|age_band|sex|gender")
_AGES = frozenset({"age", "age_group", "age_band"})
_MOST_AGES = 20
"""Single years of age say nothing about areas that groups would not, and are far too many to weigh."""
_TOTAL = re.compile(r"all|all ages|all persons|persons|total|all usual residents", re.IGNORECASE)
_DATASETS = (
    (re.compile(r"census[\W_]*(20\d\d)"), "Census {}"),
    (re.compile(r"(?:mye|mid)[\W_]*(20\d\d)"), "Mid-{} estimates"),
    (re.compile(r"(?:population|residents)[\W_]*(20\d\d)"), "Population {}"),
)


def read_lookup(ref: FileRef, kind: str) -> AreaInputs:
    """Everything an area CSV says: names, links, changes of LSOAs and residents, whichever it has.

    Raises InputError for a damaged file, and for a value that is no change code or number of residents.
    """
    table = read_table(ref)
    columns = code_columns(table.names)
    if not columns:
        raise ref.error(
            "no column holds area codes", "Expected one like LSOA21CD, ltla24_code or csp24_code."
        )
    wanted = {name for column in columns for name in (column.column, column.name_column) if name}
    values: Mapping[str, Sequence[str]] = {name: text(table.column(name)).to_pylist() for name in wanted}
    names, links = names_and_links(columns, values)
    changes, counted = _changes(table, columns), _counted(table, columns[0])
    return AreaInputs(
        names=names,
        links=links,
        changes=changes,
        residents=empty_table("residents") if counted is None else _residents(table, counted),
        measures=_measures(table, columns[0], counted),
        report=FileReport(ref.label, kind, rows_read=table.rows, rows_kept=table.rows),
    )


def _changes(table: Table, columns: Sequence[CodeColumn]) -> pd.DataFrame:
    by_level = {column.level: column.column for column in columns}
    change = change_column(table.names)
    if not (change and {"lsoa", "lsoa11"} <= by_level.keys()):
        return empty_table("changes")
    values = text(table.column(change))
    known = np.isin(values.to_numpy(zero_copy_only=False).astype(str), CHANGES)
    checks = RowChecks(table.ref.label, table.rows, table.row_number)
    checks.reject(
        ~known,
        reason="unknown change",
        column=change,
        sentence=f"is none of {', '.join(CHANGES)}",
        values=values,
    )
    checks.require_all()
    frame = pd.DataFrame(
        {
            "lsoa11": codes(table.column(by_level["lsoa11"]).to_pylist()),
            "lsoa21": codes(table.column(by_level["lsoa"]).to_pylist()),
            "change": values.to_pylist(),
        }
    )
    return frame[(frame["lsoa11"] != "") & (frame["lsoa21"] != "")].drop_duplicates(ignore_index=True)


def _counted(table: Table, own: CodeColumn) -> pd.DataFrame | None:
    """Level, code and residents of each row as it is written; None where nobody is counted."""
    counted = residents_column(table.names)
    if not counted:
        return None
    number = mapped(table.column(counted), _whole_number, pa.int64())
    checks = RowChecks(table.ref.label, table.rows, table.row_number)
    checks.reject(
        equals(number.is_null(), True),
        reason="residents not a number",
        column=counted,
        sentence="is not a whole number of residents",
        values=table.column(counted),
    )
    checks.require_all()
    return pd.DataFrame(
        {
            "level": own.level,
            "code": codes(text(table.column(own.column)).to_pylist()),
            "residents": number.to_numpy(),
        }
    )


def _residents(table: Table, counted: pd.DataFrame) -> pd.DataFrame:
    """Residents of the file's smallest areas; age groups and sexes are summed unless the file has totals."""
    year, dataset = _dataset(table)
    frame = counted.assign(year=_years(table, year))
    frame = frame[_totals(table) & (frame["code"] != "").to_numpy()]
    summed = frame.groupby(["level", "code", "year"], sort=False)["residents"].sum().reset_index()
    newest = summed.sort_values("year", kind="stable").drop_duplicates("code", keep="last").sort_index()
    result: pd.DataFrame = newest.assign(dataset=dataset).reset_index(drop=True)[SCHEMAS["residents"].names]
    return result


def _measures(table: Table, own: CodeColumn, counted: pd.DataFrame | None) -> pd.DataFrame:
    """Households and the like beside residents, and age groups where these are all that parts them."""
    found = [wide_measures(table, own)]
    broken = [name for name in table.names if _BREAKDOWN.fullmatch(folded(name))]
    if counted is not None and len(broken) == 1 and folded(broken[0]) in _AGES:
        year, dataset = _dataset(table)
        frame = counted.assign(age=text(table.column(broken[0])).to_pylist())
        parts = frame[(frame["code"] != "") & ~frame["age"].str.fullmatch(_TOTAL)]
        if parts["age"].nunique() <= _MOST_AGES and not parts.duplicated(["code", "age"]).any():
            found.append(age_measures(parts, year, dataset or "Population"))
    filled = [frame for frame in found if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else empty_table("area_measures")


def _whole_number(written: str) -> int | None:
    if not _WHOLE.fullmatch(written):
        return None
    number = int(written.partition(".")[0].replace(",", ""))
    return number if number <= _MOST_RESIDENTS else None


def _dataset(table: Table) -> tuple[int, str]:
    """Year and name of what was counted, from the names of the file and its columns; 0 and "" if untold."""
    told = " ".join((table.ref.name, *table.names)).casefold()
    for pattern, name in _DATASETS:
        if match := pattern.search(told):
            return int(match[1]), name.format(match[1])
    return 0, ""


def _years(table: Table, default: int) -> np.ndarray:
    """The year of each row: its column "year" where the file has one."""
    if "year" not in map(folded, table.names):
        return np.full(table.rows, default)
    name = next(name for name in table.names if folded(name) == "year")
    years = mapped(
        table.column(name), lambda year: int(year) if re.fullmatch(r"\d{4}", year) else 0, pa.int64()
    )
    return np.asarray(years.to_numpy())


def _totals(table: Table) -> np.ndarray:
    """Rows to sum: all, or only those for all ages (all sexes) where the file holds such beside the parts."""
    kept = np.ones(table.rows, dtype=bool)
    for name in table.names:
        if _BREAKDOWN.fullmatch(folded(name)):
            total = mapped(table.column(name), lambda label: bool(_TOTAL.fullmatch(label)), pa.bool_())
            is_total = np.asarray(total.to_numpy(zero_copy_only=False), dtype=bool)
            kept &= is_total | ~is_total.any()
    return kept
