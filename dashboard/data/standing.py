"""Where an area stands: its rank by rate among its siblings, and its rate against the area it lies in."""

from __future__ import annotations

import dataclasses

import numpy as np

from dashboard.analysis.comparison import ratio_to_whole
from dashboard.data.area_rows import AreaRow, area_rates
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.queries import own_area
from dashboard.data.schema import NOUNS
from dashboard.data.view import view_of
from dashboard.selection import Selection


@dataclasses.dataclass(frozen=True)
class Rank:
    """A place among the areas of the same level in the same larger area, by rate; 1 is the highest."""

    place: int
    of: int  # areas with a rate, the area itself among them
    tied: bool  # another one has the very same rate
    within: str  # code of the larger area
    within_name: str


@dataclasses.dataclass(frozen=True)
class Ratio:
    """How many times the rate of a larger area a rate is, with its 95% interval."""

    times: float
    lower: float
    upper: float
    to: str  # code of the larger area
    to_name: str


@dataclasses.dataclass(frozen=True)
class Standing:
    """Rank and ratio of a selection; None where they do not apply, with the reason in a sentence."""

    rank: Rank | None
    rank_reason: str
    ratio: Ratio | None
    ratio_reason: str


def standing(dataset: Dataset, selection: Selection, source: str, own_row: AreaRow | None = None) -> Standing:
    """Where the selected area, or the one pinned in it, stands; several pinned areas have a ratio alone.

    `own_row` is its `own_area`, where that is known already.
    """
    reason = _never(dataset, selection)
    if reason:
        return disclose(Standing(None, reason, None, reason), dataset.sources[source])
    together = len(selection.pins) > 1
    own = selection.area if together else (*selection.pins, selection.area)[0]
    within = selection.area if together else _within(dataset, own)
    rank, rank_reason = (
        (None, "Several areas have no rank.") if together else _rank(dataset, selection, source, own, within)
    )
    row = own_row or own_area(dataset, selection, source)
    ratio, ratio_reason = _ratio(dataset, selection, source, row, within)
    return disclose(Standing(rank, rank_reason, ratio, ratio_reason), dataset.sources[source])


def _never(dataset: Dataset, selection: Selection) -> str:
    """Why a selection can have no standing whatever the figures; "" where it can."""
    if selection.cells:
        return "A map cell has no rank: residents are known for areas only."
    if selection.box is not None:
        return "What is in view has no rank: residents are known for whole areas only."
    if not selection.pins and dataset.areas.parent(selection.area) is None:
        return "This is everything there is: nothing to rank it among."
    return ""


def _within(dataset: Dataset, own: str) -> str:
    """The smallest area around that holds another one of the same level that somebody reports on.

    Usually the next larger one. A partnership that is alone in its force is ranked in its region.
    """
    tree = dataset.areas
    level = tree.level(own)
    path = tree.path(own)[:-1]
    for area in reversed(path):
        alike = tree.inside(area, level)
        if any(tree.codes[i] != own for i in alike[tree.covered[alike]][:2]):
            return area
    return path[0]


def _rank(
    dataset: Dataset, selection: Selection, source: str, own: str, within: str
) -> tuple[Rank | None, str]:
    level = dataset.areas.level(own)
    among = view_of(dataset, selection.without_places().replace(area=within), source)
    listed, rates = area_rates(among, level)
    place = np.flatnonzero(listed == dataset.areas.index(own))
    if not len(place) or np.isnan(rates[place[0]]):
        return None, "Without a rate there is no rank."
    known = rates[np.isfinite(rates)]
    if len(known) < 2:
        return None, f"There is no other {NOUNS[level][0]} with a rate to rank it among."
    rate = rates[place[0]]
    higher, same = int((known > rate).sum()), int((known == rate).sum())
    name = dataset.areas.name(within)
    return Rank(higher + 1, len(known), same > 1, within, name), ""


def _ratio(
    dataset: Dataset, selection: Selection, source: str, own: AreaRow, within: str
) -> tuple[Ratio | None, str]:
    whole = own_area(dataset, selection.without_places().replace(area=within), source)
    name = dataset.areas.name(within)
    if np.isnan(own.rate):
        return None, "Without a rate there is nothing to compare."
    if np.isnan(whole.rate):
        return None, f"The rate of {name} is not known."
    if own.residents >= whole.residents:
        return None, f"It is all of {name} that anybody reports on."
    if whole.rate == 0:
        return None, f"There is no incident in {name}."
    times, lower, upper = ratio_to_whole(own.at_home, own.residents, whole.at_home, whole.residents)
    return Ratio(float(times), float(lower), float(upper), within, name), ""
