"""Attributes whose names Python can't write as keywords."""

from __future__ import annotations

from typing import Any


def aria(**values: str) -> dict[str, Any]:
    """ARIA attributes: `aria(label="Pages")` is `aria-label="Pages"`."""
    return {f"aria-{name}": value for name, value in values.items()}


def data(**values: str) -> dict[str, Any]:
    """Data attributes, which scripts read: `data(map_action="reset")` is `data-map-action="reset"`."""
    return {f"data-{name.replace('_', '-')}": value for name, value in values.items()}
