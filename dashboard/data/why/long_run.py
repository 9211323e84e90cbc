"""Months of cells of whole partnerships, as far back as they are known without a gap."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from dashboard.analysis.hotspots import StudyAreas
from dashboard.data.dataset import Dataset
from dashboard.data.hotspot_ground import Ground, areas_among, ground_of
from dashboard.data.hotspot_runs import partnership_runs
from dashboard.data.view import View, view_of
from dashboard.selection import Selection

Counts = npt.NDArray[np.int64]


@dataclasses.dataclass(frozen=True)
class LongRun:
    """The chosen crime types in every cell of the partnerships of an area, month by month."""

    places: range
    """Of the partnerships, in `Ground.partnerships`."""
    parts: slice
    """Of their cells, in `Ground.cells`."""
    ground: Ground
    areas: StudyAreas
    counts: Counts
    """[months, parts], the latest month last; all of them have data in all of the partnerships."""
    last_month: int
    left_out: tuple[str, ...]
    """Names of partnerships that somebody reports on, but with fewer months than are needed."""


def long_run(dataset: Dataset, selection: Selection, source: str, fewest: int) -> LongRun | None:
    """The run that ends with the selection's last month, over partnerships that have at least so many months.

    Of several it is as long as the shortest of theirs. None where no partnership has so many. A ward stands
    in its partnership, which is what is looked at; pinned places change nothing.
    """
    ground = ground_of(dataset, source)
    area, places = partnership_runs(dataset, selection.area, ground)
    whole = view_of(dataset, selection.without_places().replace(area=area), source)
    known = np.array([months_known(whole, int(ground.partnerships[place])) for place in places])
    kept = np.flatnonzero(known >= fewest)
    if not len(kept):
        return None
    run = range(places.start + int(kept[0]), places.start + int(kept[-1]) + 1)
    if len(run) > len(kept):  # others lie between: of these the longest stretch without them
        run = _longest(places.start + kept)
    months = int(known[run.start - places.start : run.stop - places.start].min())
    bounds = ground.bounds
    parts = slice(int(bounds[run.start]), int(bounds[run.stop]))
    tree = dataset.areas
    return LongRun(
        places=run,
        parts=parts,
        ground=ground,
        areas=areas_among(dataset, source, run, selection.rings),
        counts=by_month(whole, ground, parts, months),
        last_month=selection.end,
        left_out=tuple(
            tree.names[index]
            for place in places
            if place not in run and tree.covered[index := int(ground.partnerships[place])]
        ),
    )


def months_known(view: View, partnership: int) -> int:
    """Months up to the last selected one that every force of a partnership has reported, without a gap."""
    forces = np.flatnonzero(view.forces_by_area[partnership])
    reported = view.covered[forces][:, : view.period.stop]
    if not len(forces):
        return 0
    missing = np.flatnonzero(~reported.all(axis=0))
    return reported.shape[1] - (int(missing[-1]) + 1 if len(missing) else 0)


def _longest(places: npt.NDArray[np.int64]) -> range:
    """The longest run of numbers that follow each other, the first of equals."""
    runs = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
    longest = max(runs, key=len)
    return range(int(longest[0]), int(longest[-1]) + 1)


def by_month(view: View, ground: Ground, parts: slice, months: int) -> Counts:
    """[months, parts]: the chosen crime types in some parts, in so many months up to the last selected."""
    number = parts.stop - parts.start
    part = ground.part_of_piece[view.pieces] - parts.start
    groups = np.where((part >= 0) & (part < number), part, -1)
    counts = view.months_by_piece(groups, number).monthly().T
    return np.asarray(counts[view.period.stop - months : view.period.stop], dtype=np.int64)
