"""Areas by crime type, and the two lists: who is worse and worsening, who better and improving.

Works on arrays and on parts that are made already; `comparing` gives them.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.deciding import UNDECIDED, Deciding
from dashboard.analysis.peers import among_peers
from dashboard.analysis.quadrant import Standings, best_corner, standings, worst_corner
from dashboard.analysis.trends import Verdict
from dashboard.analysis.variation import Direction, Variation
from dashboard.data.compared import NO_MONTH, PLACES, ByType, Compared, Judged, Trends, Worsening
from dashboard.data.comparison_areas import ranks
from dashboard.data.comparison_trends import trend_of_changes

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]

_PERIODS = (1, 3, 6, 12, 24)
_CHANCE = {
    "month": (0.0025, 0.0018, 0.0022, 0.0013, 0.0004, 0.0003),
    "quarter": (0.0026, 0.0032, 0.0036, 0.0024, 0.0009, 0.0006),
    "year": (0.0004, 0.0006, 0.0005, 0.0005, 0.0005, 0.0005),
}
"""By what the trend goes by, the share of quiet areas in one given corner, for periods of up to 1, 3, 6, 12
and 24 months, and longer ones. Simulated (docs/methods.md, "Worse and worsening")."""

_PLACE_AT = {place: number for number, place in enumerate(PLACES)}
_WORD = {1.0: Variation.CONCERN, -1.0: Variation.IMPROVEMENT}
_VERDICT = {1.0: Verdict.HIGHER, -1.0: Verdict.LOWER}


def chance(by: str, months: int) -> float:
    """About how often mere chance puts an area that can be judged in one given corner.

    Place and trend are not independent: the period's months are the last of the chart, and a high one lifts
    both; the fewer months the period has, the more.
    """
    return _CHANCE[by][bisect.bisect_left(_PERIODS, months)]


class Names(NamedTuple):
    """The crime types of arrays [types, areas]."""

    types: tuple[str, ...]
    labels: tuple[str, ...]
    directions: tuple[Direction, ...]


def compared_by_type(
    names: Names,
    incidents: Counts,
    counted: Counts,
    complete: Flags,
    population: Floats,
    members: Flags,
    per: float = 1000.0,
) -> ByType:
    """Rates, ranks and places of incidents[types, areas], of which rates count those `counted`."""
    peers = among_peers(np.where(complete, counted, np.nan), population, members, per=per)
    rank, tied = ranks(peers.rate)
    places = [_PLACE_AT[place] for place in peers.place.ravel().tolist()]
    return ByType(
        types=names.types,
        labels=names.labels,
        directions=names.directions,
        incidents=incidents,
        rate=peers.rate,
        lower=peers.lower,
        upper=peers.upper,
        rank=rank,
        tied=tied,
        side=peers.side,
        place=np.array(places, dtype=np.int8).reshape(peers.place.shape),
        ratio=peers.ratio,
        mean=peers.group.mean,
    )


class PairTrends(NamedTuple):
    """The own trends of areas by the types of `ByType` at the places given."""

    types: Sequence[int]
    side: Floats
    """[types, areas]"""
    reach: Callable[[int, int], float]
    """Of one of `types` (by its place among these) and one area."""
    decided: Callable[[int, int], Deciding]
    """Likewise."""


def worsening(compared: Compared, trends: Trends, of_types: ByType, pairs: PairTrends, by: str) -> Worsening:
    """The lists, of the chosen types together and of areas by the types of `pairs`."""
    if by == "year":
        side, reach = trend_of_changes(compared.change)
        words = compared.change.verdict
        decided: dict[int, Deciding] = {}
        since: dict[int, int] = {}
    else:
        side, reach, words, decided = trends.side, trends.reach, trends.variation, trends.decided
        since = trends.judged_since
    side = np.where(compared.complete, side, np.nan)
    together = standings(compared.peers.side, side, compared.peers.ratio, compared.direction)

    def judged(row: int) -> Judged:
        return Judged(
            code=compared.codes[row],
            name=compared.names[row],
            crime_type="",
            corner=together.corner[row],
            ratio=float(compared.peers.ratio[row]),
            place=str(compared.peers.place[row]),
            trend=str(words[row]),
            reach=float(reach[row]),
            rate=float(compared.rate[row]),
            mean=float(compared.peers.group.mean[row]),
            decided=decided.get(row, UNDECIDED),
            since=since.get(row, NO_MONTH),
        )

    worst, best = _both(together, compared.direction)
    single = _single(compared, of_types, pairs, by)
    number, by_chance = len(single.standings.order), chance(by, compared.quality.months)
    return Worsening(
        standings=together,
        trend=side,
        reach=np.asarray(reach, dtype=np.float64),
        worst=tuple(map(judged, worst)),
        best=tuple(map(judged, best)),
        expected_together=len(together.order) * by_chance,
        pairs_worst=single.worst,
        pairs_best=single.best,
        pairs=number,
        expected=number * by_chance,
        unranked=_unranked(compared, side, words),
        no_judgement=tuple(
            label
            for label, direction in zip(of_types.labels, of_types.directions, strict=True)
            if direction is Direction.NO_JUDGEMENT and len(of_types.labels) > 1
        ),
        by=by,
        since=since,
    )


def _both(found: Standings, direction: Direction) -> tuple[list[int], list[int]]:
    """Places in the worst corner, the worst first, and in the best, the best first."""
    worst = found.within(worst_corner(direction))
    best = found.within(best_corner(direction))[::-1]
    return worst.tolist(), best.tolist()


class _Single(NamedTuple):
    """The lists of areas by single crime types."""

    standings: Standings
    worst: tuple[Judged, ...]
    best: tuple[Judged, ...]


def _single(compared: Compared, of_types: ByType, pairs: PairTrends, by: str) -> _Single:
    chosen = np.array(pairs.types, dtype=np.int64)
    areas = len(compared.codes)
    side, ratio = of_types.side[chosen], of_types.ratio[chosen]
    trend = np.where(compared.complete, pairs.side, np.nan)
    found = standings(side.ravel(), trend.ravel(), ratio.ravel(), Direction.HIGHER_WORSE)
    words = _VERDICT if by == "year" else _WORD

    def judged(place: int) -> Judged:
        at, row = divmod(place, areas)
        kind = int(chosen[at])
        return Judged(
            code=compared.codes[row],
            name=compared.names[row],
            crime_type=of_types.types[kind],
            corner=found.corner[place],
            ratio=float(of_types.ratio[kind, row]),
            place=str(PLACES[of_types.place[kind, row]]),
            trend=str(words[float(trend[at, row])]),
            reach=pairs.reach(at, row),
            rate=float(of_types.rate[kind, row]),
            mean=float(of_types.mean[kind, row]),
            decided=pairs.decided(at, row),
            since=NO_MONTH,  # dates concern the chosen types together
        )

    worst, best = _both(found, Direction.HIGHER_WORSE)
    return _Single(found, tuple(map(judged, worst)), tuple(map(judged, best)))


def _unranked(
    compared: Compared, side: Floats, words: npt.NDArray[np.object_]
) -> tuple[tuple[str, str], ...]:
    """Code of each area that no standing can be given, and why."""
    left_out = {area.code: str(area.why) for area in compared.left_out}
    found = []
    for row in np.flatnonzero(np.isnan(compared.peers.side + side)).tolist():
        code = compared.codes[row]
        of_place = str(compared.peers.place[row]) if np.isnan(compared.peers.side[row]) else str(words[row])
        found.append((code, left_out.get(code, of_place)))
    return tuple(found)
