"""What reading a file found, kept in the version beside its rows, so that no later import reads it again.

A record belongs to the parts (force and month) that its file brought. A later file's part takes the former's
place, in the record too; a record without a part is dropped.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dashboard.data.quality.faults import FAULTS, FileQuality, Group

FOLDER = Path("quality") / "records"


@dataclasses.dataclass(frozen=True)
class Record:
    """A file's quality as stored, with which of its groups still count."""

    path: Path  # of its JSON
    quality: FileQuality
    owned: tuple[bool, ...]  # for each group

    @property
    def rows(self) -> int:
        """Kept rows that are still served."""
        return sum(rows for rows, own in zip(self.quality.rows, self.owned, strict=True) if own)

    def filled(self, field: str) -> int:
        """Of those, the rows with a value."""
        counted = self.quality.filled.get(field, ())
        return sum(rows for rows, own in zip(counted, self.owned, strict=False) if own)

    def lines(self, group: Group) -> int | Any:
        """The lines of a group's rows: the first where they follow each other, else each."""
        return self.quality.lines[self.quality.groups.index(group)]

    def faults(self) -> Any:
        """Its faults, without those of groups that no longer count."""
        table = self.quality.faults
        if all(self.owned) or not len(table):
            return table
        gone = [f"{force} {month}" for (force, month), own in self._groups() if not own]
        named = pc.binary_join_element_wise(table["force"], table["month"].cast(pa.string()), " ")
        return table.filter(pc.invert(pc.is_in(named, pa.array(gone))))

    def _groups(self) -> Iterable[tuple[Group, bool]]:
        return zip(self.quality.groups, self.owned, strict=True)


def write_record(
    folder: Path, key: str, name: str, quality: FileQuality, joined: Sequence[bool] = ()
) -> None:
    """Write a file's quality into a version folder, for the source `key`, under a name that ascends.

    `joined` says which of its groups lie beside the rows of the file before, not in their place.
    """
    home = folder / FOLDER / key
    home.mkdir(parents=True, exist_ok=True)
    told = {
        "file": quality.file,
        "rows_read": quality.rows_read,
        "groups": quality.groups,
        "joined": [*joined, *[False] * (len(quality.groups) - len(joined))],
        "rows": quality.rows,
        "filled": quality.filled,
        "lines": [one if isinstance(one, int) else -1 for one in quality.lines],
        "identical": quality.identical,
        "words": quality.words,
    }
    for number, lines in enumerate(quality.lines):
        if not isinstance(lines, int):
            np.save(home / f"{name}-{number}.npy", lines, allow_pickle=False)
    if len(quality.faults):
        pq.write_table(quality.faults, home / f"{name}.parquet", compression="zstd")
    (home / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def read_records(folder: Path, key: str, served: Mapping[Group, Any] | None) -> list[Record]:
    """A source's records in the order they came, each with what of it is still served.

    `served` holds the groups of the source's parts; None where it is a register, of which the newest counts.
    Records of which nothing is served are left out.
    """
    paths = sorted((folder / FOLDER / key).glob("*.json"))
    taken: set[Group] = set()
    found: list[Record] = []
    for path in reversed(paths):
        quality, joined = _read(path)
        owned = tuple(group not in taken and (served is None or group in served) for group in quality.groups)
        taken.update(group for group, beside in zip(quality.groups, joined, strict=True) if not beside)
        if any(owned) or (not quality.groups and served is not None and not found):
            found.append(Record(path, quality, owned))
    return found[::-1]


def drop_others(folder: Path, kept: Mapping[str, Iterable[Record]]) -> None:
    """Remove from a draft the records that are not among those kept, by source."""
    names = {record.path for records in kept.values() for record in records}
    for path in (folder / FOLDER).glob("*/*.json"):
        if path not in names:
            for own in _files_of(path):
                own.unlink()


def _files_of(path: Path) -> Iterator[Path]:
    yield path
    yield from path.parent.glob(f"{path.stem}-*.npy")
    if path.with_suffix(".parquet").exists():
        yield path.with_suffix(".parquet")


def _read(path: Path) -> tuple[FileQuality, tuple[bool, ...]]:
    told = json.loads(path.read_text(encoding="utf-8"))
    listed = path.with_suffix(".parquet")
    lines = tuple(
        first if first >= 0 else np.load(path.with_name(f"{path.stem}-{number}.npy"), allow_pickle=False)
        for number, first in enumerate(told["lines"])
    )
    quality = FileQuality(
        file=told["file"],
        rows_read=told["rows_read"],
        groups=tuple((force, month) for force, month in told["groups"]),
        rows=tuple(told["rows"]),
        filled={field: tuple(counted) for field, counted in told["filled"].items()},
        lines=lines,
        faults=pq.read_table(listed) if listed.exists() else FAULTS.empty_table(),
        identical=told["identical"],
        words=told["words"],
    )
    return quality, tuple(told["joined"])
