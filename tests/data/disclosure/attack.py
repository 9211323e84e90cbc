"""An attacker who knows every rule but the key, and reasons by integer programmes.

Worlds are packed into one version: each has two quarters of its own, which share no count with any other.
What a reader may ask of a world: incidents of any areas, any crime types and any run of its quarters.
"""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import ROUNDED_TO, disclosed_counts
from dashboard.data.protected_counts import largest_moved
from dashboard.data.schema import month_number, month_text
from tests.data.disclosure.controlled_world import AMBULANCE, TYPES, Truth, controlled_world

Counts = npt.NDArray[np.int64]

PLACES = ("L1", "L2", "L3")
KINDS = TYPES
QUARTERS_EACH = 2
FIRST_MONTH = month_number("1900-01")
MOST = 200
"""No count is larger, as the attacker knows."""


@dataclasses.dataclass(frozen=True)
class World:
    """Counts [areas, types, quarters] of one world: the true ones, and those that are served."""

    number: int
    truth: Counts
    served: Counts
    small_counts: int

    def months(self, quarters: tuple[int, ...]) -> tuple[str, str]:
        """First and last month of a run of its quarters."""
        first = FIRST_MONTH + 3 * (QUARTERS_EACH * self.number + quarters[0])
        return month_text(first), month_text(first + 3 * len(quarters) - 1)


class Question(NamedTuple):
    """What a reader asks: places of areas, of crime types and of quarters."""

    areas: tuple[int, ...]
    types: tuple[int, ...]
    quarters: tuple[int, ...]

    def among(self, shape: tuple[int, ...]) -> Counts:
        """1 for each count that is asked for, of counts of a shape."""
        asked = np.zeros(shape, dtype=np.int64)
        asked[np.ix_(self.areas, self.types, self.quarters)] = 1
        return asked


def truth_of(seed: int) -> Counts:
    """Counts [areas, types, quarters], most of them small."""
    chance = np.random.default_rng(seed)
    shape = (len(PLACES), len(KINDS), QUARTERS_EACH)
    small, large = chance.integers(0, 5, shape), chance.integers(5, 30, shape)
    return np.where(chance.random(shape) < 0.75, small, large)


def served_worlds(folder: Path, number: int, *, small_counts: int = 4) -> tuple[Dataset, list[World]]:
    """A version that serves so many worlds, and the worlds."""
    truths = [truth_of(seed) for seed in range(number)]
    truth: dict[tuple[str, str, str], int] = {}
    for world, counts in enumerate(truths):
        for (i, area), (j, kind), k in itertools.product(
            enumerate(PLACES), enumerate(KINDS), range(QUARTERS_EACH)
        ):
            quarter = month_text(FIRST_MONTH + 3 * (QUARTERS_EACH * world + k))
            truth[area, kind, quarter] = int(counts[i, j, k])
    packed: Truth = truth
    dataset = controlled_world(folder, packed, small_counts=small_counts)
    cube = served_counts(dataset)
    worlds = [
        World(n, truths[n], cube[:, :, QUARTERS_EACH * n : QUARTERS_EACH * (n + 1)], small_counts)
        for n in range(number)
    ]
    return dataset, worlds


def served_counts(dataset: Dataset) -> Counts:
    """[areas, types, quarters]: what lies in the served cube, read as a thief of its files would."""
    cube = dataset.cubes[AMBULANCE.key]
    values = np.diff(np.asarray(cube.values, dtype=np.int64), axis=1)
    quarterly = values.reshape(len(values), -1, 3, values.shape[-1])
    assert not quarterly[:, :, 1:].any()  # all in the first month of their quarter
    codes = np.array([dataset.areas.codes[leaf] for leaf in cube.leaves.tolist()])
    result = np.zeros((len(PLACES), len(KINDS), quarterly.shape[1]), dtype=np.int64)
    for i, area in enumerate(PLACES):
        for j, kind in enumerate(KINDS):
            result[i, j] = quarterly[cube.types.index(kind)][:, 0, codes == area].sum(axis=-1)
    return result


def questions(shape: tuple[int, ...]) -> list[Question]:
    """Everything a reader may ask of one world."""
    areas = [some for n in range(1, shape[0] + 1) for some in itertools.combinations(range(shape[0]), n)]
    types = [some for n in range(1, shape[1] + 1) for some in itertools.combinations(range(shape[1]), n)]
    runs = [tuple(range(a, b)) for a in range(shape[2]) for b in range(a + 1, shape[2] + 1)]
    return [Question(*parts) for parts in itertools.product(areas, types, runs)]


def answers(world: World, asked: list[Question]) -> list[float]:
    """What the reader is told: NaN where withheld."""
    sums = [int((world.served * one.among(world.served.shape)).sum()) for one in asked]
    source = dataclasses.replace(AMBULANCE, small_counts=world.small_counts)
    return disclosed_counts(sums, source).tolist()


def bounds_of(answer: float, small_counts: int) -> tuple[int, int]:
    """The counts that an answer may stand for."""
    if np.isnan(answer):
        return 1, small_counts
    if not answer:
        return 0, 0
    least = (
        0 if answer == ROUNDED_TO else int(answer) - ROUNDED_TO // 2
    )  # what is not small is never shown as 0
    return max(least, small_counts + 1), max(int(answer) + ROUNDED_TO // 2, small_counts + 1)


class Attack:
    """The truths that agree with all rules and with what is known: of the answers, or of the served cube."""

    def __init__(
        self, world: World, known: list[tuple[Question, int, int]] | None = None, *, moved: bool = True
    ) -> None:
        """`known` are sums of served counts with their bounds; without them the served counts themselves.

        `moved` is False for a world in which no count was moved, as the attacker would know.
        """
        self._furthest = float(moved)
        self.shape = world.served.shape
        units = self.units = world.served.size
        largest = largest_moved(world.small_counts)
        self._rows: list[Counts] = []
        self._low: list[float] = []
        self._high: list[float] = []
        # One unknown a count: the true one, its move, and whether it is of those that are moved.
        for unit in range(units):
            own = np.zeros((3, units), dtype=np.int64)
            own[:, unit] = 1
            true, move, moved = (self._row(part, own[part]) for part in range(3))
            self._require(move - moved, -np.inf, 0)
            self._require(move + moved, 0, np.inf)
            self._require(true - moved, 0, np.inf)
            self._require(true + (MOST - largest) * moved, 0, MOST)
            self._require(true + move, 0, MOST)
        if known is None:
            for unit in range(units):
                own = np.zeros(units, dtype=np.int64)
                own[unit] = 1
                count = int(world.served.ravel()[unit])
                self._require(self._served(own), count, count)
        for question, low, high in known or ():
            self._require(self._served(question.among(self.shape).ravel()), low, high)
        self._constraints = LinearConstraint(np.array(self._rows), self._low, self._high)

    def _row(self, part: int, values: Counts) -> Counts:
        row = np.zeros((3, self.units), dtype=np.int64)
        row[part] = values
        return row.ravel()

    def _served(self, asked: Counts) -> Counts:
        return self._row(0, asked) + self._row(1, asked)

    def _require(self, row: Counts, low: float, high: float) -> None:
        self._rows.append(row)
        self._low.append(low)
        self._high.append(high)

    def range_of(self, question: Question, *, whole: bool = True) -> tuple[float, float]:
        """The least and the largest true count; by linear programme alone where not `whole`."""
        goal = self._row(0, question.among(self.shape).ravel()).astype(float)
        found = [self._extreme(sign * goal, whole=whole) for sign in (1, -1)]
        return found[0], -found[1]

    def _extreme(self, goal: npt.NDArray[np.float64], *, whole: bool) -> float:
        limits = Bounds(
            np.repeat([0.0, -self._furthest, 0.0], self.units),
            np.repeat([float(MOST), self._furthest, 1.0], self.units),
        )
        solved = milp(goal, constraints=self._constraints, bounds=limits, integrality=int(whole))
        assert solved.status == 0, solved.message
        return float(round(solved.fun, 6))


def known_from(world: World, asked: list[Question]) -> list[tuple[Question, int, int]]:
    """What all answers together tell of served counts."""
    told = answers(world, asked)
    return [(one, *bounds_of(answer, world.small_counts)) for one, answer in zip(asked, told, strict=True)]


def withheld(world: World, asked: list[Question]) -> list[Question]:
    """The questions whose answer is withheld, or would be if what is served were the truth."""
    told = answers(world, asked)
    true = [int((world.truth * one.among(world.truth.shape)).sum()) for one in asked]
    return [
        one
        for one, answer, count in zip(asked, told, true, strict=True)
        if np.isnan(answer) or 1 <= count <= world.small_counts
    ]
