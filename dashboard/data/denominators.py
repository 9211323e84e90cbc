"""Where residents are a poor denominator: few of them, or many more people come than live there.

The rule is stated in docs/methods.md. It rests on residents and on licensed premises, not on incidents, so
that a place is not marked for its crime.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from dashboard.data.area_features import WORKDAY
from dashboard.data.dataset import Dataset

FEWEST_RESIDENTS = 1_000
FEWEST_PREMISES = 5
TIMES_THE_WHOLE = 3.0
TIMES_THE_RESIDENTS = 1.5


class Denominator(StrEnum):
    """What is to be known of the residents that a rate divides by."""

    SOUND = ""
    FEW = "few residents"
    VISITED = "many visitors"
    WORKED = "many workers"


_KINDS = tuple(Denominator)
_SOUND, _FEW, _VISITED, _WORKED = range(len(_KINDS))


def denominators(dataset: Dataset, whole: str, codes: Iterable[str]) -> list[str]:
    """For each code, whether its residents are a poor denominator; "" where not, or for what is no area.

    "few residents": fewer than 1,000. "many visitors": at least 5 licensed premises, and at least three times
    as many per 1,000 residents as in `whole`, the area being looked at; of that area itself, as in the next
    larger one. "many workers": where a table of workday population is imported, at least one and a half times
    as many people as residents.
    """
    tree = dataset.areas
    parent = tree.parent(whole) or whole
    places = np.array(
        [tree.positions.get(tree.aliases.get(code, code), -1) for code in codes], dtype=np.int64
    )
    places[tree.no_locations[places]] = -1
    area = np.where(places == tree.index(whole), tree.index(parent), tree.index(whole))
    residents, premises = (
        tree.residents_by_index,
        premises_of_areas(dataset),
    )
    # premises / residents >= 3 times the area's, without dividing by residents that may be 0 or unknown
    many = premises[places] * residents[area] >= TIMES_THE_WHOLE * premises[area] * residents[places]
    visited = (premises[places] >= FEWEST_PREMISES) & many
    few = residents[places] < FEWEST_RESIDENTS  # False where they are not known
    workday = dataset.measures.of(WORKDAY, len(tree.codes))
    worked = workday[places] >= TIMES_THE_RESIDENTS * residents[places]  # False where one is not known
    found = np.select([few, visited, worked], [_FEW, _VISITED, _WORKED], default=_SOUND)
    return [_KINDS[kind] for kind in np.where(places < 0, _SOUND, found).tolist()]


def premises_of_areas(dataset: Dataset) -> npt.NDArray[np.int64]:
    """[areas]: licensed premises of all registers, in those parts of each area that somebody reports on."""
    return dataset.once("premises in areas", lambda: _premises(dataset))


def _premises(dataset: Dataset) -> npt.NDArray[np.int64]:
    """Licensed premises in each area, in those parts of it somebody reports on: as its residents are."""
    before = _premises_before(dataset)
    return before[dataset.areas.lasts + 1] - before[:-1]


def _premises_before(dataset: Dataset) -> npt.NDArray[np.int64]:
    """[areas + 1]: premises in the areas that come before each one in the tree's order."""
    leaves = dataset.premises.leaf.to_numpy(dtype=np.int64)
    standing = np.bincount(leaves[leaves >= 0], minlength=len(dataset.areas.codes))
    return np.r_[0, np.cumsum(np.where(dataset.areas.covered, standing, 0))]
