"""A version seen at some hours of the week: the same areas, cells and points, with the counts of those hours.

Cubes at hours are made from the incident table when somebody first asks for them, in the form of those that
are stored, so that every query works on them as on the others (decision 23). The last ones are kept.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.hour_of_each import NO_HOUR
from dashboard.data.area_cube import all_types
from dashboard.data.cube import Cube
from dashboard.data.dataset import Dataset, Made
from dashboard.data.disclosure import DisclosureError
from dashboard.data.hours import Flags, hours_chosen
from dashboard.data.incident_rows import hours_of_rows, incident_table, spots
from dashboard.data.recent import Recent, bytes_of
from dashboard.data.schema import Source
from dashboard.selection import Selection

KEPT_BYTES = 256 << 20
"""Of cubes at hours, in each process, as long as those just asked for take up no more."""

LARGEST_NARROW = int(np.iinfo(np.int16).max)
"""Where no piece holds more, its counts take half the memory, which is most of what making them costs."""

_KEPT = 8
_RECENT, _RECENT_BYTES = 24, 8 << 20

SHARED_BY_ALL_HOURS = frozenset(
    (
        *("spots", "incident table", "hours of rows", "points", "place names", "incidents without an hour"),
        *("cells", "cell of piece", "cell texts", "cell places", "centres"),
        *("leaves in order", "pieces by band", "forces of pieces", "holding"),
        *(
            "hotspot ground",
            "hotspot neighbours",
            "hotspot study areas",
            "density kernels",
            "near",
            "outlines",
        ),
        *("lists of premises", "leaves of premises", "premises tree", "tree of premises", "premises"),
        *("premises in areas", "kinds of premises", "reach"),
    )
)
"""What `Dataset.once` keeps that no count goes into: it is the same at all hours, and some of it dear."""


class NoTimesError(DisclosureError):
    """Figures at some hours are asked of a source that does not know them."""


def at_hours(dataset: Dataset, selection: Selection) -> Dataset:
    """The version as a selection sees it: at its hours, or as it is where it chooses none."""
    whole = dataset.whole if isinstance(dataset, DatasetAtHours) else dataset
    hours = hours_chosen(selection)
    if hours is None:
        return whole
    kept = whole.once("at hours", lambda: Recent(KEPT_BYTES, _size_of, _KEPT))
    return kept.get(hours.tobytes(), lambda: DatasetAtHours(whole, hours))


class DatasetAtHours(Dataset):
    """A version at some hours; nothing that it keeps is mixed up with what other hours keep."""

    def __init__(self, whole: Dataset, hours: Flags) -> None:
        """`hours` [168] says which are meant, Monday midnight first."""
        self.__dict__.update(whole.__dict__)
        self.whole = whole
        self._made: dict[Hashable, Any] = {}
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()
        self.recent = Recent(_RECENT_BYTES, bytes_of, _RECENT)
        self.nearest = Recent(1)
        self.answers = _AnswersAtHours(whole.answers, np.packbits(hours).tobytes().hex())  # type: ignore[assignment]
        self.cubes = self._counted = _Cubes(whole, hours)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """As of any dataset; what no count goes into is shared with all hours."""
        name = key[0] if isinstance(key, tuple) else key
        return self.whole.once(key, make) if name in SHARED_BY_ALL_HOURS else super().once(key, make)

    @property
    def size(self) -> int:
        """Bytes of its counts."""
        made = tuple(self._made.values())
        return self._counted.size + _RECENT_BYTES + sum(map(bytes_of, made))


def _size_of(dataset: DatasetAtHours) -> int:
    return dataset.size


class _AnswersAtHours:
    """Kept answers, under questions that name the hours."""

    def __init__(self, answers: Any, hours: str) -> None:
        self._answers = answers
        self._hours = hours

    def table(
        self, version: str, source: Source, question: str, make: Callable[[], pd.DataFrame]
    ) -> pd.DataFrame:
        made: pd.DataFrame = self._answers.table(version, source, f"{self._hours} {question}", make)
        return made


class _Cubes(Mapping[str, Cube]):
    """The cubes of all sources at some hours, each made when it is first asked for."""

    def __init__(self, whole: Dataset, hours: Flags) -> None:
        self._whole = whole
        self._hours = hours
        self._made: dict[str, Cube] = {}
        self._lock = threading.Lock()

    def __getitem__(self, source: str) -> Cube:
        if source not in self._made:
            with self._lock:  # who asks meanwhile would make the same
                if source not in self._made:
                    self._made[source] = cube_at_hours(self._whole, source, self._hours)
        return self._made[source]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole.cubes)

    def __len__(self) -> int:
        return len(self._whole.cubes)

    @property
    def size(self) -> int:
        """Bytes of those made."""
        own = ("values", "together", "area_values")  # all else is the stored cube's
        return sum(getattr(cube, name).nbytes for cube in tuple(self._made.values()) for name in own)


def cube_at_hours(dataset: Dataset, source: str, hours: Flags) -> Cube:
    """The cube of a source with the incidents alone that are put in some hours of the week.

    Raises KeyError for an unknown source, NoTimesError for one without times.
    """
    cube = dataset.cubes[source]
    hour_of_row = hours_of_rows(dataset, source)
    if hour_of_row is None:
        raise NoTimesError(f"Times are not in this source ({dataset.sources[source].name}).")
    chosen = np.r_[hours, np.zeros(NO_HOUR + 1 - len(hours), dtype=bool)]
    rows = np.flatnonzero(chosen[hour_of_row])
    every = spots(dataset, source)
    _, month_of_row, type_of_row = incident_table(dataset, source)
    piece = np.repeat(np.asarray(every.piece), every.rows)[rows]
    counted = (month_of_row[rows], type_of_row[rows])
    width = np.int16 if int(cube.together[-1].max(initial=0)) <= LARGEST_NARROW else np.int32
    values = _before_each_month(piece, *counted, (len(cube.types), cube.months, len(cube.cells)), width)
    leaf, areas = np.asarray(cube.leaves)[piece], cube.area_values.shape[-1] - 1
    by_area = _before_each_month(leaf, *counted, (len(cube.types), cube.months, areas))
    area_values = np.zeros(cube.area_values.shape, dtype=np.int32)
    np.cumsum(by_area, axis=-1, out=area_values[..., 1:])
    return dataclasses.replace(cube, values=values, together=all_types(values), area_values=area_values)


def _before_each_month(
    place: npt.NDArray[Any],
    month: npt.NDArray[Any],
    kind: npt.NDArray[Any],
    shape: tuple[int, int, int],
    width: type[np.signedinteger[Any]] = np.int32,
) -> npt.NDArray[Any]:
    """[types, months + 1, places]: incidents before each month begins.

    Slots are counted by sorting them, and months added one to the next: what takes time here is memory, of
    which neither needs more than the result.
    """
    types, months, places = shape
    slot = (kind.astype(np.int64) * (months + 1) + month + 1) * places + place
    slots, counts = np.unique(slot, return_counts=True)
    values = np.zeros((types, months + 1, places), dtype=width)
    values.reshape(-1)[slots] = counts
    for own in values:
        for later in range(2, months + 1):
            own[later] += own[later - 1]
    return values
