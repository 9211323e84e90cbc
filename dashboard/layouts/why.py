"""The page "Why here, why now?": filters, a sentence, and one panel a question, each with its finding."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.ids import Why
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.choices import Choices
from dashboard.layouts.filters import area_filter, period_filter, sources_filter, types_filter
from dashboard.layouts.scan import stores
from dashboard.layouts.when_filter import when_filter
from dashboard.layouts.why_explained import METHODS

QUESTIONS = {
    "changed": "What changed?",
    "premises": "Is it near licensed premises?",
    "repeats": "Is it the same places again?",
    "near": "Does one lead to another?",
    "sure": "How sure are hotspots?",
    "when": "When does it happen?",
}
"""What each panel asks, in the order in which they are read."""


def why(choices: Choices) -> list[Component]:
    """The page's parts; answers fill them for the URL."""
    return [
        *stores(choices),
        html.H1("Why here, why now?", className="visually-hidden"),
        _filters(choices),
        _headline(),
        html.Div(id=Why.NOTES, className="notes", role="alert"),
        html.Div(
            [_panel(name, question) for name, question in QUESTIONS.items()],
            className="findings",
            **data(why="yes", spoken=Why.SPOKEN.value),
        ),
        html.Div(id=Why.SPOKEN, className="visually-hidden", role="status", **aria(live="polite")),
        html.Footer(id=Why.EXPORTS, className="footer"),
    ]


def _filters(choices: Choices) -> Component:
    parts = [area_filter(choices), types_filter(choices), period_filter(choices), when_filter(choices)]
    if len(choices.sources) > 1:
        parts.append(sources_filter(choices))
    return html.Div(parts, className="filters", role="search", **aria(label="Choose what to look at"))


def _headline() -> Component:
    copy = html.Button("Copy sentence and link", id=Why.COPY, type="button", className="copy-link")
    updating = html.Span("Updating…", className="updating", **aria(hidden="true"))
    said = [
        html.P(id=Why.SENTENCE, className="sentence", role="status", **aria(live="polite")),
        html.Span(id=Why.ABOUT, hidden=True, **data(about="yes")),
        html.Div(id=Why.CHIPS, className="chips", role="group", tabIndex=-1, **aria(label="Chosen")),
        html.Div([updating, copy], className="headline-end"),
    ]
    return html.Div(
        html.Div(said, className="compare-said"), className="headline compare-headline why-headline"
    )


def _panel(name: str, question: str) -> Component:
    """A panel: its question, what was found in a sentence, and the figures that this rests on."""
    part, title = f"why-{name}", f"why-{name}-title"
    copy = html.Button(
        "Copy",
        type="button",
        className="copy-link copy-finding",
        title="Copy this finding and the link to it",
        **aria(label=f"Copy the finding and its link: {question}"),
    )
    head = html.Div(
        [
            html.H2(question, id=title),
            html.Div([copy, _method(name, question)], className="panel-tools"),
        ],
        className="panel-head",
    )
    return html.Section(
        [
            head,
            html.P(id=Why(f"{part}-finding"), className="sentence finding"),
            html.Div(id=Why(f"{part}-problem"), className="panel-problem", role="alert"),
            html.Div(id=Why(part), className="finding-body"),
        ],
        className=f"panel finding-panel finding-{name}",
        **aria(labelledby=title),
        **data(panel=name),
    )


def _method(name: str, question: str) -> Component:
    """How the finding comes about, folded away."""
    said = [html.P(sentence) for sentence in METHODS[name]]
    hidden = html.Span(f" {question}", className="visually-hidden")
    return html.Details(
        [html.Summary(["How do we know?", hidden]), html.Div(said, className="what-box")], className="what"
    )
