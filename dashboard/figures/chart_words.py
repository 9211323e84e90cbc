"""The monthly chart in words: what it finds, what is unusual about a month, what its lines are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from dashboard.analysis.xmr import RUN, Shortage, Signal
from dashboard.data.areas import AreaTree
from dashboard.data.schema import incidents_text, month_name, month_number
from dashboard.data.series import Series
from dashboard.selection import Selection

TOO_FEW = {
    Shortage.MONTHS: "Too few months for a usual range",
    Shortage.INCIDENTS: "Too few incidents for a usual range",
}
NO_DATA = "No data in any month for this choice"
NOTHING_UNUSUAL = "Every month is inside its usual range"
NOTHING_UNUSUAL_OF_WHOLE = "Every fully reported month is inside its usual range"


class _Run(NamedTuple):
    first: int  # place of its first month in the table
    last: int
    above: bool

    @property
    def months(self) -> int:
        return self.last - self.first + 1


def finding(found: Series, selection: Selection) -> str:
    """What the months say, in one line: a lasting shift, else months that stand out, else a past shift."""
    table = found.months
    if table.incidents.isna().all():
        return NO_DATA
    if found.shortage is not Shortage.NONE:
        return TOO_FEW[found.shortage]
    runs = _runs(table)
    newest = int(np.flatnonzero(found.whole)[-1])
    if runs and runs[-1].last == newest:
        return _shift(table, runs[-1], lasting=True)
    outside = table[table.signal.isin([Signal.ABOVE, Signal.BELOW])]
    if len(outside):
        return _standing_out(outside)
    chosen = table.month.map(month_number).between(selection.start, selection.end).to_numpy()
    inside = [run for run in runs if chosen[run.first : run.last + 1].any()]
    if inside:
        return _shift(table, inside[-1], lasting=False)
    return NOTHING_UNUSUAL if found.whole.all() else NOTHING_UNUSUAL_OF_WHOLE


def month_text(table: pd.DataFrame, place: int, shortage: Shortage) -> str:
    """What is to be said of one month, line by line: its count, how usual that is, and a year before."""
    row = table.iloc[place]
    if pd.isna(row.incidents):
        return f"{_name(row.month)}: no data"
    lines = [f"{_name(row.month)}: {incidents_text(row.incidents)}"]
    if row.forces_covered < row.forces:
        return "<br>".join([*lines, f"from {row.forces_covered} of {row.forces} forces: not comparable"])
    if shortage is Shortage.NONE:
        lines.append(_standing(table, place))
    lines.append("no earlier data" if pd.isna(row.before) else f"{row.before:,} a year before")
    return "<br>".join(lines)


def explanation(table: pd.DataFrame, place: int) -> str:
    """Why a month is marked: "1,024 in May 2023: above the usual range of 660 to 950"; "" where it is not."""
    row = table.iloc[place]
    if row.signal == Signal.NONE:
        return ""
    return f"{row.incidents:,} in {_name(row.month)}: {_standing(table, place)}"


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


def _runs(table: pd.DataFrame) -> list[_Run]:
    """The runs of months on one side of the mean that are long enough to be called, oldest first."""
    lengths = table.run.to_numpy()
    runs, place = [], 0
    while place < len(lengths):
        months = max(abs(int(lengths[place])), 1)
        if months >= RUN:
            runs.append(_Run(place, place + months - 1, bool(lengths[place] > 0)))
        place += months
    return runs


def _shift(table: pd.DataFrame, run: _Run, *, lasting: bool) -> str:
    first, last = _name(table.month[run.first]), _name(table.month[run.last])
    when = f"since {first}" if lasting else f"from {first} to {last}"
    side = "above" if run.above else "below"
    return f"{'Higher' if run.above else 'Lower'} {when}: {run.months} months in a row {side} average"


def _standing_out(outside: pd.DataFrame) -> str:
    names = [_name(month) for month in outside.month]
    sides = set(outside.signal)
    where = f"{next(iter(sides))} the usual range" if len(sides) == 1 else "of the usual range"
    if len(names) > 2:
        return f"{len(names)} months stand out {where}, the last {names[-1]}"
    return f"{' and '.join(names)} {'stand' if len(names) == 2 else 'stands'} out {where}"


def _standing(table: pd.DataFrame, place: int) -> str:
    """How a whole month lies to the usual range and to the average."""
    row = table.iloc[place]
    usual = f"the usual range of {row.lower:,.0f} to {row.upper:,.0f}"
    if row.signal in (Signal.ABOVE, Signal.BELOW):
        return f"{row.signal} {usual}"
    if row.signal == Signal.NONE:
        return f"inside {usual}"
    side = "above" if row.signal == Signal.RUN_ABOVE else "below"
    return f"one of {abs(row.run)} months in a row {side} the average of {row['mean']:,.0f}"


def _name(month: str) -> str:
    return month_name(month_number(month))
