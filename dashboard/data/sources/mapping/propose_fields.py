"""A proposed description under way, and its sections on where and when."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from dashboard.data.sources.checks import numbers, text
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.description import MISSING, FileForm
from dashboard.data.sources.mapping.places import BRITISH_GRID
from dashboard.data.sources.mapping.roles import Dates, Guess, guess_roles, in_great_britain
from dashboard.data.sources.mapping.tabular import Tabular, without_markers
from dashboard.data.sources.mapping.writing import Page

SURE = 0.9
"""From here on a guess is not called unsure."""


class Draft:
    """The page under way and the doubts so far."""

    def __init__(self, ref: FileRef, table: Tabular, form: FileForm) -> None:
        """Begin with what the columns of `table`, the file's beginning, seem to hold."""
        self.ref, self.table, self.form = ref, table, form
        self.columns = {name: without_markers(values, MISSING) for name, values in table.columns.items()}
        self.roles = guess_roles(self.columns)
        self.doubts: list[str] = []
        self.page = Page(
            f"Proposed from {ref.name}, of which {table.rows:,} rows were looked at.",
            "Behind each column: how sure the guess is. Look at every line that says unsure.",
        )

    def column(self, key: str, guess: Guess) -> None:
        """One of the file's columns, with how sure that is."""
        note = f"{guess.sure:.0%} sure"
        if guess.sure < SURE:
            note = f"unsure: {note}"
            self.doubts.append(f"{key}: is it in the column {guess.column!r} ({guess.sure:.0%} sure)?")
        self.page.value(key, guess.column, note)

    def unsure(self, doubt: str) -> None:
        """A doubt as a comment of its own."""
        self.doubts.append(doubt)
        self.page.comment(f"unsure: {doubt}")


def write_place(draft: Draft) -> None:
    """Write [place]: the axes found, whether points lie in Great Britain, whether axes are exchanged."""
    roles = draft.roles
    if "longitude" in roles and "latitude" in roles:
        _write_axes(draft, "wgs84", ("longitude", "latitude"))
    elif "easting" in roles and "northing" in roles:
        _write_axes(draft, "osgb36", ("easting", "northing"))
    elif "cell" in roles:
        draft.page.section("place")
        draft.page.value("crs", "h3")
        draft.column("cell", roles["cell"])
    else:
        draft.unsure("No columns look like a position: without [place] no incident has a location.")


def _write_axes(draft: Draft, system: str, axes: tuple[str, str]) -> None:
    x, y = (_degrees(draft, draft.roles[axis].column) for axis in axes)
    share = in_great_britain(*_to_degrees(x, y, system))
    exchanged = share < SURE and system == "wgs84" and in_great_britain(y, x) >= SURE
    guesses = [draft.roles[axis] for axis in axes]
    draft.page.section("place")
    draft.page.value("crs", system, f"{share:.0%} of the points lie in Great Britain")
    for axis, guess in zip(axes, reversed(guesses) if exchanged else guesses, strict=True):
        draft.column(axis, guess)
    if exchanged:
        draft.unsure(
            "Longitude and latitude are exchanged in the file: their columns are given the other way."
        )
    elif share < SURE:
        draft.unsure(f"Only {share:.0%} of the points lie in Great Britain: is that right?")


def _degrees(draft: Draft, column: str) -> np.ndarray:
    values = text(draft.columns[column])
    if draft.form.decimal == ",":
        values = pa.array([value.replace(",", ".") for value in values.to_pylist()], pa.string())
    return numbers(values)[0]


def _to_degrees(x: np.ndarray, y: np.ndarray, system: str) -> tuple[np.ndarray, np.ndarray]:
    if system == "wgs84":
        return x, y
    from pyproj import Transformer

    east, north = Transformer.from_crs(BRITISH_GRID, "EPSG:4326", always_xy=True).transform(x, y)
    return np.asarray(east), np.asarray(north)


def write_time(draft: Draft, dates: Dates | None) -> None:
    """Write [time]: the columns of begin and end, and how dates are written."""
    roles, page = draft.roles, draft.page
    page.section("time")
    if dates is None:
        if "month" in roles:
            draft.column("month", roles["month"])
            page.value("format", "day-first")
            return
        page.value("from", "", "unsure: the column that says when it began")
        draft.doubts.append("No column looks like a date: name the one that says when an incident began.")
        return
    draft.column("from", roles["from"])
    if "from_time" in roles and "hour" not in roles:
        draft.column("from_time", roles["from_time"])
    elif "hour" in roles:
        draft.column("hour", roles["hour"])
    if "to" in roles and "hour" not in roles:
        draft.column("to", roles["to"])
    page.value("format", dates.form, f"{dates.share:.0%} of the dates are written so")
    if dates.ambiguous:
        draft.unsure(
            "No date has a day above 12: days could stand before months or behind. Ask the supplier."
        )
    elif dates.share < 1:
        draft.unsure(
            f"{1 - dates.share:.1%} of the dates are written otherwise: their rows would be left out."
        )
    page.value("zone", "Europe/London", "unsure where the incidents happened elsewhere")
