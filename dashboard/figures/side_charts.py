"""What the page is told of the charts and tables of Side by side: numbers and slugs, on one scale."""

from __future__ import annotations

from typing import TypedDict

from dashboard.data.schema import month_text
from dashboard.data.side_figures import SideMonths, SideOfType, SideType
from dashboard.figures.axes import told
from dashboard.figures.compare_told import Number


class SideChart(TypedDict):
    """The chart of one side."""

    counts: list[Number]
    values: list[Number]
    """What is drawn: rates, or counts where no rate is known."""
    mean: Number
    """Scan's usual range of single months; None where there are too few."""
    lower: Number
    upper: Number
    signals: list[str]


class SideChartsFigure(TypedDict):
    """Both charts, on the same axes."""

    months: list[str]
    chosen: list[int]
    """Places in `months` of the first and the last that count."""
    top: float
    rated: bool
    charts: list[SideChart]


def side_charts(found: SideMonths, counted: tuple[int, int]) -> SideChartsFigure:
    """The charts of the months that both areas have."""
    top = told([found.top], decimals=2)[0]
    return {
        "months": [month_text(month) for month in found.months],
        "chosen": [found.months.index(month) for month in counted],
        "top": top or 0.0,
        "rated": found.rated,
        "charts": [_chart(found, side) for side in (0, 1)],
    }


def _chart(found: SideMonths, side: int) -> SideChart:
    mean, lower, upper = (told(limit, decimals=2)[side] for limit in (found.mean, found.lower, found.upper))
    return {
        "counts": told(found.counts[side], decimals=0),
        "values": told(found.values[side], decimals=2),
        "mean": mean,
        "lower": lower,
        "upper": upper,
        "signals": list(found.signals[side]),
    }


def side_bars(types: tuple[SideType, ...]) -> list[tuple[float, float]]:
    """How long the bars of each crime type are on either side, in percent of the longest of all.

    They show rates; counts where an area has none.
    """
    rated = all(side.rate.rate is not None for row in types for side in row.of_sides)
    lengths = [[_length(side, rated=rated) for side in row.of_sides] for row in types]
    longest = max((length for row in lengths for length in row), default=0.0) or 1.0
    return [(round(100 * one / longest, 1), round(100 * other / longest, 1)) for one, other in lengths]


def _length(side: SideOfType, *, rated: bool) -> float:
    return float(side.rate.rate or 0.0) if rated else float(side.incidents)
