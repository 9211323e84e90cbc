"""One source on the Sources page: who answers for it, how far it reaches, how good it is, what to know."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.data.quality.months import due, overdue_months, served_refresh
from dashboard.data.quality.report import REGISTER, Point, Summary
from dashboard.data.schema import LONDON, Source, month_name
from dashboard.data.status import ForceStatus, RegisterStatus, SourceStatus
from dashboard.layouts import words
from dashboard.layouts.attributes import data
from dashboard.layouts.coverage import coverage, months_in_words
from dashboard.layouts.dates import day_text
from dashboard.layouts.source_links import report_address

_PLACE = {"snapped": "approximate: moved to nearby map points", "exact": "exact"}
_TIME = {"month": "month only", "day": "day", "minute": "to the minute"}
_REFRESH = {
    "daily": "every day",
    "weekly": "every week",
    "monthly": "every month",
    "quarterly": "every quarter",
    "yearly": "every year",
}
_MATURITY = {
    "pilot": "Pilot: tried out by a few",
    "implementation": "Implementation: being set up for regular use",
    "expansion": "Expansion: in use, and taken up by more partners",
    "development": "Development: in regular use, and being improved",
}
NOT_STATED = "not stated"


def source_entry(
    one: SourceStatus, summary: Summary | None, imported: str, today: datetime.date
) -> Component:
    """The entry of a source of incidents; `imported` is the day its data last came, "" where not known."""
    source = one.source
    now = [*_pairs(_currency(one, imported, today)), *_quality(source.key, summary)]
    figures = [_facts(_pairs(_rows(one))), _months(one.forces)]
    return html.Section(
        [
            html.H2([source.name, *_badges(source, one.last_month, today)]),
            html.Div([_facts(_pairs(_terms(source))), _facts(now)], className="source-columns"),
            coverage(one.forces, one.first_month, one.last_month),
            *_caveats(source.caveats),
            html.Details([html.Summary("Rows and months in figures"), *figures]),
        ],
        id=source.key,
        className="panel source source-entry",
        tabIndex=-1,
    )


def register_entry(one: RegisterStatus, summary: Summary | None) -> Component:
    """The entry of a register of premises."""
    key = f"{REGISTER}{one.key}"
    facts = [
        ("Premises", words.number(one.premises)),
        ("Taken as", _taken_as(one)),
        ("Without position", words.number(one.without_position)),
        ("As of", one.as_of or NOT_STATED),
    ]
    return html.Section(
        [
            html.H2(one.name),
            _facts([*_pairs(facts), *_quality(key, summary)]),
        ],
        id=key,
        className="panel source source-entry",
        tabIndex=-1,
    )


def _taken_as(one: RegisterStatus) -> str:
    if not one.others:
        return "licensed premises"
    if one.others == one.premises:
        return "other places, which Why here? can look near"
    licensed = words.number(one.premises - one.others)
    return f"{licensed} licensed premises, {words.number(one.others)} other places"


def score_in_words(score: int | None, grade: str) -> str:
    """A score with what it means: "95 out of 100: good"."""
    return grade if score is None else f"{score} out of 100: {grade}"


def trend(history: Sequence[Point]) -> str:
    """How the score moved since the import before: "up from 91 on 3 May 2026"; "" where there is none."""
    if len(history) < 2 or history[-1].score is None or history[-2].score is None:
        return ""
    change = history[-1].score - history[-2].score
    moved = "up from" if change > 0 else "down from" if change < 0 else "as"
    return (
        f"{moved} {history[-2].score} on {day_text(history[-2].when)}"
        if change
        else "as at the import before"
    )


def _badges(source: Source, last_month: int, today: datetime.date) -> Iterator[Component]:
    if source.maturity:
        yield html.Span(source.maturity.capitalize(), className="badge")
    if source.controlled:
        yield html.Span("Controlled", className="badge")
    if overdue_months(served_refresh(source), last_month, today):
        yield html.Span("Late", className="badge badge-late")


def _terms(source: Source) -> Iterator[tuple[str, str]]:
    yield "Owner", source.owner or NOT_STATED
    if source.contact:
        yield "Contact", source.contact
    yield "Licence", source.licence or NOT_STATED
    if source.agreement or source.agreement_expires:
        yield "Agreement", _agreement(source)
    if source.maturity:
        yield "Stage", _MATURITY[source.maturity]
    if source.controlled:
        yield "Sensitivity", words.protection(source)
    yield "Places", _PLACE[source.place_precision]
    yield "Times", _times(source)


def _times(source: Source) -> str:
    """How precise they are, and whose clock they go by where that is not London's."""
    known = _TIME[source.time_precision]
    return known if source.zone == LONDON else f"{known}; local time of {source.zone.replace('_', ' ')}"


def _agreement(source: Source) -> str:
    until = (
        f"in force until {day_text(source.agreement_expires)}"
        if source.agreement_expires
        else "no end stated"
    )
    return f"{source.agreement}, {until}" if source.agreement else until


def _currency(one: SourceStatus, imported: str, today: datetime.date) -> Iterator[tuple[str, str]]:
    source = one.source
    yield "Data to", month_name(one.last_month)
    if imported:
        yield "Last import", day_text(imported)
    yield "New data come", _REFRESH.get(source.refresh, NOT_STATED)
    day = due(served_refresh(source), one.last_month)
    if day is not None:
        late = overdue_months(served_refresh(source), one.last_month, today)
        by = f": {late} {'month' if late == 1 else 'months'} of data overdue" if late else ""
        yield "Next due", f"{day_text(day)}{by}"


def _quality(key: str, summary: Summary | None) -> Iterator[Component]:
    yield html.Dt("Quality")
    if summary is None:
        yield html.Dd("not checked: import the files again to have them checked")
        return
    moved = trend(summary.history)
    address = report_address(key)
    link = html.A("Quality report", href=address, **data(page=address))
    score = html.Strong(score_in_words(summary.score, summary.grade))
    yield html.Dd([score, f", {moved}" if moved else "", ". ", link])


def _caveats(caveats: Sequence[str]) -> list[Component]:
    if not caveats:
        return []
    return [html.H3("What to know"), html.Ul([html.Li(one) for one in caveats], className="caveats")]


def _rows(one: SourceStatus) -> Iterator[tuple[str, str]]:
    yield "Rows read", words.number(one.rows_read)
    yield "Incidents kept", words.number(one.rows_kept)
    yield "Repeated crime numbers, counted once", words.number(one.rows_replaced)
    yield "Rejected", _rejected(one)
    yield "Without location", words.number(one.without_location)
    yield "Files", words.number(one.files)


def _rejected(one: SourceStatus) -> str:
    if not one.rejected:
        return "0"
    return "; ".join(f"{words.number(rows)} rows: {reason}" for reason, rows in one.rejected.items())


def _months(forces: Sequence[ForceStatus]) -> Component:
    names = ("Force", "Incidents", "Months", "Missing")
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in names]))
    rows = [
        html.Tr(
            [
                html.Th(force.force, scope="row"),
                html.Td(words.number(force.rows_kept), className="numeric"),
                html.Td(months_in_words(force.months)),
                html.Td(months_in_words(force.missing)),
            ]
        )
        for force in forces
    ]
    return html.Table(
        [html.Caption("Months covered, by force"), head, html.Tbody(rows)], className="plain-table"
    )


def _facts(pairs: Iterable[Component]) -> Component:
    return html.Dl(list(pairs), className="facts")


def _pairs(facts: Iterable[tuple[str, str]]) -> Iterator[Component]:
    for name, value in facts:
        yield html.Dt(name)
        yield html.Dd(value)
