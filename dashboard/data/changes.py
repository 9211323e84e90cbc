"""Now against before: the same months a year earlier, over forces and months that both sides cover."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from dashboard.analysis.trends import change_verdict, dispersion_phi, measures_itself
from dashboard.data.view import View

Floats = npt.NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class Changes:
    """One entry a group; `now` and `before` count only what both sides cover, NaN where nothing does."""

    now: Floats
    before: Floats
    z: Floats
    verdict: npt.NDArray[np.object_]

    @property
    def difference(self) -> Floats:
        """Incidents more (or fewer) than before, NaN where there is nothing to compare with."""
        return self.now - self.before


def shift_of(months: int) -> int:
    """How far back "the same months before" lie: whole years, as many as the period needs not to overlap."""
    return 12 * -(-months // 12)


def comparable(view: View) -> npt.NDArray[np.bool_]:
    """[forces + 1, months of the period]: covered both then and now."""
    period = view.period
    shift = shift_of(period.stop - period.start)
    result = view.covered[:, period].copy()
    for column, month in enumerate(range(period.start - shift, period.stop - shift)):
        result[:, column] &= view.covered[:, month] if month >= 0 else False
    return result


def changes(
    view: View,
    monthly: npt.NDArray[np.int64],
    group_forces: npt.NDArray[np.bool_],
    families: npt.NDArray[np.int64] | None = None,
) -> Changes:
    """The change of each group of `monthly` [groups, forces + 1, months], with its verdict.

    `group_forces` [groups, forces + 1] says which forces report on a group. The verdict's overdispersion is
    measured on the group's own covered months; where those are too few, on all groups of the same number in
    `families` [groups], its siblings, together (`dispersion_phi`).
    """
    period = view.period
    shift = shift_of(period.stop - period.start)
    both = comparable(view)
    earlier = np.zeros_like(monthly[:, :, period])
    for column, month in enumerate(range(period.start - shift, period.stop - shift)):
        if month >= 0:
            earlier[:, :, column] = monthly[:, :, month]
    usable = group_forces[:, :, np.newaxis] & both
    something = usable.any(axis=(1, 2))
    now = np.where(something, (monthly[:, :, period] * usable).sum(axis=(1, 2)), np.nan)
    before = np.where(something, (earlier * usable).sum(axis=(1, 2)), np.nan)
    phi = _phi(covered_series(view, monthly, group_forces & both.any(axis=1)), families)
    z, verdict = change_verdict(now, before, phi)
    return Changes(now, before, np.asarray(z), np.asarray(verdict, dtype=object))


def covered_series(view: View, monthly: npt.NDArray[np.int64], group_forces: npt.NDArray[np.bool_]) -> Floats:
    """[groups, months of the version]: the counts of a group's forces, NaN unless all of them are covered."""
    uncovered = np.asarray((group_forces[:, :, np.newaxis] & ~view.covered).any(axis=1))
    uncovered |= ~np.asarray(group_forces.any(axis=1))[:, np.newaxis]
    sums = (monthly * group_forces[:, :, np.newaxis]).sum(axis=1, dtype=np.float64)
    return np.where(uncovered, np.nan, sums)


def _phi(series: Floats, families: npt.NDArray[np.int64] | None) -> Floats:
    """Overdispersion of each group's months, siblings lending theirs to a group with too few."""
    phi = np.asarray(dispersion_phi(series), dtype=np.float64)
    if families is None:
        return phi
    short = ~measures_itself(series) & np.isfinite(series).any(axis=1)
    for family in np.unique(families[short]):
        members = families == family
        phi[members & short] = dispersion_phi(series[members & short], series[members])
    return phi
