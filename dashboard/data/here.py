"""What is in one pinned cell: its places, premises, crime types, ward, and any single point behind it all."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt
import scipy  # parts load when first used

from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.grid import (
    cell_resolution,
    cell_vertices,
    chord_to_metres,
    metres_to_chord,
    points_to_cells,
    unit_vectors,
)
from dashboard.data.incident_rows import IncidentRows, incident_rows, place_names
from dashboard.data.premises_kinds import premises_kind
from dashboard.data.schema import Level
from dashboard.data.view import View, view_of
from dashboard.selection import Selection

Counted = tuple[tuple[str, int], ...]

SPIKE_LEAST = 10
SPIKE_SHARE = 0.5
PREMISES_METRES = 100
"""Premises this near to a cell's outline are named with those inside it."""

PLACE_KINDS = frozenset(
    {
        "Airport/Airfield",
        "Bus/Coach Station",
        "Conference/Exhibition Centre",
        "Ferry Terminal",
        "Further/Higher Educational Building",
        "Hospital",
        "Motorway Service Area",
        "Nightclub",
        "Park/Open Space",
        "Parking Area",
        "Pedestrian Subway",
        "Petrol Station",
        "Police Station",
        "Prison",
        "Race Track",
        "Shopping Area",
        "Sports/Recreation Area",
        "Supermarket",
        "Theatre/Concert Hall",
        "Theme/Adventure Park",
    }
)
"""Names that data.police.uk gives to map points at a kind of place rather than on a street."""


@dataclasses.dataclass(frozen=True)
class Spike:
    """One map point that holds at least half of a cell's incidents."""

    place: str
    incidents: int


@dataclasses.dataclass(frozen=True)
class NearPremises:
    """Premises in a cell or near it."""

    name: str
    kind: str
    metres: int  # to the cell's outline, to the nearest ten upwards; 0 inside


@dataclasses.dataclass(frozen=True)
class Here:
    """One cell under the selection; every list is of the selected incidents, largest first."""

    cell: str
    incidents: int
    places: Counted
    """Name -> incidents, every named place of the cell."""
    unnamed: int
    """Incidents without a place name; with those of `places` they are all."""
    types: Counted
    """Slug -> incidents."""
    wards: Counted
    """Code of the ward ("" where none is known) -> incidents; without incidents, the wards of its records."""
    partnerships: tuple[str, ...]
    """Codes of the partnerships, in the same order."""
    spike: Spike | None
    premises: tuple[NearPremises, ...]
    """In the cell first, then by distance up to PREMISES_METRES."""
    snapped: bool
    """Whether the source moves points to the nearest point of a fixed map."""

    def others(self, shown: int) -> int:
        """Incidents at named places beyond the first so many."""
        return sum(number for _, number in self.places[shown:])


def here(dataset: Dataset, selection: Selection, source: str, cell: str) -> Here:
    """What is in a cell of the selected area, whatever else is pinned."""
    view = view_of(dataset, selection.replace(pins=(), cells=(cell,), box=None), source)
    rows = incident_rows(view)
    names = place_names(dataset, source)
    by_place = _counted(names, rows.place)
    found = Here(
        cell=cell,
        incidents=len(rows.place),
        places=tuple((name, number) for name, number in by_place if name),
        unnamed=sum(number for name, number in by_place if not name),
        types=_counted(np.array(view.cube.types, dtype=object), rows.type),
        wards=_areas(view, Level.WARD),
        partnerships=tuple(code for code, _ in _areas(view, Level.PARTNERSHIP) if code),
        spike=_spike(rows, names),
        premises=_premises(dataset, int(cell, 16)),
        snapped=view.source.place_precision == "snapped",
    )
    return disclose(found, view.source)


def _counted(names: npt.NDArray[np.object_], index: npt.NDArray[np.int_]) -> Counted:
    """Name -> number of entries, largest first, names in order among equals."""
    found, number = np.unique(index, return_counts=True)
    pairs = [(str(names[i]), int(n)) for i, n in zip(found, number, strict=True)]
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def _areas(view: View, level: Level) -> Counted:
    """Code of each area of a level that holds a part of the cell -> its incidents, largest first."""
    ancestor = view.dataset.areas.ancestors(level)[view.leaves]
    codes = view.dataset.areas.codes
    totals: dict[str, int] = {}
    for index, incidents in zip(ancestor.tolist(), view.by_piece.tolist(), strict=True):
        code = codes[index] if index >= 0 else ""
        totals[code] = totals.get(code, 0) + incidents
    some = {code: number for code, number in totals.items() if number} or totals
    return tuple(sorted(some.items(), key=lambda pair: (-pair[1], pair[0])))


def _spike(rows: IncidentRows, names: npt.NDArray[np.object_]) -> Spike | None:
    """The one point that stands for a kind of place and holds at least half of the incidents, and 10."""
    total = len(rows.place)
    if total < SPIKE_LEAST:
        return None
    located = np.isfinite(rows.longitude)
    points = np.column_stack([rows.longitude, rows.latitude, rows.place])[located]
    distinct, number = np.unique(points, axis=0, return_counts=True)
    for at in np.flatnonzero(number >= max(SPIKE_LEAST, SPIKE_SHARE * total)):
        place = names[int(distinct[at, 2])]
        if place in PLACE_KINDS:  # of two with half of the incidents each, either may be
            return Spike(str(place), int(number[at]))
    return None


def _premises(dataset: Dataset, cell: int) -> tuple[NearPremises, ...]:
    """Premises in the cell, then those at most PREMISES_METRES from its outline, nearest first.

    The outline is followed by points every few metres, so that a distance is right to the ten metres said.
    """
    table = dataset.premises
    if table.empty:
        return ()
    stands = unit_vectors(table.longitude.to_numpy(), table.latitude.to_numpy())
    outline = _followed(cell_vertices(np.array([cell], dtype=np.uint64))[0])
    edge = scipy.spatial.cKDTree(unit_vectors(outline[:, 0], outline[:, 1]))
    middle = unit_vectors(*(outline[:, i].mean(keepdims=True) for i in (0, 1)))[0]
    widest = np.linalg.norm(unit_vectors(outline[:, 0], outline[:, 1]) - middle, axis=1).max()
    nearby = np.flatnonzero(
        np.linalg.norm(stands - middle, axis=1) <= widest + metres_to_chord(PREMISES_METRES)
    )
    some = table.iloc[nearby]
    inside = (
        points_to_cells(some.longitude.to_numpy(), some.latitude.to_numpy(), cell_resolution(cell)) == cell
    )
    chord, _ = edge.query(stands[nearby])
    metres = np.where(inside, 0.0, np.ceil(chord_to_metres(np.asarray(chord)) / 10) * 10)
    found: dict[tuple[str, str], NearPremises] = {}
    for i in np.lexsort((some.name.to_numpy(dtype=object), metres)):
        name, kind = str(some.name.iloc[i]), premises_kind(some.kind.iloc[i], some.register.iloc[i])
        if metres[i] <= PREMISES_METRES:  # a pub that stands in two lists is named once
            found.setdefault((name.casefold(), kind), NearPremises(name, kind, int(metres[i])))
    return tuple(found.values())


def _followed(outline: npt.NDArray[np.float64], parts: int = 200) -> npt.NDArray[np.float64]:
    """Points along a closed outline, `parts` to each side."""
    steps = np.arange(parts)[:, np.newaxis, np.newaxis] / parts
    return (outline + steps * (np.roll(outline, -1, axis=0) - outline)).reshape(-1, 2)
