"""The monthly chart: gaps for what was not reported, what is beside each line, marks that are explained."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from dashboard.analysis.xmr import Shortage, xmr_limits, xmr_runs, xmr_shortage, xmr_signals
from dashboard.data.schema import month_number, month_text
from dashboard.data.series import Month, Series
from dashboard.figures import chart, chart_words
from dashboard.figures.chart import LINES, PARTIAL, key
from dashboard.selection import Selection

FIRST = month_number("2023-01")
STEADY = [
    20 + 3 * (month % 4) for month in range(36)
]  # mean 24.5, moving ranges 3 and 9, limits about 12 and 36


def chosen(first: str, last: str = "") -> Selection:
    return Selection(month_number(first), month_number(last or first), ("police",))


MARCH = chosen("2023-03")


def of(counts: list[int | None], covered: list[int] | None = None, parent: float | None = None) -> Series:
    """A series of an area with two forces, all of them covered where there is a count."""
    covered = covered or [0 if count is None else 2 for count in counts]
    whole = np.array(
        [np.nan if n < 2 or c is None else c for c, n in zip(counts, covered, strict=True)], float
    )
    shortage = xmr_shortage(whole)
    enough = shortage is Shortage.NONE
    limits = xmr_limits(whole) if enough else (None, None, None)
    before = ([None] * 12 + counts)[: len(counts)]
    signals = xmr_signals(whole).tolist() if enough else [""] * len(counts)
    runs = xmr_runs(whole).tolist() if enough else [0] * len(counts)
    rows = tuple(
        Month(month_text(FIRST + place), *own, 2, earlier, parent, *limits, signal, run)
        for place, (own, earlier, signal, run) in enumerate(
            zip(zip(counts, covered, strict=True), before, signals, runs, strict=True)
        )
    )
    return Series(rows, "" if parent is None else "North East", shortage)


def with_months(**counts: int) -> list[int]:
    """The steady months with others in some places: `m5=60` makes May 2023 60."""
    return [counts.get(f"m{place + 1}", count) for place, count in enumerate(STEADY)]


def months_figure(shown: Sequence[tuple[str, Series]], selection: Selection) -> go.Figure:
    """The figure as Plotly's own classes take it, which refuse properties and values Plotly does not know."""
    return go.Figure(chart.months_figure(shown, selection))


def message_figure(message: str) -> go.Figure:
    return go.Figure(chart.message_figure(message))


def drawn(figure: go.Figure, role: str) -> list[Any]:
    return [trace for trace in figure.data if trace.meta["role"] == role]


GAPS = of([10, None, 7, 0], [2, 0, 1, 2])


class TestCounts:
    def test_no_data_is_a_gap_and_zero_is_zero(self) -> None:
        figure = months_figure([("Police", GAPS)], MARCH)
        assert figure.data[0].meta["role"] == "now"
        assert figure.data[0].y == (10, None, None, 0)
        assert figure.data[0].x == ("2023-01-01", "2023-02-01", "2023-03-01", "2023-04-01")
        assert not any(line.connectgaps for line in drawn(figure, "now"))

    def test_months_of_some_forces_only_are_a_dotted_line_of_their_own(self) -> None:
        (some,) = drawn(months_figure([("Police", GAPS)], MARCH), "some")
        assert (some.name, some.line.dash, some.y) == (PARTIAL, "dot", (None, None, 7, None))

    def test_a_month_between_gaps_has_a_dot_and_others_have_none(self) -> None:
        figure = months_figure([("Police", of([10, None, 7, None, 5, 6]))], MARCH)
        assert [size > 0 for size in figure.data[0].marker.size] == [True, False, True, False, False, False]

    def test_a_long_gap_says_why_it_is_empty(self) -> None:
        figure = months_figure([("Police", of([None] * 4 + [5, None, 6, 7]))], MARCH)
        assert [(note.text, note.x) for note in figure.layout.annotations] == [("no data", "2023-03-01")]
        other = ("Ambulance", of([3] * 8))
        assert not months_figure([("Police", of([None] * 4 + [5] * 4)), other], MARCH).layout.annotations

    def test_each_source_is_a_line_however_many_there_are(self) -> None:
        shown = [(f"Source {n}", of(STEADY, parent=30.0)) for n in range(len(LINES) + 2)]
        figure = months_figure(shown, MARCH)
        assert [line.name for line in drawn(figure, "now")] == [name for name, _ in shown]
        for role in ("before", "parent", "range"):
            assert len(drawn(figure, role)) == 1, role

    def test_a_month_without_any_data_anywhere_says_so(self) -> None:
        figure = months_figure([("Police", of([None]))], MARCH)
        assert not figure.data
        assert figure.layout.annotations[0].text == "No data in any month for this choice."


class TestBeside:
    def test_a_year_before_is_dashed_and_the_parent_thin(self) -> None:
        figure = months_figure([("Cleveland", of(STEADY, parent=30.0))], MARCH)
        (before,), (parent,), (now,) = (drawn(figure, role) for role in ("before", "parent", "now"))
        assert before.line.dash == "dash"
        assert list(before.y) == [None] * 12 + STEADY[:24]
        assert parent.name == "North East, scaled"
        assert parent.line.width < before.line.width < now.line.width

    def test_without_a_year_before_or_a_parent_there_is_no_such_line(self) -> None:
        figure = months_figure([("Police", of(STEADY[:12]))], MARCH)
        assert not drawn(figure, "before") and not drawn(figure, "parent")

    def test_the_usual_range_spans_the_whole_months(self) -> None:
        found = of([None, *STEADY[1:]])
        (band,) = drawn(months_figure([("Police", found)], MARCH), "range")
        assert band.fill == "toself"
        assert (min(band.x), max(band.x)) == ("2023-01-17", "2025-12-16")
        assert {min(band.y), max(band.y)} == {found.rows[0].lower, found.rows[0].upper}

    def test_the_key_names_each_once(self) -> None:
        entries = key(chart.months_figure([("Cleveland", of(with_months(m5=60), parent=30.0))], MARCH))
        assert [(entry.role, entry.name) for entry in entries] == [
            ("now", "Cleveland"),
            ("before", "a year before"),
            ("parent", "North East, scaled"),
            ("range", "usual range"),
            ("special", "stands out"),
            ("hand", "pointed at (own scale)"),
        ]
        assert len({entry.colour for entry in entries}) == len(entries)
        assert key(chart.message_figure("No chart")) == []


class TestMarks:
    def test_a_month_outside_is_ringed_and_explained(self) -> None:
        found = of(with_months(m5=60))
        (special,) = drawn(months_figure([("Police", found)], MARCH), "special")
        low, high = found.rows[0].lower, found.rows[0].upper
        assert special.x == ("2023-05-01",)
        assert special.customdata == (f"60 in May 2023: above the usual range of {low:,.0f} to {high:,.0f}",)
        assert special.marker.line.color == "#d4351c"

    def test_months_of_a_run_are_smaller_and_explained(self) -> None:
        found = of([*STEADY[:26], *[18] * 10])
        figure = months_figure([("Police", found)], MARCH)
        (run,) = drawn(figure, "run")
        assert not drawn(figure, "special")  # inside the usual range, all of them
        assert list(run.x) == [f"{month_text(FIRST + place)}-01" for place in range(26, 36)]
        assert run.customdata[0] == "18 in March 2025: one of 10 months in a row below the average of 23"
        ringed = months_figure([("Police", of(with_months(m5=60)))], MARCH)
        assert run.marker.size < drawn(ringed, "special")[0].marker.size

    def test_nothing_unusual_marks_nothing(self) -> None:
        assert not drawn(months_figure([("Police", of(STEADY))], MARCH), "special")

    @pytest.mark.parametrize(
        ("place", "text"),
        [
            (0, r"January 2023: 20 incidents<br>inside the usual range of \d+ to \d+<br>no earlier data"),
            (4, r"May 2023: 60 incidents<br>above the usual range of \d+ to \d+<br>no earlier data"),
            (13, r"February 2024: 23 incidents<br>inside the usual range of \d+ to \d+<br>23 a year before"),
        ],
    )
    def test_a_month_says_of_itself_what_it_is(self, place: int, text: str) -> None:
        (line,) = drawn(months_figure([("Police", of(with_months(m5=60)))], MARCH), "words")
        assert line.hovertemplate == "%{text}<extra></extra>"
        assert re.fullmatch(text, line.text[place])

    def test_only_the_counts_speak_under_the_pointer(self) -> None:
        figure = months_figure([("Police", of(with_months(m5=60), parent=30.0))], MARCH)
        assert {trace.meta["role"] for trace in figure.data if trace.hoverinfo != "skip"} == {"words"}
        assert {trace.meta["role"] for trace in figure.data} > {"now", "special", "words"}

    def test_partial_and_missing_months_say_so(self) -> None:
        (words,) = drawn(months_figure([("Police", GAPS)], MARCH), "words")
        texts = words.text
        assert texts[1] == "February 2023: no data"
        assert texts[2] == "March 2023: 7 incidents<br>from 1 of 2 forces: not comparable"
        assert texts[3].startswith("April 2023: 0 incidents<br>")


class TestLayout:
    def test_the_chosen_months_lie_inside_the_shade_and_no_others(self) -> None:
        shade = months_figure([("Police", GAPS)], MARCH).layout.shapes[0]
        assert "2023-02-01" < shade.x0 < "2023-03-01" < "2023-03-10" < shade.x1 < "2023-04-01"

    def test_every_month_is_in_view(self) -> None:
        low, high = months_figure([("Police", GAPS)], MARCH).layout.xaxis.range
        assert low < "2023-01-01" and high > "2023-04-01"

    def test_a_handful_of_incidents_has_whole_ticks(self) -> None:
        assert months_figure([("Police", of([1, 0, 3, 2]))], MARCH).layout.yaxis.dtick == 1
        assert months_figure([("Police", of(STEADY))], MARCH).layout.yaxis.dtick is None

    def test_nothing_moves_from_one_answer_to_the_next(self) -> None:
        layouts = [
            months_figure([("Police", of(STEADY))], MARCH).layout,
            months_figure([("Police", of([1_000_000] * 24, parent=3.0))], MARCH).layout,
            message_figure("No chart").layout,
        ]
        assert len({str(layout.margin) for layout in layouts}) == 1
        assert {layout.margin.autoexpand for layout in layouts} == {False}
        assert {layout.uirevision for layout in layouts} == {"months"}
        assert {layout.dragmode for layout in layouts} == {False}

    def test_a_message_stands_alone(self) -> None:
        figure = message_figure("No chart")
        assert [note.text for note in figure.layout.annotations] == ["No chart"]
        assert not figure.data and not figure.layout.xaxis.visible and not figure.layout.yaxis.visible

    def test_figures_are_plain_json(self) -> None:
        for counts in (GAPS, of(with_months(m5=60), parent=30.0), of([*STEADY[:26], *[18] * 10])):
            figure = chart.months_figure([("Police", counts)], MARCH)
            assert json.loads(json.dumps(figure, allow_nan=False)) == figure
        assert '"y": [10, null, null, 0]' in json.dumps(chart.months_figure([("Police", GAPS)], MARCH))

    def test_plotly_knows_every_property(self) -> None:
        figure = chart.months_figure([("Police", of(with_months(m5=60), parent=30.0))], MARCH)
        figure["data"][0]["lines"] = {}
        with pytest.raises(ValueError, match="lines"):
            go.Figure(figure)


class TestFinding:
    @pytest.mark.parametrize(
        ("counts", "words"),
        [
            (STEADY, "Every month is inside its usual range"),
            (STEADY[:11], "Too few months for a usual range"),
            ([count % 4 for count in STEADY], "Too few incidents for a usual range"),
            ([None, None], "No data in any month for this choice"),
            ([None, *STEADY[1:]], "Every fully reported month is inside its usual range"),
            (with_months(m5=60), "May 2023 stands out above the usual range"),
            (with_months(m5=60, m19=60), "May 2023 and July 2024 stand out above the usual range"),
            (with_months(m5=60, m19=1), "May 2023 and July 2024 stand out of the usual range"),
            (
                with_months(m5=60, m12=60, m19=60),
                "3 months stand out above the usual range, the last July 2024",
            ),
            ([*STEADY[:29], *[18] * 7], "Lower since May 2025: 8 months in a row below average"),
            ([*STEADY[:29], *[31] * 7], "Higher since June 2025: 7 months in a row above average"),
        ],
    )
    def test_says_the_most_of_it_in_one_line(self, counts: list[int | None], words: str) -> None:
        assert chart_words.finding(of(counts), chosen("2025-01", "2025-12")) == words

    def test_a_shift_that_is_over_is_told_of_the_months_it_lies_in(self) -> None:
        past = of([*STEADY[:8], *[31] * 8, *STEADY[:8]])
        told = "Higher from August 2023 to April 2024: 9 months in a row above average"
        assert chart_words.finding(past, chosen("2024-01", "2024-06")) == told
        assert chart_words.finding(past, chosen("2024-09")) == "Every month is inside its usual range"
