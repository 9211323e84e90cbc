"""The monthly chart: gaps for what was not reported, dots for what only some forces did, and the period."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.data.schema import month_number
from dashboard.figures.chart import LINES, PARTIAL, message_figure, months_figure
from dashboard.selection import Selection

MARCH = Selection(month_number("2025-03"), month_number("2025-03"), ("police",))


def table(*rows: tuple[str, int | None, int]) -> pd.DataFrame:
    """Months of an area with two forces, as `queries.months` gives them."""
    frame = pd.DataFrame(rows, columns=["month", "incidents", "forces_covered"])
    return frame.astype({"incidents": "Int64"}).assign(forces=2)


YEAR = table(("2025-01", 10, 2), ("2025-02", None, 0), ("2025-03", 7, 1), ("2025-04", 0, 2))


def lines(figure: go.Figure) -> list[tuple[str, str, list[int | None]]]:
    return [(line.name, line.line.dash, list(line.y)) for line in figure.data]


def test_no_data_is_a_gap_and_zero_is_zero() -> None:
    figure = months_figure([("Police", YEAR)], MARCH)
    assert figure.data[0].y == (10, None, None, 0)
    assert figure.data[0].x == ("2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01")
    assert not any(line.connectgaps for line in figure.data)


def test_months_of_some_forces_only_are_a_dotted_line_of_their_own() -> None:
    figure = months_figure([("Police", YEAR)], MARCH)
    assert [dash for _, dash, _ in lines(figure)] == ["solid", "dot"]
    assert figure.data[1].y == (None, None, 7, None)
    assert PARTIAL.lower() in figure.data[1].name
    assert figure.layout.showlegend


def test_one_whole_line_needs_no_legend_and_no_dots() -> None:
    figure = months_figure([("Police", YEAR.iloc[[0, 3]])], MARCH)
    assert lines(figure) == [("Police", "solid", [10, 0])]
    assert not figure.layout.showlegend


def test_each_source_is_a_line_however_many_there_are() -> None:
    whole = YEAR.iloc[[0, 3]]
    figure = months_figure([(f"Source {n}", whole) for n in range(len(LINES) + 2)], MARCH)
    assert [line.name for line in figure.data] == [f"Source {n}" for n in range(len(LINES) + 2)]
    assert figure.layout.showlegend


def test_the_chosen_months_lie_inside_the_shade_and_no_others() -> None:
    shade = months_figure([("Police", YEAR)], MARCH).layout.shapes[0]
    assert "2025-02-01" < shade.x0 < "2025-03-01" < "2025-03-10" < shade.x1 < "2025-04-01"


def test_every_month_is_in_view() -> None:
    low, high = months_figure([("Police", YEAR)], MARCH).layout.xaxis.range
    assert low < "2025-01-01" and high > "2025-04-01"


def test_a_month_without_any_data_anywhere_says_so() -> None:
    figure = months_figure([("Police", table(("2025-01", None, 0)))], MARCH)
    assert not figure.data
    assert figure.layout.annotations[0].text == "No data in any month for this choice."


def test_a_message_stands_alone() -> None:
    figure = message_figure("No chart")
    assert [note.text for note in figure.layout.annotations] == ["No chart"]
    assert not figure.data and not figure.layout.xaxis.visible and not figure.layout.yaxis.visible


def test_figures_are_plain_json() -> None:
    assert '"y":[10,null,null,0]' in months_figure([("Police", YEAR)], MARCH).to_json().replace(" ", "")
