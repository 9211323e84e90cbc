"""Files -> readers -> a new dataset version: the only ways data come in."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from dashboard.data.inputs import Inputs
from dashboard.data.intake import Intake
from dashboard.data.manifest import ImportReport, SkippedFile
from dashboard.data.progress import Progress, Silent
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
from dashboard.data.store import Checkpoint, Store, StoreError, no_checkpoint

_SHOWN = 5


@dataclasses.dataclass(frozen=True)
class Found:
    """The files of an import: those to read, in order, and those left out."""

    known: tuple[tuple[FileRef, Kind], ...]
    skipped: tuple[SkippedFile, ...]


def import_paths(
    data_dir: Path,
    paths: Sequence[Path],
    *,
    strict: bool = False,
    progress: Progress | None = None,
    checkpoint: Checkpoint = no_checkpoint,
) -> ImportReport:
    """Take in files, folders and zips as a new version; the stored report says what became of each file.

    A month of a source and force that is already stored is replaced. Real data retire the demonstration
    region. `checkpoint` hears of each completed step (see `store.Checkpoint`).
    Raises InputError where a file can't be used, and StoreError where the store can't be written; the
    former version is then served as before.
    """
    started = time.monotonic()
    told = progress or Silent()
    found = sort_out(paths, strict=strict)
    told.start(len(found.known))
    with Store(data_dir).writer(checkpoint) as draft:
        intake = Intake(draft, demo=False)
        for ref, kind in found.known:
            told.file_done(ref.label, _take(intake, ref, kind))
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
) -> ImportReport:
    """Take in canonical frames as a new version, under the rules of `import_paths`.

    Raises StoreError for a demonstration where real data are stored, which it would hide.
    """
    started = time.monotonic()
    with Store(data_dir).writer() as draft:
        if demo:
            refuse_demo_over_real_data(data_dir)
        label = "Demonstration region" if demo else "Frames"
        intake = Intake(draft, demo=demo)
        for source, frame in incidents:
            unplaced = int((frame["longitude"].isna() | frame["latitude"].isna()).sum())
            report = FileReport(label, "frame", len(frame), len(frame), without_location=unplaced)
            intake.add_incidents(source, frame, report)
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


def sort_out(paths: Sequence[Path], *, strict: bool) -> Found:
    """Recognise every file under `paths`.

    In folders and zips an unrecognised file is skipped, or with `strict` refused. A file named directly must
    be recognised. Raises InputError for what is refused, naming the kinds of file that are taken.
    """
    kinds = {ref: recognise(ref) for ref in find_files(paths)}
    unknown = [ref for ref, kind in kinds.items() if kind is None]
    named = {path for path in paths if path.is_file()}
    refused = [ref for ref in unknown if strict or (ref.path in named and not ref.member)]
    if refused:
        shown = "\n".join(f"  {ref.label}: {_reason(ref)}" for ref in refused[:_SHOWN])
        more = f"\n  and {len(refused) - _SHOWN:,} more" if len(refused) > _SHOWN else ""
        raise InputError(f"Not taken in:\n{shown}{more}\n{EXPECTED}.")
    known = tuple((ref, kind) for ref, kind in kinds.items() if kind is not None)
    if not known:
        raise InputError(f"None of the {len(unknown):,} files found is recognised. {EXPECTED}.")
    return Found(known, tuple(SkippedFile(ref.label, _reason(ref)) for ref in unknown))


def _reason(ref: FileRef) -> str:
    return why_not(ref) or "not recognised"


def _take(intake: Intake, ref: FileRef, kind: Kind) -> int:
    """Read one file into the import. Returns the number of its rows."""
    if kind in INCIDENT_KINDS:
        read = read_incidents(ref, kind)
        intake.add_incidents(read.source, read.frame, read.report)
        return read.report.rows_read
    if kind is Kind.PREMISES:
        premises = read_premises(ref)
        intake.add_inputs(_premises_inputs(premises), premises.report)
        return premises.report.rows_read
    areas = read_areas(ref, kind)
    intake.add_inputs(_area_inputs(areas), areas.report)
    return areas.report.rows_read


def _premises_inputs(read: PremisesRead) -> Inputs:
    register = read.register
    return Inputs(
        premises=read.frame.assign(source=register.key, register=register.name, as_of=register.as_of)
    )


def _area_inputs(read: AreaInputs) -> Inputs:
    return Inputs(
        names=read.names,
        links=read.links,
        shapes=read.shapes,
        changes=read.changes,
        residents=read.residents,
    )
