"""Licensed premises, or other places, in words, bands of distance, parts of the day and a table of them."""

from __future__ import annotations

import math
from typing import Any

from dashboard.data.dataset import Dataset
from dashboard.data.schema import BANDS_METRES, incidents_text
from dashboard.data.why.near_licensed import Band, NearLicensed, Site
from dashboard.data.why.near_ratio import Ratio
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
from dashboard.layouts.premises_words import closing_choices, kind_listed, premises_called
from dashboard.layouts.why_premises_hours import hours_folded, hours_said, limits, ratio_cell
from dashboard.selection import Selection


def premises_html(dataset: Dataset, selection: Selection, found: NearLicensed) -> dict[Why, Any]:
    """The question, the finding, what can be chosen, bands of distance, parts of the day and the premises."""
    shown = [] if found.reason else _shown(dataset, selection, found)
    return {
        Why.PREMISES_TITLE: f"Is it near {premises_called(dataset, found.kind)}?",
        Why.PREMISES_FINDING: found.reason or finding(dataset, selection, found),
        Why.PREMISES_PROBLEM: "",
        Why.PREMISES: [*_choices(dataset, found), *shown],
    }


def _shown(dataset: Dataset, selection: Selection, found: NearLicensed) -> list[Element]:
    """The figures, each once."""
    what = words.inside(words.crime(selection.types, dict(dataset.types)))
    hours = found.hours
    said = [] if hours is None else [hours_said(hours, what, found.metres, _which(dataset, found))]
    folded = [] if hours is None else hours_folded(hours, found.metres)
    figures = [_bands(found), *said] if hours is None or hours.reason else [*said, _bands(found)]
    return [*figures, P(_rule(found), className="hint"), *_sites(dataset, selection, found, folded)]


def _rule(found: NearLicensed) -> str:
    """What is counted, in a line."""
    said = "An incident near several of them is one incident: only the nearest counts."
    if found.approximate:
        said += " Points are approximate, so about 100 metres is as fine as they bear."
    return said


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
    return premises_called(dataset, found.kind, found.closes)


def _times(one: Ratio) -> str:
    return words.times(one.ratio) if math.isfinite(one.ratio) else "far above"


def _leaning(one: Ratio) -> str:
    if not math.isfinite(one.ratio):
        return "too few to compare"
    about = f"{words.times(one.ratio)}, {limits(one)}"
    if one.beyond_chance:
        return f"{'more' if one.beyond_chance > 0 else 'less'} often than other crime ({about})"
    return f"no clear difference ({about})"


def _choices(dataset: Dataset, found: NearLicensed) -> list[Element]:
    """Distance, kind and closing time, as plain lists; assets/compare_similar.js writes what is chosen."""
    metres = {str(m): f"{m} metres" for m in sorted({*BANDS_METRES, found.metres})}
    chosen = [_list("Within ", "within", metres, str(found.metres), default=str(BANDS_METRES[0]))]
    kinds = dataset.catalogue.premises_kinds
    if kinds:
        offered = {kind: kind_listed(dataset, kind) for kind in ("", *kinds)}
        chosen.append(_list(" of ", "kind", offered, found.kind))
    if found.hours_known or found.closes:
        chosen.append(_list(" open until ", "closes", closing_choices(), found.closes))
    said = [P(_unread(found), className="hint")] if found.closes and not found.reason else []
    return [Div(chosen, className="finding-choices"), *said]


def _list(label: str, field: str, offered: dict[str, str], chosen: str, default: str = "") -> Element:
    options = [option(value, name, chosen=value == chosen) for value, name in offered.items()]
    return Label([label, Select(options, className="plain-list", **data(put=field, default=default))])


def _unread(found: NearLicensed) -> str:
    """Of how many the closing time is not known, so that the choice can't tell of them."""
    said = "By the latest closing time of the week"
    if not found.closing_unread:
        return f"{said}, known for all {found.of_kind:,} here."
    return f"{said}, not known for {found.closing_unread:,} of the {found.of_kind:,} here."


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
        [Th(_distance(band), scope="row"), Td([bar, share], className="bar-cell"), *map(ratio_cell, ratios)]
    )


def _distance(band: Band) -> str:
    if band.upto is None:
        return f"over {band.over} m"
    return f"{band.over} to {band.upto} m"


def _sites(
    dataset: Dataset, selection: Selection, found: NearLicensed, before: list[Element]
) -> list[Element]:
    """What lies around each, and the way to the map, which shows licensed premises alone."""
    some = "licensed premises" if found.kind or found.closes else "them"
    address = premises_address(dataset, selection)
    on_map = [] if found.other else [A(f"See {some} on the map", href=address)]
    if not found.sites:
        return [Div([*before, *on_map], className="finding-links")]
    called = "places" if found.other else "premises"
    head = Tr(
        [
            Th(called.capitalize(), scope="col"),
            *([Th("Closes", scope="col")] if found.hours_known else []),
            Th("Incidents", scope="col", className="numeric"),
            Th("also near others", scope="col", className="numeric"),
        ]
    )
    caption = Caption(f"Most incidents within {found.metres} m, of {found.premises:,} {called} here")
    table = Table(
        [caption, Thead(head), Tbody([_site(one, found) for one in found.sites])], className="parts-table"
    )
    box = Div([*(P(line) for line in _cautions(found)), table], className="what-box", tabIndex=0)
    folded = Details(
        [Summary(f"{called.capitalize()} with most incidents around them"), box], className="what"
    )
    return [Div([*before, folded, *on_map], className="finding-links")]


def _site(one: Site, found: NearLicensed) -> Element:
    about = ", ".join(filter(None, (one.kind, one.address)))
    return Tr(
        [
            Th([one.name, Span(f" {about}", className="hint")], scope="row"),
            *([Td(one.closes or "not known")] if found.hours_known else []),
            Td(words.number(one.incidents), className="numeric"),
            Td(words.number(one.shared), className="numeric"),
        ]
    )


def _cautions(found: NearLicensed) -> list[str]:
    them = "places" if found.other else "premises"
    said = [
        f"A number here says nothing against the {them}. An incident near several {them} is counted at each, "
        "so these numbers must not be added up; the last column says how many are.",
    ]
    if found.approximate:
        said.append(
            f"Points are approximate: several {them} may share one point, and incidents at it may have "
            "happened elsewhere in the street."
        )
    stated = f" ({found.as_of})" if found.as_of else ""
    if found.other:
        said.append(f"Places are from {found.register}{stated}, not from a licensing register.")
    if found.stands_in:
        said.append(f"Premises are from {found.register}{stated}: open lists, not the licensing register.")
    if found.several_lists:
        said.append(f"{them.capitalize()} that are in more than one list are here more than once.")
    return [*said, f"{incidents_text(found.incidents)} within {found.metres} m in all, each counted once."]
