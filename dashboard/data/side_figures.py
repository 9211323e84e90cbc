"""What stands on both sides: the figures of Scan for two areas in the same months, on one scale.

Counts, changes and limits are Scan's own (`statistics`, `queries`, `series`), rates by crime type those of
Compare's table. Nothing is worked out here but what needs both areas at once.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.comparison import rate_ratio
from dashboard.analysis.trends import Verdict
from dashboard.data import queries
from dashboard.data.compared import ByType, Compared
from dashboard.data.comparing import by_type, compared
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.listed import ListedType
from dashboard.data.schema import month_number
from dashboard.data.series import Month, Series, series
from dashboard.data.side import of_area
from dashboard.selection import Selection

Floats = npt.NDArray[np.float64]
Pair = tuple[Selection, Selection]


class Rate(NamedTuple):
    """A rate with its 95% interval; None where it is not known."""

    rate: float | None
    lower: float | None
    upper: float | None


@dataclasses.dataclass(frozen=True)
class Rates:
    """The rates of both areas, and how many times as high the higher one is."""

    per: str
    per_label: str
    """"per 1,000 residents"."""
    per_number: float
    populations: tuple[float, float]
    """NaN where not known."""
    of_sides: tuple[Rate, Rate]
    order: tuple[int, int]
    """Sides by rate, the higher one first."""
    ratio: Rate
    """The higher rate over the other."""


class SideOfType(NamedTuple):
    """A crime type on one side."""

    incidents: int
    rate: Rate
    share: float
    change: int | None
    verdict: str


class SideType(NamedTuple):
    """A crime type on both sides."""

    crime_type: str
    label: str
    of_sides: tuple[SideOfType, SideOfType]


@dataclasses.dataclass(frozen=True)
class SideMonths:
    """The months that both areas have. Arrays are [2, months], NaN where an area has no data."""

    months: tuple[int, ...]
    """From the first that both have to the last."""
    counts: Floats
    values: Floats
    """Rates, or counts where either population is not known."""
    lower: Floats
    upper: Floats
    mean: Floats
    """[2]: Scan's usual range of single months, from all months an area has, NaN where there are too few."""
    signals: tuple[tuple[str, ...], tuple[str, ...]]
    """A `Signal` each, as in Scan's chart."""
    rested: tuple[int, int]
    """How many months each usual range rests on."""
    top: float
    """The highest value on either side: both charts reach that high."""
    rated: bool
    per_label: str
    """What rates are for: "per 1,000 residents"."""


def side_rates(dataset: Dataset, pair: Pair, source: str) -> Rates:
    """The rates of both, per residents or what else was chosen."""
    found = [_alone(dataset, selection, source) for selection in pair]
    counts = [float(one.counted[0]) if len(one.codes) else 0.0 for one in found]
    populations = [float(one.population[0]) if _rated(one) else np.nan for one in found]
    first = found[0]
    high = int(counts[1] * populations[0] > counts[0] * populations[1])
    low = 1 - high
    ratio = rate_ratio(counts[high], populations[high], counts[low], populations[low])
    return disclose(
        Rates(
            per=first.per,
            per_label=first.per_label,
            per_number=first.per_number,
            populations=(populations[0], populations[1]),
            of_sides=(_rate_of(found[0]), _rate_of(found[1])),
            order=(high, low),
            ratio=Rate(*(_known(float(one)) for one in ratio)),
        ),
        dataset.sources[source],
    )


def side_types(dataset: Dataset, pair: Pair, source: str) -> tuple[SideType, ...]:
    """The chosen crime types that the source records, the most frequent of both areas first."""
    listed = [queries.types_in_brief(dataset, selection, source) for selection in pair]
    rated = [by_type(dataset, of_area(dataset, selection), source) for selection in pair]
    rows = [
        SideType(one.crime_type, one.label, (_of_type(one, rated[0]), _of_type(other, rated[1])))
        for one, other in zip(*listed, strict=True)
    ]
    ordered = sorted(rows, key=lambda row: -sum(side.incidents for side in row.of_sides))
    return disclose(tuple(ordered), dataset.sources[source])


def types_not_chosen(dataset: Dataset, pair: Pair, source: str) -> dict[str, str]:
    """Label of each crime type that the source records but nobody chose, by its name."""
    chosen = pair[0].types or tuple(dataset.types)
    recorded = dataset.cubes[source].types
    return {name: dataset.types[name] for name in recorded if name not in chosen}


def side_months(dataset: Dataset, pair: Pair, source: str, shared: tuple[int, ...]) -> SideMonths:
    """The months of both from the first to the last that both have (`Sides.shared`), on one scale."""
    found = [series(dataset, selection, source) for selection in pair]
    rates = side_rates(dataset, pair, source)
    rated = bool(np.isfinite(rates.populations).all())
    factors = rates.per_number / np.array(rates.populations) if rated else np.ones(2)
    months = tuple(range(shared[0], shared[-1] + 1)) if shared else ()
    rows = [_within(one, months) for one in found]
    held = np.isin(np.array(months, dtype=np.int64), np.array(shared, dtype=np.int64))
    counts = np.array([[_or_nan(month.incidents) for month in row] for row in rows])
    counts = np.where(held, counts.reshape(2, len(months)), np.nan)
    mean, lower, upper = (factors * np.array([_limit(one, name) for one in found]) for name in _LIMITS)
    values = counts * factors[:, np.newaxis]
    signals = [
        tuple(month.signal if kept else "" for month, kept in zip(row, held.tolist(), strict=True))
        for row in rows
    ]
    highest = np.r_[values.ravel(), upper, 0.0]
    return disclose(
        SideMonths(
            months=months,
            counts=counts,
            values=values,
            lower=lower,
            upper=upper,
            mean=mean,
            signals=(signals[0], signals[1]),
            rested=(found[0].whole_months, found[1].whole_months),
            top=float(np.nanmax(highest)),
            rated=rated,
            per_label=rates.per_label,
        ),
        dataset.sources[source],
    )


_LIMITS = ("mean", "lower", "upper")


def _within(found: Series, months: tuple[int, ...]) -> list[Month]:
    return [row for row in found.rows if months and months[0] <= month_number(row.month) <= months[-1]]


def _limit(found: Series, name: str) -> float:
    """A limit of the usual range: the same in every month."""
    return _or_nan(getattr(found.rows[-1], name)) if found.rows else np.nan


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else float(value)


def _alone(dataset: Dataset, selection: Selection, source: str) -> Compared:
    return compared(dataset, of_area(dataset, selection), source)


def _rated(found: Compared) -> bool:
    return bool(len(found.codes) and found.complete[0])


def _rate_of(found: Compared) -> Rate:
    if not _rated(found):
        return Rate(None, None, None)
    return Rate(*(_known(float(limit[0])) for limit in (found.rate, found.lower, found.upper)))


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _of_type(listed: ListedType, rated: ByType) -> SideOfType:
    change = None if listed.change is None else int(listed.change)
    verdict = str(Verdict(listed.verdict))
    incidents, share = listed.incidents or 0, listed.share or 0.0  # both known: of an open source
    return SideOfType(incidents, _rate_of_type(listed, rated), share, change, verdict)


def _rate_of_type(listed: ListedType, rated: ByType) -> Rate:
    if listed.crime_type not in rated.types or not rated.rate.shape[1]:
        return Rate(None, None, None)
    row = rated.types.index(listed.crime_type)
    return Rate(*(_known(float(limit[row, 0])) for limit in (rated.rate, rated.lower, rated.upper)))
