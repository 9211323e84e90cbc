"""The cards beside the map and the sentence above it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dashboard.analysis.trends import Verdict
from dashboard.data.dataset import Dataset
from dashboard.data.schema import Source, month_number
from dashboard.data.statistics import Statistics
from dashboard.layouts import headline
from dashboard.layouts.statistics import notes, statistics_cards
from dashboard.selection import Problem, Selection
from tests.data.small_world import incident, served, two_forces
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


def cards(figures: Statistics) -> list[tuple[str, str]]:
    layout = sent(statistics_cards([("Police", figures)]))
    return [
        (text_of(classed(card, "figure")), text_of(classed(card, "detail")))
        for card in classed(layout, "card")
    ]


def test_figures_with_what_they_rest_on() -> None:
    assert cards(found(now=1_234, before=1_000, verdict=Verdict.HIGHER, without_location=5)) == [
        ("1,234", "40 within 100 m of licensed premises"),
        ("8.3", "6.8 to 10.1 (95% interval); Census 2021"),
        ("+234", "▲ higher than normal variation; was 1,000"),
        ("5", "counted, but without a point"),
    ]


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_is_said_in_words(verdict: Verdict) -> None:
    before = None if verdict is Verdict.NO_EARLIER else 4
    shown = cards(found(9, before, verdict))[2]
    assert str(verdict) in shown[1]
    assert shown[0] == ("–" if before is None else "+5")


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
    assert shown[1] == ("–", reason)


def test_zero_and_no_data_are_told_apart() -> None:
    assert [figure for figure, _ in cards(found(0, 0, Verdict.TOO_FEW))] == ["0", "8.3", "0", "0"]
    assert cards(nothing_reported()) == [
        ("–", "no data for this area and period"),
        ("–", "No data for this area and period."),
        ("–", "no earlier data"),
        ("–", "no data"),
    ]
    assert cards(nothing_reported(3))[0] == (
        "–", "no data for this area and period, but 3 incidents recorded by other forces",
    )  # fmt: skip
    assert cards(not_recorded())[:2] == [
        ("–", "this source does not record these crime types"),
        ("–", "This source does not record these crime types."),
    ]


def test_the_cards_have_titles() -> None:
    layout = sent(statistics_cards([("Police", found())]))
    titles = [text_of(card["props"]["children"][0]) for card in classed(layout, "card")]
    assert titles == ["Incidents", "Per 1,000 residents", "Change on 2024", "Not on the map"]


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
    selection = Selection.default(dataset.catalogue).replace(**changes)
    return text_of(sent(headline.sentence(dataset, selection, figures)))


def test_the_sentence(small: Dataset) -> None:
    assert says(small, found(9, 4, verdict=Verdict.WITHIN), types=("robbery",), area="X06000001") == (
        "Robbery in Alderby, January to December 2025: 9 incidents ; 8.3 per 1,000 residents; "
        "9, was 4: 5 more than the same months a year before: within normal variation."
    )
    assert "in one map cell in all areas, " in says(small, found(), cell="89196210013ffff")
    lead = "All crime in all areas, January to December 2025: "
    assert says(small, nothing_reported()) == f"{lead}no data for this area and period."
    assert says(small, nothing_reported(2)) == (
        f"{lead}no data for this area and period, but 2 incidents recorded by other forces."
    )
    assert says(small, not_recorded()) == f"{lead}this source does not record these crime types."
    assert "per 1,000" not in says(small, found(rate=None))
    assert ": 1 incident " in says(small, found(1, 0, Verdict.TOO_FEW))
    both = (POLICE.key, AMBULANCE.key)
    assert "100 incidents in March police" in says(small, found(), sources=both)
    assert "March police" not in says(small, found())


def chips(dataset: Dataset, **changes: Any) -> list[tuple[str, str]]:
    selection = Selection.default(dataset.catalogue).replace(**changes)
    layout = sent(headline.chips(dataset, selection))
    return [(chip["props"]["id"]["clear"], chip["props"]["aria-label"]) for chip in layout]


def test_a_chip_for_each_thing_chosen(small: Dataset) -> None:
    assert chips(small) == []
    assert chips(small, table="type", level="ward") == []
    assert chips(small, sources=(AMBULANCE.key,)) == [("sources", "Remove March ambulance")]
    assert chips(small, sources=(POLICE.key, AMBULANCE.key)) == [
        ("sources", "Remove March police and March ambulance")
    ]
    assert chips(small, area="X06000001") == [("area", "Remove Alderby")]
    month = month_number("2025-03")
    assert chips(
        small, area="X06000001", types=("burglary",), start=month, end=month, cell="89196210013ffff"
    ) == [
        ("area", "Remove Alderby"),
        ("types", "Remove Burglary"),
        ("period", "Remove March 2025"),
        ("cell", "Remove One map cell"),
        ("all", "Clear all"),
    ]


def test_every_problem_an_address_can_have_is_a_note(small: Dataset) -> None:
    query = "?area=x&types=x&from=x&to=x&cell=x&level=x&table=x&sources=x&within=x&res=x"
    _, problems = Selection.from_query(query, small.catalogue)
    _, long = Selection.from_query("?" + "x" * 5_000, small.catalogue)
    assert len(problems) == 10
    said = [text_of(note) for note in sent(headline.problem_notes([*problems, *long]))]
    assert len(set(said)) == 11
    assert all(note.startswith("The ") and "can't be used" in note and note.endswith(".") for note in said)
    assert "<b>" not in text_of(sent(headline.problem_notes([Problem("area", "<b>", "No such area.")])))


def test_the_footer_names_source_reach_and_precision(small: Dataset, demonstration: Dataset) -> None:
    selection = Selection.default(small.catalogue)
    said = text_of(sent(headline.footer(small, selection, [POLICE, AMBULANCE])))
    assert "March police, data to December 2025; points are approximate" in said
    assert "March ambulance, data to December 2025; points are exact" in said
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
    assert "Police, data to March 2024;" in said
    assert "Calls, data to May 2024;" in said
