"""Which files' incidents are in force: `contents.json` of a version, so that what is there is not read again.

A file is known by the SHA-256 of its bytes, of the description it was read by and of the code that read it.
It is in force while every month that it brought is there still, none displaced by what came later.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from dashboard.data.inputs import KEYS, Inputs
from dashboard.data.schema import InputError, month_text
from dashboard.data.sources import FileRef, Kind
from dashboard.data.sources.files import DAMAGE, MAX_FILE_BYTES
from dashboard.data.sources.mapping.description import Description

FILE = "contents.json"

PartKey = tuple[str, str, int]
"""Source, force and month of a part, as `Part.key` has them."""

_CHUNK = 1 << 20
_RANKED: dict[str, list[str]] = {
    "residents": ["year"],
    "area_measures": ["measure", "year"],
    "peer_groups": ["dated"],
    "harm_weights": [],
}
"""Tables of which the dataset that came last counts, among those that agree in these columns."""


@dataclasses.dataclass(frozen=True)
class InForce:
    """A file whose incidents are all there, and the import that brought them."""

    file: str
    version: str
    when: str  # UTC, ISO 8601
    parts: int  # months of forces that it brought


@dataclasses.dataclass(frozen=True)
class Contents:
    """Where the incidents of a version are from."""

    files: Mapping[str, InForce] = dataclasses.field(default_factory=dict)  # by fingerprint
    of_parts: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    """Part (`named`) -> fingerprints of the files it is from, in the order they came."""

    def parts_of(self, mark: str) -> frozenset[str]:
        """The parts that hold something of a file."""
        return frozenset(part for part, marks in self.of_parts.items() if mark in marks)

    def without(self, source: str) -> Contents:
        """The same without a source."""
        parts = {part: marks for part, marks in self.of_parts.items() if part.split("/")[0] != source}
        return _whole(self.files, parts)

    def with_taken(self, files: Mapping[str, InForce], taken: Mapping[str, tuple[str, ...]]) -> Contents:
        """The same after an import that took these files, and from them these parts."""
        return _whole({**self.files, **files}, {**self.of_parts, **taken})


def _whole(files: Mapping[str, InForce], of_parts: Mapping[str, tuple[str, ...]]) -> Contents:
    """The contents, naming only the files of which nothing was displaced."""
    left = Counter(mark for marks in of_parts.values() for mark in set(marks))
    return Contents({mark: file for mark, file in files.items() if left[mark] == file.parts}, of_parts)


def named(part: PartKey) -> str:
    """A part in a word: "police-uk/cleveland-police/2025-01"."""
    source, force, month = part
    return f"{source}/{force}/{month_text(month)}"


def read_contents(folder: Path) -> Contents:
    """The contents of a version; nothing is known of one that does not tell, or can't be read."""
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
        files = {mark: InForce(**file) for mark, file in told["files"].items()}
        parts = {part: tuple(marks) for part, marks in told["parts"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Contents()  # files are then read again, which does no harm
    return Contents(files, parts)


def write_contents(folder: Path, contents: Contents) -> None:
    """Write the contents of a draft as a new file."""
    path = folder / FILE
    path.unlink(missing_ok=True)
    told = {
        "files": {mark: dataclasses.asdict(file) for mark, file in sorted(contents.files.items())},
        "parts": dict(sorted(contents.of_parts.items())),
    }
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def fingerprint(ref: FileRef, kind: Kind, description: Description | None) -> str:
    """What a file is known by; "" for one that can't be read, or not in whole.

    The file's own name counts where the reader goes by it: a source or a force can be named there.
    """
    name = "" if kind is Kind.POLICE_STREET else ref.name
    told = description.digest if description else ""
    known = hashlib.sha256("\0".join([_readers(), kind.value, told, name, ""]).encode())
    size = 0
    try:
        with ref.open() as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                known.update(chunk)
                if size > MAX_FILE_BYTES:
                    return ""
    except (*DAMAGE, InputError, OSError, RuntimeError, KeyError):
        return ""  # the reader, which comes to it next, says what is wrong
    return known.hexdigest()


@functools.cache
def _readers() -> str:
    """Stands for the code that reads files: another release may read them otherwise."""
    data = Path(__file__).parent
    code = [*sorted((data / "sources").rglob("*.py")), data / "schema.py", data / "staging.py"]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in code)).hexdigest()


def same_inputs(former: Inputs, now: Inputs) -> bool:
    """Whether two sets of tables say the same: the same rows, and datasets that come before others alike."""
    ours = dict(now.tables())
    return all(_same(name, frame, ours[name]) for name, frame in former.tables())


def _same(name: str, former: pd.DataFrame, now: pd.DataFrame) -> bool:
    if len(former) != len(now) or _ranking(name, former) != _ranking(name, now):
        return False
    return _ordered(name, former).equals(_ordered(name, now))


def _ordered(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows by the table's key, those of one key in the order they came."""
    keys = list(KEYS[name])
    return frame.sort_values(keys, kind="stable").reset_index(drop=True) if keys else frame


def _ranking(name: str, frame: pd.DataFrame) -> list[tuple[object, ...]]:
    """Which dataset comes before which: where several tell the same, the one that came last counts."""
    if name not in _RANKED:
        return []
    by = _RANKED[name]
    ordered = frame.sort_values(by, kind="stable") if by else frame
    return list(ordered[[*by, "dataset"]].drop_duplicates(keep="last").itertuples(index=False, name=None))
