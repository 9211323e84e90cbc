"""Where an area stands: its rank by rate among its siblings, and its rate against the area it lies in."""

from __future__ import annotations

import dataclasses

import numpy as np

from dashboard.analysis.comparison import ratio_to_whole
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.queries import areas, own_area
from dashboard.data.schema import Level
from dashboard.data.view import View
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


def standing(dataset: Dataset, selection: Selection, source: str) -> Standing:
    """Where the selected area, or the one pinned in it, stands; several pinned areas have a ratio alone."""
    reason = _never(dataset, selection)
    if reason:
        return disclose(Standing(None, reason, None, reason), dataset.sources[source])
    together = len(selection.pins) > 1
    own = selection.area if together else (*selection.pins, selection.area)[0]
    within = selection.area if together else _within(dataset, own)
    rank, rank_reason = (
        (None, "Several areas have no rank.") if together else _rank(dataset, selection, source, own, within)
    )
    ratio, ratio_reason = _ratio(dataset, selection, source, within)
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
        if any(tree.covered[i] and tree.codes[i] != own for i in tree.within(area, level)):
            return area
    return path[0]


def _rank(
    dataset: Dataset, selection: Selection, source: str, own: str, within: str
) -> tuple[Rank | None, str]:
    level = dataset.areas.level(own)
    among = selection.without_places().replace(area=within, level=level.value)
    rates = areas(dataset, among, source).set_index("area_code").rate.dropna()
    if own not in rates.index:
        return None, "Without a rate there is no rank."
    if len(rates) < 2:
        return None, f"There is no other {_NOUNS[level]} with a rate to rank it among."
    higher, same = int((rates > rates[own]).sum()), int((rates == rates[own]).sum())
    name = dataset.areas.name(within)
    return Rank(higher + 1, len(rates), same > 1, within, name), ""


def _ratio(dataset: Dataset, selection: Selection, source: str, within: str) -> tuple[Ratio | None, str]:
    whole = selection.without_places().replace(area=within, level="")
    own_row, whole_row = own_area(dataset, selection, source), own_area(dataset, whole, source)
    name = dataset.areas.name(within)
    if np.isnan(own_row.rate):
        return None, "Without a rate there is nothing to compare."
    if np.isnan(whole_row.rate):
        return None, f"The rate of {name} is not known."
    if own_row.residents >= whole_row.residents:
        return None, f"It is all of {name} that anybody reports on."
    if whole_row.rate == 0:
        return None, f"There is no incident in {name}."
    times, lower, upper = ratio_to_whole(
        _at_home(dataset, selection, source), own_row.residents,
        _at_home(dataset, whole, source), whole_row.residents,
    )  # fmt: skip
    return Ratio(float(times), float(lower), float(upper), within, name), ""


def _at_home(dataset: Dataset, selection: Selection, source: str) -> int:
    """Incidents a rate counts: those in areas that somebody reports on."""
    view = View(dataset, selection, source)
    return int(view.by_piece[view.forces < len(dataset.forces)].sum())


_NOUNS = {
    Level.ALL: "area",
    Level.REGION: "region",
    Level.FORCE: "police force",
    Level.PARTNERSHIP: "partnership",
    Level.WARD: "ward",
    Level.LSOA: "small area",
}
