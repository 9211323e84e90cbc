"""Parts that pages of data quality are made of: panels, tables, bars of scores and shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.layouts.attributes import aria


def panel(title: str, parts: Sequence[Component]) -> Component:
    """A part of the page under its heading."""
    return html.Section([html.H2(title), *parts], className="panel source quality-panel")


def plain_table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    numeric: Sequence[int] = (),
) -> Component:
    """A table whose first column heads its rows; `numeric` columns stand to the right."""
    names = ["numeric" if place in numeric else None for place in range(len(heads))]
    head = [
        html.Th(text, scope="col", className=name) if text else html.Td(className=name)
        for text, name in zip(heads, names, strict=True)
    ]
    body = [
        html.Tr(
            [
                html.Th(first, scope="row"),
                *(html.Td(cell, className=name) for cell, name in zip(cells, names[1:], strict=True)),
            ]
        )
        for first, *cells in rows
    ]
    table = html.Table(
        [html.Caption(caption), html.Thead(html.Tr(head)), html.Tbody(body)], className="plain-table"
    )
    return html.Div(table, className="table-frame", tabIndex=0, role="region", **aria(label=caption))


def bar(score: float | None) -> Component:
    """A score from 0 to 100 as a bar, beside its number; empty where it is not known."""
    width = 0 if score is None else score
    return html.Div(html.Div(style={"width": f"{width:.0f}%"}), className="score-bar", **aria(hidden="true"))


def share_in_words(part: int, of: int) -> str:
    """A share that is 0% or 100% only where it is so."""
    if not of:
        return ""
    share = 100 * part / of
    if 0 < part < of and not 0.05 <= share < 99.95:
        return "under 0.1%" if share < 1 else "over 99.9%"
    return f"{share:.1f}%".replace(".0%", "%") if share in (0, 100) else f"{share:.1f}%"
