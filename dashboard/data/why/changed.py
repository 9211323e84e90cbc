"""What changed? The parts of a change against the period before, four ways; each adds up to it exactly."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.contributions import contributions, largest
from dashboard.analysis.trends import Verdict, change_places, dispersion_phi, verdicts_at
from dashboard.data.area_rows import listed_areas, months_of_level
from dashboard.data.areas import NO_LOCATION, UNPLACED
from dashboard.data.changes import changes, comparable, compared_series
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.grouped import GroupedMonths
from dashboard.data.queries import compared_with, own_area, table_level
from dashboard.data.schema import BANDS_METRES, Level
from dashboard.data.statistics import force_names
from dashboard.data.view import View, view_of
from dashboard.data.why.changed_hours import parts_of_day, parts_of_week
from dashboard.data.why.hot_classes import NO_CLASS, hot_classes
from dashboard.selection import Selection

Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

MOST_ROWS = 5
"""Parts of one kind that are listed; all further ones stand in one row more."""

OTHERS = ""
"""The key of several parts in one row."""

NO_POINT = "no-point"
NEAR, FAR = "near", "far"


class Grouping(StrEnum):
    """Ways to part a change, every incident lying in one part."""

    TYPE = "type"
    AREA = "area"
    HOTSPOT = "hotspot"
    PREMISES = "premises"
    DAY = "time-of-day"
    WEEK = "day-of-week"


class ChangePart(NamedTuple):
    """One part of a change, or several together."""

    key: str
    """Crime type, area code, class of hotspot, `NEAR`, `FAR`, `NO_POINT`, or a key of `changed_hours`;
    `OTHERS` for several parts."""
    name: str
    """What it is called where that is a name of the data; "" where the key says what it is."""
    before: int
    now: int
    change: int
    verdict: str
    parts: int
    """How many parts the row holds."""


@dataclasses.dataclass(frozen=True)
class Contributions:
    """The parts of one kind, the largest change first; those that are several together come last."""

    by: Grouping
    rows: tuple[ChangePart, ...]
    main: tuple[ChangePart, ...]
    """Those that make up half of the change, at most three; none where no part is worth naming."""
    against: ChangePart | None = None
    """The part that changed most, where that went the other way than the whole."""
    level: Level | None = None
    """Of areas."""
    metres: int = 0
    """Of premises: what is near."""


@dataclasses.dataclass(frozen=True)
class Changed:
    """A change and its parts; the numbers are those of Scan's headline."""

    reason: str
    """Why there is nothing to compare with, in a sentence; "" where there is."""
    before: int
    now: int
    change: int
    verdict: str
    before_start: int
    before_end: int
    left_out: tuple[str, ...]
    """Names of forces that the comparison can't use in full."""
    groups: tuple[Contributions, ...]


def what_changed(dataset: Dataset, selection: Selection, source: str) -> Changed:
    """The change of a selection and what it is made of; raises KeyError for a source that is not there."""
    own = own_area(dataset, selection, source)
    start, end = compared_with(selection)
    chosen = _inside(dataset, selection)
    view = view_of(dataset, chosen, source)
    known = own.verdict != Verdict.NO_EARLIER
    found = Changed(
        reason="" if known else _no_reason(view),
        before=int(own.before) if known else 0,
        now=int(own.compared) if known else 0,
        change=int(own.change) if known else 0,
        verdict=own.verdict,
        before_start=start,
        before_end=end,
        left_out=force_names(dataset, view.selected_forces & ~comparable(view).all(axis=1)),
        groups=tuple(_groups(dataset, chosen, source)) if known else (),
    )
    return disclose(found, dataset.sources[source])


def changed_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row a part and way of parting: by, part, name, before, now, change, verdict, parts.

    Parts with under 5 incidents in both periods are one row, "all others".
    """
    chosen = _inside(dataset, selection)
    known = own_area(dataset, selection, source).verdict != Verdict.NO_EARLIER
    rows = [
        (one.by.value, part.key or "all-others", part.name, *part[2:7])
        for one in (_groups(dataset, chosen, source, most=sys.maxsize) if known else ())
        for part in one.rows
    ]
    columns = ["by", "part", "name", "before", "now", "change", "verdict", "parts"]
    return disclose(pd.DataFrame(rows, columns=columns), dataset.sources[source])


def _inside(dataset: Dataset, selection: Selection) -> Selection:
    """One pinned area is looked into as if it were chosen."""
    if len(selection.pins) != 1 or selection.cells:
        return selection
    return selection.replace(area=selection.pins[0], pins=(), level="")


def _no_reason(view: View) -> str:
    if not view.type_indices:
        return "This source does not record these crime types."
    if not view.covered[view.selected_forces][:, view.period].any():
        return "No data for this area and period."
    return "There are no earlier data to compare with."


def _groups(
    dataset: Dataset, selection: Selection, source: str, most: int = MOST_ROWS
) -> Iterator[Contributions]:
    view = view_of(dataset, selection, source)
    by = _by_type(view, most), _by_area(dataset, selection, view, most)
    near = _by_premises(view, selection.within)
    for found in (*by, _by_hotspot(view, selection), near, *_by_time(view)):
        if found is not None:
            yield found


def _by_type(view: View, most: int) -> Contributions | None:
    names = [view.cube.types[index] for index in view.type_indices]
    labels = {name: view.dataset.types[name] for name in names}
    forces = np.tile(view.selected_forces, (len(names), 1))
    parts = _Parts(names, labels, view.months_by_type, forces)
    return _parted(Grouping.TYPE, view, parts, most)


def _by_area(dataset: Dataset, selection: Selection, view: View, most: int) -> Contributions | None:
    tree = dataset.areas
    levels = {tree.level(code) for code in selection.pins}
    level = levels.pop() if len(levels) == 1 else table_level(dataset, selection)
    listed = listed_areas(view, level)
    codes = [*(tree.codes[index] for index in listed.tolist()), UNPLACED, NO_LOCATION]
    labels = {code: tree.name(code) for code in codes[:-2]}
    forces = np.vstack([view.forces_by_area[listed], view.selected_forces, view.selected_forces])
    if not selection.of_whole_areas:
        forces &= view.selected_forces
    parts = _Parts(codes, labels, months_of_level(view, level), forces, np.r_[tree.parents[listed], -2, -3])
    found = _parted(Grouping.AREA, view, parts, most)
    return None if found is None else dataclasses.replace(found, level=level)


def _by_hotspot(view: View, selection: Selection) -> Contributions | None:
    classes = hot_classes(view, selection)
    if classes is None:
        return None
    names = [*classes.names, NO_CLASS, NO_POINT]
    group = np.where(view.cells > 0, len(names) - 2, len(names) - 1)
    group = np.where(classes.of_piece >= 0, classes.of_piece, group)
    found = _parted(Grouping.HOTSPOT, view, _of_pieces(view, names, group), len(names))
    if found is None or {part.key for part in found.rows} <= {NO_CLASS, NO_POINT, OTHERS}:
        return None
    return found


def _by_premises(view: View, within: int) -> Contributions | None:
    """Near premises or not. Pieces know their band, of few edges: of these the next that is wide enough."""
    if view.dataset.premises.empty:
        return None
    band = int(np.searchsorted(BANDS_METRES, within))
    names = [NEAR, FAR, NO_POINT]
    group = np.where(view.cells == 0, 2, np.where(view.bands <= band, 0, 1))
    found = _parted(Grouping.PREMISES, view, _of_pieces(view, names, group), len(names))
    return None if found is None else dataclasses.replace(found, metres=BANDS_METRES[band])


def _by_time(view: View) -> Iterator[Contributions | None]:
    """Parts of the day, and of the week, where the source has times; none where there is a single one."""
    for by, parts in ((Grouping.DAY, parts_of_day(view)), (Grouping.WEEK, parts_of_week(view))):
        if parts is not None:
            yield _parted(by, view, _of_all(view, list(parts.keys), parts.months), len(parts.keys))


class _Parts(NamedTuple):
    """Groups of incidents of which each is a part: their keys and names, months, forces and families."""

    keys: list[str]
    labels: dict[str, str]
    months: GroupedMonths
    forces: Flags
    families: Indices | None = None


def _of_pieces(view: View, names: list[str], group: Indices) -> _Parts:
    return _of_all(view, names, view.months_by_piece(group, len(names)))


def _of_all(view: View, names: list[str], months: GroupedMonths) -> _Parts:
    """Parts that any of the selection's forces may report on."""
    return _Parts(names, {}, months, np.tile(view.selected_forces, (len(names), 1)))


def _parted(by: Grouping, view: View, parts: _Parts, most: int) -> Contributions | None:
    """The parts that can be compared, pooled where small; None where there are fewer than two."""
    found = changes(view, parts.months, parts.forces, parts.families)
    some = np.flatnonzero(np.isfinite(found.now) & (found.now + found.before > 0))
    if len(some) < 2:
        return None
    series = compared_series(view, parts.months, parts.forces)
    keys = [parts.keys[place] for place in some]
    table = contributions(keys, found.before[some], found.now[some], series[some])
    verdicts = dict(zip(parts.keys, found.verdict.tolist(), strict=True))  # Scan's very own

    def row(key: str, before: int, now: int, change: int, verdict: str, number: int) -> ChangePart:
        if number > 1:
            return ChangePart(OTHERS, "", before, now, change, verdict, number)
        return ChangePart(key, parts.labels.get(key, ""), before, now, change, verdicts[key], 1)

    rows, main = (_rows(one, row) for one in (table, largest(table)))
    against = rows[0] if rows[0].key != OTHERS and _against(rows[0], rows) else None
    listed = _listed(rows, dict(zip(keys, series[some], strict=True)), most)
    return Contributions(by, tuple(listed), tuple(main), against)


def _rows(table: pd.DataFrame, row: Callable[..., ChangePart]) -> list[ChangePart]:
    columns = ["part", "before", "now", "change", "verdict", "parts"]
    return [row(*one) for one in zip(*(table[column].tolist() for column in columns), strict=True)]


def _against(part: ChangePart, rows: list[ChangePart]) -> bool:
    """Whether a part moved the other way than the whole."""
    return part.change * sum(one.change for one in rows) < 0


def _listed(
    rows: list[ChangePart], series: dict[str, npt.NDArray[np.float64]], most: int
) -> Iterator[ChangePart]:
    """As many single parts as are listed, then all others in one row."""
    single = [part for part in rows if part.key != OTHERS]
    yield from single[:most]
    pooled = [part for part in rows if part.key == OTHERS]
    if len(single) <= most:
        yield from pooled
        return
    rest = [*single[most:], *pooled]
    before, now = sum(part.before for part in rest), sum(part.now for part in rest)
    shown = {part.key for part in single[:most]}
    months = np.array([sum(own for key, own in series.items() if key not in shown)], dtype=np.float64)
    _, places = change_places(np.array([now]), np.array([before]), np.asarray(dispersion_phi(months, months)))
    number = sum(part.parts for part in rest)
    yield ChangePart(OTHERS, "", before, now, now - before, str(verdicts_at(places)[0]), number)
