"""Licensed premises: is more near them than the area covered, or all other crime, would lead one to expect?

An incident is near if any of the premises is. The numbers within the chosen distance are those of Scan.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy  # parts load when first used

from dashboard.analysis.near_premises import AgainstExpected, against_area, against_others, by_band
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.grid import metres_to_chord, unit_vectors
from dashboard.data.incident_rows import points_with_incidents
from dashboard.data.premises_kinds import kinds_of, premises_kind
from dashboard.data.reach import area_within, metres_to_premises, premises_reach
from dashboard.data.schema import BANDS_METRES
from dashboard.data.view import View, view_of
from dashboard.selection import Selection

Floats = npt.NDArray[np.float64]

FEWEST = 5
"""With fewer incidents near, and fewer expected, nothing is said of a ratio."""


class Ratio(NamedTuple):
    """A share near premises against an expected one."""

    expected: float
    ratio: float
    """Infinite where nothing is expected."""
    lower: float
    upper: float
    """95% limits of the ratio."""
    beyond_chance: int
    """1 where the whole interval lies above 1, -1 where below, else 0."""


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
    address: str
    incidents: int
    shared: int
    """Of these, as near to others of the premises too."""


@dataclasses.dataclass(frozen=True)
class NearLicensed:
    """How incidents lie to licensed premises; see `near_licensed`."""

    metres: int
    kind: str
    """The slug of the kind that is meant, "" for all."""
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


MOST_SITES = 10


def near_licensed(dataset: Dataset, selection: Selection, source: str) -> NearLicensed:
    """Shares within `selection.within` metres of premises of `selection.kind`, against what is expected.

    Expected (a) by area: the share of the inhabited area within reach; (b) by others: the share of all other
    crime of the same place and months. Raises KeyError for a source that is not there.
    """
    view, metres, kind = view_of(dataset, selection, source), selection.within, selection.kind
    reach = premises_reach(dataset, selection, source)
    if reach.reason:
        return disclose(NearLicensed(metres, kind, reach.reason), view.source)
    edges = sorted({*BANDS_METRES, metres})
    counts = _in_bands(view, edges, kind)
    others = _others(dataset, selection, source)
    other_counts = None if others is None else _in_bands(others, edges, kind)
    area = np.array([area_within(view, edge, kind) for edge in edges])
    near = edges.index(metres) + 1
    located = int(counts.sum())
    sites = sites_table(dataset, selection, source)
    found = NearLicensed(
        metres=metres,
        kind=kind,
        reason="" if len(sites) else "No premises of this kind stand in this area.",
        premises=len(sites),
        incidents=int(counts[:near].sum()),
        located=located,
        share=float(counts[:near].sum() / located),
        area=_by_area(counts[:near].sum(), located, area[near - 1]),
        others=_by_others(counts, other_counts, slice(0, near)),
        others_located=0 if other_counts is None else int(other_counts.sum()),
        bands=tuple(_bands(edges, counts, other_counts, area)),
        sites=tuple(Site(*row) for row in _most(sites).itertuples(index=False)),
        register=reach.register,
        as_of=reach.as_of,
        stands_in=reach.stands_in,
        several_lists=len(set(sites.register)) > 1,
        approximate=view.source.place_precision == "snapped",
    )
    return disclose(found, view.source)


def sites_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """premises_id, name, kind, register, address, incidents, shared, longitude, latitude.

    Most incidents first: premises that stand in the selected area, each with the incidents at most
    `selection.within` metres away, and how many of these are as near to others of the premises too, also
    those just outside. The columns must not be added up: an incident near three premises is in three rows.
    """
    first, last = dataset.areas.span(selection.area)
    every = dataset.premises[_of_kind(dataset, selection.kind)].reset_index(drop=True)
    inside = np.flatnonzero(every.leaf.between(first, last))
    view = view_of(dataset, selection, source)
    incidents, shared = _around(view, every, inside, selection.within)
    table = every.iloc[inside].reset_index(drop=True).assign(incidents=incidents, shared=shared)
    pairs = zip(table.kind, table.register, strict=True)
    table["kind"] = pd.Series([premises_kind(str(k), str(r)) for k, r in pairs], dtype="str")
    columns = ["premises_id", "name", "kind", "register", "address", "incidents", "shared"]
    table = table.sort_values(["incidents", "name", "premises_id"], ascending=[False, True, True])
    return disclose(table[[*columns, "longitude", "latitude"]].reset_index(drop=True), view.source)


def bands_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row a band of distance: over, upto (metres), incidents, share and what is expected of it."""
    found = near_licensed(dataset, selection, source)
    rows = [
        (band.over, band.upto, band.incidents, band.share, *band.area[:4], *(band.others or _NO_RATIO)[:4])
        for band in found.bands
    ]
    columns = ["over_metres", "upto_metres", "incidents", "share"]
    for of in ("area", "others"):
        columns += [f"expected_by_{of}", f"ratio_to_{of}", f"ratio_to_{of}_lower", f"ratio_to_{of}_upper"]
    table = pd.DataFrame(rows, columns=columns).astype({"upto_metres": "Int64"})
    return disclose(table, dataset.sources[source])


_NO_RATIO = Ratio(np.nan, np.nan, np.nan, np.nan, 0)


def _of_kind(dataset: Dataset, kind: str) -> npt.NDArray[np.bool_]:
    if not kind:
        return np.ones(len(dataset.premises), dtype=bool)
    kinds = dataset.once("kinds of premises", lambda: np.array(kinds_of(dataset.premises), dtype=object))
    return np.asarray(kinds == kind)


def _others(dataset: Dataset, selection: Selection, source: str) -> View | None:
    """All other crime types, in the same place and months."""
    cube = dataset.cubes[source]
    rest = tuple(name for name in cube.types if selection.types and name not in selection.types)
    return view_of(dataset, selection.replace(types=rest), source) if rest else None


def _in_bands(view: View, edges: list[int], kind: str) -> Floats:
    """[edges + 1]: incidents with a point by their distance to the nearest of the premises."""
    if tuple(edges) == BANDS_METRES and not kind:
        counts = view.by_band.astype(np.float64)
        counts[-1] -= counts.sum() - view.with_point  # those without a point count as beyond
        return counts
    longitude, latitude, incidents = points_with_incidents(view)
    if not len(incidents):
        return np.zeros(len(edges) + 1)
    return by_band(metres_to_premises(view.dataset, longitude, latitude, kind), edges, incidents)


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
            area=_by_area(counts[place], total, float(parts[place])),
            others=_by_others(counts, others, slice(place, place + 1)),
        )
        for place in range(len(counts))
    ]


def _by_area(near: float, total: float, share: float) -> Ratio:
    return _ratio(against_area(near, total, min(max(share, 0.0), 1.0)), near, share * total)


def _by_others(counts: Floats, others: Floats | None, bands: slice) -> Ratio | None:
    if others is None or not others.sum():
        return None
    near, near_others = counts[bands].sum(), others[bands].sum()
    found = against_others(near, counts.sum(), near_others, others.sum())
    return _ratio(found, near, near_others / others.sum() * counts.sum())


def _ratio(found: AgainstExpected, near: float, expected: float) -> Ratio:
    lower, upper = float(found.lower), float(found.upper)
    said = near >= FEWEST or expected >= FEWEST
    beyond = (1 if lower > 1 else -1 if upper < 1 else 0) if said else 0
    return Ratio(float(found.expected), float(found.ratio), lower, upper, beyond)


def _around(
    view: View, every: pd.DataFrame, inside: npt.NDArray[np.int64], metres: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Incidents around each of the premises `inside`, and those of them near others of `every` too."""
    none = np.zeros(len(inside), dtype=np.int64)
    if not len(inside):
        return none, none.copy()
    longitude, latitude, number = points_with_incidents(view)
    if not len(number):
        return none, none.copy()
    points, reach = unit_vectors(longitude, latitude), metres_to_chord(metres)
    sites = unit_vectors(every.longitude.to_numpy(), every.latitude.to_numpy())
    near = scipy.spatial.cKDTree(sites).query_ball_point(points, reach, return_length=True)
    found = scipy.spatial.cKDTree(points).query_ball_point(sites[inside], reach)
    several = number * (np.asarray(near) > 1)
    return (
        np.array([number[some].sum() for some in found], dtype=np.int64),
        np.array([several[some].sum() for some in found], dtype=np.int64),
    )


def _most(sites: pd.DataFrame) -> pd.DataFrame:
    some = sites[sites.incidents > 0].head(MOST_SITES)
    return some[["name", "kind", "address", "incidents", "shared"]]
