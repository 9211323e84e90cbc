"""Lists to choose from as every browser has them."""

from __future__ import annotations

from dashboard.layouts.elements import Element, Option


def option(value: str, label: str, *, chosen: bool, disabled: bool = False) -> Element:
    """One entry of a list: what it stands for, and what it is called."""
    return Option(label, value=value, selected=chosen, disabled=disabled)
