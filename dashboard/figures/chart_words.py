"""The monthly chart in words: what it finds, what is unusual about a month, what its lines are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dashboard.analysis.xmr import RUN, Shortage, Signal
from dashboard.data.areas import AreaTree
from dashboard.data.schema import incidents_text, month_name, month_number
from dashboard.data.series import Month, Series
from dashboard.selection import Selection

TOO_FEW = {
    Shortage.MONTHS: "Too few months for a usual range",
    Shortage.INCIDENTS: "Too few incidents for a usual range",
}
MONTH = "month"
"""What a row of most series is; sentences are of months, and of quarters with the other word in its place."""
NO_DATA = "No data in any month for this choice"
WITHHELD = "Too few incidents to show in any month for this choice"
NOTHING_UNUSUAL = "Every month is inside its usual range"
NOTHING_UNUSUAL_OF_WHOLE = "Every fully reported month is inside its usual range"


class _Run(NamedTuple):
    first: int  # place of its first month
    last: int
    above: bool

    @property
    def months(self) -> int:
        return self.last - self.first + 1


def finding(found: Series, selection: Selection) -> str:
    """What the months say, in one line: a lasting shift, else months that stand out, else a past shift."""
    said = _finding(found, selection)
    return said if found.noun == MONTH else said.replace(MONTH, found.noun)


def _finding(found: Series, selection: Selection) -> str:
    months = found.rows
    if all(month.incidents is None for month in months):
        return WITHHELD if any(month.withheld for month in months) else NO_DATA
    if found.shortage is not Shortage.NONE:
        return TOO_FEW[found.shortage]
    runs = _runs(months)
    newest = max(place for place, month in enumerate(months) if month.whole)
    if runs and runs[-1].last == newest:
        return _shift(months, runs[-1], lasting=True)
    outside = [month for month in months if month.outside]
    if outside:
        return _standing_out(outside)
    inside = [run for run in runs if _touches(months, run, selection)]
    if inside:
        return _shift(months, inside[-1], lasting=False)
    return NOTHING_UNUSUAL if all(month.whole for month in months) else NOTHING_UNUSUAL_OF_WHOLE


def month_text(month: Month, shortage: Shortage) -> str:
    """What is to be said of one month, line by line: its count, how usual that is, and a year before."""
    if month.incidents is None:
        return f"{name_of(month)}: {'withheld, too few to show' if month.withheld else 'no data'}"
    said = _month_text(month, month.incidents, shortage)
    return said if month.length == 1 else said.replace(MONTH, "quarter")


def _month_text(month: Month, incidents: int, shortage: Shortage) -> str:
    lines = [f"{name_of(month)}: {incidents_text(incidents)}"]
    if month.forces_covered < month.forces:
        return "<br>".join([*lines, f"from {month.forces_covered} of {month.forces} forces: not comparable"])
    if shortage is Shortage.NONE:
        lines.append(_standing(month))
    lines.append("no earlier data" if month.before is None else f"{month.before:,} a year before")
    return "<br>".join(lines)


def explanation(month: Month) -> str:
    """Why a month is marked: "1,024 in May 2023: above the usual range of 660 to 950"; "" where it is not."""
    if month.signal == Signal.NONE:
        return ""
    return f"{month.incidents:,} in {name_of(month)}: {_standing(month)}"


def place_name(tree: AreaTree, selection: Selection) -> str:
    """What the line shows, in the fewest words: an area's name, or what is pinned in it."""
    if not selection.pinned:
        return tree.name(selection.area)
    if not selection.of_whole_areas or len(selection.pins) != 1:
        if selection.box is not None:
            return "in view"
        if not selection.pins:
            return "chosen cell" if len(selection.cells) == 1 else "chosen cells"
        return "chosen places" if selection.cells else "chosen areas"
    return tree.name(selection.pins[0])


def _runs(months: Sequence[Month]) -> list[_Run]:
    """The runs of months on one side of the mean that are long enough to be called, oldest first."""
    runs, place = [], 0
    while place < len(months):
        run = months[place].run
        length = max(abs(run), 1)
        if length >= RUN:
            runs.append(_Run(place, place + length - 1, run > 0))
        place += length
    return runs


def _touches(months: Sequence[Month], run: _Run, selection: Selection) -> bool:
    """Whether a run has a month in the chosen period."""
    first, last = (month_number(months[place].month) for place in (run.first, run.last))
    return first <= selection.end and selection.start <= last


def _shift(months: Sequence[Month], run: _Run, *, lasting: bool) -> str:
    first, last = name_of(months[run.first]), name_of(months[run.last])
    when = f"since {first}" if lasting else f"from {first} to {last}"
    side = "above" if run.above else "below"
    return f"{'Higher' if run.above else 'Lower'} {when}: {run.months} months in a row {side} average"


def _standing_out(outside: Sequence[Month]) -> str:
    names = [name_of(month) for month in outside]
    sides = {month.signal for month in outside}
    where = f"{next(iter(sides))} the usual range" if len(sides) == 1 else "of the usual range"
    if len(names) > 2:
        return f"{len(names)} months stand out {where}, the last {names[-1]}"
    return f"{' and '.join(names)} {'stand' if len(names) == 2 else 'stands'} out {where}"


def _standing(month: Month) -> str:
    """How a whole month lies to the usual range and to the average."""
    usual = f"the usual range of {month.lower:,.0f} to {month.upper:,.0f}"
    if month.outside:
        return f"{month.signal} {usual}"
    if month.signal == Signal.NONE:
        return f"inside {usual}"
    side = "above" if month.signal == Signal.RUN_ABOVE else "below"
    return f"one of {abs(month.run)} months in a row {side} the average of {month.mean:,.0f}"


def name_of(month: Month) -> str:
    """The month or the quarter in words: "May 2025", "April to June 2025"."""
    first = month_number(month.month)
    if month.length == 1:
        return month_name(first)
    return f"{month_name(first).split()[0]} to {month_name(first + month.length - 1)}"
