"""What is known of areas beside incidents and residents: households, km2, deprivation, age groups.

Written once per version for every area of the tree, and read when it is opened. What tables tell of small
areas is carried up to larger ones; what they tell of a larger area itself comes before that.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dashboard.data.area_features import COUNT, KM2, WORKED_OUT, MeasureTold
from dashboard.data.areas import PARTNERSHIPS, AreaTree
from dashboard.data.gazetteer import Gazetteer
from dashboard.data.inputs import Inputs
from dashboard.data.schema import Level

Floats = npt.NDArray[np.float64]

_SMALL = ("lsoa", "lsoa11")

_EQUATOR_KM = 6378.137
_ECCENTRICITY = 0.0818191908426
"""Of the WGS84 ellipsoid."""


def write_area_measures(derived: Path, inputs: Inputs, known: Gazetteer, tree: AreaTree) -> list[str]:
    """Write `area_measures.parquet`, an area of the tree a row, and `area_measures.json`.

    A sentence is returned on each measure that tells of no area here.
    """
    told, columns = [], {}
    table = inputs.area_measures
    for slug in table.measure.unique().tolist():
        if slug in WORKED_OUT:  # stored before such names were refused
            continue
        layers = _layers(table[table.measure == slug])
        columns[slug], used = _laid(layers, inputs.changes, known, tree)
        told.append(_told(used))
    columns[KM2] = summed(tree, _square_kilometres(known, tree))
    told.append(MeasureTold(KM2, "Square kilometres", "km²", COUNT, 0, "outlines of small areas"))
    pd.DataFrame(columns, index=range(len(tree.codes))).to_parquet(
        derived / "area_measures.parquet", index=False
    )
    listed = [dataclasses.asdict(one) for one in told if np.isfinite(columns[one.slug]).any()]
    (derived / "area_measures.json").write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")
    unseen = [one for one in told if one.slug != KM2 and not np.isfinite(columns[one.slug]).any()]
    return [f"{one.label}, {one.dataset}: not known of all of any area in the data." for one in unseen]


def summed(tree: AreaTree, leaf: Floats) -> Floats:
    """[areas]: sums of what the small areas that are reported on have; NaN where one of them is not known."""
    counted = _small_areas(tree) & tree.covered
    before = np.r_[0.0, np.cumsum(np.where(counted, np.nan_to_num(leaf), 0.0))]
    unknown = np.r_[0, np.cumsum(counted & np.isnan(leaf))]
    number = np.r_[0, np.cumsum(counted)]
    own, after = np.arange(len(leaf)), tree.lasts + 1
    whole = (unknown[after] == unknown[own]) & (number[after] > number[own])
    return np.where(whole, before[after] - before[own], np.nan)


def averaged(tree: AreaTree, leaf: Floats, weight: Floats) -> Floats:
    """[areas]: means over small areas that are reported on, each by its weight; NaN where one is not known.

    A small area without anybody in it (a weight of 0) need not be known.
    """
    empty = weight == 0
    weighed = np.where(empty, 0.0, leaf * weight)
    every = summed(tree, np.where(np.isnan(weighed), np.nan, weight))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = summed(tree, weighed) / every
    # What adding up and dividing rounds off would tell areas apart that are alike.
    return np.where((every > 0) & np.isfinite(mean), np.round(mean, 9), np.nan)


def _small_areas(tree: AreaTree) -> npt.NDArray[np.bool_]:
    return (np.array(tree.levels) == Level.LSOA.value) & ~tree.no_locations


def _layers(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Rows by dataset, the oldest first; of one year, in the order they came. Those of another kind or unit
    than the newest one's are left out: they measure something else."""
    ordered = rows.sort_values("year", kind="stable")
    last = ordered.iloc[-1]
    alike = ordered[(ordered.kind == last.kind) & (ordered.unit == last.unit)]
    names = alike.dataset.drop_duplicates(keep="last").tolist()
    return [alike[alike.dataset == name] for name in names]


def _told(layers: list[pd.DataFrame]) -> MeasureTold:
    """What a measure is, with the names of all datasets its values are from, the newest first."""
    one = layers[-1].iloc[-1]
    names = "; ".join(str(layer.dataset.iloc[-1]) for layer in reversed(layers))
    return MeasureTold(str(one.measure), str(one.label), str(one.unit), str(one.kind), int(one.year), names)


def _laid(
    layers: list[pd.DataFrame], changes: pd.DataFrame, known: Gazetteer, tree: AreaTree
) -> tuple[Floats, list[pd.DataFrame]]:
    """[areas]: one measure, from the newest dataset that tells of an area; and the layers that are seen.

    A newer value of a small area comes before what an older dataset says of a larger one around it.
    """
    found, weight, leaf = (np.full(len(tree.codes), np.nan) for _ in range(3))
    by_layer = np.full(len(tree.codes), -1)
    for number, rows in enumerate(layers):
        levels = _levels(rows, changes, tree)
        small = pd.concat([rows[levels == "lsoa"], _as_of_2021(rows[levels == "lsoa11"], changes, known)])
        small = small.drop_duplicates("code")
        newer, own = (_by_index(small, values, tree) for values in (small.value, small.weight))
        here = np.isfinite(newer)
        leaf, weight = np.where(here, newer, leaf), np.where(here, own, weight)
        carried = _carried(str(rows.kind.iloc[-1]), leaf, weight, tree)
        # Of this dataset is whatever it tells, and what holds a small area that it tells of.
        inside = np.r_[0, np.cumsum(here)]
        touched = inside[tree.lasts + 1] > inside[np.arange(len(leaf))]
        changed = np.isfinite(carried) & (touched | np.isnan(found))
        told = _with_larger(np.full(len(leaf), np.nan), rows[~levels.isin(_SMALL)], levels, tree)
        changed |= np.isfinite(told)
        found = np.where(changed, np.where(np.isfinite(told), told, carried), found)
        by_layer[changed & (touched | np.isfinite(told))] = number
    return found, [rows for number, rows in enumerate(layers) if (by_layer == number).any()] or layers[-1:]


def _carried(kind: str, leaf: Floats, weight: Floats, tree: AreaTree) -> Floats:
    """[areas]: what small areas have together."""
    if kind == COUNT:
        return summed(tree, leaf)
    return averaged(tree, leaf, np.where(np.isnan(weight), tree.residents_by_index, weight))


def _levels(rows: pd.DataFrame, changes: pd.DataFrame, tree: AreaTree) -> pd.Series:
    """The level of each row, told by its code where the file does not tell."""
    old = set(changes.lsoa11)
    levels = rows.level.replace(PARTNERSHIPS)

    def of_code(code: str) -> str:
        found = tree.resolve(code)
        return str(tree.level(found)) if found else ("lsoa11" if code in old else "")

    untold = levels == ""
    levels[untold] = rows.code[untold].map(of_code).astype(object)
    return levels


def _by_index(rows: pd.DataFrame, values: pd.Series, tree: AreaTree) -> Floats:
    """[areas]: values of small areas at their places in the tree, NaN elsewhere."""
    found = np.full(len(tree.codes), np.nan)
    small = np.flatnonzero(_small_areas(tree)).tolist()
    place = rows.code.map({tree.codes[index]: index for index in small})
    here = place.notna().to_numpy()
    found[place[here].to_numpy(dtype=np.int64)] = values[here].to_numpy(dtype=np.float64)
    return found


def _as_of_2021(rows: pd.DataFrame, changes: pd.DataFrame, known: Gazetteer) -> pd.DataFrame:
    """The rows of 2011 LSOAs as rows of those of 2021.

    A count is parted by residents among what became of an area, evenly where these are not known. An average
    holds for each part; of areas that were merged it is the plain mean. A code that did not change, or that
    no table of changes knows, stays as it is.
    """
    if rows.empty:
        return rows
    pairs = changes.drop_duplicates(["lsoa11", "lsoa21"])
    joined = rows.merge(pairs, how="left", left_on="code", right_on="lsoa11")
    joined["became"] = joined.lsoa21.fillna(joined.code)
    if rows.kind.iloc[-1] == COUNT:
        people = joined.became.map(known.residents).astype(float)
        every = people.groupby(joined.code).transform(lambda one: one.sum(skipna=False))
        parts = joined.groupby("code").became.transform("size")
        share = np.where(every > 0, people / every, 1 / parts)
        value = (joined.value * share).groupby(joined.became).sum()
    else:
        value = joined.value.groupby(joined.became).mean()
    return pd.DataFrame({"code": value.index, "value": value.to_numpy(), "weight": np.nan})


def _with_larger(found: Floats, rows: pd.DataFrame, levels: pd.Series, tree: AreaTree) -> Floats:
    """With what is told of larger areas themselves, where all of them is reported on."""
    number = np.r_[0, np.cumsum(_small_areas(tree) & ~tree.covered)]
    result = found.copy()
    for code, level, value in zip(rows.code, levels[rows.index], rows.value, strict=True):
        resolved = tree.resolve(code)
        if resolved is None or tree.level(resolved) != level:
            continue
        index = tree.index(resolved)
        if tree.covered[index] and number[tree.lasts[index] + 1] == number[index]:
            result[index] = value
    return result


def _square_kilometres(known: Gazetteer, tree: AreaTree) -> Floats:
    """[areas]: of each small area with an outline; NaN of others."""
    shapes = known.shapes[known.shapes.level == Level.LSOA.value].drop_duplicates("code")
    return _by_index(shapes, pd.Series(square_kilometres(shapes.geometry), index=shapes.index), tree)


def square_kilometres(shapes: pd.Series) -> Floats:
    """Areas of outlines in longitude and latitude (WGS84), on the ellipsoid.

    The outlines are laid onto a cylinder of equal area. An edge is then straight on the cylinder; of outlines
    that are drawn as finely as those of small areas that makes no difference one could see.
    """
    flat = shapely.transform(shapes.to_numpy(dtype=object), _of_equal_area)
    return np.round(shapely.area(flat), 6)  # to the square metre: areas of one size are then alike


def _of_equal_area(points: Floats) -> Floats:
    """Points of longitude and latitude on the cylinder of equal area, in km."""
    longitude, latitude = np.radians(points[:, 0]), np.radians(points[:, 1])
    e = _ECCENTRICITY
    sine = np.sin(latitude)
    logarithm = np.log((1 - e * sine) / (1 + e * sine)) / (2 * e)
    q = (1 - e**2) * (sine / (1 - (e * sine) ** 2) - logarithm)
    return np.column_stack([_EQUATOR_KM * longitude, _EQUATOR_KM * q / 2])
