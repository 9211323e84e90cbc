"""What Compare says of itself: the sentence, who the similar areas are, a line for each area, the footer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dashboard.analysis.peers import Place
from dashboard.comparison_fields import LEVELS
from dashboard.data.compared import MOST_AREAS, Compared, Incomplete, State, Trends
from dashboard.data.dataset import Dataset
from dashboard.data.divisors import DIVISORS
from dashboard.data.schema import FICTIONAL, NOUNS, Level, month_name, month_text
from dashboard.figures.compare_months import IN_WORDS
from dashboard.ids import Compare
from dashboard.layouts import words
from dashboard.layouts.attributes import data
from dashboard.layouts.chips import Chip, chip_button
from dashboard.layouts.compare_quality import NOTHING_TO_DIVIDE_BY, fairness, quality_lines
from dashboard.layouts.compare_similar import similar_html
from dashboard.layouts.compare_terms import (
    areas,
    briefly_per,
    own_row,
    pick_more,
    ranked_rows,
    several_at,
    what,
)
from dashboard.layouts.elements import Button, Div, Element, P, Span, Strong
from dashboard.layouts.headline import export_links, problem_notes
from dashboard.layouts.several_sources import first_alone
from dashboard.layouts.source_links import source_link
from dashboard.selection import Problem, Selection

EXPORTS = (
    ("compare", "areas"),
    ("compare-types", "crime types"),
    ("compare-months", "months"),
    ("compare-funnel", "funnel"),
    ("compare-worsening", "worse and worsening"),
)


def said_html(
    dataset: Dataset, selection: Selection, c: Compared, problems: Sequence[Problem]
) -> dict[Compare, Any]:
    """The sentence and what stands round the panels."""
    several = first_alone([dataset.sources[key] for key in selection.sources], "the figures of")
    return {
        Compare.SENTENCE: sentence(dataset, selection, c),
        Compare.WHY: similar_html(dataset, selection, c),
        Compare.CHIPS: _chips(dataset, selection, c),
        Compare.NOTES: [*problem_notes(problems), *map(P, filter(None, (c.similar.refused, several)))],
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
    rate = f"{words.rate(float(c.rate[row]))} {c.per_label}"
    mean = f"mean {words.rate(float(c.peers.group.mean[row]))}{_of_whom(c, row)}"
    place = c.peers.place[row]
    if place in (Place.ABOVE, Place.WITHIN, Place.BELOW):
        return [Strong(f"{lead}: {rate}, {place}"), Span(f" ({mean}).")]
    if place == Place.TOO_FEW:
        return [Strong(f"{lead}: {rate}"), Span(f", too few to say how it compares ({mean}).")]
    return [Strong(f"{lead}: {rate}"), Span(f"; {pick_more(c) or place}.")]


def _of_whom(c: Compared, row: int) -> str:
    """Whose mean it is: similar areas are all of them where nobody chose otherwise."""
    whose = c.similar.group_names[row]
    return f", of {whose}" if whose else ""


def _compared(c: Compared) -> str:
    """ "12 partnerships", "4 of 12 partnerships" where others have no rate."""
    among = areas(c.level, len(c.codes))
    return among if c.ranked == len(c.codes) else f"{c.ranked:,} of {among}"


def _from_to(c: Compared) -> str:
    rows = ranked_rows(c)
    high, low = rows[0], rows[-1]
    if c.ranked == 1:
        return f"only {c.names[high]} has a rate ({words.rate(float(c.rate[high]))} {c.per_label})."
    if c.rank[high] == c.rank[low]:
        return f"{words.rate(float(c.rate[high]))} {c.per_label} in each of them."
    highest = f"highest in {_where(c, high)} ({words.rate(float(c.rate[high]))} {c.per_label})"
    if c.unclear.highest is not None:
        highest += f", though not clearly above {c.names[c.unclear.highest]}"
    if not c.counted[low]:
        none = f"{several_at(c, low)} have none" if c.tied[low] else f"none in {c.names[low]}"
        return f"{highest}, {none}."
    lowest = f"lowest in {_where(c, low)} ({words.rate(float(c.rate[low]))})"
    if c.unclear.lowest is not None:
        lowest += f", though not clearly below {c.names[c.unclear.lowest]}"
    return f"{highest}{', ' if c.unclear.highest is None else '; '}{lowest}."


def _where(c: Compared, row: int) -> str:
    """An area by its name; several with the very same rate by their number, as none of them is the one."""
    return f"{several_at(c, row)} alike" if c.tied[row] else c.names[row]


def _left_out(c: Compared) -> dict[str, Incomplete]:
    return {one.code: one.why for one in c.left_out}


def _no_rate(left_out: Mapping[str, Incomplete], code: str) -> str:
    """Why an area has no rate, as the end of a sentence."""
    why = left_out.get(code)
    if why is Incomplete.NO_DATA:
        return "no rate, because there are no data for this area and period"
    if why is Incomplete.NO_RESIDENTS:
        return "no rate, because the number of residents is not known"
    if why is Incomplete.NOBODY:
        return "no rate, because nobody lives there"
    if why in NOTHING_TO_DIVIDE_BY:
        return f"no rate, because {why}"
    return "no rate, because part of this area has no data in part of the period"


def _instead(dataset: Dataset, c: Compared) -> Iterator[Element]:
    """Buttons for other sizes of area that can be compared where these can't, and for parts of too many."""
    tree = dataset.areas
    if c.state not in (State.ONE, State.TOO_MANY, State.NO_AREAS):
        return
    for level in LEVELS:
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


def _chips(dataset: Dataset, selection: Selection, c: Compared) -> list[Element]:
    """A chip for areas picked by hand, and for each date on which limits begin afresh."""
    picked = [Chip("similar", f"Compared with {c.group_name}")] if c.similar.kind == "picked" else []
    afresh = [
        Chip(
            "rebase",
            f"Limits afresh from {month_name(month)}: {dataset.areas.name(code)}",
            f"{code}:{month_text(month)}",
        )
        for code, month in selection.comparison.rebase
    ]
    chosen = [*picked, *afresh]
    return [Div([chip_button(chip) for chip in chosen], className="chips-list")] if chosen else []


def area_lines(c: Compared, t: Trends | None, by: str = "month") -> list[str]:
    """A line an area: "Sunderland: 5.9 per 1,000 (5.6 to 6.2), 3rd highest of 12, above similar areas".

    The trend is what the quadrant goes `by`: the chart of months, or the change of a year.
    """
    said = (f"{line}{trend}." for line, trend in zip(_lines(c), _trends(c, t, by), strict=True))
    return [f"{line} {note}" if note else line for line, note in zip(said, quality_lines(c), strict=True)]


def _lines(c: Compared) -> Iterator[str]:
    """The same without trends and notes."""
    left_out, per = _left_out(c), briefly_per(c)
    facts = (c.peers.place, c.complete, c.rate, c.lower, c.upper, c.rank, c.tied, c.peers.unsure)
    rows = zip(c.names, c.codes, *(each.tolist() for each in facts), strict=True)
    for name, code, against, complete, rate, lower, upper, rank, tied, doubtful in rows:
        if not complete:
            yield f"{name}: {_no_rate(left_out, code)}"
            continue
        figure = f"{words.rate(rate)} {per} ({words.interval(lower, upper)})"
        in_line = words.place_in_line(rank, c.ranked, tied=tied)
        stands = f"{in_line} of {c.ranked}" if c.ranked > 1 else "the only one with a rate"
        unsure = ", as its similar areas are too small to be sure of more" if doubtful else ""
        yield f"{name}: {figure}, {stands}, {against}{unsure}"


def _trends(c: Compared, t: Trends | None, by: str) -> list[str]:
    """What is said of each area's own trend, as the end of its line."""
    if by == "year":
        return [f"; {words.verdict_said(verdict)} against the year before" for verdict in c.change.verdict]
    return [""] * len(c.codes) if t is None else [f"; {IN_WORDS[said]}" for said in t.variation.tolist()]


def _footer(dataset: Dataset, selection: Selection, c: Compared) -> list[Element]:
    """Where the figures come from and how far they reach, and the same figures as files."""
    source = dataset.sources[selection.sources[0]]
    last = month_name(dataset.reach(source.key)[1])
    about = [
        f", data to {last}",
        f"{DIVISORS[c.per].short}: {c.per_dataset}" if c.per_dataset else "",
        f"the first of {len(selection.sources)} sources chosen" if len(selection.sources) > 1 else "",
    ]
    return [
        Span(
            [
                Strong(f"{FICTIONAL}. ") if dataset.demo else "",
                "Source: ",
                source_link(source.key, source.name),
                " · ".join(filter(None, about)),
            ]
        ),
        export_links(dataset, selection, EXPORTS),
    ]
