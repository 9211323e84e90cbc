"""docs/bad-input.md: all cases with what is said of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dashboard.data.sources import EXPECTED
from dashboard.data.sources.boundaries import MAX_GEOJSON_BYTES, MOST_POINTS
from dashboard.data.sources.files import (
    MAX_COLUMNS,
    MAX_FIELD,
    MAX_FILE_BYTES,
    MAX_ROWS,
    MAX_ZIP_MEMBERS,
    MOST_EXPANSION,
)
from dashboard.data.sources.mapping.json_points import MAX_BYTES as MAX_POINTS_BYTES
from dashboard.data.sources.mapping.workbook import MAX_CELLS, MAX_MEMBERS, MAX_UNPACKED
from dashboard.data.sources.mapping.workbook_trial import MOST_MEMORY
from dashboard.data.sources.parquet import MAX_PARQUET_BYTES
from tests.bad_input.case import Case, Group, Outcome
from tests.bad_input.cases import CASES, GROUPS
from tests.bad_input.running import MEMORY, SECONDS, Result, first_words

_LONGEST = 200
_INTRODUCTION = """# Bad input, and what becomes of it

Written by `python scripts/bad_input.py` from the cases in `tests/bad_input`, each of which the tests put
through the real command line. **Refused** means: one message on standard error that names the file, the row
and column where there is one, and what to do; exit code 1; the stored data byte for byte as before. **Rows
left out** are counted and named in what the import prints, in `status` and in the quality report; the rest
comes in. **Taken in** is what looks bad and is not.

{count} inputs: {refused} refused, {left_out} with rows left out, {taken} taken in.

## Limits

They are far above what suppliers send, and stand in the readers, so they hold for every import.

| What | Limit |
| --- | --- |
{limits}

Inputs marked † are made to exhaust the machine. Their import runs in a process of its own, which the system
ends at {memory} GB of addresses (the libraries take some 1.5 of them) or {seconds} seconds of processor time.
"""


def as_document(results: Mapping[str, Result]) -> str:
    """The document for these results, by the name of their case; cases without one are left out."""
    counts = {outcome: sum(case.outcome is outcome for case in CASES) for outcome in Outcome}
    introduction = _INTRODUCTION.format(
        count=len(CASES),
        refused=counts[Outcome.REFUSED],
        left_out=counts[Outcome.LEFT_OUT],
        taken=counts[Outcome.TAKEN],
        limits="\n".join(f"| {what} | {limit} |" for what, limit in _limits()),
        memory=MEMORY >> 30,
        seconds=SECONDS,
    )
    return introduction + "".join(_section(group, results) for group in GROUPS)


def _limits() -> list[tuple[str, str]]:
    return [
        ("A file, unpacked", f"{MAX_FILE_BYTES >> 20:,} MB"),
        ("A packed file", f"{MOST_EXPANSION} times its size, once it holds more than 64 MB"),
        ("Files in a zip", f"{MAX_ZIP_MEMBERS:,}"),
        ("Columns", f"{MAX_COLUMNS:,}"),
        ("A value", f"{MAX_FIELD:,} characters"),
        ("Rows of one file", f"{MAX_ROWS:,}"),
        ("Parquet, unpacked and with its texts written out", f"{MAX_PARQUET_BYTES >> 20:,} MB"),
        ("A workbook, unpacked", f"{MAX_UNPACKED >> 20:,} MB in {MAX_MEMBERS:,} parts, {MAX_CELLS:,} cells"),
        ("A workbook, while it is read", f"{MOST_MEMORY >> 30} GB of addresses, in a process of its own"),
        ("GeoJSON of points", f"{MAX_POINTS_BYTES >> 20:,} MB"),
        ("GeoJSON of boundaries", f"{MAX_GEOJSON_BYTES >> 20:,} MB, {MOST_POINTS:,} points"),
    ]


def _section(group: Group, results: Mapping[str, Result]) -> str:
    rows = [_row(case, results[case.name]) for case in group.cases if case.name in results]
    return "\n".join(
        ["", f"## {group.title}", "", "| Input | Outcome | What is said |", "| --- | --- | --- |", *rows, ""]
    )


def _row(case: Case, result: Result) -> str:
    said = first_words(case, result).replace(f"{EXPECTED}.", "…")
    said = re.sub(r"Version v\d+-[0-9a-f]+: | in [\d,]+\.\d s\.$|/\S*/(?=nowhere)", "", said)
    said = said if len(said) <= _LONGEST else said[: _LONGEST - 1].rstrip() + "…"
    shown = re.sub(
        r"([|<>*_`\[\]\\])", r"\\\1", "".join(sign if sign.isprintable() else "�" for sign in said)
    )
    return f"| {case.name}{' †' if case.harmful else ''} | {case.outcome.value} | {shown} |"
