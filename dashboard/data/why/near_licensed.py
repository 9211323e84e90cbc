"""Is more near licensed premises, or other places, than the area covered or all other crime would lead one to
expect?

An incident is near if any of the premises is. Of all licensed premises the numbers within the chosen distance
are those of Scan.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
import pandas as pd

from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.premises_meant import UNREAD, Meant, hours_known, is_other, meant, premises_meant
from dashboard.data.reach import NONE_KNOWN, area_within, lists_named, why_no_share
from dashboard.data.schema import BANDS_METRES
from dashboard.data.view import View, view_of
from dashboard.data.why.near_by_hour import Hourly, by_part_of_day
from dashboard.data.why.near_ratio import (
    NO_RATIO,
    RATIO_COLUMNS,
    Floats,
    Ratio,
    in_bands,
    others_of,
    ratio_to_area,
    ratio_to_others,
)
from dashboard.data.why.near_sites import sites_table
from dashboard.query_fields import NOT_KNOWN
from dashboard.selection import Selection


class Band(NamedTuple):
    """Incidents in one band of distance; bands hold their upper edge."""

    over: int
    """Metres; 0 for the first."""
    upto: int | None
    """None: no end."""
    incidents: int
    share: float
    area: Ratio
    others: Ratio | None


class Site(NamedTuple):
    """One of the premises with most incidents around it."""

    name: str
    kind: str
    closes: str
    """The latest of the week, "1:30am"; "" where not known."""
    address: str
    incidents: int
    shared: int
    """Of these, as near to others of the premises too."""


@dataclasses.dataclass(frozen=True)
class NearLicensed:
    """How incidents lie to licensed premises, or to other places; see `near_licensed`."""

    metres: int
    kind: str
    """The slug of the kind that is meant, "" for all licensed ones."""
    closes: str
    """How late they are open at least, as the selection has it."""
    other: bool
    """Whether they are other places than licensed premises."""
    reason: str
    """Why nothing can be said, in a sentence; "" where something can."""
    premises: int = 0
    """That stand in the selected area."""
    incidents: int = 0
    """Within reach of any."""
    located: int = 0
    """Of so many with a point."""
    share: float = np.nan
    area: Ratio | None = None
    others: Ratio | None = None
    """None where all crime is chosen, so that there is no other."""
    others_located: int = 0
    bands: tuple[Band, ...] = ()
    hours: Hourly | None = None
    """By part of the day."""
    sites: tuple[Site, ...] = ()
    """The ten with most incidents."""
    register: str = ""
    as_of: str = ""
    stands_in: bool = False
    """Whether the lists stand in for a licensing register."""
    several_lists: bool = False
    """Whether the premises are from more than one list, so that some may be here twice."""
    approximate: bool = False
    """Whether points are snapped, so that distances are rough."""
    hours_known: bool = False
    """Whether closing times of the kind are known, so that one can be chosen."""
    of_kind: int = 0
    """Premises of the kind in the area, whenever they close."""
    closing_unread: int = 0
    """Of these, whose closing time is not known."""


MOST_SITES = 10


def near_licensed(dataset: Dataset, selection: Selection, source: str) -> NearLicensed:
    """Shares within `selection.within` metres of the premises chosen, against what is expected.

    Expected (a) by area: the share of the inhabited area within reach; (b) by others: the share of all other
    crime of the same place and months. Raises KeyError for a source that is not there.
    """
    view, which = view_of(dataset, selection, source), meant(selection)
    named = lists_named(dataset, selection.area, which)
    begun = NearLicensed(
        metres=selection.within,
        kind=which.kind,
        closes=which.closes,
        other=is_other(dataset, which.kind),
        reason=why_no_share(view),
        premises=named.premises,
        register=named.register,
        as_of=named.as_of,
        stands_in=named.stands_in,
        approximate=view.source.place_precision == "snapped",
        hours_known=hours_known(dataset, which.kind),
    )
    if not which.kind and dataset.premises.empty:
        begun = dataclasses.replace(begun, reason=NONE_KNOWN)
    found = begun if begun.reason else _measured(view, selection, begun)
    return disclose(found, view.source)


def _measured(view: View, selection: Selection, begun: NearLicensed) -> NearLicensed:
    """The finding with its figures."""
    dataset, source, metres, which = view.dataset, view.source.key, begun.metres, meant(selection)
    edges = sorted({*BANDS_METRES, metres})
    counts = in_bands(view, edges, which)
    others = others_of(dataset, selection, source)
    other_counts = None if others is None else in_bands(others, edges, which)
    area = np.array([area_within(view, edge, which) for edge in edges])
    near = edges.index(metres) + 1
    located, within = int(counts.sum()), int(counts[:near].sum())
    of_kind, unread = _closing_known(dataset, selection.area, which.kind)
    sites = sites_table(dataset, selection, source)
    return dataclasses.replace(
        begun,
        reason="" if begun.premises else _none_of_them(which, of_kind),
        incidents=within,
        located=located,
        share=within / located,
        area=ratio_to_area(within, located, float(area[near - 1])),
        others=_against(counts, other_counts, slice(0, near)),
        others_located=0 if other_counts is None else int(other_counts.sum()),
        bands=tuple(_bands(edges, counts, other_counts, area)),
        hours=by_part_of_day(view, others, metres, which),
        sites=tuple(Site(*row) for row in _most(sites).itertuples(index=False)),
        several_lists=len(set(sites.register)) > 1,
        of_kind=of_kind,
        closing_unread=unread,
    )


def _closing_known(dataset: Dataset, area: str, kind: str) -> tuple[int, int]:
    """Premises of a kind in an area, and how many of these have no closing time that is known."""
    first, last = dataset.areas.span(area)
    every = premises_meant(dataset, Meant(kind))
    inside = every[every.leaf.between(first, last)]
    return len(inside), int((inside.closing == UNREAD).sum())


def _none_of_them(which: Meant, of_kind: int) -> str:
    if not of_kind:
        return "No premises of this kind stand in this area." if which.kind else "None stand in this area."
    if which.closes == NOT_KNOWN:
        return "Of all that stand in this area the closing time is known."
    return "None that stand in this area are known to be open so late."


def bands_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row a band of distance: over, upto (metres), incidents, share and what is expected of it."""
    found = near_licensed(dataset, selection, source)
    rows = [
        (band.over, band.upto, band.incidents, band.share, *band.area[:4], *(band.others or NO_RATIO)[:4])
        for band in found.bands
    ]
    columns = ["over_metres", "upto_metres", "incidents", "share", *RATIO_COLUMNS]
    table = pd.DataFrame(rows, columns=columns).astype({"upto_metres": "Int64"})
    return disclose(table, dataset.sources[source])


def _bands(edges: list[int], counts: Floats, others: Floats | None, area: Floats) -> list[Band]:
    ends = [0, *edges]
    upto: list[int | None] = [*edges, None]
    parts = np.diff(np.r_[0.0, area, 1.0])
    total = counts.sum()
    return [
        Band(
            over=ends[place],
            upto=upto[place],
            incidents=int(counts[place]),
            share=float(counts[place] / total),
            area=ratio_to_area(counts[place], total, float(parts[place])),
            others=_against(counts, others, slice(place, place + 1)),
        )
        for place in range(len(counts))
    ]


def _against(counts: Floats, others: Floats | None, bands: slice) -> Ratio | None:
    if others is None:
        return None
    return ratio_to_others(counts[bands].sum(), counts.sum(), others[bands].sum(), others.sum())


def _most(sites: pd.DataFrame) -> pd.DataFrame:
    some = sites[sites.incidents > 0].head(MOST_SITES)
    return some[["name", "kind", "closes", "address", "incidents", "shared"]]
