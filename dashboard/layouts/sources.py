"""The Sources page: what is imported, how far it reaches, and what could not be used."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.data.manifest import SkippedFile
from dashboard.data.quality.report import REGISTER, Summary
from dashboard.data.sources.police_street import SOURCE as STREET_CRIME
from dashboard.data.status import SourceStatus, StatusReport
from dashboard.layouts import words
from dashboard.layouts.attributes import aria
from dashboard.layouts.dates import day_text
from dashboard.layouts.hidden_sources import hidden_sources
from dashboard.layouts.source_entry import register_entry, source_entry

TABLE_LABELS = {
    "names": "Area names",
    "links": "Links between areas",
    "shapes": "Boundaries",
    "changes": "LSOA changes, 2011 to 2021",
    "residents": "Counts of residents",
    "places": "Place names",
    "roads": "Roads",
    "peer_groups": "Pairs of similar areas",
    "area_measures": "Measures of areas",
    "harm_weights": "Weights of harm",
}
_POLICE_UK = "data.police.uk"
_LICENSED = "Contains public sector information licensed under the Open Government Licence v3.0"
_AREA_TABLES = ("names", "links", "shapes", "changes", "residents")
_OPENSTREETMAP = "Pubs of OpenStreetMap: © OpenStreetMap contributors, Open Database Licence (ODbL)."


def sources(
    report: StatusReport, summaries: Mapping[str, Summary] | None = None, today: datetime.date | None = None
) -> list[Component]:
    """The page's parts; `summaries` are those of quality reports, by key. "Late" is told as of `today`."""
    found, day = summaries or {}, today or datetime.datetime.now(datetime.UTC).date()
    entries = [
        source_entry(one, found.get(one.source.key), _imported(one, report, found), day)
        for one in report.sources
    ]
    registers = [register_entry(one, found.get(f"{REGISTER}{one.key}")) for one in report.registers]
    return [
        html.H1("Sources"),
        *_contents(report),
        *entries,
        *hidden_sources(report.hidden),
        *registers,
        *_tables(report),
        *_skipped(report.last_import.skipped),
        *_area_notes(report.notes),
        *_credits(report),
        html.P(f"Data version {report.version}, made {day_text(report.created)}.", className="hint"),
    ]


def _imported(one: SourceStatus, report: StatusReport, summaries: Mapping[str, Summary]) -> str:
    """When data of the source last came, as an ISO time; "" where it is not known."""
    summary = summaries.get(one.source.key)
    if summary is not None and summary.history:
        return summary.history[-1].when
    return report.created if len(report.kept_versions) == 1 else ""


def _contents(report: StatusReport) -> list[Component]:
    """Links to the entries, where there are several."""
    links = [(one.source.key, one.source.name) for one in report.sources]
    links += [(f"{REGISTER}{one.key}", one.name) for one in report.registers]
    if len(links) < 2:
        return []
    items = [html.Li(html.A(name, href=f"#{key}")) for key, name in links]
    return [html.Nav(html.Ul(items), className="source-contents", **aria(label="Sources, contents"))]


def _tables(report: StatusReport) -> list[Component]:
    """What is known of areas, table by table."""
    known = [(label, report.tables.get(name, 0)) for name, label in TABLE_LABELS.items()]
    rows = [html.Li(f"{label}: {words.number(rows)}") for label, rows in known if rows]
    if not rows:
        return []
    said = "They are checked as a whole: one wrong value and the file is refused, so they have no report."
    parts = [html.H2("Tables of areas"), html.P(said, className="hint"), html.Ul(rows)]
    return [html.Section(parts, id="tables-of-areas", className="panel source source-entry", tabIndex=-1)]


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
    food = pubs or "food-hygiene-register" in registers
    owed = [_open_government(report.sources, areas=areas, pubs=pubs, food=food)]
    if areas or pubs:  # pubs are placed by the Office for National Statistics' postcode directory
        owed.append("Contains OS data © Crown copyright and database right.")
        owed.append("Contains National Statistics data © Crown copyright and database right.")
    if pubs:
        owed.append("Contains Royal Mail data © Royal Mail copyright and database right.")
    if "osm" in registers:
        owed.append(_OPENSTREETMAP)
    said = [html.P(credit) for credit in owed if credit]
    return [html.Section([html.H2("Credits"), *said], className="panel source")] if said else []


def _open_government(sources: Sequence[SourceStatus], *, areas: bool, pubs: bool, food: bool) -> str:
    """The sentence that the Open Government Licence asks for, "" where nothing is under it."""
    publishers = [
        _POLICE_UK if source.key == STREET_CRIME.key else source.owner or source.name
        for source in (one.source for one in sources)
        if source.licence.startswith("Open Government Licence") and not source.fictional
    ]
    if areas or pubs:
        publishers.append("Office for National Statistics")
    if food:
        publishers.append("Food Standards Agency")
    return f"{_LICENSED} ({'; '.join(publishers)})." if publishers else ""
