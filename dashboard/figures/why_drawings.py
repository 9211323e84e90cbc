"""Where the lines and boxes of the drawings of "Why here, why now?" lie, in units of their own frame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 400, 150
LEFT, RIGHT, TOP, BOTTOM = 34, 392, 8, 128
"""Edges of the plot in the frame; numbers stand outside."""

SHADES = 6


class Bar(NamedTuple):
    """One bar with its limits."""

    x: float
    width: float
    y: float
    height: float
    middle: float
    upper: float
    lower: float


class Square(NamedTuple):
    """One hour of a week."""

    x: float
    y: float
    width: float
    height: float
    shade: int
    """0 for none, up to `SHADES` - 1 for the most."""
    picked: bool = False
    """Whether it is among the hours chosen."""


def across(share: float) -> float:
    """A share of one, from left to right."""
    return round(LEFT + share * (RIGHT - LEFT), 1)


def upward(share: float) -> float:
    """A share of one, from the bottom up."""
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def curve_path(points: Sequence[tuple[float, float]]) -> str:
    """The line through (share of points, share of incidents)."""
    return "M" + "L".join(f"{across(x)},{upward(y)}" for x, y in points)


def label_heights(shares: Sequence[float]) -> list[float]:
    """Where the names of marks on a rising curve stand, of shares of one in its order: beside their marks,
    but never one upon another."""
    places = [upward(share) + _BESIDE for share in shares]
    for i in range(1, len(places)):  # upwards, as far as there is room
        places[i] = max(min(places[i], places[i - 1] - _LINE), TOP + _BESIDE)
    for i in reversed(range(len(places) - 1)):  # at the top, downwards
        places[i] = max(places[i], places[i + 1] + _LINE)
    return [round(place, 1) for place in places]


_BESIDE, _LINE = 11, 11
"""From a mark down to the foot of its name, and from one name to the next."""


def highest(levels: Sequence[float], uppers: Sequence[float]) -> float:
    """The top of an axis for levels around 1: at most half as much again as the highest level."""
    known = [level for level in levels if math.isfinite(level)]
    top = max([1.0, *known])
    limits = [upper for upper in uppers if math.isfinite(upper)]
    return min(max([top, *limits]), 1.5 * top) * 1.05


def month_bars(levels: Sequence[float], lowers: Sequence[float], uppers: Sequence[float]) -> list[Bar | None]:
    """Twelve bars from 0; None without data."""
    top, slot = highest(levels, uppers), (RIGHT - LEFT) / 12
    return [
        _bar(place, slot, *(min(value / top, 1.0) for value in (level, lower, upper)))
        if math.isfinite(level)
        else None
        for place, (level, lower, upper) in enumerate(zip(levels, lowers, uppers, strict=True))
    ]


def _bar(place: int, slot: float, level: float, lower: float, upper: float) -> Bar:
    x = LEFT + place * slot
    top = upward(level)
    return Bar(
        round(x + slot * 0.15, 1),
        round(slot * 0.7, 1),
        top,
        round(BOTTOM - top, 1),
        round(x + slot / 2, 1),
        upward(upper),
        upward(lower),
    )


def week_squares(
    weights: Sequence[Sequence[float]], chosen: Sequence[bool] | None = None
) -> list[list[Square]]:
    """A square for each hour, by day; `chosen` says of the 168 hours of the week which are."""
    most = max((weight for day in weights for weight in day), default=0.0)
    width, height = (RIGHT - LEFT) / 24, (BOTTOM - TOP) / 7
    return [
        [
            Square(
                round(LEFT + hour * width, 1),
                round(TOP + day * height, 1),
                round(width - 1, 1),
                round(height - 1, 1),
                min(math.ceil(SHADES * weight / most) - 1, SHADES - 1) if weight > 0 else 0,
                chosen is not None and bool(chosen[day * 24 + hour]),
            )
            for hour, weight in enumerate(row)
        ]
        for day, row in enumerate(weights)
    ]


def hour_edge(hour: int) -> float:
    """Where an hour begins."""
    return round(LEFT + hour * (RIGHT - LEFT) / 24, 1)


def upward_of(level: float, levels: Sequence[float], uppers: Sequence[float]) -> float:
    """Where a level lies on the axis of `month_bars`."""
    return upward(level / highest(levels, uppers))
