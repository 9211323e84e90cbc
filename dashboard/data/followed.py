"""What has become of each cell over time: hot or cold in each month or quarter, and what that amounts to.

The one calculation behind hotspots by class on Scan (`emerging_places`) and behind "what changed, by kind of
hotspot" (`why.hot_classes`). Each partnership is followed by itself, as far back as it is known without a
gap, so that the class of a cell never depends on what else is looked at. Classes: `analysis.emerging`.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.emerging import (
    gistar_by_period,
    hotspot_classify,
    hotspot_states,
    space_time_classes,
)
from dashboard.analysis.hotspots import StudyAreas
from dashboard.analysis.mann_kendall import mann_kendall
from dashboard.data.dataset import Dataset
from dashboard.data.emerging_rules import RULES, STEP_MONTHS, UNKNOWN, Way
from dashboard.data.hotspot_ground import Ground, areas_among, ground_of
from dashboard.data.hotspot_runs import partnership_runs
from dashboard.data.hotspots import CORRECTION
from dashboard.data.view import View, view_of
from dashboard.data.why.long_run import by_month, months_known
from dashboard.selection import Selection

Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
States = npt.NDArray[np.int8]


@dataclasses.dataclass(frozen=True)
class Followed:
    """The parts of the ground that are of any class. Periods end with the selection's last month."""

    places: range
    """Of the partnerships that were asked for, in `Ground.partnerships`."""
    months_known: Indices
    """[places]: months of each up to the last one that its forces reported without a gap."""
    periods: Indices
    """[places]: how many each was followed for, 0 where they are too few."""
    parts: Indices
    """In `Ground.cells`, ascending."""
    kind: Indices
    """[parts]: place in `Rule.kinds`."""
    counts: Indices
    """[most periods, parts]: incidents, the latest last; `UNKNOWN` before the partnership's data begin."""
    z: Floats
    """[most periods, parts]: Gi*; NaN before."""
    states: States
    """[most periods, parts]: 1 hot, -1 cold, else 0."""
    of_part: Indices
    """[parts]: periods that were looked at."""
    trend: Floats
    """[parts]: z of the Mann-Kendall test, where the rule goes by it; else NaN."""
    edge: npt.NDArray[np.bool_]
    """[parts]: whether a cell is judged by fewer neighbours than others."""

    @property
    def most_periods(self) -> int:
        """Of any partnership."""
        return len(self.z)


def followed(dataset: Dataset, selection: Selection, source: str, way: Way) -> Followed:
    """The classes of the cells of all partnerships of an area, whatever is pinned or in view in it.

    A ward or LSOA stands in its partnership, which is what is followed. Where the period begins changes
    nothing. Raises DisclosureError for a controlled source.
    """
    ground = ground_of(dataset, source)
    area, places = partnership_runs(dataset, selection.area, ground)
    whole = selection.without_places().replace(area=area, start=selection.end)
    view = view_of(dataset, whole, source)
    key = ("followed", view.selection, source, way)
    return dataset.recent.get(key, lambda: _follow(view, ground, places, way))


def _follow(view: View, ground: Ground, places: range, way: Way) -> Followed:
    rule, months = RULES[way.rule], STEP_MONTHS[way.step]
    known = np.array([months_known(view, int(ground.partnerships[p])) for p in places], dtype=np.int64)
    periods = np.where(known // months >= rule.fewest, known // months, 0)
    most = int(periods.max(initial=0))
    bounds = ground.bounds[places.start : places.stop + 1]
    every = slice(int(bounds[0]), int(bounds[-1])) if len(places) else slice(0, 0)
    counts = by_month(view, ground, every, most * months) if most else np.zeros((0, 0), dtype=np.int64)
    found = []
    for run, number in _stretches(places, periods):
        ends = ground.bounds[run.start : run.stop + 1]
        own = counts[len(counts) - number * months :, ends[0] - every.start : ends[-1] - every.start]
        by_period = own.reshape(number, months, -1).sum(axis=1)
        areas = areas_among(view.dataset, view.source.key, run, way.rings)
        found.append(_classed(by_period, areas, ends - ends[0], way).shifted(int(ends[0]), most))
    return _together(places, known, periods, found, most)


def _stretches(places: range, periods: Indices) -> Iterator[tuple[range, int]]:
    """Partnerships that follow each other and are followed for equally many periods, with that number."""
    for number, some in itertools.groupby(places, key=lambda place: int(periods[place - places.start])):
        if number:
            run = list(some)
            yield range(run[0], run[-1] + 1), number


class _Classed(NamedTuple):
    """The cells of some class among those of a stretch; fields as in `Followed`."""

    parts: Indices
    kind: Indices
    counts: Indices
    z: Floats
    states: States
    of_part: Indices
    trend: Floats
    edge: npt.NDArray[np.bool_]

    def shifted(self, first: int, most: int) -> _Classed:
        """Parts counted from those of the ground, periods from the first of any partnership."""
        before = ((most - len(self.z), 0), (0, 0))
        return self._replace(
            parts=self.parts + first,
            counts=np.pad(self.counts, before, constant_values=UNKNOWN),
            z=np.pad(self.z, before, constant_values=np.nan),
            states=np.pad(self.states, before),
        )


def _classed(counts: Indices, areas: StudyAreas, bounds: Indices, way: Way) -> _Classed:
    """The classes of counts[periods, cells]."""
    rule = RULES[way.rule]
    z = gistar_by_period(counts, areas)
    states = hotspot_states(z, counts, bounds, CORRECTION[way.chance])
    by_trend = way.rule == "classes"
    names = space_time_classes(states, z) if by_trend else hotspot_classify(states)
    kind = np.full(len(names), -1, dtype=np.int64)
    some = np.flatnonzero((states != 0).any(axis=0))  # no other is of a class
    for place, name in enumerate(rule.kinds):
        kind[some[names[some] == name]] = place
    parts = np.flatnonzero(kind >= 0)
    own = z[:, parts]
    return _Classed(
        parts=parts,
        kind=kind[parts],
        counts=counts[:, parts],
        z=own,
        states=states[:, parts],
        of_part=np.full(len(parts), len(counts), dtype=np.int64),
        trend=mann_kendall(own.T).z if by_trend else np.full(len(parts), np.nan),
        edge=areas.edge[parts],
    )


def _together(places: range, known: Indices, periods: Indices, found: list[_Classed], most: int) -> Followed:
    none = np.zeros((most, 0))
    nothing = _Classed(
        *(np.zeros(0, dtype=np.int64),) * 2,
        none.astype(np.int64),
        none,
        none.astype(np.int8),
        np.zeros(0, dtype=np.int64),
        np.zeros(0),
        np.zeros(0, dtype=bool),
    )
    joined = (np.concatenate(some, axis=-1) for some in zip(nothing, *found, strict=True))
    return Followed(places, known, periods, *joined)
