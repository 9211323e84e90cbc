"""The headline: the sentence that says what is shown, and its frame; the notes; the exports."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.data.dataset import Dataset
from dashboard.data.schema import FICTIONAL, Source
from dashboard.ids import Scan
from dashboard.layouts import words
from dashboard.layouts.attributes import aria
from dashboard.layouts.elements import A, Element, P, Span, Strong
from dashboard.layouts.source_links import source_link
from dashboard.selection import EVERY_HOUR, Problem, Selection

_FIELD_NAMES = {
    "area": "area",
    "types": "crime type",
    "from": "first month",
    "to": "last month",
    "pins": "pinned area",
    "cell": "map cell",
    "box": "view",
    "level": "area size",
    "table": "table",
    "measure": "measure",
    "layers": "layer",
    "class": "class of the legend",
    "sources": "source",
    "within": "distance",
    "res": "cell size",
    "kind": "kind of premises",
    "closes": "closing time of premises",
    "hot": "way to look for hotspots",
    "rings": "number of rings of neighbours",
    "chance": "guard against chance",
    "given": "what is expected",
    "step": "months or quarters",
    "spot": "kind of hotspot",
    "days": "days of the week",
    "hours": "hours of the day",
    "finding": "finding",
    "query": "address",
    "tab": "tab",
    "panel": "enlarged panel",
    "compare": "size of the areas compared",
    "among": "larger area",
    "similar": "group of similar areas",
    "peers": "areas picked to compare with",
    "near": "number of nearest areas",
    "weights": "weights of features",
    "per": "number that rates divide by",
    "beside": "area beside",
    "harm": "table of weights",
    "limits": "kind of limits",
    "scale": "scale",
    "trend": "kind of trend",
    "span": "span of months",
    "shade": "colouring",
    "rebase": "date to begin limits afresh",
    "sort": "order of the table",
    "only": "choice of rows",
    "find": "name to find",
}

SCAN_EXPORTS = (
    ("cells", "map cells"),
    ("areas", "areas"),
    ("types", "crime types"),
    ("months", "months"),
    ("statistics", "statistics"),
    ("premises", "licensed premises"),
    ("hotspots", "hotspots"),
)


_NOT_OF_CONTROLLED = {"premises", "hotspots"}


def headline() -> Component:
    """The frame: a sentence with a button to copy it, and a line kept for chips, so that nothing moves.

    Callbacks fill both.
    """
    copy = html.Button("Copy sentence and link", id=Scan.COPY, type="button", className="copy-link")
    updating = html.Span("Updating…", className="updating", **aria(hidden="true"))
    hint = "Choose a place, a row or a month to see it alone. Hold Ctrl to add more."
    sentence = html.P(id=Scan.SENTENCE, className="sentence", role="status", **aria(live="polite"))
    chips = html.Div(id=Scan.CHIPS, className="chips", role="group", tabIndex=-1, **aria(label="Chosen"))
    return html.Div(
        [
            html.Div([sentence, html.P(hint, className="hint")], className="said"),
            html.Div([chips, html.Div([updating, copy], className="headline-end")], className="chosen"),
        ],
        className="headline",
    )


def problem_notes(problems: Sequence[Problem]) -> list[Element]:
    """What of the address could not be used, in sentences."""
    return [P(_problem_said(problem)) for problem in problems]


def _problem_said(problem: Problem) -> str:
    if problem.field == EVERY_HOUR:  # nothing is wrong with it: the page makes no such choice
        return problem.reason
    name = _FIELD_NAMES[problem.field]
    return f"The {name} in the address can't be used, so it was left out. {problem.reason}"


def footer(
    dataset: Dataset,
    selection: Selection,
    sources: Sequence[Source],
    exports: Sequence[tuple[str, str]] | None = None,
) -> list[Element]:
    """Where the figures come from and how far they reach, and the same figures as files.

    `exports` are those of another page than Scan.
    """
    return [
        Span(
            [
                Strong(f"{FICTIONAL}. ") if dataset.demo else "",
                *(part for source in sources for part in _provenance(dataset, source)),
            ]
        ),
        export_links(dataset, selection, _exports(sources) if exports is None else exports),
    ]


def _exports(sources: Sequence[Source]) -> tuple[tuple[str, str], ...]:
    """What can be had as files: of controlled sources alone nothing about single places."""
    if not all(source.controlled for source in sources):
        return SCAN_EXPORTS
    return tuple(one for one in SCAN_EXPORTS if one[0] not in _NOT_OF_CONTROLLED)


def export_links(dataset: Dataset, selection: Selection, exports: Sequence[tuple[str, str]]) -> Element:
    """Links to files of the figures, each (name of the export, what is in it)."""
    query = selection.to_query(dataset.catalogue)
    links: list[Element | str] = ["Download as CSV: "]
    for panel, name in exports:
        links += [A(name, href=f"/export/{panel}.csv{query}", download=""), ", "]
    return Span(links[:-1], className="exports")


def _provenance(dataset: Dataset, source: Source) -> list[Element | str]:
    last = words.period(*[dataset.reach(source.key)[1]] * 2)
    precision = "points are approximate" if source.place_precision == "snapped" else "points are exact"
    if source.controlled:
        precision = "shown on coarse cells, without points"
    return ["Source: ", source_link(source.key, source.name), f", data to {last}; {precision}. "]


def data_notes(said: Sequence[str]) -> list[Element]:
    """Notes on the data behind the figures."""
    return [P(note, className="data-note") for note in said]


def problem(message: str) -> Element:
    """What stands in place of figures that could not be had."""
    return P(message, className="panel-problem")
