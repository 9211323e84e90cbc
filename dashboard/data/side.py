"""Two areas side by side: which two, and the months that count for both.

What is said of each is Scan's own, of that area and of the months that both have: `of_side` is the selection
by which Scan's queries are asked, and by which a link opens Scan.
"""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.comparison_fields import EVERYWHERE, LEVELS, NOTHING_CHOSEN
from dashboard.data.compared import Compared
from dashboard.data.comparing import compared, compared_level
from dashboard.data.comparison_areas import listing, names_of, parents_of
from dashboard.data.comparison_quality import whole_months
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.level_counts import covered_areas
from dashboard.data.month_runs import longest_run
from dashboard.data.schema import Level
from dashboard.data.similar_members import Listed, similar_of
from dashboard.selection import Selection

Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

MOST_OFFERED = 500
"""Of more areas only those near the two chosen are offered."""


class How(StrEnum):
    """How an area came to stand on its side."""

    CHOSEN = "chosen"
    SIMILAR = "similar"  # proposed: the most similar to the other one
    HIGHEST = "highest"  # proposed: the highest rate of all, or of all but the other one
    FIRST = "first"  # proposed: the first of all, as no rate is known


class Offered(NamedTuple):
    """An area that can stand on a side."""

    code: str
    name: str
    parent: str
    """Name of the area round it by which a list is grouped, "" for none."""


class Side(NamedTuple):
    """One of the two areas."""

    code: str
    name: str
    how: How
    missing: tuple[int, ...]
    """Months of the period without data of all of it."""


@dataclasses.dataclass(frozen=True)
class Sides:
    """The two areas, and what can be compared of them."""

    level: Level
    sides: tuple[Side, ...]
    """Two; fewer where the level has no other area that somebody reports on."""
    asked: tuple[int, int]
    """First and last month of the period."""
    counted: tuple[int, int] | None
    """Of the most months in a row, inside the period, that both have; None where they share none."""
    instead: tuple[int, int] | None
    """The same of all months, where the two share none of the period."""
    shared: tuple[int, ...]
    """Every month that both have, whatever period is selected."""
    offered: tuple[Offered, ...]

    @property
    def both(self) -> bool:
        """Whether there is something to put side by side."""
        return len(self.sides) > 1 and self.counted is not None


def sides(dataset: Dataset, selection: Selection, source: str) -> Sides:
    """The own area, or one that is proposed, and the one beside it; shared by all who ask for the same.

    Raises KeyError for a source or area the version does not have.
    """
    found = dataset.recent.get(("sides", selection, source), lambda: _found(dataset, selection, source))
    return disclose(found, dataset.sources[source])


def _found(dataset: Dataset, selection: Selection, source: str) -> Sides:
    level = side_level(dataset, selection)
    chosen = [(code, How.CHOSEN) for code in _chosen(dataset, selection, level)]
    found = chosen if len(chosen) > 1 else _completed(dataset, selection, source, level, chosen)
    indices = np.array([dataset.areas.index(code) for code, _ in found], dtype=np.int64)
    whole = whole_months(dataset, source, indices)
    period = slice(selection.start - dataset.first_month, selection.end - dataset.first_month + 1)
    both = np.asarray(whole.all(axis=0) & bool(len(found)))
    counted = longest_run(both[period], selection.start)
    names = names_of(dataset.areas, indices, parents_of(dataset.areas, level, indices))  # told apart
    made = tuple(
        Side(code, name, how, _months(~flags[period], selection.start))
        for (code, how), name, flags in zip(found, names, whole, strict=True)
    )
    return Sides(
        level=level,
        sides=made,
        asked=(selection.start, selection.end),
        counted=counted,
        instead=None if counted else longest_run(both, dataset.first_month),
        shared=_months(both, dataset.first_month),
        offered=_offered(dataset, level, indices),
    )


def side_level(dataset: Dataset, selection: Selection) -> Level:
    """The level of both: that of the area chosen, of the one to stand beside it, or the one compared."""
    tree = dataset.areas
    for code in (selection.area, selection.comparison.beside):
        if code and tree.level(code).value in LEVELS:
            return tree.level(code)
    return compared_level(dataset, selection)


def of_side(selection: Selection, code: str, counted: tuple[int, int]) -> Selection:
    """What Scan is asked of one side: everything of the area in the months that count for both."""
    return selection.without_places().replace(
        area=code, start=counted[0], end=counted[1], level="", shown_class=None
    )


def of_area(dataset: Dataset, selection: Selection) -> Selection:
    """What Compare is asked of a side alone: rates by crime type, and those for other than residents."""
    alone = NOTHING_CHOSEN.replace(
        level=dataset.areas.level(selection.area).value,
        among=selection.area,
        per=selection.comparison.per,
    )
    return selection.replace(comparison=alone)


def _chosen(dataset: Dataset, selection: Selection, level: Level) -> list[str]:
    """The areas that the address names, the own one first."""
    asked = (selection.area, selection.comparison.beside)
    return list(dict.fromkeys(code for code in asked if code and dataset.areas.level(code) is level))


def _compared_with(dataset: Dataset, selection: Selection, source: str, level: Level) -> Compared:
    """All areas of the level among which one may be proposed."""
    chosen = selection.comparison
    among = chosen.among
    if not len(covered_areas(dataset, level, among)):
        among = EVERYWHERE
    wanted = chosen.replace(level=level.value, among=among)
    return compared(dataset, selection.replace(comparison=wanted), source)


def _completed(
    dataset: Dataset, selection: Selection, source: str, level: Level, chosen: list[tuple[str, How]]
) -> list[tuple[str, How]]:
    """Two areas: what is missing is proposed, in the first place where there is no own area."""
    every = _compared_with(dataset, selection, source, level)
    is_first = not chosen or chosen[0][0] != selection.area
    while len(chosen) < 2:
        proposal = _proposal(dataset, selection, every, [code for code, _ in chosen])
        if proposal is None:
            return chosen
        chosen = [proposal, *chosen] if is_first else [*chosen, proposal]
        is_first = False
    return chosen


def _proposal(
    dataset: Dataset, selection: Selection, every: Compared, taken: list[str]
) -> tuple[str, How] | None:
    """The area most similar to the one there is, else the highest rate, else the first area."""
    similar = _most_similar(dataset, selection, every, taken)
    if similar is not None:
        return similar, How.SIMILAR
    ranked = sorted((rank, code) for code, rank in zip(every.codes, every.rank.tolist(), strict=True) if rank)
    for _, code in ranked:
        if code not in taken:
            return code, How.HIGHEST
    others = _others(dataset, every.level, taken)
    return (others[0], How.FIRST) if others else None


def _others(dataset: Dataset, level: Level, taken: list[str]) -> list[str]:
    codes = dataset.areas.codes
    every = [codes[index] for index in covered_areas(dataset, level, EVERYWHERE).tolist()]
    return [code for code in every if code not in taken]


def _most_similar(dataset: Dataset, selection: Selection, every: Compared, taken: list[str]) -> str | None:
    """The area nearest by what is known of areas; None where nothing is, or no area is taken yet."""
    if len(taken) != 1 or taken[0] not in every.codes:
        return None
    nearest = {offer.kind: offer.reason for offer in every.similar.offered}
    if nearest.get("near", "not offered"):
        return None
    comparison = selection.comparison.replace(level=every.level.value, among=every.among, similar="near")
    asked = selection.replace(area=taken[0], comparison=comparison)
    # Who is similar, and nothing of their rates: these are asked for once it is known which two they are of.
    areas, row = listing(dataset, asked), every.row_of[taken[0]]
    listed = Listed(areas, every.codes, every.names, row, every.group_name)
    why = similar_of(dataset, listed, comparison).why
    return None if why is None or not len(why.peers) else every.codes[int(why.peers[0])]


def _months(flags: Flags, first: int) -> tuple[int, ...]:
    return tuple((np.flatnonzero(flags) + first).tolist())


def _offered(dataset: Dataset, level: Level, chosen: Indices) -> tuple[Offered, ...]:
    """The areas of the level to choose from; of very many those in the partnerships of the two chosen."""
    tree = dataset.areas
    listed = covered_areas(dataset, level, EVERYWHERE)
    around = tree.ancestors(Level.PARTNERSHIP)
    if len(listed) > MOST_OFFERED:
        listed = listed[np.isin(around[listed], around[chosen])]
    listed = np.union1d(listed, chosen).astype(np.int64)
    parents = around[listed].tolist() if level in _INSIDE else [-1] * len(listed)
    found = [
        Offered(tree.codes[index], tree.names[index], tree.names[parent] if parent >= 0 else "")
        for index, parent in zip(listed.tolist(), parents, strict=True)
    ]
    return tuple(sorted(found, key=lambda area: (area.parent, area.name, area.code)))


_INSIDE = (Level.WARD, Level.LSOA)
"""Levels whose areas lie in partnerships."""
