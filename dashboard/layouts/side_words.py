"""What Side by side says: the finding, what counts and what was left out, each side's figures in words."""

from __future__ import annotations

from dashboard.data.dataset import Dataset
from dashboard.data.schema import NOUNS, month_text
from dashboard.data.side import How, Side, Sides
from dashboard.data.side_figures import Rate, Rates
from dashboard.data.statistics import Statistics
from dashboard.figures.side_maps import SideMaps
from dashboard.layouts import words
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.compare_terms import capital, incidents, runs_of
from dashboard.layouts.elements import A, Button, Div, Element, P, Span, Strong, Ul
from dashboard.layouts.legend import listed_class
from dashboard.layouts.statistics import notes, statistics_cards
from dashboard.selection import Selection

RESIDENTS = "residents"


def finding(found: Sides, rates: Rates | None) -> str:
    """What the two rates say of each other."""
    if rates is None:
        return nothing(found)
    names = [side.name for side in found.sides]
    high, low = (names[place] for place in rates.order)
    ratio = rates.ratio
    if ratio.rate is None or ratio.lower is None or ratio.upper is None:
        return _without_ratio(names, rates)
    between = f"({_ratio(ratio.lower)} to {_ratio(ratio.upper)})"
    if ratio.lower <= 1:
        return f"{names[0]} and {names[1]}: chance alone could make the difference between their rates"
    return f"{high}: {_ratio(ratio.rate)} times the rate of {low} {between}"


def _without_ratio(names: list[str], rates: Rates) -> str:
    """Both rates, where there is no telling how many times as high one is: the other is 0."""
    known = [one.rate for one in rates.of_sides]
    if None in known:
        return f"{names[0]} and {names[1]}"
    said = [f"{name} {words.rate(rate)}" for name, rate in zip(names, known, strict=True)]
    return f"{capital(rates.per_label)}: {said[0]}, {said[1]}"


def nothing(found: Sides) -> str:
    """Why there is nothing to put side by side, in a sentence."""
    one, many = NOUNS[found.level]
    if not found.sides:
        return f"Nobody reports on any {one}."
    if len(found.sides) == 1:
        return f"There is no other {one} in the data to stand beside {found.sides[0].name}."
    first, second = found.sides
    both = f"{first.name} and {second.name}"
    return (
        f"No month of {words.period(*found.asked)} has data of both {both}: these {many} can't be compared."
    )


def counted_months(
    dataset: Dataset, selection: Selection, found: Sides, rates: Rates | None
) -> list[Element]:
    """What is measured, in which months, and what was left out because only one side has it."""
    if found.counted is None:
        return _offer_instead(found)
    measure = capital(incidents(dataset, selection))
    per = f" {rates.per_label}" if rates is not None else ""
    said = f"{measure}{per}, {words.period(*found.counted)}; same months, classes and axes on both sides."
    left = [_missing(side) for side in found.sides if side.missing]
    if not left:
        return [Span(said)]
    return [Span(said), Strong(f" Left out, as only months that both have count: {'; '.join(left)}.")]


def _missing(side: Side) -> str:
    return f"{side.name} has no data for {words.listed(tuple(runs_of(side.missing)))}"


def _offer_instead(found: Sides) -> list[Element]:
    """A button for the months that both have, where the period has none of them."""
    if found.instead is None:
        return [Span("They have no month in common.")] if len(found.sides) > 1 else []
    start, end = found.instead
    wanted = f"from={month_text(start)}&to={month_text(end)}"
    label = f"Compare {words.period(start, end)}, which both have"
    return [Button(label, type="button", className="link-button", **data(set=wanted, act="both-have"))]


def swap(found: Sides) -> list[Element]:
    """The button that changes sides."""
    if len(found.sides) < 2:
        return []
    first, second = (side.code for side in found.sides)
    label = [Span("⇄ ", **aria(hidden="true")), "Swap sides"]
    marks = data(set=f"area={second}&beside={first}", act="swap")
    return [Button(label, type="button", className="plain-button", **marks)]


def ways(found: Sides, place: int, scan: str, hotspots: str) -> list[Element]:
    """How the area came to stand here, and the ways to its Scan."""
    side, said = found.sides[place], _proposed(found, place)
    return [
        *([Span(said, className="hint")] if said else []),
        A("Open in Scan", href=scan, **aria(label=f"Open {side.name} in Scan"), **data(area=side.code)),
        A(
            "⬢",
            href=hotspots,
            className="to-hotspots",
            title="Its hotspots",
            **aria(label=f"Hotspots of {side.name}"),
        ),
    ]


def _proposed(found: Sides, place: int) -> str:
    """Why an area stands on its side that nobody chose; "" where somebody did."""
    how = found.sides[place].how
    others = [side.how for number, side in enumerate(found.sides) if number != place]
    if how is How.HIGHEST and How.CHOSEN in others:
        return "proposed: the highest rate of the others"
    if how is How.HIGHEST:
        return "proposed: the next highest rate" if place else "proposed: the highest rate"
    return {How.CHOSEN: "", How.SIMILAR: "proposed: the most similar"}.get(how, "proposed")


def figures(found: Statistics, rates: Rates, place: int) -> list[Element]:
    """The cards of Scan, and above them the rate per something else where that was chosen."""
    said = [P(f"{rate_line(rates.of_sides[place])} {rates.per_label}", className="side-per")]
    more = [P(note, className="data-note") for note in notes(found)]
    return [*(said if rates.per != RESIDENTS else []), *statistics_cards([("", found)]), *more]


def rate_line(rate: Rate) -> str:
    """ "174.5 (166 to 183)"; a dash where it is not known."""
    if rate.rate is None or rate.lower is None or rate.upper is None:
        return words.NOT_KNOWN
    return f"{words.rate(rate.rate)} ({words.interval(rate.lower, rate.upper)})"


def legend(maps: SideMaps) -> list[Element]:
    """One legend for both maps: each class with how many cells or areas of either side are in it."""
    entries = [
        listed_class(
            entry.colour, entry.sign, entry.label, " | ".join(f"{number:,}" for number in entry.numbers)
        )
        for entry in maps.entries
    ]
    unit = f"(number of {maps.noun}: left | right)"
    title = Div([Span(maps.title), Span(unit, className="legend-unit")], className="legend-title")
    return [title, Ul(entries, className="legend-classes")]


def _ratio(value: float) -> str:
    return f"{value:,.2f}" if value < 10 else f"{value:,.0f}"
