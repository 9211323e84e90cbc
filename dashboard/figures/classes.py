"""Classes of the map: limits that are round numbers, of counts with few cells in the darkest."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.data.disclosure import ROUNDED_TO

COLOURS = ("#dfe9f3", "#b9d0e7", "#85aed6", "#4a86c0", "#1f63a0", "#12436d")
"""Light to dark, one hue: readable in print, on a projector and with any colour vision."""

_SHARES = (0.40, 0.65, 0.82, 0.92, 0.975)
"""Shares of the cells with an incident that lie below each limit: counts are so skewed that equal classes
would show one dark cell and a sea of pale ones, and equal shares would call a tenth of the map extreme."""

_ROUND = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80)


def class_limits(counts: npt.NDArray[Any]) -> list[int]:
    """Lowest count of each class, ascending, the first 1; at most as many as there are colours."""
    ordered = np.sort(counts)
    some = ordered[np.searchsorted(ordered, 0, side="right") :]
    if not len(some):
        return [1]
    limits = [1]
    for wanted in _quantiles(some, _SHARES):
        limit = _rounded(wanted + 1)
        if limits[-1] < limit <= some[-1]:
            limits.append(limit)
    return limits


def rounded_limits(limits: list[int]) -> list[int]:
    """The limits of classes for counts that are rounded: multiples of what they are rounded to."""
    return sorted({ROUNDED_TO * -(-limit // ROUNDED_TO) for limit in limits})


def rounded_names(limits: list[int]) -> list[str]:
    """Each class of such counts in words: "5 to 20", "25 or more"."""
    names = []
    for low, following in zip(limits, [*limits[1:], None], strict=True):
        if following is None:
            names.append(f"{low:,} or more")
        else:
            last = following - ROUNDED_TO
            names.append(f"{low:,}" if last == low else f"{low:,} to {last:,}")
    return names


def _quantiles(ordered: npt.NDArray[Any], shares: Sequence[float]) -> list[float]:
    """What `np.quantile` gives for values that are in order: sorting thousands of counts is far quicker."""
    places = np.array(shares) * (len(ordered) - 1)
    below = places.astype(np.int64)
    low, high = ordered[below], ordered[np.minimum(below + 1, len(ordered) - 1)]
    found: list[float] = (low + (high - low) * (places - below)).tolist()
    return found


_RATE_SHARES = (0.2, 0.4, 0.6, 0.8, 0.95)
"""Rates are less skewed than counts: nearly equal shares, and the highest few apart."""


def rate_limits(rates: npt.NDArray[np.float64]) -> list[float]:
    """Lowest rate of each class, ascending, the first 0; at most one for each colour. NaN: no rate."""
    some = rates[np.isfinite(rates) & (rates > 0)]
    limits = [0.0]
    if not len(some):
        return limits
    for wanted in np.quantile(some, _RATE_SHARES):
        limit = _rounded_rate(float(wanted))
        if limits[-1] < limit <= some.max():
            limits.append(limit)
    return limits


def rate_classes(rates: npt.NDArray[np.float64], limits: Sequence[float]) -> npt.NDArray[np.int64]:
    """[rates]: class of each rate by the limits of `rate_limits`; one beyond the last where there is none."""
    known = np.isfinite(rates)
    place = np.searchsorted(limits, np.where(known, rates, 0), side="right") - 1
    return np.where(known, place, len(limits)).astype(np.int64)


def rate_names(limits: list[float]) -> list[str]:
    """Each class in words: "under 20", "20 to under 40", "40 or more"."""
    written = [f"{limit:,.2f}".rstrip("0").rstrip(".") for limit in limits]
    if len(limits) == 1:
        return ["0 or more"]
    between = [f"{low} to under {high}" for low, high in itertools.pairwise(written[1:])]
    return [f"under {written[1]}", *between, f"{written[-1]} or more"]


def _rounded_rate(value: float) -> float:
    """The nearest round number of two digits at most, by ratio; not under 0.01."""
    value = max(value, 0.01)
    scale = 10.0 ** (np.floor(np.log10(value)) - 1)
    candidates = np.array([step * scale for step in (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)])
    return round(float(candidates[np.argmin(np.abs(np.log(candidates / value)))]), 2)


def _rounded(value: float) -> int:
    """The nearest round number, by ratio."""
    tens = 10 ** max(int(np.floor(np.log10(value))) - 1, 0)
    candidates = np.array([step * scale for scale in (tens, tens * 10) for step in _ROUND], dtype=float)
    return int(candidates[np.argmin(np.abs(np.log(candidates / value)))])


def class_colours(limits: Sequence[float]) -> list[str]:
    """A colour for each class; with few classes the steps stay wide apart."""
    if len(limits) == 1:
        return [COLOURS[2]]
    step = (len(COLOURS) - 1) / (len(limits) - 1)
    return [COLOURS[round(place * step)] for place in range(len(limits))]


def class_names(limits: list[int]) -> list[str]:
    """Each class in words: "1 to 4", "5 or more"."""
    names = []
    for low, following in zip(limits, [*limits[1:], None], strict=True):
        if following is None:
            names.append(f"{low:,} or more")
        else:
            names.append(f"{low:,}" if following == low + 1 else f"{low:,} to {following - 1:,}")
    return names
