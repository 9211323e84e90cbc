"""What kind of hotspot a place is: Gi* of each month or quarter, and what its run of states amounts to.

Two published sets of classes. Ashby's four, of the R package sfhotspot (`hotspot_classify`): persistent,
emerging, intermittent, former. Esri's eight, of ArcGIS Emerging Hot Spot Analysis (`space_time_classes`):
new, consecutive, intensifying, persistent, diminishing, sporadic, oscillating, historical. Both also of cold
spots. Null hypothesis: in each period by itself, counts are scattered over the cells at random.

M. Ashby, sfhotspot (an R package), `hotspot_classify` and `hotspot_classify_params`. Esri, "How Emerging Hot
Spot Analysis works", ArcGIS Pro 2.8 tool reference, Space Time Pattern Mining. docs/methods.md says where
these differ from the originals.
"""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.hotspots.gistar import (
    FALSE_DISCOVERY_RATE,
    FEWEST_INCIDENTS,
    Bounds,
    StudyAreas,
    gistar_of,
    two_sided_p,
)
from dashboard.analysis.mann_kendall import mann_kendall
from dashboard.analysis.multiple import Correction, adjusted_p

Floats = NDArray[np.float64]
States = NDArray[np.int8]

MOSTLY = 0.9
"""Esri's "ninety percent of the time-step intervals"."""

FEWEST_PERIODS = 10
"""Periods that Esri's classes need, as ArcGIS asks for: of fewer, 90% would be all of them."""


class Kind(StrEnum):
    """Classes of `hotspot_classify`."""

    PERSISTENT_HOT = "persistent hotspot"
    EMERGING_HOT = "emerging hotspot"
    FORMER_HOT = "former hotspot"
    INTERMITTENT_HOT = "intermittent hotspot"
    PERSISTENT_COLD = "persistent cold spot"
    EMERGING_COLD = "emerging cold spot"
    FORMER_COLD = "former cold spot"
    INTERMITTENT_COLD = "intermittent cold spot"
    MIXED = "mixed hot and cold spot"
    NONE = "no pattern"


class SpaceTime(StrEnum):
    """Classes of `space_time_classes`, in the order in which they are looked for."""

    NEW_HOT = "new hotspot"
    CONSECUTIVE_HOT = "consecutive hotspot"
    INTENSIFYING_HOT = "intensifying hotspot"
    PERSISTENT_HOT = "persistent hotspot"
    DIMINISHING_HOT = "diminishing hotspot"
    SPORADIC_HOT = "sporadic hotspot"
    OSCILLATING_HOT = "oscillating hotspot"
    HISTORICAL_HOT = "historical hotspot"
    NEW_COLD = "new cold spot"
    CONSECUTIVE_COLD = "consecutive cold spot"
    INTENSIFYING_COLD = "intensifying cold spot"
    PERSISTENT_COLD = "persistent cold spot"
    DIMINISHING_COLD = "diminishing cold spot"
    SPORADIC_COLD = "sporadic cold spot"
    OSCILLATING_COLD = "oscillating cold spot"
    HISTORICAL_COLD = "historical cold spot"
    NONE = "no pattern"


@dataclasses.dataclass(frozen=True)
class ClassifyParams:
    """Shares of periods that `hotspot_classify` goes by; the defaults are sfhotspot's."""

    hotspot: float = 0.1
    """Least share of periods in which a cell is hot (or cold), to be of any class."""
    persistent: float = 0.8
    """Least share, to be persistent."""
    recent: float = 0.2
    """The share of periods that counts as recent: at least one, rounded down."""

    def recent_periods(self, periods: int) -> int:
        """How many of so many periods are recent; of two or more, one at least is older."""
        return min(max(int(np.floor(self.recent * periods + 1e-9)), 1), periods - 1)

    def __post_init__(self) -> None:
        """Raise ValueError for a share outside 0 to 1."""
        for name, share in dataclasses.asdict(self).items():
            if not 0 < share < 1:
                raise ValueError(f"{name} must lie between 0 and 1; found {share}")


def gistar_by_period(counts: ArrayLike, areas: StudyAreas) -> Floats:
    """z of Gi* of counts[periods, cells], each period by itself: same shape; NaN as `gistar_of`."""
    values = np.asarray(counts)
    if values.ndim != 2:
        raise ValueError(f"counts must have the axes [periods, cells]; found {values.ndim}")
    return gistar_of(values, areas)


def hotspot_states(
    z: ArrayLike,
    counts: ArrayLike,
    bounds: Bounds | None = None,
    correction: Correction = Correction.FALSE_DISCOVERY_RATE,
    level: float = FALSE_DISCOVERY_RATE,
) -> States:
    """1 where a cell is hot in a period, -1 where it is cold, else 0: int8[periods, cells].

    z and counts are [periods, cells]. p is two-sided, as hot and cold are both sought, and put right for all
    cells of one study area (`bounds`, as for `hotspot_gistar`) in all periods together: classes are made of
    all of them. A cell with fewer than `FEWEST_INCIDENTS` over all periods is never hot. Give only periods
    with data: one in which nobody reported would pass for one without hotspots, and make all emerge after.
    """
    scores, number = np.asarray(z, dtype=np.float64), np.asarray(counts)
    if scores.ndim != 2 or scores.shape != number.shape:
        raise ValueError(f"z and counts must both be [periods, cells]; found {scores.shape}, {number.shape}")
    ends = np.array([0, scores.shape[1]]) if bounds is None else np.asarray(bounds)
    p = two_sided_p(scores)
    parts = np.split(p, ends[1:-1], axis=1)
    adjusted = [adjusted_p(part.reshape(-1), correction).reshape(part.shape) for part in parts]
    states = np.where(np.concatenate(adjusted, axis=1) <= level, np.sign(scores), 0)
    few = number.sum(axis=0) < FEWEST_INCIDENTS
    return np.where((states > 0) & few, 0, states).astype(np.int8)


def hotspot_classify(states: ArrayLike, params: ClassifyParams | None = None) -> Any:
    """The Kind of each cell from its states[periods, cells]: object[cells].

    Persistent: hot in most periods (80%). Emerging: hot in hardly any (under 10%) of the older periods, and
    in 20% or more of the recent ones. Former: hot in 10% or more of the older periods, and in under 10% of
    the recent ones. Intermittent: hot in 10% or more, and none of these. The first that fits, in this order.
    Cold likewise; both hot and cold is mixed. Raises ValueError for fewer than two periods.
    """
    runs = _checked(states)
    rule = params or ClassifyParams()
    if len(runs) < 2:
        raise ValueError(f"classes need at least two periods; found {len(runs)}")
    hot = _kinds(runs > 0, rule)
    cold = _kinds(runs < 0, rule)
    names = list(Kind)
    none = len(_FOUR)
    place = np.where(hot < none, hot, np.where(cold < none, none + cold, len(names) - 1))
    place = np.where((hot < none) & (cold < none), names.index(Kind.MIXED), place)
    return np.array(names, dtype=object)[place]


_FOUR = ("persistent", "emerging", "former", "intermittent")


def _kinds(marks: NDArray[np.bool_], rule: ClassifyParams) -> NDArray[np.int64]:
    """[cells]: the place in `_FOUR`, or behind its end."""
    periods = len(marks)
    recent = rule.recent_periods(periods)
    every = marks.mean(axis=0)
    older, late = marks[: periods - recent].mean(axis=0), marks[periods - recent :].mean(axis=0)
    return np.select(
        [
            every >= rule.persistent,
            (older < rule.hotspot) & (late >= rule.recent),
            (older >= rule.hotspot) & (late < rule.hotspot),
            every >= rule.hotspot,
        ],
        list(range(len(_FOUR))),
        default=len(_FOUR),
    )


def space_time_classes(states: ArrayLike, z: ArrayLike, level: float = 0.05) -> Any:
    """The SpaceTime class of each cell from its states and z, both [periods, cells]: object[cells].

    With "mostly" for 90% of periods or more, and the trend of z by the Mann-Kendall test at `level`:

    - new: hot in the last period, never hot or cold before;
    - consecutive: hot in the last two or more in a row, never hot or cold before them, not mostly;
    - intensifying: mostly hot, also in the last period, and z rises;
    - diminishing: the same, and z falls;
    - persistent: the same, and z does neither;
    - historical: mostly hot, but not in the last period;
    - oscillating: hot in the last period, cold in some before, not mostly hot;
    - sporadic: hot now and then, never cold, not mostly.

    Cold spots likewise, with rise and fall changing places. No cell is of two classes. Raises ValueError for
    fewer than `FEWEST_PERIODS` periods.
    """
    runs, scores = _checked(states), np.asarray(z, dtype=np.float64)
    if scores.shape != runs.shape:
        raise ValueError(f"z must have the shape of the states; found {scores.shape} and {runs.shape}")
    if len(runs) < FEWEST_PERIODS:
        raise ValueError(f"these classes need at least {FEWEST_PERIODS} periods; found {len(runs)}")
    side = np.zeros(runs.shape[1])
    mostly = np.maximum((runs > 0).mean(axis=0), (runs < 0).mean(axis=0)) >= MOSTLY
    side[mostly] = mann_kendall(scores[:, mostly].T, level).side
    hot, cold = _space_time(runs, side), _space_time(-runs, -side)
    names = list(SpaceTime)
    none = len(names) - 1
    half = none // 2
    place = np.where(hot < half, hot, np.where(cold < half, half + cold, none))
    return np.array(names, dtype=object)[place]


def _space_time(states: States, side: Floats) -> NDArray[np.int64]:
    """[cells]: the place of the hot class in `SpaceTime`, or 8."""
    hot, cold = states > 0, states < 0
    share, last = hot.mean(axis=0), hot[-1]
    mostly = share >= MOSTLY
    run = np.cumprod(hot[::-1], axis=0).sum(axis=0)
    unbroken = last & ~mostly & (run == hot.sum(axis=0)) & ~cold.any(axis=0)
    conditions = [
        unbroken & (run == 1),
        unbroken & (run > 1),
        mostly & last & (side > 0),
        mostly & last & (side == 0),
        mostly & last & (side < 0),
        hot.any(axis=0) & ~mostly & ~cold.any(axis=0),
        last & ~mostly & cold.any(axis=0),
        mostly & ~last,
    ]
    return np.select(conditions, list(range(8)), default=8)


def _checked(states: ArrayLike) -> States:
    runs = np.asarray(states)
    if runs.ndim != 2:
        raise ValueError(f"states must have the axes [periods, cells]; found {runs.ndim}")
    if not np.isin(runs, (-1, 0, 1)).all():
        raise ValueError("a state is 1 (hot), 0 or -1 (cold)")
    return runs.astype(np.int8)
