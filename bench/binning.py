"""Points to H3 cells: 10 million snapped ones, and 10 million that are all different.

Ours is what the import does; the answers must be the same before their times count.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import numpy as np

from bench.baselines.binning import Cells, Floats, h3_per_row, polars_h3
from bench.incidents import RESOLUTION, region
from bench.record import Row, Timed, side_by_side, timed_row
from dashboard.data.grid import points_to_cells, rows_to_cells

POINTS = 10_000_000
PER_ROW = "h3 for each row"
POLARS = "polars-h3"
REPEATS = 3
Binning = Callable[[Floats, Floats, int], Cells]


def measure() -> list[Row]:
    """Snapped points, then distinct ones."""
    return [*snapped(), *distinct()]


def snapped() -> list[Row]:
    """Points as data.police.uk has them: many incidents on each of its places."""
    of = region()
    anchor = of.draw(POINTS).anchor
    longitude, latitude = of.longitude[anchor], of.latitude[anchor]
    baselines: dict[str, tuple[Binning, float]] = {PER_ROW: (h3_per_row, 10.0)}
    if _has_polars():
        baselines[POLARS] = (polars_h3, 5.0)
    works = [rows_to_cells, *(work for work, _ in baselines.values())]
    mine, *theirs = timed(longitude, latitude, *works)
    data = f"{POINTS // 1_000_000} M points, {len(of.longitude):,} places"
    return [
        timed_row("bin snapped points", data, name, mine, their, "s", bar=bar)
        for (name, (_, bar)), their in zip(baselines.items(), theirs, strict=True)
    ]


def distinct() -> list[Row]:
    """Points of which no two are alike, on one core and then on all of them."""
    longitude, latitude = scattered(POINTS)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    def on_all_cores(longitude: Floats, latitude: Floats, resolution: int) -> Cells:
        return points_to_cells(longitude, latitude, resolution, processes=cores)

    per_row, one, every = timed(longitude, latitude, h3_per_row, points_to_cells, on_all_cores)
    work, data = "bin distinct points", f"{POINTS // 1_000_000} M points"
    return [
        timed_row(f"{work}, one core", data, PER_ROW, one, per_row, "s", bar=1.0),
        timed_row(f"{work}, {cores} cores", data, "ours on one core", every, one, "s"),
    ]


def scattered(number: int) -> tuple[Floats, Floats]:
    """Points all over the region, none twice."""
    rng = np.random.default_rng(number)
    return rng.uniform(-2.55, -0.85, number), rng.uniform(54.45, 55.75, number)


def timed(longitude: Floats, latitude: Floats, *works: Binning) -> list[Timed]:
    """Times of works that must give the same cells; raises AssertionError where they do not."""
    given: dict[Binning, Cells] = {}

    def one(work: Binning) -> Callable[[], None]:
        def keep() -> None:
            given[work] = work(longitude, latitude, RESOLUTION)

        return keep

    times = side_by_side(*map(one, works), repeats=REPEATS, warm=0)
    for work in works[1:]:
        if not np.array_equal(given[works[0]], given[work]):
            raise AssertionError(f"{work.__name__} gives other cells than {works[0].__name__}")
    return times


def _has_polars() -> bool:
    try:
        import polars_h3  # noqa: F401
    except ImportError:
        print(
            f"binning: SKIPPED against {POLARS}, which is not installed: make install-bench", file=sys.stderr
        )
        return False
    return True
