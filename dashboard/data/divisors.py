"""What rates divide by: residents, or households, licensed premises or square kilometres where known."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.data.area_features import HOUSEHOLDS, KM2
from dashboard.data.compared import Incomplete
from dashboard.data.dataset import Dataset
from dashboard.data.denominators import FEWEST_PREMISES, premises_of_areas

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

RESIDENTS, PREMISES = "residents", "premises"


class Divisor(NamedTuple):
    """One thing to divide by."""

    label: str
    """"per 1,000 residents"."""
    number: float
    """A rate is for so many of it."""
    nouns: str
    """"residents", "licensed premises"."""
    short: str
    """The same where it is a heading, or one of several: "km²"."""
    lacking: tuple[Incomplete, Incomplete]
    """Why an area has no rate of which it is not known, and why one that has none of it."""


DIVISORS: dict[str, Divisor] = {
    RESIDENTS: Divisor(
        "per 1,000 residents", 1000.0, "residents", "residents", (Incomplete.NO_RESIDENTS, Incomplete.NOBODY)
    ),
    HOUSEHOLDS: Divisor(
        "per 1,000 households",
        1000.0,
        "households",
        "households",
        (Incomplete.NO_HOUSEHOLDS, Incomplete.NO_HOUSEHOLD),
    ),
    PREMISES: Divisor(
        "per licensed premises", 1.0, "licensed premises", "licensed premises", (Incomplete.NO_PREMISES,) * 2
    ),
    KM2: Divisor("per km²", 1.0, "square kilometres", "km²", (Incomplete.NO_KM2,) * 2),
}
"""By the names that addresses use."""


def amounts(dataset: Dataset, per: str) -> Floats:
    """[areas of the tree]: how much of it each area has, NaN where that is not known or none."""
    tree = dataset.areas
    if per == RESIDENTS:
        return tree.residents_by_index
    if per == PREMISES:
        found = np.where(tree.covered, premises_of_areas(dataset), np.nan).astype(np.float64)
    else:
        found = dataset.measures.of(per, len(tree.codes))
    return np.where(found > 0, found, np.nan)


def too_few(per: str, amount: Floats) -> Flags:
    """Of which areas there is so little of it that a rate would say nothing: fewer than 5 licensed premises.

    Of a handful each counts for much, and lists of premises are seldom complete.
    """
    return np.asarray((amount < FEWEST_PREMISES) & (per == PREMISES))


def dataset_of(dataset: Dataset, per: str) -> str:
    """Where it is from: "Census 2021"; "" where it is not known at all."""
    if per == RESIDENTS:
        return dataset.residents_dataset
    if per == PREMISES:
        pairs = dataset.premises[["register", "as_of"]].drop_duplicates().itertuples(index=False)
        return " and ".join(f"{name} {date}".strip() for name, date in pairs)
    return next((one.dataset for one in dataset.measures.told if one.slug == per), "")
