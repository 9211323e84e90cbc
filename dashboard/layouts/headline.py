"""The sentence that says what is shown, the chips that take it back, the notes, the exports."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.data.dataset import Dataset
from dashboard.data.schema import FICTIONAL, Source
from dashboard.data.statistics import Statistics
from dashboard.ids import clear
from dashboard.layouts import words
from dashboard.layouts.attributes import aria
from dashboard.selection import Problem, Selection

_FIELD_NAMES = {
    "area": "area",
    "types": "crime type",
    "from": "first month",
    "to": "last month",
    "cell": "map cell",
    "level": "area size",
    "table": "table",
    "sources": "source",
    "within": "distance",
    "res": "cell size",
    "query": "address",
}

_EXPORTS = (
    ("cells", "map cells"),
    ("areas", "areas"),
    ("types", "crime types"),
    ("months", "months"),
    ("statistics", "statistics"),
    ("premises", "licensed premises"),
)


def sentence(dataset: Dataset, selection: Selection, found: Statistics) -> list[Component]:
    """What is shown, in words: first what and how many, then rate and change."""
    what = words.crime(selection.types, dict(dataset.types))
    where = dataset.areas.name(selection.area)
    where = "all areas" if selection.area == "all" else where
    cell = "one map cell in " if selection.cell else ""
    lead = f"{what} in {cell}{where}, {words.period(selection.start, selection.end)}: "
    if found.nothing_reported or found.incidents is None:
        return [html.Strong(f"{lead}{words.no_data(found)}.")]
    count = words.incidents(found.incidents)
    if len(selection.sources) > 1:  # the figures are the first one's alone, as are map and table
        count += f" in {dataset.sources[selection.sources[0]].name}"
    rest = [] if found.rate is None else [f"{words.rate(found.rate)} per 1,000 residents"]
    rest.append(words.change(found, selection))
    return [html.Strong(f"{lead}{count}"), html.Span(f"; {'; '.join(rest)}.")]


def chips(dataset: Dataset, selection: Selection) -> list[Component]:
    """A button for each thing chosen: it says what, and takes it back."""
    default = Selection.default(dataset.catalogue)
    chosen: list[tuple[str, str]] = []
    if selection.area != default.area:
        chosen.append(("area", dataset.areas.name(selection.area)))
    if selection.types:
        chosen.append(("types", words.crime(selection.types, dict(dataset.types))))
    if (selection.start, selection.end) != (default.start, default.end):
        chosen.append(("period", words.period(selection.start, selection.end)))
    if selection.cell:
        chosen.append(("cell", "One map cell"))
    if selection.sources != default.sources:
        chosen.append(
            ("sources", words.listed(tuple(dataset.sources[key].name for key in selection.sources)))
        )
    if len(chosen) > 1:
        chosen.append(("all", "Clear all"))
    return [_chip(field, label) for field, label in chosen]


def problem_notes(problems: Sequence[Problem]) -> list[Component]:
    """What of the address could not be used, in sentences."""
    return [
        html.P(
            f"The {_FIELD_NAMES[problem.field]} in the address can't be used, so it was left out. "
            f"{problem.reason}"
        )
        for problem in problems
    ]


def footer(dataset: Dataset, selection: Selection, sources: Sequence[Source]) -> list[Component]:
    """Where the figures come from and how far they reach, and the same figures as files."""
    query = selection.to_query(dataset.catalogue)
    links: list[Component | str] = ["Download as CSV: "]
    for panel, name in _EXPORTS:
        links += [html.A(name, href=f"/export/{panel}.csv{query}", download=""), ", "]
    return [
        html.Span(
            [
                html.Strong(f"{FICTIONAL}. ") if dataset.demo else "",
                *(_provenance(dataset, source) for source in sources),
            ]
        ),
        html.Span(links[:-1], className="exports"),
    ]


def _provenance(dataset: Dataset, source: Source) -> str:
    last = words.period(*[dataset.reach(source.key)[1]] * 2)
    precision = "points are approximate" if source.place_precision == "snapped" else "points are exact"
    return f"Source: {source.name}, data to {last}; {precision}. "


def _chip(field: str, label: str) -> Component:
    name = label if field == "all" else f"Remove {label}"
    content: str | list[str | Component] = (
        label if field == "all" else [label, html.Span(" ×", **aria(hidden="true"))]
    )
    return html.Button(content, id=clear(field), className="chip", n_clicks=0, **aria(label=name))


def data_notes(said: Sequence[str]) -> list[Component]:
    """Notes on the data behind the figures."""
    return [html.P(note, className="data-note") for note in said]


def problem(message: str) -> Component:
    """What stands in place of figures that could not be had."""
    return html.P(message, className="panel-problem")
