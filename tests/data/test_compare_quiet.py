"""Quiet regions: how often Compare calls mere chance, in areas that all have the same true rate.

The same functions as for real areas, on 12 areas with the residents and rates of the demonstration region.
Promises are those of docs/methods.md; a simulated share may lie above one by three standard errors.
"""

from __future__ import annotations

import dataclasses
import math
import re
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from dashboard.analysis.deciding import UNDECIDED
from dashboard.analysis.variation import Direction
from dashboard.data import comparing
from dashboard.data.compared import Compared, Trends, Worsening
from dashboard.data.comparison_trends import trends
from dashboard.data.comparison_types import Names, PairTrends, chance, compared_by_type, worsening
from dashboard.data.dataset import Dataset
from dashboard.selection import Selection
from tests.figures.figures_made import FIRST, made

METHODS = Path(__file__).resolve().parents[2] / "docs" / "methods.md"
REGIONS = 200
MONTHS = 36
PERIOD = 12
SEED = 20251231


@dataclasses.dataclass
class Called:
    """How many were called of how many looked at."""

    number: int = 0
    of: int = 0
    expected: float = 0.0

    def add(self, sides: npt.ArrayLike) -> None:
        known = np.asarray(sides, dtype=float)
        known = known[np.isfinite(known)]
        self.number += int(np.count_nonzero(known))
        self.of += len(known)

    @property
    def share(self) -> float:
        return self.number / self.of

    def within(self, promised: float) -> bool:
        """Whether no more were called than promised, but for chance in the simulation itself."""
        return self.share <= promised + 3 * math.sqrt(promised * (1 - promised) / self.of)


@dataclasses.dataclass
class Found:
    """What was called in all regions together."""

    place: Called = dataclasses.field(default_factory=Called)
    outside95: Called = dataclasses.field(default_factory=Called)
    outside998: Called = dataclasses.field(default_factory=Called)
    month: Called = dataclasses.field(default_factory=Called)
    quarter: Called = dataclasses.field(default_factory=Called)
    worst: Called = dataclasses.field(default_factory=Called)
    best: Called = dataclasses.field(default_factory=Called)


@pytest.fixture(scope="module")
def levels(demonstration: Dataset) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Residents of the partnerships, and incidents a month and resident of each crime type."""
    selection, _ = Selection.from_query("?from=2025-01&to=2025-12", demonstration.catalogue)
    found = comparing.compared(demonstration, selection, "demo-police")
    kinds = comparing.by_type(demonstration, selection, "demo-police")
    return found.population, kinds.incidents.sum(axis=1) / found.population.sum() / 12


def simulated(
    levels: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]], regions: int, variance: float
) -> Found:
    """Judges so many regions; `variance` of a month is so many times its mean."""
    residents, rates = levels
    random = np.random.default_rng(SEED)
    mean = rates[:, np.newaxis, np.newaxis] * residents[:, np.newaxis] * np.ones(MONTHS)
    found = Found()
    for _ in range(regions):
        level = mean if variance == 1 else random.gamma(mean / (variance - 1), variance - 1)
        for series in random.poisson(level):
            _judge_one(found, series.astype(float), residents)
    return found


def _judge_one(found: Found, series: npt.NDArray[np.float64], residents: npt.NDArray[np.float64]) -> None:
    """Adds what the panels say of one region: each part as `comparing` makes it."""
    parts = made(series, residents)
    c, funnel = parts.compared, parts.funnel
    found.place.add(c.peers.side)
    for called, side, by_chance in (
        (found.outside95, funnel.side95, funnel.expected95),
        (found.outside998, funnel.side998, funnel.expected998),
    ):
        called.add(side)
        called.expected += by_chance
    found.month.add(parts.trends.side)
    found.quarter.add(trends(series, FIRST, (), Direction.HIGHER_WORSE, by="quarter", span="all").side)
    lists = _lists(c, parts.trends)
    for called, listed in ((found.worst, lists.worst), (found.best, lists.best)):
        called.number += len(listed)
        called.of += len(lists.standings.order)
        called.expected += lists.expected_together


def _lists(c: Compared, t: Trends) -> Worsening:
    """Who is worse and worsening, and who better and improving, of the types together alone."""
    nothing = np.zeros((0, len(c.codes)))
    none = nothing.astype(np.int64)
    of_types = compared_by_type(Names((), (), ()), none, none, c.complete, c.population, c.members)
    pairs = PairTrends((), nothing, lambda _row, _area: math.nan, lambda _row, _area: UNDECIDED)
    return worsening(c, t, of_types, pairs, "month")


def documented(column: int) -> float:
    """The highest share of a column of docs/methods.md's table of charts, of 36 months."""
    rows = re.findall(rf"^\| {MONTHS} months, [\d ]+ a month \|(.*)\|$", METHODS.read_text("utf-8"), re.M)
    assert len(rows) == 4
    return max(float(row.split("|")[column]) for row in rows) / 100


@pytest.fixture(scope="module")
def poisson(levels: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]) -> Found:
    return simulated(levels, REGIONS, 1.0)


class TestIndependentIncidents:
    def test_at_most_one_in_twenty_is_called_above_or_below(self, poisson: Found) -> None:
        assert poisson.place.of > 0.9 * REGIONS * 12 * 14
        assert poisson.place.within(0.05), poisson.place

    @pytest.mark.parametrize("name", ["outside95", "outside998"])
    def test_no_more_lie_outside_the_funnel_than_the_page_says(self, poisson: Found, name: str) -> None:
        called: Called = getattr(poisson, name)
        assert called.within(called.expected / called.of), called
        assert called.expected / called.of <= (0.05 if name == "outside95" else 0.002)

    def test_latest_months_are_called_as_often_as_documented(self, poisson: Found) -> None:
        assert poisson.month.within(documented(0)), poisson.month
        assert poisson.quarter.within(documented(1)), poisson.quarter

    def test_the_page_says_how_many_would_be_in_each_corner(self, poisson: Found) -> None:
        promised = chance("month", PERIOD)
        for called in (poisson.worst, poisson.best):
            assert called.within(promised), called
            assert called.expected == pytest.approx(promised * called.of)


@pytest.fixture(scope="module")
def scattered(levels: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]) -> Found:
    return simulated(levels, REGIONS, 1.5)


@pytest.mark.slow
class TestIncidentsThatScatterMore:
    """As those of the demonstration: intervals take incidents as independent, and then call too much.

    docs/methods.md, "What Compare shows", gives these shares.
    """

    def test_more_are_called_than_the_intervals_promise_and_as_documented(self, scattered: Found) -> None:
        said = re.search(r"of quiet areas ([\d.]+)% are called\s+above or below", METHODS.read_text("utf-8"))
        assert said
        assert scattered.place.share == pytest.approx(float(said[1]) / 100, abs=0.01)

    def test_latest_months_allow_for_it(self, scattered: Found) -> None:
        assert scattered.month.within(documented(0)), scattered.month

    def test_worse_and_worsening_stays_rare(self, scattered: Found) -> None:
        said = re.search(r"worse and worsening about (\d+) times in 10,000", METHODS.read_text("utf-8"))
        assert said
        assert scattered.worst.within(int(said[1]) / 10_000), scattered.worst
