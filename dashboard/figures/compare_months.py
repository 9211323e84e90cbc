"""Month by month: a small XmR chart for every area."""

from __future__ import annotations

import itertools
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from dashboard.analysis.variation import Variation
from dashboard.analysis.xmr import Signal, signal_places
from dashboard.data.compared import Compared, Floats, Trends
from dashboard.data.schema import month_text
from dashboard.figures.axes import told
from dashboard.figures.browse_pack import Array
from dashboard.figures.compare_dots import ranked_rows
from dashboard.figures.compare_funnel import divisors
from dashboard.figures.compare_told import MonthsFigure, slug

Listed = TypeVar("Listed")

IN_VIEW = 12
"""So many charts are seen at once: they stand as the ranked dots do, more of them by what they say."""

IN_WORDS = {
    **{variation: str(variation) for variation in Variation},
    Variation.COMMON_CAUSE: "usual ups and downs",
}
"""What pages call each; files keep the analysts' words."""

VARIATIONS = {slug(variation.name): said for variation, said in IN_WORDS.items()}
"""What a chart can say: slug and words."""

VARIATION_SLUGS = {variation: slug(variation.name) for variation in Variation}

_FIRST = (
    Variation.CONCERN,
    Variation.HIGH,
    Variation.IMPROVEMENT,
    Variation.LOW,
    Variation.COMMON_CAUSE,
    Variation.TOO_FEW,
    Variation.TOO_SHORT,
)

_PLACE_OF = {variation: place for place, variation in enumerate(_FIRST)}


def months_figure(c: Compared, t: Trends, scale: str) -> tuple[MonthsFigure, dict[str, Array]]:
    """What `drawMonths` shows, without its words, and the counts and signals of all months, area by area."""
    starts = _starts(t)
    limits, unsure = t.chart.limits, t.chart.trial | t.chart.coarse
    people = np.where(np.nan_to_num(c.population) > 0, c.population, np.nan)
    per = int(c.per_number) if np.isfinite(people).any() else 0
    figure: MonthsFigure = {
        "order": _order(c, t),
        "shape": [int(size) for size in t.counts.shape],
        "months": [month_text(month) for month in t.months],
        "population": divisors(people),
        "per": per,
        "starts": {str(row): places for row, places in starts.items() if len(places) > 1},
        "mean": _by_row(told(_at_starts(np.asarray(limits.mean), starts)), starts),
        "lower": _by_row(told(_at_starts(np.asarray(limits.lower), starts)), starts),
        "upper": _by_row(told(_at_starts(np.asarray(limits.upper), starts)), starts),
        "trial": _by_row(_at_starts(unsure.astype(np.int8), starts).tolist(), starts),
        "variation": [VARIATION_SLUGS[said] for said in t.variation],
        "variations": VARIATIONS,
        "signals": [str(signal) for signal in Signal],
        "scale": scale,
        "top": _top(t, people / c.per_number if per else np.ones(len(people))),
    }
    counts = np.where(np.isnan(t.counts), -1, t.counts).astype(np.int64)
    return figure, {"counts": counts.ravel(), "signal": signal_places(t.chart.rules).ravel()}


def _starts(t: Trends) -> dict[int, list[int]]:
    """Places of the months in which each area's phases begin."""
    begun: dict[int, list[int]] = {row: [0] if t.months else [] for row in range(len(t.counts))}
    for row, month in sorted(t.phases):
        if month in t.months and (place := t.months.index(month)) not in begun[row]:
            begun[row].append(place)
    return begun


def _at_starts(values: npt.NDArray[Any], starts: dict[int, list[int]]) -> npt.NDArray[Any]:
    """Of values[areas, months] those of the months in which phases begin, area by area."""
    rows = [row for row, places in starts.items() for _ in places]
    return values[rows, [place for places in starts.values() for place in places]]


def _by_row(listed: list[Listed], starts: dict[int, list[int]]) -> list[list[Listed]]:
    """What is listed for each phase, area by area, in one list an area."""
    ends = itertools.accumulate(map(len, starts.values()), initial=0)
    return [listed[first:last] for first, last in itertools.pairwise(ends)]


def _order(c: Compared, t: Trends) -> list[int]:
    """As the ranked dots stand; of more than are seen at once the own area first, then what needs a look."""
    compared, others = ranked_rows(c)
    rows = [*compared, *others]
    if len(rows) <= IN_VIEW:
        return rows
    own = c.row_of.get(c.own_code)
    place = [_PLACE_OF[said] for said in t.variation.tolist()]
    return sorted(rows, key=lambda row: (row != own, place[row]))


def _top(t: Trends, divisor: Floats) -> float:
    """The highest value drawn in any chart that has a scale in common with the others."""
    highest = np.fmax(t.counts, np.asarray(t.chart.limits.upper)) / divisor[:, np.newaxis]
    return float(np.nanmax(highest)) if np.isfinite(highest).any() else 0.0
