"""What the controls offer."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from dashboard.data.dataset import Dataset
from dashboard.data.schema import CRIME_GROUPS, CRIME_TYPES, groups_of, month_number
from dashboard.layouts import words
from dashboard.layouts.area_options import area_options
from dashboard.layouts.choices import ALL, Choices, _period_options, _short_names, choices_of
from dashboard.selection import Selection
from tests.worlds import AMBULANCE, FORMULA_WARD, POLICE


def labels(options: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {group["group"]: [item["label"] for item in group["items"]] for group in options}


def values(options: list[dict[str, Any]]) -> list[str]:
    return [item["value"] for group in options for item in group.get("items", [group])]


WARDS = [
    f"{FORMULA_WARD} (Alderby)",
    "Castle (Alderby)",
    "Castle (Birchby and Cedarby)",
    "Park (Birchby and Cedarby)",
    "Quay, North (Birchby and Cedarby)",
]


def test_areas_by_level_and_wards_told_apart_by_their_partnership(small: Dataset) -> None:
    assert labels(choices_of(small).areas) == {
        "Where you are": ["All areas"],
        "In All areas": ["Testland"],
        "Police forces": ["Northmarch", "Southmarch"],
        "Partnerships": ["Alderby", "Birchby and Cedarby"],
        "Wards": WARDS,
    }


def test_from_an_area_first_the_way_up_then_what_lies_inside(small: Dataset) -> None:
    assert labels(area_options(small.areas, "X06000001")) == {
        "Where you are": ["All areas", "Testland", "Northmarch", "Alderby"],
        "In Alderby": [FORMULA_WARD, "Castle"],
        "Police forces": ["Southmarch"],
        "Partnerships": ["Birchby and Cedarby"],
        "Wards": WARDS[2:],
    }


def test_every_area_once_from_wherever_one_looks(small: Dataset) -> None:
    everything = set(values(area_options(small.areas, "all")))
    for code in everything:
        offered = values(area_options(small.areas, code))
        assert len(offered) == len(set(offered)), code
        assert set(offered) == everything, code


def test_too_many_wards_are_left_to_the_areas_they_lie_in(
    small: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.layouts.area_options.MOST_WARDS", 2)
    assert "Wards" not in labels(area_options(small.areas, "all"))
    inside = labels(area_options(small.areas, "X06000001"))
    assert inside["In Alderby"] == [FORMULA_WARD, "Castle"]
    ward = next(code for code in values(area_options(small.areas, "X06000001")) if code.startswith("X05"))
    sibling = labels(area_options(small.areas, ward))["Wards"]
    assert len(sibling) == 1 and sibling[0].endswith("(Alderby)")


def test_crime_types_are_all_groups_and_single_ones(demonstration: Dataset, small: Dataset) -> None:
    offered = labels(choices_of(demonstration).types)
    assert list(offered) == ["Everything", "Groups", "Single types"]
    assert offered["Everything"] == ["All crime"]
    assert offered["Groups"] == list(CRIME_GROUPS)
    grouped = next(group for group in choices_of(demonstration).types if group["group"] == "Groups")
    theft = next(item["value"] for item in grouped["items"] if item["label"] == "Theft")
    assert theft == "bicycle-theft,other-theft,shoplifting,theft-from-the-person"
    chosen, _ = Selection.from_query(f"?types={theft}", demonstration.catalogue)
    assert words.crime(chosen.types, dict(demonstration.types)) == "Theft"
    for name, members in groups_of(small.types).items():  # of a group only what there is, and never one alone
        assert len(members) > 1, name
        assert set(members) <= set(small.types), name


def test_groups_name_crime_types_that_exist_and_none_twice() -> None:
    named = [slug for members in CRIME_GROUPS.values() for slug in members]
    assert set(named) <= set(CRIME_TYPES)
    assert len(named) == len(set(named))
    assert groups_of(["burglary", "robbery", "noise"]) == {}
    assert groups_of(["burglary", "noise", "vehicle-crime"]) == {
        "Burglary and vehicle crime": ("burglary", "vehicle-crime")
    }


@pytest.mark.parametrize("which", ["small", "demonstration"])
def test_every_choice_is_one_the_selection_takes(which: str, request: pytest.FixtureRequest) -> None:
    dataset: Dataset = request.getfixturevalue(which)
    choices = choices_of(dataset)
    offered = {
        "area": values(choices.areas),
        "types": [value for value in values(choices.types) if value != ALL],
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


def test_periods_named_and_what_each_is_compared_with(small: Dataset) -> None:
    periods = choices_of(small).periods
    usual = next(group["items"] for group in periods if group["group"] == "Periods")
    assert [(item["name"], item["label"], item["compared"]) for item in usual] == [
        ("Latest month", "Dec 2025", "compared with Dec 2024"),
        ("Latest 3 months", "Oct to Dec 2025", "compared with Oct to Dec 2024"),
        ("Latest 12 months", "Jan to Dec 2025", "compared with Jan to Dec 2024"),
        ("Year 2024", "Jan to Dec 2024", "no earlier data to compare with"),
        ("All months", "Jan 2024 to Dec 2025", "no earlier data to compare with"),
    ]


def test_single_months_newest_first(small: Dataset) -> None:
    singles = labels(choices_of(small).periods)["Single months"]
    assert singles[:2] == ["Nov 2025", "Oct 2025"] and len(singles) == 23


def test_a_comparison_the_data_reach_only_in_part_says_so(small: Dataset) -> None:
    catalogue = dataclasses.replace(small.catalogue, last_month=month_number("2025-06"))
    found = {item["name"]: item["compared"] for item in _period_options(catalogue)[0]["items"]}
    assert found["Latest 12 months"] == "compared with Jan to Jun 2024, as far as data reach"
    assert found["Year to date"] == "compared with Jan to Jun 2024"


def test_defaults_are_those_of_the_selection_and_are_on_offer(small: Dataset) -> None:
    choices, default = choices_of(small), Selection.default(small.catalogue)
    assert choices.defaults["area"] == default.area
    assert choices.defaults["sources"] == list(default.sources) == [POLICE.key]
    assert choices.defaults["period"] == "2025-01..2025-12"
    assert (default.start, default.end) == (month_number("2025-01"), month_number("2025-12"))
    assert choices.defaults["period"] in values(choices.periods)
    assert [source["name"] for source in choices.sources] == [POLICE.name, AMBULANCE.name]
    assert [source["label"] for source in choices.sources] == ["Police", "Ambulance"]


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["Demonstration police records", "Demonstration calls (fictional)"], ["Police records", "Calls"]),
        (["Police recorded (data.police.uk)"], ["Police recorded"]),
        (["Police (Kent)", "Police (Surrey)"], ["Police (Kent)", "Police (Surrey)"]),
        (["Police", "Police calls"], ["Police", "Police calls"]),
    ],
)
def test_sources_are_as_short_as_tells_them_apart(names: list[str], short: list[str]) -> None:
    assert _short_names(names) == short


def test_the_map_begins_in_the_middle_of_the_data(small: Dataset) -> None:
    latitude, longitude = choices_of(small).centre
    assert (latitude, longitude) == (pytest.approx(55.59), pytest.approx(1.53))


def test_without_data_there_is_nothing_to_choose() -> None:
    choices = Choices()
    assert choices.areas == choices.types == choices.periods == choices.sources == []
    assert choices.defaults["area"] == "all"
