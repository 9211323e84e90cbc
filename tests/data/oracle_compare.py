"""A second opinion on Compare: plain pandas and scipy.stats over `oracle_world`, by docs/methods.md alone.

It shares no code with `dashboard`: no cube, no tree, no arrays of areas; one area after another, in dicts.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize, stats

from tests.data import oracle_charts, oracle_verdict
from tests.data.oracle_charts import Chart
from tests.data.oracle_world import World

NO_JUDGEMENT = {"drugs", "possession-of-weapons"}
LEVELS = ("region", "force", "partnership", "ward", "lsoa")
Key = tuple[str, str]  # force, month


@dataclasses.dataclass(frozen=True)
class Asked:
    """One comparison: areas of a level inside a larger one, months as "2025-01" (inclusive)."""

    level: str
    start: str
    end: str
    among_level: str = "all"
    among: str = "all"
    types: tuple[str, ...] = ()  # none: all
    trend: str = "month"
    span: str = "all"

    @property
    def months(self) -> list[str]:
        return _between(self.start, self.end)


@dataclasses.dataclass(frozen=True)
class Area:
    """What is known of one area listed."""

    code: str
    forces: frozenset[str]
    residents: float
    counts: dict[Key, int]
    """Of the chosen types, of all months."""


def _between(start: str, end: str) -> list[str]:
    return [str(month) for month in pd.period_range(start, end, freq="M")]


class Oracle:
    """Answers of one world; counts by area, type, force and month are made once a level."""

    def __init__(self, world: World) -> None:
        self.world = world
        every = world.incidents.month.astype(str)
        self.months = _between(every.min(), every.max())
        self.types = sorted(set(world.incidents.type.astype(str)))
        self._counted: dict[str, pd.DataFrame] = {}
        self._areas: dict[tuple[object, ...], dict[str, Area]] = {}

    def counted(self, level: str) -> pd.DataFrame:
        """Incidents by area of the level, type, force and month."""
        if level not in self._counted:
            keys = [level, "type", "coverage_force", "month"]
            table = self.world.incidents.groupby(keys, observed=True).size().rename("number").reset_index()
            self._counted[level] = table.astype(dict.fromkeys(keys, str))
        return self._counted[level]

    def areas(self, asked: Asked) -> dict[str, Area]:
        """The areas compared, those that somebody reports on: found once for the same areas and types."""
        found = (asked.level, asked.among_level, asked.among, asked.types)
        if found not in self._areas:
            self._areas[found] = self._listed(asked)
        return self._areas[found]

    def _listed(self, asked: Asked) -> dict[str, Area]:
        covered = self.world.lsoas[self.world.lsoas.covered].reset_index(names="lsoa")
        if asked.among_level != "all":
            covered = covered[covered[asked.among_level] == asked.among]
        table = self.counted(asked.level)
        if asked.types:
            table = table[table.type.isin(asked.types)]
        numbers = table.groupby([asked.level, "coverage_force", "month"]).number.sum()
        counts: dict[str, dict[Key, int]] = {}
        for (code, force, month), number in numbers.items():
            counts.setdefault(code, {})[force, month] = int(number)
        return {
            str(code): Area(str(code), frozenset(part.force), part.residents.sum(), counts.get(str(code), {}))
            for code, part in covered.groupby(asked.level)
            if code
        }

    def whole_months(self, area: Area) -> set[str]:
        """Months that all the area's forces reported."""
        return {month for month in self.months if all(month in self.world.covered[f] for f in area.forces)}

    def rows(self, asked: Asked) -> dict[str, dict[str, Any]]:
        """By area: incidents, rate with interval, rank, place among similar areas and what these rest on."""
        rows = {code: self._row(area, asked) for code, area in self.areas(asked).items()}
        complete = {code: row for code, row in rows.items() if row["rate"] is not None}
        rates = [row["rate"] for row in complete.values()]
        mean, band = _mean(rates)
        for code, row in rows.items():
            known = code in complete
            higher = sum(rate > row["rate"] for rate in rates) if known else None
            row |= {
                "complete": known,
                "rank": None if higher is None else higher + 1,
                "group_mean": mean,
                "group_lower": band[0],
                "group_upper": band[1],
                "members": len(rates),
                "ratio": row["rate"] / mean if known and mean else None,
                "place": _place(
                    row, mean, [one["residents"] for other, one in complete.items() if other != code]
                ),
            }
        return rows

    def _row(self, area: Area, asked: Asked) -> dict[str, Any]:
        months = set(asked.months)
        inside = {key: number for key, number in area.counts.items() if key[1] in months}
        home = sum(number for (force, _), number in inside.items() if force)
        known = months <= self.whole_months(area) and area.residents > 0
        lower, upper = count_interval(home)
        per = 1000 / area.residents if known else None
        nobody = not any(months & self.world.covered[force] for force in area.forces)
        incidents = sum(inside.values())
        return {
            "incidents": None if nobody and not incidents else incidents,
            "counted": home,
            "residents": area.residents,
            # Divided last and once: areas of the same rate then have the very same number, as ranks demand.
            "rate": 1000 * home / area.residents if known else None,
            "rate_lower": None if per is None else lower * per,
            "rate_upper": None if per is None else upper * per,
            "months_missing": len(months - self.whole_months(area)),
            "common": None,
        }

    def common(self, asked: Asked) -> tuple[str, str] | None:
        """The most months in a row that all areas have, the latest of several; None if that is the period."""
        having = [months for months in map(self.whole_months, self.areas(asked).values()) if months]
        shared = [month for month in asked.months if having and all(month in one for one in having)]
        runs: list[list[str]] = []
        for month in shared:
            if runs and _between(runs[-1][-1], month) == [runs[-1][-1], month]:
                runs[-1].append(month)
            else:
                runs.append([month])
        best = max(reversed(runs), key=len, default=[])
        return None if not best or best == asked.months else (best[0], best[-1])

    def series(self, asked: Asked, area: Area) -> list[float | None]:
        """Months up to the period's end, None where not all of the area has data."""
        return self._series(asked, [area])[0]

    def _series(self, asked: Asked, areas: Iterable[Area]) -> list[list[float | None]]:
        """The same of several areas."""
        ended = [month for month in self.months if month <= asked.end]
        shared = set(ended)
        if asked.span == "same":
            every = [self.whole_months(one) & set(ended) for one in self.areas(asked).values()]
            some = [months for months in every if months]
            shared = set.intersection(*some) if some else set()
        return [self._of_months(area, ended, shared & self.whole_months(area)) for area in areas]

    def _of_months(self, area: Area, ended: list[str], used: set[str]) -> list[float | None]:
        return [
            float(sum(n for (_, when), n in area.counts.items() if when == month)) if month in used else None
            for month in ended
        ]

    def charts(self, asked: Asked) -> dict[str, Chart]:
        """The chart of each area, never begun afresh."""
        areas = self.areas(asked)
        series = self._series(asked, areas.values())
        return {code: oracle_charts.chart(months) for code, months in zip(areas, series, strict=True)}

    def sides(self, asked: Asked) -> dict[str, float]:
        """Which way each area is heading; NaN where nothing can be said."""
        if asked.trend == "year":
            verdicts = {code: self.verdict(asked, area) for code, area in self.areas(asked).items()}
            return {code: _SIDES.get(verdict, math.nan) for code, (_, verdict) in verdicts.items()}
        recent = 3 if asked.trend == "quarter" else 1
        return {code: chart.latest(recent) for code, chart in self.charts(asked).items()}

    def verdict(self, asked: Asked, area: Area) -> tuple[float, str]:
        """z and verdict of the change on the year before, of an area of one force without gaps."""
        before = [str(pd.Period(m, freq="M") - 12 * -(-len(asked.months) // 12)) for m in asked.months]
        used = [
            (force, now, then)
            for force in area.forces
            for now, then in zip(asked.months, before, strict=True)
            if {now, then} <= self.world.covered[force]
        ]
        if not used:
            return math.nan, "no earlier data"
        now = sum(area.counts.get((force, month), 0) for force, month, _ in used)
        then = sum(area.counts.get((force, month), 0) for force, _, month in used)
        every = [sum(area.counts.get((force, month), 0) for force in area.forces) for month in self.months]
        return oracle_verdict.verdict(now, then, every)

    def standings(self, asked: Asked) -> list[tuple[str, str, float]]:
        """(code, corner, ratio) of the areas that can be judged, worst first."""
        return _ordered(
            (code, row["place"], self_side, row["ratio"], row["complete"])
            for (code, row), self_side in zip(
                self.rows(asked).items(), self.sides(asked).values(), strict=True
            )
        )

    def pairs(self, asked: Asked) -> list[tuple[tuple[str, str], str, float]]:
        """The same of ((code, type), ...), of each single chosen type of which more is worse."""
        chosen = [one for one in asked.types or self.types if one not in NO_JUDGEMENT]
        if len(asked.types or self.types) < 2:
            return []
        found = []
        for kind in chosen:
            single = dataclasses.replace(asked, types=(kind,))
            sides = self.sides(single)
            for code, row in self.rows(single).items():
                found.append(((code, kind), row["place"], sides[code], row["ratio"], row["complete"]))
        return _ordered(found)

    def funnel(self, asked: Asked) -> dict[str, Any]:
        """Centre, overdispersion, who lies outside exact limits, and how many would by chance."""
        rows = {code: row for code, row in self.rows(asked).items() if row["complete"]}
        counts = np.array([row["counted"] for row in rows.values()], dtype=float)
        people = np.array([row["residents"] for row in rows.values()], dtype=float)
        if not len(rows):
            return {"baseline": math.nan, "areas": 0}
        centre = counts.sum() / people.sum()
        expected = centre * people
        phi, tau2 = overdispersion(counts, expected)
        found = {"baseline": 1000 * centre, "areas": len(rows), "phi": phi, "tau2": tau2}
        found["threshold"] = 1 + 2 * math.sqrt(2 / len(rows))
        for name, tail in (("95", 0.025), ("998", 0.001)):
            pairs = list(zip(counts, expected, strict=True))
            sides = [0 if c < 5 and e < 5 else outside(c, e, tail) for c, e in pairs]
            found[f"side{name}"] = dict(zip(rows, sides, strict=True))
            found[f"expected{name}"] = sum(_chance_outside(e, tail) for e in expected)
        return found


_SIDES = {
    "higher than normal variation": 1.0,
    "lower than normal variation": -1.0,
    "within normal variation": 0.0,
}
_CORNERS = {
    (1, 1): "above and rising",
    (1, -1): "above but falling",
    (-1, 1): "below but rising",
    (-1, -1): "below and falling",
}
_PLACES = {"above similar areas": 1, "within similar areas": 0, "below similar areas": -1}


def _ordered(rows: Iterable[tuple[Any, str, float, float | None, bool]]) -> list[tuple[Any, str, float]]:
    judged = []
    for key, place, heading, ratio, complete in rows:
        if place in _PLACES and complete and not math.isnan(heading):
            standing = _PLACES[place]
            corner = _CORNERS.get((standing, int(heading)), "neither")
            judged.append((-(standing + heading), -standing, -(ratio or 0.0), key, corner, ratio or 0.0))
    judged.sort(key=lambda one: one[:3])
    return [(key, corner, ratio) for *_, key, corner, ratio in judged]


def count_interval(count: int) -> tuple[float, float]:
    """Exact below 10, Byar's from 10 on, at 95%."""
    if count < 10:
        lower = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
        return float(lower), float(stats.chi2.ppf(0.975, 2 * count + 2) / 2)
    z = float(stats.norm.ppf(0.975))
    one = count + 1
    lower = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3
    return lower, one * (1 - 1 / (9 * one) + z / (3 * math.sqrt(one))) ** 3


def _mean(rates: list[float]) -> tuple[float | None, tuple[float | None, float | None]]:
    """The unweighted mean of a group and Student's band about it."""
    if not rates:
        return None, (None, None)
    mean = sum(rates) / len(rates)
    if len(rates) < 2:
        return mean, (None, None)
    error = float(np.std(rates, ddof=1)) / math.sqrt(len(rates))
    reached = float(stats.t.ppf(0.975, len(rates) - 1)) * error
    return mean, (max(mean - reached, 0.0), mean + reached)


def _place(row: dict[str, Any], mean: float | None, others: list[int]) -> str:
    if row["rate"] is None:
        return "no rate to compare"
    if not others or mean is None:
        return "no similar areas to compare with"
    if row["counted"] < 5 and mean * row["residents"] / 1000 < 5:
        return "too few to say"
    members = len(others) + 1
    above = row["rate"] > mean
    own = (row["rate"] - row["rate_lower"] if above else row["rate_upper"] - row["rate"]) * (1 - 1 / members)
    error = math.sqrt(sum(mean * 1000 / people for people in others)) / members
    if abs(row["rate"] - mean) <= math.sqrt(own**2 + (float(stats.norm.ppf(0.975)) * error) ** 2):
        return "within similar areas"
    if row["rate_lower"] > mean:
        return "above similar areas"
    return "below similar areas" if row["rate_upper"] < mean else "within similar areas"


def outside(count: float, expected: float, tail: float) -> int:
    """1 above the exact limits, -1 below, 0 between, by the Poisson distribution itself."""
    if stats.poisson.cdf(count, expected) < tail:
        return -1
    return int(count > 0 and stats.poisson.sf(count - 1, expected) < tail)


def _chance_outside(expected: float, tail: float) -> float:
    """The chance of a count that lies outside."""
    reached = 8 * math.sqrt(expected) + 12
    counts = np.arange(max(int(expected - reached), 0), int(expected + reached) + 1)
    sides = (stats.poisson.cdf(counts, expected) < tail) | (
        (counts > 0) & (stats.poisson.sf(counts - 1, expected) < tail)
    )
    if expected < 5:
        sides &= counts >= 5  # fewer are too few to say
    return float(stats.poisson.pmf(counts[sides], expected).sum())


def overdispersion(counts: Any, expected: Any) -> tuple[float, float]:
    """Winsorised phi of the z-scores, and DerSimonian and Laird's tau squared."""
    z = 2 * (np.sqrt(counts) - np.sqrt(expected))
    low, high = np.quantile(z, [0.1, 0.9])
    phi = float(np.mean(np.clip(z, low, high) ** 2))
    weight = 4 * np.asarray(expected)
    if len(z) < 2:
        return phi, 0.0
    spread = weight.sum() - (weight**2).sum() / weight.sum()
    return phi, max(len(z) * phi - (len(z) - 1), 0.0) / float(spread)


def limits(population: float, baseline: float, tail: float) -> tuple[float, float]:
    """Exact limits of the rate (per 1,000) of an area of such a population, found by halving."""
    expected = population * baseline / 1000
    top = expected + 20 * math.sqrt(expected) + 50
    lower = 0.0
    if stats.poisson.cdf(0, expected) < tail:
        lower = optimize.brentq(lambda x: stats.gamma.sf(expected, x + 1) - tail, 0, expected, xtol=1e-10)
    upper = optimize.brentq(lambda x: stats.gamma.cdf(expected, x) - tail, 1e-9, top, xtol=1e-10)
    return 1000 * lower / population, 1000 * upper / population


def widened(limit: float, baseline: float, stretch: float) -> float:
    """A limit so many times as far from the centre, on the scale of square roots."""
    root = math.sqrt(baseline) + stretch * (math.sqrt(limit) - math.sqrt(baseline))
    return max(root, 0.0) ** 2


def since(months: list[float | None], start: int, recent: int) -> tuple[str, float]:
    """The months from one on, judged by the limits of those before: what stands in the way, and the side."""
    earlier = oracle_charts.chart(months[:start])
    later = oracle_charts.chart(months[start:], oracle_charts.limits_of(earlier))
    known = [place for place, count in enumerate(later.months) if count is not None]
    if earlier.words or not known:
        return earlier.words or "too few months", math.nan
    sides = [later.side(known[-1] - back) for back in range(recent) if known[-1] >= back]
    return "", float(next((side for side in sides if side), 0))
