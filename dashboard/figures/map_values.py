"""What the hexagon map paints for one selection; assets/hexmap.js reads it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.data.dataset import Dataset
from dashboard.data.grid import cell_vertices
from dashboard.data.queries import CellCounts, cell_places
from dashboard.data.schema import Level
from dashboard.figures.classes import class_colours, class_limits
from dashboard.selection import COARSEST_RESOLUTION, Selection

_DRAWN = {Level.PARTNERSHIP, Level.WARD, Level.LSOA}


def map_values(
    dataset: Dataset, selection: Selection, source: str, resolution: int, found: CellCounts
) -> dict[str, Any]:
    """The values of a `dcc.Store` that the map paints; counts stand in the order of the outlines,
    null where there are no data.

    Classes are made for the cells the map is fitted to: far-away records are painted, but set no limits.
    """
    counts = found.incidents
    inside = _inside(extent(dataset, selection.area), *cell_places(dataset, source, resolution))
    limits = class_limits(counts[inside] if counts[inside].any() else counts)
    level, codes = outlined(dataset, selection.area)
    return {
        "version": dataset.version,
        "source": source,
        "resolution": resolution,
        "finest": dataset.catalogue.finest_resolution(selection.sources),
        "counts": _with_gaps(found),
        "breaks": limits,
        "colours": class_colours(limits),
        "pinned": selection.cell,
        "pinned_outline": _outline(selection.cell),
        "dimmed": False,  # pale cells would not match the legend
        "level": selection.level if selection.level in _DRAWN else "",
        "outline_area": codes,
        "outline_level": level,
        "fit": extent(dataset, selection.area),
        "message": "" if counts.any() else "No incidents to show on the map for this choice.",
    }


def _with_gaps(found: CellCounts) -> list[int | None]:
    if found.known.all():
        return found.incidents.tolist()
    pairs = zip(found.incidents.tolist(), found.known.tolist(), strict=True)
    return [count if known else None for count, known in pairs]


def _outline(cell: str) -> list[list[float]]:
    """Corners of a cell as longitude and latitude: the map may be showing cells of another size."""
    if not cell:
        return []
    return np.round(cell_vertices(np.array([int(cell, 16)], dtype=np.uint64))[0], 6).tolist()


def _inside(
    box: list[float] | None, longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    if box is None:
        return np.ones(len(longitude), dtype=bool)
    west, south, east, north = box
    return (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)


def outlined(dataset: Dataset, area: str) -> tuple[str, list[str]]:
    """Level and codes of the outlines that stand for an area: a force is drawn as its partnerships."""
    level = dataset.areas.level(area)
    if level is Level.ALL:
        return "", []
    if level in _DRAWN:
        return level.value, [area]
    inside = dataset.areas.within(area, Level.PARTNERSHIP)
    return Level.PARTNERSHIP.value, [dataset.areas.codes[index] for index in inside]


def extent(dataset: Dataset, area: str) -> list[float] | None:
    """West, south, east, north of an area in degrees; that of the whole where it is not known."""
    for code in (area, "all"):
        box = dataset.extents[dataset.areas.index(code)]
        if np.isfinite(box).all():
            return [round(float(edge), 5) for edge in box]
    return None


def first_resolution(dataset: Dataset, area: str, finest: int) -> int:
    """A resolution that will suit the area once it fills the map; the map asks for another if it does not."""
    box = extent(dataset, area)
    if box is None:
        return finest
    height = max(box[3] - box[1], 1e-3) * 111.0
    # A cell of resolution 8 is about 0.8 km high, each step a factor of 2.65 (the root of 7); some 40 should
    # stand one above the other.
    wanted = 8 - math.log(height / 40 / 0.8) / math.log(math.sqrt(7))
    return int(np.clip(round(wanted), COARSEST_RESOLUTION, finest))
