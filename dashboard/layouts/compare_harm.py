"""Weighted harm in the table of areas: its column, the weights to choose from, and what is said of them.

The weights are the user's own, named and dated. What has no weight is named, never counted as nothing.
"""

from __future__ import annotations

import math
from typing import Any

from dashboard.data.alike import Harm
from dashboard.data.compared import Compared
from dashboard.data.dataset import Dataset
from dashboard.layouts import words
from dashboard.layouts.compare_catalogue import measure_link
from dashboard.layouts.compare_terms import named
from dashboard.layouts.elements import Element, Span
from dashboard.layouts.similar_why import feature_value

NO_HARM = "no weights"


def harm_choices(dataset: Dataset) -> list[list[str]]:
    """What the address has for each table of weights, and words; none where none is imported."""
    tables = dataset.catalogue.harm_tables
    if not tables:
        return []
    return [["", NO_HARM], *([name, f"{name}, {_dated(dated)}"] for name, dated in tables.items())]


def _dated(dated: str) -> str:
    return f"dated {dated}" if dated else "not dated"


def harm_head(c: Compared, harm: Harm | None) -> dict[str, list[str]]:
    """Heading and meaning of the column; no column without weights."""
    if harm is None:
        return {}
    meaning = f"Incidents times the weights of “{harm.table}”, {_dated(harm.dated)}, {c.per_label}"
    return {"harm": ["Harm", meaning]}


def harm_cells(c: Compared, harm: Harm | None) -> dict[str, Any]:
    """The figure in each area's cell, and its rank and ratio to be read on it."""
    if harm is None:
        return {"harm_text": [], "harm_tip": []}
    rates = harm.rate.tolist()
    return {
        "harm_text": [feature_value(rate, "") for rate in rates],
        "harm_tip": [_tip(c, harm, row) if math.isfinite(rate) else "" for row, rate in enumerate(rates)],
    }


def _tip(c: Compared, harm: Harm, row: int) -> str:
    rank, ratio = int(harm.rank[row]), float(harm.ratio[row])
    place = words.place_in_line(rank, c.ranked, tied=bool(harm.tied[row]))
    against = f"; {words.times(ratio)} the mean of similar areas" if math.isfinite(ratio) else ""
    return f"{place} of {c.ranked}{against}; no verdict is made of weighted sums"


def harm_said(harm: Harm | None, wanted: str = "") -> list[Element]:
    """Whose weights these are, what has none, and that these crime types are too coarse for them.

    Where weights are wanted and there is no harm, that it could not be worked out.
    """
    if harm is None:
        failed = f" Weighted harm by “{wanted}” could not be worked out, so it has no column."
        return [Span(failed, className="harm-said")] if wanted else []
    said = [f": weights of “{harm.table}”, {_dated(harm.dated)}, supplied here."]
    if harm.missing:
        said.append(f"Without a weight, so in no harm: {named(harm.missing)}.")
    if harm.unused:
        said.append(f"In the table, but no crime type here: {named(harm.unused)}.")
    if harm.coarse:
        said.append(harm.coarse)
    link = measure_link("weighted-harm", "Weighted harm")
    return [Span([" ", link, " ".join(said)], className="harm-said")]
