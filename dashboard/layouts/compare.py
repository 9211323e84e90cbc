"""The Compare page: filters, a sentence, and areas of one level beside each other in three tabs."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.ids import Compare
from dashboard.layouts.attributes import aria
from dashboard.layouts.choices import Choices
from dashboard.layouts.compare_filters import CompareChoices, compare_filter_bar
from dashboard.layouts.compare_panels import (
    dots_panel,
    funnel_panel,
    heat_panel,
    list_panels,
    map_panel,
    months_panel,
    quadrant_panel,
)
from dashboard.layouts.compare_side import side_panel
from dashboard.layouts.leaflet import BaseMap
from dashboard.layouts.scan import stores


def compare(
    choices: Choices, compare_choices: CompareChoices, base: BaseMap | None = None
) -> list[Component]:
    """The page's parts; answers fill them from the URL. Which tab is shown is a matter of the page."""
    marks: dict[str, Any] = {
        "data-compare": "yes",
        "data-hand": Compare.HAND.value,
        "data-spoken": Compare.SPOKEN.value,
    }
    panels = [
        dots_panel(),
        funnel_panel(),
        map_panel(choices, base),
        months_panel(),
        quadrant_panel(),
        *list_panels(),
        heat_panel(),
        side_panel(choices, base),
    ]
    return [
        *stores(choices),
        html.H1("Compare", className="visually-hidden"),
        compare_filter_bar(choices, compare_choices),
        _headline(),
        html.Div(id=Compare.NOTES, className="notes", role="alert"),
        html.Div(panels, className="compare", **marks),
        html.Div(id=Compare.SPOKEN, className="visually-hidden", role="status", **aria(live="polite")),
        html.Footer(
            [
                html.Div(id=Compare.QUALITY, className="fairness"),
                html.Div(id=Compare.EXPORTS, className="footer"),
            ]
        ),
    ]


def _headline() -> Component:
    """The sentence, and below it a line kept for the area under the hand, so that nothing moves."""
    copy = html.Button("Copy sentence and link", id=Compare.COPY, type="button", className="copy-link")
    updating = html.Span("Updating…", className="updating", **aria(hidden="true"))
    sentence = html.P(id=Compare.SENTENCE, className="sentence", role="status", **aria(live="polite"))
    chips = html.Div(id=Compare.CHIPS, className="chips", role="group", tabIndex=-1, **aria(label="Chosen"))
    first = [sentence, chips]
    return html.Div(
        [
            html.Div(
                [*first, html.Div([updating, copy], className="headline-end")], className="compare-said"
            ),
            # Words for those who can see what it is about; SPOKEN says them to others.
            html.Div(
                [
                    html.P(id=Compare.HAND, className="hand-line", **aria(hidden="true")),
                    html.Div(id=Compare.WHY, className="why hint"),
                ],
                className="hand-row",
            ),
        ],
        className="headline compare-headline",
    )
