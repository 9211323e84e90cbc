"""Licensed premises in words, and the search box on the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.data.reach import PremisesReach
from dashboard.data.schema import incidents_text
from dashboard.ids import Scan
from dashboard.layouts import words
from dashboard.layouts.attributes import aria

LISTED = 10
"""Premises the note lists; the export has them all."""


def place_search() -> Component:
    """The frame of the search box, which assets/placesearch.js fills."""
    marks: dict[str, Any] = {"data-place-search": "yes"}
    return html.Div(id=Scan.SEARCH, className="place-search", **marks)


def premises_note(found: PremisesReach, premises: pd.DataFrame, export: str) -> list[Component]:
    """What lies near licensed premises, where the list is from, and those with most incidents near them."""
    if found.reason and not found.premises and not found.incidents:
        return [html.P(found.reason)]
    finding: list[str | Component] = [
        html.Span(className="premises-dot", **aria(hidden="true")),
        html.Strong(f"{words.number(found.premises)} licensed premises: "),
        reach_words(found),
    ]
    about: list[Component] = [html.Span(provenance(found), className="hint")]
    if len(premises):
        about.append(_most_incidents(premises, found.metres, export))
    return [html.P(finding, className="premises-finding"), html.Div(about, className="premises-about")]


def reach_words(found: PremisesReach) -> str:
    """The finding: how many incidents are near premises, and how many would be if spread over the area."""
    where = f"within {found.metres} m"
    if found.share is None or found.expected_share is None:
        return f"{incidents_text(found.incidents)} {where}. {found.reason}"
    return (
        f"{words.percent(found.share)} of incidents are {where}; "
        f"{words.percent(found.expected_share)} would be expected from the area covered."
    )


def provenance(found: PremisesReach) -> str:
    """Which lists the premises are from, how old they are, and what they are not."""
    if not found.register:
        return ""
    said = f"{found.register}, {f'as of {found.as_of}' if found.as_of else 'age not stated'}"
    several = " and " in found.register
    if found.stands_in:
        said += f", {'stand' if several else 'stands'} in for the licensing register"
    return f"{said}."


def _most_incidents(premises: pd.DataFrame, metres: int, export: str) -> Component:
    """A table to open, of the premises with most incidents near them; a name goes there on the map."""
    ordered = premises.sort_values(["incidents_within", "name"], ascending=[False, True], kind="stable")
    rows = ordered.head(LISTED).to_dict("records")
    return html.Details(
        [
            html.Summary("Which have most incidents near them?"),
            html.Table(
                [
                    html.Caption(
                        "An incident near several premises counts for each; "
                        "premises in two lists are listed twice.",
                        className="hint",
                    ),
                    html.Thead(
                        html.Tr(
                            [
                                html.Th("Premises", scope="col"),
                                html.Th("Incidents", scope="col", className="numeric"),
                            ]
                        )
                    ),
                    html.Tbody([_row(row) for row in rows]),
                ],
                className="plain-table",
            ),
            html.A(f"All {words.number(len(premises))} as CSV", href=export),
        ],
        className="premises-list",
    )


def _row(row: Mapping[Any, Any]) -> Component:
    marks: dict[str, Any] = {"data-go-to": f"{row['longitude']},{row['latitude']}"}
    name = html.Button(row["name"], type="button", className="as-link", **marks)
    return html.Tr([html.Td(name), html.Td(words.number(row["incidents_within"]), className="numeric")])
