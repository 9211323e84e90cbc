"""Which areas are like which: nearest neighbours in standardised features, and why.

Every feature is brought to mean 0 and standard deviation 1 over the areas compared, and the distance between
two areas is Euclid's with a weight for each feature. That is how CIPFA's nearest neighbours are found.
Like the official most similar groups, these are not symmetric: an area with no close neighbour is among
nobody's nearest, yet has some of its own. docs/methods.md says more.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy  # parts load when first used
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ROWS_AT_ONCE = 512  # distances of so many areas to all others are held in memory together


class Reason(NamedTuple):
    """What one feature says of two areas."""

    feature: str
    own: float  # as supplied
    peer: float
    own_z: float  # in standard deviations from the mean of all areas
    peer_z: float
    contribution: float  # its share of the squared distance between the two, 0 to 1; small: alike in this


@dataclasses.dataclass(frozen=True)
class SimilarAreas:
    """The nearest areas of each area; see `similar_areas`."""

    codes: tuple[str, ...]
    """The areas compared, in the order of the table."""
    features: tuple[str, ...]
    weights: Floats
    """[features]: what each counts for; together 1."""
    measured: Floats
    """[areas, features]: as supplied."""
    z: Floats
    """[areas, features]: standardised; 0 where a feature is the same everywhere."""
    nearest: NDArray[np.int64]
    """[areas, k]: places in `codes`, nearest first."""
    distance: Floats
    """[areas, k]: the weighted root mean square of the differences in standard deviations."""
    left_out: Mapping[str, tuple[str, ...]]
    """Areas that could not be compared -> the features they lack."""
    constant: tuple[str, ...]
    """Features that are the same everywhere, and so tell no areas apart."""

    def of(self, code: str) -> tuple[str, ...]:
        """The areas most similar to one, nearest first; KeyError for an area that was not compared."""
        return tuple(self.codes[place] for place in self.nearest[self._place(code)])

    def why(self, code: str, peer: str) -> tuple[Reason, ...]:
        """Feature by feature how alike two of the areas are, the most alike first.

        Ordered by contribution, and by the order of the features where that is equal. Contributions add up to
        1, or are all 0 where the two do not differ. KeyError for an area that was not compared.
        """
        own, other = self._place(code), self._place(peer)
        squares = self.weights * (self.z[own] - self.z[other]) ** 2
        total = squares.sum()
        shares = squares / total if total > 0 else np.zeros(len(squares))
        reasons = [
            Reason(feature, *map(float, numbers))
            for feature, *numbers in zip(
                self.features,
                self.measured[own],
                self.measured[other],
                self.z[own],
                self.z[other],
                shares,
                strict=True,
            )
        ]
        return tuple(sorted(reasons, key=lambda reason: reason.contribution))

    def members(self) -> NDArray[np.bool_]:
        """[areas, areas]: whether the column's area is in the row's group, its own area included."""
        inside = np.eye(len(self.codes), dtype=bool)
        np.put_along_axis(inside, self.nearest, True, axis=1)
        return inside

    def _place(self, code: str) -> int:
        try:
            return self.codes.index(code)
        except ValueError:
            raise KeyError(code) from None


def similar_areas(
    features: pd.DataFrame, k: int = 7, weights: Mapping[str, float] | None = None
) -> SimilarAreas:
    """The k areas most similar to each area of a table with an area a row and a feature a column.

    The index holds area codes, each once. Features are standardised over the areas that have all features of
    weight above 0: (value - mean) / standard deviation (dividing by n). The distance is sqrt(sum of w d^2), d
    the difference in standard deviations and w the weights scaled to a sum of 1; weights default to 1 each,
    and a feature without a weight in the mapping has 1 too. An area that lacks a feature (NaN) is left out
    and named, never filled in. Ties go to the area that comes first in the table. With fewer than k others,
    all of them are given. Take logarithms of skewed features (density, say) first, or a few extreme areas
    decide. Raises ValueError for k under 1, repeated codes, infinite values, a weight that is negative, not
    finite or of no feature, and where no feature is left with a weight. Sources: CIPFA, Nearest Neighbours
    Model (standardised Euclidean distance); HMIC, Crime and Policing Comparator, About Most Similar Groups.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1; found {k}")
    if not features.index.is_unique:
        raise ValueError(
            f"each area must have one row; found {features.index[features.index.duplicated()][0]} twice"
        )
    weighed = _weights(tuple(map(str, features.columns)), weights or {})
    table = features.set_axis(features.columns.astype(str), axis=1)[list(weighed)].astype(np.float64)
    numbers = table.to_numpy()
    if np.isinf(numbers).any():
        raise ValueError("features must be finite numbers, or NaN where unknown; found inf")
    known = np.isfinite(numbers)
    whole = known.all(axis=1)
    names = np.array(list(weighed), dtype=object)
    left_out = {
        str(code): tuple(names[~has]) for code, has in zip(table.index[~whole], known[~whole], strict=True)
    }
    values = numbers[whole]
    share = np.array(list(weighed.values()))
    share = share / share.sum()
    z, same = _standardised(values)
    nearest, distance = _nearest(z * np.sqrt(share), min(k, max(len(values) - 1, 0)))
    return SimilarAreas(
        codes=tuple(map(str, table.index[whole])),
        features=tuple(weighed),
        weights=share,
        measured=values,
        z=z,
        nearest=nearest,
        distance=distance,
        left_out=left_out,
        constant=tuple(names[same]),
    )


def _weights(features: tuple[str, ...], weights: Mapping[str, float]) -> dict[str, float]:
    """Features that count -> their weights; in the order of the table."""
    unknown = [name for name in weights if name not in features]
    if unknown:
        raise ValueError(f"weights must be of features in the table; found {', '.join(unknown)}")
    unusable = [name for name, weight in weights.items() if not (np.isfinite(weight) and weight >= 0)]
    if unusable:
        raise ValueError(f"weights must be finite and not negative; not so: {', '.join(unusable)}")
    weighed = {name: float(weights.get(name, 1.0)) for name in features}
    if not any(weighed.values()):
        raise ValueError("at least one feature must have a weight above 0")
    return {name: weight for name, weight in weighed.items() if weight > 0}


def _standardised(values: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """z-scores by column, and which columns are the same everywhere."""
    if not len(values):
        return values, np.zeros(values.shape[1], dtype=bool)
    same = (values == values[0]).all(axis=0)
    deviation = np.where(same, 1.0, values.std(axis=0))
    return np.where(same, 0.0, (values - values.mean(axis=0)) / deviation), same


def _nearest(points: Floats, k: int) -> tuple[NDArray[np.int64], Floats]:
    """Places and distances of the k nearest other points of each."""
    nearest = np.empty((len(points), k), dtype=np.int64)
    distance = np.empty((len(points), k))
    for start in range(0, len(points), _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        far = scipy.spatial.distance.cdist(points[rows], points)
        own = np.arange(len(far))
        far[own, own + start] = np.inf
        nearest[rows] = _lowest(far, k)
        distance[rows] = np.take_along_axis(far, nearest[rows], axis=1)
    return nearest, distance


def _lowest(numbers: Floats, k: int) -> NDArray[np.int64]:
    """[rows, k]: places of the k lowest of each row, the lowest first, of equal ones the first.

    Only those are sorted: of thousands of areas hardly any are near.
    """
    if not k:
        return np.empty((len(numbers), 0), dtype=np.int64)
    highest = np.partition(numbers, k - 1, axis=1)[:, k - 1 : k]
    row, place = np.nonzero(numbers <= highest)  # by rows, so that among equals the first stay first
    order = np.lexsort((numbers[row, place], row))
    begins = np.searchsorted(row, np.arange(len(numbers)))
    return place[order][begins[:, np.newaxis] + np.arange(k)]
