"""What hotspots by "more than expected" are: which places are held against what, and what is found.

Each partnership is a study area of its own, as for Gi* (`hotspot_runs`). All other incidents are known for
map cells, so they are held against each other there. Residents are known for small areas and not for cells,
so small areas are what is looked at: nothing is dealt out to cells by a guess.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from dashboard.analysis.expected import MoreThanExpected, more_than_others, more_than_residents
from dashboard.data.dataset import Dataset
from dashboard.data.hotspot_runs import Runs, runs_of
from dashboard.data.hotspots import CORRECTION
from dashboard.data.schema import Level
from dashboard.data.view import View, view_of
from dashboard.selection import Selection

Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

OTHERS, RESIDENTS = "others", "residents"
"""What `Selection.given` can be."""

NO_OTHERS = (
    "All crime is chosen, so there is no other crime to compare with: choose a crime type, or residents."
)
NO_RESIDENTS = "How many people live in the small areas here is not known."


@dataclasses.dataclass(frozen=True)
class Places:
    """What is looked at: parts of the ground, or the smallest areas of its partnerships, in runs of each."""

    runs: tuple[slice, ...]
    """Where the places of each partnership stand, in the order of `Runs.places`."""
    number: int
    counted: Callable[[View], Indices]
    """[places]: the incidents of a view in each."""
    touched: Callable[[View], npt.NDArray[np.bool_]]
    """[places]: whether any of it lies in what a view selects."""


@dataclasses.dataclass(frozen=True)
class Found:
    """Which places hold more than expected. Every array is [places]."""

    runs: Runs
    places: Places
    given: str
    counts: Indices
    selected: Indices
    """Incidents of the selection itself."""
    expected: Floats
    """NaN where nothing could be tested."""
    times: Floats
    """Incidents to expected, smoothed."""
    p_adjusted: Floats
    called: npt.NDArray[np.bool_]
    shown: Indices
    """Those called that lie in the selected places, ascending."""
    reason: str
    """Why nothing could be tested, in a sentence; "" where something was."""

    @property
    def partnerships(self) -> Indices:
        """[places]: tree index of the partnership each lies in."""
        ground = self.runs.ground
        if self.given == OTHERS:
            return np.repeat(ground.partnerships, np.diff(ground.bounds))
        return self.runs.own.dataset.areas.ancestors(Level.PARTNERSHIP).astype(np.int64)

    @property
    def located(self) -> int:
        """The incidents of the selection that can lie in a place: with a point, or in a small area."""
        own = self.runs.own
        return own.with_point if self.given == OTHERS else int(self.selected.sum())


def found_more(dataset: Dataset, selection: Selection, source: str) -> Found:
    """Which places hold more than is expected of `selection.given`; kept for a while."""
    own = view_of(dataset, selection, source)
    given, chance = selection.given, selection.chance
    key = ("more than expected", own.selection, source, given, chance)
    return dataset.recent.get(key, lambda: _sought(dataset, own, source, given, chance))


def _sought(dataset: Dataset, own: View, source: str, given: str, chance: str) -> Found:
    runs = runs_of(dataset, own, source)
    whole, everything = runs.whole, own is runs.whole
    places = _cells_of(runs) if given == OTHERS else _small_areas(runs)
    counts = places.counted(whole)
    at_risk, reason = _at_risk(runs, places, given, counts)
    expected, times, p_adjusted = np.full((3, places.number), np.nan)
    called = np.zeros(places.number, dtype=bool)
    test = more_than_others if given == OTHERS else more_than_residents
    for run, reported in zip(places.runs, runs.reported, strict=True) if not reason else ():
        if reported:
            found: MoreThanExpected = test(counts[run], at_risk[run], CORRECTION[chance])
            expected[run], times[run] = found.expected, found.smoothed
            p_adjusted[run], called[run] = found.p_adjusted, found.called
    return Found(
        runs=runs,
        places=places,
        given=given,
        counts=counts,
        selected=counts if everything else places.counted(own),
        expected=expected,
        times=times,
        p_adjusted=p_adjusted,
        called=called,
        shown=np.flatnonzero(called if everything else called & places.touched(own)),
        reason=reason,
    )


def _cells_of(runs: Runs) -> Places:
    ground = runs.ground
    own = tuple(ground.run(place) for place in runs.places)
    return Places(own, len(ground.cells), ground.counts, ground.touched)


def _small_areas(runs: Runs) -> Places:
    """The smallest areas, by their index in the tree: those of a partnership follow each other in it."""
    tree = runs.own.dataset.areas
    number = len(tree.codes)
    partnerships = runs.ground.partnerships[runs.places.start : runs.places.stop]
    own = tuple(slice(int(index), int(tree.lasts[index]) + 1) for index in partnerships)

    def counted(view: View) -> Indices:
        counts = np.bincount(view.leaves, weights=view.by_piece, minlength=number).astype(np.int64)
        counts[tree.no_locations] = 0
        return counts

    def touched(view: View) -> npt.NDArray[np.bool_]:
        lies = np.zeros(number, dtype=bool)
        lies[view.leaves] = True
        return lies

    return Places(own, number, counted, touched)


def _at_risk(runs: Runs, places: Places, given: str, counts: Indices) -> tuple[Floats, str]:
    """[places]: what counts are held against; and why there is nothing to hold them against, or ""."""
    whole = runs.whole
    if given == OTHERS:
        if len(whole.type_indices) == len(whole.cube.types):
            return np.zeros(places.number), NO_OTHERS
        every = view_of(whole.dataset, whole.selection.replace(types=()), whole.source.key)
        return (places.counted(every) - counts).astype(np.float64), ""
    tree = whole.dataset.areas
    smallest = (tree.lasts == np.arange(places.number)) & ~tree.no_locations
    residents = np.where(smallest & tree.covered, tree.residents_by_index, np.nan)
    known = any((residents[run] > 0).any() for run in places.runs)
    return residents, "" if known else NO_RESIDENTS
