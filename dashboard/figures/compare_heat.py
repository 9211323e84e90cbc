"""The classes that colour Compare's map and table: by verdict or by rate, and the numbers of the table.

Both take classes, colours, signs and names from `shade_classes` alone, so that they can't differ.
"""

from __future__ import annotations

import dataclasses
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from dashboard.analysis.peers import Place
from dashboard.data.alike import Harm
from dashboard.data.compared import PLACES, ByType, Compared, Trends
from dashboard.data.schema import month_text
from dashboard.figures.axes import told
from dashboard.figures.browse_pack import Array
from dashboard.figures.classes import COLOURS, class_colours, rate_classes, rate_limits
from dashboard.figures.compare_dots import PLACE_SLUGS
from dashboard.figures.compare_months import VARIATION_SLUGS
from dashboard.figures.compare_similar import ticked_rows
from dashboard.figures.compare_told import Number
from dashboard.figures.map_measures import DOWN, NO_RATE, UP, Entry, rate_entries, rate_title

Classes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_VERDICTS = (
    (Place.ABOVE, "Above", "#12436d", UP),
    (Place.WITHIN, "Within", "#c9d0d7", ""),
    (Place.BELOW, "Below", "#4a86c0", DOWN),
    (Place.TOO_FEW, "Too few to say", "#eceff2", ""),
    (Place.ALONE, "No similar areas", "#e3daf0", ""),
    (Place.NO_RATE, *NO_RATE),
)
"""Blues of other lightness, because neither side is meant as good or bad; ▲ and ▼ say the same."""

_ALWAYS_LISTED = 3
"""So many of these stand in a legend even where nothing is in them."""

_LIGHT, _DARK = "#ffffff", "#0b0c0c"


@dataclasses.dataclass(frozen=True)
class Shades:
    """The classes of the areas compared, of the chosen crime types together and one by one."""

    title: str
    entries: tuple[Entry, ...]
    """The classes of the chosen types together, as a legend lists them."""
    classes: Classes
    """[areas]: place in `entries`."""
    palette: tuple[tuple[str, str], ...]
    """Every class of the table: colour, and what is drawn in it besides."""
    together: Classes
    """[areas]: place in `palette` of the types together."""
    by_type: Classes
    """[types, areas]: place in `palette` of each type."""


class HeatFigure(TypedDict):
    """Areas by crime types, without words. `counts`, `rank.<type>`, `place.<type>` and `shade.<type>` come as
    arrays beside it, the months area by area."""

    codes: list[str]
    types: list[str]
    shades: list[dict[str, str]]
    """Colour of a class, of the ink on it, and what is drawn in it: `palette`."""
    shade: list[int]
    """Class of each area for the chosen types together."""
    rate: list[Number]
    rank: list[int]
    place: list[str]
    """Slugs of `analysis.peers.Place`, as in the ranked dots."""
    places: list[str]
    """What the numbers of the arrays `place.<type>` stand for."""
    trend: list[Number]
    """1 high or rising, -1 low or falling, with how far as decimals: the order of the column."""
    variation: list[str]
    """Slugs of `analysis.variation.Variation`, as in the charts of months."""
    change: list[Number]
    missing: list[int]
    location: list[Number]
    harm: list[Number]
    """Weighted harm as a rate; empty where no weights are chosen."""
    complete: list[bool]
    own: list[bool]
    ticks: list[int] | None
    """Rows of the areas whose box is ticked, as `AreasTold` has them."""
    months: list[str]
    """As "2025-01"."""
    chosen: list[bool]
    """Which of the months the period holds."""


def shade_classes(c: Compared, by: ByType | None, shade: str) -> Shades:
    """The classes of map and table; without `by` those of the single crime types are empty."""
    return _by_rate(c, by) if shade == "rate" else _by_verdict(c, by)


def heat_figure(
    c: Compared, t: Trends, by: ByType, shade: str, period: tuple[int, int], harm: Harm | None = None
) -> tuple[HeatFigure, dict[str, Array]]:
    """What `fillHeat` shows, without its words; `period` is its first and last month."""
    shades = shade_classes(c, by, shade)
    share = c.quality.without_location
    figure: HeatFigure = {
        "codes": list(c.codes),
        "types": list(by.types),
        "shades": [{"colour": colour, "ink": _ink(colour), "sign": sign} for colour, sign in shades.palette],
        "shade": shades.together.tolist(),
        "rate": told(c.rate),
        "rank": c.rank.tolist(),
        "place": [PLACE_SLUGS[place] for place in c.peers.place],
        "places": [PLACE_SLUGS[place] for place in PLACES],
        "trend": told(_trend_order(t)),
        "variation": [VARIATION_SLUGS[said] for said in t.variation],
        "change": told(c.change.difference),
        "missing": c.quality.missing.tolist(),
        "location": told(share),
        "harm": [] if harm is None else told(harm.rate),
        "complete": c.complete.tolist(),
        "own": c.own.tolist(),
        "ticks": ticked_rows(c),
        "months": [month_text(month) for month in t.months],
        "chosen": [period[0] <= month <= period[1] for month in t.months],
    }
    arrays: dict[str, Array] = {"counts": np.where(np.isnan(t.counts), -1, t.counts).astype(np.int64).ravel()}
    for at, name in enumerate(by.types):
        arrays[f"rank.{name}"] = by.rank[at]
        arrays[f"place.{name}"] = by.place[at].astype(np.int64)
        arrays[f"shade.{name}"] = shades.by_type[at]
    return figure, arrays


def figures_judged(by: ByType) -> int:
    """How many figures of areas by crime types are compared with others."""
    return int(np.count_nonzero(by.rank))


def _trend_order(t: Trends) -> Floats:
    """Sides first, then how far: reach is cut so that it never outweighs a side."""
    return t.side + np.clip(np.nan_to_num(t.reach), -9, 9) / 100


def _ink(colour: str) -> str:
    """What can be read on a colour: the lighter or the darker ink, whichever contrasts more."""
    light = _luminance(colour)
    return _LIGHT if 1.05 / (light + 0.05) > (light + 0.05) / (_luminance(_DARK) + 0.05) else _DARK


def _luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 to 1 (WCAG 2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _by_verdict(c: Compared, by: ByType | None) -> Shades:
    """Above, within or below similar areas; what is in no area is not listed."""
    order = [place for place, *_ in _VERDICTS]
    at = {place: number for number, place in enumerate(order)}
    together = np.array([at[place] for place in c.peers.place], dtype=np.int64)
    numbers = np.bincount(together, minlength=len(order))
    listed = [one for one in range(len(order)) if one < _ALWAYS_LISTED or numbers[one]]
    entries = tuple(
        Entry(label, colour, int(numbers[one]), sign)
        for one, (_, label, colour, sign) in enumerate(_VERDICTS)
        if one in listed
    )
    position = np.full(len(order), -1, dtype=np.int64)
    position[listed] = np.arange(len(listed))
    of_type = np.array([at[place] for place in PLACES], dtype=np.int64)
    return Shades(
        title="Against similar areas",
        entries=entries,
        classes=position[together],
        palette=tuple((colour, sign) for _, _, colour, sign in _VERDICTS),
        together=together,
        by_type=_none(c) if by is None else of_type[by.place],
    )


def _by_rate(c: Compared, by: ByType | None) -> Shades:
    """Classes of round rates; of the table each column has its own, as types differ far more than areas."""
    _, colour, sign = NO_RATE
    limits = rate_limits(c.rate)
    classes = rate_classes(c.rate, limits)
    return Shades(
        title=rate_title(c.per_label, c.level),
        entries=rate_entries(limits, classes),
        classes=classes,
        palette=(*((one, "") for one in COLOURS), (colour, sign)),
        together=_in_palette(c.rate),
        by_type=_none(c) if by is None else _stacked([_in_palette(rates) for rates in by.rate], c),
    )


def _in_palette(rates: Floats) -> Classes:
    """Place in the palette of each rate, in classes of these rates alone."""
    limits = rate_limits(rates)
    colours = np.array([*(COLOURS.index(colour) for colour in class_colours(limits)), len(COLOURS)])
    return np.asarray(colours[rate_classes(rates, limits)], dtype=np.int64)


def _stacked(rows: list[Classes], c: Compared) -> Classes:
    return np.stack(rows) if rows else _none(c)


def _none(c: Compared) -> Classes:
    return np.zeros((0, len(c.codes)), dtype=np.int64)
