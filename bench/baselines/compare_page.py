"""Compare as it is usually written: pandas groups the incidents, Plotly express makes the figures.

What its author knows is in it: incidents are counted once into one row an area, type and month with
categories for columns, so that a question groups some hundred thousand rows and not millions; limits come
from scipy. `answer` is what a callback would do for one click: numbers, and the figures as JSON. `served` is
the whole page.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
import flask
import numpy as np
import pandas as pd
import plotly.express as px
from dash import Dash, Input, Output, dcc, html
from scipy import stats

HELD = "held.pkl"
"""File of what the page holds, and of what its controls offer."""

MULTIPLES = 12
"""Small charts that the page shows: of hundreds a figure of facets would take seconds."""

FEW = 10

NO_COUNTRIES = "<script>window.PlotlyGeoAssets = {topojson: {world_110m: {}}};</script>"
"""Plotly fetches the world's coasts for any map, drawn or not, and draws none where it can't have them. Here
nothing comes from elsewhere, and these maps show no coasts."""


@dataclasses.dataclass(frozen=True)
class Asked:
    """One click: types by name (none: all of them), first and last month."""

    types: tuple[str, ...]
    first: int
    last: int


@dataclasses.dataclass(frozen=True)
class Held:
    """What the page holds in memory."""

    counts: pd.DataFrame
    """area, type and month (categories), and how many."""
    residents: pd.Series
    """By area."""
    outlines: dict[str, Any]
    """Of areas, as GeoJSON; empty where no map is drawn."""


def rates(held: Held, asked: Asked) -> pd.DataFrame:
    """One row an area: incidents, rate with its interval, place against the mean of all, highest first."""
    chosen = held.counts[held.counts.month.between(asked.first, asked.last)]
    if asked.types:
        chosen = chosen[chosen.type.isin(asked.types)]
    incidents = chosen.groupby("area", observed=False).number.sum().reindex(held.residents.index).fillna(0)
    table = pd.DataFrame({"incidents": incidents, "residents": held.residents})
    lower, upper = _interval(table.incidents.to_numpy())
    for name, values in (("rate", table.incidents), ("lower", lower), ("upper", upper)):
        table[name] = 1000 * values / table.residents
    mean = table.rate.mean()
    table["place"] = np.select([table.lower > mean, table.upper < mean], ["above", "below"], "within")
    return table.sort_values("rate", ascending=False)


def _interval(counts: Any) -> tuple[Any, Any]:
    """Exact below 10, Byar's from 10 on."""
    z, below, above = stats.norm.ppf(0.975), np.maximum(counts, 1), counts + 1
    lower = counts * (1 - 1 / (9 * below) - z / (3 * np.sqrt(below))) ** 3
    upper = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    exact = stats.chi2.ppf(0.025, 2 * counts) / 2, stats.chi2.ppf(0.975, 2 * counts + 2) / 2
    few = counts < FEW
    return np.where(few, np.nan_to_num(exact[0]), lower), np.where(few, exact[1], upper)


def months(held: Held, asked: Asked) -> pd.DataFrame:
    """[areas, months]: incidents up to the period's end."""
    chosen = held.counts[held.counts.month <= asked.last]
    if asked.types:
        chosen = chosen[chosen.type.isin(asked.types)]
    counted = chosen.groupby(["area", "month"], observed=True, as_index=False).number.sum()
    table = counted.pivot_table(index="area", columns="month", values="number", fill_value=0, observed=True)
    return table.reindex(held.residents.index, fill_value=0)


def by_type(held: Held, asked: Asked) -> pd.DataFrame:
    """[areas, types]: rates."""
    chosen = held.counts[held.counts.month.between(asked.first, asked.last)]
    counts = chosen.pivot_table(
        index="area", columns="type", values="number", aggfunc="sum", fill_value=0, observed=False
    )
    return 1000 * counts.reindex(held.residents.index).div(held.residents, axis=0)


def answer(held: Held, asked: Asked, tab: str) -> list[str]:
    """The figures of a tab as a callback sends them."""
    if tab == "table":
        figure = px.imshow(by_type(held, asked), aspect="auto")
        return [figure.to_json()]
    table, series = rates(held, asked), months(held, asked)
    if tab == "worsening":
        return [_quadrant(table, series).to_json()]
    made = [dots(table), funnel(table), multiples(table, series)]
    if held.outlines:
        made.append(area_map(table, held.outlines))
    return [figure.to_json() for figure in made]


def dots(table: pd.DataFrame) -> Any:
    shown = table.reset_index(names="area").assign(
        above=lambda rows: rows.upper - rows.rate, below=lambda rows: rows.rate - rows.lower
    )
    figure = px.scatter(shown, x="rate", y="area", color="place", error_x="above", error_x_minus="below")
    figure.add_vline(x=float(table.rate.mean()))
    return figure


def funnel(table: pd.DataFrame) -> Any:
    shown = table.reset_index(names="area")
    figure = px.scatter(shown, x="residents", y="rate", color="place", hover_name="area")
    centre = table.incidents.sum() / table.residents.sum()
    at = np.geomspace(table.residents.min() / 2, 1.1 * table.residents.max(), 60)
    for tail in (0.001, 0.025, 0.975, 0.999):
        figure.add_scatter(x=at, y=1000 * stats.poisson.ppf(tail, centre * at) / at, mode="lines")
    return figure


def multiples(table: pd.DataFrame, series: pd.DataFrame) -> Any:
    shown = series.loc[table.index[:MULTIPLES]].reset_index(names="area").melt("area", value_name="number")
    return px.line(shown, x="month", y="number", facet_col="area", facet_col_wrap=4)


def area_map(table: pd.DataFrame, outlines: dict[str, Any]) -> Any:
    shown = table.reset_index(names="area")
    figure = px.choropleth(
        shown, geojson=outlines, locations="area", featureidkey="properties.area", color="place"
    )
    return figure.update_geos(fitbounds="locations", visible=False)


def _quadrant(table: pd.DataFrame, series: pd.DataFrame) -> Any:
    """Against the mean, and the latest month against its own."""
    ranges = series.diff(axis=1).abs().mean(axis=1)
    reach = (series.iloc[:, -1] - series.mean(axis=1)) / (2.66 * ranges)
    shown = table.assign(ratio=table.rate / table.rate.mean(), reach=reach).reset_index(names="area")
    return px.scatter(shown, x="ratio", y="reach", color="place", hover_name="area")


def create_app(held: Held, options: list[dict[str, str]], periods: list[dict[str, str]]) -> Dash:
    """The page: two controls, one callback, four graphs and what it counted."""
    app = Dash(__name__, serve_locally=True, title="Comparison")
    app.index_string = app.index_string.replace("<head>", f"<head>{NO_COUNTRIES}")
    graphs = ("dots", "funnel", "months", "map")
    choose = {"searchable": True, "allowDeselect": False}
    app.layout = dmc.MantineProvider(
        [
            dmc.Select(id="types", label="Crime types", data=options, value="all", **choose),
            dmc.Select(id="period", label="Period", data=periods, value=periods[0]["value"], **choose),
            html.Div(
                [dcc.Graph(id=name, style={"height": "320px"}) for name in graphs],
                style={"display": "grid", "gridTemplateColumns": "1fr 1fr"},
            ),
        ]
    )

    @app.callback(
        *(Output(name, "figure") for name in graphs), Input("types", "value"), Input("period", "value")
    )
    def show(kind: str, period: str) -> Any:
        first, last = map(int, period.split(".."))
        asked = Asked(() if kind == "all" else (kind,), first, last)
        table, series = rates(held, asked), months(held, asked)
        drawn = [dots(table), funnel(table), multiples(table, series), area_map(table, held.outlines)]
        total = int(table.incidents.sum())
        return [figure.update_layout(meta={"total": total}) for figure in drawn]

    return app


def served(folder: str) -> flask.Flask:
    """The application for gunicorn, with the counts that `bench.browser.compare` wrote into a folder."""
    found = pd.read_pickle(Path(folder, HELD))  # noqa: S301 - this bench's own file
    app = create_app(found["held"], found["options"], found["periods"])
    app.server.test_client().get("/_dash-layout")
    return app.server
