"""How many incidents happen, and at which map point: expected counts, scatter and concentration."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from dashboard.data.demo.plan import FIRST_MONTH, MONTHS, PARTNERSHIPS, Floats, Ints
from dashboard.data.demo.points import Points
from dashboard.data.demo.truths import HOTSPOTS, TRUTHS, extra_incidents, factor_by_partnership

PHI = 1.5
"""Variance of a month's count over its mean: real series scatter more than chance alone."""


@dataclasses.dataclass(frozen=True)
class CrimeType:
    """How one crime type behaves in one source."""

    slug: str
    share: float  # of the source's incidents; shares need not add up to 1
    central: float  # share that happens in town centres
    swing: float = 0.0  # seasonal swing: 0.2 is +/-20% around the year
    peak: int = 7  # calendar month of the seasonal peak


@dataclasses.dataclass(frozen=True)
class Drawn:
    """Incidents as indices; arrays have one element an incident."""

    month: Ints  # 0 is FIRST_MONTH
    crime_type: Ints  # place in the source's types
    point: Ints
    planted: Ints  # index in TRUTHS of the hotspot that made it, -1 for the ordinary run


def draw(
    rng: np.random.Generator,
    source: str,
    types: tuple[CrimeType, ...],
    points: Points,
    total: int,
    begins: Ints,
) -> Drawn:
    """Draw about `total` incidents of a source; a partnership has none before its month in `begins` [12]."""
    extras = _planted(rng, source, types, points)
    planted = sum(len(extra.month) for extra in extras)
    mean = _expected(source, types, total - planted, begins)
    counts = scattered(rng, mean)
    parts = list(extras)
    for district, number in np.ndindex(counts.shape[:2]):
        month = np.repeat(np.arange(MONTHS), counts[district, number])
        where = _at(rng, _chances(points, district, types[number]), len(month))
        parts.append(Drawn(month, np.full(len(month), number), where, np.full(len(month), -1)))
    fields = [field.name for field in dataclasses.fields(Drawn)]
    joined = [np.concatenate([getattr(part, name) for part in parts]) for name in fields]
    # Shuffled within months, so that the order of rows tells nothing of how they were made.
    order = np.lexsort((rng.random(len(joined[0])), joined[0]))
    return Drawn(*(column[order] for column in joined))


def scattered(rng: np.random.Generator, mean: Floats) -> Ints:
    """Negative binomial counts with variance PHI times the mean (Poisson of a gamma)."""
    rate = rng.gamma(np.maximum(mean, 1e-9) / (PHI - 1), PHI - 1)
    return rng.poisson(np.where(mean > 0, rate, 0.0))


def season(crime_type: CrimeType) -> Floats:
    """Factor of each month of the demonstration, [36]: a yearly wave and the month's number of days."""
    month = FIRST_MONTH + np.arange(MONTHS)
    wave = 1 + crime_type.swing * np.cos(2 * np.pi * (month % 12 + 1 - crime_type.peak) / 12)
    return np.asarray(wave * days_in_months() / 30.4375)


def days_in_months() -> Floats:
    """Days of each month of the demonstration, [36]."""
    starts = month_starts()
    return np.asarray(np.diff(starts) / np.timedelta64(1, "D"))


def month_starts() -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    """First day of each month of the demonstration and of the one after it, datetime64[D] [37]."""
    first = np.datetime64(f"{FIRST_MONTH // 12:04d}-{FIRST_MONTH % 12 + 1:02d}", "M")
    return (first + np.arange(MONTHS + 1)).astype("datetime64[D]")


def _expected(source: str, types: tuple[CrimeType, ...], total: int, begins: Ints) -> Floats:
    """Expected counts [12, types, 36] that sum to `total`, planted rises and falls included."""
    weight = np.array([partnership.residents * partnership.crime for partnership in PARTNERSHIPS])
    mean = np.stack([weight[:, None] * kind.share * season(kind)[None] for kind in types], axis=1)
    mean *= (np.arange(MONTHS)[None, None] >= begins[:, None, None]).astype(np.float64)
    mean *= total / mean.sum()
    return mean * np.stack([factor_by_partnership(kind.slug, source) for kind in types], axis=1)


def _chances(points: Points, district: int, kind: CrimeType) -> Floats:
    """Cumulated chance of each point for an incident of this kind in this district, [points]."""
    inside = points.district == district
    central = inside * points.busy * points.centrality
    spread = inside * points.busy
    chance = kind.central * central / central.sum() + (1 - kind.central) * spread / spread.sum()
    return np.cumsum(chance / chance.sum())


def _at(rng: np.random.Generator, cumulated: Floats, count: int) -> Ints:
    """Points drawn by cumulated chance, [count]."""
    # The last sum may fall short of 1 by rounding; a draw beyond it would be no point at all.
    return np.searchsorted(cumulated, rng.random(count) * cumulated[-1], side="right")


def _planted(
    rng: np.random.Generator, source: str, types: tuple[CrimeType, ...], points: Points
) -> list[Drawn]:
    """Extra incidents of the planted hotspots, shared evenly among points and the types the source has."""
    place: Mapping[str, int] = {kind.slug: number for number, kind in enumerate(types)}
    parts = []
    for number, truth in enumerate(TRUTHS):
        if truth.kind in HOTSPOTS and source in truth.size:
            counts = scattered(rng, extra_incidents(truth, source))
            month = np.repeat(np.arange(MONTHS), counts)
            slugs = np.array([place[slug] for slug in truth.crime_types if slug in place])
            where = np.flatnonzero(points.hotspot == number)
            parts.append(
                Drawn(
                    month,
                    slugs[rng.integers(len(slugs), size=len(month))],
                    where[rng.integers(len(where), size=len(month))],
                    np.full(len(month), number),
                )
            )
    return parts
