"""The Scan page: filters, a sentence, the map, and beside it statistics, chart and table."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.ids import Page, Scan
from dashboard.layouts.attributes import aria
from dashboard.layouts.choices import Choices
from dashboard.layouts.filters import filter_bar
from dashboard.layouts.headline import headline
from dashboard.layouts.leaflet import BaseMap
from dashboard.layouts.map_panel import map_panel
from dashboard.layouts.panels import chart_panel, statistics_panel, table_panel


def scan(choices: Choices, base: BaseMap | None = None) -> list[Component]:
    """The page's parts; answers fill them for the URL."""
    return [
        *stores(choices),
        dcc.Store(id=Scan.RESOLUTION),
        html.H1("Scan", className="visually-hidden"),
        filter_bar(choices),
        headline(),
        html.Div(id=Scan.NOTES, className="notes", role="alert"),
        html.Div(
            [
                map_panel(choices, base),
                html.Div([statistics_panel(), chart_panel(), table_panel()], className="beside"),
            ],
            className="panels",
            **_browsed(),
        ),
        html.Div(id=Scan.SPOKEN, className="visually-hidden", role="status", **aria(live="polite")),
        html.Footer(id=Scan.EXPORTS, className="footer"),
    ]


def _browsed() -> dict[str, Any]:
    """The ids that browsing needs, for assets/browse.js."""
    browsed = {
        "table": Scan.TABLE,
        "chart": Scan.CHART,
        "chart-table": Scan.CHART_TABLE,
        "statistics": Scan.STATISTICS,
        "lock": Scan.LOCK,
        "spoken": Scan.SPOKEN,
    }
    return {"data-browse": "yes", **{f"data-{name}": part.value for name, part in browsed.items()}}


def stores(choices: Choices) -> list[Component]:
    """What the controls of a page need of the server, and of one another."""
    return [
        dcc.Store(id=Page.DEFAULTS, data=choices.defaults),
        dcc.Store(id=Page.OFFERED, data=choices.offered),
        dcc.Store(id=Page.WRITTEN),
        dcc.Store(id=Page.SYNCED),
    ]
