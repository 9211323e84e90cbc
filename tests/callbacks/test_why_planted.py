"""What is planted in the demonstration is what "Why here?" says, panel by panel, and only there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from dashboard.analysis.trends import Verdict
from dashboard.data.demo.truths import TRUTHS, Truth
from dashboard.data.schema import month_text
from tests.reader import Reader, Seen, classed, text_of

QUIET = "X06000008"  # Hallow Vale: nothing is planted there
VIOLENCE = "violence-and-sexual-offences"


def truth(key: str) -> Truth:
    return next(one for one in TRUTHS if one.key == key)


@pytest.fixture(scope="module")
def reader(demo_server: Flask) -> Reader:
    return Reader(demo_server, "/why")


def ask(reader: Reader, search: str, part: str = "why") -> Seen:
    seen = reader.follow(search, part=part)
    assert seen["answer", "whole"] is True
    return seen


def finding(seen: Seen, name: str) -> str:
    return re.sub(r"\s+", " ", text_of(seen[f"why-{name}-finding", "children"]))


def lists(seen: Seen) -> dict[str, list[list[str]]]:
    """The rows of each list of "What changed?", by its title: name, before, now, change, verdict."""
    found: dict[str, list[list[str]]] = {}
    for table in classed(seen["why-changed", "children"], "parts-table"):
        _, head, body = table["props"]["children"]
        title = text_of(head["props"]["children"]["props"]["children"][0])
        rows: list[Any] = body["props"]["children"]
        found[title] = [[text_of(cell).strip() for cell in row["props"]["children"]] for row in rows]
    return found


def called(rows: list[list[str]]) -> set[str]:
    """Parts whose change is beyond their usual ups and downs."""
    out = {Verdict.HIGHER.value, Verdict.LOWER.value}
    return {name for name, *_, verdict in rows if any(one in verdict for one in out)}


def since(one: Truth) -> str:
    return f"from={month_text(one.first_month)}&to={month_text(one.last_month)}"


class TestPremises:
    def test_violence_around_lantern_street_leans_towards_premises(self, reader: Reader) -> None:
        one = truth("lantern-street")
        said = finding(
            ask(reader, f"?sources=demo-police&types={VIOLENCE}&area={one.area_code}&{since(one)}"),
            "premises",
        )
        assert "more often than other crime" in said

    def test_where_nothing_is_planted_it_does_not(self, reader: Reader) -> None:
        one = truth("lantern-street")
        said = finding(
            ask(reader, f"?sources=demo-police&types={VIOLENCE}&area={QUIET}&{since(one)}"), "premises"
        )
        assert "more often than other crime" not in said
        assert "other crime" in said


class TestChanged:
    def test_the_rise_is_named_by_type_and_area(self, reader: Reader) -> None:
        one = truth("tannerby-vehicle-crime")
        by_type = ask(reader, f"?sources=demo-police&area={one.area_code}")
        assert "vehicle crime (+" in finding(by_type, "changed")
        assert "Vehicle crime" in called(lists(by_type)["Crime types"])
        by_area = ask(reader, "?sources=demo-police&types=vehicle-crime")
        assert "Above all in Tannerby (+" in finding(by_area, "changed")
        assert called(lists(by_area)["Partnerships"]) == {"Tannerby"}

    def test_the_fall_is_named_by_type_and_area(self, reader: Reader) -> None:
        one = truth("gannetby-burglary")
        by_type = ask(reader, f"?sources=demo-police&area={one.area_code}")
        assert "Burglary" in called(lists(by_type)["Crime types"])
        by_area = ask(reader, "?sources=demo-police&types=burglary")
        assert "Gannetby (−" in finding(by_area, "changed")
        assert "Gannetby" in called(lists(by_area)["Partnerships"])

    def test_the_place_where_it_emerges_is_the_class_that_grew(self, reader: Reader) -> None:
        one = truth("lantern-street")
        seen = ask(reader, f"?sources=demo-police&types={VIOLENCE}&area={one.area_code}&{since(one)}")
        assert "Emerging hotspot" in called(lists(seen)["Kinds of hotspot"])

    def test_and_its_hours_are_those_that_grew(self, reader: Reader) -> None:
        one = truth("lantern-street")
        assert "between 22:00 and 04:00 on Friday and Saturday nights" in one.note
        ward = "X05000016"  # Fulmarton, in which it lies
        seen = ask(reader, f"?sources=demo-ambulance&types={VIOLENCE}&area={ward}&from=2025-10&to=2025-12")
        found = lists(seen)["Time of day"]
        nights = {"Night, midnight to 6am", "Evening, 6pm to midnight"}
        assert {name for name, *_ in found[:2]} == nights
        assert called(found)
        assert called(found) <= nights
        assert lists(seen)["Day of the week"][0][0] == "Saturday and Sunday"

    @pytest.mark.parametrize("source", ["demo-police", "demo-ambulance"])
    def test_nothing_is_called_where_nothing_is_planted(self, reader: Reader, source: str) -> None:
        found = lists(ask(reader, f"?sources={source}&area={QUIET}"))
        assert {"Crime types", "Near licensed premises"} <= set(found)
        for title, rows in found.items():
            # Kinds of hotspot are drawn from the incidents themselves: their parts differ by construction.
            assert title == "Kinds of hotspot" or called(rows) == set(), title


class TestNear:
    @pytest.mark.parametrize("query", ["?sources=demo-ambulance", f"?sources=demo-ambulance&area={QUIET}"])
    def test_calls_are_made_without_series_and_none_is_found(self, reader: Reader, query: str) -> None:
        seen = ask(reader, query, part="why-near")
        assert finding(seen, "near").startswith("Others near by and soon after were no more frequent")
        assert reader.export("why-near", query)
        assert {row["beyond_chance"] for row in reader.export("why-near", query)} == {"False"}
