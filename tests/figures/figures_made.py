"""Areas to compare, made of plain arrays: what `comparing` gives, without a dataset."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.peers import among_peers
from dashboard.analysis.quadrant import standings
from dashboard.analysis.variation import Direction
from dashboard.data.changes import Changes
from dashboard.data.compared import Compared, Funnel, Quality, State, Trends, Worsening
from dashboard.data.comparison_funnel import funnel_of
from dashboard.data.comparison_trends import trends
from dashboard.data.schema import Level, month_number
from dashboard.data.unclear import Unclear
from tests.everyone import everyone

FIRST = month_number("2023-01")
Floats = npt.NDArray[np.float64]


class Made(NamedTuple):
    compared: Compared
    funnel: Funnel
    trends: Trends
    worsening: Worsening


def made(
    series: npt.ArrayLike,
    population: npt.ArrayLike,
    *,
    own: Sequence[int] = (),
    names: Sequence[str] = (),
    limits: str = "exact",
    rebase: Sequence[tuple[int, int]] = (),
    direction: Direction = Direction.HIGHER_WORSE,
) -> Made:
    """Of monthly counts [areas, months], NaN without data; the last twelve are the period."""
    months = np.asarray(series, dtype=np.float64)
    c = _compared(
        months[:, -12:].sum(axis=1), np.asarray(population, dtype=np.float64), own, names, direction
    )
    t = trends(months, FIRST, rebase, direction, by="month", span="all")
    stand = standings(c.peers.side, t.side, c.peers.ratio, direction)
    w = Worsening(stand, t.side, t.reach, (), (), 0.0, (), (), 0, 0.0, (), (), "month", {})
    return Made(c, funnel_of(c, limits), t, w)


def poisson(areas: int, months: int, *, seed: int = 5) -> tuple[Floats, Floats]:
    """Series and residents of areas that differ, some by far more than chance."""
    drawn = np.random.default_rng(seed)
    residents = np.round(drawn.lognormal(9, 0.5, areas))
    rates = drawn.lognormal(-6.5, 0.3, areas)
    return drawn.poisson(np.outer(residents * rates, np.ones(months))).astype(float), residents


def _compared(
    counts: Floats, population: Floats, own: Sequence[int], names: Sequence[str], direction: Direction
) -> Compared:
    areas = len(counts)
    members = np.ones((areas, areas), dtype=bool)
    complete = np.isfinite(counts) & (population > 0)
    peers = among_peers(np.where(complete, counts, np.nan), population, members)
    whole = np.nan_to_num(counts).astype(np.int64)
    order = np.sort(-peers.rate[complete])
    rank = np.where(complete, np.searchsorted(order, -np.nan_to_num(peers.rate)) + 1, 0)
    codes = tuple(f"X{row:04}" for row in range(areas))
    mine = np.isin(np.arange(areas), own)
    nothing = np.full(areas, np.nan)
    return Compared(
        level=Level.WARD,
        among="all",
        among_name="all",
        state=State.COMPARED,
        reason="",
        number=areas,
        elsewhere=0,
        codes=codes,
        names=tuple(names) or tuple(f"Ward {row:03}" for row in range(areas)),
        parents=("",) * areas,
        own=mine,
        own_code=codes[own[0]] if len(own) == 1 else "",
        incidents=whole,
        known=np.isfinite(counts),
        counted=whole,
        population=population,
        per="residents",
        per_label="per 1,000 residents",
        per_number=1000.0,
        per_dataset="Census 2021",
        rate=peers.rate,
        lower=peers.lower,
        upper=peers.upper,
        complete=complete,
        change=Changes(nothing, nothing, nothing, np.zeros(areas, dtype=np.int8)),
        notes=("",) * areas,
        peers=peers,
        members=members,
        group_name=f"all {areas} wards",
        similar=everyone(areas, f"all {areas} wards"),
        rank=rank,
        ranked=int(complete.sum()),
        tied=np.isin(rank, [place for place in rank if (rank == place).sum() > 1]) & complete,
        unclear=Unclear(None, None),
        quality=_quality(areas),
        left_out=(),
        common=None,
        instead=None,
        direction=direction,
    )


def _quality(areas: int) -> Quality:
    none = np.zeros(areas, dtype=np.int64)
    blank = ("",) * areas
    return Quality(12, none, none, none, none, none, np.zeros(areas), blank, blank, "snapped", ((),) * areas)
