"""How sure are we? Hotspots drawn from earlier months, scored on later ones, by three methods side by side.

Null hypothesis of the interval: none. A PAI of 1 is what drawing the same area blindly would give.

S. Chainey, L. Tompson and S. Uhlig (2008), The utility of hotspot mapping for predicting spatial patterns of
crime, *Security Journal* 21, 4-28 (hit rate, prediction accuracy index); L. J. Tashman (2000), Out-of-sample
tests of forecasting accuracy, *International Journal of Forecasting* 16, 437-450 (rolling origin).
"""

from __future__ import annotations

import itertools
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import scipy  # parts load when first used
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.checks import checked_counts
from dashboard.analysis.comparison import wilson_interval
from dashboard.analysis.hotspots.gistar import (
    FALSE_DISCOVERY_RATE,
    StudyAreas,
    gistar_of,
    hotspot_significance,
    hotspots_called,
)
from dashboard.analysis.multiple import Correction

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]

FEWEST_LATER = 50
"""Fewer later incidents than this say nothing of a method."""

WIDEST = 0.20
"""Nor does a hit rate whose 95% interval is wider than this."""

FEWEST_ORIGINS = 3
"""Scatter between fewer origins is not measured."""


class Method(StrEnum):
    """How the cells are chosen, always as many of them."""

    GISTAR = "Gi*"
    MOST = "most incidents"
    DENSITY = "kernel density"


class Origin(NamedTuple):
    """One point in time: hotspots are drawn from the months before it and scored on those after."""

    earlier: slice
    later: slice


class Score(NamedTuple):
    """How well hotspots held later incidents, over all origins; see `score`."""

    hits: int
    """Later incidents in the cells drawn."""
    incidents: int
    """All later incidents."""
    cells: float
    """Cells drawn: the mean over origins."""
    hit_rate: float
    lower: float
    upper: float
    """95% limits of the hit rate, wider where it scatters between origins by more than chance."""
    area_share: float
    """The part of the area drawn, each origin weighing by its later incidents."""
    pai: float
    """Hit rate over area share: how many times chance."""
    pai_lower: float
    pai_upper: float
    reason: str
    """Why nothing should be said of it, in a sentence; "" where it can be."""


class Scores(NamedTuple):
    """The methods side by side; see `rolling_scores`."""

    by_method: dict[Method, Score]
    origins: list[Origin]
    """Those at which hotspots could be drawn."""
    without: int
    """Origins at which Gi* called no hotspot, so that there was nothing to compare."""
    only: dict[tuple[Method, Method], tuple[int, int, float]]
    """For two methods: later incidents that only the first held, only the second, and the chance of so
    uneven a split if both were equally good (exact, two-sided)."""


def rolling_origins(months: int, earlier: int = 12, later: int = 3, step: int | None = None) -> list[Origin]:
    """The origins of so many months, the first as early as `earlier` months allow; none where they are few.

    Each is `step` months after the other (as many as are scored on, so that no month is scored twice). Raises
    ValueError for lengths under 1.
    """
    apart = later if step is None else step
    if min(earlier, later, apart) < 1:
        raise ValueError("months before, after and between origins must be at least 1")
    return [
        Origin(slice(at - earlier, at), slice(at, at + later))
        for at in range(earlier, months - later + 1, apart)
    ]


def score(hits: ArrayLike, incidents: ArrayLike, area_share: ArrayLike, cells: ArrayLike = 0) -> Score:
    """The Score of origins together: later incidents held, in all, and the share of the area drawn.

    hit rate = hits / incidents, PAI = hit rate / area share, over all origins. The interval is Wilson's of so
    many independent incidents as the scatter between origins amounts to (`hit_dispersion`), and over the area
    share that of the PAI. Nothing should be said with fewer than `FEWEST_LATER` incidents or an
    interval wider than `WIDEST`. Raises ValueError for more hits than incidents.
    """
    held, every = checked_counts(hits, "hits"), checked_counts(incidents, "incidents")
    share = np.atleast_1d(checked_counts(area_share, "area shares"))
    total, number = int(held.sum()), int(every.sum())
    phi = hit_dispersion(held, every)
    lower, upper = (float(limit) for limit in wilson_interval(total / phi, number / phi))
    rate = total / number if number else np.nan
    drawn = float((share * np.atleast_1d(every)).sum() / number) if number else np.nan
    times = [part / drawn if drawn else np.nan for part in (rate, lower, upper)]
    reason = _reason(number, upper - lower, drawn)
    many = np.asarray(cells, dtype=np.float64)
    mean = float(many.mean()) if many.size else np.nan
    return Score(total, number, mean, rate, lower, upper, drawn, times[0], times[1], times[2], reason)


def hit_dispersion(hits: ArrayLike, incidents: ArrayLike) -> float:
    """How much more than chance hit rates scatter between origins, at least 1.

    Pearson's chi-square over its degrees of freedom, of origins with later incidents; 1 with fewer than three
    origins. Crime comes in series, which all fall in a hotspot or all beside it.
    """
    held, every = np.atleast_1d(hits).astype(np.float64), np.atleast_1d(incidents).astype(np.float64)
    held, every = held[every > 0], every[every > 0]
    rate = held.sum() / every.sum() if len(every) else 0.0
    if len(every) < FEWEST_ORIGINS or not 0 < rate < 1:
        return 1.0
    chi_square = ((held - every * rate) ** 2 / (every * rate * (1 - rate))).sum()
    return max(float(chi_square) / (len(every) - 1), 1.0)


def rolling_scores(
    counts: ArrayLike,
    areas: StudyAreas,
    kernel: scipy.sparse.csr_array,
    extent: ArrayLike | None = None,
    origins: list[Origin] | None = None,
    correction: Correction = Correction.FALSE_DISCOVERY_RATE,
) -> Scores:
    """Gi*, most incidents and kernel density side by side, of counts[months, cells].

    At each origin Gi* draws the hotspots of the earlier months (5%, corrected as told, 3 incidents); the
    other methods draw as many cells of each study area, the highest by count or by density (ties: by what is
    denser, then by place). `kernel` [cells, cells] turns counts into density (`cell_kernel`); `extent` is
    each cell's area, all alike without. Every month must have data in every cell. Raises ValueError where
    something does not fit.
    """
    series = checked_counts(counts, "counts")
    if series.ndim != 2 or kernel.shape != (series.shape[1], series.shape[1]):
        raise ValueError(f"counts must be [months, cells], as the kernel; found {series.shape}")
    size = np.ones(series.shape[1]) if extent is None else checked_counts(extent, "areas")
    if size.shape != series.shape[1:] or not size.sum() > 0:
        raise ValueError("there must be an area for each cell, not all 0")
    given = rolling_origins(len(series)) if origins is None else origins
    used: list[Origin] = []
    drawn: dict[Method, list[Marks]] = {method: [] for method in Method}
    for origin in given:
        marks = drawn_by_method(series[origin.earlier].sum(axis=0), areas, kernel, correction)
        if marks[Method.GISTAR].any():
            used.append(origin)
            for method, cells in marks.items():
                drawn[method].append(cells)
    later = [series[origin.later].sum(axis=0) for origin in used]
    by_method = {method: _scored(drawn[method], later, size) for method in Method}
    pairs = itertools.combinations(Method, 2)
    only = {(one, other): _only(drawn[one], drawn[other], later) for one, other in pairs}
    return Scores(by_method, used, len(given) - len(used), only)


def drawn_by_method(
    counts: ArrayLike,
    areas: StudyAreas,
    kernel: scipy.sparse.csr_array,
    correction: Correction = Correction.FALSE_DISCOVERY_RATE,
) -> dict[Method, Marks]:
    """The cells each method draws from counts[cells]: as many as Gi* calls, in each study area."""
    values = checked_counts(counts, "counts")
    bounds = np.r_[areas.starts, len(values)]
    called = hotspot_significance(gistar_of(values, areas), bounds, FALSE_DISCOVERY_RATE, correction)
    hot = hotspots_called(values, called)
    density = kernel @ values
    most, dense = np.zeros((2, len(values)), dtype=bool)
    for begin, end in itertools.pairwise(bounds):
        number = int(hot[begin:end].sum())
        if number:
            by_count = np.lexsort((-density[begin:end], -values[begin:end]))
            most[begin + by_count[:number]] = True
            dense[begin + np.argsort(-density[begin:end], kind="stable")[:number]] = True
    return {Method.GISTAR: hot, Method.MOST: most, Method.DENSITY: dense}


def _scored(drawn: list[Marks], later: list[Floats], size: Floats) -> Score:
    hits = np.array([counts[cells].sum() for cells, counts in zip(drawn, later, strict=True)])
    every = np.array([counts.sum() for counts in later])
    share = np.array([size[cells].sum() / size.sum() for cells in drawn])
    return score(hits, every, share, np.array([cells.sum() for cells in drawn]))


def _only(first: list[Marks], second: list[Marks], later: list[Floats]) -> tuple[int, int, float]:
    one = int(sum(counts[a & ~b].sum() for a, b, counts in zip(first, second, later, strict=True)))
    other = int(sum(counts[b & ~a].sum() for a, b, counts in zip(first, second, later, strict=True)))
    fewer = min(one, other)
    tail = scipy.special.bdtr(fewer, one + other, 0.5) if one + other else 1.0
    return one, other, float(min(2 * tail, 1.0))


def _reason(incidents: int, width: float, drawn: float) -> str:
    if not incidents or np.isnan(drawn) or not drawn:
        return "No hotspot could be drawn from the earlier months, or there is no later incident."
    if incidents < FEWEST_LATER:
        return f"Only {incidents:,} later incidents: too few to say how well hotspots held them."
    if width > WIDEST:
        return f"The share of later incidents held is known to {100 * width:.0f} points only: too wide."
    return ""
