"""How good the data behind each area's rate are: months without data, records without a place, late ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.checks import divided
from dashboard.data.compared import NO_MONTH, Incomplete, LeftOut, Quality
from dashboard.data.dataset import Dataset
from dashboard.data.month_runs import longest_run
from dashboard.data.reporting import any_force, forces_of_areas, months_reported
from dashboard.data.schema import Recording, Source, slug

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int64]


def whole_months(dataset: Dataset, source: str, listed: Indices) -> Flags:
    """[areas, months of the version]: whether every force of an area has data; never where it has none."""
    forces = forces_of_areas(dataset)[listed]
    lacking = any_force(forces, ~months_reported(dataset, source))
    having = np.asarray(forces.any(axis=1))
    return np.asarray(~lacking & having[:, np.newaxis])


def months_shared(whole: Flags) -> Flags:
    """[months]: those that all areas have, of areas with any month at all; `whole` is [areas, months]."""
    having = whole.any(axis=1)
    return np.asarray(whole[having].all(axis=0)) if having.any() else np.zeros(whole.shape[1], dtype=bool)


def quality(dataset: Dataset, source: Source, listed: Indices, whole: Flags, period: slice) -> Quality:
    """The quality of the areas' data, given their whole months [areas, months of the version]."""
    months = period.stop - period.start
    last = _month_of(dataset, whole.shape[1] - 1 - np.argmax(whole[:, ::-1], axis=1), whole)
    source_last = dataset.reach(source.key)[1]
    without_location, reporters = _without_location(dataset, source.key, listed, period)
    return Quality(
        months=months,
        missing=months - whole[:, period].sum(axis=1),
        first=_month_of(dataset, np.argmax(whole, axis=1), whole),
        last=last,
        behind=whole[:, : period.stop].sum(axis=1),
        late=np.where(last == NO_MONTH, 0, source_last - last),
        without_location=without_location,
        reporters=reporters,
        forces=_forces_by_name(dataset, listed),
        precision=source.place_precision,
        recording=_recording(dataset, source, listed, period),
    )


def _month_of(dataset: Dataset, places: Indices, whole: Flags) -> Counts:
    return np.where(whole.any(axis=1), places + dataset.first_month, NO_MONTH)


def left_out(
    dataset: Dataset,
    names: tuple[tuple[str, str], ...],
    whole: Flags,
    complete: Flags,
    period: slice,
    unknown: Incomplete = Incomplete.NO_RESIDENTS,
    none: Incomplete = Incomplete.NOBODY,
    empty: Flags | None = None,
    few: Flags | None = None,
) -> tuple[LeftOut, ...]:
    """The areas that are compared with none; `names` holds code and name of each.

    `unknown` is the reason of those that have all data, but of which what rates divide by is not known;
    `none` of those in `empty`, of which it is known that they have none of it. Those in `few` have too few
    premises.
    """
    found = []
    first = dataset.first_month + period.start
    for row in np.flatnonzero(~complete).tolist():
        lacking = np.flatnonzero(~whole[row, period])
        if not len(lacking):
            why = none if empty is not None and empty[row] else unknown
            why = Incomplete.FEW_PREMISES if few is not None and few[row] else why
        else:
            why = Incomplete.NO_DATA if len(lacking) == period.stop - period.start else Incomplete.PART
        code, name = names[row]
        found.append(LeftOut(code, name, why, tuple((lacking + first).tolist())))
    return tuple(found)


def common_months(dataset: Dataset, whole: Flags, period: slice) -> tuple[int, int] | None:
    """First and last of the most months in a row that all areas have, of several such runs the latest.

    None where there are none, or where that is the whole period. Areas of which the source has no month at
    all stay aside: no choice of months would bring them in.
    """
    found = longest_run(months_shared(whole)[period], dataset.first_month + period.start)
    asked = dataset.first_month + period.start, dataset.first_month + period.stop - 1
    return None if found == asked else found


def common_instead(dataset: Dataset, whole: Flags, period: slice) -> tuple[int, int] | None:
    """The latest months in a row that all areas have, where they share none of the period.

    As many as the period has where there are so many in a row, else the most there are. None where the areas
    share a month of the period, or none at all.
    """
    shared = months_shared(whole)
    if shared[period].any():
        return None
    return longest_run(shared, dataset.first_month, most=period.stop - period.start)


def _recording(
    dataset: Dataset, source: Source, listed: Indices, period: slice
) -> tuple[tuple[Recording, ...], ...]:
    """By area the changes of recording of its reporters that its file notes, up to the period's end."""
    last = dataset.first_month + period.stop - 1
    noted = [one for one in source.recording if dataset.first_month <= one.month <= last]
    if not noted:
        return ((),) * len(listed)
    records = dataset.once(("records by reporter", source.key), lambda: _records(dataset, source.key))
    row_of = {slug(name): row for row, name in enumerate(records.names)}
    of_force = {one: records.forces[:, row_of[slug(one.force)]] for one in noted if slug(one.force) in row_of}
    areas = forces_of_areas(dataset)[listed]
    return tuple(tuple(one for one, forces in of_force.items() if (row & forces).any()) for row in areas)


class _Records(NamedTuple):
    """The records of each reporter of a source."""

    names: tuple[str, ...]
    kept: Counts
    without: Counts
    """[reporters, months of the version]: records, and those of them without a location."""
    forces: Flags
    """[forces + 1, reporters]: which forces each reports for."""


def _without_location(
    dataset: Dataset, source: str, listed: Indices, period: slice
) -> tuple[Floats, tuple[str, ...]]:
    """For each area the share of its reporters' records in the period without a location, and who they are.

    A record without a location is in no ward and often in no partnership: the share is that of the reporter.
    """
    records = dataset.once(("records by reporter", source), lambda: _records(dataset, source))
    kept = records.kept[:, period].sum(axis=1)
    own = any_force(forces_of_areas(dataset)[listed], records.forces) & (kept > 0)
    without, every = own @ records.without[:, period].sum(axis=1), own @ kept
    return divided(without, every), _joined(own, records.names)


def _joined(chosen: Flags, names: Sequence[str]) -> tuple[str, ...]:
    """For each row of chosen[rows, names] the names chosen, "A and B": of many rows few differ."""
    said: dict[bytes, str] = {}
    keys = [row.tobytes() for row in chosen]
    for key, row in zip(keys, chosen, strict=True):
        if key not in said:
            said[key] = " and ".join(names[place] for place in np.flatnonzero(row).tolist())
    return tuple(said[key] for key in keys)


def _records(dataset: Dataset, source: str) -> _Records:
    coverage = dataset.coverage[dataset.coverage.source == source]
    names = tuple(sorted(set(coverage.reporter)))
    row_of = {name: row for row, name in enumerate(names)}
    months = dataset.last_month - dataset.first_month + 1
    kept, without = np.zeros((2, len(names), months), dtype=np.int64)
    for part in dataset.parts:
        if part.source == source and part.force in row_of:
            place = row_of[part.force], part.month - dataset.first_month
            kept[place] += part.rows_kept
            without[place] += part.without_location
    forces = np.zeros((len(dataset.forces) + 1, len(names)), dtype=bool)
    position = {code: index for index, code in enumerate(dataset.forces)}
    pairs = coverage[["force", "reporter"]].drop_duplicates()
    for force, reporter in zip(pairs.force, pairs.reporter, strict=True):
        forces[position[force], row_of[reporter]] = True
    return _Records(names, kept, without, forces)


def _forces_by_name(dataset: Dataset, listed: Indices) -> tuple[str, ...]:
    """Names of each area's forces; a force that is no area of the tree goes by who reports for it."""
    coverage, known = dataset.coverage, dataset.areas.resolve
    reporters = dataset.once("reporters", lambda: dict(zip(coverage.force, coverage.reporter, strict=True)))
    names = [
        dataset.areas.name(code) if known(code) else reporters.get(code, code) for code in dataset.forces
    ]
    return _joined(forces_of_areas(dataset)[listed][:, : len(names)], names)
