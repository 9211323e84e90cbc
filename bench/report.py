"""The results file and the tables made of it: on the terminal, and in Markdown between markers in the docs.

    python -m bench --write      put the tables of the last results into README.md and docs/performance.md

so that no figure is ever copied by hand.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.record import Row

Result = Mapping[str, Any]

REPOSITORY = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results" / "latest.json"
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
DOCUMENTS = {"README.md": True, "docs/performance.md": False}
"""Where tables go, and whether to those rows alone that have a bar."""
VERSIONS = ("numpy", "pandas", "pyarrow", "h3", "duckdb", "polars", "polars-h3", "dash", "plotly", "gunicorn")


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    return {
        "machine": platform.machine(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "python": platform.python_version(),
        "versions": {name: version for name in VERSIONS if (version := _version(name))},
        "date": datetime.now(UTC).date().isoformat(),
    }


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def read(path: Path) -> list[dict[str, Any]]:
    """Former results, none where there is no file."""
    results: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return results


def merged(
    former: Sequence[Result], bench: str, rows: Sequence[Row], order: Sequence[str]
) -> list[dict[str, Any]]:
    """The former results with those of one benchmark in place of what it found before, in the order given.

    Results of benchmarks that there are no more are let go.
    """
    own = [row.as_dict() | {"bench": bench, "environment": machine()} for row in rows]
    kept = [dict(row) for row in former if row.get("bench") != bench and row.get("bench") in order]
    return sorted([*kept, *own], key=lambda row: order.index(row["bench"]))


def write(path: Path, results: Sequence[Result]) -> None:
    """Replace the results file in one step."""
    path.parent.mkdir(exist_ok=True)
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)


def number(value: float | None, unit: str = "") -> str:
    """A figure with three digits that count, and its unit: "1.23 s", "12,300"; "" for none."""
    if value is None:
        return ""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:,.{digits}f}{' ' if unit else ''}{unit}"


def measured(result: Result, side: str) -> str:
    """Our figure or theirs with its spread: "12.3 ms (11.9 to 14.0)"."""
    text = number(result[side], result["unit"])
    spread = result.get(f"{side}_spread")
    return text if not text or not spread else f"{text} ({number(spread[0])} to {number(spread[1])})"


def verdict(result: Result) -> str:
    """What became of the bars."""
    return {True: "yes", False: "**no**", None: ""}[result["met"]]


def show(results: Sequence[Result], console: Console) -> None:
    """Print a table."""
    table = Table(
        "work", "data", "baseline", "ours", "theirs", "ratio", "bar", "met", title=_environments(results)
    )
    for row in results:
        ratio = "" if row["ratio"] is None else f"{row['ratio']:,.3g}"
        cells = (measured(row, "ours"), measured(row, "theirs"), ratio, row.get("bars", ""))
        colour = {True: "green", False: "red", None: ""}[row["met"]]
        outcome = {True: "yes", False: "no", None: ""}[row["met"]]
        table.add_row(row["work"], row["data"], row["baseline"], *cells, outcome, style=colour)
    console.print(table)


def under_load(result: Result) -> bool:
    """Whether other work left less than half a processor beside the one that a measurement needs.

    The load counts one process for the measurement itself, so one core is held to the bar of two.
    """
    load, cores = result.get("load"), result.get("environment", {}).get("cores")
    return bool(load and cores and load > max(cores, 2) - 0.5)


def warning(results: Sequence[Result]) -> str:
    """What is said where rows were taken beside other work; "" where none was."""
    loaded = [row for row in results if under_load(row)]
    if not loaded:
        return ""
    benches = ", ".join(dict.fromkeys(row["bench"] for row in loaded))
    return (
        f"{len(loaded)} of {len(results)} rows were taken on a busy machine, at a load of up to "
        f"{max(row['load'] for row in loaded):g} on {loaded[0]['environment']['cores']} cores ({benches}): "
        "they say little. Measure them again when it is quiet."
    )


def markdown(results: Sequence[Result], *, barred: bool = False) -> str:
    """The Markdown table and what it was measured on; with `barred` only of rows that have a bar.

    The load has a column where a row was taken beside other work, and a figure in those rows alone. Where it
    is of all rows, what each says of itself follows, folded away.
    """
    rows = [row for row in results if row["met"] is not None or not barred]
    if not rows:
        return "Nothing was measured yet: `make bench`."
    told = warning(rows)
    head = ["Work", "Data", "Baseline", "Ours", "Theirs", "Ratio", "Bar", "Met", *(["Load"] if told else [])]
    lines = [
        _line(head),
        _line(["---", "---", "---", "---:", "---:", "---:", "---", "---", "---:"][: len(head)]),
    ]
    for row in rows:
        ratio = "" if row["ratio"] is None else f"{row['ratio']:,.3g}×"
        figures = [measured(row, "ours"), measured(row, "theirs"), ratio, row.get("bars", ""), verdict(row)]
        load = [number(row["load"]) if under_load(row) else ""] if told else []
        words = [_capital(row["work"]), row["data"], row["baseline"], *figures, *load]
        lines.append(_line(str(word).replace("|", "\\|") for word in words))
    caption = [
        f"**{told}**" if told else "",
        _score(rows),
        f"{_environments(rows)}.",
        "Ratio: how many times quicker or smaller ours is." if any(row["ratio"] for row in rows) else "",
        _meaning(rows),
    ]
    lines += ["", " ".join(one for one in caption if one)]
    return "\n".join(lines if barred else [*lines, *_notes(rows)])


def _notes(rows: Sequence[Result]) -> list[str]:
    """What the rows say of themselves, folded away; nothing where none does."""
    said = []
    for row in rows:
        if row.get("note"):
            which = (_capital(row["work"]), row["data"], row["baseline"])
            said.append(f"- {', '.join(filter(None, which))}: {row['note']}")
    return ["", "<details><summary>Notes on the rows</summary>", "", *said, "", "</details>"] if said else []


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _score(rows: Sequence[Result]) -> str:
    judged = [row["met"] for row in rows if row["met"] is not None]
    return f"{sum(judged)} of {len(judged)} bars met." if judged else ""


def _meaning(rows: Sequence[Result]) -> str:
    """What stands in brackets."""
    spreads = sorted({row.get("spread_of", "") for row in rows if row.get("ours_spread")})
    return f"In brackets: {', '.join(spreads)}." if spreads else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _environments(results: Sequence[Result]) -> str:
    """What the rows were measured on; each machine, set of versions or day only once."""
    every = [row["environment"] for row in results if "environment" in row]
    machines = {
        f"{e['cores']} cores {e['machine']}, {e['memory_gb']} GB, Python {e['python']}" for e in every
    }
    versions = {f"{name} {version}" for e in every for name, version in e["versions"].items()}
    dates = sorted({e["date"] for e in every})
    said = [
        "; ".join(sorted(machines)),
        ", ".join(sorted(versions)),
        " to ".join(dict.fromkeys((*dates[:1], *dates[-1:]))),
    ]
    return "; ".join(one for one in said if one)


def with_table(document: str, table: str) -> str:
    """The document with the table between its markers; ValueError where it has not one pair of them."""
    if document.count(BEGIN) != 1 or document.count(END) != 1 or document.index(BEGIN) > document.index(END):
        raise ValueError(f"it needs one line {BEGIN} and after it one line {END}")
    before, rest = document.split(BEGIN)
    return f"{before}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}"


def write_documents(results: Sequence[Result], repository: Path = REPOSITORY) -> None:
    """Put the table into each of `DOCUMENTS`; ValueError names one without markers."""
    for name, barred in DOCUMENTS.items():
        path = repository / name
        try:
            text = with_table(path.read_text(encoding="utf-8"), markdown(results, barred=barred))
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
        path.write_text(text, encoding="utf-8")
