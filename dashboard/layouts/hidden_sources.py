"""Sources that may not be shown now: whose they are, since when, and what brings them back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.data.schema import Source, month_name

_RENEW = "python -m dashboard renew {key} --until YYYY-MM-DD"


def hidden_sources(sources: Sequence[Source]) -> list[Component]:
    """A section of the Sources page on them; nothing where there are none."""
    if not sources:
        return []
    return [
        html.Section(
            [
                html.H2("Hidden until renewed"),
                html.P("The agreements on these sources are over, so nothing of them is shown anywhere."),
                *(_entry(source, html.H3) for source in sources),
            ],
            className="panel source hidden-sources",
        )
    ]


def nothing_in_force(sources: Sequence[Source]) -> Component:
    """What a page shows where there are data, but none that may be shown."""
    return html.Div(
        [
            html.H1("Nothing may be shown at the moment"),
            html.P("The agreement on every source that is stored is over, so all of them are hidden."),
            *(_entry(source, html.H2) for source in sources),
            html.P("This page needs no restart: reload it when an agreement has been renewed."),
        ],
        className="empty-page",
    )


def _entry(source: Source, heading: Callable[..., Component]) -> Component:
    owner = source.owner or "not stated"
    asked = f", {source.contact}" if source.contact else ""
    agreement = source.agreement or "The agreement"
    return html.Div(
        [
            heading(source.name, id=source.key),
            html.P(f"{agreement} ended on {_day(source.agreement_expires)}. Owner: {owner}{asked}."),
            html.P(
                ["Once the owner has agreed to go on: ", html.Code(_RENEW.format(key=source.key))],
                className="hint",
            ),
        ],
        className="hidden-source",
    )


def _day(written: str) -> str:
    """An ISO date in words: 31 March 2027."""
    day = date.fromisoformat(written)
    return f"{day.day} {month_name(day.year * 12 + day.month - 1)}"
