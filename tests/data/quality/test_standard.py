"""Rows against the standard: each rule finds what it is for, and nothing else."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.quality.checks import RULES
from dashboard.data.quality.row_rules import incident_rules, premises_rules
from dashboard.data.quality.standard import (
    Broken,
    broken_by_incidents,
    broken_by_premises,
    incidents_standard,
    premises_standard,
    rows_breaking,
)
from dashboard.data.schema import Source, month_number
from dashboard.data.sources.police_street import SOURCE as POLICE
from dashboard.data.staging import table_of

TODAY = datetime.date(2026, 3, 15)
OWN = Source("calls", "Calls", "A partner", "Ours", place_precision="exact", time_precision="minute")


def incident(**changed: Any) -> dict[str, Any]:
    row = {
        "incident_id": "", "month": month_number("2025-07"), "occurred_from": None, "occurred_to": None,
        "force": "A", "longitude": -1.2, "latitude": 54.5, "lsoa_code": "E01011950", "lsoa_name": "",
        "crime_type": "burglary", "place": "",
    }  # fmt: skip
    return {**row, **changed}


def table(*rows: dict[str, Any]) -> Any:
    frame = pd.DataFrame(rows)
    for name in ("occurred_from", "occurred_to"):
        frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[s, UTC]")
    return table_of(frame.astype({"longitude": float, "latitude": float}), "made")


def broken(source: Source, *rows: dict[str, Any]) -> dict[str, list[int]]:
    return {one.rule: one.rows.tolist() for one in broken_by_incidents(table(*rows), source, TODAY)}


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"longitude": None, "latitude": None}, "no-location"),
        ({"month": month_number("2026-04")}, "implausible-date"),
        ({"month": month_number("1989-12")}, "implausible-date"),
        ({"crime_type": "not-yet-mapped"}, "unmapped-type"),
        ({"crime_type": "jaywalking"}, "unknown-type"),
        ({"lsoa_code": "E0101195"}, "area-code-form"),
        ({"lsoa_code": "Hartlepool"}, "area-code-form"),
    ],
)
def test_a_rule_finds_the_rows_that_break_it(changed: dict[str, Any], rule: str) -> None:
    assert broken(POLICE, incident(), incident(**changed), incident()) == {rule: [1]}


def test_what_fits_breaks_nothing() -> None:
    assert broken(POLICE, incident(), incident(lsoa_code=""), incident(month=month_number("2026-03"))) == {}
    assert broken(OWN, incident(crime_type="jaywalking")) == {}


def test_times_are_held_to_the_month_by_the_clock_in_london() -> None:
    july, late_june = "2025-07-31 22:30", "2025-06-30 23:30"  # in London the latter is half past midnight
    fits = [incident(occurred_from=july), incident(occurred_from=late_june), incident()]
    assert broken(OWN, *fits) == {}
    assert broken(OWN, *fits, incident(occurred_from="2025-07-31 23:30")) == {"outside-month": [3]}


def test_elsewhere_months_go_by_the_clock_there() -> None:
    late = incident(occurred_from="2025-08-01 03:30")  # half past eleven at night in New York
    assert broken(OWN, late) == {"outside-month": [0]}
    assert broken_by_incidents(table(late), OWN, TODAY, "America/New_York") == []


def test_a_range_of_more_than_a_year_is_told() -> None:
    long = incident(occurred_from="2025-07-01 10:00", occurred_to="2026-07-03 10:00")
    short = incident(occurred_from="2025-07-01 10:00", occurred_to="2026-06-30 10:00")
    assert broken(OWN, short, long) == {"long-range": [1]}


def test_several_rules_at_once() -> None:
    found = broken(POLICE, incident(longitude=None, crime_type="x"), incident(lsoa_code="?", month=0))
    assert found == {
        "no-location": [0], "unknown-type": [0], "area-code-form": [1], "implausible-date": [1],
    }  # fmt: skip


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_all_rows_are_looked_at_however_many_fail(rows: list[tuple[bool, bool]]) -> None:
    made = [
        incident(
            longitude=None if unplaced else -1.2, crime_type="not-yet-mapped" if unmapped else "burglary"
        )
        for unplaced, unmapped in rows
    ]
    expected = {
        rule: [number for number, row in enumerate(rows) if row[place]]
        for place, rule in enumerate(("no-location", "unmapped-type"))
    }
    assert broken(POLICE, *made) == {rule: found for rule, found in expected.items() if found}


def test_no_rows_break_nothing() -> None:
    assert broken_by_incidents(table(incident()).slice(0, 0), POLICE, TODAY) == []


def test_premises() -> None:
    frame = pd.DataFrame(
        {
            "premises_id": ["a", "b", "a"], "name": ["The Crown", "", "The Bell"],
            "longitude": [-1.2, None, 0.3], "latitude": [54.1, None, 51.2],
            "address": "", "kind": "", "hours": "",
        }
    )  # fmt: skip
    found = {one.rule: one.rows.tolist() for one in broken_by_premises(frame)}
    assert found == {"repeated-id": [2], "left-out": [1], "no-location": [1]}


_MONTHS = st.sampled_from([month_number(one) for one in ("1989-12", "2025-07", "2026-03", "2026-04")])
_WHEN = st.sampled_from(
    [None, "2025-07-01 10:00", "2025-06-30 23:30", "2026-07-03 10:00", "1850-01-01 00:00"]
)
_ROWS = st.fixed_dictionaries(
    {
        "month": _MONTHS,
        "longitude": st.sampled_from([None, -1.2, 180.0, -181.0]),
        "latitude": st.sampled_from([None, 54.5, 90.1]),
        "crime_type": st.sampled_from(["burglary", "not-yet-mapped", "jaywalking"]),
        "lsoa_code": st.sampled_from(
            ["", "E01011950", "E0101195", "e01011950", "E01011950\n", "E0101195\u0660"]
        ),
        "occurred_from": _WHEN,
        "occurred_to": _WHEN,
    }
)


@given(st.lists(_ROWS, min_size=1, max_size=12), st.booleans())
def test_the_rows_that_are_found_are_those_that_pandera_finds(
    rows: list[dict[str, Any]], police: bool
) -> None:
    made, source = table(*(incident(**row) for row in rows)), POLICE if police else OWN
    frame = made.to_pandas().astype({"crime_type": "category", "lsoa_code": "category"})
    timed = bool(frame[["occurred_from", "occurred_to"]].notna().any(axis=None))
    theirs = rows_breaking(incidents_standard(police, timed, TODAY), frame)
    assert _told(broken_by_incidents(made, source, TODAY)) == _told(theirs)


@given(st.lists(st.tuples(*(st.sampled_from(["", "a", "b"]),) * 2, st.sampled_from([None, -1.0, 181.0]))))
def test_so_are_those_of_premises(rows: list[tuple[str, str, float | None]]) -> None:
    frame = pd.DataFrame(rows, columns=["premises_id", "name", "longitude"])
    frame = frame.astype({"longitude": float}).assign(latitude=lambda made: made["longitude"] / 2)
    columns = {str(name): column.to_numpy() for name, column in frame.items()}
    ours = [(one.key, one.columns[0], one.rows_breaking(columns).tolist()) for one in premises_rules()]
    assert _told(broken_by_premises(frame)) == sorted(one for one in ours if one[2])


def _told(broken: list[Broken]) -> list[tuple[str, str, list[int]]]:
    return sorted((one.rule, one.column, one.rows.tolist()) for one in broken)


def test_every_rule_is_explained_and_in_its_schema() -> None:
    for schema, rules in (
        (incidents_standard(True, True, TODAY), incident_rules(True, True, TODAY)),
        (premises_standard(), premises_rules()),
    ):
        checks = [check for column in schema.columns.values() for check in column.checks] + schema.checks
        assert sorted(check.name for check in checks) == sorted(rule.key for rule in rules)
        assert {rule.key for rule in rules} <= set(RULES)
    assert len(incident_rules(True, True, TODAY)) == 9
