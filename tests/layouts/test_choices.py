"""What the controls offer."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.data.dataset import Dataset
from dashboard.data.schema import month_number
from dashboard.layouts.choices import Choices, choices_of
from dashboard.selection import Selection
from tests.worlds import AMBULANCE, FORMULA_WARD, POLICE


def labels(options: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {group["group"]: [item["label"] for item in group["items"]] for group in options}


def values(options: list[dict[str, Any]]) -> list[str]:
    return [item["value"] for group in options for item in group.get("items", [group])]


def test_areas_by_level_and_wards_told_apart_by_their_partnership(small: Dataset) -> None:
    assert labels(choices_of(small).areas) == {
        "Everything": ["All areas"],
        "Regions": ["Testland"],
        "Police forces": ["Northmarch", "Southmarch"],
        "Partnerships": ["Alderby", "Birchby and Cedarby"],
        "Wards": [
            f"{FORMULA_WARD} (Alderby)",
            "Castle (Alderby)",
            "Castle (Birchby and Cedarby)",
            "Park (Birchby and Cedarby)",
            "Quay, North (Birchby and Cedarby)",
        ],
    }


@pytest.mark.parametrize("which", ["small", "demonstration"])
def test_every_choice_is_one_the_selection_takes(which: str, request: pytest.FixtureRequest) -> None:
    dataset: Dataset = request.getfixturevalue(which)
    choices = choices_of(dataset)
    offered = {
        "area": values(choices.areas),
        "types": values(choices.types),
        "sources": values(choices.sources),
    }
    queries = [f"?{field}={value}" for field, chosen in offered.items() for value in chosen]
    for period in values(choices.periods):
        start, end = period.split("..")
        queries.append(f"?from={start}&to={end}")
    for query in queries:
        assert Selection.from_query(query, dataset.catalogue)[1] == (), query
    for chosen in (*offered.values(), values(choices.periods)):
        assert len(chosen) == len(set(chosen))


def test_periods_named_and_single_months_newest_first(small: Dataset) -> None:
    periods = labels(choices_of(small).periods)
    assert periods["Periods"] == [
        "Latest month: Dec 2025",
        "Latest 3 months: Oct to Dec 2025",
        "Latest 12 months: Jan to Dec 2025",
        "Year 2024: Jan to Dec 2024",
        "All months: Jan 2024 to Dec 2025",
    ]
    singles = next(names for group, names in periods.items() if group != "Periods")
    assert singles[:2] == ["Nov 2025", "Oct 2025"] and len(singles) == 23


def test_defaults_are_those_of_the_selection_and_are_on_offer(small: Dataset) -> None:
    choices, default = choices_of(small), Selection.default(small.catalogue)
    assert choices.defaults["area"] == default.area
    assert choices.defaults["sources"] == list(default.sources) == [POLICE.key]
    assert choices.defaults["period"] == "2025-01..2025-12"
    assert (default.start, default.end) == (month_number("2025-01"), month_number("2025-12"))
    assert choices.defaults["period"] in values(choices.periods)
    assert [source["label"] for source in choices.sources] == [POLICE.name, AMBULANCE.name]


def test_the_map_begins_in_the_middle_of_the_data(small: Dataset) -> None:
    latitude, longitude = choices_of(small).centre
    assert (latitude, longitude) == (pytest.approx(55.59), pytest.approx(1.53))


def test_without_data_there_is_nothing_to_choose() -> None:
    choices = Choices()
    assert choices.areas == choices.types == choices.periods == choices.sources == []
    assert choices.defaults["area"] == "all"
