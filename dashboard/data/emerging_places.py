"""Hotspots and cold spots by what has become of them: new, lasting, gone; and where they are.

The classes are those of `followed`; of each cell that has one this says where it lies, how many incidents it
holds now and held in each period. Which of them are shown is the selection's `spot`: all hotspots unless it
names one class, or all cold spots.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.followed import RULES, STEP_MONTHS, UNKNOWN, Followed, followed, way_of
from dashboard.data.grid import cell_centres, cell_resolution, cell_text
from dashboard.data.hotspot_ground import ground_of
from dashboard.data.hotspot_places import main_wards
from dashboard.data.hotspot_runs import partnership_runs
from dashboard.data.hotspots import HotspotShare
from dashboard.data.near import near_places
from dashboard.data.nearest_premises import nearest_premises
from dashboard.data.queries import all_cells
from dashboard.data.schema import month_text
from dashboard.data.view import View, view_of
from dashboard.query_fields import ALL_COLD
from dashboard.selection import Selection

Indices = npt.NDArray[np.int64]

NOUNS = {"quarter": "quarters", "month": "months"}


class Outlook(NamedTuple):
    """What the classes of an area rest on, and which there are: everything that is said of all of them."""

    periods: tuple[int, int]
    """Fewest and most periods of the partnerships that were followed; (0, 0) where none was."""
    first_month: int
    """Of the longest."""
    last_month: int
    left_out: tuple[str, ...]
    """Names of partnerships that somebody reports on, but with fewer periods than the rule needs."""
    reason: str
    """Why nothing is of any class, in a sentence; "" where something is."""
    others: tuple[tuple[str, str], ...]
    """Other (rule, step) that the data would do for, where these have too few periods."""


def slug_of(kind: str) -> str:
    """A class as addresses write it: "new-hotspot"."""
    return kind.replace(" ", "-")


def is_cold(kind: str) -> bool:
    """Whether a class is one of cold spots alone."""
    return kind.endswith("cold spot") and not kind.startswith("mixed")


def shown(selection: Selection, kind: str) -> bool:
    """Whether a class is among those that the reader wants to see."""
    known = {slug_of(one) for one in RULES[selection.hot].kinds}
    if selection.spot == ALL_COLD:
        return is_cold(kind)
    return slug_of(kind) == selection.spot if selection.spot in known else not is_cold(kind)


def emerging_cells(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row a cell of any class in the area, whatever is pinned in it and whatever `spot` is.

    cell (text); kind; rank (place of the class in `Rule.kinds`: rows come by it, then by incidents);
    incidents (selected in the area, the map's own), share (of the area's with a point), tested (what the test
    looked at), periods (looked at), hot and cold (share of them in which it was so), z (of the latest), trend
    (z of the Mann-Kendall test; NaN where the rule does without), by_period (incidents of the partnerships in
    each period, the latest last, -1 before their data begin), area_name, ward_name, place (named most often),
    premises (nearest known, "" where none is near), edge (judged by fewer neighbours), longitude, latitude.
    A cell of two partnerships with a class in each goes by the one that ranks first.
    """
    whole, way, known = selection.without_places(), way_of(selection), dataset.sources[source]
    question = f"emerging {way} {source} {whole.counted(source).to_query(dataset.catalogue)}"
    table = dataset.answers.table(
        dataset.version, known, question, lambda: _by_cell(_rows(dataset, selection.without_places(), source))
    )
    return disclose(table, known)


def emerging_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """As exported: one row a cell and partnership, of the classes and places that the selection shows.

    cell, kind, incidents (all that the test counts), selected (those of the selection itself), periods,
    share_hot, share_cold, z (of the latest period), trend_z, edge, area_code, area_name, ward_code,
    ward_name, place, premises, longitude, latitude; then incidents and z of each period, named by its months.
    """
    rows = _rows(dataset, selection, source)
    rows = rows[[shown(selection, kind) for kind in rows.kind]].reset_index(drop=True)
    table = rows.rename(columns={"hot": "share_hot", "cold": "share_cold", "trend": "trend_z"})
    table = table.drop(columns=["rank", "share", "by_period", "z_by_period"])
    periods = _period_names(selection, len(rows.by_period.iloc[0]) if len(rows) else 0)
    counts = np.array(rows.by_period.tolist(), dtype=np.float64).reshape(len(rows), len(periods))
    counts[counts == UNKNOWN] = np.nan
    z = np.array(rows.z_by_period.tolist(), dtype=np.float64).reshape(len(rows), len(periods))
    wide = [pd.Series(counts[:, i], name=f"incidents_{one}").astype("Int64") for i, one in enumerate(periods)]
    scores = [pd.Series(z[:, i], name=f"z_{one}") for i, one in enumerate(periods)]
    table = pd.concat([table, *wide, *scores], axis=1)
    return disclose(table, dataset.sources[source])


def emerging_share(dataset: Dataset, selection: Selection, source: str) -> HotspotShare:
    """How many cells of the selection are hotspots of any class, and how much of it they hold."""
    own = view_of(dataset, selection, source)
    ground = ground_of(dataset, source)
    found = followed(dataset, selection, source, way_of(selection))
    kinds = RULES[selection.hot].kinds
    hot = np.array([not is_cold(kind) for kind in kinds])
    parts = found.parts[hot[found.kind] & ground.touched(own)[found.parts]]
    incidents = int(ground.counts(own)[parts].sum())
    said = outlook(dataset, selection, source)
    elsewhere = "The hotspots of the partnership lie elsewhere."
    nothing = _nothing(own) or ("" if found.most_periods else said.reason)
    share = HotspotShare(
        cells=len(np.unique(ground.cells[parts])),
        incidents=incidents,
        share=None if nothing else incidents / own.with_point,
        reason=nothing or ("" if len(parts) else said.reason or elsewhere),
        left_out=said.left_out,
    )
    return disclose(share, dataset.sources[source])


def outlook(dataset: Dataset, selection: Selection, source: str) -> Outlook:
    """How far back cells were followed, what was left out, and why nothing was found where it was not."""
    way = way_of(selection)
    found = followed(dataset, selection, source, way)
    own = view_of(dataset, selection.without_places(), source)
    tree, ground = dataset.areas, ground_of(dataset, source)
    known = [ground.partnerships[place] for place in found.places]
    some = found.periods[found.periods > 0]
    told = Outlook(
        periods=(int(some.min()), int(some.max())) if len(some) else (0, 0),
        first_month=selection.end + 1 - STEP_MONTHS[way.step] * int(some.max(initial=0)),
        last_month=selection.end,
        left_out=tuple(
            tree.names[index]
            for index, number in zip(known, found.periods, strict=True)
            if not number and tree.covered[index]
        ),
        reason=_reason(own, found, selection),
        others=() if len(some) else _others(found),
    )
    return disclose(told, dataset.sources[source])


def _nothing(own: View) -> str:
    """Why there is nothing to look at; "" where there is."""
    if not own.type_indices:
        return "This source does not record these crime types."
    if not own.covered[own.selected_forces][:, own.period].any():
        return "No data for this area and period."
    return "" if own.with_point else "There are no incidents with a point on the map."


def _reason(own: View, found: Followed, selection: Selection) -> str:
    if nothing := _nothing(own):
        return nothing
    if not len(found.places):
        return "Hotspots are sought within a partnership; this area is in none."
    if not found.most_periods:
        return _too_few(found, selection)
    return "" if len(found.parts) else "No map cell stood out from the rest of its partnership."


def _too_few(found: Followed, selection: Selection) -> str:
    rule, step = RULES[selection.hot], selection.step
    has = int(found.months_known.max()) // STEP_MONTHS[step]
    noun = NOUNS[step] if has != 1 else step
    return (
        f"These classes need {rule.fewest} {NOUNS[step]} in a row, up to the last chosen month, "
        f"and here there {'is' if has == 1 else 'are'} {has or 'no'} {noun}."
    )


def _others(found: Followed) -> tuple[tuple[str, str], ...]:
    most = int(found.months_known.max(initial=0))
    return tuple(
        (name, step)
        for name, rule in RULES.items()
        for step, months in STEP_MONTHS.items()
        if most // months >= rule.fewest
    )


def _period_names(selection: Selection, number: int) -> list[str]:
    """Each period by its months, the latest last: "2025-12", "2025-10-to-2025-12"."""
    months = STEP_MONTHS[selection.step]
    lasts = [selection.end - months * back for back in reversed(range(number))]
    if months == 1:
        return [month_text(last) for last in lasts]
    return [f"{month_text(last - months + 1)}-to-{month_text(last)}" for last in lasts]


def _rows(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row a cell and partnership that the selection reaches into, of any class."""
    ground, own = ground_of(dataset, source), view_of(dataset, selection, source)
    found = followed(dataset, selection, source, way_of(selection))
    area, _ = partnership_runs(dataset, selection.area, ground)
    whole = view_of(dataset, selection.without_places().replace(area=area), source)
    place = np.flatnonzero(ground.touched(own)[found.parts])
    parts, kinds, tree = found.parts[place], RULES[selection.hot].kinds, dataset.areas
    cells, looked = ground.cells[parts], found.of_part[place]
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


def _by_cell(rows: pd.DataFrame) -> pd.DataFrame:
    """Columns of `emerging_cells`, from rows of whole partnerships or pieces of them."""
    by_cell = rows.groupby("cell", sort=False)
    table = rows.drop_duplicates("cell").set_index("cell")
    for column in ("incidents", "selected", "share"):
        table[column] = by_cell[column].sum()
    table["area_name"] = by_cell.area_name.agg(" and ".join)
    table["by_period"] = by_cell.by_period.agg(_summed)
    table = table.rename(columns={"incidents": "tested", "selected": "incidents"}).reset_index()
    table = table.sort_values(["rank", "incidents", "cell"], ascending=[True, False, True])
    wanted = [
        *("cell", "kind", "rank", "incidents", "share", "tested", "periods", "hot", "cold", "z", "trend"),
        *("by_period", "area_name", "ward_name", "place", "premises", "edge", "longitude", "latitude"),
    ]
    return table[wanted].reset_index(drop=True)


def _summed(several: pd.Series) -> list[int]:
    """Incidents by period of the parts of a cell together; `UNKNOWN` where one of them is."""
    counts: Any = np.array(several.tolist(), dtype=np.int64)
    together: list[int] = np.where((counts == UNKNOWN).any(axis=0), UNKNOWN, counts.sum(axis=0)).tolist()
    return together
