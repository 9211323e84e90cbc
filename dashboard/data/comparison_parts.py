"""The parts of a comparison, made from a version's counts: `comparing` hands them out and keeps them a while.

Rates and changes are those of `area_rows`; what is said of them is made by the modules on arrays
(`comparison_trends`, `comparison_types`, `comparison_quality`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from dashboard.analysis.deciding import UNDECIDED, Deciding
from dashboard.analysis.variation import Direction, sides_at_end
from dashboard.analysis.xmr import xmr_limits
from dashboard.comparison_fields import EVERYWHERE
from dashboard.data.area_rows import level_rows, months_of_level
from dashboard.data.area_table import AreaRows, no_rows
from dashboard.data.changes import changes
from dashboard.data.compared import ByType, Compared, Trends
from dashboard.data.comparison_areas import Listing, listing
from dashboard.data.comparison_quality import whole_months
from dashboard.data.comparison_trends import (
    RECENT,
    counts_known,
    decided_alone,
    reach_of,
    trend_of_changes,
)
from dashboard.data.comparison_trends import trends as charts_of
from dashboard.data.comparison_types import Names, PairTrends, compared_by_type
from dashboard.data.dataset import Dataset
from dashboard.data.level_counts import LevelCounts, level_counts
from dashboard.data.measures import direction
from dashboard.data.schema import Source
from dashboard.data.view import View, view_of
from dashboard.selection import Selection

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Made = TypeVar("Made")


class Asked:
    """What all parts of a comparison begin with."""

    def __init__(self, dataset: Dataset, selection: Selection, source: str) -> None:
        """Raises KeyError for a source or area the version does not have."""
        self.dataset = dataset
        self.selection = selection
        self.source: Source = dataset.sources[source]
        self.listing: Listing = listing(dataset, selection)
        self.scoped = selection.without_places().replace(area=self.listing.among)

    @property
    def similarity(self) -> tuple[Hashable, ...]:
        """What of the selection decides who is similar, and what rates divide by."""
        chosen = self.selection.comparison
        ways = {"near": (chosen.near,), "picked": chosen.peers}
        return (self.selection.area, chosen.per, chosen.similar, chosen.weights, ways.get(chosen.similar, ()))

    def kept(self, part: str, key: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
        """What `make` gives, or gave a moment ago for the same areas, months, crime types and key."""
        counted = self.scoped.counted(self.source.key)
        return self.dataset.recent.get((part, counted, self.listing.level, *key), make)

    @functools.cached_property
    def view(self) -> View:
        """The larger area, nothing pinned in it."""
        return view_of(self.dataset, self.scoped, self.source.key)

    @functools.cached_property
    def rows(self) -> AreaRows:
        """The rows of `queries.areas` for the areas listed: they come first there, in the same order."""
        number = len(self.listing.listed)
        if not number:
            return no_rows()
        rows = level_rows(self.dataset, self.scoped, self.source.key, self.listing.level)
        return rows.taken(np.arange(number))

    @functools.cached_property
    def whole(self) -> Flags:
        """[areas, months of the version]: months with data of all of an area."""
        found = whole_months(self.dataset, self.source.key, self.listing.listed)
        return found if self.view.type_indices else np.zeros_like(found)

    @functools.cached_property
    def counts(self) -> LevelCounts | None:
        """Incidents by type and month; None where no area is listed."""
        if not len(self.listing.listed):
            return None
        return level_counts(self.dataset, self.source.key, self.listing.level, self.listing.among)

    @property
    def ended(self) -> slice:
        """The months of the version up to the period's end."""
        return slice(0, self.view.period.stop)

    @property
    def types(self) -> tuple[str, ...]:
        """The chosen crime types that the source records."""
        return tuple(self.view.cube.types[kind] for kind in self.view.type_indices)


def trends_of(asked: Asked) -> Trends:
    """Months and charts."""
    chosen, ended = asked.selection.comparison, asked.ended
    counts = _months_together(asked)[:, ended]
    codes = np.array([asked.dataset.areas.codes[index] for index in asked.listing.listed], dtype=object)
    return charts_of(
        counts_known(counts, asked.whole[:, ended], chosen.span),
        asked.dataset.first_month,
        [
            (row, month)
            for code, month in chosen.rebase
            for row in np.flatnonzero((codes == code) | (code == EVERYWHERE)).tolist()
        ],
        direction(asked.types),
        by=chosen.trend,
        span=chosen.span,
    )


def _months_together(asked: Asked) -> npt.NDArray[np.int64]:
    """[areas, months of the version]: the chosen types together, as the rows of the table count them."""
    listed, level = asked.listing.listed, asked.listing.level
    if not len(listed):
        return np.zeros((0, asked.whole.shape[1]), dtype=np.int64)
    every = asked.dataset.areas.inside(asked.listing.among, level)
    return months_of_level(asked.view, level).monthly()[np.searchsorted(every, listed)]


def by_type_of(asked: Asked, found: Compared) -> ByType:
    """Areas by crime type, those compared that are compared together."""
    counts, kinds, period = asked.counts, asked.view.type_indices, asked.view.period
    nothing = np.zeros((len(kinds), 0), dtype=np.int64)
    names = Names(
        types=asked.types,
        labels=tuple(asked.dataset.types[name] for name in asked.types),
        directions=tuple(direction((name,)) for name in asked.types),
    )
    return compared_by_type(
        names,
        nothing if counts is None else counts.total_by_type(kinds, period),
        nothing if counts is None else counts.at_home_by_type(kinds, period),
        found.complete,
        found.population,
        found.members,
        found.per_number,
    )


def pairs_of(asked: Asked, found: Compared, together: Trends, of_types: ByType) -> PairTrends:
    """The own trends of areas by the single crime types of which more is worse; of one type chosen none."""
    counts = asked.counts
    if counts is None or len(of_types.types) < 2:
        nothing = np.zeros((0, len(found.codes)))
        return PairTrends((), nothing, lambda _row, _area: np.nan, lambda _row, _area: UNDECIDED)
    kinds = [place for place, means in enumerate(of_types.directions) if means is Direction.HIGHER_WORSE]
    if asked.selection.comparison.trend == "year":
        return _pairs_by_change(asked, counts, kinds)
    recent = RECENT[asked.selection.comparison.trend]
    series = [_series(asked, counts, kind) for kind in kinds]
    side = sides_at_end(series, recent) if series else np.zeros((0, len(found.codes)))

    def reach(row: int, area: int) -> float:
        own = series[row][area]
        return float(reach_of(own, xmr_limits(own)))

    def decided(row: int, area: int) -> Deciding:
        return decided_alone(series[row][area], recent, together.months[0])

    return PairTrends(kinds, side, reach, decided)


def _series(asked: Asked, counts: LevelCounts, kind: int) -> Floats:
    """[areas, months up to the period's end]: one of the chosen crime types, NaN without data."""
    every = counts.series_by_type(asked.view.type_indices[kind])[:, asked.ended]
    return counts_known(every, asked.whole[:, asked.ended], asked.selection.comparison.span)


def _pairs_by_change(asked: Asked, counts: LevelCounts, kinds: list[int]) -> PairTrends:
    """The same where the change of a year is the trend, by the rule of `area_rows`."""
    listed, view = asked.listing.listed, asked.view
    side, reach = np.zeros((2, len(kinds), len(listed)))
    forces, families = view.forces_by_area[listed], asked.dataset.areas.parents[listed].astype(np.int64)
    for row, kind in enumerate(kinds):
        months = counts.months((view.type_indices[kind],))
        side[row], reach[row] = trend_of_changes(changes(view, months, forces, families))
    return PairTrends(kinds, side, lambda row, area: float(reach[row, area]), lambda _row, _area: UNDECIDED)
