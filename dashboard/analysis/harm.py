"""Weighted harm: counts of crime types, each times a weight that the user supplies.

As in the Crime Severity Score and the Cambridge Crime Harm Index, whose weights are of offences, not of the
14 types of police.uk: this product brings no weights of its own. What has no weight is named, never counted
as nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.checks import checked_counts, plain

Values = NDArray[np.float64] | float


class WeightedHarm(NamedTuple):
    """Harm, and what it leaves out."""

    harm: Values  # float or array[...], in the unit of the weights; NaN where a weighed count is unknown
    unweighted: Values  # incidents of types without a weight, in no harm
    missing: tuple[str, ...]  # types without a weight that have incidents somewhere
    unused: tuple[str, ...]  # names in the table of weights that are no type here: misspelt, perhaps


def weighted_harm(count: ArrayLike, types: Sequence[str], weights: Mapping[str, float]) -> WeightedHarm:
    """The sum over types of count[..., types] x weight, with the types that have no weight named.

    A type without incidents needs no weight. Where no type with a weight is left, harm is NaN, not 0. NaN
    counts (no data) of a type with a weight make the sum NaN. Divide by residents for a rate (`crude_rate`
    takes it as a count). Raises ValueError for negative or infinite counts or weights, a NaN weight, a type
    named twice, and where counts do not have one entry for each type. Source: ONS (2016), Crime Severity
    Score, and L. Sherman, P. W. Neyroud and E. Neyroud (2016), The Cambridge Crime Harm Index, Policing 10,
    171-183.
    """
    counts = checked_counts(count, "counts", may_be_missing=True)
    names = [str(name) for name in types]
    if counts.ndim == 0 or counts.shape[-1] != len(names):
        raise ValueError(f"counts must have one entry for each of the {len(names)} types")
    if len(set(names)) < len(names):
        raise ValueError("each type must be named once")
    weighed = np.array([name in weights for name in names], dtype=bool)
    by_type = checked_counts([weights.get(name, 0.0) for name in names], "weights")
    left = np.nansum(np.where(weighed, 0, counts), axis=-1)
    with_any = np.nansum(counts.reshape(-1, len(names)), axis=0) > 0
    harm = np.where(weighed, counts * by_type, 0).sum(axis=-1)
    return WeightedHarm(
        plain(harm if weighed.any() else np.full(np.shape(harm), np.nan)),
        plain(left),
        tuple(name for name, has, some in zip(names, weighed, with_any, strict=True) if some and not has),
        tuple(name for name in weights if name not in names),
    )
