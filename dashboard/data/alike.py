"""What is said of which areas are similar, and of harm: the shapes that are handed to whoever shows it.

Arrays of areas have one entry an area, in the order of `Compared.codes`; NaN stands for what is not known.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]

FEWEST_PICKED = 2
"""Of fewer areas picked the mean would be little more than the own area and one other: nobody is compared."""


class FeatureName(NamedTuple):
    """A feature by which areas are alike or not."""

    slug: str
    label: str
    unit: str
    """What its values are in: "%", "residents per km²"."""
    year: int
    """The year it is of, 0 where that is not known."""
    dataset: str
    """Where it is from, "Census 2021"."""
    weight: float
    """What it counts for, 0 to 10, as the reader set it; 1 unless told otherwise, 0 where it is scarce."""
    constant: bool
    """Whether it is the same in all areas, and so tells none apart."""
    logged: bool
    """Whether areas are compared by its logarithm."""
    scarce: bool = False
    """Whether it is known of fewer than half of the areas: it counts 0 unless told otherwise."""


class Offer(NamedTuple):
    """One way of saying who is similar."""

    kind: str
    """"all", "group", "near" or "picked"."""
    reason: str
    """Why the data do not allow it at this level, a sentence; "" where they do."""


class Absent(NamedTuple):
    """An area that is similar, or asked for, but in no group."""

    code: str
    name: str
    why: str
    """In a few words: "not among the areas compared", "no households known"."""


@dataclasses.dataclass(frozen=True)
class Why:
    """How far the own area's peers are from it, feature by feature."""

    own: int
    """Row of the own area."""
    peers: Counts
    """[peers]: rows of the others in its group, the nearest first; as listed where no distance is known."""
    distance: Floats
    """[peers]: the weighted root mean square of the differences in standard deviations."""
    contribution: Floats
    """[peers, features]: each feature's share of the squared distance, 0 to 1; small: alike in this."""


@dataclasses.dataclass(frozen=True)
class Similar:
    """Who is similar to whom, and why."""

    kind: str
    """"all", "group", "near" or "picked", as it is; `refused` says why where it was asked for otherwise."""
    refused: str
    """A sentence where the kind asked for can't be had at this level, and all areas are compared; else ""."""
    group_name: str
    """"all 12 partnerships", "the 7 partnerships nearest to each", "Group A" of a table, "3 picked"."""
    group_names: tuple[str, ...]
    """[areas]: what each area's own group is called; "" where a table names none, or gives it no group."""
    given_by: str
    """Name and date of the table that says who is similar; "" of other kinds."""
    members: Flags
    """[areas, areas]: who is in each row's group, its own area included."""
    features: tuple[FeatureName, ...]
    measured: Floats
    """[areas, features]: as imported, NaN where not known."""
    standardised: Floats
    """[areas, features]: in standard deviations from the mean of the areas that have all of them; NaN of the
    other areas, and of features that count 0."""
    why: Why | None
    """Of the own area; None where there is not one, or all areas are compared."""
    absent: tuple[Absent, ...]
    """Peers given or picked that are not compared, and areas that no distance can be told of."""
    offered: tuple[Offer, ...]
    """All four kinds, with the reason why not of those the data do not allow."""
    picked: tuple[str, ...] = ()
    """Codes of the areas picked by hand, where these are the group."""


class HarmWeight(NamedTuple):
    """What one incident of a crime type counts for."""

    crime_type: str
    label: str
    weight: float


@dataclasses.dataclass(frozen=True)
class Harm:
    """Weighted harm by a table that was supplied; arrays are [areas]."""

    table: str
    dated: str
    """"2024-03-31": the table's own date."""
    weights: tuple[HarmWeight, ...]
    """Of the chosen crime types, as far as the table has them."""
    harm: Floats
    """The sum of incidents times weights, NaN where an area is not complete."""
    rate: Floats
    """For `Compared.per_number` of what `Compared.per` names."""
    rank: Counts
    """By rate, 1 the highest; 0 where there is none."""
    tied: Flags
    mean: Floats
    """The unweighted mean of the rates of each area's group, its own included."""
    ratio: Floats
    """The rate over that mean. No verdict goes with it: sums of weights have no interval of counts."""
    unweighted: Counts
    """Incidents of types without a weight: they are in no harm."""
    missing: tuple[str, ...]
    """Labels of the chosen crime types with incidents but without a weight."""
    unused: tuple[str, ...]
    """Names in the table that are no crime type of the data: misspelt, perhaps."""
    coarse: str
    """The sentence that these crime types are too coarse for the weights; "" where the source has its own."""
