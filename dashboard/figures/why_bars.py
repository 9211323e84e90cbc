"""Lengths of bars: shares as parts of a cell of a table."""

from __future__ import annotations

from collections.abc import Sequence


def bar_widths(values: Sequence[float]) -> list[str]:
    """The width of each bar, the longest filling its cell: "100%", "34.1%"."""
    longest = max(values, default=0.0)
    return [f"{100 * value / longest:.1f}%" if longest > 0 else "0%" for value in values]
