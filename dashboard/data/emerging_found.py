"""Where the cells are that have a class over time, and what they hold: rows for `emerging_places`."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.data.dataset import Dataset
from dashboard.data.emerging_rules import RULES, UNKNOWN, way_of
from dashboard.data.followed import followed
from dashboard.data.grid import cell_centres, cell_resolution, cell_text
from dashboard.data.hotspot_ground import ground_of
from dashboard.data.hotspot_places import busiest_points, main_wards
from dashboard.data.hotspot_runs import partnership_runs
from dashboard.data.near import near_places
from dashboard.data.nearest_premises import nearest_premises
from dashboard.data.queries import all_cells
from dashboard.data.view import View, view_of
from dashboard.selection import Selection


def rows_of(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row a cell and partnership that the selection reaches into, of any class: the columns of
    `emerging_table` and `emerging_cells`, with lists of incidents and z by period."""
    ground, own = ground_of(dataset, source), view_of(dataset, selection, source)
    found = followed(dataset, selection, source, way_of(selection))
    area, _ = partnership_runs(dataset, selection.area, ground)
    whole = view_of(dataset, selection.without_places().replace(area=area), source)
    place = np.flatnonzero(ground.touched(own)[found.parts])
    parts, kinds, tree = found.parts[place], RULES[selection.hot].kinds, dataset.areas
    cells, looked = ground.cells[parts], found.of_part[place]
    points = busiest_points(ground, whole, parts)
    partnership = ground.partnerships[np.searchsorted(ground.bounds, parts, side="right") - 1]
    ward = main_wards(ground, _ever(whole), parts)
    longitude, latitude = cell_centres(cells)
    selected, states = ground.counts(own)[parts], found.states[:, place]
    table = pd.DataFrame(
        {
            "cell": pd.Series([cell_text(cell) for cell in cells], dtype="str"),
            "kind": pd.Series([kinds[rank].value for rank in found.kind[place]], dtype="str"),
            "rank": found.kind[place],
            "incidents": ground.counts(whole)[parts],
            "selected": selected,
            "share": selected / max(own.with_point, 1),
            "periods": looked,
            "hot": (states > 0).sum(axis=0) / looked,
            "cold": (states < 0).sum(axis=0) / looked,
            "z": found.z[-1, place] if found.most_periods else np.zeros(0),
            "trend": found.trend[place],
            "edge": found.edge[place],
            "area_code": pd.Series([tree.codes[index] for index in partnership], dtype="str"),
            "area_name": pd.Series([tree.names[index] for index in partnership], dtype="str"),
            "ward_code": pd.Series([tree.codes[i] if i >= 0 else "" for i in ward], dtype="str"),
            "ward_name": pd.Series([tree.names[i] if i >= 0 else "" for i in ward], dtype="str"),
            "place": pd.Series(_places(dataset, source, cells), dtype="str"),
            "premises": pd.Series(nearest_premises(dataset, longitude, latitude), dtype="str"),
            "point_share": points.share,
            "point_place": pd.Series(points.place, dtype="str"),
            "spike": points.spike,
            "longitude": longitude,
            "latitude": latitude,
            "by_period": pd.Series(found.counts[:, place].T.tolist(), dtype=object),
            "z_by_period": pd.Series(found.z[:, place].T.tolist(), dtype=object),
        }
    )
    order = ["rank", "selected", "cell", "area_code"]
    return table.sort_values(order, ascending=[True, False, True, True]).reset_index(drop=True)


def _ever(view: View) -> View:
    """All incidents ever recorded there: a cold spot may hold none of those that were chosen."""
    dataset = view.dataset
    ever = view.selection.replace(types=(), start=dataset.first_month, end=dataset.last_month)
    return view_of(dataset, ever, view.source.key)


def _places(dataset: Dataset, source: str, cells: npt.NDArray[np.uint64]) -> list[str]:
    """The place that all incidents ever recorded in each cell name most often; "" where they name none."""
    if not len(cells):
        return []
    resolution = cell_resolution(int(cells[0]))
    near = near_places(dataset, source, resolution)
    rows = np.searchsorted(all_cells(dataset, source, resolution), cells)
    return [near.names[index] if index >= 0 else "" for index in near.places[rows, 0]]


def by_cell(rows: pd.DataFrame) -> pd.DataFrame:
    """Columns of `emerging_cells`, from `rows_of` an area."""
    table = rows.drop_duplicates("cell").set_index("cell")
    several = rows[
        rows.cell.duplicated(keep=False)
    ]  # on the border of two partnerships: few, and dear to add
    summed: dict[Any, list[int]] = {}
    for cell, own in several.groupby("cell", sort=False):
        for column in ("incidents", "selected", "share"):
            table.loc[cell, column] = own[column].sum()
        table.loc[cell, "area_name"] = " and ".join(own.area_name)
        summed[cell] = _summed(own.by_period)
    table["by_period"] = [summed.get(*one) for one in zip(table.index, table.by_period, strict=True)]
    table = table.rename(columns={"incidents": "tested", "selected": "incidents"}).reset_index()
    table = table.sort_values(["rank", "incidents", "cell"], ascending=[True, False, True])
    wanted = [
        *("cell", "kind", "rank", "incidents", "share", "tested", "periods", "hot", "cold", "z", "trend"),
        *("by_period", "area_name", "ward_name", "place", "premises", "edge", "point_share", "point_place"),
        *("spike", "longitude", "latitude"),
    ]
    return table[wanted].reset_index(drop=True)


def _summed(several: pd.Series) -> list[int]:
    """Incidents by period of the parts of a cell together; `UNKNOWN` where one of them is."""
    counts: Any = np.array(several.tolist(), dtype=np.int64)
    together: list[int] = np.where((counts == UNKNOWN).any(axis=0), UNKNOWN, counts.sum(axis=0)).tolist()
    return together
