"""Now against before: the same months a year earlier, over forces and months that both sides cover."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from dashboard.analysis.trends import change_places, dispersion_phi, own_dispersion, verdicts_at
from dashboard.data.grouped import GroupedMonths
from dashboard.data.reporting import any_force
from dashboard.data.view import View

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclasses.dataclass(frozen=True)
class Changes:
    """One entry a group; `now` and `before` count only what both sides cover, NaN where nothing does."""

    now: Floats
    before: Floats
    z: Floats
    places: npt.NDArray[np.int8]
    """The verdict by its place in `Verdict`."""

    @property
    def verdict(self) -> npt.NDArray[np.object_]:
        """The verdicts themselves."""
        return verdicts_at(self.places)

    @property
    def difference(self) -> Floats:
        """Incidents more (or fewer) than before, NaN where there is nothing to compare with."""
        return self.now - self.before

    def taken(self, rows: npt.NDArray[np.int64]) -> Changes:
        """Some of the groups, in the order given."""
        return Changes(self.now[rows], self.before[rows], self.z[rows], self.places[rows])


def shift_of(months: int) -> int:
    """How far back "the same months before" lie: whole years, as many as the period needs not to overlap."""
    return 12 * -(-months // 12)


def comparable(view: View) -> Flags:
    """[forces + 1, months of the period]: covered both then and now."""
    period = view.period
    shift = shift_of(period.stop - period.start)
    earlier = np.zeros_like(view.covered[:, period])
    then = _earlier(period, shift)
    earlier[:, earlier.shape[1] - (then.stop - then.start) :] = view.covered[:, then]
    return view.covered[:, period] & earlier


def _earlier(period: slice, shift: int) -> slice:
    """The months that lie so far before a period; those before the version's first are left out."""
    return slice(max(period.start - shift, 0), max(period.stop - shift, 0))


def changes(
    view: View, months: GroupedMonths, group_forces: Flags, families: npt.NDArray[np.int64] | None = None
) -> Changes:
    """The change of each group, with its verdict.

    `group_forces` [groups, forces + 1] says which forces report on a group. The verdict's overdispersion is
    measured on the group's own covered months; where those are too few, on all groups of the same number in
    `families` [groups], its siblings, together (`dispersion_phi`).
    """
    now, before = compared_counts(view, months, group_forces)
    phi = _phi(compared_series(view, months, group_forces), families)
    z, places = change_places(now, before, phi)
    return Changes(now, before, z, places)


def change_of_one(
    view: View, months: GroupedMonths, group_forces: Flags, siblings: Callable[[], Floats]
) -> Changes:
    """The change of the only group. Its siblings' `compared_series` are asked for where its own is short."""
    now, before = compared_counts(view, months, group_forces)
    series = compared_series(view, months, group_forces)
    phi, short = _own_phi(series)
    if short.any():
        phi = np.asarray(dispersion_phi(series, siblings()))
    z, places = change_places(now, before, phi)
    return Changes(now, before, z, places)


def compared_counts(view: View, months: GroupedMonths, group_forces: Flags) -> tuple[Floats, Floats]:
    """Incidents now and before, of forces and months that both sides cover."""
    period = view.period
    shift = shift_of(period.stop - period.start)
    both = comparable(view)
    used = both[months.forces] & group_forces[months.groups, months.forces][:, np.newaxis]
    then = _earlier(period, shift)
    now = months.total(period, used.T)
    before = months.total(then, used.T[used.shape[1] - (then.stop - then.start) :])
    something = (group_forces & both.any(axis=1)).any(axis=1)
    return np.where(something, now, np.nan), np.where(something, before, np.nan)


def compared_series(view: View, months: GroupedMonths, group_forces: Flags) -> Floats:
    """[groups, months of the version]: the counts a verdict's overdispersion is measured on.

    Those of a group's forces that can be compared, NaN unless all of them are covered.
    """
    forces: Flags = group_forces & comparable(view).any(axis=1)
    counts = months.monthly(forces[months.groups, months.forces]).astype(np.float64)
    uncovered = np.asarray(~view.covered)
    if uncovered[:-1].any() or not forces.any(axis=1).all():
        missing = any_force(forces, uncovered)
        missing[~forces.any(axis=1)] = True
        counts[missing] = np.nan
    return counts


def _own_phi(series: Floats) -> tuple[Floats, Flags]:
    """Overdispersion of each of series [groups, months] by itself, and which lack the months for that."""
    phi, alone = own_dispersion(series)
    short = ~alone
    if short.any():
        short &= np.isfinite(series).any(axis=1)
    return phi, short


def _phi(series: Floats, families: npt.NDArray[np.int64] | None) -> Floats:
    """Overdispersion of each group's months, siblings lending theirs to a group with too few."""
    phi, short = _own_phi(series)
    if families is None:
        return phi
    for family in np.unique(families[short]):
        members = families == family
        phi[members & short] = dispersion_phi(series[members & short], series[members])
    return phi
