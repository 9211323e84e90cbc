"""Hotspots and cold spots by what has become of them: new, lasting, gone; and where they are.

The classes are those of `followed`; of each cell that has one this says where it lies, how many incidents it
holds now and held in each period. Which of them are shown is the selection's `spot`: all hotspots unless it
names one class, or all cold spots.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.emerging_found import by_cell, rows_of
from dashboard.data.emerging_rules import NOUNS, RULES, STEP_MONTHS, UNKNOWN, is_cold, shown, way_of
from dashboard.data.followed import Followed, followed
from dashboard.data.hotspot_ground import ground_of
from dashboard.data.hotspot_runs import runs_of
from dashboard.data.hotspots import CORRECTION, HotspotShare
from dashboard.data.schema import month_text
from dashboard.data.view import view_of
from dashboard.selection import Selection


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

    @property
    def most_periods(self) -> int:
        """Of any partnership."""
        return self.periods[1]


def shown_rows(selection: Selection, found: pd.DataFrame) -> pd.DataFrame:
    """Of rows with a `kind` those that the reader wants to see."""
    return found[np.array([shown(selection, kind) for kind in found.kind], dtype=bool)]


def emerging_cells(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row a cell of any class in the area, whatever is pinned in it and whatever `spot` is.

    cell (text); kind; rank (place of the class in `Rule.kinds`: rows come by it, then by incidents);
    incidents (selected in the area, the map's own), share (of the area's with a point), tested (what the test
    looked at), periods (looked at), hot and cold (share of them in which it was so), z (of the latest), trend
    (z of the Mann-Kendall test; NaN where the rule does without), by_period (incidents of the partnerships in
    each period, the latest last, -1 before their data begin), area_name, ward_name, place (named most often),
    premises (nearest known, "" where none is near), edge (judged by fewer neighbours), point_share,
    point_place and spike (as of `hotspots`), longitude, latitude.
    A cell of two partnerships with a class in each goes by the one that ranks first.
    """
    whole, way, known = selection.without_places(), way_of(selection), dataset.sources[source]
    question = f"emerging {way} {source} {whole.counted(source).to_query(dataset.catalogue)}"
    table = dataset.answers.table(
        dataset.version, known, question, lambda: by_cell(rows_of(dataset, whole, source))
    )
    return disclose(table, known)


def emerging_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """As exported: one row a cell and partnership, of the classes and places that the selection shows.

    cell, kind, incidents (all that the test counts), selected (those of the selection itself), periods,
    share_hot, share_cold, z (of the latest period), trend_z, edge, area_code, area_name, ward_code,
    ward_name, place, premises, point_share, point_place, spike, longitude, latitude, rings and correction
    (how it was found); then incidents and z of each period, named by its months.
    """
    rows = rows_of(dataset, selection, source)
    rows = shown_rows(selection, rows).reset_index(drop=True)
    table = rows.rename(columns={"hot": "share_hot", "cold": "share_cold", "trend": "trend_z"})
    table = table.drop(columns=["rank", "share", "by_period", "z_by_period"])
    table = table.assign(rings=selection.rings, correction=CORRECTION[selection.chance].value)
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
    nothing = runs_of(dataset, own, source).no_share(own.with_point)
    nothing = nothing or ("" if found.most_periods else said.reason)
    share = HotspotShare(
        cells=len(np.unique(ground.cells[parts])),
        incidents=incidents,
        share=None if nothing else incidents / own.with_point,
        reason=nothing or ("" if len(parts) else said.reason or elsewhere),
        left_out=said.left_out,
        lens=selection.hot,
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
    nothing = runs_of(dataset, own, source).no_share(own.with_point)
    told = Outlook(
        periods=(int(some.min()), int(some.max())) if len(some) else (0, 0),
        first_month=selection.end + 1 - STEP_MONTHS[way.step] * int(some.max(initial=0)),
        last_month=selection.end,
        left_out=tuple(
            tree.names[index]
            for index, number in zip(known, found.periods, strict=True)
            if not number and tree.covered[index]
        ),
        reason=_reason(nothing, found, selection),
        others=() if len(some) else _others(found),
    )
    return disclose(told, dataset.sources[source])


def _reason(nothing: str, found: Followed, selection: Selection) -> str:
    if nothing:
        return nothing
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
