"""Where residents are a poor denominator: few of them, or many more people come than live there.

The rule is stated in docs/methods.md. It rests on residents and on licensed premises, not on incidents, so
that a place is not marked for its crime.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from dashboard.data.dataset import Dataset

FEWEST_RESIDENTS = 1_000
FEWEST_PREMISES = 5
TIMES_THE_WHOLE = 3.0


class Denominator(StrEnum):
    """What is to be known of the residents that a rate divides by."""

    SOUND = ""
    FEW = "few residents"
    VISITED = "many visitors"


_KINDS = tuple(Denominator)
_SOUND, _FEW, _VISITED = range(len(_KINDS))


def denominators(dataset: Dataset, whole: str, codes: Iterable[str]) -> list[str]:
    """For each code, whether its residents are a poor denominator; "" where not, or for what is no area.

    "few residents": fewer than 1,000. "many visitors": at least 5 licensed premises, and at least three times
    as many per 1,000 residents as in `whole`, the area being looked at; of that area itself, as in the next
    larger one.
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
        dataset.once("premises in areas", lambda: _premises(dataset)),
    )
    # premises / residents >= 3 times the area's, without dividing by residents that may be 0 or unknown
    many = premises[places] * residents[area] >= TIMES_THE_WHOLE * premises[area] * residents[places]
    visited = (premises[places] >= FEWEST_PREMISES) & many
    few = residents[places] < FEWEST_RESIDENTS  # False where they are not known
    found = np.where(few, _FEW, np.where(visited, _VISITED, _SOUND))
    return [_KINDS[kind] for kind in np.where(places < 0, _SOUND, found).tolist()]


def _premises(dataset: Dataset) -> npt.NDArray[np.int64]:
    """Licensed premises in each area, in those parts of it somebody reports on: as its residents are."""
    before = _premises_before(dataset)
    return before[dataset.areas.lasts + 1] - before[:-1]


def _premises_before(dataset: Dataset) -> npt.NDArray[np.int64]:
    """[areas + 1]: premises in the areas that come before each one in the tree's order."""
    leaves = dataset.premises.leaf.to_numpy(dtype=np.int64)
    standing = np.bincount(leaves[leaves >= 0], minlength=len(dataset.areas.codes))
    return np.r_[0, np.cumsum(np.where(dataset.areas.covered, standing, 0))]
