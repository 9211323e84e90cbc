"""Licensed premises, in words, bands of distance and a table of premises."""

from __future__ import annotations

import math
from typing import Any

from dashboard.data.dataset import Dataset
from dashboard.data.schema import BANDS_METRES, incidents_text
from dashboard.data.why.near_licensed import Band, NearLicensed, Ratio, Site
from dashboard.figures.why_bars import bar_widths
from dashboard.figures.why_links import premises_address
from dashboard.ids import Why
from dashboard.layouts import words
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.elements import (
    A,
    Caption,
    Details,
    Div,
    Element,
    Label,
    P,
    Select,
    Span,
    Strong,
    Summary,
    Table,
    Tbody,
    Td,
    Th,
    Thead,
    Tr,
)
from dashboard.layouts.plain_lists import option
from dashboard.selection import Selection

_SIGNS = {
    1: ("▲", "more than expected"),
    0: ("●", "no more and no less than chance gives"),
    -1: ("▼", "less than expected"),
}


def premises_html(dataset: Dataset, selection: Selection, found: NearLicensed) -> dict[Why, Any]:
    """The finding, what can be chosen, bands of distance and the premises."""
    shown = [] if found.reason else [_bands(found), *_sites(dataset, selection, found)]
    return {
        Why.PREMISES_FINDING: found.reason or finding(dataset, selection, found),
        Why.PREMISES_PROBLEM: "",
        Why.PREMISES: [*_choices(dataset, found), *shown],
    }


def finding(dataset: Dataset, selection: Selection, found: NearLicensed) -> list[Element]:
    """The share near premises, against the area covered and against all other crime."""
    what = words.crime(selection.types, dict(dataset.types))
    which = _which(dataset, found)
    lead = f"{words.percent(found.share)} of {words.inside(what)} happened within {found.metres} m of {which}"
    area, others = found.area, found.others
    if area is None:
        return [Strong(f"{lead}.")]
    even = words.percent(area.expected)
    if others is None:
        said = f"{_times(area)} the {even} that an even spread would put there."
        return [Strong(f"{lead}, {said}"), Span(" Choose a crime type to compare it with all other crime.")]
    share = f"{words.percent(others.expected)} of all other crime"
    return [
        Strong(f"{lead}, against {share}: {_leaning(others)}."),
        Span(f" An even spread over the area would put {even} there."),
    ]


def _which(dataset: Dataset, found: NearLicensed) -> str:
    if not found.kind:
        return "licensed premises"
    return f"premises of the kind “{dataset.catalogue.premises_kinds[found.kind]}”"


def _times(one: Ratio) -> str:
    return words.times(one.ratio) if math.isfinite(one.ratio) else "far above"


def _leaning(one: Ratio) -> str:
    if not math.isfinite(one.ratio):
        return "too few to compare"
    limits = f"{words.times(one.ratio)}, {_limits(one)}"
    if one.beyond_chance:
        return f"{'more' if one.beyond_chance > 0 else 'less'} often than other crime ({limits})"
    return f"no clear difference ({limits})"


def _limits(one: Ratio) -> str:
    upper = "no limit" if math.isinf(one.upper) else f"{one.upper:.2f}"
    return f"{one.lower:.2f} to {upper}"


def _choices(dataset: Dataset, found: NearLicensed) -> list[Element]:
    """Distance and kind, as plain lists; assets/compare_similar.js writes what is chosen."""
    metres = sorted({*BANDS_METRES, found.metres})
    usual = str(BANDS_METRES[0])
    within = Select(
        [option(str(m), f"{m} metres", chosen=m == found.metres) for m in metres],
        className="plain-list",
        **data(put="within", default=usual),
    )
    chosen = [Label(["Within ", within])]
    kinds = dataset.catalogue.premises_kinds
    if kinds:
        options = [option("", "any kind", chosen=not found.kind)]
        options += [option(slug, label, chosen=slug == found.kind) for slug, label in kinds.items()]
        chosen.append(
            Label([" of ", Select(options, className="plain-list", **data(put="kind", default=""))])
        )
    return [Div(chosen, className="finding-choices")]


def _bands(found: NearLicensed) -> Element:
    against = ["Area"] if found.others is None else ["Area", "Other crime"]
    head = Tr(
        [
            Th("Distance", scope="col"),
            Th("Share of incidents", scope="col", className="bar-head"),
            *(Th(f"× {name.lower()}", scope="col", className="numeric") for name in against),
        ]
    )
    widths = bar_widths([band.share for band in found.bands])
    rows = [_band(band, width) for band, width in zip(found.bands, widths, strict=True)]
    caption = Caption("Incidents by distance to the nearest premises", className="visually-hidden")
    return Table([caption, Thead(head), Tbody(rows)], className="parts-table bands-table")


def _band(band: Band, width: str) -> Element:
    ratios = [band.area] if band.others is None else [band.area, band.others]
    bar = Span("", className="bar", style={"width": width}, **aria(hidden="true"))
    share = Span(f"{words.percent(band.share)} ({band.incidents:,})", className="bar-label")
    return Tr(
        [Th(_distance(band), scope="row"), Td([bar, share], className="bar-cell"), *map(_ratio, ratios)]
    )


def _distance(band: Band) -> str:
    if band.upto is None:
        return f"over {band.over} m"
    return f"{band.over} to {band.upto} m"


def _ratio(one: Ratio) -> Element:
    if not math.isfinite(one.ratio):
        return Td(words.NOT_KNOWN, className="numeric")
    sign, meaning = _SIGNS[one.beyond_chance]
    return Td(
        [
            Span(f"{one.ratio:.2f} ", title=f"95% interval {_limits(one)}"),
            Span(sign, title=meaning, **aria(hidden="true")),
            Span(meaning, className="visually-hidden"),
        ],
        className="numeric",
    )


def _sites(dataset: Dataset, selection: Selection, found: NearLicensed) -> list[Element]:
    address = premises_address(dataset, selection)
    on_map = A("See them on the map", href=address)
    if not found.sites:
        return [P(on_map, className="finding-links")]
    head = Tr(
        [
            Th("Premises", scope="col"),
            Th("Incidents", scope="col", className="numeric"),
            Th("also near others", scope="col", className="numeric"),
        ]
    )
    caption = Caption(f"Most incidents within {found.metres} m, of {found.premises:,} premises here")
    table = Table([caption, Thead(head), Tbody([_site(one) for one in found.sites])], className="parts-table")
    box = Div([*(P(line) for line in _cautions(found)), table], className="what-box", tabIndex=0)
    folded = Details([Summary("Premises with most incidents around them"), box], className="what")
    return [Div([folded, on_map], className="finding-links")]


def _site(one: Site) -> Element:
    about = ", ".join(filter(None, (one.kind, one.address)))
    return Tr(
        [
            Th([one.name, Span(f" {about}", className="hint")], scope="row"),
            Td(words.number(one.incidents), className="numeric"),
            Td(words.number(one.shared), className="numeric"),
        ]
    )


def _cautions(found: NearLicensed) -> list[str]:
    said = [
        "A number here says nothing against the premises. An incident near several premises is counted at "
        "each, so these numbers must not be added up; the last column says how many are.",
    ]
    if found.approximate:
        said.append(
            "Points are approximate: several premises may share one point, and incidents at it may have "
            "happened elsewhere in the street."
        )
    if found.stands_in:
        stated = f" ({found.as_of})" if found.as_of else ""
        said.append(f"Premises are from {found.register}{stated}: open lists, not the licensing register.")
    if found.several_lists:
        said.append("Premises that are in more than one list are here more than once.")
    return [*said, f"{incidents_text(found.incidents)} within {found.metres} m in all, each counted once."]
