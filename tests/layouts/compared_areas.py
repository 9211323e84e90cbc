"""Areas made up for tests of what Compare says of them: burglary in four partnerships in 2025."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from dashboard.analysis.peers import among_peers
from dashboard.analysis.quadrant import standings
from dashboard.analysis.variation import Direction, latest_side, variation, xmr_chart
from dashboard.data.changes import Changes
from dashboard.data.compared import (
    Compared,
    Funnel,
    Incomplete,
    LeftOut,
    Quality,
    State,
    Trends,
    Worsening,
)
from dashboard.data.comparison_funnel import funnel_of
from dashboard.data.comparison_trends import trends as trends_of
from dashboard.data.schema import Level, month_number
from dashboard.data.unclear import unclear_ends
from tests.everyone import everyone

NAMES = ("Alderby", "Birchby", "Cedarby", "Dunby")
START, END = month_number("2025-01"), month_number("2025-12")
COUNTED = (800, 500, 510, 300)


def compared(
    counted: tuple[int, ...] = COUNTED,
    residents: tuple[float, ...] = (100_000,) * 4,
    *,
    own: str = "",
    incomplete: tuple[str, ...] = (),
    names: tuple[str, ...] = NAMES,
    **changes: Any,
) -> Compared:
    """Areas with so many incidents; those called incomplete have no data in January and February."""
    number = len(counted)
    names = names[:number]
    codes = tuple(f"X0600000{place + 1}" for place in range(number))
    complete = np.array([name not in incomplete for name in names], dtype=bool)
    counts = np.array(counted, dtype=np.int64)
    population = np.array(residents[:number], dtype=np.float64)
    known = np.where(complete, counts, np.nan)
    members = np.ones((number, number), dtype=bool)
    peers = among_peers(known, population, members)
    order = sorted((row for row in range(number) if complete[row]), key=lambda row: -peers.rate[row])
    rank = np.zeros(number, dtype=np.int64)
    rank[order] = np.arange(1, len(order) + 1)
    missing = (START, START + 1)
    values: dict[str, Any] = {
        "level": Level.PARTNERSHIP, "among": "all", "among_name": "All areas", "state": State.COMPARED,
        "reason": "", "number": number, "elsewhere": 0, "codes": codes, "names": names,
        "parents": ("",) * number, "own": np.array([name == own for name in names], dtype=bool),
        "own_code": codes[names.index(own)] if own else "", "incidents": counts,
        "known": np.ones(number, dtype=bool), "counted": counts, "population": population,
        "per": "residents", "per_label": "per 1,000 residents", "per_number": 1000.0,
        "per_dataset": "Census 2021", "rate": peers.rate, "lower": peers.lower,
        "upper": peers.upper, "complete": complete,
        "change": Changes(*(np.full(number, np.nan) for _ in range(3)), np.zeros(number, dtype=np.int8)),
        "notes": ("",) * number, "peers": peers, "members": members,
        "group_name": f"all {number} partnerships",
        "similar": everyone(number, f"all {number} partnerships"), "rank": rank, "ranked": len(order),
        "tied": np.zeros(number, dtype=bool),
        "unclear": unclear_ends(np.where(complete, peers.rate, np.nan), counts, population),
        "quality": quality(number),
        "left_out": tuple(
            LeftOut(code, name, Incomplete.PART, missing)
            for code, name in zip(codes, names, strict=True) if name in incomplete
        ),
        "common": None, "instead": None, "direction": Direction.HIGHER_WORSE,
    }  # fmt: skip
    return Compared(**values | changes)


def quality(number: int = 4, **changes: Any) -> Quality:
    """Data of which nothing is to be said."""
    values: dict[str, Any] = {
        "months": 12,
        "missing": np.zeros(number, dtype=np.int64),
        "first": np.full(number, month_number("2023-01"), dtype=np.int64),
        "last": np.full(number, END, dtype=np.int64),
        "behind": np.full(number, 36, dtype=np.int64),
        "late": np.zeros(number, dtype=np.int64),
        "without_location": np.full(number, 0.003),
        "reporters": ("March Police",) * number,
        "forces": ("March",) * number,
        "precision": "snapped",
        "recording": ((),) * number,
    }
    return Quality(**values | changes)


def funnel(c: Compared, **changes: Any) -> Funnel:
    """The exact funnel, but told that as many outside 95% are rare and that none is outside 99.8%."""
    values: dict[str, Any] = {"as_many95": 0.001, "as_many998": 1.0, "outside998": 0}
    return dataclasses.replace(funnel_of(c, "exact"), **values | changes)


def trends(c: Compared, months: dict[str, list[float]] | None = None, **changes: Any) -> Trends:
    """Quiet months of the last three years, but for areas whose months are given."""
    length = 36
    quiet = [40.0 + (1 if place % 2 else -1) for place in range(length)]
    counts = np.array([(months or {}).get(name, quiet) for name in c.names], dtype=np.float64)
    chart = xmr_chart(counts)
    made = trends_of(counts, END - length + 1, (), c.direction, by="month", span="all")
    number = len(c.codes)
    values: dict[str, Any] = {
        "months": tuple(range(END - length + 1, END + 1)),
        "counts": counts,
        "chart": chart,
        "variation": np.atleast_1d(variation(chart, c.direction)),
        "side": np.atleast_1d(latest_side(chart)),
        "reach": np.zeros(number),
        "decided": made.decided,
        "phases": (),
        "since": {},
        "spanned": "all",
    }
    return Trends(**values | changes)


def worsening(c: Compared, trend: tuple[float, ...] = (0.0,) * 4, **changes: Any) -> Worsening:
    """Nobody in a list unless given."""
    values: dict[str, Any] = {
        "standings": standings(c.peers.side, trend, c.peers.ratio, c.direction),
        "trend": np.array(trend), "reach": np.zeros(len(c.codes)), "worst": (), "best": (),
        "expected_together": 0.0008, "pairs_worst": (), "pairs_best": (), "pairs": 0, "expected": 0.0,
        "unranked": (), "no_judgement": (), "by": "month", "since": {},
    }  # fmt: skip
    return Worsening(**values | changes)


def changed(c: Compared, **changes: Any) -> Compared:
    """The same areas with something else known of them."""
    return dataclasses.replace(c, **changes)
