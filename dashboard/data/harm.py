"""Weighted harm of the areas compared, by a table of weights that was supplied; nothing is built in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from dashboard.analysis.checks import divided
from dashboard.analysis.harm import weighted_harm
from dashboard.analysis.peers import group_means
from dashboard.data.alike import Harm, HarmWeight
from dashboard.data.compared import Compared
from dashboard.data.comparison_areas import ranks
from dashboard.data.dataset import Dataset
from dashboard.data.schema import CRIME_TYPES

Counts = npt.NDArray[np.int64]

TOO_COARSE = (
    "The crime types of police.uk are too coarse for weights of harm: each holds offences of very different "
    "harm, so this is a rough figure."
)


def harm_of(
    dataset: Dataset, compared: Compared, types: Sequence[str], counted: Counts, table: str
) -> Harm | None:
    """Harm by a table's weights from counted[types, areas], as rates count them; None for no such table."""
    rows = dataset.harm_weights[dataset.harm_weights.dataset == table]
    if rows.empty:
        return None
    weights = dict(zip(rows.crime_type, rows.weight.astype(float), strict=True))
    weighed = {name: weights[name] for name in types if name in weights}
    known = np.where(compared.complete, counted, np.nan)
    found = weighted_harm(known.T, types, weighed)
    harm = np.atleast_1d(np.where(compared.complete, found.harm, np.nan))
    rate = divided(harm * compared.per_number, compared.population)
    rank, tied = ranks(rate)
    mean = group_means(rate, compared.members).mean
    return Harm(
        table=table,
        dated=str(rows.dated.iloc[-1]),
        weights=tuple(HarmWeight(name, dataset.types[name], weight) for name, weight in weighed.items()),
        harm=harm,
        rate=rate,
        rank=rank,
        tied=tied,
        mean=mean,
        ratio=divided(rate, mean),
        unweighted=np.atleast_1d(np.nan_to_num(found.unweighted)).astype(np.int64),
        missing=tuple(dataset.types[name] for name in found.missing),
        unused=_unused(weights, dataset),
        coarse=TOO_COARSE if any(name in CRIME_TYPES for name in types) else "",
    )


def _unused(weights: Mapping[str, float], dataset: Dataset) -> tuple[str, ...]:
    """Names in the table that no source of the data has."""
    return tuple(name for name in weights if name not in dataset.types and name not in CRIME_TYPES)
