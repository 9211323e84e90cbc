"""Words, marks and rows of hotspots over time."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from dashboard.data.emerging_places import Outlook
from dashboard.data.emerging_rules import RULES, is_cold
from dashboard.data.hotspots import HotspotShare
from dashboard.data.schema import month_number
from dashboard.figures.emerging_values import emerging_values, mark_of
from dashboard.layouts.emerging import emerging_note, finding, nothing_listed
from dashboard.layouts.emerging_table import emerging_columns, emerging_rows
from dashboard.layouts.emerging_words import brief_meaning, called, classes_explained, counted, meaning_of
from dashboard.selection import Selection
from tests.reader import classed, text_of

LAST = month_number("2025-12")
SHARE = HotspotShare(2, 31, 0.312, "")
EVERY = [(rule, kind) for rule, own in RULES.items() for kind in own.kinds]


def selection(**changes: Any) -> Selection:
    return Selection(LAST - 11, LAST, ("police",), hot="kinds").replace(**changes)


def outlook(**changes: Any) -> Outlook:
    return Outlook((12, 12), LAST - 35, LAST, (), "", ())._replace(**changes)


def found(*kinds: str, **changes: Any) -> pd.DataFrame:
    one = {
        "incidents": 31, "share": 0.312, "tested": 31, "periods": 12, "hot": 0.25, "cold": 0.0, "z": 3.2,
        "trend": float("nan"), "by_period": [3] * 11 + [15], "area_name": "Thornmere",
        "ward_name": "Fulmarton",
        "place": "Lantern Street", "premises": "The Anchor", "edge": False, "point_share": 0.2,
        "point_place": "", "spike": False, "longitude": 1.5, "latitude": 55.8,
    }  # fmt: skip
    order = list(RULES["kinds"].kinds)
    cells = [f"8919465{place:x}e17ffff" for place in range(len(kinds))]
    rows = [
        one | {"cell": cell, "kind": kind, "rank": order.index(kind)} | changes  # type: ignore[arg-type]
        for cell, kind in zip(cells, kinds, strict=True)
    ]
    return pd.DataFrame(rows, columns=["cell", "kind", "rank", *one])


class TestWords:
    @pytest.mark.parametrize(("rule", "kind"), EVERY)
    @pytest.mark.parametrize("step", ["quarter", "month"])
    def test_each_class_has_a_meaning_in_full_and_in_brief(self, rule: str, kind: str, step: str) -> None:
        full, brief = meaning_of(rule, kind, step, 12), brief_meaning(kind, step)
        assert not re.search(r"[{}]", full + brief) and full[-1] != "."
        assert (step in full) or "mixed" in kind
        assert len(brief) <= 24
        assert ("quiet" in full) == (is_cold(kind) or kind.startswith("mixed"))

    def test_what_is_recent_is_said_in_numbers(self) -> None:
        said = [
            meaning_of("kinds", "emerging hotspot", step, n) for step, n in (("quarter", 12), ("month", 36))
        ]
        assert "the latest 2 quarters" in said[0] and "the latest 7 months" in said[1]
        assert "(the latest quarter)" in meaning_of("kinds", "former hotspot", "quarter", 4)

    def test_names(self) -> None:
        assert called("new hotspot") == "New" and called("new cold spot") == "New cold spot"
        assert called("mixed hot and cold spot") == "Mixed"
        assert counted("emerging hotspot", 1) == "1 emerging hotspot"
        assert counted("persistent cold spot", 1200) == "1,200 persistent cold spots"

    @pytest.mark.parametrize("rule", list(RULES))
    def test_the_explanation_names_the_rule_and_every_class(self, rule: str) -> None:
        said = " ".join(classes_explained(rule, "quarter", 12))
        assert {"kinds": "sfhotspot", "classes": "ArcGIS"}[rule] in said
        assert all(f"{called(kind)}: " in said for kind in RULES[rule].kinds if not is_cold(kind))
        for jargon in ("Gi*", "z-score", "p-value", "null hypothesis"):
            assert jargon not in said


class TestMarks:
    @pytest.mark.parametrize(("rule", "kind"), EVERY)
    def test_a_colour_stands_out_from_white(self, rule: str, kind: str) -> None:
        parts = [int(mark_of(kind).colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        assert 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05) >= 4.5, rule

    def test_the_map_is_told_what_is_shown(self) -> None:
        table = found("emerging hotspot", "persistent hotspot", "persistent hotspot")
        told = emerging_values("v1", table, ["a", "b", "c"])
        assert [one["letter"] for one in told["kinds"]] == ["E", "P"]
        assert [(one["kind"], one["said"]) for one in told["hotspots"]] == [(0, "a"), (1, "b"), (1, "c")]
        assert emerging_values("v1", found(), [])["hotspots"] == []


class TestNote:
    def test_the_finding_counts_each_class(self) -> None:
        table = found("emerging hotspot", "persistent hotspot", "persistent hotspot", "former cold spot")
        said = finding(table, SHARE)
        assert said == "1 emerging and 2 persistent hotspots hold 31.2% of incidents"
        assert finding(found("former hotspot"), SHARE) == "1 former hotspot holds 31.2% of incidents"
        none = HotspotShare(0, 0, 0.0, "No map cell stood out.")
        assert finding(found(), none) == "No hotspots. No map cell stood out."

    def test_many_classes_are_one_number_and_counted_below(self) -> None:
        hot = [kind for kind in RULES["kinds"].kinds if not is_cold(kind)]
        assert len(hot) == 5
        assert finding(found(*hot, hot[0]), SHARE) == "6 present and past hotspots hold 31.2% of incidents"

    def test_cold_spots_are_one_row_until_they_are_asked_for(self) -> None:
        table = found("emerging hotspot", "former cold spot", "persistent cold spot")
        note = emerging_note(selection(), table, SHARE, outlook())
        rows = [one["props"]["data-spot"] for one in classed(note, "spot-class")]
        assert rows == ["emerging-hotspot", "cold"]
        assert "Cold spots" in text_of(note) and "2" in text_of(classed(note, "spot-class")[1])
        seeing = emerging_note(selection(spot="cold"), table, SHARE, outlook())
        rows = [one["props"]["data-spot"] for one in classed(seeing, "spot-class")]
        assert rows == ["emerging-hotspot", "persistent-cold-spot", "former-cold-spot", "cold"]
        assert "No cold spots" in text_of(
            emerging_note(selection(), found("former hotspot"), SHARE, outlook())
        )

    def test_how_far_back_and_who_is_left_out(self) -> None:
        told = outlook(periods=(4, 12), left_out=("Durham", "Darlington"))
        said = text_of(
            emerging_note(selection(), found("former hotspot"), SHARE, told, everywhere="The Region")
        )
        assert said.startswith("In all of The Region: 1 former hotspot")
        assert "4 to 12 from Jan 2023" in said
        assert (
            "Durham and Darlington have fewer than 4 quarters of data, so nothing is classed there." in said
        )


class TestRows:
    def test_a_row_says_where_what_and_how_it_went(self) -> None:
        [row] = emerging_rows(selection(), found("emerging hotspot"), outlook(), pinned=("89194650e17ffff",))
        assert (row["name"], row["place"], row["kind"], row["letter"]) == (
            "Fulmarton", "Lantern Street", "Emerging", "E",
        )  # fmt: skip
        assert row["pinned"] and row["incidents_text"] == "31"
        assert row["line"]["months"][-1] == 15 and row["line"]["chosen"] == [False] * 8 + [True] * 4
        assert row["line"]["label"] == (
            "12 quarters: 3 to 15 incidents, 15 in the latest; stood out in 3 of them"
        )
        assert row["meaning"].startswith("Emerging: stands out lately")
        assert row["tip"] == "Nearest premises known: The Anchor."

    def test_what_is_not_known_is_said_to_be_so(self) -> None:
        table = found("former hotspot", ward_name="", place="", by_period=[-1] * 8 + [2, 0, 0, 0], periods=4)
        [row] = emerging_rows(selection(), table, outlook())
        assert (row["name"], row["place"], row["tip"]) == ("Ward not known", "The Anchor", "")
        assert row["line"]["months"][:9] == [None] * 8 + [2]
        [bare] = emerging_rows(selection(), found("former hotspot", place="", premises=""), outlook())
        assert bare["place"] == "–"

    def test_edges_and_single_points_are_noted(self) -> None:
        [row] = emerging_rows(selection(), found("former hotspot", edge=True, spike=True), outlook())
        assert row["note"] == "at the edge, one point"
        fields = [
            one["field"] for one in emerging_columns(selection(), outlook(), several_partnerships=False)
        ]
        assert fields == ["name", "place", "rank", "line", "incidents"]
        more = emerging_columns(selection(), outlook(), several_partnerships=True, noted=True)
        assert {"area", "note"} <= {one["field"] for one in more}

    def test_why_nothing_is_listed(self) -> None:
        table = found("persistent hotspot")
        assert nothing_listed(selection(), table, SHARE) == ""
        there = selection(spot="former-hotspot")
        assert nothing_listed(there, table, SHARE) == "There is no former hotspot here now."
        assert emerging_rows(there, table, outlook()) == []
