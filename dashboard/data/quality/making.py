"""Makes the quality reports of a version that is being built, from what reading and building found."""

from __future__ import annotations

import dataclasses
import datetime
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dashboard.data.manifest import Part
from dashboard.data.quality import places
from dashboard.data.quality.all_faults import all_faults, write_csv
from dashboard.data.quality.checks import RULES
from dashboard.data.quality.records import drop_others, read_records
from dashboard.data.quality.report import (
    FOLDER,
    REGISTER,
    SUMMARY,
    Point,
    QualityReport,
    Summary,
)
from dashboard.data.quality.reporting import MASKED, Subject, report_on
from dashboard.data.schema import Source

_HISTORY = FOLDER / "history.json"
_LONGEST_HISTORY = 60


def write_reports(
    folder: Path,
    sources: Sequence[Source],
    parts: Iterable[Part],
    registers: Mapping[str, str],
    touched: Iterable[str],
    now: datetime.datetime,
) -> None:
    """Write into a draft version the report of each source and of each register of premises (key -> name).

    Their scores are added to their history where the import has `touched` them, or there is none yet.
    """
    (folder / FOLDER).mkdir(exist_ok=True)
    every = tuple(parts)
    subjects = [
        _of_source(folder, source, [part for part in every if part.source == source.key])
        for source in sources
    ]
    subjects += [_of_register(folder, key, name) for key, name in sorted(registers.items())]
    drop_others(folder, {one.key: one.records for one in subjects})
    known = _read_history(folder)
    for stale in (folder / FOLDER).glob("*.*"):
        stale.unlink()
    history: dict[str, list[dict[str, Any]]] = {}
    summaries = []
    for one in subjects:
        report = report_on(one, now)
        history[one.key] = _with_point(known.get(one.key, []), report, touched=one.key in set(touched))
        report = dataclasses.replace(report, history=tuple(Point(**point) for point in history[one.key]))
        (folder / FOLDER / f"{one.key}.json").write_text(report.to_json(), encoding="utf-8")
        masked = MASKED if report.controlled else None
        write_csv(one.faults, folder / FOLDER / report.csv_name, masked)
        summaries.append(Summary(one.key, one.name, report.made, report.score, report.grade, report.history))
    (folder / _HISTORY).write_text(json.dumps(history, indent=1), encoding="utf-8")
    told = {"reports": [dataclasses.asdict(one) for one in summaries]}
    (folder / SUMMARY).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    shutil.rmtree(folder / places.FOLDER, ignore_errors=True)


def _of_source(folder: Path, source: Source, parts: Sequence[Part]) -> Subject:
    by_group = {part.key[1:]: part for part in parts}
    records = tuple(read_records(folder, source.key, by_group))
    faults, checked = all_faults(folder, source.key, records, by_group)
    checked = checked | {rule for rule in RULES if rule not in places.RULES} if records else checked
    return Subject(source.key, source.name, source, tuple(parts), records, faults, frozenset(checked))


def _of_register(folder: Path, key: str, name: str) -> Subject:
    records = tuple(read_records(folder, f"{REGISTER}{key}", None))
    faults, _ = all_faults(folder, f"{REGISTER}{key}", records, {})
    checked = frozenset(
        {"left-out", "zero-point", "off-world", "no-location", "repeated-id"} if records else set()
    )
    return Subject(f"{REGISTER}{key}", name, None, (), records, faults, checked)


def _with_point(
    points: list[dict[str, Any]], report: QualityReport, *, touched: bool
) -> list[dict[str, Any]]:
    if points and not touched:
        return points
    new = dataclasses.asdict(Point(report.made, report.score, report.rows_kept, report.faults))
    return [*points, new][-_LONGEST_HISTORY:]


def _read_history(folder: Path) -> dict[str, list[dict[str, Any]]]:
    path = folder / _HISTORY
    told: dict[str, list[dict[str, Any]]] = (
        json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    )
    return told
