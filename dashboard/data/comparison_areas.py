"""Which areas are compared, which of them are the reader's own, how they are called and how they rank."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.comparison_fields import EVERYWHERE
from dashboard.data.areas import AreaTree
from dashboard.data.compared import MOST_AREAS, State
from dashboard.data.dataset import Dataset
from dashboard.data.level_counts import covered_areas
from dashboard.data.schema import NOUNS, Level
from dashboard.selection import Selection

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int64]

NATURAL = (Level.PARTNERSHIP, Level.WARD, Level.LSOA, Level.FORCE)
"""Levels in the order in which the first with several areas is compared unless another is asked for."""


class Listing(NamedTuple):
    """The areas of one comparison."""

    level: Level
    among: str
    listed: Indices
    """Indices in the tree, ascending, of those that somebody reports on; none where they are too many."""
    number: int
    """How many these are, too many or not."""
    elsewhere: int
    """How many others of the level there are."""
    own: Flags
    """[listed]: whether an area is, contains, or lies in the selected one."""


def listing(dataset: Dataset, selection: Selection) -> Listing:
    """The areas that a selection compares."""
    among = selection.comparison.among
    level = compared_level(dataset, selection)
    listed = covered_areas(dataset, level, among)
    number, every = len(listed), len(dataset.areas.inside(among, level))
    if number > MOST_AREAS:
        listed = listed[:0]
    own = _own(dataset.areas, selection.area, listed)
    return Listing(level, among, listed, number, every - number, own)


def compared_level(dataset: Dataset, selection: Selection) -> Level:
    """The level asked for, where the larger area has it, else the natural one.

    That is the first with more than one area: the own area's, if one of `NATURAL`, then these in their order.
    """
    tree, among = dataset.areas, selection.comparison.among
    offered = [level for level in NATURAL if len(tree.inside(among, level))]
    if selection.comparison.level in offered:
        return Level(selection.comparison.level)
    own = tree.level(selection.area)
    for level in (own, *offered):
        if level in offered and tree.reported(level, among) > 1:
            return level
    return offered[0] if offered else Level.LSOA


def _own(tree: AreaTree, area: str, listed: Indices) -> Flags:
    """Of the listed areas those that are, contain or lie in the selected one; of everything none."""
    first, last = tree.span(area)
    if first == 0:
        return np.zeros(len(listed), dtype=bool)
    inside = (listed >= first) & (listed <= last)
    holding = (listed <= first) & (tree.lasts[listed] >= last)
    return np.asarray(inside | holding)


def parents_of(tree: AreaTree, level: Level, listed: Indices) -> tuple[str, ...]:
    """Name of each ward's partnership, "" where it has none, and at other levels."""
    if level is not Level.WARD:
        return ("",) * len(listed)
    around = tree.ancestors(Level.PARTNERSHIP)[listed]
    return tuple(tree.names[index] if index >= 0 else "" for index in around.tolist())


def names_of(tree: AreaTree, listed: Indices, parents: tuple[str, ...]) -> tuple[str, ...]:
    """Names told apart: with the partnership in brackets where the wards are of several."""
    names = [tree.names[index] for index in listed.tolist()]
    if len(set(parents)) < 2:
        return tuple(names)
    pairs = zip(names, parents, strict=True)
    return tuple(f"{name} ({parent})" if parent else name for name, parent in pairs)


def group_name(level: Level, complete: int, number: int) -> str:
    """What the areas that all are compared with are called."""
    noun = NOUNS[level][number != 1]
    if number == 1:
        return f"the only {noun}"
    if complete == number:
        return f"all {number:,} {noun}"
    return f"{complete:,} of {number:,} {noun}: those with a rate"


def ranks(rates: Floats) -> tuple[Counts, Flags]:
    """Rank of each rate among rates[..., areas], 1 the highest, 0 where there is none; and which are tied.

    Areas with the same rate share a rank, and the next ones are left out: 1, 2, 2, 4.
    """
    every, known = np.atleast_2d(rates), np.isfinite(rates)
    rank, shared = np.zeros(every.shape, dtype=np.int64), np.zeros(every.shape, dtype=bool)
    for row, own in enumerate(every):
        ordered = np.sort(own[np.isfinite(own)])
        not_above = np.searchsorted(ordered, own, side="right")
        rank[row] = len(ordered) - not_above + 1
        shared[row] = not_above - np.searchsorted(ordered, own, side="left") > 1
    return np.where(known, rank.reshape(rates.shape), 0), shared.reshape(rates.shape) & known


def state_of(listing: Listing, *, recorded: bool, known: Flags, population: Floats, complete: Flags) -> State:
    """Why nothing, or not all, can be compared; the population is whatever rates divide by."""
    if listing.number > MOST_AREAS:
        return State.TOO_MANY
    if not listing.number:
        return State.NO_AREAS
    if not recorded:
        return State.NOT_RECORDED
    if not known.any():
        return State.NO_DATA
    if not (population > 0).any():
        return State.NO_RESIDENTS if np.isnan(population).all() else State.NOBODY
    if listing.number == 1:
        return State.ONE
    return State.COMPARED if complete.any() else State.NONE_COMPLETE


def _without(per: str, one: str) -> str:
    if per == "residents":
        return "No residents are imported, so there are no rates. Import a population table."
    return f"Of no {one} is it known how many {per} it has, so there are no rates."


def reason_of(
    state: State, listing: Listing, tree: AreaTree, per: str = "residents", *, few: bool = False
) -> str:
    """The same in a sentence, "" where the areas are compared; `few`: there is too little of it somewhere."""
    among_name, itself = tree.name(listing.among), tree.level(listing.among) is listing.level
    one, many = NOUNS[listing.level]
    where = "in the data" if listing.among == EVERYWHERE else f"in {among_name}"
    alone = f"{among_name} is a single {one}" if itself else f"There is only one {one} {where}"
    return {
        State.COMPARED: "",
        State.TOO_MANY: f"{listing.number:,} {many} are too many to compare at once.",
        State.NO_AREAS: f"Nobody reports on any {one} {where}.",
        State.NOT_RECORDED: "This source does not record these crime types.",
        State.NO_DATA: "No data for this period.",
        State.NO_RESIDENTS: _without(per, one),
        State.NOBODY: f"Nobody lives in any {one} here, so there are no rates.",
        State.ONE: f"{alone}: nothing to compare it with.",
        State.NONE_COMPLETE: (
            f"No {one} has data in the whole period{f' and enough {per} to say' if few else ''}, "
            "so there are no rates to compare."
        ),
    }[state]
