"""What is stored: per source the rows, months and files that are served now, and how the last import went."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.data.controlled_rows import served_rows
from dashboard.data.disclosure import disclose, least_shown
from dashboard.data.disk_use import DiskUse, disk_use
from dashboard.data.hiding import Hiding
from dashboard.data.inputs import read_inputs
from dashboard.data.manifest import ImportReport, Manifest, Part
from dashboard.data.quarters import QUARTER, quarter_of
from dashboard.data.schema import OTHER, Source, month_text
from dashboard.data.store import Store, StoreError
from dashboard.data.tiles import tiles_told

_MONTHS = {"months", "missing", "added", "replaced", "first_month", "last_month"}


@dataclasses.dataclass(frozen=True)
class ForceStatus:
    """The months of one force in one source."""

    force: str
    months: tuple[int, ...]  # covered, ascending
    missing: tuple[int, ...]  # of the months from the source's first to its last
    rows_kept: int | None  # None of a controlled source: its rows are told for all forces together


@dataclasses.dataclass(frozen=True)
class SourceStatus:
    """One source as served now: sums over its stored months, whichever import brought them.

    Of a controlled source rows are those of the quarters served, as they may be shown: to the nearest 5. Its
    months are those of whole quarters: that a reporter had a record in a month of another one is not told.
    """

    source: Source
    files: int
    rows_read: int
    rows_kept: int
    rows_replaced: int  # an incident id that a later row of the same file repeats
    rejected: Mapping[str, int]  # reason -> rows
    without_location: int
    first_month: int
    last_month: int
    forces: tuple[ForceStatus, ...]


@dataclasses.dataclass(frozen=True)
class RegisterStatus:
    """One register of premises."""

    key: str
    name: str
    as_of: str
    premises: int
    without_position: int
    others: int = 0
    """Of these, other places than licensed premises."""


@dataclasses.dataclass(frozen=True)
class StatusReport:
    """All that `python -m dashboard status` and the data page tell. No version: nothing is stored."""

    data_dir: Path
    version: str = ""
    created: str = ""
    demo: bool = False
    kept_versions: tuple[str, ...] = ()
    bytes_on_disk: int = 0  # of the version served
    to_renew: bool = False  # an earlier Hexscan built its maps and counts; the next start builds them anew
    built_later: bool = False  # a later Hexscan built them, and alone can serve them
    renewed_from: str = ""  # the version it is the same as, but for maps and counts built anew
    sources: tuple[SourceStatus, ...] = ()
    registers: tuple[RegisterStatus, ...] = ()
    tables: Mapping[str, int] = dataclasses.field(default_factory=dict)  # area, population... table -> rows
    notes: tuple[str, ...] = ()  # how areas were put together, in sentences
    last_import: ImportReport = dataclasses.field(default_factory=ImportReport)
    hidden: tuple[Source, ...] = ()  # may not be shown today: agreements are over
    disk: DiskUse = dataclasses.field(default_factory=DiskUse)
    base_map: str = ""  # the file of map tiles in a line, or why it can't be used; "" where there is none

    def as_json(self) -> dict[str, Any]:
        """The report as values that JSON knows; months are "YYYY-MM"."""
        content: dict[str, Any] = _with_month_texts(dataclasses.asdict(self))
        return {**content, "data_dir": str(self.data_dir)}


def status(data_dir: Path, version: str | None = None, day: Callable[[], date] | None = None) -> StatusReport:
    """What is stored under `data_dir`: in the version served, or in `version`.

    Sources that must not be shown on the `day` (`hiding.today` unless given) are named in `hidden`, and
    nowhere else. Raises StoreError where the store is damaged, and DisclosureError where a source's figures
    may not leave.
    """
    store = Store(data_dir)
    chosen = version or store.current_version()
    if chosen is None:
        return StatusReport(data_dir, base_map=tiles_told(data_dir))
    manifest = store.manifest(chosen)
    folder = store.version_dir(chosen)
    hidden = Hiding(store, day).sources(chosen)
    keys = {source.key for source in hidden}
    shown = tuple(source for source in manifest.sources if source.key not in keys)
    return StatusReport(
        data_dir=data_dir,
        version=manifest.id,
        created=manifest.created,
        demo=manifest.demo,
        kept_versions=tuple(store.versions()),
        bytes_on_disk=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        to_renew=manifest.outdated,
        built_later=manifest.built_later,
        renewed_from=manifest.renewed_from,
        sources=source_statuses(dataclasses.replace(manifest, sources=shown), folder / "derived"),
        registers=_registers(folder / "inputs"),
        tables=manifest.report.tables,
        notes=tuple(
            note
            for note in _area_notes(folder / "derived" / "areas.json")
            if not any(source.name in note for source in hidden)
        ),
        last_import=manifest.report,
        hidden=hidden,
        disk=disk_use(store, chosen),
        base_map=tiles_told(data_dir),
    )


def source_statuses(manifest: Manifest, derived: Path) -> tuple[SourceStatus, ...]:
    """The status of each source of a version, in the manifest's order; `derived` is what it serves."""
    exact = ((source, _source_status(source, manifest.parts)) for source in manifest.sources)
    return tuple(
        _rounded(status, derived) if source.controlled else disclose(status, source)
        for source, status in exact
    )


def _rounded(status: SourceStatus, derived: Path) -> SourceStatus:
    """The status of a controlled source; its rows are counted in what is served, as those of a reader are."""
    served = served_rows(derived / f"source-{status.source.key}")
    rejected = {reason: least_shown(rows, status.source) for reason, rows in status.rejected.items()}
    held = ((force.force, _of_whole_quarters(force.months)) for force in status.forces)
    whole = {force: months for force, months in held if months}
    every = [month for months in whole.values() for month in months]
    first, last = min(every, default=status.first_month), max(every, default=status.last_month)
    found = dataclasses.replace(
        status,
        rows_read=served.rows,
        rows_kept=served.rows,
        rows_replaced=least_shown(status.rows_replaced, status.source),
        rejected=rejected,
        without_location=served.without_location,
        first_month=first,
        last_month=last,
        forces=tuple(_force_status(force, months, first, last, None) for force, months in whole.items()),
    )
    counts = [served.rows, served.without_location, found.rows_replaced, list(rejected.values())]
    return disclose(found, status.source, counts=counts)


def _source_status(source: Source, all_parts: Iterable[Part]) -> SourceStatus:
    parts = [part for part in all_parts if part.source == source.key]
    rejected: Counter[str] = Counter()
    for part in parts:
        rejected.update(part.rejected)
    first, last = min(part.month for part in parts), max(part.month for part in parts)
    by_force: dict[str, list[Part]] = {}
    for part in parts:
        by_force.setdefault(part.key[1], []).append(part)
    return SourceStatus(
        source=source,
        files=len({part.file for part in parts}),
        rows_read=sum(part.rows_read for part in parts),
        rows_kept=sum(part.rows_kept for part in parts),
        rows_replaced=sum(part.rows_replaced for part in parts),
        rejected=dict(rejected.most_common()),
        without_location=sum(part.without_location for part in parts),
        first_month=first,
        last_month=last,
        forces=tuple(_of_force(by_force[force], first, last) for force in sorted(by_force)),
    )


def _of_force(parts: list[Part], first: int, last: int) -> ForceStatus:
    months = tuple(sorted(part.month for part in parts))
    latest = max(parts, key=lambda part: part.month)
    return _force_status(latest.force, months, first, last, sum(part.rows_kept for part in parts))


def _force_status(
    force: str, months: tuple[int, ...], first: int, last: int, rows_kept: int | None
) -> ForceStatus:
    missing = tuple(month for month in range(first, last + 1) if month not in set(months))
    return ForceStatus(force, months, missing, rows_kept)


def _of_whole_quarters(months: tuple[int, ...]) -> tuple[int, ...]:
    held = Counter(map(quarter_of, months))
    return tuple(month for month in months if held[quarter_of(month)] == QUARTER)


def _registers(inputs: Path) -> tuple[RegisterStatus, ...]:
    premises = read_inputs(inputs).premises
    return tuple(
        RegisterStatus(
            key=str(key),
            name=str(rows["register"].iloc[0]),
            as_of=str(rows["as_of"].iloc[0]),
            premises=len(rows),
            without_position=int((rows["longitude"].isna() | rows["latitude"].isna()).sum()),
            others=int((rows["holds"] == OTHER).sum()),
        )
        for key, rows in premises.groupby("source", sort=True)
    )


def _area_notes(path: Path) -> tuple[str, ...]:
    try:
        return tuple(json.loads(path.read_text(encoding="utf-8"))["notes"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} can't be read: {error}. Import the data again.") from error


def _with_month_texts(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _with_month_texts(item, key) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_with_month_texts(item, name) for item in value]
    return month_text(value) if name in _MONTHS and isinstance(value, int) else value


def month_runs(months: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending months as unbroken runs of (first, last)."""
    runs: list[tuple[int, int]] = []
    for month in months:
        if runs and month == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], month)
        else:
            runs.append((month, month))
    return runs


def months_text(months: Iterable[int]) -> str:
    """Ascending months as text: "2025-01 to 2025-03, 2025-07"; "none" where there are none."""
    spans = (
        month_text(first) if first == last else f"{month_text(first)} to {month_text(last)}"
        for first, last in month_runs(months)
    )
    return ", ".join(spans) or "none"
