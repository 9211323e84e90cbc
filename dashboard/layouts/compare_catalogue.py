"""The page of measures: what each figure of Compare is, counts, is divided by and means; and links to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.analysis.variation import Direction
from dashboard.data.measures import Measure
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.elements import A, Element

PATH = "/measures"

MEASURE_OF_PANEL = {
    "dots": "rate",
    "funnel": "funnel",
    "map": "similar-areas",
    "months": "months",
    "quadrant": "worse-and-worsening",
    "heat": "by-type",
    "side": "side-by-side",
}
"""The entry that says what a panel shows."""

DIRECTIONS = {
    Direction.HIGHER_WORSE: "More is worse",
    Direction.HIGHER_BETTER: "More is better",
    Direction.NO_JUDGEMENT: "No judgement: more is neither good nor bad by itself",
}

_TYPE = "type-"
_INTRODUCTION = (
    "What each figure of Compare is. “What is this?” in every panel leads here, and so does the name of what "
    "a panel shows. How limits and verdicts are worked out, and against which published numbers they were "
    "checked, is in the documentation, under methods."
)


def address_of(slug: str) -> str:
    """Where an entry of the catalogue is."""
    return f"{PATH}#{slug}"


def measure_link(slug: str, text: str) -> Element:
    """A link to an entry; what the reader looks at goes along, for the way back."""
    address = address_of(slug)
    return A(text, href=address, className="measure-link", **data(page=address))


def catalogue(measures: Sequence[Measure]) -> list[Component]:
    """The page's parts: a list of contents, figures and comparisons, then crime types."""
    types = [one for one in measures if one.slug.startswith(_TYPE)]
    rest = [one for one in measures if not one.slug.startswith(_TYPE)]
    groups = [(title, group) for title, group in (("Figures", rest), ("Crime types", types)) if group]
    contents = [
        html.Nav(
            [html.H2(title), html.Ul([_entry(one) for one in group])], **aria(label=f"{title}, contents")
        )
        for title, group in groups
    ]
    return [
        html.H1("Measures"),
        html.P(_INTRODUCTION, className="catalogue-introduction"),
        html.Div(contents, className="panel source catalogue-contents", **data(catalogue="yes")),
        *(_measure(one) for _, group in groups for one in group),
    ]


def _entry(one: Measure) -> Component:
    return html.Li(html.A(one.name, href=f"#{one.slug}"))


def _measure(one: Measure) -> Component:
    parts = [part for name, said in _facts(one) for part in (html.Dt(name), html.Dd(said))]
    return html.Section(
        [html.H2(one.name), html.Dl(parts, className="facts")],
        id=one.slug,
        className="panel source measure",
        tabIndex=-1,
    )


def _facts(one: Measure) -> Iterator[tuple[str, str | Component]]:
    yield "Definition", one.definition
    if one.numerator:
        yield "Counted", one.numerator
    if one.denominator:
        yield "Divided by", one.denominator
    yield "Direction", DIRECTIONS[one.direction]
    if one.source:
        yield "Source", one.source
    if one.caveats:
        yield "Caveats", html.Ul([html.Li(caveat) for caveat in one.caveats])
