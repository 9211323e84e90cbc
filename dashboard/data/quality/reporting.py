"""The quality report of one source or register: what was found, counted and scored."""

from __future__ import annotations

import dataclasses
import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow.compute as pc

from dashboard.data.manifest import Part
from dashboard.data.quality import months as of_months
from dashboard.data.quality.checks import RULES, Dimension
from dashboard.data.quality.records import Record
from dashboard.data.quality.report import (
    MOST_LISTED,
    Fault,
    FileFound,
    Filled,
    MonthFound,
    QualityReport,
    RuleFound,
    Scored,
)
from dashboard.data.quality.score import WEIGHTS, grade, overall
from dashboard.data.quality.score import of_months as score_of_months
from dashboard.data.quality.score import of_rows as score_of_rows
from dashboard.data.schema import Source, month_text

MASKED = "(withheld)"


@dataclasses.dataclass(frozen=True)
class Subject:
    """What a report is about, with all that was found."""

    key: str
    name: str
    source: Source | None  # None: a register of premises
    parts: tuple[Part, ...]
    records: tuple[Record, ...]
    faults: Any  # an Arrow table of ALL_FAULTS
    checked: frozenset[str]


def report_on(one: Subject, now: datetime.datetime) -> QualityReport:
    """The report on a source or register as it was found at `now`, as yet without its history."""
    counted = Counter(
        {item["values"]: item["counts"] for item in pc.value_counts(one.faults["rule"]).to_pylist()}
    )
    source, kept = one.source, sum(part.rows_kept for part in one.parts) or sum(r.rows for r in one.records)
    left_out = sum(sum(part.rejected.values()) for part in one.parts) or counted["left-out"]
    replaced = sum(part.rows_replaced for part in one.parts) or (0 if one.parts else counted["repeated-id"])
    fields = tuple(_fields(one, kept))
    months, missing, overdue, jumped = _months(one, now)
    read = kept + left_out + replaced
    at_fault = _by_dimension(counted | {"left-out": left_out, "repeated-id": replaced})
    expected = len(months) + len(missing)
    scores: dict[Dimension, float | None] = {
        Dimension.COMPLETENESS: _complete(fields),
        Dimension.VALIDITY: score_of_rows(at_fault[Dimension.VALIDITY], read),
        Dimension.ACCURACY: score_of_rows(at_fault[Dimension.ACCURACY], kept) if source else None,
        Dimension.UNIQUENESS: score_of_rows(replaced, read),
        Dimension.CONSISTENCY: score_of_months(len(months) - jumped, len(months))
        if jumped is not None
        else None,
        Dimension.TIMELINESS: score_of_months(len(months), expected),
    }
    total = overall(scores)
    controlled = bool(source and source.controlled)
    return QualityReport(
        key=one.key,
        name=one.name,
        made=_when(now),
        controlled=controlled,
        rows_read=read,
        rows_kept=kept,
        rows_replaced=replaced,
        rows_left_out=left_out,
        identical=sum(record.quality.identical for record in one.records) if one.records else None,
        score=total,
        grade=grade(total),
        dimensions=tuple(
            Scored(d.value, None if s is None else round(s, 1), WEIGHTS[d]) for d, s in scores.items()
        ),
        fields=fields,
        rules=tuple(_rules(one, counted, len(missing), jumped)),
        months=months,
        missing=missing,
        overdue=overdue,
        faults=len(one.faults),
        listed=_listed(one.faults, masked=controlled),
        files=_files(one),
        words=dict(sum((Counter(record.quality.words) for record in one.records), Counter()).most_common()),
        not_checked=tuple(_not_checked(one)),
        history=(),
    )


def _fields(one: Subject, kept: int) -> Iterable[Filled]:
    """How complete each field is that any row has, or that each should have."""
    rows = sum(record.rows for record in one.records)
    if one.source is not None:
        without = sum(part.without_location for part in one.parts)
        yield Filled("location", kept - without, kept, expected=True)
    names = {field: None for record in one.records for field in record.quality.filled}
    for field in names:
        filled = sum(record.filled(field) for record in one.records)
        timed = one.source is not None and field == "occurred_from" and one.source.time_precision != "month"
        expected = (
            timed
            or (field == "lsoa_code" and filled > 0)
            or (one.source is None and field in ("location", "name"))
        )
        if (filled or expected) and not (field == "location" and one.source is not None):
            yield Filled(field, filled, rows, expected)


def _complete(fields: Iterable[Filled]) -> float | None:
    scores = [score_of_rows(field.missing, field.of or 0) for field in fields if field.expected]
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known else None


def _by_dimension(counted: Mapping[str, int]) -> Counter[Dimension]:
    result: Counter[Dimension] = Counter()
    for rule, faults in counted.items():
        result[RULES[rule].dimension] += faults
    return result


def _months(
    one: Subject, now: datetime.datetime
) -> tuple[tuple[MonthFound, ...], tuple[tuple[str, str], ...], int, int | None]:
    """Each month with rows, those missing, how many of these are overdue, and how many jump (None: too few).

    A month is missing after a reporter's first: up to now where months are due, else up to the source's last.
    """
    if one.source is None:
        return (), (), 0, None
    faults = _faults_by_group(one.faults)
    by_force: dict[str, dict[int, Part]] = {}
    for part in one.parts:
        by_force.setdefault(part.key[1], {})[part.month] = part
    found = {
        (jump.force, jump.month): jump
        for jump in of_months.jumps(
            {f: {m: p.rows_kept for m, p in months.items()} for f, months in by_force.items()}
        )
    }
    months: list[MonthFound] = []
    missing: list[tuple[str, str]] = []
    overdue = 0
    for force, parts in sorted(by_force.items()):
        name, last = parts[max(parts)].force, max(parts)
        late = of_months.overdue_months(one.source.refresh, last, now.date())
        end = last + late if one.source.refresh else max(part.month for part in one.parts)
        for month in range(min(parts), end + 1):
            own = parts.get(month)
            if own is None:
                missing.append((name, month_text(month)))
                continue
            jump = found.get((force, month))
            low, high = (None, None) if jump is None else (round(jump.low, 1), round(jump.high, 1))
            months.append(
                MonthFound(name, month_text(month), own.rows_kept, faults[(force, month)], low, high)
            )
        overdue += late
    enough = any(len(counts) >= of_months.ENOUGH for counts in by_force.values())
    return tuple(months), tuple(missing), overdue, len(found) if enough else None


def _faults_by_group(table: Any) -> Counter[tuple[str, int]]:
    counted = table.group_by(["force", "month"]).aggregate([("row", "count")]).to_pylist()
    return Counter({(one["force"], one["month"]): one["row_count"] for one in counted})


def _rules(one: Subject, counted: Mapping[str, int], missing: int, jumped: int | None) -> Iterable[RuleFound]:
    for rule, told in RULES.items():
        if told.of_months:
            if one.source is not None:
                yield RuleFound(rule, missing if rule == "missing-month" else jumped)
        elif one.source is not None or rule in one.checked:
            yield RuleFound(rule, counted[rule] if rule in one.checked else None)


def _listed(table: Any, *, masked: bool) -> tuple[Fault, ...]:
    names = [field.name for field in dataclasses.fields(Fault)]
    rows = table.select(names).slice(0, MOST_LISTED).to_pylist()
    return tuple(
        Fault(**{**row, "value": MASKED if masked and row["value"] else row["value"]}) for row in rows
    )


def _files(one: Subject) -> tuple[FileFound, ...]:
    counted = Counter(
        {item["values"]: item["counts"] for item in pc.value_counts(one.faults["file"]).to_pylist()}
    )
    rows: Counter[str] = Counter()
    for part in one.parts:
        rows[part.file] += part.rows_kept
    if not one.parts:
        for record in one.records:
            rows[record.quality.file] += record.rows
    return tuple(FileFound(file, rows[file], counted[file]) for file in sorted(rows))


def _not_checked(one: Subject) -> Iterable[str]:
    if not one.records:
        yield (
            "Rows were read by an earlier Hexscan, which did not check them. Import the files again to have "
            "them checked."
        )
    if one.source is None:
        yield "Whether premises lie where their address says: no list of addresses is at hand."
        return
    if not {"unknown-area", "off-area"} <= one.checked:
        yield "Points and area codes against areas: no boundaries of small areas (LSOAs) are imported."
    if "outside-force" not in one.checked:
        yield "Rows against their force's own area: no table says which areas belong to which force."
    if not one.source.refresh:
        yield "Whether data are late: nobody has said how often they come (refresh, in its description)."
    if one.source.time_precision == "month":
        yield "Days and times: the source gives months only."
    yield "Whether what was recorded is what happened: only the supplier can tell."


def _when(now: datetime.datetime) -> str:
    return now.astimezone(datetime.UTC).isoformat(timespec="seconds")
