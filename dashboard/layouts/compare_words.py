"""What each panel of Compare says: its finding as the title, its measure below, the words of its drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from dashboard.analysis.peers import Place
from dashboard.analysis.variation import Variation
from dashboard.data.compared import Compared, Funnel, Trends, Worsening
from dashboard.data.dataset import Dataset
from dashboard.data.divisors import DIVISORS
from dashboard.data.schema import NOUNS
from dashboard.figures.compare_dots import line_row
from dashboard.figures.compare_funnel import FEWEST
from dashboard.figures.compare_told import DotsWords, FunnelWords, MonthsWords, QuadrantWords
from dashboard.ids import Compare
from dashboard.layouts import compare_quality as quality
from dashboard.layouts import words
from dashboard.layouts.compare_catalogue import measure_link
from dashboard.layouts.compare_rebase import month_words, range_of_all, rebase_form
from dashboard.layouts.compare_terms import (
    all_of,
    capital,
    in_words,
    named_within,
    own_row,
    pick_more,
    ranked_rows,
    several_at,
    share_of_one,
    unit,
    whom,
)
from dashboard.layouts.elements import Element, Span
from dashboard.selection import Selection

NOTHING = "No rates to compare"

TOO_FEW_TO_MEASURE = 3
"""Up to so many areas overdispersion is hardly known at all."""

_MOST_TITLE = 64
"""Letters of names that a title has room for in one line."""

OUT_OF_THE_USUAL = (Variation.CONCERN, Variation.IMPROVEMENT, Variation.HIGH, Variation.LOW)

_NOT_JUDGED = {Variation.TOO_SHORT, Variation.TOO_FEW}

_BY_CHANCE = {"month": "about 1 chart in 50", "quarter": "about 1 chart in 25"}
"""How many quiet charts are called, see "The class of a chart" in docs/methods.md."""


def dots_title(dataset: Dataset, selection: Selection, c: Compared) -> dict[Compare, Any]:
    """Where the own area stands, else from where to where the rates reach."""
    measure = capital(unit(dataset, selection, c))
    rule = "1 in 20 by chance"
    lines = [f"{c.names[row]}: {words.rate(float(c.rate[row]))}" for row in ranked_rows(c)]
    return {
        Compare.DOTS_TITLE: _dots_finding(c),
        Compare.DOTS_SUB: _dots_measure(c, measure, rule) if c.ranked else c.reason,
        Compare.DOTS_SUMMARY: f"{measure}, highest first. {all_of(lines)}" if lines else c.reason,
        Compare.DOTS_PROBLEM: "",
    }


def _dots_measure(c: Compared, measure: str, rule: str) -> list[Element]:
    """A line that may be cut where there is no room for it: the tooltip has all of it."""
    more = pick_more(c)
    if more:
        return [measure_link("rate", measure), Span(f", 95% intervals. {capital(more)}.")]
    picked = f", against the {c.group_name}" if c.similar.kind == "picked" else ""
    rest = f"{picked}, 95% intervals; unweighted mean with own area; {rule}"
    return [measure_link("rate", measure), Span(rest, title=f"{measure}{rest}")]


def _dots_finding(c: Compared) -> str | list[Element | str]:
    if not c.ranked:
        return NOTHING
    row = own_row(c)
    if row is not None and c.rank[row]:
        place, name, tied = int(c.rank[row]), c.names[row], bool(c.tied[row])
        if place in (1, c.ranked) and not tied and c.ranked > 1:
            end, beside = ("highest", c.unclear.highest) if place == 1 else ("lowest", c.unclear.lowest)
            if beside is not None:
                return _not_clearly(c, f"{name}: {end} of {in_words(c.ranked)}", end, beside)
            return f"{name} has the {end} rate of {in_words(c.ranked)}"
        return f"{name}: {words.place_in_line(place, c.ranked, tied=tied)} of {c.ranked}"
    rows = ranked_rows(c)
    first, last = rows[0], rows[-1]
    if c.ranked == 1:
        return f"Only {c.names[first]} has a rate: {words.rate(float(c.rate[first]))}"
    low, high = (words.rate(float(c.rate[row])) for row in (last, first))
    if c.tied[first]:
        return f"From {low} to {high}: {several_at(c, first)} joint highest"
    finding = f"From {low} to {high}: {c.names[first]} highest"
    beside = c.unclear.highest
    return finding if beside is None else _not_clearly(c, finding, "highest", beside)


def _not_clearly(c: Compared, finding: str, end: str, beside: int) -> list[Element | str]:
    """A finding that chance alone may have made; where there is room for it, from whom it can't be told."""
    side = "above" if end == "highest" else "below"
    return [f"{finding}, though not clearly", Span(f" {side} {c.names[beside]}", className="title-rest")]


def dots_words(dataset: Dataset, selection: Selection, c: Compared) -> DotsWords:
    """Words of the ranked dots."""
    row = line_row(c, ranked_rows(c))
    label = "" if row is None else f"mean of {whom(c)} {words.rate(float(c.peers.group.mean[row]))}"
    lines, signs = quality.quality_told(c)
    return {
        "unit": unit(dataset, selection, c),
        "line_label": label,
        "quality": lines,
        "quality_signs": signs,
    }


def funnel_title(dataset: Dataset, selection: Selection, c: Compared, f: Funnel) -> dict[Compare, Any]:
    """How many areas lie beyond the limits, beside how many chance alone would put there."""
    enough, measure = f.areas >= FEWEST, capital(unit(dataset, selection, c))
    placed = list(zip(c.names, f.side95.tolist(), strict=True))
    named_sides = {
        "Above": tuple(name for name, side in placed if side > 0),
        "Below": tuple(name for name, side in placed if side < 0),
    }
    sides = [f"{side}: {all_of(list(names))}" for side, names in named_sides.items() if names]
    return {
        Compare.FUNNEL_TITLE: _funnel_finding(f) if enough else _too_few(c, f),
        Compare.FUNNEL_SUB: _funnel_sub(f) if enough else c.reason or _NEEDED,
        Compare.FUNNEL_SUMMARY: f"{measure} against {DIVISORS[c.per].short}. {' '.join(sides)}",
        Compare.FUNNEL_PROBLEM: "",
    }


_NEEDED = f"A funnel needs at least {in_words(FEWEST)} areas with a rate."


def _too_few(c: Compared, f: Funnel) -> str:
    if not f.areas:
        return NOTHING
    one = f.areas == 1
    noun = NOUNS[c.level][not one]
    return f"{capital(in_words(f.areas))} {noun} {'is' if one else 'are'} too few for a funnel"


def _funnel_finding(f: Funnel) -> str:
    if not f.judged:
        return "Too few incidents to say who lies outside"
    lie, where = "lies" if f.outside95 <= 1 else "lie", "the widened limits" if f.widened else "95% limits"
    if not f.outside95:
        return f"None of {f.areas:,} {lie} outside {where}"
    number = f"{capital(in_words(f.outside95))} of {f.areas:,}"
    if f.outside95 == f.areas:
        number = f"All {in_words(f.areas)}"
    if f.widened:
        return f"{number} {lie} outside {where}"
    chance = "more than chance" if f.beyond_chance else "no more than chance"
    return f"{number} {lie} outside: {chance}"


def _funnel_sub(f: Funnel) -> list[Element | str]:
    lead = f"Outside 95%: {f.outside95:,}"
    before, _, after = _funnel_measure(f, lead).partition(lead)
    return [before, measure_link("funnel", lead), after]


def _funnel_measure(f: Funnel, counted: str) -> str:
    few = f"; {f.few.tolist().count(True):,} too few to say" if f.few.any() else ""
    if f.areas <= TOO_FEW_TO_MEASURE and f.chosen != "exact":
        few += f". {capital(in_words(f.areas))} areas: too few to measure by how much they differ"
    differ = f"areas differ {_times(f.times_chance)} times as much as by chance"
    if f.widened:
        by_chance = f"by chance up to about {f.most_widened:,} of {f.areas:,}"
        outside = f"{counted} ({by_chance}); outside 99.8%: {f.outside998:,}"
        return f"{outside}. Limits widened, because {differ}{few}"
    exact = (
        f"{counted} (by chance {share_of_one(f.expected95)} of {f.areas:,}); "
        f"outside 99.8%: {f.outside998:,} (by chance {share_of_one(f.expected998)}){few}"
    )
    if f.chosen == "exact":
        return f"{exact}. {capital(differ)}" if f.found.applies else exact
    return f"Areas differ by no more than chance: exact limits. {exact}"


def _times(times: float) -> str:
    """With as many digits as say something: "1.3", "23"."""
    return f"{times:.1f}" if times < 9.95 else f"{times:,.0f}"


def funnel_words(dataset: Dataset, selection: Selection, c: Compared, f: Funnel) -> FunnelWords:
    """Words of the funnel's axes."""
    return {"unit_x": DIVISORS[c.per].short, "unit_y": unit(dataset, selection, c)}


def months_title(dataset: Dataset, selection: Selection, c: Compared, t: Trends) -> dict[Compare, Any]:
    """Who stands out in the latest month, and the form to begin limits afresh."""
    comparison = selection.comparison
    out = [row for kind in OUT_OF_THE_USUAL for row, said in enumerate(t.variation.tolist()) if said is kind]
    # "Year on year" is a matter of the quadrant: these charts still go by their latest month.
    by = "quarter" if comparison.trend == "quarter" else "month"
    marked = f"{_BY_CHANCE[by]} would be marked by chance"
    drawn = "Rate" if c.per_dataset else "Incidents a month"
    scale = "same scale" if comparison.scale == "same" else "each on its own scale: heights can't be compared"
    said = month_words(c, t)
    return {
        Compare.MONTHS_TITLE: _months_finding(c, t, out, by),
        Compare.MONTHS_SUB: [
            measure_link("months", drawn),
            f", {scale}; band: usual range of single months; {marked}",
        ],
        Compare.MONTHS_SUMMARY: _each(c.names, said),
        Compare.MONTHS_PROBLEM: "",
        Compare.REBASE: rebase_form(c, t),
    }


def _months_finding(c: Compared, t: Trends, out: list[int], by: str) -> str | list[Element | str]:
    when = _when(t, out or range(len(c.codes)), by)
    if not c.codes:
        return "No months to compare"
    if set(t.variation) <= _NOT_JUDGED:
        return "Too few months or incidents to judge any area by"
    judged = len([said for said in t.variation if said not in _NOT_JUDGED])
    among = f"{judged:,}" if judged == len(c.codes) else f"the {judged:,} judged"
    if not out:
        nobody = "No area" if judged == len(c.codes) else f"None of {among}"
        return f"{nobody} stands out {when}"
    names = tuple(c.names[row] for row in out)
    if len(out) == 1:
        return [f"One of {among} stands out {when}", _rest(names)]
    several, when = capital(in_words(len(out))), _when(t, out, by, "their")
    return [f"{several} of {among} stand out {when}", _rest(names)]


def _when(t: Trends, rows: Collection[int], by: str, whose: str = "its") -> str:
    """In which months these areas are judged; those whose limits begin afresh by the limits before that."""
    latest = f"in {whose} latest {'month' if by == 'month' else 'three months'}"
    since = f"since {whose} limits began afresh"
    afresh = [row in t.since for row in rows]
    if all(afresh):
        return since
    return f"{latest} or {since}" if any(afresh) else latest


def _rest(names: tuple[str, ...]) -> Element:
    """What a title goes on with where there is room, in one line; a screen reader hears it anyway."""
    return Span(f": {named_within(names, _MOST_TITLE)}", className="title-rest")


def _each(names: Sequence[str], said: Sequence[str]) -> str:
    return all_of([f"{name}: {line}" for name, line in zip(names, said, strict=True)]) if names else ""


def months_words(dataset: Dataset, selection: Selection, c: Compared, t: Trends) -> MonthsWords:
    """Words of the small charts."""
    return {"unit": unit(dataset, selection, c), "words": month_words(c, t)}


def map_title(dataset: Dataset, selection: Selection, c: Compared) -> dict[Compare, Any]:
    """How many areas are above, within and below similar areas."""
    finding, sub = NOTHING, c.reason
    if c.ranked:
        number = Counter(c.peers.place)
        finding = (
            f"{number[Place.ABOVE]:,} above, {number[Place.WITHIN]:,} within, "
            f"{number[Place.BELOW]:,} below {whom(c)}"
        )
        finding = capital(pick_more(c)) or finding
        rest = [
            (number[Place.TOO_FEW], "too few to say"),
            (number[Place.ALONE], "without similar areas"),
            (number[Place.NO_RATE], "without a rate, hatched"),
        ]
        said = [f"{count:,} {why}" for count, why in rest if count]
        sub = "; ".join([capital(unit(dataset, selection, c)), *said])
    return {Compare.MAP_TITLE: finding, Compare.MAP_SUB: sub, Compare.MAP_PROBLEM: ""}


def quadrant_words(dataset: Dataset, selection: Selection, c: Compared, w: Worsening) -> QuadrantWords:
    """Words of the quadrant's axes."""
    along = "change on the year before: 1 is the edge of the usual ups and downs"
    if w.by != "year":
        along = f"latest month: 1 is the edge of its {range_of_all(c, w)}"
    return {"unit_x": "times the mean of similar areas", "unit_y": along}
