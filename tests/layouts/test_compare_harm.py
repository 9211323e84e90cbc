"""Weighted harm in the table: whose weights, what has none, and no verdict."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from dashboard.data.alike import Harm, HarmWeight
from dashboard.data.dataset import Dataset
from dashboard.ids import Compare
from dashboard.layouts.compare_harm import harm_choices
from dashboard.layouts.compare_table import heat_rows, heat_title
from dashboard.selection import Selection
from tests.layouts import compared_areas as made
from tests.layouts.test_compare_table import by_type
from tests.layouts.test_compare_words import words_of

COARSE = "These crime types are too coarse for such weights."


def harm(**changes: Any) -> Harm:
    """Severity of four partnerships, the last of them without a rate."""
    values: dict[str, Any] = {
        "table": "Severity 2024", "dated": "2024-03-31",
        "weights": (HarmWeight("burglary", "Burglary", 400.0),),
        "harm": np.array([3.2e5, 2e5, 2.04e5, np.nan]), "rate": np.array([3200.0, 2000.0, 2040.0, np.nan]),
        "rank": np.array([1, 3, 2, 0]), "tied": np.zeros(4, dtype=bool), "mean": np.full(4, 2413.3),
        "ratio": np.array([1.326, 0.829, 0.845, np.nan]), "unweighted": np.array([2, 1, 0, 3]),
        "missing": ("Robbery",), "unused": ("arson",), "coarse": COARSE,
    }  # fmt: skip
    return Harm(**values | changes)


def told(small: Dataset, found: Harm | None, query: str = "") -> Any:
    c = made.compared(incomplete=("Dunby",))
    selection, _ = Selection.from_query(query, small.catalogue)
    return heat_rows(small, selection, c, made.trends(c), by_type(c), found)[0]


def test_a_column_with_its_rank_and_ratio_but_no_verdict(small: Dataset) -> None:
    shown = told(small, harm())
    head, meaning = shown["heads"]["harm"]
    assert head == "Harm"
    assert meaning == "Incidents times the weights of “Severity 2024”, dated 2024-03-31, per 1,000 residents"
    assert shown["harm_text"] == ["3,200", "2,000", "2,040", "–"]
    assert shown["harm_tip"][0] == (
        "highest of 3; 1.3 times the mean of similar areas; no verdict is made of weighted sums"
    )
    assert shown["harm_tip"][3] == ""
    assert shown["harm"] == [3200.0, 2000.0, 2040.0, None]


def test_no_column_without_weights(small: Dataset) -> None:
    shown = told(small, None, "?sort=-harm")
    assert "harm" not in shown["heads"]
    assert (shown["harm"], shown["harm_text"], shown["harm_tip"]) == ([], [], [])
    assert shown["sort"] == "-rate"


def test_sorted_by_where_it_is_shown(small: Dataset) -> None:
    assert told(small, harm(), "?sort=-harm")["sort"] == "-harm"


def test_whose_weights_and_what_they_leave_out_is_said() -> None:
    c = made.compared(incomplete=("Dunby",))
    said = words_of(heat_title(c, by_type(c), harm())[Compare.HEAT_SUB])
    assert said.endswith(
        " Weighted harm: weights of “Severity 2024”, dated 2024-03-31, supplied here. Without a weight, so "
        f"in no harm: Robbery. In the table, but no crime type here: arson. {COARSE}"
    )
    plain = words_of(heat_title(c, by_type(c), harm(missing=(), unused=(), coarse=""))[Compare.HEAT_SUB])
    assert plain.endswith("supplied here.")


@pytest.mark.parametrize(
    ("tables", "offered"),
    [
        ({}, []),
        (
            {"Severity 2024": "2024-03-31"},
            [["", "no weights"], ["Severity 2024", "Severity 2024, dated 2024-03-31"]],
        ),
    ],
)
def test_weights_are_on_offer_where_imported(
    small: Dataset, tables: dict[str, str], offered: list[list[str]]
) -> None:
    catalogue = dataclasses.replace(small.catalogue, harm_tables=tables)
    dataset: Any = type("Data", (), {"catalogue": catalogue})()
    assert harm_choices(dataset) == offered
