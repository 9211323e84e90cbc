"""Axes of the charts that the page draws itself: round ticks, and numbers as exact as their texts need."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from dashboard.figures.compare_told import Number

Floats = npt.NDArray[np.float64]

_STEPS = (1, 2, 5)
_NEARLY = 1e-9  # of a step: 0.30000000000000004 is on the tick at 0.3
_SIGNIFICANT = 4
"""Digits of a number that only says where something is drawn: a pixel is more than a thousandth."""


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers from `low` to `high`, at most `most` of them and as many as that allows, ascending.

    They are a power of ten, twice or five times that apart. Twin of `ticks` in assets/formula.js.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low or most < 1:
        return []
    for step, power in _steps(math.floor(math.log10((high - low) / most)) - 1):
        first = math.ceil(_in_steps(low, step, power) - _NEARLY)
        last = math.floor(_in_steps(high, step, power) + _NEARLY)
        if last - first < most:
            return [_value(place, step, power) for place in range(first, last + 1)]
    return []  # never: steps grow for ever


def _steps(power: int) -> Iterator[tuple[int, int]]:
    """Steps as (digit, power of ten), ascending, from 10 ** power on."""
    return ((step, tens) for tens in itertools.count(power) for step in _STEPS)


def _in_steps(value: float, step: int, power: int) -> float:
    # Powers of ten above 1 are exact, those below are not.
    return value * 10.0**-power / step if power < 0 else value / (step * 10.0**power)


def _value(place: int, step: int, power: int) -> float:
    return place * step / 10.0**-power if power < 0 else place * step * 10.0**power


def told(values: npt.ArrayLike, decimals: int = 1) -> list[Number]:
    """Numbers for the page, None where they are not known: of four digits where that is enough.

    More where a text made of such a number, with so many decimals or fewer, or with two significant figures
    below 1, would be another than that of the number itself: what is written in two places must be the same.
    """
    exact = np.atleast_1d(np.asarray(values, dtype=np.float64))
    known = np.isfinite(exact)
    size = np.where(known & (exact != 0), np.abs(exact), 1.0)
    power = np.floor(np.log10(size))
    scale = 10.0 ** np.clip(_SIGNIFICANT - 1 - power, decimals + 1, 12)
    two_figures = 10.0 ** np.clip(1 - power, 1, 12)
    with np.errstate(invalid="ignore"):
        short = np.rint(exact * scale) / scale
        written = (*10.0 ** np.arange(decimals + 1), two_figures)
        unsafe = [_near_half(exact * tens, tens / scale) for tens in written]
    chosen = np.where(np.any(unsafe, axis=0), exact, short)
    return [value if sure else None for value, sure in zip(chosen.tolist(), known.tolist(), strict=True)]


def _near_half(values: Floats, width: Floats) -> npt.NDArray[np.bool_]:
    """Whether numbers lie so near to half a whole number that rounding them twice may go wrong."""
    return np.asarray(np.abs(values - np.floor(values) - 0.5) <= width)
