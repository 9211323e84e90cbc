"""What a dataset version says of itself: `manifest.json`, written last and never changed.

It names the sources, keeps one record per part (a source's incidents of one force and month) with how
its rows fared, and holds the report of the import that made the version.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dashboard.data.forms import DERIVED, FIRST_DERIVED, FORMAT, READABLE
from dashboard.data.schema import Recording, Source, month_text, slug
from dashboard.data.sources.report import FileReport


@dataclasses.dataclass(frozen=True)
class Part:
    """One source's incidents of one force and month, and how the rows of its file fared.

    Always `rows_read == rows_kept + rows_replaced + sum(rejected.values())`. Where one file holds several
    months, its rows replaced or rejected are told with its first part, as a rejected row may have no month.
    """

    source: str
    force: str
    month: int
    rows_kept: int
    without_location: int
    file: str
    rows_replaced: int = 0  # an incident id that a later row of the file repeats
    rejected: Mapping[str, int] = dataclasses.field(default_factory=dict)  # reason -> rows

    @property
    def rows_read(self) -> int:
        """Rows of the file that this part accounts for."""
        return self.rows_kept + self.rows_replaced + sum(self.rejected.values())

    @property
    def key(self) -> tuple[str, str, int]:
        """What a part imported later displaces: source, force (its slug) and month."""
        return self.source, slug(self.force), self.month

    @property
    def path(self) -> Path:
        """Where it lies in the version folder."""
        return Path("parts") / self.source / slug(self.force) / f"{month_text(self.month)}.parquet"


@dataclasses.dataclass(frozen=True)
class SkippedFile:
    """A file that an import left out, and why."""

    file: str
    reason: str


@dataclasses.dataclass(frozen=True)
class MonthsTaken:
    """What an import did to one source's months of one force."""

    source: str
    force: str
    added: tuple[int, ...]
    replaced: tuple[int, ...]
    rows: int  # rows taken in
    rows_displaced: int  # rows of the replaced months that are no longer served


@dataclasses.dataclass(frozen=True)
class LeftOut:
    """A file whose incidents are in force already, and since when."""

    file: str
    version: str
    when: str  # UTC, ISO 8601


@dataclasses.dataclass(frozen=True)
class ImportReport:
    """What one import read, skipped and changed."""

    version: str = ""
    demo: bool = False
    retired_demo: bool = False  # real data took the place of the demonstration region
    seconds: float = 0.0
    files: tuple[FileReport, ...] = ()
    skipped: tuple[SkippedFile, ...] = ()
    months: tuple[MonthsTaken, ...] = ()
    tables: Mapping[str, int] = dataclasses.field(default_factory=dict)  # input table -> rows, afterwards
    notes: tuple[str, ...] = ()  # what else the reader should know, in sentences
    left_out: tuple[LeftOut, ...] = ()  # files not read, because what they hold is in force already
    nothing_new: bool = (
        False  # all was in force already: `version` is the one there was, nothing was published
    )

    @property
    def rows(self) -> int:
        """Incidents taken in."""
        return sum(months.rows for months in self.months)


@dataclasses.dataclass(frozen=True)
class Manifest:
    """Everything a version says of itself."""

    created: str  # UTC, ISO 8601, to the second
    demo: bool
    sources: tuple[Source, ...]
    parts: tuple[Part, ...]
    report: ImportReport
    id: str = ""
    format: int = FORMAT
    derived: int = DERIVED
    renewed_from: str = ""  # the version of which this one is the same, its maps and counts built anew

    @property
    def served_as_it_is(self) -> bool:
        """Whether what is derived has the form that this program reads."""
        return self.derived == DERIVED

    @property
    def outdated(self) -> bool:
        """Whether an earlier Hexscan built it, so that this one can build it anew."""
        return self.derived < DERIVED

    @property
    def built_later(self) -> bool:
        """Whether a later Hexscan built it: building it anew here would only have that one do the same."""
        return self.derived > DERIVED

    def digest(self) -> str:
        """8 hexadecimal digits of the SHA-256 of the content; the id is not part of it."""
        return hashlib.sha256(self.with_id("").to_json().encode()).hexdigest()[:8]

    def with_id(self, version: str) -> Manifest:
        """The same manifest, naming itself and its report `version`."""
        return dataclasses.replace(self, id=version, report=dataclasses.replace(self.report, version=version))

    def to_json(self) -> str:
        """The text of `manifest.json`."""
        content = dataclasses.asdict(self)
        for source in content["sources"]:
            for name in [name for name in _SAID_WHERE_KNOWN if source[name] == _UNSAID[name]]:
                del source[name]
        for name in [name for name in _OF_REPORTS if not content["report"][name]]:
            del content["report"][name]
        return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a version folder.

    Raises OSError, KeyError, TypeError or ValueError where it is missing, damaged or of a later format.
    """
    content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    if content["format"] not in READABLE:
        raise ValueError(
            f"it has format {content['format']}, this version of Hexscan reads formats up to {FORMAT}"
        )
    return Manifest(
        id=content["id"],
        created=content["created"],
        demo=content["demo"],
        sources=tuple(_source(source) for source in content["sources"]),
        parts=tuple(Part(**part) for part in content["parts"]),
        report=_report(content["report"]),
        format=content["format"],
        derived=content.get("derived", FIRST_DERIVED),
        renewed_from=content.get("renewed_from", ""),
    )


_SAID_WHERE_KNOWN = (
    "recording",
    "contact",
    "agreement",
    "agreement_expires",
    "refresh",
    "maturity",
    "caveats",
    "small_counts",
    "category_names",
    "zone",
)
"""Fields of a source that an earlier Hexscan does not know: left out where they say nothing."""
_OF_REPORTS = ("left_out", "nothing_new")
"""The same of an import's report."""
_UNSAID = {field.name: field.default for field in dataclasses.fields(Source)}


def _source(content: dict[str, Any]) -> Source:
    recording = (Recording(*noted) for noted in content.get("recording", ()))
    tuples = {
        "recording": tuple(recording),
        "caveats": tuple(content.get("caveats", ())),
        "category_names": tuple((slug, label) for slug, label in content.get("category_names", ())),
    }
    return Source(**{**content, **tuples})


def _report(content: dict[str, Any]) -> ImportReport:
    files = (FileReport(**file) for file in content["files"])
    months = (MonthsTaken(**_with_tuples(taken, "added", "replaced")) for taken in content["months"])
    skipped = (SkippedFile(**skipped) for skipped in content["skipped"])
    left_out = (LeftOut(**left) for left in content.get("left_out", ()))
    nested = {
        "files": tuple(files),
        "months": tuple(months),
        "skipped": tuple(skipped),
        "left_out": tuple(left_out),
    }
    return ImportReport(**{**_with_tuples(content, "notes"), **nested})


def _with_tuples(content: dict[str, Any], *names: str) -> dict[str, Any]:
    """The content with the lists of `names` as tuples, which JSON does not know."""
    return {**content, **{name: tuple(content[name]) for name in names}}
