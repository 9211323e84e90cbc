"""What is known of areas beside incidents: the features by which they are alike, and what rates divide by.

Light: a worker reads it when a version is opened.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.data.areas import AreaTree

Floats = npt.NDArray[np.float64]

KM2, HOUSEHOLDS, WORKDAY = "km2", "households", "workday-population"
COUNT, AVERAGE = "count", "average"
"""Kinds of measures: those that add up over areas, and those that are averaged."""

_DENSITY, _RESIDENTS = "density", "residents"

WORKED_OUT = (_RESIDENTS, _DENSITY, KM2)
"""Names of what is worked out from other tables: none that is imported can be called so."""


@dataclasses.dataclass(frozen=True)
class MeasureTold:
    """What a measure of areas is."""

    slug: str
    label: str
    unit: str
    kind: str
    year: int
    """0 where it is not known."""
    dataset: str


@dataclasses.dataclass(frozen=True)
class AreaMeasures:
    """The measures of a version's areas."""

    told: tuple[MeasureTold, ...]
    by_slug: dict[str, Floats]
    """Slug -> [areas of the tree]; NaN where a measure is not known of all of an area that is reported on."""

    def of(self, slug: str, areas: int) -> Floats:
        """[areas of the tree]: a measure, NaN everywhere if there is no such."""
        return self.by_slug.get(slug, np.full(areas, np.nan))


def read_area_measures(derived: Path) -> AreaMeasures:
    """The measures written there of which anything is known."""
    told = json.loads((derived / "area_measures.json").read_text(encoding="utf-8"))
    slugs = [one["slug"] for one in told]
    table = pd.read_parquet(derived / "area_measures.parquet", columns=slugs)
    values = {slug: table[slug].to_numpy(dtype=np.float64) for slug in slugs}
    return AreaMeasures(tuple(MeasureTold(**one) for one in told), values)


class Feature(NamedTuple):
    """A feature by which areas are alike or not."""

    slug: str
    label: str
    unit: str
    year: int
    dataset: str
    logged: bool
    """Whether areas are compared by its logarithm, because a few are very far from all others."""


def features_known(measures: AreaMeasures, tree: AreaTree) -> tuple[Feature, ...]:
    """The features that a version knows of any area: residents, density, then what was imported.

    A count that was imported is one too, for each 100 residents: but not households and workday population,
    which rates divide by, and not square kilometres.
    """
    people = (tree.residents_by_index > 0).any()
    own = []
    if people:
        own.append(Feature(_RESIDENTS, "Residents", "residents", 0, "", logged=True))
    if people and KM2 in measures.by_slug:
        own.append(Feature(_DENSITY, "Residents per km²", "residents per km²", 0, "", logged=True))
    return (*own, *(_imported(one) for one in measures.told if _tells_apart(one)))


def _tells_apart(one: MeasureTold) -> bool:
    return one.slug not in (KM2, HOUSEHOLDS, WORKDAY, _DENSITY, _RESIDENTS)


def _imported(one: MeasureTold) -> Feature:
    unit = f"{one.unit or one.label.lower()} per 100 residents" if one.kind == COUNT else one.unit
    return Feature(one.slug, one.label, unit, one.year, one.dataset, logged=False)


def feature_values(measures: AreaMeasures, tree: AreaTree, slug: str) -> Floats:
    """[areas of the tree]: values of one of `features_known`, NaN where not known."""
    people = np.where(tree.residents_by_index > 0, tree.residents_by_index, np.nan)
    if slug == _RESIDENTS:
        return people
    if slug == _DENSITY:
        return people / measures.of(KM2, len(people))
    told = next(one for one in measures.told if one.slug == slug)
    return measures.by_slug[slug] * 100 / people if told.kind == COUNT else measures.by_slug[slug]


def denominators_known(measures: AreaMeasures, premises: pd.DataFrame) -> tuple[str, ...]:
    """What rates can be divided by, residents first."""
    known = [name for name in (HOUSEHOLDS, KM2) if np.any(np.nan_to_num(measures.of(name, 1)) > 0)]
    if bool((premises.leaf >= 0).any()):
        known.insert(known.index(KM2) if KM2 in known else len(known), "premises")
    return ("residents", *known)
