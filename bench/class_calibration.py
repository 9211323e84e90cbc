"""How often a hotspot by rings, a class over time, or "more than expected", is given where there is nothing.

    python -m bench.class_calibration [surfaces per row] [seed]

Prints tables of docs/methods.md. Rings: quiet surfaces as in `bench.hotspot_calibration`, five times as many
as asked for, with neighbours in one to three rings and either correction. Classes: independent Poisson counts
of one mean on 400 cells of hexagons and 12 months. More than expected: 150 places with unequal numbers of
residents, whose true rates are alike or differ by a share (gamma distributed, that being their standard
deviation over their mean).
"""

from __future__ import annotations

import sys

import h3.api.numpy_int as h3_int
import numpy as np

from bench.hotspot_calibration import neighbours_of, rhombus
from dashboard.analysis.emerging import (
    Kind,
    SpaceTime,
    gistar_by_period,
    hotspot_classify,
    hotspot_states,
    space_time_classes,
)
from dashboard.analysis.expected import Null, more_than_others, more_than_residents
from dashboard.analysis.hotspots import RINGS, Correction, find_hotspots, study_areas
from dashboard.data.hotspot_ground import adjacency

MEANS = (0.2, 1, 5, 20, 100)
DIFFER = (0, 0.1, 0.2, 0.5, 1)
PLACES = 150


def rings(surfaces: int, rng: np.random.Generator) -> None:
    """Surfaces with a false hotspot, in %."""
    cells = np.sort(np.array([h3_int.str_to_int(cell) for cell in rhombus(30)], dtype=np.uint64))
    print("| Incidents a cell | 1 ring, false discovery rate | Bonferroni | 2 rings | ... | 3 rings | ... |")
    for mean in (0.5, 2, 20, 100):
        counts = rng.poisson(mean, (surfaces, len(cells)))
        called = []
        for number in RINGS:
            areas = study_areas(adjacency(cells, number), rings=number)
            for correction in (Correction.FALSE_DISCOVERY_RATE, Correction.BONFERRONI):
                found = [find_hotspots(one, areas, correction).called.any() for one in counts]
                called.append(f"{100 * np.mean(found):.1f}")
        print(f"| {mean:g} | {' | '.join(called)} |")


def classes(surfaces: int, rng: np.random.Generator) -> None:
    """Cells of any class, in %, and those called emerging and new."""
    areas = study_areas(neighbours_of(rhombus(20)))
    print("| Incidents a cell and month | Any class | emerging hotspot | new hotspot |")
    for mean in MEANS:
        found = []
        for _ in range(surfaces):
            counts = rng.poisson(mean, (12, 400))
            z = gistar_by_period(counts, areas)
            states = hotspot_states(z, counts)
            four, eight = hotspot_classify(states), space_time_classes(states, z)
            found.append(
                [
                    (four != Kind.NONE).mean(),
                    (four == Kind.EMERGING_HOT).mean(),
                    (eight == SpaceTime.NEW_HOT).mean(),
                ]
            )
        print(f"| {mean:g} | {' | '.join(f'{100 * share:.2g}' for share in np.mean(found, axis=0))} |")


def more_than_expected(surfaces: int, rng: np.random.Generator) -> None:
    """Surfaces with a call, and places called, in %; by how true rates differ and incidents a place."""
    print("| Rates differ by | Incidents a place | Residents, one rate | usual | Others, one rate | usual |")
    for differ in DIFFER:
        for number in (5, 20, 100):
            cells = [_called(differ, number, rng) for _ in range(surfaces)]
            called = 100 * np.array(cells).mean(axis=0)
            print(f"| {differ:.0%} | {number} | {' | '.join(f'{a:.0f} ({b:.2g})' for a, b in called)} |")


def _called(differ: float, number: int, rng: np.random.Generator) -> list[tuple[bool, float]]:
    residents = rng.gamma(1.5, 1, PLACES) + 0.05
    residents *= number / residents.mean()
    rate = rng.gamma(1 / differ**2, differ**2, PLACES) if differ else 1.0
    count, others = rng.poisson(residents * rate), rng.poisson(4 * residents)
    found = [
        *(more_than_residents(count, residents, null=null).called for null in Null),
        *(more_than_others(count, others, null=null).called for null in Null),
    ]
    return [(bool(called.any()), float(called.mean())) for called in found]


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    generator = np.random.default_rng(int(sys.argv[2]) if len(sys.argv) > 2 else 2025)
    rings(5 * asked, generator)
    classes(asked, generator)
    more_than_expected(asked, generator)
