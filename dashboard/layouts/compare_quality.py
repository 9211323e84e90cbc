"""What is to be known of the data behind an area's rate: marks beside it, and what was left out.

A mark is a sign with a sentence, ◐ incomplete, ⚠ residents mislead, ◷ late, ✎ recording changed; where an
area has several, the first of these is shown and all are said.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from dashboard.comparison_fields import EVERYWHERE
from dashboard.data.compared import NO_MONTH, Compared, Incomplete, LeftOut, State
from dashboard.data.queries import compared_with
from dashboard.data.schema import month_name, month_text
from dashboard.layouts import words
from dashboard.layouts.attributes import data
from dashboard.layouts.compare_terms import areas, capital, named, runs_of
from dashboard.layouts.elements import Button, Element, Span
from dashboard.selection import Selection

INCOMPLETE, MISLEADING, LATE, RECORDING = "◐", "⚠", "◷", "✎"

NEGLIGIBLE = 0.001
"""A smaller share of records without a location changes no rate."""

PRECISION = {
    "snapped": "Points are approximate (moved to the nearest map point).",
    "exact": "Points are exact.",
}

NOTHING_TO_DIVIDE_BY = frozenset(
    why for why in Incomplete if why not in (Incomplete.NO_DATA, Incomplete.PART)
)
"""Why an area has no rate although its data are complete."""

_ALL_LOCATED = "all records of the period have a location"

_ALL_ALIKE = (State.NOT_RECORDED, State.NO_DATA, State.NO_RESIDENTS, State.NOBODY)
"""Where no area has a rate, for a reason that the sentence gives, none was left out of anything."""


def quality_lines(c: Compared) -> list[str]:
    """What is to be known of each area's data, in sentences; "" where there is nothing."""
    return quality_told(c)[0]


def quality_told(c: Compared) -> tuple[list[str], list[str]]:
    """The same, and the sign of the first sentence of each area; "" where there is none."""
    marked = list(_marks(c))
    lines = [" ".join(sentence for _, sentence in marks) if marks else "" for marks in marked]
    return lines, [marks[0][0] if marks else "" for marks in marked]


def without_location(c: Compared, row: int) -> str:
    """Whose records without a location these are: "0.3% of Cleveland Police's records have no location"."""
    return _without_location(float(c.quality.without_location[row]), c.quality.reporters[row])


@functools.lru_cache(maxsize=512)  # the areas of a force have the same
def _without_location(share: float, reporters: str) -> str:
    if not share >= 0:  # not known
        return "not known how many records have no location"
    return f"{words.percent(share)} of {_possessive(reporters)} records have no location"


def nothing_lacking(c: Compared) -> str:
    """A sentence where no area lacks a month of the period, or the location of more than a few records of it;
    else ""."""
    shares = c.quality.without_location
    if not c.codes or c.quality.missing.any() or not (shares < NEGLIGIBLE).all():  # so of shares not known
        return ""
    records = f"under {words.percent(NEGLIGIBLE)} of records of the period have no location"
    return f"No months of the period are missing; {records if shares.any() else _ALL_LOCATED}."


def fairness(selection: Selection, c: Compared) -> list[Element]:
    """What was left out and why, what begins or ends early, and the months that all areas have."""
    left_out = () if c.state in _ALL_ALIKE else _left_out(c)
    said: list[Element] = [Span(f"{line} ") for line in (*_divided_by(c), *left_out)]
    offered = (c.common or c.instead) if len(c.codes) > 1 else None
    if offered is not None:
        first, last = offered
        months = {"set": f"from={month_text(first)}&to={month_text(last)}"}
        offer = f"Compare {words.period(first, last)}, which all have"
        said += [Button(offer, type="button", className="link-button", **data(**months)), Span(". ")]
    said += [Span(f"{line} ") for line in (*_begins(selection, c), *_ends(c))]
    if c.elsewhere and c.among != EVERYWHERE:  # of all there is, the rest is simply not in the data
        not_listed = f"{areas(c.level, c.elsewhere)} that nobody reports on"
        said.append(Span(f"{not_listed} {'is' if c.elsewhere == 1 else 'are'} not listed. "))
    return [*said, Span(PRECISION[c.quality.precision])] if c.codes else said


def _divided_by(c: Compared) -> Iterator[str]:
    """What is to be known of whatever rates divide by."""
    if c.per == "premises" and c.per_dataset:
        yield "The list of licensed premises may be incomplete."


def _marks(c: Compared) -> Iterator[list[tuple[str, str]]]:
    """For each area its signs with their sentences, the weightiest first."""
    left_out = {one.code: one for one in c.left_out}
    facts = zip(c.codes, c.notes, c.quality.late.tolist(), c.quality.recording, strict=True)
    for code, note, late, recording in facts:
        marks = []
        if code in left_out:
            marks.append((INCOMPLETE, _incomplete(left_out[code], c.quality.months)))
        if note:
            marks.append((MISLEADING, words.denominator(note)))
        if late:
            marks.append((LATE, f"The data end {_months(late)} before the others'."))
        if recording:
            marks += [(RECORDING, f"{one.force}, {month_name(one.month)}: {one.words}.") for one in recording]
        yield marks


def _incomplete(one: LeftOut, months: int) -> str:
    if one.why is Incomplete.NO_RESIDENTS:
        return "The number of residents is not known, so there is no rate: in no mean, limit or rank."
    if one.why in NOTHING_TO_DIVIDE_BY:
        return f"{capital(one.why)}, so there is no rate: in no mean, limit or rank."
    missing = len(one.months)
    if missing >= months:
        return "No data for this period: in no mean, limit or rank."
    have = "has" if missing == 1 else "have"
    return f"{missing} of {months} months {have} no data: in no mean, limit or rank."


def _left_out(c: Compared) -> Iterator[str]:
    """Areas in no mean and no limit, those of the same reason together."""
    together: dict[tuple[Incomplete, tuple[int, ...]], list[str]] = {}
    for one in c.left_out:
        together.setdefault((one.why, one.months), []).append(one.name)
    if together:
        groups = [f"{named(tuple(names))} ({_why(*reason)})" for reason, names in together.items()]
        yield f"Left out of means and limits: {'; '.join(groups)}."


def _why(why: Incomplete, months: tuple[int, ...]) -> str:
    if why in NOTHING_TO_DIVIDE_BY or not months:
        return str(why)
    return f"no data {words.listed(tuple(runs_of(months)))}"


def _begins(selection: Selection, c: Compared) -> Iterator[str]:
    """Forces whose data begin too late for the period before, in whole sentences."""
    _, until = compared_with(selection)
    begins: dict[int, dict[str, None]] = {}
    for first, force in zip(c.quality.first.tolist(), c.quality.forces, strict=True):
        if first != NO_MONTH and first > until and force:
            begins.setdefault(first, {})[force] = None
    for month, forces in sorted(begins.items()):
        begin = "begins" if len(forces) == 1 else "begin"
        yield f"{named(tuple(forces))} {begin} in {month_name(month)}: no earlier data to compare with."


def _ends(c: Compared) -> Iterator[str]:
    ends: dict[int, list[str]] = {}
    for name, late in zip(c.names, c.quality.late.tolist(), strict=True):
        if late > 0:
            ends.setdefault(late, []).append(name)
    for late, names in sorted(ends.items()):
        whose = _possessive(names[0]) if len(names) == 1 else f"The data of {named(tuple(names))}"
        yield f"{whose}{' data' if len(names) == 1 else ''} end {_months(late)} before the others'."


def _months(number: int) -> str:
    return "1 month" if number == 1 else f"{number} months"


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"
