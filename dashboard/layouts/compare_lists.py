"""Worse and worsening: the finding, and the two lists beside the quadrant, with what chance would bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from dashboard.analysis.quadrant import Corner, best_corner, corner_words, worst_corner
from dashboard.analysis.variation import Direction, Variation
from dashboard.data.compared import Compared, Judged, Worsening
from dashboard.data.dataset import Dataset
from dashboard.figures.compare_map import PLACE, scan_template
from dashboard.ids import Compare
from dashboard.layouts import words
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.compare_catalogue import measure_link
from dashboard.layouts.compare_rebase import range_of_all, why_it_stands_out
from dashboard.layouts.compare_terms import (
    all_of,
    areas,
    briefly_per,
    capital,
    in_words,
    judged,
    more_than,
    named,
    share_of_one,
    what,
)
from dashboard.layouts.elements import H3, A, Element, Li, P, Span, Strong, Ul
from dashboard.selection import Selection

MOST_LISTED = 12
"""Entries of one list; the rest is counted, and in the export."""

_TWO_YEARS = 24
"""Of fewer months a season can't be told from a rise or a fall."""

MOST_UNRANKED_NAMED = 2
"""So many areas that can't be judged are named; of more it is said how many they are."""


def quadrant_html(dataset: Dataset, selection: Selection, c: Compared, w: Worsening) -> dict[Compare, Any]:
    """The finding, and the lists of those worse and worsening, and of those better and improving."""
    worst, best = worst_corner(c.direction), best_corner(c.direction)
    ranked = len(w.standings.order)
    links = _Links(dataset, selection, c)
    all_names = what(dataset, selection)
    missing = _not_judged(c, w)
    return {
        Compare.QUADRANT_TITLE: _finding(
            len(w.worst), ranked, _name(worst, c.direction), w.expected_together
        ),
        Compare.QUADRANT_SUB: _measure(c, w, missing),
        Compare.QUADRANT_SUMMARY: _summary(c, w),
        Compare.QUADRANT_PROBLEM: "",
        Compare.WORST: [
            H3(capital(_name(worst, c.direction))),
            *_list(all_names, w.worst, links, w, _nobody(worst, c, ranked)),
            *_pairs(w.pairs_worst, links, w),
        ],
        Compare.BEST: [
            H3([capital(_name(best, c.direction)), _question(c.direction)]),
            *_list(all_names, w.best, links, w, _nobody(best, c, ranked)),
            *_pairs(w.pairs_best, links, w),
        ],
        Compare.PAIRS: _looked_at(w, missing),
    }


class _Links:
    """Addresses of an area's Scan, of all chosen crime types or one of them; what all rates are for, and
    what an area's own are to be read with.
    """

    def __init__(self, dataset: Dataset, selection: Selection, c: Compared) -> None:
        self.per = briefly_per(c)  # "per 1,000"
        self._areas = c
        self._dataset = dataset
        self._selection = selection
        self._templates: dict[tuple[str, bool], str] = {}
        self.labels = dict(dataset.types)

    def to(self, one: Judged, *, hotspots: bool = False) -> str:
        """The address for an entry of a list."""
        key = (one.crime_type, hotspots)
        if key not in self._templates:
            types = (one.crime_type,) if one.crime_type else self._selection.types
            there = self._selection.replace(types=types)
            self._templates[key] = scan_template(self._dataset, there, hotspots=hotspots)
        return self._templates[key].replace(PLACE, one.code)

    def caution(self, one: Judged, by: str) -> str:
        """What makes its rate or its trend doubtful, as sentences; "" for nothing."""
        row = self._areas.row_of[one.code]
        note, behind = self._areas.notes[row], int(self._areas.quality.behind[row])
        doubts = [words.denominator(note)] if note else []
        if by != "year" and behind < _TWO_YEARS:
            doubts.append(f"Only {behind} months of data: it may be the season.")
        return " ".join(doubts)


def _name(corner: Corner, direction: Direction) -> str:
    return corner_words(corner, direction)


def _question(direction: Direction) -> Element | str:
    return Span(": who has solved it?", className="hint") if judged(direction) else ""


def _finding(number: int, ranked: int, corner: str, expected: float) -> str:
    """ "One of 12 is worse and worsening; by chance 0.002 of 12 would be"."""
    if not ranked:
        return "Nothing can be said of worse and worsening"
    if ranked == 1:
        return f"The only area that can be judged is {'' if number else 'not '}{corner}"
    by_chance = f"by chance {share_of_one(expected)} of {ranked} would be"
    if not number:
        return f"None of {ranked} is {corner}; {by_chance}"
    return f"{capital(in_words(number))} of {ranked} {'is' if number == 1 else 'are'} {corner}; {by_chance}"


_BY = {"month": "the latest month", "quarter": "the latest three months"}


def _measure(c: Compared, w: Worsening, missing: str) -> list[Element | str]:
    unranked = f"; not judged: {missing}" if missing else ""
    across = measure_link("worse-and-worsening", "rate against similar areas")
    up = "the change on the year before"
    if w.by != "year":
        up = f"{_BY[w.by]} against the area's own {range_of_all(c, w)}"
    return ["Across: ", across, f". Up: {up}{unranked}"]


def _summary(c: Compared, w: Worsening) -> str:
    """Who is in which corner, in sentences."""
    corners = [corner for corner in Corner if corner is not Corner.UNKNOWN]
    found = {corner: [c.names[row] for row in w.standings.within(corner)] for corner in corners}
    said = [
        f"{capital(_name(corner, c.direction))}: {all_of(names)}" for corner, names in found.items() if names
    ]
    unknown = [c.names[c.row_of[code]] for code, _ in w.unranked if code in c.row_of]
    if unknown:
        said.append(f"Not judged: {all_of(unknown)}")
    return " ".join(said)


def _nobody(corner: Corner, c: Compared, ranked: int) -> str:
    if not ranked:
        return c.reason or "Too little is known of every area."
    above = corner in (Corner.ABOVE_RISING, Corner.ABOVE_FALLING)
    where, way = ("above", "rising") if above else ("below", "falling")
    return f"No area is both {where} similar areas and {way}."


def _list(title: str, entries: Sequence[Judged], links: _Links, w: Worsening, nobody: str) -> list[Element]:
    """Entries under their title, or a sentence where there are none."""
    heading = P(Strong(title), className="list-of")
    if not entries:
        return [heading, P(nobody)]
    rest = more_than(entries, MOST_LISTED)
    shown = Ul([_item(one, links, w) for one in entries[:MOST_LISTED]], className="judged")
    return [
        heading,
        shown,
        *([P(f"and {rest} more, in the CSV below", className="hint")] if rest else []),
    ]


def _pairs(entries: Sequence[Judged], links: _Links, w: Worsening) -> list[Element]:
    """The same of one crime type at a time; nothing where only one is chosen."""
    if not w.pairs:
        return []
    found = f"{capital(in_words(len(entries))) if entries else 'None'} of {w.pairs:,}"
    chance = P(f"{found}; by chance {share_of_one(w.expected)} would be here.", className="hint")
    return [*_list("One crime type at a time", entries, links, w, "None."), chance]


def _item(one: Judged, links: _Links, w: Worsening) -> Element:
    """ "Vehicle crime in Tannerby: 6.1 per 1,000, 1.4 times similar areas (mean 4.4); concern: ..."."""
    lead = f"{links.labels[one.crime_type]} in " if one.crime_type else ""
    against = f"{words.times(one.ratio)} similar areas (mean {words.rate(one.mean)})"
    said = f" {words.rate(one.rate)} {links.per}, {against}; {_trend(one, w)}."
    name = A(one.name, href=links.to(one))
    spots = A(
        "⬢",
        href=links.to(one, hotspots=True),
        className="to-hotspots",
        title=f"Hotspots in {one.name}",
        **aria(label=f"Hotspots in {one.name}"),
    )
    marks: dict[str, Any] = {"area": one.code, **({"type": one.crime_type} if one.crime_type else {})}
    caution = links.caution(one, w.by)
    doubt = [" ", Span(["⚠ ", caution], className="hint")] if caution else []
    return Li([lead, name, ":", said, " ", spots, *doubt], className="judged-one", **data(**marks))


def _trend(one: Judged, w: Worsening) -> str:
    """What says where the area is heading; the title of its list says where that is."""
    if w.by == "year":
        return f"{words.verdict_said(one.trend)} against the year before"
    return why_it_stands_out(one.decided, one.since) or one.trend


def _looked_at(w: Worsening, missing: str) -> list[Element]:
    """What is in neither list, and why."""
    said = []
    if missing:
        said.append(f"Not judged: {missing} ({_reasons(w)}).")
    if w.no_judgement:
        types = words.listed(tuple(f"{label[:1].lower()}{label[1:]}" for label in w.no_judgement))
        said.append(f"More {types} may mean more police work: no judgement is made of single types of these.")
    said.append(
        "Months of a season can look like a rise or fall: look at the same months of the year before."
    )
    return [P(" ".join(said))]


def _not_judged(c: Compared, w: Worsening) -> str:
    """The areas that are in no corner: by name where that is one or two; "" where every area is in one."""
    if not w.unranked:
        return ""
    rows = [c.row_of[code] for code, _ in w.unranked if code in c.row_of]
    if 0 < len(rows) <= MOST_UNRANKED_NAMED:
        return named(tuple(c.names[row] for row in rows))
    return areas(c.level, len(w.unranked))


_WHY_NOT = {str(Variation.TOO_FEW): "too few incidents"}
"""A reason that is part of a longer sentence elsewhere; the others can stand for themselves."""


def _reasons(w: Worsening) -> str:
    """ "too few incidents"; of several, for how many each is the reason: "two: no earlier data; one: ..."."""
    counted = Counter(_WHY_NOT.get(why, why) for _, why in w.unranked)
    if len(counted) == 1:
        return next(iter(counted))
    return "; ".join(f"{in_words(number)}: {why}" for why, number in counted.most_common())
