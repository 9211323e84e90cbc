"""A controlled source seen through one selection: its counts by whole quarter, withheld or rounded.

This is the only reader of a controlled source's cube. What it gives has passed `disclosed_counts`: whoever
asks here can't forget it.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.analysis.trends import dispersion_phi, own_dispersion, rounded_places
from dashboard.data.changes import Changes, compared_counts, compared_series
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import ROUNDED_TO, DisclosureError, disclosed_counts
from dashboard.data.grouped import GroupedMonths
from dashboard.data.quarters import QUARTER, whole_quarters
from dashboard.data.view import View
from dashboard.selection import Selection

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]


def controlled_view(dataset: Dataset, selection: Selection, source: str) -> ControlledView:
    """The view of a selection, shared as those of `view_of` are.

    Raises KeyError for a source or area the version does not have, DisclosureError for a source that is open.
    """
    described = dataset.sources[source]
    if not described.controlled:
        raise DisclosureError(f"{described.name} is an open source: its figures need no rounding.")
    bounds = (dataset.first_month, dataset.last_month)
    start, end = whole_quarters(selection.start, selection.end, *bounds)
    counted = selection.replace(start=start, end=end).counted(source)
    return dataset.recent.get(
        ("controlled view", counted, described), lambda: ControlledView(View(dataset, counted, source))
    )


class ControlledView:
    """Disclosed counts of a controlled source under a selection of whole quarters."""

    def __init__(self, view: View) -> None:
        """`view` has what is not counts (areas, cells, coverage); its counts are protected, not disclosed."""
        self.view = view
        self.source = view.source

    @functools.cached_property
    def quarters(self) -> Indices:
        """Places, among the version's months, of the first months of whole quarters."""
        first, last = self.view.dataset.first_month, self.view.dataset.last_month
        begins = np.arange(-(-first // QUARTER) * QUARTER, last - QUARTER + 2, QUARTER)
        return np.asarray(begins - first, dtype=np.int64)

    @functools.cached_property
    def total(self) -> float:
        """Incidents of everything selected; NaN where withheld."""
        return float(self.totals(self.view.whole)[0])

    @functools.cached_property
    def without_point(self) -> float:
        """Those of them that have no point; NaN where withheld."""
        pieces = self.view.by_piece
        return float(disclosed_counts(pieces[: self.view.located.start].sum(), self.source))

    def totals(self, months: GroupedMonths, *, at_home: bool = False) -> Floats:
        """[groups]: incidents of the period; `at_home` only those in areas that somebody reports on."""
        used = months.forces < len(self.view.dataset.forces) if at_home else None
        return disclosed_counts(months.total(self.view.period, used), self.source)

    def quarterly(self, months: GroupedMonths) -> Floats:
        """[groups, quarters]: incidents of each whole quarter of the version."""
        return disclosed_counts(months.monthly()[:, self.quarters], self.source)

    def covered(self, forces: Flags) -> Flags:
        """[groups, quarters]: whether any of a group's forces, [groups, forces + 1], reported the quarter."""
        covered = self.view.covered[:, self.quarters]
        return np.asarray((forces[:, :, np.newaxis] & covered).any(axis=1))

    def by_cell(self, place: npt.NDArray[Any], number: int) -> Floats:
        """[cells]: incidents of the period, where `place` has each selected piece's cell, -1 for none."""
        held = place >= 0
        sums = np.bincount(place[held], weights=self.view.by_piece[held], minlength=number)
        return disclosed_counts(sums, self.source)

    def changes(self, months: GroupedMonths, group_forces: Flags, families: Indices | None = None) -> Changes:
        """`changes.changes` from disclosed counts alone, as are the quarters that phi is measured on."""
        sides = compared_counts(self.view, months, group_forces)
        now, before = (self._disclosed_known(side) for side in sides)
        withheld = np.isfinite(sides[0]) & (np.isnan(now) | np.isnan(before))
        series = compared_series(self.view, months, group_forces)[:, self.quarters]
        phi = _phi(self._disclosed_known(series), families)
        z, places = rounded_places(now, before, phi, ROUNDED_TO, withheld)
        return Changes(np.where(withheld, np.nan, now), np.where(withheld, np.nan, before), z, places)

    def _disclosed_known(self, counts: Floats) -> Floats:
        """Disclosed counts, NaN too where nothing is known."""
        known = np.isfinite(counts)
        return np.where(known, disclosed_counts(np.where(known, counts, 0), self.source), np.nan)


def _phi(series: Floats, families: Indices | None) -> Floats:
    """Overdispersion of quarters [groups, quarters], siblings lending theirs to a group with too few."""
    phi, alone = own_dispersion(series)
    short = ~alone & np.isfinite(series).any(axis=1)
    for family in np.unique(families[short]) if families is not None else ():
        members = families == family
        phi[members & short] = dispersion_phi(series[members & short], series[members])
    return phi
