"""What the painters of the Compare page are told, as JSON has it: assets/compare_*.js read it.

An area is its row in the list of areas (`AreasTold.codes`), in every panel. None stands for what is not
known. Numbers and slugs come from `figures/`, words from `layouts/`: a class named "...Words" holds the
latter, and what a painter is told is both in one, put together by `callbacks/compare_parts.py`. The numbers
are as exact as their texts need (`axes.told`): what the page writes of them is what `layouts/words.py` would.
"""

from __future__ import annotations

from typing import TypedDict

Number = float | None


class AreasTold(TypedDict):
    """`tellAreas`: the areas all panels speak of, and the ways out of them."""

    codes: list[str]
    names: list[str]
    own: list[int]
    """Rows of the own area, or of what lies in it."""
    scan: str
    """Address of an area's Scan with `*` in place of its code; the page adds its prefix."""
    hotspots: str
    """The same with hotspots switched on."""
    words: list[str]
    """One line an area, as long as the hand rests on it."""
    months: list[str]
    """Months of the version up to the period's end, as "2025-01"."""
    tab: str
    """The tab these are seen in."""
    peers: list[int]
    """Rows of the areas in the own area's group, where that is not everyone."""
    ticks: list[int] | None
    """Rows of the areas whose box is ticked; None where there are no boxes."""
    most_picked: int
    """How many areas can be picked by hand."""
    fewest_picked: int
    """With fewer nobody is compared."""


class DotsFigure(TypedDict):
    """Rates in one line, highest first."""

    order: list[int]
    """Rows of the areas that are compared, highest first."""
    incomplete: list[int]
    """Rows of those that are not, by name."""
    rate: list[Number]
    lower: list[Number]
    upper: list[Number]
    means: list[Number]
    """Of each area's own group."""
    mean: Number
    """Of the own area's group, else of all; the line."""
    band: list[Number]
    """Lower and upper end of what is known of that mean; empty where it has none."""
    place: list[str]
    """Slugs of `analysis.peers.Place`: above, within, below, too-few, alone, no-rate."""
    places: dict[str, str]
    """What each of those means, in words."""
    rank: list[int]
    """1 for the highest, 0 for none."""
    tied: list[int]
    """Rows that share their rank."""


class DotsWords(TypedDict):
    """The words of the ranked dots."""

    unit: str
    """"burglaries per 1,000 residents"."""
    line_label: str
    """"mean of similar areas 5.1"."""
    quality: list[str]
    """What is to be known of an area's data, a sentence; "" where there is nothing."""
    quality_signs: list[str]
    """Its sign, as "⚠"; "" where there is nothing."""


class DotsTold(DotsFigure, DotsWords):
    """`drawDots`."""


class FunnelFigure(TypedDict):
    """Rate against population, with limits."""

    population: list[Number]
    rate: list[Number]
    side: list[Number]
    """2 above the 99.8% limit, 1 above the 95% one, 0 between, -1 and -2 below; by the limits chosen."""
    few: list[int]
    """Rows of the areas with too few incidents to say."""
    labels: list[int]
    """Rows of the areas outside, the most odd first."""
    at: list[float]
    """Populations that the limits are drawn at, ascending."""
    lower95: list[Number]
    upper95: list[Number]
    lower998: list[Number]
    upper998: list[Number]
    baseline: Number
    across: list[float]
    """From where to where the picture reaches, in residents; empty without areas."""
    along: list[float]
    """And in rates."""


class FunnelWords(TypedDict):
    """The words of the funnel's axes."""

    unit_x: str
    """"residents"."""
    unit_y: str
    """"burglaries per 1,000 residents"."""


class FunnelTold(FunnelFigure, FunnelWords):
    """`drawFunnel`."""


class MonthsFigure(TypedDict):
    """One chart an area. Counts and signals of the months come as arrays beside it, area by area."""

    order: list[int]
    shape: list[int]
    """How many areas and months."""
    months: list[str]
    """As "2025-01": the arrays are of these."""
    population: list[Number]
    """What rates divide by, None where a chart can only show counts."""
    per: int
    """Rates are for so many of them; 0 where no area has any, and all charts show counts."""
    starts: dict[str, list[int]]
    """By row: places of the months in which phases begin, 0 among them; others have one phase."""
    mean: list[list[Number]]
    lower: list[list[Number]]
    upper: list[list[Number]]
    """By row, one for each phase: incidents a month."""
    trial: list[list[int]]
    """By row, one for each phase: 1 where it has too few months or incidents for such limits."""
    variation: list[str]
    """Slugs of `analysis.variation.Variation`."""
    variations: dict[str, str]
    """What each of those means, in a word or two."""
    signals: list[str]
    """What the numbers of the array of signals stand for, from 0: of `analysis.xmr.Signal`, "" first."""
    scale: str
    """"same" or "own"."""
    top: float
    """The highest value drawn in any chart, in the unit of all."""


class MonthsWords(TypedDict):
    """The words of the small charts."""

    unit: str
    """"burglaries per 1,000 residents", "burglaries"."""
    words: list[str]
    """What each chart says, as "concern: December 2025 lies above its usual range"."""


class MonthsTold(MonthsFigure, MonthsWords):
    """`drawMonths`; in the page it has `counts` and `signal` as well."""


class QuadrantFigure(TypedDict):
    """Where areas stand against where they are heading."""

    ratio: list[Number]
    """The rate over the mean of similar areas."""
    reach: list[Number]
    """How far the latest month lies from its mean, in ways from mean to limit; or z / 3 of the change."""
    corner: list[str]
    """Slugs of `analysis.quadrant.Corner`: above-rising, below-falling, middle, unknown..."""
    corners: dict[str, str]
    """What each of those means, in words: "worse and worsening", "above and rising"."""
    worst: str
    """The corner that is worse and worsening, "above-rising", unless a low number is bad."""
    labels: list[int]
    """Rows of the areas in the corners: the worst corner's first, then the best's, then others."""
    across: list[float]
    """From where to where the ratios reach, 1 in the middle of it by ratio; empty without any."""
    along: list[float]
    """And the reaches, 0 in the middle."""


class QuadrantWords(TypedDict):
    """The words of the quadrant's axes."""

    unit_x: str
    """"times the mean of similar areas"."""
    unit_y: str
    """"latest month against its usual range", "change against the year before"."""


class QuadrantTold(QuadrantFigure, QuadrantWords):
    """`drawQuadrant`."""


def slug(name: str) -> str:
    """The name of an enumeration's member as the page has it: "TOO_FEW" is "too-few"."""
    return name.lower().replace("_", "-")
