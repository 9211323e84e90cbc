"""What Compare says of itself: the sentence, who the similar areas are, a line for each area, the footer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dashboard.analysis.peers import Place
from dashboard.analysis.variation import Variation
from dashboard.data.compared import MOST_AREAS, Compared, Incomplete, State, Trends
from dashboard.data.dataset import Dataset
from dashboard.data.schema import FICTIONAL, Level, month_name, month_text
from dashboard.ids import Compare
from dashboard.layouts import words
from dashboard.layouts.attributes import data
from dashboard.layouts.chips import Chip, chip_button
from dashboard.layouts.compare_quality import fairness, quality_lines
from dashboard.layouts.compare_terms import NOUNS, areas, own_row, ranked_rows, what
from dashboard.layouts.elements import Button, Div, Element, Span, Strong
from dashboard.layouts.headline import export_links, problem_notes
from dashboard.selection import Problem, Selection

EXPORTS = (
    ("compare", "areas"),
    ("compare-types", "crime types"),
    ("compare-months", "months"),
    ("compare-funnel", "funnel"),
    ("compare-worsening", "worse and worsening"),
)

_COMPARED = (Level.FORCE, Level.PARTNERSHIP, Level.WARD, Level.LSOA)


def said_html(
    dataset: Dataset, selection: Selection, c: Compared, problems: Sequence[Problem]
) -> dict[Compare, Any]:
    """The sentence and what stands round the panels."""
    return {
        Compare.SENTENCE: sentence(dataset, selection, c),
        Compare.WHY: _similar(dataset, selection, c),
        Compare.CHIPS: _chips(dataset, selection),
        Compare.NOTES: problem_notes(problems),
        Compare.QUALITY: fairness(selection, c),
        Compare.EXPORTS: _footer(dataset, selection, c),
    }


def sentence(dataset: Dataset, selection: Selection, c: Compared) -> list[Element]:
    """What is shown: the own area's rate against similar areas, else the highest and the lowest."""
    if c.state is not State.COMPARED:
        return [Strong(c.reason), *(Span([" ", one]) for one in _instead(dataset, c))]
    row = own_row(c)
    kind, when = what(dataset, selection), words.period(selection.start, selection.end)
    if row is None:
        return [Strong(f"{kind} in {_compared(c)}, {when}: "), Span(_from_to(c))]
    lead = f"{kind} in {c.names[row]}, {when}"
    if not c.complete[row]:
        return [Strong(f"{lead}: "), Span(f"{_no_rate(_left_out(c), c.codes[row])}.")]
    rate = f"{words.rate(float(c.rate[row]))} per 1,000 {c.per}"
    mean = f"mean {words.rate(float(c.peers.group.mean[row]))}"
    place = c.peers.place[row]
    if place in (Place.ABOVE, Place.WITHIN, Place.BELOW):
        return [Strong(f"{lead}: {rate}, {place}"), Span(f" ({mean}).")]
    if place == Place.TOO_FEW:
        return [Strong(f"{lead}: {rate}"), Span(f", too few to say how it compares ({mean}).")]
    return [Strong(f"{lead}: {rate}"), Span(f"; {place}.")]


def _compared(c: Compared) -> str:
    """ "12 partnerships", "4 of 12 partnerships" where others have no rate."""
    among = areas(c.level, len(c.codes))
    return among if c.ranked == len(c.codes) else f"{c.ranked:,} of {among}"


def _from_to(c: Compared) -> str:
    rows = ranked_rows(c)
    high, low = rows[0], rows[-1]
    if c.ranked == 1:
        return f"only {c.names[high]} has a rate ({words.rate(float(c.rate[high]))} per 1,000 {c.per})."
    highest = f"highest in {c.names[high]} ({words.rate(float(c.rate[high]))} per 1,000 {c.per})"
    return f"{highest}, lowest in {c.names[low]} ({words.rate(float(c.rate[low]))})."


def _left_out(c: Compared) -> dict[str, Incomplete]:
    return {one.code: one.why for one in c.left_out}


def _no_rate(left_out: Mapping[str, Incomplete], code: str) -> str:
    """Why an area has no rate, as the end of a sentence."""
    why = left_out.get(code)
    if why is Incomplete.NO_RESIDENTS:
        return "no rate, because the number of residents is not known"
    if why is Incomplete.NO_DATA:
        return "no rate, because there are no data for this area and period"
    return "no rate, because part of this area has no data in part of the period"


def _instead(dataset: Dataset, c: Compared) -> Iterator[Element]:
    """Buttons for other sizes of area that can be compared where these can't, and for parts of too many."""
    tree = dataset.areas
    if c.state not in (State.ONE, State.TOO_MANY, State.NO_AREAS):
        return
    for level in _COMPARED:
        number = tree.reported(level, c.among)
        if level is not c.level and 1 < number <= MOST_AREAS:
            yield _offer(f"Compare the {areas(level, number)}", level, c.among)
    if c.state is State.TOO_MANY:
        inside = next(iter(tree.levels_below(c.among)), c.level)
        for index in tree.within(c.among, inside) if inside is not c.level else ():
            code = tree.codes[index]
            if 1 < tree.reported(c.level, code) <= MOST_AREAS:
                yield _offer(f"{NOUNS[c.level][1].capitalize()} in {tree.names[index]}", c.level, code)


def _offer(label: str, level: Level, among: str) -> Element:
    wanted = f"compare={level.value}&among={'' if among == 'all' else among}"
    return Button(label, type="button", className="link-button", **data(set=wanted))


def _similar(dataset: Dataset, selection: Selection, c: Compared) -> list[Element]:
    """Who the similar areas are, and which of them are marked."""
    if not c.ranked:
        return []
    said = f"Similar areas: {c.group_name}" if c.group_name else ""
    if selection.area == "all":
        return [Span(said)]
    name = dataset.areas.name(selection.area)
    number = c.own.tolist().count(True)
    if not number:
        marked = f"{name} is not among them"
    elif c.own_code:
        marked = ""
    else:
        marked = f"marked: those in {name}" if number < len(c.codes) else ""
    return [Span("; ".join(filter(None, (said, marked))))]


def _chips(dataset: Dataset, selection: Selection) -> list[Element]:
    """A chip for each date on which limits begin afresh."""
    chosen = [
        Chip(
            "rebase",
            f"Limits afresh from {month_name(month)}: {dataset.areas.name(code)}",
            f"{code}:{month_text(month)}",
        )
        for code, month in selection.comparison.rebase
    ]
    return [Div([chip_button(chip) for chip in chosen], className="chips-list")] if chosen else []


def area_lines(c: Compared, t: Trends | None) -> list[str]:
    """A line an area: "Sunderland: 5.9 per 1,000 (5.6 to 6.2), 3rd highest of 12, above similar areas"."""
    trends = [""] * len(c.codes) if t is None else [f"; {_trend(said)}" for said in t.variation.tolist()]
    said = (f"{line}{trend}." for line, trend in zip(_lines(c), trends, strict=True))
    return [f"{line} {note}" if note else line for line, note in zip(said, quality_lines(c), strict=True)]


def _lines(c: Compared) -> Iterator[str]:
    """The same without trends and notes."""
    left_out, place = _left_out(c), c.peers.place.tolist()
    facts = (facts.tolist() for facts in (c.complete, c.rate, c.lower, c.upper, c.rank, c.tied))
    rows = zip(c.names, c.codes, place, *facts, strict=True)
    for name, code, against, complete, rate, lower, upper, rank, tied in rows:
        if not complete:
            yield f"{name}: {_no_rate(left_out, code)}"
            continue
        figure = f"{words.rate(rate)} per 1,000 ({words.interval(lower, upper)})"
        in_line = words.place_in_line(rank, c.ranked, tied=tied)
        yield f"{name}: {figure}, {in_line} of {c.ranked}, {against}"


def _trend(said: Variation) -> str:
    return "too short for a trend" if said == Variation.TOO_SHORT else str(said)


def _footer(dataset: Dataset, selection: Selection, c: Compared) -> list[Element]:
    """Where the figures come from and how far they reach, and the same figures as files."""
    source = dataset.sources[selection.sources[0]]
    last = month_name(dataset.reach(source.key)[1])
    about = [
        f"Source: {source.name}, data to {last}",
        f"{c.per}: {c.per_dataset}" if c.per_dataset else "",
        f"the first of {len(selection.sources)} sources chosen" if len(selection.sources) > 1 else "",
    ]
    return [
        Span([Strong(f"{FICTIONAL}. ") if dataset.demo else "", " · ".join(filter(None, about))]),
        export_links(dataset, selection, EXPORTS),
    ]
