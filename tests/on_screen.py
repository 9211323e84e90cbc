"""How pages write what files hold, worked out apart from them: rates, and verdicts in plain words."""

from __future__ import annotations

from decimal import Context, Decimal

UNKNOWN = "–"
CALLED = {
    "higher than normal variation": "higher than the usual ups and downs",
    "lower than normal variation": "lower than the usual ups and downs",
    "within normal variation": "within the usual ups and downs",
    "common cause": "usual ups and downs",
}


def called(exported: str) -> str:
    """A verdict or the class of a chart, as a file has it, in the words of a page."""
    return CALLED.get(exported, exported)


def rate(exported: str) -> str:
    """A rate to one decimal; below 1 to two significant figures, and 0 where there is none."""
    if not exported:
        return UNKNOWN
    value = float(exported)
    if not value:
        return "0"
    return f"{value:,.1f}" if value >= 1 else format(Context(prec=2).plus(Decimal(value)), "f")
