"""What Compare says as tables, one export each: the very arrays that the page is told, in words where it is.

A number that is not known is missing, not 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.peers import Place
from dashboard.analysis.quadrant import corner_words
from dashboard.analysis.variation import Direction
from dashboard.analysis.xmr import signals_of
from dashboard.data.alike import Harm
from dashboard.data.area_table import change_columns
from dashboard.data.compared import NO_MONTH, PLACES, ByType, Compared, Funnel, Judged, Trends, Worsening
from dashboard.data.schema import month_text

Floats = npt.NDArray[np.float64]

_OUTSIDE = {1.0: "above", 0.0: "within", -1.0: "below"}


def compared_frame(
    compared: Compared,
    funnel: Funnel,
    trends: Trends,
    worsening: Worsening,
    residents: Floats,
    harm: Harm | None = None,
) -> pd.DataFrame:
    """One row an area: all that the page says of it; harm where weights are chosen."""
    peers, quality = compared.peers, compared.quality
    why = {one.code: str(one.why) for one in compared.left_out}
    columns: dict[str, Any] = {
        "area_code": compared.codes,
        "area_name": compared.names,
        "incidents": _whole(compared.incidents, ~compared.known),
        **_divided(compared, residents),
        "rate": compared.rate,
        "rate_lower": compared.lower,
        "rate_upper": compared.upper,
        "rank": _whole(compared.rank, compared.rank == 0),
        "ranked": compared.ranked,
        "group": compared.similar.group_names,
        "group_given_by": compared.similar.given_by,
        "group_mean": peers.group.mean,
        "group_lower": peers.group.lower,
        "group_upper": peers.group.upper,
        "group_members": peers.group.members,
        "ratio": peers.ratio,
        "place": _texts(peers.place),
        "funnel_limits": _limits(funnel),
        "funnel_95": _outside(funnel, funnel.side95),
        "funnel_998": _outside(funnel, funnel.side998),
        "months_class": _texts(trends.variation),
        "trend": _texts(compared.change.verdict if worsening.by == "year" else trends.variation),
        "trend_by": worsening.by,
        "reach": worsening.reach,
        "corner": [corner_words(one, compared.direction) for one in worsening.standings.corner],
        **change_columns(compared.change),
        "complete": quality.missing == 0,
        "no_rate_because": [why.get(code, "") for code in compared.codes],
        "months_missing": quality.missing,
        "first_month": _months(quality.first.tolist()),
        "last_month": _months(quality.last.tolist()),
        "share_without_location": quality.without_location,
        "precision": quality.precision,
        "denominator_note": compared.notes,
        "own": compared.own,
        **_harm(harm),
    }
    columns["verdict"] = _texts(columns["verdict"])
    return pd.DataFrame(columns, index=range(len(compared.codes)))


def _divided(compared: Compared, residents: Floats) -> dict[str, Any]:
    """Residents, and what rates divide by where that is something else."""
    return {
        "residents": residents,
        "divided_by": compared.population,
        **_unit(compared),
    }


def _unit(compared: Compared) -> dict[str, Any]:
    """What every rate of a table is for: 1,000 residents, 1 km²."""
    return {"divided_by_what": compared.per, "rate_is_for": compared.per_number}


def _limits(funnel: Funnel) -> str:
    """The limits as they are drawn: exact where there is nothing to widen them for."""
    return funnel.chosen if funnel.widened else "exact"


def _harm(harm: Harm | None) -> dict[str, Any]:
    """The columns of weighted harm, none without weights."""
    if harm is None:
        return {}
    return {
        "harm": harm.harm,
        "harm_rate": harm.rate,
        "harm_rank": _whole(harm.rank, harm.rank == 0),
        "harm_group_mean": harm.mean,
        "harm_unweighted_incidents": harm.unweighted,
        "harm_types_without_weight": "; ".join(harm.missing),
        "harm_table": harm.table,
        "harm_dated": harm.dated,
    }


def types_frame(compared: Compared, of_types: ByType) -> pd.DataFrame:
    """One row an area and crime type, area by area."""
    kinds, areas = len(of_types.types), len(compared.codes)

    def by_area(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return values.T.ravel()

    known = np.tile(compared.known, (kinds, 1))
    return pd.DataFrame(
        {
            "area_code": np.repeat(np.array(compared.codes, dtype=object), kinds),
            "area_name": np.repeat(np.array(compared.names, dtype=object), kinds),
            "crime_type": list(of_types.types) * areas,
            "label": list(of_types.labels) * areas,
            "incidents": _whole(by_area(of_types.incidents), by_area(~known)),
            **_unit(compared),
            "rate": by_area(of_types.rate),
            "rate_lower": by_area(of_types.lower),
            "rate_upper": by_area(of_types.upper),
            "rank": _whole(by_area(of_types.rank), by_area(of_types.rank == 0)),
            "group_mean": by_area(of_types.mean),
            "ratio": by_area(of_types.ratio),
            "place": [str(PLACES[place]) for place in by_area(of_types.place).tolist()],
        }
    )


def months_frame(compared: Compared, trends: Trends) -> pd.DataFrame:
    """One row an area and month up to the period's end, area by area.

    incidents is missing where not all of the area has data, or not all areas if only those months are used.
    `signal` is that of the first rule the month meets, `phase` counts from 1.
    """
    areas, months = trends.counts.shape
    chart, incidents = trends.chart, trends.counts.ravel()
    missing = np.isnan(incidents)
    return pd.DataFrame(
        {
            "area_code": np.repeat(np.array(compared.codes, dtype=object), months),
            "area_name": np.repeat(np.array(compared.names, dtype=object), months),
            "month": [month_text(month) for month in trends.months] * areas,
            "incidents": _whole(np.where(missing, 0, incidents).astype(np.int64), missing),
            "mean": np.asarray(chart.limits.mean).ravel(),
            "lower": np.asarray(chart.limits.lower).ravel(),
            "upper": np.asarray(chart.limits.upper).ravel(),
            "signal": _texts(signals_of(chart.rules)),
            "phase": _phases(trends).ravel(),
        }
    )


def _phases(trends: Trends) -> npt.NDArray[np.int64]:
    """[areas, months]: in which phase of its area's chart a month lies, from 1."""
    phase = np.ones(trends.counts.shape, dtype=np.int64)
    for row, start in trends.phases:
        phase[row, start - trends.months[0] :] += 1
    return phase


def funnel_frame(compared: Compared, funnel: Funnel) -> pd.DataFrame:
    """The lines of the funnel: one row a population."""
    return pd.DataFrame(
        {
            "population": funnel.at,
            "baseline": funnel.baseline,
            "lower_95": funnel.lower95,
            "upper_95": funnel.upper95,
            "lower_998": funnel.lower998,
            "upper_998": funnel.upper998,
            "adjustment": funnel.chosen,
            "limits_drawn": _limits(funnel),
            "phi": float(funnel.found.phi),
            "tau2": float(funnel.found.tau2),
            **_unit(compared),
        }
    )


def worsening_frame(compared: Compared, worsening: Worsening) -> pd.DataFrame:
    """The lists: of all chosen crime types together (crime_type is ""), then by single crime types.

    `signal` is the rule that `trend_month` meets, `signal_months` how many months it rests on up to that one;
    without any where the trend is the change of a year. `judged_by_months_before` is the month in which
    limits begin afresh: those of the months before it judge; empty where an area's own months do.
    """
    together, single = compared.direction, Direction.HIGHER_WORSE
    lists = [
        (worsening.worst, together),
        (worsening.pairs_worst, single),
        (worsening.best, together),
        (worsening.pairs_best, single),
    ]
    rows = [row for entries, direction in lists for row in _listed(entries, direction)]
    columns = ["corner", "order", "area_code", "area_name", "crime_type", "rate", "group_mean", "ratio"]
    why = ["trend_month", "signal", "signal_months", "judged_by_months_before"]
    found = pd.DataFrame(rows, columns=[*columns, "place", "trend", "reach", *why])
    return found.astype({"signal_months": "Int64"}).assign(**_unit(compared), trend_by=worsening.by)


def _listed(entries: Sequence[Judged], direction: Direction) -> list[tuple[Any, ...]]:
    return [
        (
            corner_words(one.corner, direction),
            number,
            one.code,
            one.name,
            one.crime_type,
            one.rate,
            one.mean,
            one.ratio,
            one.place,
            one.trend,
            one.reach,
            month_text(one.decided.month) if one.decided.signal else "",
            str(one.decided.signal),
            one.decided.months or None,
            *_months([one.since]),
        )
        for number, one in enumerate(entries, start=1)
    ]


def _whole(values: npt.NDArray[np.int64], missing: npt.NDArray[np.bool_]) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(np.array(values, dtype=np.int64), np.array(missing, dtype=bool))


def _texts(words: Any) -> list[str]:
    return [str(word) for word in np.asarray(words, dtype=object).ravel().tolist()]


def _outside(funnel: Funnel, sides: Floats) -> list[str]:
    """On which side of the limits each area lies, in words."""
    said = zip(sides.tolist(), funnel.few.tolist(), strict=True)
    return [str(Place.TOO_FEW) if few else _OUTSIDE.get(side, "") for side, few in said]


def _months(months: list[int]) -> list[str]:
    return ["" if month == NO_MONTH else month_text(month) for month in months]
