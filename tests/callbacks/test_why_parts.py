"""The answer to "Why here, why now?": its parts, each failing alone, and what each says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from dashboard.callbacks.looking import PANEL_FAILED
from dashboard.callbacks.why import WHY_PARTS
from dashboard.ids import Why
from dashboard.layouts.why import QUESTIONS
from dashboard.layouts.why_explained import METHODS
from dashboard.layouts.why_said import WHY_EXPORTS
from tests.reader import Reader, Seen, classed, text_of
from tests.worlds import server_of

PERIOD = "from=2025-01&to=2025-12"
QUERIES = {
    "changed": "what_changed",
    "premises": "near_licensed",
    "repeats": "repeat_places",
    "near": "near_repeats_reason",
    "sure": "how_sure",
    "when": "when",
}
"""By panel, the query it can't do without."""


@pytest.fixture(scope="module")
def reader(demo_server: Flask) -> Reader:
    return Reader(demo_server, "/why")


def ask(reader: Reader, search: str = "", **others: Any) -> Seen:
    return reader.follow(search, part="why", **others)


def finding(seen: Seen, name: str) -> str:
    return re.sub(r"\s+", " ", text_of(seen[f"why-{name}-finding", "children"]))


def links(layout: Any) -> list[str]:
    """Addresses of all links in a layout, in order."""
    if isinstance(layout, list):
        return [found for each in layout for found in links(each)]
    if not isinstance(layout, dict):
        return []
    own = [layout["props"]["href"]] if layout["type"] == "A" else []
    return own + links(layout["props"].get("children"))


class TestParts:
    def test_every_panel_has_a_part_a_method_and_a_query(self) -> None:
        assert set(QUESTIONS) == set(METHODS) == set(QUERIES)
        assert set(WHY_PARTS) == {"said", "area", *QUESTIONS}

    @pytest.mark.parametrize(
        "query",
        ["", "?sources=demo-ambulance", "?types=burglary&area=X06000001", "?area=X05000004&within=400"],
    )
    def test_each_has_a_finding_and_figures(self, reader: Reader, query: str) -> None:
        seen = ask(reader, query)
        assert seen["answer", "whole"] is True
        assert text_of(seen[Why.SENTENCE.value, "children"])
        for name in QUESTIONS:
            assert finding(seen, name), name
            assert seen[f"why-{name}-problem", "children"] == ""
            assert "nan" not in finding(seen, name), name

    def test_only_files_that_hold_something_of_the_source_are_offered(self, reader: Reader) -> None:
        def offered(query: str) -> set[str]:
            found = links(ask(reader, query)[Why.EXPORTS.value, "children"])
            return {urlsplit(one).path.rpartition("/")[2].removesuffix(".csv") for one in found} & all_of_them

        all_of_them = {name for name, _ in WHY_EXPORTS}
        timed = {"why-near", "why-hours", "why-premises-day", "why-premises-hours"}
        assert offered("?sources=demo-ambulance") == all_of_them
        assert offered("?sources=demo-police") == all_of_them - timed
        assert offered("?sources=demo-police,demo-ambulance") == all_of_them

    @pytest.mark.parametrize("name", QUERIES)
    def test_one_that_fails_leaves_the_others_alone(
        self, reader: Reader, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: Any) -> Any:
            raise RuntimeError("planted")

        monkeypatch.setattr(f"dashboard.callbacks.why.{QUERIES[name]}", broken)
        seen = ask(reader)
        assert seen["answer", "whole"] is False
        for other in QUESTIONS:
            problem = text_of(seen[f"why-{other}-problem", "children"])
            assert problem == (PANEL_FAILED if other == name else ""), other
            assert bool(finding(seen, other)) == (other != name)

    def test_of_a_version_that_is_gone_each_says_so(self, reader: Reader) -> None:
        seen = ask(reader, version="v-gone")
        assert {text_of(seen[f"why-{name}-problem", "children"])[:9] for name in QUESTIONS} == {"New data "}

    def test_what_of_the_address_can_not_be_used_is_said(self, reader: Reader) -> None:
        seen = ask(reader, "?kind=spaceport&limits=none&measure=odd")
        notes = text_of(seen[Why.NOTES.value, "children"])
        assert "kind of premises" in notes
        assert "limits" not in notes
        assert text_of(reader.follow("?kind=spaceport")["scan-notes", "children"]) == ""


class TestWords:
    def test_a_fall_names_where_it_lies(self, reader: Reader) -> None:
        said = finding(ask(reader, "?types=burglary"), "changed")
        assert said.startswith("315 fewer than the year before (5,318, was 5,633):")
        assert "Gannetby (−" in said

    def test_within_normal_variation_parts_may_be_chance(self, reader: Reader) -> None:
        assert finding(ask(reader), "changed").endswith("These parts may be chance.")

    def test_premises_are_held_against_all_other_crime(self, reader: Reader) -> None:
        said = finding(ask(reader, "?types=violence-and-sexual-offences&kind=pub"), "premises")
        assert "within 100 m of pubs, against" in said
        assert "of all other crime" in said
        assert "Choose a crime type" in finding(ask(reader), "premises")

    def test_how_sure_says_hit_rate_area_and_times_chance(self, reader: Reader) -> None:
        query = "?types=violence-and-sexual-offences&area=X06000001"
        said = finding(ask(reader, query), "sure")
        pattern = (
            r"Hotspots drawn from the year before held \d+\.\d% of the next quarter's violence and sexual "
            r"offences in Gannetby, in \d+\.\d% of the area: \d+\.\d times chance \(\d+\.\d to \d+\.\d\)\. "
            r"As many cells with simply the most incidents held more: \d+\.\d%\."
        )
        assert re.fullmatch(pattern, said)
        methods = text_of(ask(reader, query)["why-sure", "children"])
        for name in ("Gi*", "Most incidents", "Kernel density"):
            assert name in methods

    def test_times_are_not_in_police_records_but_in_calls(self, reader: Reader) -> None:
        seen = ask(reader, "?sources=demo-police")
        assert finding(seen, "when").startswith("Times are not in this source.")
        assert "Weekday and hour" not in text_of(seen["why-when", "children"])
        seen = ask(reader, "?sources=demo-ambulance")
        assert re.match(r"\d+\.\d% between \d\d:00 and \d\d:00", finding(seen, "when"))
        assert "Weekday and hour" in text_of(seen["why-when", "children"])

    def test_several_sources_are_not_added(self, reader: Reader) -> None:
        seen = ask(reader, "?sources=demo-ambulance,demo-police")
        assert "findings in" in text_of(seen[Why.NOTES.value, "children"])
        alone = ask(reader, "?sources=demo-ambulance")
        for name in ("premises", "repeats", "sure", "when"):
            assert finding(seen, name) == finding(alone, name)
        assert "never added up" in text_of(seen["why-changed", "children"])
        assert "never added up" not in text_of(alone["why-changed", "children"])


CALLS = "?sources=demo-ambulance&area=X06000005&from=2025-01&to=2025-06"


class TestNear:
    def test_the_page_is_told_to_ask_for_it_by_itself(self, reader: Reader) -> None:
        waiting = ask(reader, CALLS)["why-near-finding", "children"]
        assert [one["props"]["data-later"] for one in waiting] == ["why-near"]
        there = reader.follow(CALLS, part="why-near")
        assert there["answer", "whole"] is True
        assert re.match(r"(After one incident|Others near by)", finding(there, "near"))
        assert "data-later" not in str(there["why-near-finding", "children"])

    def test_nothing_is_asked_where_there_are_no_dates(self, reader: Reader) -> None:
        seen = ask(reader, "?sources=demo-police")
        assert seen["why-near-finding", "children"] == "Dates are not in this source."
        there = reader.follow("?sources=demo-police", part="why-near")
        assert finding(there, "near") == finding(seen, "near")

    def test_panel_and_export_say_the_same(self, reader: Reader) -> None:
        there = reader.follow(CALLS, part="why-near")["why-near", "children"]
        small, full = (
            [[text_of(cell) for cell in row["props"]["children"]] for row in body]
            for body in (
                table["props"]["children"][2]["props"]["children"] for table in classed(there, "parts-table")
            )
        )
        rows = reader.export("why-near", CALLS)
        assert len(rows) == len(full) == 20
        for row, (_, _, pairs, expected, p, adjusted) in zip(rows, full, strict=True):
            assert pairs == f"{int(row['pairs']):,}"
            assert expected == f"{float(row['expected']):,.1f}"
            assert (p, adjusted) == tuple(f"{float(row[name]):.3f}" for name in ("p", "p_adjusted"))
        shown = [cell for row in small for cell in row[1:]]
        for row, cell in zip(rows, shown, strict=True):
            told = f"{float(row['ratio']):.2f}" if row["ratio"] else "too few"
            assert cell.split()[0] == told.split()[0]
            assert ("beyond chance" in cell) == (row["beyond_chance"] == "True")

    def test_that_it_fails_is_said_in_its_panel(
        self, reader: Reader, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: Any) -> Any:
            raise RuntimeError("planted")

        monkeypatch.setattr("dashboard.callbacks.why.near_repeats", broken)
        there = reader.follow(CALLS, part="why-near")
        assert there["answer", "whole"] is False
        assert text_of(there["why-near-problem", "children"]) == PANEL_FAILED
        assert finding(there, "near") == ""

    @pytest.mark.parametrize(
        "query",
        [
            "?area=%3Cb%3E",
            "?finding=near&finding=changed&sources=demo-ambulance",
            "?sources=demo-ambulance&hours=22-3&days=fri,sat",
            "?sources=demo-ambulance&box=-180,-90,180,90",
            "?sources=demo-ambulance&cell=zzz",
            f"?{'a=1&' * 200}",
            f"?types={'x' * 5000}",
            "?from=2025-13&to=%00",
        ],
    )
    def test_any_address_is_answered(self, reader: Reader, query: str) -> None:
        there = reader.follow(query, part="why-near")
        assert there["answer", "whole"] is True
        assert finding(there, "near")

    @pytest.mark.parametrize("query", ["?finding=near", "?finding=other", "?finding="])
    def test_a_kept_finding_changes_no_figure(self, reader: Reader, query: str) -> None:
        seen, plain = ask(reader, query), ask(reader)
        assert finding(seen, "changed") == finding(plain, "changed")
        notes = text_of(seen[Why.NOTES.value, "children"])
        assert ("finding" in notes) == query.endswith("other")
        assert all("finding=" not in address for address in links(seen["why-changed", "children"]))

    def test_what_a_finding_is_about_is_there_to_be_kept(self, reader: Reader) -> None:
        about = ask(reader, "?types=burglary&area=X06000001")[Why.ABOUT.value, "children"]
        assert about == "Burglary in Gannetby, January to December 2025"


class TestLinks:
    def test_each_part_leads_to_a_scan_of_its_very_number(self, reader: Reader) -> None:
        query = "?types=burglary,robbery,drugs&area=X06000001&from=2025-01&to=2025-12"
        seen = ask(reader, query)
        followed = 0
        for table in classed(seen["why-changed", "children"], "parts-table"):
            for row in table["props"]["children"][2]["props"]["children"]:
                name, _, now, *_ = row["props"]["children"]
                for address in links(name):
                    scan = reader.follow(f"?{urlsplit(address).query}")
                    counted = text_of(scan["scan-sentence", "children"])
                    if "layers=" in address:
                        continue  # Scan shows the whole area, with what is near or hot marked and listed
                    assert f": {text_of(now)} incident" in counted, address
                    followed += 1
        assert followed >= 8

    def test_busiest_points_lead_to_their_cell(self, reader: Reader) -> None:
        found = links(ask(reader, "?types=burglary")["why-repeats", "children"])
        assert len(found) == 10
        assert all(re.search(r"cell=89[0-9a-f]{13}\b", address) for address in found)


class TestPage:
    def test_it_is_in_the_menu_of_every_page(self, small_server: Flask) -> None:
        for path in ("/", "/compare", "/why", "/sources"):
            assert "'data-page': '/why'" in str(Reader(small_server, path).content), path

    def test_nothing_to_say_of_is_said(self, small_server: Flask) -> None:
        reader = Reader(small_server, "/why")
        seen = ask(reader, "?sources=march-police&area=X06000002&from=2025-06&to=2025-06")
        assert seen["answer", "whole"] is True
        assert {finding(seen, name) for name in ("changed", "premises", "repeats")} == {
            "No data for this area and period."
        }

    def test_names_of_suppliers_are_texts(self, small_folder: Path) -> None:
        seen = Reader(server_of(small_folder), "/why").follow(
            f"?{PERIOD}&level=ward&sources=march-police", part="why"
        )
        assert "HYPERLINK" in text_of(seen["why-changed", "children"])
