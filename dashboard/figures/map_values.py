"""What the hexagon map paints for one selection; assets/hexmap.js reads it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.data.dataset import Dataset
from dashboard.data.grid import cell_vertices
from dashboard.data.queries import CellCounts, cell_places, table_level
from dashboard.data.schema import Level
from dashboard.figures.browse_pack import Array, browse_address
from dashboard.figures.classes import class_colours, class_limits, rounded_limits
from dashboard.figures.map_measures import (
    DRAWN,
    Painting,
    change_painting,
    count_painting,
    disclosed_painting,
    rate_painting,
)
from dashboard.selection import COARSEST_RESOLUTION, Selection


def painting(
    dataset: Dataset,
    selection: Selection,
    source: str,
    resolution: int,
    found: CellCounts,
    limits: list[int],
) -> Painting:
    """The classes of the measure that was chosen; `limits` are those of counts."""
    if selection.measure == "rate":
        return rate_painting(dataset, selection, source)
    if selection.measure == "change":
        return change_painting(dataset, selection, source, resolution, found)
    if found.withheld is not None:
        return disclosed_painting(found, found.withheld, limits, dataset.sources[source].small_counts)
    return count_painting(found, limits)


def count_limits(
    dataset: Dataset, selection: Selection, source: str, resolution: int, found: CellCounts
) -> list[int]:
    """Limits of the classes of counts, made for the cells the map is fitted to: far-away records are painted,
    but set no limits."""
    limits = class_limits(counts_in_frame(dataset, selection, source, resolution, found))
    return limits if found.withheld is None else rounded_limits(limits)


def counts_in_frame(
    dataset: Dataset, selection: Selection, source: str, resolution: int, found: CellCounts
) -> npt.NDArray[np.int64]:
    """The counts that set limits: of the cells the map is fitted to, of all where those have no incident."""
    counts = found.incidents
    inside = _inside(extent(dataset, selection.area), *cell_places(dataset, source, resolution))
    return counts[inside] if counts[inside].any() else counts


def map_values(
    dataset: Dataset,
    selection: Selection,
    source: str,
    resolution: int,
    found: CellCounts,
    painted: Painting,
    limits: list[int],
) -> dict[str, Any]:
    """The values that the map paints. Counts stand in the order of the outlines, -1 where there are no data;
    where cells are painted by something else, `classes` give each cell its class (-1: none), or `areas` each
    area."""
    level, codes = outlined(dataset, selection.area)
    row_level = table_level(dataset, selection)
    return {
        "version": dataset.version,
        "source": source,
        "resolution": resolution,
        "finest": dataset.catalogue.finest_resolution(selection.sources),
        "browse": browse_address(dataset, selection, source, resolution),
        "measure": selection.measure,
        "counts": _shown_counts(found),
        "breaks": limits,
        "colours": class_colours(limits),
        "entries": [vars(entry) for entry in painted.entries],
        "shown_class": selection.shown_class,
        "pinned": list(selection.cells),
        "pinned_outlines": [_outline(cell) for cell in selection.cells],
        "pinned_areas": _pinned_areas(dataset, selection.pins),
        "dimmed": False,  # pale cells would not match the legend
        "area": selection.area,
        "level": _drawn(selection.level),
        "row_level": _drawn(row_level.value),
        "outline_area": codes,
        "outline_level": level,
        "fit": extent(dataset, selection.area),
        "rounded": found.withheld is not None,
        "message": _message(found),
        **painted.values,
    }


def _shown_counts(found: CellCounts) -> Array:
    """The counts, -1 where there are no data, or where the count is withheld."""
    shown = found.known if found.withheld is None else found.known & ~found.withheld
    return found.incidents if shown.all() else np.where(shown, found.incidents, -1)


def _message(found: CellCounts) -> str:
    if _any_incident(found):
        return ""
    nothing = "No data" if found.unreported else "No incidents"
    return f"{nothing} to show on the map for this choice."


def _any_incident(found: CellCounts) -> bool:
    return bool(found.incidents.any() or (found.withheld is not None and found.withheld.any()))


def apart(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Array]]:
    """The plain ones of such values, and the arrays."""
    arrays = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
    return {name: value for name, value in values.items() if name not in arrays}, arrays


def _drawn(level: str) -> str:
    return level if level in {drawn.value for drawn in DRAWN} else ""


def _pinned_areas(dataset: Dataset, pins: tuple[str, ...]) -> list[dict[str, Any]]:
    """Level and codes of the outlines of pinned areas, level by level."""
    levels: dict[str, list[str]] = {}
    for pin in pins:
        level, codes = outlined(dataset, pin)
        levels.setdefault(level, []).extend(codes)
    return [{"level": level, "codes": codes} for level, codes in levels.items() if codes]


def _outline(cell: str) -> list[list[float]]:
    """Corners of a cell as longitude and latitude: the map may be showing cells of another size."""
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
    if level in DRAWN:
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
