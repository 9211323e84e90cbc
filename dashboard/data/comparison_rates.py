"""The rates of the areas compared, by whatever they divide by, and their places among similar areas."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.comparison import crude_rate, rate_interval
from dashboard.analysis.peers import among_peers
from dashboard.data.alike import Harm
from dashboard.data.compared import Compared
from dashboard.data.comparison_areas import (
    group_name,
    names_of,
    parents_of,
    ranks,
    reason_of,
    state_of,
)
from dashboard.data.comparison_parts import Asked
from dashboard.data.comparison_quality import common_instead, common_months, left_out, quality
from dashboard.data.dataset import Dataset
from dashboard.data.denominators import denominators
from dashboard.data.divisors import DIVISORS, RESIDENTS, amounts, dataset_of, too_few
from dashboard.data.harm import harm_of
from dashboard.data.measures import direction
from dashboard.data.similar_members import Listed, similar_of
from dashboard.data.unclear import unclear_ends

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class _Rates(NamedTuple):
    """The rates of the areas listed, and what they divide by."""

    population: Floats
    empty: Flags
    """Areas of which it is known that there is none of it."""
    few: Flags
    """Those with so little of it that there is no rate."""
    rate: Floats
    lower: Floats
    upper: Floats


def _rates_of(asked: Asked, per: str) -> _Rates:
    """By residents the rates of `area_rows`; by anything else, of the same incidents by the same rule.

    That is: where all of an area has data in the whole period.
    """
    rows = asked.rows
    if per == RESIDENTS:
        few = too_few(per, rows.residents)
        return _Rates(rows.residents, rows.residents == 0, few, rows.rate, rows.rate_lower, rows.rate_upper)
    population = amounts(asked.dataset, per)[asked.listing.listed]
    empty = asked.dataset.measures.of(per, len(asked.dataset.areas.codes))[asked.listing.listed] == 0
    few = too_few(per, population)
    known = np.where(asked.whole[:, asked.view.period].all(axis=1) & ~few, population, np.nan)
    number = DIVISORS[per].number
    rate, limits = crude_rate(rows.at_home, known, number), rate_interval(rows.at_home, known, per=number)
    return _Rates(population, empty, few, np.asarray(rate), *map(np.asarray, limits))


def compared_of(asked: Asked) -> Compared:
    """Rates, changes and places among similar areas."""
    dataset, areas, rows, view = asked.dataset, asked.listing, asked.rows, asked.view
    chosen = asked.selection.comparison
    tree, codes = dataset.areas, tuple(rows.codes)
    parents = parents_of(tree, areas.level, areas.listed)
    names = names_of(tree, areas.listed, parents)
    per, divisor = chosen.per, DIVISORS[chosen.per]
    rates = _rates_of(asked, per)
    complete = np.isfinite(rates.rate)
    rank, tied = ranks(rates.rate)
    among_name = tree.name(areas.among)
    state = state_of(
        areas,
        recorded=bool(view.type_indices),
        known=rows.covered,
        population=rates.population,
        complete=complete,
    )
    named = tuple(zip(codes, names, strict=True))
    own = np.flatnonzero(areas.own).tolist()
    own_row = own[0] if len(own) == 1 else -1
    whole_name = group_name(areas.level, int(complete.sum()), areas.number)
    similar = similar_of(dataset, Listed(areas, codes, names, own_row, whole_name), chosen)
    return Compared(
        level=areas.level,
        among=areas.among,
        among_name=among_name,
        state=state,
        reason=reason_of(state, areas, tree, divisor.nouns, few=bool(rates.few.any())),
        number=areas.number,
        elsewhere=areas.elsewhere,
        codes=codes,
        names=names,
        parents=parents,
        own=areas.own,
        own_code=codes[own_row] if own_row >= 0 else "",
        incidents=rows.incidents,
        known=rows.covered | (rows.incidents > 0),
        counted=rows.at_home,
        population=rates.population,
        per=per,
        per_label=divisor.label,
        per_number=divisor.number,
        per_dataset=dataset_of(dataset, per),
        rate=rates.rate,
        lower=rates.lower,
        upper=rates.upper,
        complete=complete,
        change=rows.change,
        notes=_notes(dataset, areas.among, codes, per),
        peers=among_peers(
            np.where(complete, rows.at_home, np.nan), rates.population, similar.members, per=divisor.number
        ),
        members=similar.members,
        group_name=similar.group_name,
        similar=similar,
        rank=rank,
        ranked=int(complete.sum()),
        tied=tied,
        unclear=unclear_ends(rates.rate, rows.at_home, rates.population),
        quality=quality(dataset, asked.source, areas.listed, asked.whole, view.period),
        left_out=left_out(
            dataset, named, asked.whole, complete, view.period, *divisor.lacking, rates.empty, rates.few
        ),
        common=common_months(dataset, asked.whole, view.period),
        instead=common_instead(dataset, asked.whole, view.period),
        direction=direction(asked.types),
    )


def _notes(dataset: Dataset, among: str, codes: tuple[str, ...], per: str) -> tuple[str, ...]:
    """Where residents are a poor denominator; nothing of the kind where rates divide by something else."""
    return tuple(denominators(dataset, among, codes)) if codes and per == RESIDENTS else ("",) * len(codes)


def harm_by(asked: Asked, found: Compared) -> Harm | None:
    """Weighted harm by the table chosen; None without one, or without an area."""
    counts, table = asked.counts, asked.selection.comparison.harm
    if counts is None or not table:
        return None
    counted = counts.at_home_by_type(asked.view.type_indices, asked.view.period)
    return harm_of(asked.dataset, found, asked.types, counted, table)
