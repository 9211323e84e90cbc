"""How well hotspots held later incidents, in words and as a table of methods."""

from __future__ import annotations

from typing import Any

from dashboard.data.dataset import Dataset
from dashboard.data.why.sure import MethodScore, Sure
from dashboard.figures.why_bars import bar_widths
from dashboard.figures.why_links import hotspots_address
from dashboard.ids import Why
from dashboard.layouts import words
from dashboard.layouts.attributes import aria
from dashboard.layouts.elements import (
    A,
    Element,
    P,
    Span,
    Strong,
    Td,
    Th,
    Tr,
)
from dashboard.layouts.finding_tables import BAR, FIGURES, TEXT, caption_of, finding_table
from dashboard.layouts.hotspots import unusual_ways
from dashboard.selection import Selection

_NAMES = {
    "Gi*": "Gi*, as drawn here",
    "most incidents": "Most incidents",
    "kernel density": "Kernel density",
}
_MORE = {
    "most incidents": "As many cells with simply the most incidents",
    "kernel density": "As many cells of highest density",
}
_MOST_NAMED = 3


def sure_html(dataset: Dataset, selection: Selection, found: Sure) -> dict[Why, Any]:
    """The finding, and the methods side by side."""
    shown = [] if found.reason else [_table(found)]
    return {
        Why.SURE_FINDING: found.reason or finding(dataset, selection, found),
        Why.SURE_PROBLEM: "",
        Why.SURE: [*shown, *_notes(dataset, selection, found)],
    }


def finding(dataset: Dataset, selection: Selection, found: Sure) -> list[Element]:
    """What hotspots drawn from one year held of the next quarter."""
    what = words.crime(selection.types, dict(dataset.types))
    own = found.methods[0]
    where = f" in {_where(found)}"
    lead = (
        f"Hotspots drawn from the year before held {words.percent(own.hit_rate)} of the next quarter's "
        f"{words.inside(what)}{where}, in {words.percent(own.area_share)} of the area: "
        f"{words.times(own.pai)} chance"
    )
    said = Strong(f"{lead} ({words.interval(own.pai_lower, own.pai_upper)}).")
    better = [one for one in found.methods if one.method == found.better]
    return [
        said,
        *(Span(f" {_MORE[one.method]} held more: {words.percent(one.hit_rate)}.") for one in better),
    ]


def _where(found: Sure) -> str:
    names = found.partnerships
    return words.listed(names) if len(names) <= _MOST_NAMED else f"{len(names)} partnerships"


def _table(found: Sure) -> Element:
    heads = {"Method": TEXT, "Held": BAR, "Times chance": FIGURES}
    widths = bar_widths([one.hit_rate for one in found.methods])
    rows = [_row(one, width) for one, width in zip(found.methods, widths, strict=True)]
    caption = caption_of("Share of later incidents held by as many cells of each method", hidden=True)
    return finding_table(caption, heads, rows, "bands-table")


def _row(one: MethodScore, width: str) -> Element:
    bar = Span("", className="bar", style={"width": width}, **aria(hidden="true"))
    limits = f"{words.percent(one.lower)} to {words.percent(one.upper)}"
    share = Span(f"{words.percent(one.hit_rate)} ({limits})", className="bar-label")
    times = f"{one.pai:.1f} ({words.interval(one.pai_lower, one.pai_upper)})"
    return Tr(
        [
            Th(_NAMES[one.method], scope="row"),
            Td([bar, share], className="bar-cell"),
            Td(times, className="numeric"),
        ]
    )


def _notes(dataset: Dataset, selection: Selection, found: Sure) -> list[Element]:
    said = []
    if found.tries:
        months = words.short_period(found.first_month, found.last_month)
        tries = "1 try" if found.tries == 1 else f"{found.tries} tries"
        said.append(
            f"{tries}, {months}; {found.incidents:,} later incidents; {found.cells:.0f} map cells at a time; "
            f"bandwidth of the density {found.bandwidth:,} m."
        )
    ways = unusual_ways(selection)
    if ways:
        said.append(f"Hotspots with {ways}, as chosen on the map.")
    if found.without:
        said.append(f"At {found.without} more there was no hotspot to draw.")
    if found.left_out:
        said.append(f"Without {_left_out(found.left_out)}: too few months are known.")
    on_map = A("See the hotspots on the map", href=hotspots_address(dataset, selection))
    return [*(P(one, className="hint") for one in said), P(on_map, className="finding-links")]


def _left_out(names: tuple[str, ...]) -> str:
    return words.listed(names) if len(names) <= _MOST_NAMED else f"{len(names)} partnerships"
