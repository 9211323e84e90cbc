"""The partnerships that hotspots of a selection are sought in, and why there may be no answer."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from dashboard.data.dataset import Dataset
from dashboard.data.hotspot_ground import Ground, ground_of
from dashboard.data.schema import Level
from dashboard.data.view import View, view_of


@dataclasses.dataclass(frozen=True)
class Runs:
    """What hotspots of a view are sought among, whatever is pinned in it; see `runs_of`."""

    ground: Ground
    places: range
    """Of the partnerships, in `Ground.partnerships`."""
    whole: View
    """All that is chosen in them."""
    own: View
    """What is selected of that: the same view where it is all."""
    reported: npt.NDArray[np.bool_]
    """[places]: whether anybody reports on the partnership in the period."""

    @property
    def left_out(self) -> tuple[str, ...]:
        """Names of partnerships of which nothing is known in the period, though somebody reports on them."""
        tree = self.own.dataset.areas
        indices = self.ground.partnerships[self.places.start : self.places.stop]
        return tuple(tree.names[index] for index in indices[~self.reported] if tree.covered[index])

    def no_share(self, located: int) -> str:
        """Why no share of so many located incidents can be asked for, in a sentence; "" where it can."""
        own = self.own
        if not own.type_indices:
            return "This source does not record these crime types."
        if not own.covered[own.selected_forces][:, own.period].any():
            return "No data for this area and period."
        if not located:
            return "There are no incidents with a point on the map."
        if not self.reported.any():
            return (
                "Hotspots are sought within a partnership; this area is in none that reports in this period."
            )
        return ""


def runs_of(dataset: Dataset, own: View, source: str) -> Runs:
    """The partnerships that a view lies in or holds, and all that is chosen there."""
    ground = ground_of(dataset, source)
    area, places = partnership_runs(dataset, own.selection.area, ground)
    whole = view_of(dataset, own.selection.without_places().replace(area=area), source)
    indices = ground.partnerships[places.start : places.stop]
    reported = (whole.forces_by_area[indices] & whole.covered[:, whole.period].any(axis=1)).any(axis=1)
    return Runs(ground, places, whole, own, np.asarray(reported))


def partnership_runs(dataset: Dataset, area: str, ground: Ground) -> tuple[str, range]:
    """The area whose incidents are needed, and places of its partnerships in the ground.

    A ward or LSOA stands in its partnership, which is then what is run.
    """
    tree = dataset.areas
    own = int(tree.ancestors(Level.PARTNERSHIP)[tree.index(area)])
    if own >= 0:
        area = tree.codes[own]
    # Not by code: a partnership that goes by the code of its force comes after it.
    first, last = (own, own) if own >= 0 else tree.span(area)
    lo, hi = np.searchsorted(ground.partnerships, [first, last + 1])
    return area, range(int(lo), int(hi))
