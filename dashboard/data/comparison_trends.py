"""Each area's own trend: its chart of months up to the period's end, and which way its latest month points.

Works on arrays alone; `comparing` gives them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.analysis.checks import divided
from dashboard.analysis.deciding import Deciding, deciding
from dashboard.analysis.trends import VERDICT_Z, Verdict
from dashboard.analysis.variation import (
    BeforeAfter,
    Chart,
    Direction,
    before_after,
    latest_side,
    variation,
    xmr_chart,
)
from dashboard.analysis.xmr import Limits, Rules, xmr_limits, xmr_rules
from dashboard.data.changes import Changes
from dashboard.data.compared import Trends
from dashboard.data.comparison_quality import months_shared

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

RECENT = {"month": 1, "quarter": 3, "year": 1}
"""How many of the latest months may decide, by what the trend goes by."""

_SIDE_OF_VERDICT = np.array(
    [{Verdict.HIGHER: 1.0, Verdict.LOWER: -1.0, Verdict.WITHIN: 0.0}.get(v, np.nan) for v in Verdict]
)


def counts_known(counts: npt.NDArray[Any], whole: Flags, span: str) -> Floats:
    """[areas, months]: counts where they are whole, NaN elsewhere; "same": of months that all areas have."""
    used = whole & months_shared(whole) if span == "same" else whole
    return np.where(used, counts, np.nan)


def trends(
    counts: Floats,
    first_month: int,
    rebases: Iterable[tuple[int, int]],
    direction: Direction,
    *,
    by: str,
    span: str,
) -> Trends:
    """What the charts of counts[areas, months] say, begun afresh at each (row, month) of `rebases`.

    Months are absolute, the first one given; those that no phase can begin in are left aside.
    """
    months, recent = counts.shape[1], RECENT[by]
    chart = xmr_chart(counts)
    side = np.array(latest_side(chart, recent), dtype=np.float64)
    words = np.array(variation(chart, direction, recent), dtype=object)
    # Not begun afresh yet, a chart has the same limits in all its months.
    reach = reach_of(counts, Limits(*(np.asarray(limit)[:, -1] for limit in chart.limits)))
    phases = _by_row(rebases, first_month, months)
    since: dict[int, BeforeAfter] = {}
    for starts, rows in _alike(phases).items():
        chart = _with_rows(chart, rows, xmr_chart(counts[rows], starts))
        begun = starts[-2] if len(starts) > 1 else 0
        said = before_after(counts[rows, begun:], starts[-1] - begun, direction, recent)
        since |= {row: _of_row(said, at) for at, row in enumerate(rows)}
        words[rows], side[rows] = said.variation, said.side
        reach[rows] = reach_of(counts[rows, starts[-1] :], said.before)
    return Trends(
        months=tuple(range(first_month, first_month + months)),
        counts=counts,
        chart=chart,
        variation=words,
        side=side,
        reach=reach,
        decided=_decided(counts, chart, side, phases, since, recent, first_month),
        phases=tuple((row, start + first_month) for row, starts in phases.items() for start in starts),
        since=since,
        spanned=span,
    )


def decided_alone(values: Floats, recent: int, first_month: int) -> Deciding:
    """What decides the chart of values[months] that is in no table of charts, as `Trends.decided`."""
    limits = xmr_limits(values)
    return deciding(values, float(limits.mean), xmr_rules(values, limits), recent, first_month)


def _decided(
    counts: Floats,
    chart: Chart,
    side: Floats,
    phases: dict[int, tuple[int, ...]],
    since: dict[int, BeforeAfter],
    recent: int,
    first_month: int,
) -> dict[int, Deciding]:
    """What decides each row of charts that points anywhere; of one begun afresh the months since then do."""
    found = {}
    for row in np.flatnonzero(np.nan_to_num(side)).tolist():
        if row in since:
            start, mean, rules = phases[row][-1], since[row].before.mean, since[row].rules
        else:
            start, mean = 0, np.asarray(chart.limits.mean)[row, 0]
            rules = Rules(*(rule[row] for rule in chart.rules))
        found[row] = deciding(counts[row, start:], float(mean), rules, recent, first_month + start)
    return found


def trend_of_changes(change: Changes) -> tuple[Floats, Floats]:
    """Side and reach of areas where the change of a year is the trend; 1 is where a verdict is spoken."""
    return _SIDE_OF_VERDICT[change.places], change.z / VERDICT_Z


def reach_of(counts: Floats, limits: Limits) -> Floats:
    """How far from mean to upper limit the latest month of counts[..., months] lies; 0 is the mean.

    `limits` are float or array[...]. NaN where nothing is known, or the limits leave no room.
    """
    known = np.isfinite(counts)
    last = np.asarray(counts.shape[-1] - 1 - np.argmax(known[..., ::-1], axis=-1))
    latest = np.take_along_axis(counts, last[..., np.newaxis], axis=-1)[..., 0]
    mean, room = np.asarray(limits.mean), np.asarray(limits.upper) - np.asarray(limits.mean)
    return divided(latest - mean, room)


def _by_row(rebases: Iterable[tuple[int, int]], first_month: int, months: int) -> dict[int, tuple[int, ...]]:
    """By row the places of months in which limits begin afresh, ascending."""
    places: dict[int, set[int]] = {}
    for row, month in rebases:
        if 0 < month - first_month < months:
            places.setdefault(row, set()).add(month - first_month)
    return {row: tuple(sorted(starts)) for row, starts in sorted(places.items())}


def _alike(phases: dict[int, tuple[int, ...]]) -> dict[tuple[int, ...], list[int]]:
    """The rows whose limits begin afresh in the same months, by these months."""
    alike: dict[tuple[int, ...], list[int]] = {}
    for row, starts in phases.items():
        alike.setdefault(starts, []).append(row)
    return alike


def _with_rows(chart: Chart, rows: list[int], own: Chart) -> Chart:
    """The chart with some rows' limits and rules replaced."""

    def put(every: Any, some: Any) -> Any:
        changed = np.array(every)
        changed[rows] = some
        return changed

    return dataclasses.replace(
        chart,
        limits=type(chart.limits)(*map(put, chart.limits, own.limits)),
        rules=type(chart.rules)(*map(put, chart.rules, own.rules)),
        trial=put(chart.trial, own.trial),
        coarse=put(chart.coarse, own.coarse),
    )


def _of_row(said: BeforeAfter, at: int) -> BeforeAfter:
    """What is said of one of several rows."""
    before, after = (
        Limits(*(float(np.asarray(limit)[at]) for limit in limits)) for limits in (said.before, said.after)
    )
    rules = type(said.rules)(*(rule[at] for rule in said.rules))
    return BeforeAfter(before, after, rules, float(said.side[at]), said.variation[at])
