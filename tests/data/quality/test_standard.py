"""Rows against the standard: each rule finds what it is for, and nothing else."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.quality.checks import RULES
from dashboard.data.quality.standard import (
    broken_by_incidents,
    broken_by_premises,
    incidents_standard,
    premises_standard,
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


def test_every_rule_of_the_schemas_is_explained() -> None:
    schemas = [incidents_standard(True, True, TODAY), premises_standard()]
    checks = [check for schema in schemas for column in schema.columns.values() for check in column.checks]
    checks += [check for schema in schemas for check in schema.checks]
    assert {check.name for check in checks} <= set(RULES)
    assert len(checks) > 12
