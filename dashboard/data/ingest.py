"""Files -> readers -> a new dataset version: the only ways data come in."""

from __future__ import annotations

import dataclasses
import functools
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pandas as pd

from dashboard.data.ahead import in_order
from dashboard.data.contents import fingerprint
from dashboard.data.inputs import Inputs
from dashboard.data.intake import Intake
from dashboard.data.manifest import ImportReport, SkippedFile
from dashboard.data.premises_kinds import holds_of
from dashboard.data.progress import Progress, Silent
from dashboard.data.provenance import JoinsLeftOutError
from dashboard.data.quality.reading import of_incidents
from dashboard.data.schema import InputError, Source
from dashboard.data.sources import (
    EXPECTED,
    INCIDENT_KINDS,
    AreaInputs,
    FileRef,
    FileReport,
    Kind,
    PremisesRead,
    find_files,
    read_areas,
    read_incidents,
    read_premises,
    recognise,
    why_not,
)
from dashboard.data.sources.mapping.description import Description
from dashboard.data.sources.mapping.reading import read_described, unlike
from dashboard.data.staging import table_of
from dashboard.data.store import KEPT_VERSIONS, Checkpoint, Store, StoreError, no_checkpoint

WORTH_THREADS = 16 << 20
"""From so many bytes on, files are read by several threads; for fewer, one after another is as quick."""

_SHOWN = 5
_DESCRIBED = "With --source, all files must be of the format that its description states"


@dataclasses.dataclass(frozen=True)
class Found:
    """The files of an import: those to read, in order, and those left out."""

    known: tuple[tuple[FileRef, Kind], ...]
    skipped: tuple[SkippedFile, ...]

    @property
    def size(self) -> int:
        """Bytes of the files to read, those in a zip as it lies there."""
        return sum(path.stat().st_size for path in {ref.path for ref, _ in self.known})


def import_paths(
    data_dir: Path,
    paths: Sequence[Path],
    *,
    strict: bool = False,
    description: Description | None = None,
    progress: Progress | None = None,
    checkpoint: Checkpoint = no_checkpoint,
    keep: int = KEPT_VERSIONS,
) -> ImportReport:
    """Take in files, folders and zips as a new version; the stored report says what became of each file.

    A month of a source and force that is already stored is replaced. Real data retire the demonstration
    region. With a `description` all files are taken as it says. `checkpoint` hears of each completed step
    (see `store.Checkpoint`).
    Raises InputError where a file can't be used, and StoreError where the store can't be written; the
    former version is then served as before.
    """
    started = time.monotonic()
    told = progress or Silent()
    found = sort_out(paths, strict=strict, description=description)
    told.start(len(found.known))
    for leave_out in (True, False):
        try:
            with Store(data_dir, keep).writer(checkpoint) as draft:
                return _import(
                    Intake(draft, demo=False), found, description, told, started, leave_out=leave_out
                )
        except JoinsLeftOutError:
            continue
    raise AssertionError("what leaves nothing out joins nothing that was left out")


def _import(
    intake: Intake,
    found: Found,
    description: Description | None,
    told: Progress,
    started: float,
    *,
    leave_out: bool,
) -> ImportReport:
    """Read the files and publish; with `leave_out` not those that are in force already."""
    threads = 0 if found.size >= WORTH_THREADS else 1
    reading = in_order(
        lambda file: _read(intake, *file, description, leave_out=leave_out), enumerate(found.known), threads
    )
    for (ref, _), take in zip(found.known, reading, strict=True):
        told.file_done(ref.label, take())
    if intake.empty:
        raise InputError(f"The files hold nothing usable. {EXPECTED}.")
    return intake.finish(skipped=found.skipped, started=started, progress=told)


def import_frames(
    data_dir: Path,
    incidents: Iterable[tuple[Source, pd.DataFrame]],
    inputs: Inputs,
    *,
    demo: bool,
    progress: Progress | None = None,
    keep: int = KEPT_VERSIONS,
) -> ImportReport:
    """Take in canonical frames as a new version, under the rules of `import_paths`.

    Raises StoreError for a demonstration where real data are stored, which it would hide.
    """
    started = time.monotonic()
    with Store(data_dir, keep).writer() as draft:
        if demo:
            refuse_demo_over_real_data(data_dir)
        label = "Demonstration region" if demo else "Frames"
        intake = Intake(draft, demo=demo)
        for number, (source, frame) in enumerate(incidents):
            unplaced = int((frame["longitude"].isna() | frame["latitude"].isna()).sum())
            report = FileReport(label, "frame", len(frame), len(frame), without_location=unplaced)
            table = table_of(frame, label)
            staged = intake.stage(number, source, table, report)
            quality = of_incidents(label, source, table, row_number=lambda row: row + 1)
            intake.add_incidents(source, staged, report, quality)
        intake.add_inputs(inputs, FileReport(label, "inputs"))
        if intake.empty:
            raise InputError("There are no rows to take in.")
        return intake.finish(skipped=(), started=started, progress=progress or Silent())


def refuse_demo_over_real_data(data_dir: Path) -> None:
    """Raise StoreError where real data are stored: a demonstration must not take their place."""
    store = Store(data_dir)
    current = store.current_version()
    if current and not store.manifest(current).demo:
        raise StoreError(
            f"Real data are stored in {data_dir}, so the demonstration region was not made there. "
            "To look at it, set HEXSCAN_DATA_DIR to another folder."
        )


def sort_out(paths: Sequence[Path], *, strict: bool, description: Description | None = None) -> Found:
    """Recognise every file under `paths`; with a `description`, all that hold data are files of its source.

    In folders and zips an unrecognised file is skipped, or with `strict` refused. A file named directly must
    be recognised. Raises InputError for what is refused, naming the kinds of file that are taken.
    """
    refs = find_files(paths)
    why: Callable[[FileRef], str] = _reason
    if description is None:
        kinds = {ref: recognise(ref) for ref in refs}
    else:
        why = functools.partial(unlike, form=description.file)
        kinds = {ref: None if why(ref) else Kind.DESCRIBED for ref in refs}
    unknown = [ref for ref, kind in kinds.items() if kind is None]
    named = {path for path in paths if path.is_file()}
    refused = [ref for ref in unknown if strict or (ref.path in named and not ref.member)]
    if refused:
        shown = "\n".join(f"  {ref.label}: {why(ref)}" for ref in refused[:_SHOWN])
        more = f"\n  and {len(refused) - _SHOWN:,} more" if len(refused) > _SHOWN else ""
        raise InputError(f"Not taken in:\n{shown}{more}\n{EXPECTED if description is None else _DESCRIBED}.")
    known = tuple((ref, kind) for ref, kind in kinds.items() if kind is not None)
    if not known:
        expected = EXPECTED if description is None else _DESCRIBED
        if not unknown:
            raise InputError(f"There are no files in {', '.join(path.name for path in paths)}. {expected}.")
        shown = "\n".join(f"  {ref.label}: {why(ref)}" for ref in unknown[:_SHOWN])
        raise InputError(
            f"None of the {len(unknown):,} files found is recognised. {expected}.\nNot taken in:\n{shown}"
        )
    return Found(known, tuple(SkippedFile(ref.label, why(ref)) for ref in unknown))


def _reason(ref: FileRef) -> str:
    return why_not(ref) or "not recognised"


def _read(
    intake: Intake,
    number: int,
    file: tuple[FileRef, Kind],
    description: Description | None = None,
    *,
    leave_out: bool = True,
) -> Callable[[], int]:
    """Read one file, whose turn may not have come; what is returned takes it in and tells its rows.

    One that is in force already is read only if, when its turn comes, another has displaced some of it.
    """
    ref, kind = file
    incidents = kind in INCIDENT_KINDS or (description is not None and description.kind == "incidents")
    mark = fingerprint(ref, kind, description) if incidents else ""
    if not (leave_out and intake.provenance.knows(mark)):
        return _read_now(intake, number, file, description, mark)

    def take() -> int:
        if not intake.provenance.in_force(mark):
            return _read_now(intake, number, file, description, mark)()
        intake.provenance.leave_out(mark, ref.label)
        return 0

    return take


def _read_now(
    intake: Intake,
    number: int,
    file: tuple[FileRef, Kind],
    description: Description | None,
    mark: str,
) -> Callable[[], int]:
    ref, kind = file
    report: FileReport
    described = read_described(ref, description) if description else None
    if isinstance(described, PremisesRead) or kind is Kind.PREMISES:
        premises = described if isinstance(described, PremisesRead) else read_premises(ref)
        report = premises.report
        add: Callable[[], None] = functools.partial(
            intake.add_inputs,
            _premises_inputs(premises),
            report,
            premises.register.key,
            premises.quality,
            together=description is not None,
            own_ids=description is not None and "premises_id" not in description.columns,
        )
    elif described or kind in INCIDENT_KINDS:
        read = described or read_incidents(ref, kind)
        staged = intake.stage(number, read.source, read.table, read.report)
        source, report = read.source, read.report  # not the table, which would wait in memory
        together = description is not None
        quality = read.quality
        add = functools.partial(
            intake.add_incidents, source, staged, report, quality, together=together, mark=mark
        )
    else:
        areas = read_areas(ref, kind)
        report = areas.report
        add = functools.partial(intake.add_inputs, _area_inputs(areas), report)

    def take() -> int:
        add()
        return report.rows_read

    return take


def _premises_inputs(read: PremisesRead) -> Inputs:
    register = read.register
    return Inputs(
        premises=read.frame.assign(
            source=register.key,
            register=register.name,
            as_of=register.as_of,
            holds=holds_of(register.key, register.holds, read.frame["kind"]),
        )
    )


def _area_inputs(read: AreaInputs) -> Inputs:
    return Inputs(
        names=read.names,
        links=read.links,
        shapes=read.shapes,
        changes=read.changes,
        residents=read.residents,
        area_measures=read.measures,
        peer_groups=read.peers,
        harm_weights=read.weights,
    )
