"""How many incidents lie near licensed premises, and how many would if they were spread over the area.

The expected share is that of the inhabited area within reach of any premises: what an even spread over the
cells in which anything was ever recorded would give. docs/methods.md, "Near licensed premises", says what
that can and can't tell.
"""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy  # parts load when first used

from dashboard.data.cell_index import cells_at, place_of_piece
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.grid import cell_vertices, chord_to_metres, unit_vectors
from dashboard.data.incident_rows import distinct_points, incident_rows
from dashboard.data.premises_kinds import OPEN_LISTS
from dashboard.data.premises_meant import ALL_LICENSED, Meant, premises_meant
from dashboard.data.schema import BANDS_METRES
from dashboard.data.view import View, view_of
from dashboard.selection import Selection

Floats = npt.NDArray[np.float64]
Cells = npt.NDArray[np.uint64]

STEPS = 3
"""Each triangle of a cell (its middle and one side) is cut into STEPS x STEPS equal ones: 54 points a cell,
about 45 metres apart at resolution 9."""


@dataclasses.dataclass(frozen=True)
class PremisesReach:
    """Incidents at most `metres` from licensed premises, and what an even spread would give."""

    metres: int
    premises: int  # that stand in the selected area
    incidents: int  # within reach of any premises, also of one that stands just outside the area
    share: float | None  # of the incidents that have a location
    expected_share: float | None  # of the inhabited area within reach
    reason: str  # why there are no shares; "" where there are
    register: str  # names of the lists the premises are from, "Open Pubs and OpenStreetMap pubs"
    as_of: str  # when the lists were made, "2024" or "2024 to 2025"; "" where they don't say
    stands_in: bool = False  # for the licensing register, which none of the lists is


def premises_reach(dataset: Dataset, selection: Selection, source: str) -> PremisesReach:
    """What lies within `selection.within` metres of licensed premises, great circle, straight line."""
    view, metres = view_of(dataset, selection, source), selection.within
    named = lists_named(dataset, selection.area)
    located = view.with_point
    incidents = _within(view, metres) if len(dataset.premises) else 0
    reason = why_no_share(view) if len(dataset.premises) else NONE_KNOWN
    found = PremisesReach(
        metres=metres,
        premises=named.premises,
        incidents=incidents,
        share=None if reason else incidents / located,
        expected_share=None if reason else area_within(view, metres),
        reason=reason,
        register=named.register,
        as_of=named.as_of,
        stands_in=named.stands_in,
    )
    return disclose(found, view.source)


class ListsNamed(NamedTuple):
    """The lists that the premises of an area are from; of all areas where none stands in it."""

    premises: int
    """That stand in the area."""
    register: str
    as_of: str
    stands_in: bool


def lists_named(dataset: Dataset, area: str, which: Meant = ALL_LICENSED) -> ListsNamed:
    """The lists that the premises meant are from, in an area; it tells nothing of incidents."""
    premises = premises_meant(dataset, which)
    kept = dataset.recent.get if which.closes else dataset.once
    facts = kept(("lists of premises", which), lambda: _lists(premises))
    first, last = dataset.areas.span(area)
    own = np.flatnonzero((facts.leaves >= first) & (facts.leaves <= last))
    lists = np.flatnonzero(np.bincount(facts.of_premises[own], minlength=len(facts.registers)))
    if not len(lists):
        lists = np.arange(len(facts.registers))
    registers = sorted({facts.registers[i] for i in lists})
    return ListsNamed(
        premises=len(own),
        register=" and ".join(registers),
        as_of=_as_of({facts.stated[i] for i in lists}),
        stands_in=bool(registers) and set(registers) <= OPEN_LISTS.keys(),
    )


class _Lists(NamedTuple):
    """The distinct lists that premises are from: register and date, and which of them each premises is in."""

    registers: list[str]
    stated: list[str]
    of_premises: npt.NDArray[np.int64]
    leaves: npt.NDArray[np.int64]


def _lists(premises: pd.DataFrame) -> _Lists:
    pairs = list(zip(premises.register.map(str), premises.as_of.map(str), strict=True))
    distinct = {pair: place for place, pair in enumerate(sorted(set(pairs)))}
    return _Lists(
        [register for register, _ in distinct],
        [stated for _, stated in distinct],
        np.array([distinct[pair] for pair in pairs], dtype=np.int64),
        premises.leaf.to_numpy(dtype=np.int64),
    )


NONE_KNOWN = "No licensed premises are known. Import a register of premises to see them."


def why_no_share(view: View) -> str:
    """Why no share of the incidents can be told to lie near anything, in a sentence; "" where one can."""
    if view.selection.cells:
        return "A map cell is too small to compare."
    if not view.type_indices:
        return "This source does not record these crime types."
    if not view.covered[view.selected_forces][:, view.period].any():
        return "No data for this area and period."
    if not view.with_point:
        return "There are no incidents with a point on the map."
    return ""


def _as_of(dates: set[str]) -> str:
    stated = sorted(dates)
    if not stated or not all(stated):
        return ""
    return stated[0] if len(stated) == 1 else f"{stated[0]} to {stated[-1]}"


def _within(view: View, metres: int) -> int:
    """Incidents within reach: from the cube where the distance is a band's edge, else from the points."""
    if metres in BANDS_METRES:
        return int(view.by_band[: BANDS_METRES.index(metres) + 1].sum())
    longitude, latitude, incidents = distinct_points(incident_rows(view))
    if not len(incidents):
        return 0
    return int(incidents[metres_to_premises(view.dataset, longitude, latitude) <= metres].sum())


def metres_to_premises(
    dataset: Dataset, longitude: Floats, latitude: Floats, which: Meant = ALL_LICENSED
) -> Floats:
    """Great-circle metres from each point to the nearest of the premises meant, wherever that stands.

    Infinite where there are none.
    """

    def grown() -> scipy.spatial.cKDTree:
        known = premises_meant(dataset, which)
        return scipy.spatial.cKDTree(unit_vectors(known.longitude.to_numpy(), known.latitude.to_numpy()))

    kept = dataset.recent.get if which.closes else dataset.once
    tree = kept(("premises tree", which), grown)
    if not tree.n:
        return np.full(len(longitude), np.inf)
    chord, _ = tree.query(unit_vectors(longitude, latitude))
    return chord_to_metres(np.asarray(chord))


def area_within(view: View, metres: int, which: Meant = ALL_LICENSED) -> float:
    """Share of the selected area's inhabited cells, by their extent, that is within reach of premises."""
    dataset, source = view.dataset, view.source.key
    extent, reached = _coverage(dataset, source, metres, which)
    inhabited = np.zeros(len(extent), dtype=bool)
    inhabited[place_of_piece(dataset, source, view.cube.resolution)[view.pieces][view.located]] = True
    return float(reached[inhabited].sum() / extent[inhabited].sum())


def _coverage(dataset: Dataset, source: str, metres: int, which: Meant) -> tuple[Floats, Floats]:
    """The extent of every inhabited cell of a source, in order, and how much of that lies within reach.

    Of some of the premises no distances are kept, only what they amount to.
    """
    if which != ALL_LICENSED:
        usual = metres in BANDS_METRES and not which.closes
        kept = dataset.once if usual else dataset.recent.get
        return kept(("reach", source, which, metres), lambda: _of_some(dataset, source, metres, which))
    found = _of_licensed(dataset, source)

    def extent_within(limit: float) -> Floats:
        return np.bincount(found.owner, weights=found.weights * (found.distances <= limit)).astype(float)

    extent = dataset.once(("reach", source, "extent"), lambda: extent_within(np.inf))
    if metres not in BANDS_METRES:  # an address may name any distance: those are not kept
        return extent, extent_within(metres)
    return extent, dataset.once(("reach", source, metres), lambda: extent_within(metres))


def _of_some(dataset: Dataset, source: str, metres: int, which: Meant) -> tuple[Floats, Floats]:
    """Of some of the premises: every distance asked for at a click goes by the same measured points."""
    points = _of_licensed(dataset, source)
    found = dataset.recent.get(("measured", source, which), lambda: _measured(dataset, source, which))
    return (
        np.bincount(points.owner, weights=points.weights).astype(float),
        np.bincount(points.owner, weights=points.weights * (found.distances <= metres)).astype(float),
    )


@dataclasses.dataclass(frozen=True)
class _Distances:
    """Of points in the inhabited cells, in the order of `even_points`."""

    distances: npt.NDArray[np.floating[Any]]
    """Metres to the nearest of the premises."""


@dataclasses.dataclass(frozen=True)
class _Measured(_Distances):
    """The same with what the points stand for."""

    weights: Floats
    """Extent."""
    owner: npt.NDArray[np.int64]
    """Place of its cell."""


def _of_licensed(dataset: Dataset, source: str) -> _Measured:
    def measured() -> _Measured:
        longitude, latitude, weights, owner = even_points(_inhabited(dataset, source))
        return _Measured(metres_to_premises(dataset, longitude, latitude), weights, owner)

    return dataset.once(("reach", source), measured)


def _measured(dataset: Dataset, source: str, which: Meant) -> _Distances:
    longitude, latitude, *_ = even_points(_inhabited(dataset, source))
    return _Distances(metres_to_premises(dataset, longitude, latitude, which).astype(np.float32))


def _inhabited(dataset: Dataset, source: str) -> Cells:
    return cells_at(dataset, source, dataset.cubes[source].resolution)


def even_points(cells: Cells) -> tuple[Floats, Floats, Floats, npt.NDArray[np.int64]]:
    """Points spread evenly over cells: longitude, latitude, extent each stands for, place of its cell.

    A cell is cut into triangles between the mean of its corners and its sides, each triangle into STEPS x
    STEPS equal ones, and a point is the middle of one of those. Extents are in square degrees of longitude
    at the equator, planar within a cell.
    """
    outlines = cell_vertices(cells)
    sides = np.array([len(outline) for outline in outlines])
    owner = np.repeat(np.arange(len(cells)), sides)
    corner = np.concatenate(outlines) if outlines else np.zeros((0, 2))
    following = np.concatenate([np.roll(o, -1, axis=0) for o in outlines]) if outlines else corner
    middle = np.column_stack([np.bincount(owner, corner[:, i], len(cells)) / sides for i in (0, 1)])[owner]
    one, other = corner - middle, following - middle
    area = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]) / 2 * np.cos(np.radians(middle[:, 1]))
    shares = _small_triangles()
    points = middle + shares[:, :1, np.newaxis] * one + shares[:, 1:, np.newaxis] * other
    flat = points.reshape(-1, 2)
    weights = np.tile(area / len(shares), len(shares))
    return flat[:, 0], flat[:, 1], weights, np.tile(owner, len(shares))


def _small_triangles() -> Floats:
    """Middles of the STEPS x STEPS equal parts of a triangle, as shares of two of its sides [parts, 2]."""
    thirds = [(i + 1 / 3, j + 1 / 3) for i in range(STEPS) for j in range(STEPS - i)]
    thirds += [(i + 2 / 3, j + 2 / 3) for i in range(STEPS) for j in range(STEPS - i - 1)]
    return np.array(thirds) / STEPS
