"""Takes canonical rows into a draft version: parts as they come, inputs together at the end."""

from __future__ import annotations

import dataclasses
import re
import shutil
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboard.data.build import build
from dashboard.data.contents import Contents, read_contents, same_inputs, write_contents
from dashboard.data.hiding import expired, today
from dashboard.data.inputs import Inputs, beside, latest, read_inputs, write_inputs
from dashboard.data.intake_told import all_noted, months_taken, shrunk, way_out
from dashboard.data.manifest import ImportReport, LeftOut, Manifest, Part, SkippedFile
from dashboard.data.progress import Progress
from dashboard.data.provenance import Provenance
from dashboard.data.quality.faults import FileQuality
from dashboard.data.quality.making import write_reports
from dashboard.data.quality.records import write_record
from dashboard.data.quality.report import REGISTER
from dashboard.data.schema import InputError, Source, month_name
from dashboard.data.sources.incidents import NO_ROWS
from dashboard.data.sources.report import FileReport
from dashboard.data.staging import Staged, joined, stage
from dashboard.data.store import Draft

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_STAGED = "staged"
_LASTING = ("sensitivity", "place_precision", "time_precision", "finest_resolution", "fictional")


class Intake:
    """One import under way. Incidents go to disk at once, so that no more than one file is in memory."""

    def __init__(self, draft: Draft, *, demo: bool) -> None:
        """Start from the former version, or from nothing where either side is the demonstration region."""
        self.draft = draft
        self.demo = demo
        self.sources: dict[str, Source] = {}
        self.files: list[FileReport] = []
        self._former: dict[tuple[str, str, int], Part] = {}
        self._taken: dict[tuple[str, str, int], Part] = {}
        self._layers: list[Inputs] = []
        self._register_layers: dict[str, int] = {}  # key of a register -> its latest place among them
        self._registers: dict[str, str] = {}  # key -> name
        self._notes: list[str] = [draft.swept] if draft.swept else []
        self._looked_over: list[str] = []  # keys of the sources and registers whose files told how they fare
        self.provenance = Provenance(Contents())
        former = draft.store.manifest(draft.former) if draft.former else None
        self._before = former
        self.retired_demo = bool(former and former.demo and not demo)
        if draft.former and former and not (demo or former.demo):
            draft.start_from(draft.former)
            self.sources = {source.key: source for source in former.sources}
            self._former = {part.key: part for part in former.parts}
            self.provenance = Provenance(read_contents(draft.store.version_dir(draft.former)))
        (draft.folder / _STAGED).mkdir()  # before threads make their own folders in it

    def stage(self, number: int, source: Source, table: Any, report: FileReport) -> list[Staged]:
        """Write the incidents of the file of that number beside their place; safe for threads.

        Raises InputError where a force can't be filed under a name.
        """
        return stage(self.draft.folder / _STAGED / str(number), source, table, report)

    def add_incidents(
        self,
        source: Source,
        staged: Sequence[Staged],
        report: FileReport,
        quality: FileQuality | None = None,
        *,
        together: bool = False,
        mark: str = "",
    ) -> None:
        """Take in a file's staged months; each displaces the same source's month of that force.

        What an earlier file of this import has brought of such a month is displaced as well, or with
        `together` kept beside it: suppliers may cut their files otherwise than by month. `quality` is how the
        file's rows fare against the data-quality standard.
        `mark` is the file's fingerprint. Raises InputError where the source contradicts what is stored, and
        JoinsLeftOutError where it adds to a month that was left out.
        """
        self._admit(source, report.path)
        first = self.provenance.same_file(mark) if together else ""
        if first:
            self._notes.append(f"{report.path} is the same file as {first}: its rows are counted once.")
            return
        self.provenance.read(mark, report.path, [one.part.key for one in staged], together=together)
        self.files.append(report)
        self._keep_quality(source.key, quality, [one.part.key in self._taken and together for one in staged])
        for one in staged:
            part = one.part
            if together and part.key in self._taken:
                part = joined(self.draft.folder / self._taken[part.key].path, self._taken[part.key], one)
            else:
                self._note_overtaken(part)
            one.path.replace(self.draft.fresh(part.path))
            self._taken[part.key] = part
            self.draft.checkpoint("part written")

    def add_inputs(
        self,
        inputs: Inputs,
        report: FileReport,
        register: str = "",
        quality: FileQuality | None = None,
        *,
        together: bool = False,
        own_ids: bool = False,
    ) -> None:
        """Remember area, population, premises or place tables; they displace stored rows of the same key.

        Of premises, `register` is the key and `quality` how they fare against the standard; with `together`
        they go beside those of an earlier file of this import (`own_ids`: see `inputs.beside`).
        """
        self.files.append(report)
        place = self._register_layers.get(register) if together else None
        self._keep_quality(f"{REGISTER}{register}", quality, [place is not None])
        if place is not None:
            self._layers[place] = beside(self._layers[place], inputs, own_ids=own_ids)
        else:
            self._register_layers[register] = len(self._layers)
            self._layers.append(inputs)

    def _keep_quality(self, key: str, quality: FileQuality | None, joined: Sequence[bool]) -> None:
        """Store how a file's rows fare; `joined` says which of its months go beside an earlier file's."""
        if quality is not None:
            name = f"{self.draft.number:06d}-{len(self.files):06d}"
            write_record(self.draft.folder, key, name, quality, joined)
            self._looked_over.append(key)

    @property
    def empty(self) -> bool:
        """Whether nothing usable has come in; `finish` says so of incident files with a header alone."""
        return not (self._holds_rows or self._headers_alone or self.provenance.left_out)

    @property
    def _holds_rows(self) -> bool:
        return bool(self._taken) or not all(layer.empty for layer in self._layers)

    @property
    def _headers_alone(self) -> list[str]:
        return [report.path for report in self.files if report.note == NO_ROWS]

    def finish(self, *, skipped: tuple[SkippedFile, ...], started: float, progress: Progress) -> ImportReport:
        """Merge the inputs, build what is derived and publish. Returns the report stored with the version.

        `started` is the `time.monotonic()` at which the import began. Raises InputError where the
        demonstration region would give way to an import without incidents, or no file has a row.
        """
        if not self._holds_rows and not self.provenance.left_out:
            first, *others = self._headers_alone
            files = f"{first} (and {len(others):,} more) have" if others else f"{first} has"
            raise InputError(f"{files} a header but no rows; what is stored stays.")
        if self.retired_demo and not self._taken:
            raise InputError(
                "The demonstration region is in use and this import holds no incidents. "
                "Import the incidents first, or together with these files."
            )
        folder = self.draft.folder
        tables, same = self._write_inputs(folder / "inputs")
        self.draft.checkpoint("inputs written")
        if same and self._before and self._as_before():
            return self._nothing_new(self._before, skipped, round(time.monotonic() - started, 1))
        parts = {**self._former, **self._taken}
        (folder / "parts").mkdir(exist_ok=True)
        shutil.rmtree(folder / _STAGED, ignore_errors=True)
        sources = tuple(self.sources[key] for key in sorted({part.source for part in parts.values()}))
        progress.stage("Building maps and counts")
        told = build(folder, sources)
        self.draft.checkpoint("built")
        served = tuple(parts[key] for key in sorted(parts))
        write_reports(folder, sources, served, self._registers, self._looked_over, datetime.now(UTC))
        self.draft.checkpoint("quality told")
        self._notes += shrunk(self._taken, self._former)
        self._note_hidden()
        report = ImportReport(
            demo=self.demo,
            retired_demo=self.retired_demo,
            seconds=round(time.monotonic() - started, 1),
            files=tuple(self.files),
            skipped=skipped,
            months=tuple(months_taken(self._taken, self._former)),
            tables=tables,
            notes=(*self._notes, *told),
            left_out=self.provenance.left_out,
        )
        manifest = Manifest(
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            demo=self.demo,
            sources=sources,
            parts=served,
            report=report,
        )
        progress.stage("Publishing")
        contents = self.provenance.contents(self.draft.id_of(manifest), manifest.created)
        write_contents(folder, contents)
        return dataclasses.replace(report, version=self.draft.publish(manifest))

    def _as_before(self) -> bool:
        """Whether all that was taken is from the files that it was from already, and known as before."""
        if self._before is None or self._before.demo or self.demo:
            return False
        known = {source.key: source for source in self._before.sources}
        taken = {source for source, _, _ in self._taken}
        return self.provenance.as_before() and all(known.get(key) == self.sources[key] for key in taken)

    def _nothing_new(
        self, former: Manifest, skipped: tuple[SkippedFile, ...], seconds: float
    ) -> ImportReport:
        """The report of an import that changes nothing, and so makes no version."""
        bare = self._headers_alone
        again = (LeftOut(one.path, former.id, former.created) for one in self.files if one.path not in bare)
        return ImportReport(
            version=former.id,
            seconds=seconds,
            skipped=skipped,
            tables=former.report.tables,
            notes=(*self._notes, *(f"{file} has a header but no rows." for file in bare)),
            left_out=(*self.provenance.left_out, *again),
            nothing_new=True,
        )

    def _admit(self, source: Source, file: str) -> None:
        if not _KEY.fullmatch(source.key):
            raise InputError(f"{file}: the source key {source.key!r} must be lower-case words and hyphens.")
        if source.key.startswith(REGISTER):  # by which reports tell registers, that are never hidden
            raise InputError(
                f"{file}: the source key {source.key!r} begins as those of registers of premises do "
                f"({REGISTER!r}). Choose another key for these incidents."
            )
        known = self.sources.setdefault(source.key, source)
        for name in _LASTING:
            stored, given = getattr(known, name), getattr(source, name)
            if stored != given:
                raise InputError(
                    f"{file}: the source {source.key!r} is stored with {name} {stored!r}, "
                    f"this file says {given!r}. {way_out(known, source)}"
                )
        self.sources[source.key] = dataclasses.replace(source, recording=all_noted(known, source))

    def _note_overtaken(self, part: Part) -> None:
        earlier = self._taken.get(part.key)
        if earlier:
            self._notes.append(
                f"{part.force}, {month_name(part.month)} is in {earlier.file} and again in {part.file}: "
                f"the {part.rows_kept:,} rows of the later file are used."
            )

    def _note_hidden(self) -> None:
        """Tell of sources taken in whose agreement is over: they are stored, but nobody sees them."""
        taken = {source for source, _, _ in self._taken}
        for key in sorted(expired((self.sources[key] for key in taken), today())):
            source = self.sources[key]
            self._notes.append(
                f"The agreement on {source.name} ended on {source.agreement_expires}: it is stored, "
                f"but hidden. To show it: python -m dashboard renew {key} --until YYYY-MM-DD"
            )

    def _write_inputs(self, folder: Path) -> tuple[dict[str, int], bool]:
        """Write the tables; rows of each, and whether they say what was stored before."""
        former = read_inputs(folder)
        merged = latest([former, *self._layers])
        changed = {name for layer in self._layers for name, frame in layer.tables() if not frame.empty}
        write_inputs(folder, merged, only=changed)
        self._registers = dict(zip(merged.premises.source, merged.premises.register, strict=True))
        return {name: len(frame) for name, frame in merged.tables()}, same_inputs(former, merged)
