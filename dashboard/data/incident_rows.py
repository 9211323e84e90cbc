"""The selected rows of a source's incident table: points and place names, which the cube can't tell."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.hour_of_each import NO_HOUR
from dashboard.data.cube import open_array
from dashboard.data.dataset import Dataset
from dashboard.data.hours import hours_chosen
from dashboard.data.spots import Spots

if TYPE_CHECKING:
    from dashboard.data.view import View

Array = npt.NDArray[Any]

_SPOT_COLUMNS = ("piece", "longitude", "latitude", "place")
_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


@dataclasses.dataclass(frozen=True)
class IncidentRows:
    """Columns of the incident table, one entry a selected incident, those of a piece side by side."""

    piece: Array
    type: Array
    """Index into the types of the cube."""
    longitude: Array
    """Degrees; NaN without a location."""
    latitude: Array
    place: Array
    """Index into `place_names`."""


def spots(dataset: Dataset, source: str) -> Spots:
    """Every spot of a source, whatever is selected."""

    def read() -> Spots:
        folder = dataset.source_file(source, "")
        columns = {name: open_array(folder, f"spot_{name}") for name in _SPOT_COLUMNS}
        return Spots(**columns, rows=np.diff(open_array(folder, "spot_starts")))

    return dataset.once(("spots", source), read)


def incident_table(dataset: Dataset, source: str) -> tuple[Array, Array, Array]:
    """Of the incident table, mapped: where the rows of each spot begin, then month and type of every row."""

    def opened() -> tuple[Array, Array, Array]:
        folder = dataset.source_file(source, "")
        starts, months, types = (
            open_array(folder, name) for name in ("spot_starts", "incident_month", "incident_type")
        )
        return starts, months, types

    return dataset.once(("incident table", source), opened)


def incident_rows(view: View) -> IncidentRows:
    """The incidents a view means, read where they stand: those of a cell are a few runs of the table."""
    every = spots(view.dataset, view.source.key)
    spot, _, kind = _selected(view)
    return IncidentRows(
        piece=every.piece[spot],
        type=kind,
        longitude=every.longitude[spot],
        latitude=every.latitude[spot],
        place=every.place[spot],
    )


def incident_times(view: View) -> tuple[Array, Array] | None:
    """When the incidents a view means began and ended, in seconds UTC, `NO_TIME` where that is not known.

    None for a source without times.
    """
    folder = view.dataset.source_file(view.source.key, "")
    if not (folder / "incident_from.npy").exists():
        return None
    _, rows, _ = _selected(view)
    begun, ended = (
        np.asarray(open_array(folder, f"incident_{end}")[rows], dtype=np.int64) for end in ("from", "to")
    )
    return begun, ended


def hours_of_rows(dataset: Dataset, source: str) -> npt.NDArray[np.uint8] | None:
    """The hour of the week that each row of the incident table is put in, mapped; None without times.

    0 for Monday midnight to 1 am, local in the source's zone; `NO_HOUR` for a row without a time.
    """

    def opened() -> npt.NDArray[np.uint8] | None:
        folder = dataset.source_file(source, "")
        there = dataset.sources[source].timed and (folder / "incident_hour.npy").exists()
        return open_array(folder, "incident_hour") if there else None

    return dataset.once(("hours of rows", source), opened)


def incident_hours(view: View) -> npt.NDArray[np.uint8] | None:
    """The same of each incident a view means, in the order of `incident_rows`."""
    hours = hours_of_rows(view.dataset, view.source.key)
    return None if hours is None else np.asarray(hours[_selected(view)[1]])


def incidents_in_time(view: View) -> tuple[Array, Array, Array] | None:
    """Of each incident a view means its piece, its month and the hour of the week it is put in, or `NO_HOUR`.

    None for a source without times.
    """
    hours = hours_of_rows(view.dataset, view.source.key)
    if hours is None:
        return None
    spot, rows, _ = _selected(view)
    _, months, _ = incident_table(view.dataset, view.source.key)
    month = months[rows].astype(np.int64) + view.cube.first_month
    return spots(view.dataset, view.source.key).piece[spot], month, hours[rows].astype(np.int64)


def _selected(view: View) -> tuple[Array, Array, Array]:
    """Of each incident a view means its spot, its row in the table, and its type."""
    every = spots(view.dataset, view.source.key)
    starts, months, types = incident_table(view.dataset, view.source.key)
    if isinstance(view.pieces, slice):
        first, last = np.searchsorted(every.piece, [view.pieces.start, view.pieces.stop])
        spot = np.arange(int(first), int(last))
    else:
        first, last = (np.searchsorted(every.piece, view.pieces, side=side) for side in _SIDES)
        spot = _runs(first, last)
    rows = _runs(starts[spot], starts[spot + 1])
    spot = np.repeat(spot, every.rows[spot])
    month = months[rows].astype(np.int64) + view.cube.first_month
    kind = types[rows].astype(np.int64)
    chosen = np.zeros(len(view.cube.types), dtype=bool)
    chosen[view.type_indices] = True
    wanted = (month >= view.selection.start) & (month <= view.selection.end) & chosen[kind]
    at = hours_chosen(view.selection)
    if at is not None:
        wanted &= _at_hours(hours_of_rows(view.dataset, view.source.key), rows, at)
    return spot[wanted], rows[wanted], kind[wanted]


def _at_hours(hours: npt.NDArray[np.uint8] | None, rows: Array, chosen: Array) -> Array:
    """Whether each row is in a chosen hour: in none where it has no time."""
    if hours is None:
        return np.zeros(len(rows), dtype=bool)
    return np.r_[chosen, np.zeros(NO_HOUR + 1 - len(chosen), dtype=bool)][hours[rows]]


class Points(NamedTuple):
    """The distinct points of a source."""

    longitude: Array
    latitude: Array
    of_spot: Array
    """[spots]: the point each spot lies at; -1 without a location."""


def points(dataset: Dataset, source: str) -> Points:
    """Every distinct point at which a source ever recorded anything, whatever is selected."""

    def find() -> Points:
        every = spots(dataset, source)
        known = np.isfinite(every.longitude)
        pairs = np.column_stack([every.longitude[known], every.latitude[known]])
        distinct, which = np.unique(pairs, axis=0, return_inverse=True)
        of_spot = np.full(len(known), -1, dtype=np.int64)
        of_spot[known] = which.reshape(-1)
        return Points(distinct[:, 0].copy(), distinct[:, 1].copy(), of_spot)

    return dataset.once(("points", source), find)


def points_of_incidents(view: View) -> Array:
    """[incidents of `incident_rows`]: the place in `points` of each; -1 without one."""
    return points(view.dataset, view.source.key).of_spot[_selected(view)[0]]


def incidents_by_spot(view: View) -> npt.NDArray[np.int64]:
    """[spots]: the incidents a view means."""
    number = len(spots(view.dataset, view.source.key).rows)
    return np.bincount(_selected(view)[0], minlength=number).astype(np.int64)


def points_with_incidents(view: View) -> tuple[Array, Array, Array]:
    """Longitude, latitude and number of incidents of each distinct point that has some, as
    `distinct_points`: counted by spot, which is quicker where there are many."""
    known = points(view.dataset, view.source.key)
    located = known.of_spot >= 0
    counts = np.bincount(
        known.of_spot[located],
        weights=incidents_by_spot(view)[located],
        minlength=len(known.longitude),
    ).astype(np.int64)
    some = np.flatnonzero(counts)
    return known.longitude[some], known.latitude[some], counts[some]


def distinct_points(rows: IncidentRows) -> tuple[Array, Array, Array]:
    """Longitude, latitude and number of incidents of each distinct point that is known."""
    points = pd.DataFrame({"longitude": rows.longitude, "latitude": rows.latitude})
    number = points[np.isfinite(rows.longitude)].value_counts(sort=False)
    longitude, latitude = (number.index.get_level_values(axis).to_numpy(dtype=float) for axis in (0, 1))
    return longitude, latitude, number.to_numpy(dtype=np.int64)


def _runs(starts: Array, ends: Array) -> Array:
    """The whole numbers of each run from a start to before its end, one run after the other."""
    lengths = ends - starts
    offsets = np.repeat(starts - np.r_[0, np.cumsum(lengths)[:-1]], lengths)
    return np.arange(int(lengths.sum())) + offsets


def place_names(dataset: Dataset, source: str) -> Array:
    """Every place name of a source by its index; "" is the name of no place."""

    def read() -> Array:
        table = pd.read_parquet(dataset.source_file(source, "places.parquet"))
        return table.place.to_numpy(dtype=object)

    return dataset.once(("place names", source), read)
