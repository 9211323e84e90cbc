"""Which LSOA an incident belongs to: where it happened, not who reported it.

The rule (docs/methods.md): its stated 2021 LSOA; a 2011 code that was split goes by its point, else to the
largest part; no code goes by its point; neither: no location.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dashboard.data.gazetteer import Gazetteer


def place_records(
    distinct: pd.DataFrame, gazetteer: Gazetteer, changes: pd.DataFrame
) -> npt.NDArray[np.object_]:
    """LSOA code of each distinct (lsoa_code, longitude, latitude); "" where there is none.

    A stated code that no table knows is kept as it is, unless its point lies in a known LSOA.
    """
    known = gazetteer.lsoas.index
    stated = distinct.lsoa_code.to_numpy(dtype=object)
    result = np.where(distinct.lsoa_code.isin(known), stated, "").astype(object)
    undecided = result == ""
    candidates = _candidates(distinct[undecided].lsoa_code, gazetteer, changes)
    points = distinct.loc[undecided, ["longitude", "latitude"]].to_numpy(dtype=float)
    at_point = lsoas_at(points[:, 0], points[:, 1], gazetteer)
    for row, code, point_code in zip(np.flatnonzero(undecided), stated[undecided], at_point, strict=True):
        successors = candidates.get(code, ())
        if not successors:
            result[row] = point_code or code
        else:  # largest first
            result[row] = point_code if point_code in successors else successors[0]
    return result


def _candidates(stated: pd.Series, gazetteer: Gazetteer, changes: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """2021 codes each stated 2011 code became, most residents first (then by code)."""
    wanted = changes[changes.lsoa11.isin(set(stated))].copy()
    wanted["residents"] = wanted.lsoa21.map(gazetteer.residents).fillna(0.0)
    wanted = wanted.sort_values(["residents", "lsoa21"], ascending=[False, True])
    return {str(code): tuple(rows.lsoa21) for code, rows in wanted.groupby("lsoa11")}


def lsoas_at(
    longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64], gazetteer: Gazetteer
) -> npt.NDArray[np.object_]:
    """Code of the LSOA shape each point lies in, "" outside all of them or without a point."""
    codes = np.full(len(longitude), "", dtype=object)
    shapes = gazetteer.shapes[gazetteer.shapes.level == "lsoa"].sort_values("code")
    located = np.flatnonzero(np.isfinite(longitude) & np.isfinite(latitude))
    if shapes.empty or not len(located):
        return codes
    tree = shapely.STRtree(shapes.geometry.to_numpy())
    point, shape = tree.query(shapely.points(longitude[located], latitude[located]), predicate="intersects")
    # On a shared border the first code takes the point, so that a rebuild decides alike.
    order = np.lexsort((shape, point))[::-1]
    codes[located[point[order]]] = shapes.code.to_numpy()[shape[order]]
    return codes
