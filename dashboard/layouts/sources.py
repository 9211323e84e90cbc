"""The Sources page: what is imported, how far it reaches, and what could not be used."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.data.manifest import SkippedFile
from dashboard.data.schema import month_name
from dashboard.data.sources.police_street import SOURCE as STREET_CRIME
from dashboard.data.status import ForceStatus, RegisterStatus, SourceStatus, StatusReport, month_runs
from dashboard.layouts import words

_PLACE = {"snapped": "approximate: moved to nearby map points", "exact": "exact"}
_POLICE_UK = "data.police.uk"
_LICENSED = "Contains public sector information licensed under the Open Government Licence v3.0"
_AREA_TABLES = ("names", "links", "shapes", "changes", "residents")
_OPENSTREETMAP = "Pubs of OpenStreetMap: © OpenStreetMap contributors, Open Database Licence (ODbL)."
_TIME = {"month": "month only", "day": "day", "minute": "to the minute"}


def sources(report: StatusReport) -> list[Component]:
    """The page's parts."""
    return [
        html.H1("Sources"),
        *(_source(one) for one in report.sources),
        *_registers(report.registers),
        *_skipped(report.last_import.skipped),
        *_area_notes(report.notes),
        *_credits(report),
        html.P(f"Data version {report.version}, made {_day(report.created)}.", className="hint"),
    ]


def _source(one: SourceStatus) -> Component:
    source = one.source
    facts = [
        ("Owner", source.owner),
        ("Licence", source.licence),
        ("Places", _PLACE[source.place_precision]),
        ("Times", _TIME[source.time_precision]),
        ("Rows read", words.number(one.rows_read)),
        ("Incidents kept", words.number(one.rows_kept)),
        ("Repeated crime numbers, counted once", words.number(one.rows_replaced)),
        ("Rejected", _rejected(one)),
        ("Without location", words.number(one.without_location)),
        ("Files", words.number(one.files)),
    ]
    return html.Section(
        [
            html.H2(source.name),
            html.Dl(
                [part for name, value in facts for part in (html.Dt(name), html.Dd(value))], className="facts"
            ),
            _coverage(one.forces),
        ],
        className="panel source",
    )


def _rejected(one: SourceStatus) -> str:
    if not one.rejected:
        return "0"
    return "; ".join(f"{words.number(rows)} rows: {reason}" for reason, rows in one.rejected.items())


def _coverage(forces: Sequence[ForceStatus]) -> Component:
    head = html.Thead(
        html.Tr([html.Th(name, scope="col") for name in ("Force", "Incidents", "Months", "Missing")])
    )
    body = html.Tbody(
        [
            html.Tr(
                [
                    html.Th(force.force, scope="row"),
                    html.Td(words.number(force.rows_kept), className="numeric"),
                    html.Td(_months(force.months)),
                    html.Td(_months(force.missing)),
                ]
            )
            for force in forces
        ]
    )
    return html.Table([html.Caption("Months covered, by force"), head, body], className="plain-table")


def _registers(registers: Sequence[RegisterStatus]) -> list[Component]:
    if not registers:
        return []
    rows = [
        html.Li(
            f"{one.name}: {words.number(one.premises)} premises, "
            f"{words.number(one.without_position)} without position"
        )
        for one in registers
    ]
    return [html.Section([html.H2("Licensed premises"), html.Ul(rows)], className="panel source")]


def _skipped(files: Sequence[SkippedFile]) -> list[Component]:
    if not files:
        return []
    rows = [html.Li(f"{one.file}: {one.reason}") for one in files]
    return [
        html.Section([html.H2("Files left out of the last import"), html.Ul(rows)], className="panel source")
    ]


def _area_notes(notes: Sequence[str]) -> list[Component]:
    if not notes:
        return []
    said = [html.P(note) for note in notes]
    return [html.Section([html.H2("How areas were put together"), *said], className="panel source")]


def _credits(report: StatusReport) -> list[Component]:
    """The credits that the publishers of what is present ask for; fictional data owe none."""
    if report.demo:
        return []
    registers = {one.key for one in report.registers}
    areas, pubs = any(report.tables.get(name) for name in _AREA_TABLES), "open-pubs" in registers
    owed = [_open_government(report.sources, areas=areas, pubs=pubs)]
    if areas or pubs:  # pubs are placed by the Office for National Statistics' postcode directory
        owed.append("Contains OS data © Crown copyright and database right.")
        owed.append("Contains National Statistics data © Crown copyright and database right.")
    if pubs:
        owed.append("Contains Royal Mail data © Royal Mail copyright and database right.")
    if "osm" in registers:
        owed.append(_OPENSTREETMAP)
    said = [html.P(credit) for credit in owed if credit]
    return [html.Section([html.H2("Credits"), *said], className="panel source")] if said else []


def _open_government(sources: Sequence[SourceStatus], *, areas: bool, pubs: bool) -> str:
    """The sentence that the Open Government Licence asks for, "" where nothing is under it."""
    publishers = [
        _POLICE_UK if source.key == STREET_CRIME.key else source.owner or source.name
        for source in (one.source for one in sources)
        if source.licence.startswith("Open Government Licence") and not source.fictional
    ]
    if areas or pubs:
        publishers.append("Office for National Statistics")
    if pubs:
        publishers.append("Food Standards Agency")
    return f"{_LICENSED} ({'; '.join(publishers)})." if publishers else ""


def _months(months: Sequence[int]) -> str:
    spans = (
        month_name(first) if first == last else f"{month_name(first)} to {month_name(last)}"
        for first, last in month_runs(months)
    )
    return ", ".join(spans) or "none"


def _day(created: str) -> str:
    """An ISO time as a day in words: 21 November 2026."""
    year, month, day = created[:10].split("-")
    return f"{int(day)} {month_name(int(year) * 12 + int(month) - 1)}"
