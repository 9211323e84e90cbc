"""Where, when and why: Gi*, classes over time, near repeats and weekdays by hour, at the sizes of a region.

Baselines: PySAL's esda, the same test one permutation at a time, and every range cut into hours. Each row's
answer is compared with its baseline's. What is read and kept beforehand (neighbours, times) is not timed.
"""

from __future__ import annotations

import warnings

import esda
import h3.api.numpy_int as h3_int
import libpysal
import numpy as np
import pandas as pd

from bench import emerging, lenses
from bench.record import Row, side_by_side, timed_row
from dashboard.analysis.emerging import gistar_by_period, hotspot_classify, hotspot_states, space_time_classes
from dashboard.analysis.hotspots import (
    FALSE_DISCOVERY_RATE,
    gistar_of,
    hotspot_significance,
    hotspots_called,
    study_areas,
)
from dashboard.analysis.near_repeats import knox
from dashboard.analysis.temporal import aoristic_hours, time_ranges
from dashboard.data.hotspot_ground import adjacency

RINGS_ACROSS = 105  # 33,391 cells
MONTHS = 36
INCIDENTS = 20_000
METRES, DAYS = (0.0, 100.0, 200.0, 300.0, 400.0), (0, 7, 14, 21, 28)
PERMUTATIONS = 999
FEW_PERMUTATIONS = 9
THEFTS = 35_746


def measure() -> list[Row]:
    """All rows."""
    return [*_hotspots(), *lenses.rows(), *emerging.rows(), _near_repeats(), _hours()]


def _hotspots() -> list[Row]:
    rng = np.random.default_rng(2025)
    centre = h3_int.latlng_to_cell(54.9, -1.6, 9)
    cells = np.sort(h3_int.grid_disk(centre, RINGS_ACROSS).astype(np.uint64))
    near = adjacency(cells)
    areas = study_areas(near)
    mean = rng.gamma(0.4, 0.5, len(cells))
    months = rng.poisson(mean, (MONTHS, len(cells))).astype(np.float64)
    year = months[-12:].sum(axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        neighbours = {
            i: near.indices[near.indptr[i] : near.indptr[i + 1]].tolist() for i in range(len(cells))
        }
        weights = libpysal.weights.W(
            {i: [j for j in own if j != i] for i, own in neighbours.items()}, silence_warnings=True
        )
        theirs = esda.G_Local(year, weights, transform="B", star=True, permutations=0)
        if not np.allclose(gistar_of(year, areas), theirs.Zs, rtol=0, atol=1e-9):
            raise AssertionError("Gi* is not that of esda")

        def ours() -> None:
            z = gistar_of(year, areas)
            hotspots_called(year, hotspot_significance(z, at_most=FALSE_DISCOVERY_RATE))

        def of_esda() -> None:
            esda.G_Local(year, weights, transform="B", star=True, permutations=0)

        def classes() -> None:
            z = gistar_by_period(months, areas)
            states = hotspot_states(z, months)
            hotspot_classify(states)
            space_time_classes(states, z)

        gistar = side_by_side(ours, of_esda, repeats=5)
        by_month = side_by_side(classes, repeats=3)[0]
    data = f"{len(cells):,} cells"
    return [
        timed_row("hotspots: Gi*, false discovery rate", data, "esda.G_Local", *gistar, at_most=50),
        Row(
            "Gi* of each month, and both sets of classes",
            f"{data}, {MONTHS} months",
            "",
            1000 * by_month.median,
            None,
            "ms",
            ours_spread=(1000 * by_month.spread[0], 1000 * by_month.spread[1]),
        ),
    ]


def _near_repeats() -> Row:
    rng = np.random.default_rng(7)
    centres = rng.uniform(0, 25_000, (400, 2))
    share = rng.gamma(0.7, 1, 400)
    places = centres[rng.choice(400, INCIDENTS, p=share / share.sum())] + rng.normal(0, 400, (INCIDENTS, 2))
    days = rng.integers(0, 365, INCIDENTS)

    def ours() -> None:
        knox(places, days, METRES, DAYS, permutations=PERMUTATIONS)

    def one_at_a_time() -> None:
        _knox_one_at_a_time(places, days)

    if not np.array_equal(
        knox(places, days, METRES, DAYS, permutations=1).observed, _knox_one_at_a_time(places, days)
    ):
        raise AssertionError("both must count the same pairs")
    timed = side_by_side(ours, one_at_a_time, repeats=3)
    scaled = type(timed[1])(tuple(seconds * PERMUTATIONS / FEW_PERMUTATIONS for seconds in timed[1].runs))
    note = f"the baseline is timed at {FEW_PERMUTATIONS} permutations and scaled up"
    return timed_row(
        f"near repeats: Knox test, {PERMUTATIONS} permutations",
        f"{INCIDENTS:,} incidents",
        "numpy, one permutation at a time",
        timed[0],
        scaled,
        unit="s",
        at_most=3,
        note=note,
    )


def _knox_one_at_a_time(
    places: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    days: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Observed pairs, after counting those of a few permutations in the same way."""
    from scipy.spatial import cKDTree

    one, other = cKDTree(places).query_pairs(METRES[-1], output_type="ndarray").T
    band = np.digitize(np.hypot(*(places[one] - places[other]).T), METRES) - 1
    rng = np.random.default_rng(1)

    def table(
        when: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        lag = np.digitize(np.abs(when[one] - when[other]), DAYS) - 1
        kept = (band < len(METRES) - 1) & (lag < len(DAYS) - 1)
        shape = (len(METRES) - 1, len(DAYS) - 1)
        return np.bincount(band[kept] * shape[1] + lag[kept], minlength=shape[0] * shape[1]).reshape(shape)

    for _ in range(FEW_PERMUTATIONS):
        table(rng.permutation(days))
    return table(days)


def _hours() -> Row:
    rng = np.random.default_rng(3)
    start = pd.Timestamp("2014-01-01") + pd.to_timedelta(rng.integers(0, 4 * 365 * 1440, THEFTS), unit="min")
    end = start + pd.to_timedelta(np.minimum(rng.gamma(0.5, 1500, THEFTS), 10_000).astype(int), unit="min")
    ranges = time_ranges(pd.Series(start).dt.tz_localize("UTC"), pd.Series(end).dt.tz_localize("UTC"), "UTC")
    if not np.allclose(aoristic_hours(ranges).weights, _cut_into_hours(ranges.start, ranges.end), atol=1e-6):
        raise AssertionError("both must give each hour the same")
    timed = side_by_side(
        lambda: aoristic_hours(ranges), lambda: _cut_into_hours(ranges.start, ranges.end), repeats=5
    )
    return timed_row(
        "weekday by hour, ranges spread", f"{THEFTS:,} incidents", "numpy, every range cut into hours", *timed
    )


def _cut_into_hours(
    start: np.ndarray[tuple[int, ...], np.dtype[np.datetime64]],
    end: np.ndarray[tuple[int, ...], np.dtype[np.datetime64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """One row an hour of each range, then summed; in UTC, without exact times."""
    first, last = (
        times / np.timedelta64(1, "h")
        for times in (start - np.datetime64(0, "s"), end - np.datetime64(0, "s"))
    )
    pieces = (np.floor(last) - np.floor(first)).astype(int) + 1
    row = np.repeat(np.arange(len(first)), pieces)
    hour = np.floor(first)[row] + np.arange(len(row)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    part = np.clip(np.minimum(last[row], hour + 1) - np.maximum(first[row], hour), 0, None)
    length = (last - first)[row]
    weight = np.where(length > 0, part / np.where(length > 0, length, 1), 1.0)
    of_week = (hour.astype(int) + 3 * 24) % 168  # 1 January 1970 was a Thursday
    return np.bincount(of_week, weights=weight, minlength=168).reshape(7, 24)
