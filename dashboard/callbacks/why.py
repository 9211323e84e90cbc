"""The parts of the answer to "Why here, why now?", each failing alone."""

from __future__ import annotations

from dashboard.callbacks.filters import area_part, no_area
from dashboard.callbacks.looking import Looking
from dashboard.callbacks.part import Failed, Part, Parts
from dashboard.data.statistics import statistics
from dashboard.data.why.changed import what_changed
from dashboard.ids import Why
from dashboard.layouts.chips import chips
from dashboard.layouts.headline import footer, problem_notes
from dashboard.layouts.sentence import sentence
from dashboard.layouts.why_changed import changed_html
from dashboard.layouts.why_said import WHY_EXPORTS, first_source_alone
from dashboard.selection import problems_of_why


def said_part(view: Looking) -> Part:
    """What the page is about: the sentence of Scan, chips, notes on the address, exports."""
    dataset, selection = view.dataset, view.selection
    first = statistics(dataset, selection, view.source)
    sources = [dataset.sources[key] for key in selection.sources]
    return Part(
        html={
            Why.SENTENCE: sentence(dataset, selection, first),
            Why.CHIPS: chips(dataset, selection),
            Why.NOTES: [*problem_notes(problems_of_why(view.problems)), *first_source_alone(sources)],
            Why.EXPORTS: footer(dataset, selection, sources, WHY_EXPORTS),
        }
    )


def nothing_said(message: str) -> Part:
    """A message in place of the sentence."""
    return Part(html={Why.SENTENCE: message})


def changed_part(view: Looking) -> Part:
    """What changed, and what of it."""
    found = what_changed(view.dataset, view.selection, view.source)
    return Part(html=changed_html(view.dataset, view.selection, found))


def no_finding(name: str) -> Failed:
    """What stands in place of a panel's finding and figures: a message."""

    def stand_in(message: str) -> Part:
        part = f"why-{name}"
        return Part(html={Why(f"{part}-finding"): "", Why(f"{part}-problem"): message, Why(part): []})

    return stand_in


WHY_PARTS: Parts = {
    "said": (said_part, nothing_said),
    "changed": (changed_part, no_finding("changed")),
    "area": (area_part, no_area),
}
"""How each part is drawn, and what stands in its place where that fails."""
