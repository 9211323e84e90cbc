"""Repeat locations in words, as a curve and as a table."""

from __future__ import annotations

from typing import Any

from dashboard.data.dataset import Dataset
from dashboard.data.why.repeats import Point, Repeats, TopShare
from dashboard.figures import why_drawings as place
from dashboard.figures.why_links import cell_address
from dashboard.ids import Why
from dashboard.layouts import words
from dashboard.layouts.attributes import aria
from dashboard.layouts.elements import (
    A,
    Circle,
    Div,
    Element,
    Line,
    P,
    Path,
    Span,
    Strong,
    Svg,
    Td,
    Text,
    Th,
    Tr,
)
from dashboard.layouts.finding_tables import FIGURES, TEXT, caption_of, finding_table, folded
from dashboard.selection import Selection

_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def repeats_html(dataset: Dataset, selection: Selection, found: Repeats) -> dict[Why, Any]:
    """The finding, the curve, and the busiest points."""
    if found.reason:
        return {Why.REPEATS_FINDING: found.reason, Why.REPEATS_PROBLEM: "", Why.REPEATS: []}
    return {
        Why.REPEATS_FINDING: finding(dataset, selection, found),
        Why.REPEATS_PROBLEM: "",
        Why.REPEATS: [
            _curve(found),
            Div([_shares(found), _points(dataset, selection, found)], className="finding-links"),
        ],
    }


def finding(dataset: Dataset, selection: Selection, found: Repeats) -> list[Element]:
    """What the busiest points hold, and single points that stand out."""
    what = words.crime(selection.types, dict(dataset.types))
    busiest = found.top[1]
    lead = (
        f"{words.percent(busiest.held)} of {words.inside(what)} happened at the busiest "
        f"{_whole_percent(busiest.share)} of points"
    )
    even = words.percent(busiest.even)
    same = even == words.percent(busiest.held)
    beside = (
        ", no more than the most even spread would put there."
        if same
        else f", where the most even spread would put {even}."
    )
    return [Strong(lead), Span(beside), *(Span(f" {said}") for said in _spikes(found))]


def _spikes(found: Repeats) -> list[str]:
    spikes = [point for point in found.points if point.spike]
    if not spikes:
        return []
    names = tuple(f"{_called(point)} ({words.percent(point.share)})" for point in spikes[:2])
    many = len(spikes) > len(names)
    lead = "Single points stand out" if len(spikes) > 1 else "A single point stands out"
    return [f"{lead}: {', '.join(names)} and others." if many else f"{lead}: {words.listed(names)}."]


def _called(point: Point) -> str:
    name = point.place or "a point without a name"
    name = name.lower() if point.special else name
    return f"{name}, {point.ward}" if point.ward else name


def _whole_percent(share: float) -> str:
    return f"{share:.0%}"


def _curve(found: Repeats) -> Element:
    """The share of incidents on the busiest points; 0 to 1 both ways."""
    ticks = [
        part
        for tick in _TICKS
        for part in (
            Line(x1=place.LEFT, x2=place.RIGHT, y1=place.upward(tick), y2=place.upward(tick)),
            Text(f"{tick:.0%}", x=30, y=place.upward(tick), dy="0.35em", **{"text-anchor": "end"}),
        )
    ]
    below = [
        Text(f"{tick:.0%}", x=place.across(tick), y=142, **{"text-anchor": "middle"}) for tick in _TICKS[1:-1]
    ]
    heights = place.label_heights([one.held for one in found.top])
    marks = [
        part
        for one, height in zip(found.top, heights, strict=True)
        for part in (
            Circle(cx=place.across(one.share), cy=place.upward(one.held), r=3.5, className="curve-mark"),
            Text(
                f"{_whole_percent(one.share)}: {words.percent(one.held)}",
                x=place.across(one.share),
                y=height,
                dx=7,
                className="curve-label",
            ),
        )
    ]
    even = Line(
        x1=place.across(0),
        y1=place.upward(0),
        x2=place.across(1),
        y2=place.upward(1),
        className="curve-even",
    )
    label = (
        f"Curve: half of the incidents lie on {words.percent(found.half)} of {found.places:,} points. "
        "The table gives the shares."
    )
    drawn = [*ticks, *below, even, Path(d=place.curve_path(found.curve), className="curve-line"), *marks]
    return Div(
        [
            Svg(
                drawn,
                viewBox=f"0 0 {place.WIDTH} {place.HEIGHT}",
                className="finding-drawing",
                role="img",
                **aria(label=label),
            ),
            P("Busiest points, as a share of all →", className="hint drawing-axis", **aria(hidden="true")),
        ]
    )


def _shares(found: Repeats) -> Element:
    caption = caption_of(f"{found.incidents:,} incidents on {found.places:,} points")
    heads = {"Busiest points": TEXT, "Share of incidents": FIGURES, "If spread evenly": FIGURES}
    table = finding_table(caption, heads, [_share(one) for one in found.top])
    more = f"Half of all lie on {words.percent(found.half)} of points. Adjusted Gini: {found.gini:.2f}."
    return folded("As a table", [table, P(more)])


def _share(one: TopShare) -> Element:
    return Tr(
        [
            Th(f"{_whole_percent(one.share)} ({one.points:,.0f})", scope="row"),
            Td(words.percent(one.held), className="numeric"),
            Td(words.percent(one.even), className="numeric"),
        ]
    )


def _points(dataset: Dataset, selection: Selection, found: Repeats) -> Element:
    heads = {"Point": TEXT, "Incidents": FIGURES, "of its map cell": FIGURES, "Mark": TEXT}
    rows = [_point(dataset, selection, point) for point in found.points]
    table = finding_table(caption_of("Busiest points"), heads, rows)
    caution = (
        "Points are approximate: each stands for several addresses nearby."
        if found.approximate
        else "Points are where incidents are recorded to have happened."
    )
    return folded("Busiest points", [P(caution), table])


def _point(dataset: Dataset, selection: Selection, point: Point) -> Element:
    marks = [
        name for name, holds in (("single point", point.spike), ("kind of place", point.special)) if holds
    ]
    name = A(point.place or "No name", href=cell_address(dataset, selection, point.cell))
    return Tr(
        [
            Th([name, Span(f" {point.ward}", className="hint")], scope="row"),
            Td(words.number(point.incidents), className="numeric"),
            Td(words.percent(point.of_cell), className="numeric"),
            Td(words.listed(tuple(marks)) if marks else ""),
        ]
    )
