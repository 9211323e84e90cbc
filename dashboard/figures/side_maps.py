"""The two maps of Side by side: cells of one size and classes of one set of limits, made for both areas."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.data.dataset import Dataset
from dashboard.data.queries import CellCounts, cell_counts
from dashboard.figures.classes import class_limits, rate_limits
from dashboard.figures.map_measures import Painting, rate_level, rate_painting, rated_areas
from dashboard.figures.map_values import counts_in_frame, first_resolution, map_values, painting
from dashboard.selection import COARSEST_RESOLUTION, Selection

Pair = tuple[Selection, Selection]


@dataclasses.dataclass(frozen=True)
class SideEntry:
    """A class of both maps as their legend lists it."""

    label: str
    colour: str
    sign: str
    numbers: tuple[int, ...]
    """How many cells or areas of each side are in it."""


@dataclasses.dataclass(frozen=True)
class SideMaps:
    """What the two maps paint, and their legend."""

    title: str
    noun: str
    entries: tuple[SideEntry, ...]
    values: tuple[dict[str, Any], ...]


def side_maps(dataset: Dataset, pair: Pair, source: str, wanted: int | None) -> SideMaps:
    """Both areas in the measure chosen; `wanted` is the resolution that suits both, where it is known."""
    finest = dataset.catalogue.finest_resolution(pair[0].sources)
    resolution = _resolution(dataset, pair, finest, wanted)
    found = [cell_counts(dataset, selection, source, resolution) for selection in pair]
    framed = [
        counts_in_frame(dataset, selection, source, resolution, counts)
        for selection, counts in zip(pair, found, strict=True)
    ]
    limits = class_limits(np.concatenate(framed))
    painted = _paintings(dataset, pair, source, resolution, found, limits)
    values = tuple(
        _values(dataset, selection, source, resolution, counts, how, limits)
        for selection, counts, how in zip(pair, found, painted, strict=True)
    )
    fullest = max(painted, key=lambda one: len(one.entries))
    entries = tuple(
        SideEntry(entry.label, entry.colour, entry.sign, tuple(_number(one, place) for one in painted))
        for place, entry in enumerate(fullest.entries)
    )
    return SideMaps(fullest.title, fullest.noun, entries, values)


def _resolution(dataset: Dataset, pair: Pair, finest: int, wanted: int | None) -> int:
    """One for both: a count in a cell means as much on either side only where cells are of one size.

    What suits the smaller area, or one step coarser where that is too fine for the larger one.
    """
    if wanted is not None and COARSEST_RESOLUTION <= wanted <= finest:
        return wanted
    low, high = sorted(first_resolution(dataset, selection.area, finest) for selection in pair)
    return max(low, high - 1)


def _paintings(
    dataset: Dataset, pair: Pair, source: str, resolution: int, found: list[CellCounts], limits: list[int]
) -> list[Painting]:
    if pair[0].measure == "rate":
        rates = rate_limits(np.concatenate([_rates(dataset, selection, source) for selection in pair]))
        return [rate_painting(dataset, selection, source, rates) for selection in pair]
    return [
        painting(dataset, selection, source, resolution, counts, limits)
        for selection, counts in zip(pair, found, strict=True)
    ]


def _rates(dataset: Dataset, selection: Selection, source: str) -> npt.NDArray[np.float64]:
    table = rated_areas(dataset, selection, source, rate_level(dataset, selection))
    return table.rate.to_numpy(dtype=np.float64)


def _values(
    dataset: Dataset,
    selection: Selection,
    source: str,
    resolution: int,
    found: CellCounts,
    painted: Painting,
    limits: list[int],
) -> dict[str, Any]:
    """What the map of one side paints, without what only Scan's map is told: nothing is pinned here."""
    values = map_values(dataset, selection, source, resolution, found, painted, limits)
    return {name: value for name, value in values.items() if name != "browse"}


def _number(painted: Painting, place: int) -> int:
    """How many are in a class; a last class in which there is nobody is not listed."""
    return painted.entries[place].number if place < len(painted.entries) else 0
