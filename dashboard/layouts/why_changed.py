"""What changed, in words and lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.analysis.trends import Verdict
from dashboard.data.dataset import Dataset
from dashboard.data.why.changed import (
    FAR,
    NEAR,
    NO_POINT,
    OTHERS,
    Changed,
    ChangePart,
    Contributions,
    Grouping,
)
from dashboard.data.why.changed_hours import NO_TIME
from dashboard.data.why.changed_sources import SourceChange
from dashboard.data.why.hot_classes import NO_CLASS
from dashboard.figures.why_links import part_address
from dashboard.ids import Why
from dashboard.layouts import words
from dashboard.layouts.compare_terms import capital
from dashboard.layouts.elements import (
    Element,
    P,
    Span,
    Strong,
)
from dashboard.layouts.table import LEVEL_NAMES
from dashboard.layouts.why_changed_sources import sources_side_by_side
from dashboard.layouts.why_parts_table import part_row, parts_table
from dashboard.selection import Selection

_KEYS = {
    NO_CLASS: "Everywhere else",
    NO_POINT: "No point on the map",
    NEAR: "Within {metres} m",
    FAR: "Farther away",
    NO_TIME: "No time known",
    "night": "Night, midnight to 6am",
    "morning": "Morning, 6am to noon",
    "afternoon": "Afternoon, noon to 6pm",
    "evening": "Evening, 6pm to midnight",
    "weekdays": "Monday to Friday",
    "weekend": "Saturday and Sunday",
}


def changed_html(
    dataset: Dataset, selection: Selection, found: Changed, sources: Sequence[SourceChange] = ()
) -> dict[Why, Any]:
    """The finding, a list for each way to part the change, and the change of each of several sources."""
    by_source = sources_side_by_side(dataset, selection, found, sources)
    if found.reason:
        return {Why.CHANGED_FINDING: found.reason, Why.CHANGED_PROBLEM: "", Why.CHANGED: by_source}
    return {
        Why.CHANGED_FINDING: finding(selection, found),
        Why.CHANGED_PROBLEM: "",
        Why.CHANGED: [
            *_left_out(found),
            *by_source,
            *(one for group in found.groups for one in _list(dataset, selection, found, group)),
        ],
    }


def finding(selection: Selection, found: Changed) -> list[Element]:
    """The change with its verdict, and what makes up most of it."""
    against = words.earlier(selection.start, selection.end)
    verdict = words.verdict_in_sentence(found.verdict)
    total = f"{_more_or_fewer(found.change)} than {against} ({found.now:,}, was {found.before:,}): {verdict}."
    return [Strong(total), *(Span(f" {said}") for said in _named(found))]


def _more_or_fewer(change: int) -> str:
    if not change:
        return "No more and no fewer"
    return f"{abs(change):,} {'more' if change > 0 else 'fewer'}"


def _named(found: Changed) -> list[str]:
    """The largest parts by type and area, and what went the other way."""
    named = [_named_in(group) for group in found.groups if group.by in (Grouping.TYPE, Grouping.AREA)]
    said = [f"{one}." for one in named if one]
    if found.verdict == Verdict.WITHIN and said:
        said.append("These parts may be chance.")
    return said


def _named_in(group: Contributions) -> str:
    parts = tuple(f"{_in_line(group, part)} ({words.signed(part.change)})" for part in group.main)
    if not parts:
        return ""
    lead = "Above all" if group.by is Grouping.TYPE else "Above all in"
    against = group.against
    other = f"; the other way: {_in_line(group, against)} ({words.signed(against.change)})" if against else ""
    return f"{lead} {words.listed(parts)}{other}"


def _in_line(group: Contributions, part: ChangePart) -> str:
    name = name_of(group, part)
    return words.inside(name) if group.by is Grouping.TYPE else name


def name_of(group: Contributions, part: ChangePart) -> str:
    """What a part is called."""
    if part.key == OTHERS:
        return f"{part.parts:,} others together"
    if part.name:
        return part.name
    if part.key in _KEYS:
        return _KEYS[part.key].format(metres=group.metres)
    return capital(part.key) if group.by is Grouping.HOTSPOT else "No area known"


def _title(group: Contributions) -> str:
    if group.by is Grouping.AREA and group.level is not None:
        return LEVEL_NAMES[group.level]
    return _TITLES[group.by].format(metres=group.metres)


_TITLES = {
    Grouping.TYPE: "Crime types",
    Grouping.AREA: "Areas",
    Grouping.HOTSPOT: "Kinds of hotspot",
    Grouping.PREMISES: "Near licensed premises",
    Grouping.DAY: "Time of day",
    Grouping.WEEK: "Day of the week",
}


def _list(dataset: Dataset, selection: Selection, found: Changed, group: Contributions) -> list[Element]:
    rows = [
        part_row(
            name_of(group, part),
            part_address(dataset, selection, group, part),
            (part.before, part.now, part.change),
            part.verdict,
        )
        for part in group.rows
    ]
    table = parts_table(selection, found, _title(group), rows)
    return [table, P(_BY_DEFINITION, className="hint")] if group.by is Grouping.HOTSPOT else [table]


_BY_DEFINITION = "Emerging hotspots rose, former ones fell, by what these words mean: that is no news."


def _left_out(found: Changed) -> list[Element]:
    if not found.left_out:
        return []
    said = f"Without {words.listed(found.left_out)}, of which not all months are known in both periods."
    return [P(said, className="hint")]
