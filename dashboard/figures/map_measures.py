"""What colours the map: counts of cells, rates of areas, or verdicts on the changes of cells.

Each measure is painted in classes. The numbers are those of the queries that table, statistics and exports
show; here they are only sorted into classes.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.trends import Verdict
from dashboard.data.browse import cell_changes
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import WITHHELD
from dashboard.data.queries import CellCounts, areas, compared_with, table_level
from dashboard.data.schema import NOUNS, Level, incidents_text, rate_text
from dashboard.figures.classes import (
    class_colours,
    class_names,
    rate_classes,
    rate_limits,
    rate_names,
    rounded_names,
)
from dashboard.selection import Selection

DRAWN = (Level.PARTNERSHIP, Level.WARD, Level.LSOA)
"""Levels whose boundaries the map has."""

MOST_WARDS = 800
"""Of more wards than these the whole is not coloured ward by ward: they would be specks."""

UP, DOWN, HATCH = "up", "down", "hatch"


@dataclasses.dataclass(frozen=True)
class Entry:
    """A class of the map as its legend lists it."""

    label: str
    colour: str
    number: int
    """How many cells or areas are in it."""
    sign: str = ""
    """What the map draws in it besides the colour: "up", "down", "hatch" or nothing."""


@dataclasses.dataclass(frozen=True)
class Painting:
    """The classes of a measure, with the values that `assets/hexpicture.js` paints by them."""

    title: str
    noun: str
    """What is coloured: "cells" or "areas"."""
    entries: tuple[Entry, ...]
    values: dict[str, Any] = dataclasses.field(default_factory=dict)


_VERDICTS = (
    (Verdict.HIGHER, "Higher", "#b84a00", UP),
    (Verdict.LOWER, "Lower", "#2468a8", DOWN),
    (Verdict.WITHIN, "Usual ups and downs", "#c9d0d7", ""),
    (Verdict.TOO_FEW, "Too few to say", "#eceff2", ""),
    (Verdict.NO_EARLIER, "No earlier data", "#e3daf0", ""),
    (Verdict.WITHHELD, "Withheld: too small to show", "#8795a1", "hatch"),
)
"""Orange and blue differ for any colour vision, and signs say the same; nothing to report is nearly grey."""

NO_RATE = ("No rate", "#8795a1", HATCH)
"""Label, colour and sign of areas without a rate."""


def count_painting(found: CellCounts, limits: list[int]) -> Painting:
    """Cells by their incidents."""
    counts = found.incidents if found.known.all() else found.incidents[found.known]
    at_least = [int(np.count_nonzero(counts >= limit)) for limit in limits]
    numbers = [one - following for one, following in zip(at_least, [*at_least[1:], 0], strict=True)]
    classes = zip(class_names(limits), class_colours(limits), numbers, strict=True)
    entries = tuple(Entry(name, colour, number) for name, colour, number in classes)
    return Painting("Incidents in a cell", "cells", entries)


def disclosed_painting(
    found: CellCounts, withheld: npt.NDArray[np.bool_], limits: list[int], small: int
) -> Painting:
    """Cells of a controlled source by their rounded incidents, and those whose count is withheld."""
    place = np.searchsorted(limits, found.incidents, side="right") - 1
    place[withheld] = len(limits)
    place[~found.known] = -1
    numbers = np.bincount(place[place >= 0], minlength=len(limits) + 1)
    classes = zip(rounded_names(limits), class_colours(limits), numbers, strict=False)
    entries = [Entry(name, colour, int(number)) for name, colour, number in classes]
    few = "1 incident" if small == 1 else f"1 to {small}"
    entries.append(Entry(f"Withheld ({few})", NO_RATE[1], int(numbers[-1]), HATCH))
    return Painting("Incidents in a cell, rounded", "cells", _without_idle_last(entries), {"classes": place})


def change_painting(
    dataset: Dataset, selection: Selection, source: str, resolution: int, found: CellCounts
) -> Painting:
    """Cells by the verdict on their change; those without an incident now or before stay blank."""
    change = cell_changes(dataset, selection, source, resolution)
    order = [verdict for verdict, *_ in _VERDICTS]
    place = np.array([order.index(verdict) for verdict in change.verdict], dtype=np.int64)
    something = place == order.index(Verdict.WITHHELD)
    something |= (found.incidents > 0) | (np.nan_to_num(change.now) > 0) | (np.nan_to_num(change.before) > 0)
    place[~(something & found.known)] = -1
    numbers = np.bincount(place[place >= 0], minlength=len(order))
    entries = [
        Entry(label, colour, int(number), sign)
        for (_, label, colour, sign), number in zip(_VERDICTS, numbers, strict=True)
    ]
    if not numbers[-1]:
        entries.pop()  # of an open source nothing is withheld
    return Painting(
        f"Change in a cell on {_before(selection)}",
        "cells",
        _without_idle_last(entries),
        {"classes": place},
    )


def _before(selection: Selection) -> str:
    years = (selection.start - compared_with(selection)[0]) // 12
    return "the year before" if years == 1 else f"the same months {years} years before"


def rate_painting(
    dataset: Dataset, selection: Selection, source: str, limits: list[float] | None = None
) -> Painting:
    """Areas by their rate; where there is none (residents unknown, months missing) they are hatched.

    `limits` are those of the classes, where they are not to be made for these areas alone.
    """
    level = rate_level(dataset, selection)
    table = rated_areas(dataset, selection, source, level)
    rates = table.rate.to_numpy(dtype=np.float64)
    limits = rate_limits(rates) if limits is None else limits
    place = rate_classes(rates, limits)
    without = "No rate, or withheld" if dataset.sources[source].controlled else NO_RATE[0]
    coloured = {
        "level": level.value,
        "codes": table.area_code.tolist(),
        "names": table.area_name.tolist(),
        "words": [_rate_words(row) for row in table.itertuples()],
        "classes": place.tolist(),
    }
    title = rate_title("per 1,000 residents", level)
    return Painting(title, "areas", rate_entries(limits, place, without), {"areas": coloured})


def rate_title(per_label: str, level: Level) -> str:
    """Title of the classes of rates: "Incidents per 1,000 residents, by ward"."""
    return f"Incidents {per_label}, by {NOUNS[level][0]}"


def rate_entries(
    limits: list[float], classes: npt.NDArray[np.int64], without_rate: str = NO_RATE[0]
) -> tuple[Entry, ...]:
    """The classes of rates as a legend lists them, by the `classes.rate_classes` of all areas.

    Last come those without a rate, where there are any, under the name of `without_rate`.
    """
    *numbers, without = np.bincount(classes, minlength=len(limits) + 1).tolist()
    rows = zip(rate_names(limits), class_colours(limits), numbers, strict=True)
    _, colour, sign = NO_RATE
    return _without_idle_last([*(Entry(*row) for row in rows), Entry(without_rate, colour, without, sign)])


def _without_idle_last(entries: list[Entry]) -> tuple[Entry, ...]:
    """The last class is for what can't be told; where there is no such thing, nobody need read of it."""
    return tuple(entries if entries[-1].number else entries[:-1])


def rated_areas(dataset: Dataset, selection: Selection, source: str, level: Level) -> pd.DataFrame:
    """The rows of `queries.areas` that the map colours: whatever is pinned, the areas somebody reports on."""
    table = areas(dataset, selection.without_places().replace(level=level.value), source)
    tree = dataset.areas
    places = np.array([tree.positions.get(code, -1) for code in table.area_code], dtype=np.int64)
    return table[(places >= 0) & tree.covered[places]].reset_index(drop=True)


def rate_level(dataset: Dataset, selection: Selection) -> Level:
    """The level whose areas a rate colours: the table's where the map has its boundaries, but wards where the
    table would list partnerships only because nothing else was asked for."""
    tree = dataset.areas
    wanted = table_level(dataset, selection)
    if not selection.level and wanted is Level.PARTNERSHIP:
        wards = sum(bool(tree.covered[i]) for i in tree.within(selection.area, Level.WARD))
        if 0 < wards <= MOST_WARDS:
            wanted = Level.WARD
    if wanted in DRAWN and _has_shapes(dataset, selection.area, wanted):
        return wanted
    offered = (tree.level(selection.area), *tree.levels_below(selection.area))
    drawn = [level for level in DRAWN if level in offered and _has_shapes(dataset, selection.area, level)]
    return drawn[0] if drawn else Level.PARTNERSHIP


def _has_shapes(dataset: Dataset, area: str, level: Level) -> bool:
    """Whether the boundaries of some area of the level inside this one are known."""
    drawn = dataset.once(("drawn", level), lambda: _drawn_codes(dataset, level))
    return any(dataset.areas.codes[i] in drawn for i in dataset.areas.within(area, level))


def _drawn_codes(dataset: Dataset, level: Level) -> frozenset[str]:
    shapes = json.loads(dataset.map_file(f"boundaries-{level.value}"))
    return frozenset(shape["properties"]["code"] for shape in shapes["features"])


def _rate_words(row: Any) -> str:
    if row.incidents == WITHHELD:
        return "withheld: too few to show"
    counted = "no figures" if pd.isna(row.incidents) else incidents_text(int(row.incidents))
    rate = "" if pd.isna(row.rate) else f"{rate_text(row.rate)} per 1,000 residents"
    return f"{rate}, {counted}" if rate else f"{counted}, no rate"
