"""Who reports on which areas and months, and which areas hold anything: facts of a version, made once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dashboard.data.dataset import Dataset
from dashboard.data.own_areas import forces_of_own_areas

Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]


def forces_of_areas(dataset: Dataset) -> Flags:
    """[areas, forces + 1]: the forces that report on any part of each area; the last column is never set."""
    return dataset.once("forces of areas", lambda: _forces_of_areas(dataset))


def _forces_of_areas(dataset: Dataset) -> Flags:
    forces = len(dataset.forces)
    own = dataset.force_of_leaf[:, np.newaxis] == np.arange(forces + 1)
    own[:, forces] = False
    before = np.vstack([np.zeros((1, forces + 1), dtype=np.int32), own.cumsum(axis=0, dtype=np.int32)])
    return np.asarray(before[dataset.areas.lasts + 1] > before[:-1])


def forces_for_source(dataset: Dataset, source: str) -> Flags:
    """`forces_of_areas` without those that concern a source nothing: own areas of other sources' reporters.

    All areas together then lack nothing because another source lies elsewhere. Such an area by itself keeps
    its force: of this source it has no data, and says so.
    """
    return dataset.once(("forces of areas", source), lambda: _forces_for_source(dataset, source))


def _forces_for_source(dataset: Dataset, source: str) -> Flags:
    every = forces_of_areas(dataset)
    strange = np.zeros(every.shape[1], dtype=bool)
    for area in forces_of_own_areas(dataset.areas):
        strange |= every[area]
    strange &= ~months_reported(dataset, source).any(axis=1)
    own = every & ~strange
    return np.where(own.any(axis=1, keepdims=True), own, every) if strange.any() else every


def months_reported(dataset: Dataset, source: str) -> Flags:
    """[forces + 1, months of the version]: reported or not; the last row (nobody reports) never is."""
    return dataset.once(("covered", source), lambda: _months_reported(dataset, source))


def _months_reported(dataset: Dataset, source: str) -> Flags:
    reported = dataset.covered(source)
    return np.vstack([reported, np.zeros((1, reported.shape[1]), dtype=bool)])


def any_force(forces: Flags, marks: Flags) -> Flags:
    """[groups, ...]: whether any of a group's forces, forces[groups, forces + 1], has marks[forces + 1, ...].

    One force after the other, of which there are some forty, and only those with a mark. As a product of
    matrices this would set threads going, which wait by turning round: other answers need the processor.
    """
    found = np.zeros((len(forces), *marks.shape[1:]), dtype=bool)
    for force in np.flatnonzero(marks.any(axis=tuple(range(1, marks.ndim)))).tolist():
        found[forces[:, force]] |= marks[force]
    return found


def holding_areas(dataset: Dataset, source: str) -> Indices:
    """Indices of the areas that hold a piece of the source's cube, ascending."""
    leaves = dataset.cubes[source].leaves
    return dataset.once(("holding", source), lambda: np.unique(leaves).astype(np.int64))
