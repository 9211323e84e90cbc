"""The cards beside the map and the sentence above it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.analysis.trends import Verdict
from dashboard.data.dataset import Dataset
from dashboard.data.hotspots import HotspotShare
from dashboard.data.reach import PremisesReach
from dashboard.data.schema import Source
from dashboard.data.standing import Rank, Ratio, Standing
from dashboard.data.statistics import Statistics
from dashboard.layouts import headline
from dashboard.layouts.sentence import sentence, where
from dashboard.layouts.statistics import notes, statistics_cards
from dashboard.query_fields import READERS
from dashboard.selection import Problem, Selection
from tests import on_screen
from tests.data.small_world import incident, served, table, two_forces
from tests.layouts.found import found, not_recorded, nothing_reported
from tests.reader import classed, text_of
from tests.worlds import AMBULANCE, POLICE


def sent(components: Any) -> Any:
    """A layout as the page gets it."""
    if isinstance(components, list | tuple):
        return [sent(each) for each in components]
    if hasattr(components, "to_plotly_json"):
        plain = components.to_plotly_json()
        return {**plain, "props": {name: sent(value) for name, value in plain["props"].items()}}
    return components


def cards(figures: Statistics) -> list[tuple[str, str, str]]:
    """Of each card its figure, the words beside it, and its lines."""
    layout = sent(statistics_cards([("Police", figures)]))
    return [
        (
            text_of(classed(card, "figure")),
            text_of(classed(card, "beside-figure")),
            " / ".join(text_of(line) for line in classed(card, "detail")),
        )
        for card in classed(layout, "card")
    ]


STANDING = Standing(Rank(2, 4, False, "F1", "Cleveland"), "", Ratio(1.28, 1.21, 1.34, "F1", "Cleveland"), "")
HOT = HotspotShare(cells=14, incidents=31, share=0.31, reason="")
NEAR = PremisesReach(
    metres=250, premises=9, incidents=27, share=0.27, expected_share=0.09, reason="", register="", as_of=""
)


def test_figures_with_what_they_rest_on() -> None:
    figures = found(now=1_234, before=1_000, verdict=Verdict.HIGHER, without_location=5,
                    standing=STANDING, hotspots=HOT, reach=NEAR)  # fmt: skip
    assert cards(figures) == [
        ("1,234", "", "5 without a location"),
        ("8.3", "6.8 to 10.1 (95%)", "2nd highest of 4 in Cleveland / 1.3 times its rate (1.2 to 1.3)"),
        ("+234", "was 1,000", "▲ higher than the usual ups and downs"),
        ("31.0%", "14 cells", "27.0% within 250 m of premises (even spread: 9.0%)"),
    ]
    assert cards(found(now=5))[0] == ("5", "", "all have a location")


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing(None, "Several together.", STANDING.ratio, ""),
         "Several together. / 1.3 times the rate of Cleveland (1.2 to 1.3)"),
        (Standing(None, "Everything.", None, "Everything."), "Everything."),
        (Standing(STANDING.rank, "", None, "Not known."), "2nd highest of 4 in Cleveland / Not known."),
        (Standing(Rank(4, 4, False, "F1", "Cleveland"), "", Ratio(0.5, 0.4, 0.6, "R", "North"), ""),
         "Lowest of 4 in Cleveland / 0.50 times the rate of North (0.40 to 0.60)"),
    ],
)  # fmt: skip
def test_rank_and_ratio_say_when_they_do_not_apply(standing: Standing, said: str) -> None:
    assert cards(found(standing=standing))[1][2] == said


def test_shares_say_when_they_do_not_apply() -> None:
    no_share = dataclasses.replace(HOT, share=None, cells=0, reason="Nothing has a point.")
    no_reach = dataclasses.replace(NEAR, share=None, expected_share=None, reason="No premises are known.")
    assert cards(found(hotspots=no_share, reach=no_reach))[3] == (
        "–", "", "Nothing has a point. / Near premises: no premises are known.",
    )  # fmt: skip
    none_hot = dataclasses.replace(HOT, cells=0, share=0.0, reason="No cell stands out.")
    assert cards(found(hotspots=none_hot))[3] == ("0.0%", "", "No cell stands out.")
    one = dataclasses.replace(HOT, cells=1)
    assert cards(found(hotspots=one))[3][1] == "1 cell"


def test_each_card_keeps_a_line_for_what_is_pointed_at_but_only_those_of_the_first_source() -> None:
    layout = sent(statistics_cards([("Police", found()), ("Ambulance", found())]))
    lines = [line["props"] for line in classed(layout, "under")]
    assert [line["data-under"] for line in lines] == ["incidents", "rate", "change", "share"]
    assert not any(line.get("children") for line in lines)
    first, second = classed(layout, "cards")
    assert len(classed(first, "under")) == 4 and classed(second, "under") == []


def test_a_poor_denominator_is_marked_in_words_beside_the_rate() -> None:
    [mark] = classed(sent(statistics_cards([("", found(denominator_note="many visitors"))])), "quality")
    assert mark["props"]["aria-label"].startswith("Many more people come here than live here")
    assert mark["props"]["role"] == "img"
    unknown = found(denominator_note="many visitors", rate=None, rate_lower=None, rate_upper=None)
    for figures in (found(), unknown):
        assert classed(sent(statistics_cards([("", figures)])), "quality") == []


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.WITHHELD])
def test_every_verdict_is_said_in_words(verdict: Verdict) -> None:
    before = None if verdict is Verdict.NO_EARLIER else 4
    shown = cards(found(9, before, verdict))[2]
    assert on_screen.called(verdict) in shown[2]
    assert shown[0] == ("–" if before is None else "+5")


def test_of_a_withheld_count_no_change_is_said() -> None:
    shown = cards(found(None, None, Verdict.WITHHELD))[2]
    assert shown[0] == "Withheld" and shown[2] == "withheld: one of the counts is too small to show"


def test_only_a_change_beyond_normal_variation_is_coloured() -> None:
    tones = {
        verdict: [name for card in classed(sent(statistics_cards([("", found(verdict=verdict))])), "card")
                  for name in card["props"]["className"].split() if name.startswith("verdict")]
        for verdict in (Verdict.HIGHER, Verdict.LOWER, Verdict.WITHIN, Verdict.TOO_FEW)
    }  # fmt: skip
    assert tones == {
        Verdict.HIGHER: ["verdict-higher"], Verdict.LOWER: ["verdict-lower"],
        Verdict.WITHIN: [], Verdict.TOO_FEW: [],
    }  # fmt: skip


def test_a_rate_that_can_not_be_had_says_why() -> None:
    reason = "A map cell has no rate: residents are known for areas only."
    shown = cards(found(rate=None, rate_lower=None, rate_upper=None, rate_reason=reason))
    assert shown[1] == ("–", "", reason)


def test_zero_and_no_data_are_told_apart() -> None:
    assert [figure for figure, *_ in cards(found(0, 0, Verdict.TOO_FEW))] == ["0", "8.3", "0", "–"]
    assert cards(nothing_reported()) == [
        ("–", "", "no data for this area and period"),
        ("–", "", "No data for this area and period."),
        ("–", "", "no earlier data"),
        ("–", "", ""),
    ]
    assert cards(nothing_reported(3))[0] == (
        "–", "", "no data for this area and period, but 3 incidents recorded by other forces",
    )  # fmt: skip
    assert cards(not_recorded())[:2] == [
        ("–", "", "this source does not record these crime types"),
        ("–", "", "This source does not record these crime types."),
    ]


def test_the_cards_have_titles() -> None:
    layout = sent(statistics_cards([("Police", found())]))
    titles = [text_of(card["props"]["children"][0]) for card in classed(layout, "card")]
    assert titles == ["Incidents", "Per 1,000 residents", "Change on 2024", "In hotspots"]


def test_several_sources_stand_side_by_side_with_a_word_on_why() -> None:
    layout = sent(statistics_cards([("Police", found(7)), ("Ambulance", found(5))]))
    assert [text_of(name) for name in classed(layout, "source-name")] == ["Police", "Ambulance"]
    assert [text_of(figure) for figure in classed(layout, "figure")][::4] == ["7", "5"]
    assert "not added up" in text_of(layout)
    assert "not added up" not in text_of(sent(statistics_cards([("Police", found(7))])))


def test_notes_name_what_is_missing() -> None:
    assert notes(found()) == []
    partly = found(forces_partly_covered=("Durham", "Northumbria"), left_out=("Durham",))
    said = notes(partly)
    assert len(said) == 2
    assert said[0].startswith("Durham and Northumbria: no data for part of this period")
    assert "leaves out Durham" in said[1]
    assert [note.partition(": ")[0] for note in notes(partly, of="Police")] == ["Police", "Police"]
    assert notes(nothing_reported()) == []  # the cards say it already


def says(dataset: Dataset, figures: Statistics, **changes: Any) -> str:
    """The sentence as a reader sees it, without the seams between bold and plain."""
    selection = Selection.default(dataset.catalogue).replace(**changes)
    return "".join(part["props"]["children"] for part in sent(sentence(dataset, selection, figures)))


def test_the_sentence(small: Dataset) -> None:
    assert says(small, found(1_234, 1_356, Verdict.LOWER), types=("burglary",), area="X06000001") == (
        "Burglary in Alderby, January to December 2025: 1,234 incidents, 8.3 per 1,000 residents; "
        "9% fewer than the year before, more than the usual ups and downs."
    )
    assert says(small, found(9, 4, Verdict.WITHIN), types=("robbery",)) == (
        "Robbery in all areas, January to December 2025: 9 incidents, 8.3 per 1,000 residents; "
        "5 more than the year before (9, was 4), within the usual ups and downs."
    )
    lead = "All crime in all areas, January to December 2025: "
    assert says(small, found(9, None, Verdict.NO_EARLIER, rate=None)) == (
        f"{lead}9 incidents; no earlier data to compare with."
    )
    assert says(small, nothing_reported()) == f"{lead}no data for this area and period."
    assert says(small, nothing_reported(2)) == (
        f"{lead}no data for this area and period, but 2 incidents recorded by other forces."
    )
    assert says(small, not_recorded()) == f"{lead}this source does not record these crime types."
    assert "per 1,000" not in says(small, found(rate=None))
    assert ": 1 incident," in says(small, found(1, 0, Verdict.TOO_FEW))
    both = (POLICE.key, AMBULANCE.key)
    assert "100 incidents in March police," in says(small, found(), sources=both)
    assert "March police" not in says(small, found())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Two forces whose wards have names."""
    inputs = two_forces()
    wards = [("ward", f"W{i}", f"Ward {i}", 2024) for i in (1, 2)]
    named = dataclasses.replace(inputs, names=pd.concat([inputs.names, table("names", wards)]))
    second = incident("2024-01", "Second Police", lsoa="L4")
    return served(tmp_path_factory.mktemp("named"), [incident("2024-01", lsoa="L1"), second], named)


CELLS = ("89196210013ffff", "89196210017ffff")


@pytest.mark.parametrize(
    ("changes", "near", "said"),
    [
        ({}, "", "all areas"),
        ({"area": "D1"}, "", "District 1"),
        ({"area": "W1"}, "", "Ward 1 ward, District 1"),
        ({"pins": ("W1",)}, "", "Ward 1 ward, District 1"),
        ({"area": "F1", "pins": ("W1", "W2")}, "", "Ward 1 and Ward 2 wards, District 1"),
        ({"area": "F1", "pins": ("D1", "D2")}, "", "District 1 and District 2, First"),
        ({"pins": ("D1", "W1")}, "", "District 1 and Ward 1"),
        ({"pins": ("L1", "L2", "L3", "L4")}, "", "4 small areas"),
        ({"pins": ("L1", "L2", "L3", "D1")}, "", "4 areas"),
        ({"cells": CELLS[:1]}, "Linthorpe Road", "one map cell near Linthorpe Road"),
        ({"cells": CELLS[:1], "area": "D1"}, "", "one map cell, District 1"),
        ({"cells": CELLS}, "", "2 map cells"),
        ({"cells": CELLS, "pins": ("W1",)}, "", "Ward 1 ward and 2 map cells"),
        ({"box": (0.0, 1.0, 2.0, 3.0), "area": "D1"}, "", "the part of District 1 in view"),
        ({"box": (0.0, 1.0, 2.0, 3.0)}, "", "the part of all areas in view"),
    ],
)
def test_places_in_words(changes: dict[str, Any], near: str, said: str, world: Dataset) -> None:
    assert where(world, Selection.default(world.catalogue).replace(**changes), near) == said


def test_every_problem_an_address_can_have_is_a_note(small: Dataset) -> None:
    query = "?" + "&".join(f"{field}=,x" for field in READERS)
    _, problems = Selection.from_query(query, small.catalogue)
    _, long = Selection.from_query("?" + "x" * 5_000, small.catalogue)
    assert len(problems) == len(READERS)
    said = [text_of(note) for note in sent(headline.problem_notes([*problems, *long]))]
    assert len(set(said)) == len(READERS) + 1
    assert all(note.startswith("The ") and "can't be used" in note and note.endswith(".") for note in said)
    assert "<b>" not in text_of(sent(headline.problem_notes([Problem("area", "<b>", "No such area.")])))


def test_the_footer_names_source_reach_and_precision(small: Dataset, demonstration: Dataset) -> None:
    selection = Selection.default(small.catalogue)
    said = text_of(sent(headline.footer(small, selection, [POLICE, AMBULANCE])))
    assert "March police , data to December 2025; points are approximate" in said
    assert "March ambulance , data to December 2025; points are exact" in said
    assert "fictional" not in said
    source = list(demonstration.sources.values())[:1]
    demo = headline.footer(demonstration, Selection.default(demonstration.catalogue), source)
    assert text_of(sent(demo)).startswith("Demonstration data: fictional.")


def test_the_footer_names_how_far_each_source_reaches(tmp_path: Path) -> None:
    calls = Source(key="calls", name="Calls", owner="Ambulance", licence="Open")
    police, later = [incident("2024-03", lsoa="L1")], [incident("2024-05", lsoa="L1")]
    dataset = served(tmp_path, police, two_forces(), also=[(calls, later)])
    sources = list(dataset.sources.values())
    said = text_of(sent(headline.footer(dataset, Selection.default(dataset.catalogue), sources)))
    assert "Police , data to March 2024;" in said
    assert "Calls , data to May 2024;" in said
