"""Where is there more than expected, given all other incidents there, or the people who live there?

What is looked at and tested: `expected_found`; docs/methods.md.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.hotspots import FEWEST_INCIDENTS
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.expected_found import OTHERS, RESIDENTS, Found, found_more
from dashboard.data.grid import cell_centres, cell_text
from dashboard.data.hotspot_places import busiest_points, commonest_places, main_wards
from dashboard.data.hotspots import CORRECTION, HotspotShare
from dashboard.data.schema import Level
from dashboard.data.view import View
from dashboard.selection import Selection

Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def more_places(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row a place with more than expected, and partnership; the highest ratio, smoothed, first.

    cell (text), or small_area_code and small_area_name where residents are what is given; incidents,
    expected, ratio (incidents to expected), smoothed_ratio (pulled towards 1 as far as chance can explain
    it), p_adjusted, area_code and area_name (the partnership), ward_code, ward_name, place, selected
    (incidents of the selection itself), point_share, point_place and spike as in `hotspots` (of a small area
    they are not told), longitude and latitude of its middle (NaN where not known), given and correction (how
    it was found). With a ward, pinned areas or cells, or a box, rows are those that reach into it.
    """
    found = found_more(dataset, selection, source)
    table = _rows(found).assign(given=found.given, correction=CORRECTION[selection.chance].value)
    return disclose(table, dataset.sources[source])


def more_cells(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row a place of `more_places`, as a page lists and outlines them, whatever is pinned in the area.

    id (a cell, or the code of a small area), name (of a small area; "" of a cell), incidents (those selected
    in the area), share (of the area's incidents that have a place), tested (what the test looked at),
    expected, ratio, smoothed_ratio, p_adjusted, area_name, ward_name, place, point_share, point_place, spike,
    longitude, latitude; the highest smoothed_ratio first.
    """
    whole = selection.without_places()
    known = dataset.sources[source]
    asked = f"{whole.counted(source).to_query(dataset.catalogue)} {selection.given} {selection.chance}"
    table = dataset.answers.table(
        dataset.version,
        known,
        f"more than expected {source} {asked}",
        lambda: _by_place(found_more(dataset, whole, source)),
    )
    return disclose(table, known)


def more_share(dataset: Dataset, selection: Selection, source: str) -> HotspotShare:
    """How many places of the selection hold more than expected, and how many of its incidents."""
    found = found_more(dataset, selection, source)
    located = found.located
    incidents = int(found.selected[found.shown].sum())
    reason = found.runs.no_share(located) or found.reason
    of_areas = found.given == RESIDENTS
    cells = len(found.shown) if of_areas else len(np.unique(found.runs.ground.cells[found.shown]))
    share = HotspotShare(
        cells=cells,
        incidents=incidents,
        share=None if reason else incidents / located,
        reason=reason or _none_called(found),
        left_out=found.runs.left_out,
        of="small area" if of_areas else "map cell",
        lens="more",
    )
    return disclose(share, dataset.sources[source])


def _none_called(found: Found) -> str:
    """Why no place of the selection holds more than expected; "" where one does."""
    if len(found.shown):
        return ""
    place = "map cell" if found.given == OTHERS else "small area"
    if (found.counts[np.isfinite(found.expected)] < FEWEST_INCIDENTS).all():
        return f"No {place} holds {FEWEST_INCIDENTS} incidents or more: too few to say."
    if found.called.any():
        return f"The {place}s of the partnership with more than expected lie elsewhere."
    return f"No {place} holds more than expected by more than chance."


def _rows(found: Found) -> pd.DataFrame:
    """Columns of `more_places`."""
    shown, tree = found.shown, found.runs.own.dataset.areas
    partnership = found.partnerships[shown]
    where = _cells_told(found) if found.given == OTHERS else _areas_told(found)
    table = pd.DataFrame(
        {
            **{name: where[name] for name in ("cell", "small_area_code", "small_area_name")},
            "incidents": found.counts[shown],
            "expected": found.expected[shown],
            "ratio": found.counts[shown] / found.expected[shown],
            "smoothed_ratio": found.times[shown],
            "p_adjusted": found.p_adjusted[shown],
            "area_code": pd.Series([tree.codes[index] for index in partnership], dtype="str"),
            "area_name": pd.Series([tree.names[index] for index in partnership], dtype="str"),
            **{name: where[name] for name in ("ward_code", "ward_name", "place")},
            "selected": found.selected[shown],
            **{name: where[name] for name in (*_POINTS, "longitude", "latitude")},
        }
    )
    order = ["smoothed_ratio", "cell", "small_area_code", "area_code"]
    return table.sort_values(order, ascending=[False, True, True, True]).reset_index(drop=True)


_POINTS = ("point_share", "point_place", "spike")


def _cells_told(found: Found) -> dict[str, pd.Series | Floats | npt.NDArray[np.bool_]]:
    ground, whole, shown = found.runs.ground, found.runs.whole, found.shown
    cells, points = ground.cells[shown], busiest_points(ground, whole, shown)
    longitude, latitude = cell_centres(cells)
    nothing = _texts([""] * len(shown))
    return {
        "cell": _texts([cell_text(cell) for cell in cells]),
        "small_area_code": nothing,
        "small_area_name": nothing,
        **_wards(whole, main_wards(ground, whole, shown)),
        "place": _texts(commonest_places(ground, whole, shown)),
        "point_share": points.share,
        "point_place": _texts(points.place),
        "spike": points.spike,
        "longitude": longitude,
        "latitude": latitude,
    }


def _areas_told(found: Found) -> dict[str, pd.Series | Floats | npt.NDArray[np.bool_]]:
    whole, shown = found.runs.whole, found.shown
    dataset = whole.dataset
    tree = dataset.areas
    nothing = _texts([""] * len(shown))
    west, south, east, north = dataset.extents[shown].T
    return {
        "cell": nothing,
        "small_area_code": _texts([tree.codes[index] for index in shown]),
        "small_area_name": _texts([tree.names[index] for index in shown]),
        **_wards(whole, tree.ancestors(Level.WARD)[shown].astype(np.int64)),
        "place": nothing,
        "point_share": np.full(len(shown), np.nan),
        "point_place": nothing,
        "spike": np.zeros(len(shown), dtype=bool),
        "longitude": (west + east) / 2,
        "latitude": (south + north) / 2,
    }


def _texts(values: list[str]) -> pd.Series:
    return pd.Series(values, dtype="str")


def _wards(view: View, ward: Indices) -> dict[str, pd.Series]:
    tree = view.dataset.areas
    return {
        "ward_code": _texts([tree.codes[index] if index >= 0 else "" for index in ward]),
        "ward_name": _texts([tree.names[index] if index >= 0 else "" for index in ward]),
    }


def _by_place(found: Found) -> pd.DataFrame:
    """Columns of `more_cells`."""
    rows = _rows(found)
    rows["id"] = rows.cell.where(rows.cell != "", rows.small_area_code)
    rows = rows.sort_values(["selected", "id"], ascending=[False, True], kind="stable")
    by_place = rows.groupby("id", sort=False)
    incidents, tested, expected = (by_place[name].sum() for name in ("selected", "incidents", "expected"))
    table = pd.DataFrame(
        {
            "name": by_place.small_area_name.first(),
            "incidents": incidents,
            "share": incidents / max(found.located, 1),
            "tested": tested,
            "expected": expected,
            "ratio": tested / expected,
            "smoothed_ratio": by_place.smoothed_ratio.max(),
            "p_adjusted": by_place.p_adjusted.min(),
            "area_name": by_place.area_name.agg(" and ".join),
            **{name: by_place[name].first() for name in _OF_THE_LARGEST},
        }
    )
    order = ["smoothed_ratio", "id"]
    return table.reset_index().sort_values(order, ascending=[False, True]).reset_index(drop=True)


_OF_THE_LARGEST = ("ward_name", "place", *_POINTS, "longitude", "latitude")
"""What a cell with more than expected in two partnerships says of the part with more incidents."""
