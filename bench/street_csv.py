"""Made-up incidents as data.police.uk publishes them: CSV, a folder a month, a file a force in it."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from bench.region import FIRST_MONTH, FORCES, TYPES, Drawn, Region
from dashboard.data.schema import month_text

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)
WITHOUT_ID = TYPES.index("Anti-social behaviour")
OUTCOMES = (
    "Investigation complete; no suspect identified",
    "Unable to prosecute suspect",
    "Under investigation",
    "Awaiting court outcome",
    "Local resolution",
)
ID_BYTES = 32  # a crime id is so many bytes, as hexadecimal digits
BATCH = 1 << 18  # rows made and written at a time

_FIRST = ("Alder", "Ash", "Beech", "Birch", "Black", "Brook", "Castle", "Chapel", "Church", "Cliff", "Cross")
_FIRST += ("Dale", "East", "Elm", "Farm", "Fern", "Field", "Forge", "Fox", "Glen", "Hazel", "Heath", "Holly")
_SECOND = ("bank", "brook", "burn", "combe", "cote", "croft", "dale", "den", "field", "ford", "gate", "ham")
_SECOND += ("hurst", "leigh", "ley", "mead", "mere", "side", "ton", "wood")
_KIND = (
    "Avenue",
    "Close",
    "Court",
    "Crescent",
    "Drive",
    "Gardens",
    "Grove",
    "Lane",
    "Place",
    "Road",
    "Street",
)
_KIND += ("Terrace", "Walk", "Way")
STREETS = tuple(f"{a}{b} {c}" for a, b, c in itertools.product(_FIRST, _SECOND, _KIND))


class StreetWriter:
    """Writes months of incidents; what belongs to an anchor is put into words once."""

    def __init__(self, of: Region, rng: np.random.Generator) -> None:
        """`rng` gives crime ids and outcomes."""
        self._force = of.force
        self._rng = rng
        anchors = np.arange(len(of.longitude))
        self._types = pa.array(TYPES)
        self._outcomes = pa.array(("", *OUTCOMES))
        self._of_anchor = [
            pa.array([f"{value:.6f}" for value in of.longitude.tolist()]),
            pa.array([f"{value:.6f}" for value in of.latitude.tolist()]),
            pa.array([f"On or near {name}" for name in STREETS]).take(pa.array(anchors % len(STREETS))),
            pa.array(of.lsoa_codes).take(pa.array(of.lsoa)),
            pa.array(of.lsoa_names).take(pa.array(of.lsoa)),
        ]

    def write(self, drawn: Drawn, folder: Path) -> int:
        """Write the incidents of one month, a file a force; returns the bytes written."""
        if not len(drawn.anchor):
            return 0
        month = month_text(FIRST_MONTH + int(drawn.month[0]))
        (folder / month).mkdir(parents=True, exist_ok=True)
        force, size = self._force[drawn.anchor], 0
        for index, name in enumerate(FORCES):
            own = np.flatnonzero(force == index)
            if not len(own):
                continue
            path = folder / month / f"{month}-{name.split()[0].lower()}-street.csv"
            with path.open("wb") as file:
                file.write(f"{HEADER}\n".encode())
                for first in range(0, len(own), BATCH):
                    rows = own[first : first + BATCH]
                    table = self._table(drawn.anchor[rows], drawn.type[rows], month, name)
                    pa_csv.write_csv(table, file, _BARE)
            size += path.stat().st_size
        return size

    def _table(self, anchor: np.ndarray, kind: np.ndarray, month: str, force: str) -> pa.Table:
        number = len(anchor)
        with_id = kind != WITHOUT_ID
        outcome = np.where(with_id, self._rng.integers(1, len(OUTCOMES) + 1, number, dtype=np.int8), 0)
        places = pa.array(anchor)
        columns = [
            self._ids(with_id),
            *(pa.repeat(text, number) for text in (month, force, force)),
            *(values.take(places) for values in self._of_anchor),
            self._types.take(pa.array(kind)),
            self._outcomes.take(pa.array(outcome)),
            pa.repeat("", number),
        ]
        return pa.table(columns, names=HEADER.split(","))

    def _ids(self, with_id: np.ndarray) -> pa.Array:
        """64 hexadecimal digits where a row has an id, else nothing."""
        digits = self._rng.bytes(ID_BYTES * int(with_id.sum())).hex().encode()
        ends = np.cumsum(np.where(with_id, 2 * ID_BYTES, 0), dtype=np.int32)
        offsets = np.concatenate((np.zeros(1, dtype=np.int32), ends))
        return pa.StringArray.from_buffers(len(with_id), pa.py_buffer(offsets), pa.py_buffer(digits))


_BARE = pa_csv.WriteOptions(include_header=False, quoting_style="none")
