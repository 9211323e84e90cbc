"""Areas for sources that lie where no area tables reach: each reporter's records are one area of their own.

Without tables a record goes by its point, and a point in no known area has "no location", so that a source of
another country, or one taken in before any tables, would have nothing to look at. Where most of a reporter's
located records lie in no known area, its own area holds these. Tables that arrive later
put them where they belong, as everything derived is built anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from dashboard.data.areas import AreaTree
from dashboard.data.gazetteer import Gazetteer, normalised_force
from dashboard.data.schema import Level, slug

_LEAF = "-whole"
_AREA = "-area"
_MOST = 0.5


def give_own_areas(records: Sequence[pd.DataFrame], known: Gazetteer) -> None:
    """Set `lsoa` and `lsoa_name` of records with a point in no known area, where their reporter needs it.

    `records` are the distinct ones of each source (force, lsoa, lsoa_name, longitude, latitude, rows). A
    police force that the tables name keeps such records as "no location": its area is known.
    """
    if not records:
        return
    columns = ["force", "lsoa", "longitude", "rows"]
    together = pd.concat([frame[columns] for frame in records], ignore_index=True)
    located = together[together.longitude.notna()]
    placed = located.rows.where(located.lsoa != "", 0).groupby(located.force).sum()
    share = placed / located.rows.groupby(located.force).sum()
    named = {normalised_force(name) for (level, _), name in known.names.items() if level == "force"}
    own = {str(name) for name in share.index[share < _MOST] if normalised_force(str(name)) not in named}
    for frame in records:
        lost = (frame.lsoa == "") & frame.longitude.notna() & frame.force.isin(own)
        if lost.any():
            reporter = frame.force[lost].astype(str)
            frame.loc[lost, "lsoa"] = [f"{slug(name)}{_LEAF}" for name in reporter]
            frame.loc[lost, "lsoa_name"] = reporter


def forces_of_own_areas(tree: AreaTree) -> Iterator[int]:
    """Indices of the forces that are nothing but a reporter's own area."""
    for index, code in enumerate(tree.codes):
        partnership = int(tree.parents[index])
        if tree.levels[index] == Level.LSOA and code.endswith(_LEAF) and partnership > 0:
            force = int(tree.parents[partnership])
            if tree.codes[partnership] == f"{code.removesuffix(_LEAF)}{_AREA}" and tree.lasts[force] == index:
                yield force


def partnership_of_own(lsoa: str, reporters: frozenset[str]) -> str:
    """Code of the partnership that an own area's leaf makes up; "" for any other small area.

    `reporters` are the slugs of all reporters.
    """
    name = lsoa.removesuffix(_LEAF)
    return f"{name}{_AREA}" if name != lsoa and name in reporters else ""
