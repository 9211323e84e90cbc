"""Repeat locations: how many incidents lie on how few points, and which single points stand out."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.concentration import TOP_SHARES, adjusted_top_share, concentration
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.grid import cell_text
from dashboard.data.incident_rows import incidents_by_spot, place_names, points, spots
from dashboard.data.schema import Level
from dashboard.data.view import View, view_of
from dashboard.selection import Selection

Floats = npt.NDArray[np.float64]

FEWEST = 30
"""With fewer incidents nothing is said of how they are concentrated."""

SPIKE_SHARE, SPIKE_INCIDENTS, SPIKE_OF_CELL = 0.01, 10, 0.5
"""A single point is a spike where it holds at least this share of all incidents, so many of them, and this
share of those in its map cell: then it is one address, not a neighbourhood, that makes the cell stand out."""

SPECIAL_PLACES = (
    "Police Station",
    "Hospital",
    "Supermarket",
    "Shopping Area",
    "Petrol Station",
    "Prison",
    "Court",
    "Airport/Airfield",
    "Bus/Coach Station",
    "Further/Higher Educational Building",
    "Nightclub",
    "Parking Area",
    "Conference/Exhibition Centre",
    "Sports/Recreation Area",
    "Theatre/Concert Hall",
    "Park/Open Space",
)
"""Names that police.uk gives a point for a kind of place rather than a street."""

MOST_POINTS = 10
_MOST_OF_CURVE = 100


class TopShare(NamedTuple):
    """The busiest points."""

    share: float
    """Of all points."""
    points: float
    held: float
    """Share of incidents on them."""
    even: float
    """What the most even spread of so many incidents would put there."""


class Point(NamedTuple):
    """One point with many incidents."""

    place: str
    ward: str
    incidents: int
    share: float
    of_cell: float
    """Share of the incidents in its map cell."""
    spike: bool
    special: bool
    """Whether its name is that of a kind of place, such as a supermarket."""
    cell: str
    longitude: float
    latitude: float


@dataclasses.dataclass(frozen=True)
class Repeats:
    """How concentrated incidents are; see `repeat_places`."""

    reason: str
    """Why nothing is said, in a sentence; "" where something is."""
    incidents: int
    """With a point."""
    places: int
    """Points of the selected places at which anything was ever recorded."""
    top: tuple[TopShare, ...] = ()
    half: float = np.nan
    """The least share of points that holds half of the incidents."""
    gini: float = np.nan
    """Adjusted for few incidents."""
    curve: tuple[tuple[float, float], ...] = ()
    """(share of points, share of incidents on them), from (0, 0) to (1, 1)."""
    points: tuple[Point, ...] = ()
    """The ten busiest, with at least two incidents."""
    approximate: bool = False


def repeat_places(dataset: Dataset, selection: Selection, source: str) -> Repeats:
    """Shares of incidents at the busiest 1, 5 and 10% of points; raises KeyError for an unknown source."""
    view = view_of(dataset, selection, source)
    table = _points(view)
    places, incidents = _places(view), int(table.incidents.sum())
    approximate = view.source.place_precision == "snapped"
    if incidents < FEWEST:
        reason = _reason(view, incidents)
        return disclose(Repeats(reason, incidents, places, approximate=approximate), view.source)
    counts = table.incidents.to_numpy()
    known = concentration(counts, places)
    top = [
        TopShare(share, share * places, known.top[share], adjusted_top_share(counts, share, places)[1])
        for share in TOP_SHARES
    ]
    found = Repeats(
        reason="",
        incidents=incidents,
        places=places,
        top=tuple(top),
        half=known.half,
        gini=known.adjusted_gini,
        curve=_thinned(known.place_share, known.incident_share),
        points=tuple(_busiest(view, table)),
        approximate=approximate,
    )
    return disclose(found, view.source)


def points_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row a point with an incident, most first: place, ward, incidents, share, share_of_cell, spike...

    Also longitude, latitude and cell. "" where the place or ward is not known.
    """
    view = view_of(dataset, selection, source)
    table = _points(view)
    table = _named(view, table, max(int(table.incidents.sum()), 1))
    columns = [
        "place",
        "ward",
        "incidents",
        "share",
        "share_of_cell",
        "spike",
        "cell",
        "longitude",
        "latitude",
    ]
    return disclose(table[columns], view.source)


def _reason(view: View, incidents: int) -> str:
    if not view.type_indices:
        return "This source does not record these crime types."
    if not view.covered[view.selected_forces][:, view.period].any():
        return "No data for this area and period."
    if not incidents:
        return "There are no incidents with a point on the map."
    return f"Only {incidents:,} incidents with a point: too few to say how concentrated they are."


def _points(view: View) -> pd.DataFrame:
    """longitude, latitude, incidents, piece (its first), place, cell, share_of_cell: most incidents first."""
    source = view.source.key
    every, known, counts = spots(view.dataset, source), points(view.dataset, source), incidents_by_spot(view)
    used = np.flatnonzero((counts > 0) & (known.of_spot >= 0))
    frame = pd.DataFrame(
        {
            "point": known.of_spot[used],
            "incidents": counts[used],
            "piece": np.asarray(every.piece)[used].astype(np.int64),
            "place": np.asarray(every.place)[used].astype(np.int64),
        }
    )
    by_point = frame.groupby("point", sort=True)
    table = by_point.agg(incidents=("incidents", "sum"), piece=("piece", "first"))
    table["cell"] = np.asarray(view.cube.cells)[table.piece.to_numpy()]
    in_cell = table.groupby("cell").incidents.transform("sum")
    table["share_of_cell"] = table.incidents / in_cell
    named = frame.groupby(["point", "place"], as_index=False).agg(incidents=("incidents", "sum"))
    named = named.sort_values(["incidents", "place"], ascending=[False, True], kind="stable")
    table["place"] = named.drop_duplicates("point").set_index("point").place.reindex(table.index)
    at = table.index.to_numpy(dtype=np.int64)
    table = table.assign(longitude=known.longitude[at], latitude=known.latitude[at])
    order = ["incidents", "longitude", "latitude"]
    return table.sort_values(order, ascending=[False, True, True], ignore_index=True)


def _places(view: View) -> int:
    """Distinct points of the selected pieces at which anything was ever recorded."""
    every, known = spots(view.dataset, view.source.key), points(view.dataset, view.source.key)
    chosen = np.zeros(len(view.cube.leaves), dtype=bool)
    chosen[view.pieces] = True
    inside = chosen[every.piece] & (known.of_spot >= 0)
    return len(np.unique(known.of_spot[inside]))


def _named(view: View, table: pd.DataFrame, total: int) -> pd.DataFrame:
    tree = view.dataset.areas
    ward = tree.ancestors(Level.WARD)[np.asarray(view.cube.leaves)[table.piece.to_numpy(dtype=np.int64)]]
    names = place_names(view.dataset, view.source.key)
    share = table.incidents / total
    spike = (share >= SPIKE_SHARE) & (table.incidents >= SPIKE_INCIDENTS)
    return table.assign(
        ward=[tree.names[index] if index >= 0 else "" for index in ward.tolist()],
        place=[str(names[index]) for index in table.place.tolist()],
        cell=[cell_text(cell) for cell in table.cell.tolist()],
        share=share,
        spike=spike & (table.share_of_cell >= SPIKE_OF_CELL),
    )


def _busiest(view: View, table: pd.DataFrame) -> list[Point]:
    total = max(int(table.incidents.sum()), 1)
    busiest = table[table.incidents > 1].head(MOST_POINTS)
    some = _named(view, busiest, total)
    columns = ["place", "ward", "incidents", "share", "share_of_cell", "spike"]
    rows = zip(*(some[name].tolist() for name in [*columns, "cell", "longitude", "latitude"]), strict=True)
    return [Point._make([*row[:6], row[0] in SPECIAL_PLACES, *row[6:]]) for row in rows]


def _thinned(places: Floats, incidents: Floats) -> tuple[tuple[float, float], ...]:
    """The curve at places that are close where it is steep: it is drawn a few hundred dots wide."""
    even = np.linspace(0, 1, _MOST_OF_CURVE) ** 2 * (len(places) - 1)
    kept = np.unique(np.round(even).astype(np.int64))
    return tuple((float(places[place]), float(incidents[place])) for place in kept)
