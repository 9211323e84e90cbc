"""A small Dash app with every sort of callback, behind the same protection as the product."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dash import ALL, MATCH, Dash, Input, Output, State, ctx, dcc, html
from dash.exceptions import PreventUpdate
from flask import Flask, Response, abort

from dashboard.web import protect
from dashboard.web.values import Kind


def small_app(data_dir: Path, **changes: Any) -> Dash:
    """The app; `changes` go to `protect`."""
    assets = data_dir.parent / "assets"
    assets.mkdir(exist_ok=True)
    (assets / "marks.css").write_text("p { color: #0b0c0c; }\n" * 100)
    app = Dash(__name__, assets_folder=str(assets), title="Small")
    app.layout = html.Div(
        [
            dcc.Location(id="url"),
            html.Button("One", id="one"),
            html.Button("Two", id={"control": "two"}),
            html.Button("Three", id={"control": "three"}),
            dcc.Store(id="store"),
            html.P(id="text"),
            html.P(id="length"),
            html.P(id="sum"),
            html.P(id={"panel": "left", "part": "title"}),
            html.Button("Left", id={"panel": "left", "part": "button"}),
            html.P(id="copy"),
            html.P(id="risky"),
        ]
    )
    register(app)
    addresses(app.server)
    settings: dict[str, Any] = {
        "secret_key": "k" * 32,
        "data_dir": data_dir,
        "data_version": lambda: "v000001-0123abcd",
        "pages": ["/", "/about", "/area/<code>"],
        "kinds": {("text", "title"): Kind.TEXT},
    }
    protect(app, **settings | changes)
    return app


def register(app: Dash) -> None:
    """One callback of each sort: single, several, wildcard, no output, duplicate, clientside, failing."""

    @app.callback(Output("text", "children"), Input("url", "search"), State("text", "title"))
    def show_search(search: str | None, title: str | None) -> str:
        return (search or "").upper() + (title or "").lower()

    @app.callback(
        Output("length", "children"),
        Output("length", "title"),
        Input("one", "n_clicks"),
        State("url", "pathname"),
    )
    def count(clicks: int | None, path: str | None) -> tuple[str, str]:
        return str((clicks or 0) + 1), (path or "/").strip("/")

    @app.callback(Output("sum", "children"), Input({"control": ALL}, "n_clicks"))
    def add(clicks: list[int | None]) -> str:
        return f"{sum(each or 0 for each in clicks)} {ctx.triggered_id} {ctx.triggered_prop_ids}"

    @app.callback(
        Output({"panel": MATCH, "part": "title"}, "children"),
        Input({"panel": MATCH, "part": "button"}, "n_clicks"),
    )
    def show_panel(clicks: int | None) -> str:
        return f"{ctx.outputs_list['id']['panel']} {clicks}"

    @app.callback(Output({"control": ALL}, "title"), Input("one", "n_clicks"))
    def title_all(clicks: int | None) -> list[str]:
        return [str(clicks)] * len(ctx.outputs_list)

    @app.callback(Input("one", "n_clicks"))
    def listen(clicks: int | None) -> None:
        return None

    @app.callback(
        Output("text", "children", allow_duplicate=True), Input("one", "n_clicks"), prevent_initial_call=True
    )
    def say_again(clicks: int | None) -> str:
        return "again"

    @app.callback(Output("copy", "children"), Input("store", "data"))
    def read_store(data: Any) -> str:
        if data is None:
            raise PreventUpdate
        return str(data["points"][0]["x"] + 1)

    @app.callback(Output("risky", "children"), Input("url", "hash"))
    def fail(fragment: str | None) -> str:
        if fragment == "#mistake":
            raise KeyError("a mistake of ours")
        return "well"

    app.clientside_callback("function (n) { return n; }", Output("copy", "title"), Input("one", "n_clicks"))


def addresses(server: Flask) -> None:
    """Routes of the product's own kinds."""

    @server.get("/export/<panel>.csv")
    def export(panel: str) -> Response:
        if panel == "strange":
            abort(400, description="from: 2025-13 is no month")
        if panel == "broken":
            raise RuntimeError("inner words /srv/secret")
        if panel != "areas":
            abort(404)
        return Response("area_code,incidents\n" * 200, mimetype="text/csv")

    @server.get("/data/counts")
    def counts() -> Response:
        return Response(b"\x01\x00\x00\x00" * 1000, mimetype="application/octet-stream")

    @server.get("/broken")
    def broken() -> str:
        raise RuntimeError("inner words /srv/secret")
