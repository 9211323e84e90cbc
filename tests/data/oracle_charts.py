"""A second opinion on charts of months: the rules of docs/methods.md by loops over months, one at a time."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Sequence

Months = Sequence[float | None]
RULES = ("outside", "trend", "near", "run")


@dataclasses.dataclass(frozen=True)
class Chart:
    """One phase of one series; a month without data is None."""

    months: Months
    mean: float
    lower: float
    upper: float
    marks: dict[str, list[int]]
    """By rule, for each month: 1 high or rising, -1 low or falling, 0 neither."""

    @property
    def words(self) -> str:
        """What stands in the way of a verdict: "too few months", "too few to say" or ""."""
        known = [count for count in self.months if count is not None]
        if len(known) < 12:
            return "too few months"
        return "too few to say" if sum(known) / len(known) < 5 else ""

    def side(self, place: int) -> int:
        """Which way a month points: that of the first rule it meets."""
        return next((self.marks[rule][place] for rule in RULES if self.marks[rule][place]), 0)

    def latest(self, recent: int = 1) -> float:
        """Which way the latest month with data points, or one of the latest few; NaN where nothing can be
        said."""
        if self.words:
            return math.nan
        last = max(place for place, count in enumerate(self.months) if count is not None)
        sides = [self.side(last - back) for back in range(recent) if last >= back]
        return float(next((side for side in sides if side), 0))


def chart(months: Months, limits: tuple[float, float, float] | None = None) -> Chart:
    """Limits of the months themselves, unless others are given to judge them by."""
    mean, lower, upper = limits or _limits(months)
    marks = {
        "outside": _outside(months, lower, upper),
        "trend": _trends(months),
        "near": _near(months, mean, upper),
        "run": _runs(months, mean),
    }
    return Chart(months, mean, lower, upper, marks)


def limits_of(one: Chart) -> tuple[float, float, float]:
    return one.mean, one.lower, one.upper


def reach(one: Chart) -> float:
    """How far from mean to upper limit the latest month with data lies."""
    known = [count for count in one.months if count is not None]
    if not known or not one.upper > one.mean:
        return math.nan
    return (known[-1] - one.mean) / (one.upper - one.mean)


def _limits(months: Months) -> tuple[float, float, float]:
    known = [count for count in months if count is not None]
    mean = sum(known) / len(known) if known else math.nan
    pairs = itertools.pairwise(months)
    ranges = [abs(b - a) for a, b in pairs if a is not None and b is not None]
    if not ranges:
        return mean, math.nan, math.nan
    allowed = 3.267 * sum(ranges) / len(ranges)
    kept = [one for one in ranges if one <= allowed]
    reached = 2.66 * sum(kept) / len(kept)
    return mean, max(mean - reached, 0), mean + reached


def _outside(months: Months, lower: float, upper: float) -> list[int]:
    return [0 if count is None else (count > upper) - (count < lower) for count in months]


def _trends(months: Months) -> list[int]:
    """Seven or more in a row, each higher, or each lower, than the one before.

    The month in which one trend turns into another belongs to the later one.
    """
    marks = [0] * len(months)
    for first in range(len(months) - 1):
        way = _step(months, first)
        if not way or (first and _step(months, first - 1) == way):
            continue  # none begins here
        last = first + 1
        while last + 1 < len(months) and _step(months, last) == way:
            last += 1
        if last - first + 1 >= 7:
            marks[first : last + 1] = [way] * (last - first + 1)
    return marks


def _step(months: Months, place: int) -> int:
    """Which way it goes from a month to the next; 0 for none, or where either has no data."""
    one, other = months[place], months[place + 1]
    return 0 if one is None or other is None else (other > one) - (other < one)


def _near(months: Months, mean: float, upper: float) -> list[int]:
    """Two or three of three in a row on one side, beyond two thirds of the way to the limit."""
    marks = [0] * len(months)
    way_to = 2 / 3 * (upper - mean)
    for first in range(len(months) - 2):
        three = months[first : first + 3]
        for side in (1, -1):
            if any(count is None or not (count - mean) * side > 0 for count in three):
                continue
            beyond = [place for place, count in enumerate(three) if (count - mean) * side > way_to]
            if len(beyond) >= 2:
                for place in beyond:
                    marks[first + place] = side
    return marks


def _runs(months: Months, mean: float) -> list[int]:
    marks = [0] * len(months)
    for side in (1, -1):
        row: list[int] = []
        for place in range(len(months) + 1):
            count = months[place] if place < len(months) else None
            if count is not None and (count - mean) * side > 0:
                row.append(place)
                continue
            if len(row) >= 7:
                for one in row:
                    marks[one] = side
            row = []
    return marks
