"""Which months a source has: a bar for the eye, and the same in words for the ear."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.data.schema import month_name
from dashboard.data.status import ForceStatus, month_runs
from dashboard.layouts.attributes import aria


def months_in_words(months: Sequence[int]) -> str:
    """Ascending months as text: "January 2025 to March 2025, July 2025"; "none" where there are none."""
    spans = (
        month_name(first) if first == last else f"{month_name(first)} to {month_name(last)}"
        for first, last in month_runs(months)
    )
    return ", ".join(spans) or "none"


def coverage(forces: Sequence[ForceStatus], first: int, last: int) -> Component:
    """A bar for each reporter over the source's months, with its years."""
    rows = [part for force in forces for part in _row(force, first, last)]
    return html.Div([*rows, html.Span(), _years(first, last)], className="coverage")


def _row(force: ForceStatus, first: int, last: int) -> list[Component]:
    said = f"{force.force}: {months_in_words(force.months)}. Missing: {months_in_words(force.missing)}."
    covered: Collection[int] = set(force.months)
    cells = [
        html.Span(className="has" if month in covered else "has-not", title=_title(month, month in covered))
        for month in range(first, last + 1)
    ]
    bar = html.Div(
        cells, className="coverage-bar", style=_columns(first, last), role="img", **aria(label=said)
    )
    return [html.Span(force.force, className="coverage-name"), bar]


def _title(month: int, has: bool) -> str:
    return month_name(month) if has else f"{month_name(month)}: no data"


def _years(first: int, last: int) -> Component:
    starts = [month for month in range(first, last + 1) if month == first or month % 12 == 0]
    if len(starts) > 1 and starts[1] - starts[0] < 3:  # no room for two labels
        starts = starts[1:]
    labels = [html.Span(str(month // 12), style={"gridColumnStart": month - first + 1}) for month in starts]
    return html.Div(labels, className="coverage-years", style=_columns(first, last), **aria(hidden="true"))


def _columns(first: int, last: int) -> dict[str, str]:
    return {"gridTemplateColumns": f"repeat({last - first + 1}, minmax(0, 1fr))"}
