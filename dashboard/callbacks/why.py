"""The parts of the answer to "Why here, why now?", each failing alone."""

from __future__ import annotations

from dashboard.callbacks.filters import area_part, no_area
from dashboard.callbacks.looking import Looking
from dashboard.callbacks.part import Failed, Part, Parts
from dashboard.data.hours import hours_chosen
from dashboard.data.hours_left_out import without_hour
from dashboard.data.statistics import statistics
from dashboard.data.why.changed import what_changed
from dashboard.data.why.changed_sources import changes_by_source
from dashboard.data.why.near_licensed import near_licensed
from dashboard.data.why.near_repeats import near_repeats, near_repeats_reason
from dashboard.data.why.repeats import repeat_places
from dashboard.data.why.sure import how_sure
from dashboard.data.why.when import when
from dashboard.ids import Why
from dashboard.layouts.chips import chips
from dashboard.layouts.headline import footer, problem_notes
from dashboard.layouts.sentence import about, sentence
from dashboard.layouts.when_words import without_hour_said
from dashboard.layouts.why_changed import changed_html
from dashboard.layouts.why_near import near_html, near_later
from dashboard.layouts.why_premises import premises_html
from dashboard.layouts.why_repeats import repeats_html
from dashboard.layouts.why_said import first_source_alone, why_exports
from dashboard.layouts.why_sure import sure_html
from dashboard.layouts.why_when import when_html
from dashboard.selection import problems_of_why


def said_part(view: Looking) -> Part:
    """What the page is about: the sentence of Scan, chips, notes on the address, exports."""
    dataset, selection = view.dataset, view.selection
    first = statistics(dataset, selection, view.source)
    sources = [dataset.sources[key] for key in selection.sources]
    return Part(
        html={
            Why.SENTENCE: sentence(dataset, selection, first),
            Why.ABOUT: about(dataset, selection, first.near),
            Why.CHIPS: chips(dataset, selection, premises=True),
            Why.NOTES: [
                *problem_notes(problems_of_why(view.problems)),
                *without_hour_said(without_hour(dataset, selection, view.source)),
                *first_source_alone(sources),
            ],
            Why.EXPORTS: footer(dataset, selection, sources, why_exports(sources)),
        }
    )


def nothing_said(message: str) -> Part:
    """A message in place of the sentence."""
    return Part(html={Why.SENTENCE: message})


def changed_part(view: Looking) -> Part:
    """What changed, and what of it."""
    found = what_changed(view.dataset, view.selection, view.source)
    sources = changes_by_source(view.dataset, view.selection)
    return Part(html=changed_html(view.dataset, view.selection, found, sources))


def premises_part(view: Looking) -> Part:
    """Whether incidents lie near licensed premises more than expected."""
    found = near_licensed(view.dataset, view.selection, view.source)
    return Part(html=premises_html(view.dataset, view.selection, found))


def repeats_part(view: Looking) -> Part:
    """How many incidents lie on how few points."""
    found = repeat_places(view.dataset, view.selection, view.source)
    return Part(html=repeats_html(view.dataset, view.selection, found))


def near_soon_part(view: Looking) -> Part:
    """Why nothing is said of near repeats, else that it is being worked out: the page asks for it itself."""
    reason = near_repeats_reason(view.dataset, view.selection, view.source)
    return Part(html=near_later(reason))


def near_part(view: Looking) -> Part:
    """Whether incidents follow each other near by and soon."""
    found = near_repeats(view.dataset, view.selection, view.source)
    return Part(html=near_html(view.dataset, view.selection, found))


def sure_part(view: Looking) -> Part:
    """How well hotspots held later incidents."""
    found = how_sure(view.dataset, view.selection, view.source)
    return Part(html=sure_html(view.dataset, view.selection, found))


def when_part(view: Looking) -> Part:
    """Hours and months of the year."""
    found = when(view.dataset, view.selection, view.source)
    return Part(html=when_html(found, hours_chosen(view.selection)))


def no_finding(name: str) -> Failed:
    """What stands in place of a panel's finding and figures: a message."""

    def stand_in(message: str) -> Part:
        part = f"why-{name}"
        return Part(html={Why(f"{part}-finding"): "", Why(f"{part}-problem"): message, Why(part): []})

    return stand_in


WHY_PARTS: Parts = {
    "said": (said_part, nothing_said),
    "changed": (changed_part, no_finding("changed")),
    "premises": (premises_part, no_finding("premises")),
    "repeats": (repeats_part, no_finding("repeats")),
    "near": (near_soon_part, no_finding("near")),
    "sure": (sure_part, no_finding("sure")),
    "when": (when_part, no_finding("when")),
    "area": (area_part, no_area),
}
"""How each part is drawn, and what stands in its place where that fails."""

WHY_NEAR_PARTS: Parts = {"near": (near_part, no_finding("near"))}
"""What takes too long to hold up the others, asked for once they are there."""
