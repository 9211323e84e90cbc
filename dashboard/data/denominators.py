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


def denominators(dataset: Dataset, whole: str, codes: Iterable[str]) -> list[str]:
    """For each code, whether its residents are a poor denominator; "" where not, or for what is no area.

    "few residents": fewer than 1,000. "many visitors": at least 5 licensed premises, and at least three times
    as many per 1,000 residents as in `whole`, the area being looked at; of that area itself, as in the next
    larger one.
    """
    parent = dataset.areas.parent(whole) or whole
    return [str(_denominator(dataset, code, parent if code == whole else whole)) for code in codes]


def _denominator(dataset: Dataset, code: str, whole: str) -> Denominator:
    if dataset.areas.resolve(code) is None:
        return Denominator.SOUND
    residents = dataset.areas.residents(code)
    if residents < FEWEST_RESIDENTS:  # False where they are not known
        return Denominator.FEW
    premises = _premises(dataset, code)
    # premises / residents >= 3 times the whole's, without dividing by residents that may be 0 or unknown
    usual = _premises(dataset, whole) * residents
    many = premises * dataset.areas.residents(whole) >= TIMES_THE_WHOLE * usual
    visited = premises >= FEWEST_PREMISES and many
    return Denominator.VISITED if visited else Denominator.SOUND


def _premises(dataset: Dataset, code: str) -> int:
    """Licensed premises in an area, in those parts of it that somebody reports on: as its residents are."""
    before = dataset.once("premises before each area", lambda: _premises_before(dataset))
    first, last = dataset.areas.span(code)
    return int(before[last + 1] - before[first])


def _premises_before(dataset: Dataset) -> npt.NDArray[np.int64]:
    """[areas + 1]: premises in the areas that come before each one in the tree's order."""
    leaves = dataset.premises.leaf.to_numpy(dtype=np.int64)
    standing = np.bincount(leaves[leaves >= 0], minlength=len(dataset.areas.codes))
    return np.r_[0, np.cumsum(np.where(dataset.areas.covered, standing, 0))]
