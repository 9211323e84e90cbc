"""What changed? The parts of a change between two periods, which add up to it exactly.

Parts may be crime types, child areas, classes of hotspots, hours, near premises or not: any grouping in which
every incident lies in one part. Null hypothesis of each part's verdict: that of `dashboard.analysis.trends`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from dashboard.analysis.checks import checked_counts
from dashboard.analysis.trends import FEW, change_places, dispersion_phi, verdicts_at

POOLED = "all others"
"""What parts with too few incidents to speak of are called together."""


def contributions(
    names: Sequence[str],
    before: ArrayLike,
    now: ArrayLike,
    months: ArrayLike | None = None,
    *,
    pool_below: int = FEW,
    pooled: str = POOLED,
) -> pd.DataFrame:
    """The parts of a change, the largest first whichever way it goes.

    `before` and `now` [parts] are counts of two periods of equal length over forces and months that both
    cover. `months` [parts, months] are all months known, for each part's own scatter; without them incidents
    are taken as independent. Parts with under `pool_below` incidents in both periods are pooled into one row
    called `pooled`, where there are two or more.

    Columns: part, before, now, change (int64; each column adds up to the whole exactly), share (of the
    change of the whole; NaN where that is 0; below 0 for a part that moved against it), z, verdict, parts
    (how many are in the row). Raises ValueError for counts that are negative, not whole or do not fit, for
    a part named twice, and for one named as the pooled ones are.
    """
    earlier, later = (_whole(counts, name) for counts, name in ((before, "before"), (now, "now")))
    labels = list(names)
    if not earlier.shape == later.shape == (len(labels),):
        raise ValueError(f"there are {len(labels)} parts, but {earlier.shape} before, {later.shape} now")
    if len(set(labels)) < len(labels) or pooled in labels:
        raise ValueError(f"parts must be named once each, and none {pooled!r}")
    series = None if months is None else np.asarray(months, dtype=np.float64)
    if series is not None and (series.ndim != 2 or len(series) != len(labels)):
        raise ValueError(f"months must be [parts, months]; found {series.shape}")
    small = (earlier < pool_below) & (later < pool_below)
    row = np.arange(len(labels))
    if small.sum() > 1:
        row = np.where(small, len(labels), row)
    used, row = np.unique(row, return_inverse=True)
    titles = [labels[place] if place < len(labels) else pooled for place in used]
    return _table(titles, row, earlier, later, series)


def largest(table: pd.DataFrame, share: float = 0.5, most: int = 3) -> pd.DataFrame:
    """The rows of `contributions` that name a change in a sentence: those that go its way, the largest first.

    As few as make up `share` of the whole change, at most `most`, none of them the pooled ones (a row of
    several parts). Where the whole did not change: the largest either way.
    """
    total = int(table["change"].sum())
    single = table[table["parts"] == 1]
    if total == 0:
        return single[single["change"] != 0].head(most)
    going = single[np.sign(single["change"]) == np.sign(total)]
    reached = going["change"].abs().cumsum().to_numpy() >= share * abs(total)
    enough = int(np.argmax(reached)) + 1 if reached.any() else len(going)
    return going.head(min(enough, most))


def whole_parts(weights: ArrayLike) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Weights[parts] as whole numbers that add up to their rounded sum (largest remainders).

    For parts that incidents are spread over, such as hours by aoristic weights: each is within 1 of its
    weight, and the whole is kept. Of equal remainders the first is raised. Raises ValueError for negative
    weights and for more than one axis.
    """
    given = checked_counts(weights, "weights")
    if given.ndim != 1:
        raise ValueError(f"weights must be [parts]; found {given.ndim} axes")
    floor = np.floor(given + 1e-9)
    missing = max(round(float(given.sum())) - int(floor.sum()), 0)
    whole = floor.astype(np.int64)
    whole[np.argsort(floor - given, kind="stable")[:missing]] += 1
    return whole


def _table(
    titles: list[str],
    row: np.ndarray[tuple[int, ...], np.dtype[np.intp]],
    before: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    now: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    months: np.ndarray[tuple[int, ...], np.dtype[np.float64]] | None,
) -> pd.DataFrame:
    rows = len(titles)
    earlier, later = (np.zeros(rows, dtype=np.int64) for _ in range(2))
    np.add.at(earlier, row, before)
    np.add.at(later, row, now)
    phi = np.ones(rows)
    if months is not None and rows:
        joined = np.zeros((rows, months.shape[1]))
        np.add.at(joined, row, months)
        phi = np.asarray(dispersion_phi(joined, joined))
    z, places = change_places(later, earlier, phi)
    change = later - earlier
    total = int(change.sum())
    table = pd.DataFrame(
        {
            "part": pd.Series(titles, dtype="str"),
            "before": earlier,
            "now": later,
            "change": change,
            "share": change / total if total else np.full(rows, np.nan),
            "z": z,
            "verdict": verdicts_at(places),
            "parts": np.bincount(row, minlength=rows),
        }
    )
    order = np.lexsort((np.arange(rows), -later, -np.abs(change)))
    return table.iloc[order].reset_index(drop=True)


def _whole(counts: ArrayLike, name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    values = checked_counts(counts, f"counts {name}")
    if (values != np.floor(values)).any():
        raise ValueError(f"counts {name} must be whole numbers, so that parts add up exactly")
    return values.astype(np.int64)
