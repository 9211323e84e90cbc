"""How sure are we? Hotspots drawn from the year before, scored on the quarter after, by three methods."""

from __future__ import annotations

import dataclasses
import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy  # parts load when first used

from dashboard.analysis.hotspots import cell_kernel
from dashboard.analysis.prediction import Method, Score, Scores, rolling_origins, rolling_scores
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.grid import cell_centres
from dashboard.data.hotspot_ground import ground_of
from dashboard.data.hotspot_runs import partnership_runs
from dashboard.data.hotspots import CORRECTION
from dashboard.data.why.long_run import LongRun, long_run
from dashboard.selection import Selection

EARLIER, LATER = 12, 3
"""Months that hotspots are drawn from, and that they are scored on."""

BANDWIDTH = 2.0
"""Of the kernel density: so many times the distance between the middles of neighbouring cells."""

CLEARLY = 0.01
"""Below this chance one method is said to hold more than another."""

_EARTH_RADIUS = 6_371_008.8

FEWEST_MONTHS = EARLIER + LATER


class MethodScore(NamedTuple):
    """What one method held of later incidents."""

    method: str
    hits: int
    hit_rate: float
    lower: float
    upper: float
    """95% limits of the hit rate."""
    area_share: float
    pai: float
    pai_lower: float
    pai_upper: float


@dataclasses.dataclass(frozen=True)
class Sure:
    """How well hotspots held later incidents; see `how_sure`."""

    reason: str
    """Why nothing is said, in a sentence; "" where something is."""
    methods: tuple[MethodScore, ...] = ()
    """Gi* first, which is how the page draws hotspots; all draw as many cells."""
    better: str = ""
    """The method that held most, where that is more than Gi* by more than chance (p under 1%)."""
    incidents: int = 0
    """Later incidents, over all times it was tried."""
    tries: int = 0
    without: int = 0
    """Tries at which no hotspot could be drawn."""
    first_month: int = 0
    last_month: int = 0
    """The months it rests on."""
    cells: float = 0.0
    """Drawn at a time, the mean."""
    bandwidth: int = 0
    """Of the kernel density, in metres."""
    partnerships: tuple[str, ...] = ()
    """Whose hotspots they are: those that the area lies in or holds."""
    left_out: tuple[str, ...] = ()


def how_sure(dataset: Dataset, selection: Selection, source: str) -> Sure:
    """The scores of the chosen crime types in the partnerships of the area, up to the last selected month.

    Hotspots are those of Scan: with the rings of neighbours and the guard against chance that are chosen.

    Raises KeyError for a source that is not there.
    """
    ground = ground_of(dataset, source)
    area, _ = partnership_runs(dataset, selection.area, ground)
    counted = (selection.types, selection.end, selection.days, selection.hours)
    key = ("how sure", source, area, *counted, selection.rings, selection.chance)
    found = dataset.recent.get(key, lambda: _scored(dataset, selection, source))
    return disclose(found, dataset.sources[source])


def sure_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row a method: hits, incidents, hit_rate with limits, area_share, pai with limits."""
    found = how_sure(dataset, selection, source)
    table = pd.DataFrame(found.methods, columns=list(MethodScore._fields))
    table.insert(2, "incidents", found.incidents)
    return disclose(table, dataset.sources[source])


def _scored(dataset: Dataset, selection: Selection, source: str) -> Sure:
    run = long_run(dataset, selection, source, FEWEST_MONTHS)
    if run is None:
        return Sure(
            f"Too few months are known to say: {FEWEST_MONTHS} in a row are needed, a year to draw hotspots "
            "from and a quarter to score them on."
        )
    tree, ground = dataset.areas, run.ground
    months = len(run.counts)
    # Whole quarters back from the latest month, so that the latest incidents are among those scored.
    spare = (months - EARLIER) % LATER
    counts = run.counts[spare:]
    kernel, bandwidth = _kernels(dataset, source, run)
    origins = rolling_origins(len(counts), EARLIER, LATER)
    scores = rolling_scores(
        counts, run.areas, kernel, origins=origins, correction=CORRECTION[selection.chance]
    )
    gistar = scores.by_method[Method.GISTAR]
    if not scores.origins:
        reason = "Too few incidents to say: in no year was there a hotspot to be drawn."
    else:
        reason = f"Too few incidents to say. {gistar.reason}" if gistar.reason else ""
    return Sure(
        reason=reason,
        methods=() if not scores.origins else _methods(scores),
        better=_better(scores),
        incidents=gistar.incidents,
        tries=len(scores.origins),
        without=scores.without,
        first_month=run.last_month - len(counts) + 1,
        last_month=run.last_month,
        cells=0.0 if math.isnan(gistar.cells) else gistar.cells,
        bandwidth=round(bandwidth),
        partnerships=tuple(tree.names[int(ground.partnerships[place])] for place in run.places),
        left_out=run.left_out,
    )


def _better(scores: Scores) -> str:
    """The method that held most of all; "" where that is Gi*, or the difference may be chance."""
    best = max(Method, key=lambda method: scores.by_method[method].hits)
    if not scores.origins or best is Method.GISTAR:
        return ""
    *_, chance = scores.only[Method.GISTAR, best]
    return best.value if chance < CLEARLY else ""


def _methods(scores: Scores) -> tuple[MethodScore, ...]:
    return tuple(_of(method, scores.by_method[method]) for method in Method)


def _of(method: Method, one: Score) -> MethodScore:
    return MethodScore(
        method.value,
        one.hits,
        one.hit_rate,
        one.lower,
        one.upper,
        one.area_share,
        one.pai,
        one.pai_lower,
        one.pai_upper,
    )


def _kernels(dataset: Dataset, source: str, run: LongRun) -> tuple[scipy.sparse.csr_array, float]:
    """What turns counts of a run's cells into density, and the bandwidth in metres.

    Each partnership is a plane of its own, true to scale at its middle; incidents of another do not count.
    """
    bandwidth = BANDWIDTH * _spacing(dataset, source)
    key = ("density kernels", source, run.places)

    def made() -> scipy.sparse.csr_array:
        each = [
            cell_kernel(_metres(run.ground.cells[run.ground.run(place)]), bandwidth) for place in run.places
        ]
        return scipy.sparse.csr_array(scipy.sparse.block_diag(each, format="csr"))

    return dataset.once(key, made), bandwidth


def _spacing(dataset: Dataset, source: str) -> float:
    """Metres between the middles of neighbouring cells, as hexagons of the mean area of the resolution."""
    import h3

    area = h3.average_hexagon_area(dataset.cubes[source].resolution, unit="m^2")
    return math.sqrt(2 * area / math.sqrt(3))


def _metres(cells: npt.NDArray[np.uint64]) -> npt.NDArray[np.float64]:
    """[cells, 2]: middles on a plane, in metres."""
    longitude, latitude = cell_centres(cells)
    east = np.radians(longitude) * np.cos(np.radians(latitude.mean())) * _EARTH_RADIUS
    return np.column_stack([east, np.radians(latitude) * _EARTH_RADIUS])
