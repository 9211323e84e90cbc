"""Points against areas: found while a version is built, for only then are all boundaries known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from dashboard.data.gazetteer import Gazetteer
from dashboard.data.leaves import Reporters
from dashboard.data.quality.checks import LARGEST_GAP_METRES
from dashboard.data.records import Records

FOLDER = Path("quality") / "places"
"""Where in a version what is found is put by until the reports are made."""

PLACE_FAULTS = pa.schema(
    [
        ("force", pa.string()),  # with the month, the part
        ("month", pa.int32()),
        ("position", pa.int64()),  # of the row in its part
        ("rule", pa.string()),
        ("value", pa.string()),
    ]
)
RULES = ("unknown-area", "outside-force", "outside-known", "off-area")

_METRES_A_DEGREE = 111_320.0


def write_place_faults(
    version_folder: Path,
    key: str,
    parts: Sequence[Path],
    records: Records,
    distinct: pd.DataFrame,
    group: npt.NDArray[np.int64],
    known: Gazetteer,
    reporters: Reporters,
    codes_2011: pd.Series,
) -> None:
    """Write, for a source, which rows of which of its `parts` lie where they should not.

    `distinct` are its different (force, lsoa_code, point) with the LSOA they were put in, `group` says which
    of them each record is; `codes_2011` are the former area codes that are known.
    """
    found = [
        (rule, np.asarray(bad))
        for rule, bad in place_rules(distinct, known, reporters, codes_2011)
        if bad.any()
    ]
    values = _values(distinct)
    tables = [PLACE_FAULTS.empty_table()]
    for path, part, numbers in zip(parts, records.parts, records.numbers, strict=True) if found else ():
        of_row = group[numbers[part.column("record")]]
        for rule, bad in found:
            rows = np.flatnonzero(bad[of_row])
            if len(rows):
                told = values["code" if rule == "unknown-area" else "both"][of_row[rows]]
                tables.append(_table(path, rule, rows, told))
    folder = version_folder / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    metadata = {b"checked": ",".join(_checked(known)).encode()}
    pq.write_table(pa.concat_tables(tables).replace_schema_metadata(metadata), folder / f"{key}.parquet")


def place_rules(
    distinct: pd.DataFrame, known: Gazetteer, reporters: Reporters, codes_2011: pd.Series
) -> list[tuple[str, npt.NDArray[np.bool_]]]:
    """Each rule of `RULES` that can be checked, with which of the distinct places break it."""
    checked = _checked(known)
    code = distinct.lsoa_code.astype(str)
    stated = (code != "").to_numpy()
    point = np.isfinite(distinct[["longitude", "latitude"]].to_numpy(dtype=float)).all(axis=1)
    none = np.zeros(len(distinct), dtype=bool)
    unknown = stated & ~(code.isin(known.lsoas.index) | code.isin(codes_2011)).to_numpy()
    away = point & _outside_force(distinct, known, reporters) if "outside-force" in checked else none
    beyond = point & (distinct.lsoa.astype(str) == "").to_numpy() if "outside-known" in checked else none
    off = _off_area(distinct, known, stated & point & ~away & ~beyond) if "off-area" in checked else none
    found = dict(zip(RULES, (unknown, away, beyond, off), strict=True))
    return [(rule, found[rule]) for rule in checked]


def _checked(known: Gazetteer) -> list[str]:
    """The rules for which there is something to check against."""
    shapes = bool((known.shapes.level == "lsoa").any())
    forces = bool((known.lsoas.force != "").any())
    met = {
        "unknown-area": len(known.lsoas) > 0,
        "outside-force": forces,
        "outside-known": shapes,
        "off-area": shapes,
    }
    return [rule for rule in RULES if met[rule]]


def _outside_force(distinct: pd.DataFrame, known: Gazetteer, reporters: Reporters) -> npt.NDArray[np.bool_]:
    """Where the area's police force is known and the reporter does not cover it."""
    force = distinct.lsoa.map(known.lsoas.force).astype(object).fillna("").to_numpy()
    result = np.zeros(len(distinct), dtype=bool)
    for reporter, codes in reporters.forces.items():
        own = (distinct.force == reporter).to_numpy()
        if set(codes) & set(known.lsoas.force):  # a force of its own has no area to lie outside of
            result |= own & (force != "") & ~np.isin(force.astype(str), list(codes))
    return result


def _off_area(
    distinct: pd.DataFrame, known: Gazetteer, looked_at: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Where the point is farther than `LARGEST_GAP_METRES` from the stated area."""
    shapes = known.shapes[known.shapes.level.isin(["lsoa", "lsoa11"])]
    by_code = shapes.drop_duplicates("code").set_index("code").geometry
    place = pd.Index(by_code.index).get_indexer(distinct.lsoa_code.astype(str))
    rows = np.flatnonzero(looked_at & (place >= 0))
    area = by_code.to_numpy()[place[rows]]
    longitude, latitude = (distinct[name].to_numpy(dtype=float)[rows] for name in ("longitude", "latitude"))
    west, south, east, north = shapely.bounds(area).T
    inside = (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
    inside[inside] = shapely.contains_xy(area[inside], longitude[inside], latitude[inside])
    result = np.zeros(len(distinct), dtype=bool)
    outside = np.flatnonzero(~inside)
    line = shapely.shortest_line(shapely.points(longitude[outside], latitude[outside]), area[outside])
    ends = shapely.get_coordinates(line).reshape(-1, 2, 2)
    offset = (ends[:, 1] - ends[:, 0]) * _METRES_A_DEGREE
    offset[:, 0] *= np.cos(np.radians(latitude[outside]))
    result[rows[outside]] = np.hypot(offset[:, 0], offset[:, 1]) > LARGEST_GAP_METRES
    return result


def _values(distinct: pd.DataFrame) -> dict[str, npt.NDArray[Any]]:
    """What is told of each distinct place: its code, and its point with the code."""
    code = distinct.lsoa_code.astype(str).to_numpy(dtype=object)
    both = np.array(
        [
            f"{longitude}, {latitude}; {one or 'no area'}"
            for longitude, latitude, one in zip(distinct.longitude, distinct.latitude, code, strict=True)
        ],
        dtype=object,
    )
    return {"code": code, "both": both}


def _table(path: Path, rule: str, rows: npt.NDArray[np.int64], values: npt.NDArray[Any]) -> Any:
    year, month = path.stem.split("-")
    columns = {
        "force": pa.repeat(path.parent.name, len(rows)),
        "month": pa.repeat(pa.scalar(int(year) * 12 + int(month) - 1, pa.int32()), len(rows)),
        "position": pa.array(rows, pa.int64()),
        "rule": pa.repeat(rule, len(rows)),
        "value": pa.array(values, pa.string()),
    }
    return pa.table(columns, schema=PLACE_FAULTS)
