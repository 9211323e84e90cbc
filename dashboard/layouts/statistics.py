"""The four figures beside the map, what they rest on, and the notes that belong to them.

Each card ends in an empty line, `under`: while something is pointed at, the page writes there what the figure
would be of that. Its room is kept, so that nothing jumps.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.analysis.trends import Verdict
from dashboard.data.disclosure import ROUNDED_TO
from dashboard.data.reach import PremisesReach
from dashboard.data.schema import Source
from dashboard.data.standing import Standing
from dashboard.data.statistics import Statistics
from dashboard.layouts import words
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.elements import H3, A, Dd, Div, Dl, Dt, Element, P, Span


def statistics_cards(found: Sequence[tuple[str, Statistics]], *, compare: str = "") -> list[Element]:
    """A row of figures for each source, named where there are several: never added.

    `compare` is the address at which the same area is compared with others.
    """
    rows: list[Element] = []
    size = "cards several" if len(found) > 1 else "cards"
    for place, (name, one) in enumerate(found):
        if len(found) > 1:
            rows.append(H3(name, className="source-name"))
        rows.append(Dl(_cards(one, follows=place == 0, compare=compare), className=size))
    if len(found) > 1:
        rows.append(P("Sources may describe the same incidents, so they are not added up.", className="hint"))
    return rows


def notes(found: Statistics, *, of: str = "") -> list[str]:
    """What the reader must know of the figures, in sentences; `of` names its source if several."""
    said = []
    if found.forces_partly_covered and not found.nothing_reported:
        names = words.listed(found.forces_partly_covered)
        said.append(f"{names}: no data for part of this period, so the figures here are incomplete.")
    if found.left_out and found.compared is not None:
        said.append(f"The change leaves out {words.listed(found.left_out)}: no data for both periods.")
    protected = [] if found.controlled is None else [words.protection(found.controlled)]
    return protected + [f"{of}: {note}" if of else note for note in said]


def _cards(found: Statistics, *, follows: bool, compare: str) -> list[Element]:
    """The cards of a source, with the line for what is pointed at if they follow the pointer."""
    return [
        _card("incidents", *_incidents(found), follows=follows),
        _card("rate", *_rate(found), follows=follows, warning=_warning(found), compare=compare),
        _card("change", *_change(found), follows=follows, tone=_tone(found)),
        _card("share", *_share(found), follows=follows),
    ]


Said = tuple[str, str, str, list[str]]
"""Title, figure, a few words beside the figure, and lines on what it rests on."""


def _card(
    name: str,
    title: str,
    figure: str,
    beside: str,
    details: Sequence[str],
    *,
    follows: bool,
    warning: str = "",
    tone: str = "",
    compare: str = "",
) -> Element:
    """One card. Where lines do not fit they are cut off, and the whole is a tooltip."""
    first: list[Element] = [Span(figure, className="figure")]
    if warning:
        mark = Span("⚠", className="quality", title=warning, role="img", **aria(label=warning))
        first.append(mark)
    if beside:
        first.append(Span(beside, className="beside-figure"))
    lines = [Span(line, className="detail") for line in details if line]
    parts: list[Element] = [
        Span(first, className="figure-line"),
        Span(lines, className="details", title="\n".join(filter(None, details))),
    ]
    if follows:
        parts.append(Span(className="under", **data(under=name)))
    head = Dt([title, _compare_link(compare)]) if compare else Dt(title)
    return Div([head, Dd(parts)], className=f"card {tone}".strip())


def _compare_link(address: str) -> Element:
    whole = "Compare with similar areas"
    return A("Compare", href=address, className="compare-link", title=whole, **aria(label=whole))


def _incidents(found: Statistics) -> Said:
    if found.nothing_reported:
        return "Incidents", words.NOT_KNOWN, "", [words.no_data(found)]
    if found.controlled is not None:
        return _incidents_of_controlled(found, found.controlled)
    without = f"{words.number(found.without_location)} without a location"
    located = without if found.without_location else "all have a location"
    return "Incidents", words.number(found.incidents), "", [located if found.incidents else ""]


def _incidents_of_controlled(found: Statistics, source: Source) -> Said:
    """A count that is withheld or rounded, and what that rests on."""
    few = "1" if source.small_counts == 1 else f"1 to {source.small_counts}"
    if found.withheld:
        return "Incidents", "Withheld", "", [f"{few}: too few to show"]
    rounded = f"to the nearest {ROUNDED_TO}"
    without = few if found.without_location is None else words.number(found.without_location)
    located = f"no location: {without}" if found.without_location != 0 else ""  # there is no room for more
    return "Incidents", words.number(found.incidents), "", [rounded if found.incidents else "", located]


def _rate(found: Statistics) -> Said:
    title = "Per 1,000 residents"
    if found.rate is None or found.rate_lower is None or found.rate_upper is None:
        return title, words.NOT_KNOWN, "", [found.rate_reason]
    between = f"{words.interval(found.rate_lower, found.rate_upper)} (95%)"
    return title, words.rate(found.rate), between, _standing(found.standing)


def _warning(found: Statistics) -> str:
    return "" if found.rate is None else words.denominator(found.denominator_note)


def _standing(found: Standing | None) -> list[str]:
    """Rank and ratio in words, or why there is none: one reason is said once."""
    if found is None:
        return []
    rank, ratio = found.rank, found.ratio
    said = [found.rank_reason]
    if rank is not None:
        place = words.place_in_line(rank.place, rank.of, tied=rank.tied)
        said = [f"{place[:1].upper()}{place[1:]} of {rank.of} in {rank.within_name}"]
    if ratio is not None:
        whose = "its rate" if rank is not None and rank.within == ratio.to else f"the rate of {ratio.to_name}"
        between = f"({words.interval(ratio.lower, ratio.upper)})"
        return [*said, f"{words.times(ratio.times)} {whose} {between}"]
    return said if found.ratio_reason == found.rank_reason else [*said, found.ratio_reason]


def _change(found: Statistics) -> Said:
    title = f"Change on {words.brief_period(found.before_start, found.before_end)}"
    if found.verdict == Verdict.WITHHELD:
        return title, "Withheld", "", ["withheld: one of the counts is too small to show"]
    if found.change is None:
        return title, words.NOT_KNOWN, "", [words.verdict_said(found.verdict)]
    verdict = f"{words.mark(found.verdict)} {words.verdict_said(found.verdict)}"
    return title, words.signed(found.change), f"was {words.number(found.before)}", [verdict]


def _tone(found: Statistics) -> str:
    """Only a change beyond the usual ups and downs is coloured."""
    return {Verdict.HIGHER: "verdict-higher", Verdict.LOWER: "verdict-lower"}.get(Verdict(found.verdict), "")


def _share(found: Statistics) -> Said:
    """How much lies in hotspots, and how much near premises with what an even spread would put there."""
    hot, reach = found.hotspots, found.reach
    title = _IN_HOTSPOTS.get("" if hot is None else hot.lens, "In hotspots")
    if found.controlled is not None:
        return title, words.NOT_KNOWN, "", ["not shown of a controlled source"]
    near = _near_premises(reach)
    if hot is None:
        return title, words.NOT_KNOWN, "", near
    figure = words.NOT_KNOWN if hot.share is None else words.percent(hot.share)
    if hot.reason:
        return title, figure, "", [hot.reason, *near]
    noun = hot.of.removeprefix("map ")
    return title, figure, f"1 {noun}" if hot.cells == 1 else f"{words.number(hot.cells)} {noun}s", near


_IN_HOTSPOTS = {
    "more": "More than expected",
    "kinds": "In hotspots over time",
    "classes": "In hotspots over time",
}
"""What the figure is called, by the way hotspots are looked for."""


def _near_premises(reach: PremisesReach | None) -> list[str]:
    if reach is None:
        return []
    if reach.share is None:
        return [f"Near premises: {reach.reason[:1].lower()}{reach.reason[1:]}"]
    within = f"{words.percent(reach.share)} within {reach.metres} m of premises"
    if reach.expected_share is None:
        return [within]
    return [f"{within} (even spread: {words.percent(reach.expected_share)})"]
