"""The four figures beside the map, and the notes that belong to them."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.analysis.trends import Verdict
from dashboard.data.statistics import Statistics
from dashboard.layouts import words


def statistics_cards(found: Sequence[tuple[str, Statistics]]) -> list[Component]:
    """A row of figures for each source, named where there are several: never added."""
    rows: list[Component] = []
    size = "cards several" if len(found) > 1 else "cards"
    for name, one in found:
        if len(found) > 1:
            rows.append(html.H3(name, className="source-name"))
        rows.append(html.Dl([_incidents(one), _rate(one), _change(one), _unmapped(one)], className=size))
    if len(found) > 1:
        rows.append(
            html.P("Sources may describe the same incidents, so they are not added up.", className="hint")
        )
    return rows


def notes(found: Statistics, *, of: str = "") -> list[str]:
    """What the reader must know of the figures, in sentences; `of` names its source if several."""
    said = []
    if found.forces_partly_covered and not found.nothing_reported:
        names = words.listed(found.forces_partly_covered)
        said.append(f"{names}: no data for part of this period, so the figures here are incomplete.")
    if found.left_out and found.compared is not None:
        said.append(f"The change leaves out {words.listed(found.left_out)}: no data for both periods.")
    return [f"{of}: {note}" if of else note for note in said]


def _card(title: str, figure: str, detail: str, *, tone: str = "") -> Component:
    return html.Div(
        [
            html.Dt(title),
            html.Dd([html.Span(figure, className="figure"), html.Span(detail, className="detail")]),
        ],
        className=f"card {tone}".strip(),
    )


def _incidents(found: Statistics) -> Component:
    near = found.within_metres
    metres = min(near)
    if found.nothing_reported:
        return _card("Incidents", words.NOT_KNOWN, words.no_data(found))
    if not found.incidents:
        return _card("Incidents", "0", "")
    return _card(
        "Incidents",
        words.number(found.incidents),
        f"{words.number(near[metres])} within {metres} m of licensed premises",
    )


def _rate(found: Statistics) -> Component:
    if found.rate is None or found.rate_lower is None or found.rate_upper is None:
        return _card("Per 1,000 residents", words.NOT_KNOWN, found.rate_reason)
    interval = f"{words.rate(found.rate_lower)} to {words.rate(found.rate_upper)} (95% interval)"
    dataset = f"; {found.residents_dataset}" if found.residents_dataset else ""
    return _card("Per 1,000 residents", words.rate(found.rate), f"{interval}{dataset}")


def _change(found: Statistics) -> Component:
    title = f"Change on {words.brief_period(found.before_start, found.before_end)}"
    tone = {Verdict.HIGHER: "verdict-higher", Verdict.LOWER: "verdict-lower"}.get(Verdict(found.verdict), "")
    if found.change is None:
        return _card(title, words.NOT_KNOWN, found.verdict)
    detail = f"{words.mark(found.verdict)} {found.verdict}; was {words.number(found.before)}"
    return _card(title, words.signed(found.change), detail, tone=tone)


def _unmapped(found: Statistics) -> Component:
    if found.nothing_reported:
        return _card("Not on the map", words.NOT_KNOWN, "no data")
    detail = "every incident has a point" if not found.without_location else "counted, but without a point"
    return _card("Not on the map", words.number(found.without_location), detail)
