"""The quality report of one source: a page to read, to print, and to send to the supplier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboard.data.quality.checks import FIELDS, RULES, Dimension
from dashboard.data.quality.disclosed import ENOUGH_ROWS
from dashboard.data.quality.report import MOST_LISTED, Fault, MonthFound, QualityReport
from dashboard.data.schema import month_name, month_number
from dashboard.layouts import words
from dashboard.layouts.attributes import data
from dashboard.layouts.coverage import months_in_words
from dashboard.layouts.dates import day_text
from dashboard.layouts.quality_tables import bar, panel, plain_table, share_in_words
from dashboard.layouts.source_entry import score_in_words, trend
from dashboard.layouts.source_links import PATH, source_address

WITHHELD = "withheld"
_AT_ONCE = 20
_MEANINGS = {
    Dimension.COMPLETENESS: "What should be there is there",
    Dimension.VALIDITY: "Values can be what they say",
    Dimension.ACCURACY: "Values fit each other and the map",
    Dimension.UNIQUENESS: "Nothing stands twice",
    Dimension.CONSISTENCY: "Months are like each other",
    Dimension.TIMELINESS: "Months are there, and in time",
}


def quality_report(report: QualityReport, version: str) -> list[Component]:
    """The page's parts; `version` is the data version that links name."""
    return [
        html.Div(
            [
                html.P(html.A("Sources", href=PATH, **data(page=PATH)), className="back"),
                html.H1(f"Data quality: {report.name}"),
                *_introduction(report, version),
            ],
            className="quality-head",
        ),
        panel("Score", [_dimensions(report), *_history(report)]),
        panel("How complete it is", [_fields(report)]),
        panel("What was found", [_rules(report)]),
        *_months(report),
        *_words(report),
        *_faults(report),
        *_files(report),
        panel(
            "What was not checked, and why",
            [html.Ul([html.Li(one) for one in report.not_checked], className="caveats")],
        ),
    ]


def no_report(key: str) -> list[Component]:
    """The page where there is no report of that name."""
    return [
        html.H1("There is no quality report of this source"),
        html.P("It may have been removed, hidden or imported by an earlier Hexscan."),
        html.P(html.A("Sources", href=source_address(key), **data(page=PATH))),
    ]


def _introduction(report: QualityReport, version: str) -> Iterator[Component]:
    moved = trend(report.history)
    yield html.P(
        [html.Strong(score_in_words(report.score, report.grade)), f", {moved}" if moved else "",
         f". As of {day_text(report.made)}. ", _rows(report)],
        className="quality-sentence",
    )  # fmt: skip
    if report.controlled:
        yield html.P(
            "A controlled source: scores and shares are given roughly, and not at all for fewer than "
            f"{ENOUGH_ROWS} rows; rows, months and single faults are withheld. Whoever looks after this "
            "server finds them with: "
            f"python -m dashboard quality {report.key}",
            className="hint",
        )
        return
    home = f"/data/{quote(version)}/quality/{quote(report.key)}"
    yield html.P(
        [
            "Download: ",
            html.A("all faults as CSV, to send back", href=f"{home}.csv", **data(page=f"{home}.csv")),
            ", ",
            html.A("this report as JSON", href=f"{home}.json", **data(page=f"{home}.json")),
        ],
        className="exports",
    )


def _rows(report: QualityReport) -> str:
    if report.rows_kept is None:
        return ""
    said = f"{words.number(report.rows_read)} rows read, {words.number(report.rows_kept)} kept"
    if report.rows_left_out:
        said += f", {words.number(report.rows_left_out)} left out"
    if report.rows_replaced:
        said += f", {words.number(report.rows_replaced)} replaced by a later row of the same number"
    if report.identical:
        said += (
            f". {words.number(report.identical)} kept rows have no number and are like another one: no fault"
        )
    return f"{said}."


def _dimensions(report: QualityReport) -> Component:
    rows = [
        [
            one.dimension.capitalize(),
            _MEANINGS[Dimension(one.dimension)],
            one.band or ("not checked" if one.score is None else f"{one.score:.0f}"),
            bar(one.score),
            f"{one.weight}%",
        ]
        for one in report.dimensions
    ]
    heads = ["Dimension", "What it means", "Score", "", "Weight"]
    return plain_table("Scores by dimension, from 0 to 100", heads, rows, numeric=(2, 4))


def _history(report: QualityReport) -> list[Component]:
    if len(report.history) < 2:
        return []
    rows = [
        [day_text(one.when),
         one.band or ("not checked" if one.score is None else str(one.score)), bar(one.score),
         WITHHELD if one.rows is None else words.number(one.rows),
         WITHHELD if one.faults is None else words.number(one.faults)]
        for one in report.history
    ]  # fmt: skip
    return [
        plain_table(
            "Score after each import", ["Import of", "Score", "", "Rows", "Faults"], rows, numeric=(1, 3, 4)
        )
    ]


def _fields(report: QualityReport) -> Component:
    if report.controlled and not report.fields:
        return html.P("Withheld: too few rows.")
    rows = [
        [
            FIELDS.get(one.field, one.field),
            one.band or share_in_words(one.rows or 0, one.of or 0),
            WITHHELD if one.band else words.number(one.missing),
            "yes" if one.expected else "no",
        ]
        for one in report.fields
    ]
    heads = ["Field", "Filled", "Missing", "Expected in each row"]
    return plain_table("Rows with a value, field by field", heads, rows, numeric=(1, 2))


def _rules(report: QualityReport) -> Component:
    rows = []
    for one in report.rules:
        told = RULES[one.rule]
        if one.faults is not None:
            of = (
                len(report.months) + len(report.missing) + report.overdue
                if told.of_months
                else report.rows_read
            )
            found = words.number(one.faults)
            share = share_in_words(one.faults, of or 0) if one.faults else ""
        else:
            found, share = WITHHELD if report.controlled else "not checked", ""
        rows.append([told.title, told.dimension.capitalize(), found, share, told.meaning])
    heads = ["Rule", "Dimension", "Faults", "Share", "What it means"]
    return plain_table("Rules of the standard, and how often each is broken", heads, rows, numeric=(2, 3))


def _months(report: QualityReport) -> list[Component]:
    if report.is_register or not (report.months or report.missing):
        return []
    unusual = [one for one in report.months if one.low is not None]
    parts: list[Component] = []
    if unusual:
        parts += [
            html.H3("Months unlike the others"),
            html.Ul([html.Li(_unusual(one)) for one in unusual], className="caveats"),
        ]
    if report.missing:
        parts += [
            html.H3("Missing months"),
            html.Ul([html.Li(one) for one in _missing(report)], className="caveats"),
        ]
    if report.months:
        rows = [
            [one.force, _month(one.month), words.number(one.rows), words.number(one.faults)]
            for one in report.months
        ]
        table = plain_table(
            "Rows and faults, month by month", ["Force", "Month", "Rows", "Faults"], rows, numeric=(2, 3)
        )
        parts.append(html.Details([html.Summary("All months"), table]))
    return [panel("Months", parts)]


def _missing(report: QualityReport) -> Iterator[str]:
    by_force: dict[str, list[int]] = {}
    for force, month in report.missing:
        by_force.setdefault(force, []).append(month_number(month))
    for force, months in by_force.items():
        number = "1 month" if len(months) == 1 else f"{len(months)} months"
        yield f"{force}: {months_in_words(months)}, {number}"


def _unusual(one: MonthFound) -> str:
    usual = f"{words.number(one.low)} to {words.number(one.high)}"
    return f"{one.force}, {_month(one.month)}: {words.number(one.rows)} rows, usually {usual}"


def _month(written: str) -> str:
    return month_name(month_number(written))


def _words(report: QualityReport) -> list[Component]:
    if not report.words:
        return []
    rows = [[word or "(empty)", words.number(count)] for word, count in report.words.items()]
    said = html.P(
        "These words of the supplier have no crime type yet. Add them to [categories] in its description."
    )
    return [
        panel(
            "Words not yet mapped",
            [said, plain_table("Words and their rows", ["Word", "Rows"], rows, numeric=(1,))],
        )
    ]


def _faults(report: QualityReport) -> list[Component]:
    if not report.listed or report.faults is None:
        return []
    listed = len(report.listed)
    which = (
        f"the first {listed:,} are listed here, all are in the CSV"
        if report.faults > MOST_LISTED
        else "all are listed"
    )
    parts: list[Component] = [
        html.P(f"{words.number(report.faults)} faults of rows; {which}."),
        _fault_table(report.listed[:_AT_ONCE]),
    ]
    if listed > _AT_ONCE:
        rest = _fault_table(report.listed[_AT_ONCE:])
        parts.append(
            html.Details([html.Summary(f"{listed - _AT_ONCE:,} more"), rest], className="not-printed")
        )
    return [panel("Faults, row by row", parts)]


def _fault_table(faults: Sequence[Fault]) -> Component:
    rows = [
        [one.file, str(one.row) if one.row else "not known", one.column, one.value or "(empty)",
         one.what or RULES[one.rule].title]
        for one in faults
    ]  # fmt: skip
    return plain_table(
        "Faults by file and row", ["File", "Row", "Column", "Value", "What is wrong"], rows, numeric=(1,)
    )


def _files(report: QualityReport) -> list[Component]:
    if not report.files:
        return []
    rows = [[one.file, words.number(one.rows), words.number(one.faults)] for one in report.files]
    table = plain_table("Files that rows are from", ["File", "Rows", "Faults"], rows, numeric=(1, 2))
    return [panel("Files", [html.Details([html.Summary(f"{len(rows):,} files"), table])])]
