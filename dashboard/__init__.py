"""Hexscan: see where, when and perhaps why crime and disorder change."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.settings import Settings

__all__ = ["create_app"]


def create_app(settings: Settings | None = None) -> Dash:
    """The application for these settings, or for those of the environment; `.server` is what gunicorn serves.

    Dash is imported here and not above, so that the command line does not wait for it.
    """
    from dashboard.application import build
    from dashboard.settings import load_settings

    return build(settings if settings is not None else load_settings())
