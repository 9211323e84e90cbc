"""Hotspots of a selection: cells that, with their neighbours, hold more incidents than chance would give.

Each partnership is a study area of its own (`hotspot_ground`), a region is its partnerships one by one, and a
smaller area is seen as a piece of its partnership: what is a hotspot never depends on zoom, nor on what is
pinned. Resolution is the source's finest. Statistic and correction: `dashboard.analysis.hotspots`.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.hotspots import (
    FALSE_DISCOVERY_RATE,
    FEWEST_INCIDENTS,
    gistar_of,
    hotspot_significance,
    hotspots_called,
)
from dashboard.analysis.multiple import Correction
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.grid import cell_centres, cell_text
from dashboard.data.hotspot_ground import areas_among
from dashboard.data.hotspot_places import busiest_points, commonest_places, main_wards
from dashboard.data.hotspot_runs import Runs, runs_of
from dashboard.data.view import View, view_of
from dashboard.selection import Selection

Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CORRECTION = {"fdr": Correction.FALSE_DISCOVERY_RATE, "bonferroni": Correction.BONFERRONI}
"""What `Selection.chance` stands for."""


@dataclasses.dataclass(frozen=True)
class HotspotShare:
    """How much of a selection lies in hotspots."""

    cells: int
    """Distinct cells that are hotspots and lie in the selected places."""
    incidents: int
    """Selected incidents in them."""
    share: float | None
    """Of the selected incidents that have a point; None where it does not apply."""
    reason: str
    """Why there is no share or no hotspot, in a sentence; "" where there are some."""
    left_out: tuple[str, ...] = ()
    """Names of partnerships of which nothing is known in the period, so that no hotspot can be found."""
    of: str = "map cell"
    """What one of `cells` is: a map cell or, where residents are what is expected by, a small area."""
    lens: str = "many"
    """How they were looked for, one of `LENSES`."""


@dataclasses.dataclass(frozen=True)
class _Found:
    """The hot parts of a selection, among the parts of the ground."""

    runs: Runs
    counts: Indices
    z: Floats
    p_adjusted: Floats
    """NaN where it could only be too high to call a hotspot."""
    edge: npt.NDArray[np.bool_]
    """Which parts are judged by fewer neighbours than others."""
    called: npt.NDArray[np.bool_]
    """Which parts are hotspots, wherever they lie."""
    hot: Indices
    """The hot parts that lie in the selected places, ascending."""
    selected: Indices
    """[parts]: incidents of the selection itself."""


def hotspots(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row a hotspot and partnership, most incidents first.

    cell (text), incidents, z, p_adjusted, edge (whether some of its neighbours lie outside the study area),
    area_code and area_name (the partnership), ward_code and ward_name (the ward with most of the incidents),
    place (named most often in them; ward and place are "" where unknown), selected (incidents of the
    selection itself: fewer, where it is but a piece of the partnership), point_share and point_place (of its
    busiest single point), spike (whether it owes its incidents to that point), longitude and latitude of the
    cell's centre, rings and correction (how it was found). A cell that lies in two partnerships can be a
    hotspot of each, with the incidents in each. With a ward, pinned areas or cells, or a box, rows are those
    of the hotspots that reach into it.
    """
    found = _find(dataset, selection, source)
    table = _rows(found).assign(rings=selection.rings, correction=CORRECTION[selection.chance].value)
    return disclose(table, dataset.sources[source])


def hotspot_cells(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row a cell of `hotspots`, as a page lists and outlines them, whatever is pinned in the area.

    cell, incidents (those selected in the area, over all partnerships the cell is hot in), share (of the
    area's incidents with a point), tested (what the test looked at), z (the highest), p_adjusted (the
    lowest), edge (in any), area_name, ward_name, place, point_share, point_place, spike, longitude,
    latitude; most incidents first.
    """
    whole = selection.without_places()
    asked = f"{whole.counted(source).to_query(dataset.catalogue)} {selection.rings} {selection.chance}"
    question = f"hotspot cells {source} {asked}"
    known = dataset.sources[source]
    table = dataset.answers.table(dataset.version, known, question, lambda: _by_cell(dataset, whole, source))
    return disclose(table, known)


_OF_THE_LARGEST = ("ward_name", "place", "point_share", "point_place", "spike", "longitude", "latitude")
"""What a cell that is hot in two partnerships says of the part with more incidents."""


def _by_cell(dataset: Dataset, whole: Selection, source: str) -> pd.DataFrame:
    """Columns of `hotspot_cells`."""
    found = _find(dataset, whole, source)
    rows = _rows(found).sort_values(["selected", "cell"], ascending=[False, True], kind="stable")
    by_cell = rows.groupby("cell", sort=False)
    table = pd.DataFrame(
        {
            "incidents": by_cell.selected.sum(),
            "share": by_cell.selected.sum() / max(found.runs.own.with_point, 1),
            "tested": by_cell.incidents.sum(),
            "z": by_cell.z.max(),
            "p_adjusted": by_cell.p_adjusted.min(),
            "edge": by_cell.edge.any(),
            "area_name": by_cell.area_name.agg(" and ".join),
            **{name: by_cell[name].first() for name in _OF_THE_LARGEST},
        }
    )
    table = table.reset_index().sort_values(["incidents", "cell"], ascending=[False, True])
    return table.reset_index(drop=True)


def hotspot_share(dataset: Dataset, selection: Selection, source: str) -> HotspotShare:
    """How many hotspots there are in the selection, and how many of its incidents they hold."""
    found = _find(dataset, selection, source)
    located = found.runs.own.with_point
    incidents = int(found.selected[found.hot].sum())
    reason = found.runs.no_share(located)
    share = HotspotShare(
        cells=_different(found.runs.ground.cells[found.hot]),
        incidents=incidents,
        share=None if reason else incidents / located,
        reason=reason or _no_hotspot(found),
        left_out=found.runs.left_out,
    )
    return disclose(share, dataset.sources[source])


def _different(cells: npt.NDArray[np.uint64]) -> int:
    """How many different cells there are."""
    ordered = np.sort(cells)
    return len(ordered) and 1 + int(np.count_nonzero(ordered[1:] != ordered[:-1]))


def _find(dataset: Dataset, selection: Selection, source: str) -> _Found:
    own = view_of(dataset, selection, source)
    rings, chance = selection.rings, selection.chance
    key = ("hotspots", own.selection, source, rings, chance)
    return dataset.recent.get(key, lambda: _sought(dataset, own, source, rings, CORRECTION[chance]))


def _sought(dataset: Dataset, own: View, source: str, rings: int, correction: Correction) -> _Found:
    runs = runs_of(dataset, own, source)
    ground, places, reported = runs.ground, runs.places, runs.reported
    counts = ground.counts(runs.whole)
    z, p_adjusted = np.full((2, len(counts)), np.nan)
    edge = np.zeros(len(counts), dtype=bool)
    if reported.any():
        bounds = ground.bounds[places.start : places.stop + 1]
        run = slice(int(bounds[0]), int(bounds[-1]))
        own_bounds = bounds - bounds[0]
        areas = areas_among(dataset, source, places, rings)
        found = gistar_of(counts[run], areas)
        found[np.repeat(~reported, np.diff(own_bounds))] = np.nan
        z[run], edge[run] = found, areas.edge
        p_adjusted[run] = hotspot_significance(found, own_bounds, FALSE_DISCOVERY_RATE, correction)
    called = hotspots_called(counts, p_adjusted)
    everything = own is runs.whole
    return _Found(
        runs=runs,
        counts=counts,
        z=z,
        p_adjusted=p_adjusted,
        edge=edge,
        called=called,
        hot=np.flatnonzero(called if everything else called & ground.touched(own)),
        selected=counts if everything else ground.counts(own),
    )


def _no_hotspot(found: _Found) -> str:
    """Why there is no hotspot among what was looked at; "" where there is one."""
    if len(found.hot):
        return ""
    ground, judged = found.runs.ground, found.runs.places.start + np.flatnonzero(found.runs.reported)
    parts = np.concatenate([np.arange(len(found.counts))[ground.run(int(place))] for place in judged])
    if (found.counts[parts] < FEWEST_INCIDENTS).all():
        return f"No map cell holds {FEWEST_INCIDENTS} incidents or more: too few to find hotspots."
    if found.called[parts].any():
        return "The hotspots of the partnership lie elsewhere."
    return "No map cell stands out from the rest of its partnership by more than chance."


def _rows(found: _Found) -> pd.DataFrame:
    """Columns of `hotspots`."""
    ground, whole, hot = found.runs.ground, found.runs.whole, found.hot
    tree = whole.dataset.areas
    partnership = ground.partnerships[np.searchsorted(ground.bounds, hot, side="right") - 1]
    ward = main_wards(ground, whole, hot)
    cells, points = ground.cells[hot], busiest_points(ground, whole, hot)
    longitude, latitude = cell_centres(cells)
    table = pd.DataFrame(
        {
            "cell": pd.Series([cell_text(cell) for cell in cells], dtype="str"),
            "incidents": found.counts[hot],
            "z": found.z[hot],
            "p_adjusted": found.p_adjusted[hot],
            "edge": found.edge[hot],
            "area_code": pd.Series([tree.codes[index] for index in partnership], dtype="str"),
            "area_name": pd.Series([tree.names[index] for index in partnership], dtype="str"),
            "ward_code": pd.Series([tree.codes[i] if i >= 0 else "" for i in ward], dtype="str"),
            "ward_name": pd.Series([tree.names[i] if i >= 0 else "" for i in ward], dtype="str"),
            "place": pd.Series(commonest_places(ground, whole, hot), dtype="str"),
            "selected": found.selected[hot],
            "point_share": points.share,
            "point_place": pd.Series(points.place, dtype="str"),
            "spike": points.spike,
            "longitude": longitude,
            "latitude": latitude,
        }
    )
    order = ["incidents", "cell", "area_code"]
    return table.sort_values(order, ascending=[False, True, True]).reset_index(drop=True)
