"""Other ways to look for hotspots at the size of a region: three rings of neighbours, and more than expected.

Baseline of the latter: scipy's binomial distribution and correction, which it must equal. What is kept with
the neighbours (which cells lie at the edge) is not timed.
"""

from __future__ import annotations

import h3.api.numpy_int as h3_int
import numpy as np
import numpy.typing as npt
import scipy

from bench.record import Row, side_by_side, timed_row
from dashboard.analysis.expected import more_than_others
from dashboard.analysis.hotspots import find_hotspots, study_areas
from dashboard.analysis.multiple import Correction
from dashboard.data.hotspot_ground import adjacency

Floats = npt.NDArray[np.float64]

RINGS_ACROSS = 105  # 33,391 cells
WIDEST = 3


def rows() -> list[Row]:
    """All rows."""
    rng = np.random.default_rng(2026)
    centre = h3_int.latlng_to_cell(54.9, -1.6, 9)
    cells = np.sort(h3_int.grid_disk(centre, RINGS_ACROSS).astype(np.uint64))
    areas = study_areas(adjacency(cells, WIDEST), rings=WIDEST)
    at_edge = int(areas.edge.sum())
    mean = rng.gamma(0.4, 0.5, len(cells))
    count, others = (rng.poisson(12 * part).astype(np.float64) for part in (mean, 8 * mean))
    if not np.allclose(more_than_others(count, others).p_adjusted, _by_scipy(count, others), equal_nan=True):
        raise AssertionError("more than expected is not what scipy has, cell by cell")
    data = f"{len(cells):,} cells"
    wide = side_by_side(lambda: find_hotspots(count, areas, Correction.BONFERRONI), repeats=9)[0]
    expected = side_by_side(
        lambda: more_than_others(count, others), lambda: _by_scipy(count, others), repeats=9
    )
    return [
        Row(
            "hotspots: Gi*, 3 rings of neighbours, Bonferroni",
            f"{data}, {at_edge:,} at the edge",
            "",
            1000 * wide.median,
            None,
            "ms",
            ours_spread=(1000 * wide.spread[0], 1000 * wide.spread[1]),
            at_most=50,
        ),
        timed_row(
            "more than all other crime there",
            data,
            "scipy.stats",
            *expected,
            at_most=50,
            note="the baseline gives p alone, no smoothed ratios",
        ),
    ]


def _by_scipy(count: Floats, others: Floats) -> Floats:
    """The adjusted p of more than all other crime there."""
    every = count + others
    some = every > 0
    chance = (count.sum() - count[some]) / (every.sum() - every[some])
    found = np.full(len(count), np.nan)
    p = scipy.stats.binom.sf(count[some] - 1, every[some], chance)
    found[some] = scipy.stats.false_discovery_control(p)
    return found
