"""Who reports on which areas and months, and which areas hold anything: facts of a version, made once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dashboard.data.dataset import Dataset

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
