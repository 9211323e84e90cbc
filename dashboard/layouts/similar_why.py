"""Why areas count as similar: how their group is made, and their features beside each other.

Lists with `data-weight` write what a feature counts for (assets/compare_similar.js).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from dashboard.comparison_fields import MOST_PEERS, Comparison
from dashboard.data.alike import FeatureName, Similar
from dashboard.data.compared import Compared
from dashboard.data.dataset import Dataset
from dashboard.figures.compare_map import PLACE, scan_template
from dashboard.figures.compare_similar import FARTHEST, NUMBERS, Likeness, likenesses
from dashboard.layouts import words
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.compare_catalogue import measure_link
from dashboard.layouts.compare_terms import capital, named
from dashboard.layouts.elements import (
    A,
    Button,
    Caption,
    Div,
    Element,
    Label,
    Li,
    P,
    Select,
    Span,
    Strong,
    Table,
    Tbody,
    Td,
    Th,
    Thead,
    Tr,
    Ul,
)
from dashboard.layouts.headline import export_links
from dashboard.layouts.plain_lists import option
from dashboard.selection import Selection

WEIGHTS = (0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
"""What a feature can be made to count for by the list; an address may say other numbers."""

MEAN = (
    "The mean they are compared with is the unweighted mean of the rates of the group, own area included: "
    "each area counts the same, whatever its size."
)
_SCARCE = "known of fewer than half of the areas: counts 0 unless you choose otherwise"
NOT_MUTUAL = "Being similar need not be mutual: each area has a group of its own."
_HOW = {
    "all": "Every area compared counts as similar. To compare like with like choose another group from the "
    "list above, or tick areas yourself.",
    "near": "Nearest by the features below: each is brought to standard deviations from the mean of all "
    "areas compared, and the distance is the weighted root mean square of the differences.",
    "picked": "Picked by you, and kept in the address: the ticks in the list of rates and in the table add "
    "areas and leave them out.",
}

EXPORTS = (("compare-similar", "who is similar, feature by feature"),)


def why_similar(dataset: Dataset, selection: Selection, c: Compared) -> Iterator[Element]:
    """How the group is made, its features beside each other where they are known, and who is left out."""
    similar = c.similar
    mutual = [" ", NOT_MUTUAL] if similar.kind in ("group", "near") else []
    yield P([Strong(f"{_heading(c)}."), " ", _how(similar), *mutual])
    yield P([MEAN, " ", measure_link("similar-areas", "The full definition")])
    found = likenesses(c)
    if not found and similar.kind != "all":
        yield P("Make an area yours (◎ in its row) to see how alike it and its similar areas are.")
    weighed = "near" in (similar.kind, selection.comparison.similar)  # where refused, others may do
    if weighed:
        yield _form(selection.comparison)
    if similar.features and (found or weighed):
        yield from _table(c, found, scan_template(dataset, selection), weighed=weighed)
    elif found:
        yield P("No features of areas are imported, so it can't be shown how alike they are.")
        yield Ul([Li(c.names[one.row]) for one in found[1:]], className="similar-names")
    yield from _absent(similar)
    if similar.kind != "all":
        yield P(export_links(dataset, selection, EXPORTS), className="hint")


def _heading(c: Compared) -> str:
    own = c.row_of.get(c.own_code)
    group = c.similar.group_name
    return capital(group) if own is None else f"{c.names[own]} and its similar areas: {group}"


def _how(similar: Similar) -> str:
    if similar.kind == "group":
        return f"Given by {similar.given_by}, not worked out here."
    return _HOW[similar.kind]


def _form(comparison: Comparison) -> Element:
    """How many areas are nearest, and a way back to features that all count the same."""
    numbers = [option(str(number), str(number), chosen=number == comparison.near) for number in NUMBERS]
    marks: dict[str, Any] = data(put="near", default=str(Comparison().near))
    how_many = Label(["How many areas ", Select(numbers, className="plain-list", **marks)])
    reset = Button(
        "Let all features count the same", type="button", className="link-button", **data(set="weights=")
    )
    return Div([how_many, *([reset] if comparison.weights else [])], className="similar-form")


def _table(c: Compared, found: list[Likeness], template: str, *, weighed: bool) -> Iterator[Element]:
    """Features by areas, the own one first, with a bar for how far each of the others is from it."""
    heads = [Th("Feature", scope="col")]
    if weighed:
        heads.append(Th("Counts for", scope="col"))
    heads += [_head(one, c, template, is_own=place == 0) for place, one in enumerate(found)]
    rows = [
        Tr(
            [
                _feature(feature),
                *([Td(_weight(feature))] if weighed else []),
                *(_cell(one, place, feature, is_own=one is found[0]) for one in found),
            ],
            **data(feature=feature.slug),
        )
        for place, feature in enumerate(c.similar.features)
    ]
    about = "Features"
    if found:
        own = c.names[found[0].row]
        about = f"Features of {own} and its similar areas"
        bars = (
            f"Bars: how far an area is from {own}, in standard deviations, up to {FARTHEST:g} to either side."
        )
        yield P(bars, className="hint similar-bars")
    table = Table(
        [Caption(about, className="visually-hidden"), Thead(Tr(heads)), Tbody(rows)],
        className="similar-table",
    )
    yield Div(table, className="similar-frame", tabIndex=0, role="region", **aria(label=about))
    if len(c.similar.why.peers if c.similar.why else ()) > MOST_PEERS:
        yield P(f"The first {MOST_PEERS} areas are shown.", className="hint")


def _head(one: Likeness, c: Compared, template: str, *, is_own: bool) -> Element:
    """An area's name, and how far it is from the own one."""
    name, code = c.names[one.row], c.codes[one.row]
    if is_own:
        far = "the own area"
    else:
        far = f"distance {_number(one.distance)}" if math.isfinite(one.distance) else ""
    link = A(name, href=template.replace(PLACE, code))
    look = "similar-own" if is_own else ""
    return Th([link, Span(far, className="similar-about")], scope="col", className=look, **data(area=code))


def _feature(feature: FeatureName) -> Element:
    """Its name, and what it is of."""
    alike, few = "same everywhere" if feature.constant else "", _SCARCE if feature.scarce else ""
    parts = (_unit(feature), str(feature.year or ""), alike, few)
    about = Span(", ".join(filter(None, parts)), className="similar-about")
    source = f"{feature.dataset}{', compared by its logarithm' if feature.logged else ''}"
    return Th([feature.label, " ", about], scope="row", title=source)


def _weight(feature: FeatureName) -> Element:
    offered = sorted({*WEIGHTS, feature.weight})
    options = [option(f"{one:g}", f"{one:g}", chosen=one == feature.weight) for one in offered]
    called = aria(label=f"What {feature.label} counts for")
    marks: dict[str, Any] = data(weight=feature.slug, default="0" if feature.scarce else "1")
    return Select(options, className="plain-list", **marks, **called)


def _unit(feature: FeatureName) -> str:
    return "" if feature.unit.lower() in feature.label.lower() else feature.unit


def _cell(one: Likeness, place: int, feature: FeatureName, *, is_own: bool) -> Element:
    """ "12.3 ▬ +0.4": the value, a bar, and how many standard deviations from the own area."""
    apart = one.features[place]
    value = Span(feature_value(apart.value, feature.unit))
    if is_own or not math.isfinite(apart.difference):
        return Td(value, className="similar-own" if is_own else "similar-alone")
    side = "above" if apart.difference > 0 else "below"
    bar = Span(className=f"apart {side}", style={"--apart": f"{apart.length:.3f}"}, **aria(hidden="true"))
    share = f"{words.percent(apart.share)} of the squared distance" if math.isfinite(apart.share) else None
    parts = [
        value,
        bar,
        Span(_signed(apart.difference), className="similar-apart"),
        Span(" standard deviations", className="visually-hidden"),
    ]
    return Td(parts, title=share)


def _number(value: float) -> str:
    return f"{value:.1f}" if math.isfinite(value) else words.NOT_KNOWN


def _signed(difference: float) -> str:
    """ "+0.4", "−1.2", "0.0" where that is what it comes to."""
    size = _number(abs(difference))
    return size if size == "0.0" else f"{'+' if difference > 0 else '−'}{size}"


def feature_value(value: float, unit: str) -> str:
    """A value as exact as a reader needs it: "12.3%", "4,321", "0.31"."""
    if not math.isfinite(value):
        return words.NOT_KNOWN
    if unit == "%":
        return f"{value:.1f}%"
    size = abs(value)
    return f"{value:,.0f}" if size >= 100 else f"{value:.1f}" if size >= 1 else f"{value:.2g}"


def _absent(similar: Similar) -> Iterator[Element]:
    """Areas that are similar, or were picked, but can't be compared with."""
    reasons: dict[str, list[str]] = {}
    for one in similar.absent:
        reasons.setdefault(one.why, []).append(one.name)
    if reasons:
        said = "; ".join(f"{named(tuple(names))} ({why})" for why, names in reasons.items())
        yield P(f"Left out: {said}.")
