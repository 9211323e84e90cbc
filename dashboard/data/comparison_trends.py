"""Each area's own trend: its chart of months up to the period's end, and which way its latest month points.

Works on arrays alone; `comparing` gives them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.deciding import Deciding, deciding
from dashboard.analysis.peers import PeerComparison, among_peers
from dashboard.analysis.quadrant import Standings, standings
from dashboard.analysis.trends import VERDICT_Z, Verdict
from dashboard.analysis.variation import (
    BeforeAfter,
    Chart,
    Direction,
    Variation,
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
Counts = npt.NDArray[np.int64]

RECENT = {"month": 1, "quarter": 3, "year": 1}
"""How many of the latest months may decide, by what the trend goes by."""

_SIDES = {Variation.HIGH: 1.0, Variation.LOW: -1.0, Variation.COMMON_CAUSE: 0.0}
_SIDE_OF_VERDICT = np.array(
    [{Verdict.HIGHER: 1.0, Verdict.LOWER: -1.0, Verdict.WITHIN: 0.0}.get(v, np.nan) for v in Verdict]
)


def judge(
    counts: npt.ArrayLike,
    population: npt.ArrayLike,
    members: npt.ArrayLike,
    series: npt.ArrayLike,
    direction: Direction,
) -> tuple[PeerComparison, Chart, Standings]:
    """Place, chart and standing of each area, from one row of counts[areas], NaN where it is not complete.

    `series` [areas, months] ends with the period. All that the page says of these areas by default.
    """
    peers = among_peers(counts, population, members)
    chart = xmr_chart(series)
    return peers, chart, standings(peers.side, latest_side(chart), peers.ratio, direction)


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
    last = np.where(chart.known.any(axis=1), months - 1 - np.argmax(chart.known[:, ::-1], axis=1), -1)
    reach = _reach(counts, chart.limits, last)
    phases = _by_row(rebases, first_month, months)
    since: dict[int, BeforeAfter] = {}
    for starts, rows in _alike(phases).items():
        chart = _with_rows(chart, rows, xmr_chart(counts[rows], starts))
        judged = _since(counts[rows], starts, direction, recent)
        since |= {row: _of_row(judged.said, at) for at, row in enumerate(rows)}
        words[rows], side[rows], reach[rows] = judged.said.variation, judged.side, judged.reach
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
    out = np.full(np.shape(latest), np.nan)
    return np.divide(latest - mean, room, out=out, where=room > 0)


def _reach(counts: Floats, limits: Limits, last: Counts) -> Floats:
    """The same with the limits of every month."""
    rows, place = np.arange(len(counts)), np.maximum(last, 0)
    return reach_of(counts, Limits(*(np.asarray(limit)[rows, place] for limit in limits)))


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


class _Since(NamedTuple):
    """What the months since a date say, each [rows]."""

    said: BeforeAfter
    side: Floats
    reach: Floats


def _since(counts: Floats, starts: tuple[int, ...], direction: Direction, recent: int) -> _Since:
    """The months since the last of some dates, judged by the limits of the phase before it."""
    begun = starts[-2] if len(starts) > 1 else 0
    values, start = counts[:, begun:], starts[-1] - begun
    said = before_after(values, start, direction, recent)
    headed = before_after(values, start, Direction.NO_JUDGEMENT, recent).variation
    side = np.array([_SIDES.get(word, np.nan) for word in headed])
    return _Since(said, side, reach_of(values[:, start:], said.before))


def _of_row(said: BeforeAfter, at: int) -> BeforeAfter:
    """What is said of one of several rows."""
    before, after = (
        Limits(*(float(np.asarray(limit)[at]) for limit in limits)) for limits in (said.before, said.after)
    )
    rules = type(said.rules)(*(rule[at] for rule in said.rules))
    return BeforeAfter(before, after, rules, said.variation[at])
