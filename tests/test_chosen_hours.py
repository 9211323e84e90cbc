"""Hours are chosen only of sources that know them; what that leaves out is said."""

from __future__ import annotations

import dataclasses

import pytest

from dashboard.data.schema import Source
from dashboard.selection import Selection
from tests.test_selection import CATALOGUE

MONTHLY = Source("monthly", "Monthly", "", "")
CONTROLLED = Source("ward", "Hospital", "", "", sensitivity="controlled", time_precision="minute")
BOTH = dataclasses.replace(CATALOGUE, sources={**CATALOGUE.sources, "monthly": MONTHLY, "ward": CONTROLLED})


def read(query: str) -> tuple[Selection, dict[str, str]]:
    selection, problems = Selection.from_query(query, BOTH)
    return selection, {problem.field: problem.reason for problem in problems}


def test_of_sources_with_times_they_stay() -> None:
    selection, told = read("sources=calls,police-uk&days=fri,sat&hours=18-3")
    assert (selection.days, selection.hours, selection.sources) == ((4, 5), (18, 3), ("calls", "police-uk"))
    assert not told and selection.some_hours
    assert not selection.at_all_hours().some_hours


@pytest.mark.parametrize(
    ("source", "words"),
    [("monthly", "Times are not in Monthly, so"), ("ward", "No times are shown of Hospital, which is")],
)
def test_where_the_first_has_none_every_hour_counts(source: str, words: str) -> None:
    selection, told = read(f"sources={source},calls&days=fri&hours=18-3")
    assert not selection.some_hours and selection.sources == (source, "calls")
    assert told.keys() == {"hours"}  # said once, though days are left out too
    assert told["hours"].startswith(words) and "every hour" in told["hours"]


def test_only_what_was_chosen_is_told() -> None:
    assert read("sources=monthly&hours=18-3")[1].keys() == {"hours"}
    assert read("sources=monthly&days=fri")[1].keys() == {"days"}
    assert read("sources=monthly&hours=0-24")[1] == {}


def test_others_without_times_are_left_out() -> None:
    selection, told = read("sources=calls,monthly,ward&hours=18-3")
    assert selection.sources == ("calls",) and selection.hours == (18, 3)
    assert "Times are not in Monthly" in told["sources"] and "Hospital" in told["sources"]
