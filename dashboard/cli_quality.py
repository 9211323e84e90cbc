"""The command `quality`: how each source fares against the data-quality standard.

It is for whoever looks after the server, so it tells all of a controlled source too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.cli_explained import explained
from dashboard.settings import load_settings

if TYPE_CHECKING:
    from rich.console import Console

    from dashboard.data.quality.report import QualityReport

_HELP = (
    "Say how the records of each source fare against the data-quality standard: scores, rules broken, "
    "missing months. With a SOURCE, its whole report, and where the CSV with every fault lies, to send back "
    "to the "
    "supplier."
    "\n\n[bold]Examples[/bold]\n\npython -m dashboard quality\n\npython -m dashboard quality police-uk --json"
)
_SHOWN = 10


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help=_HELP)
    def quality(
        source: Annotated[
            str, typer.Argument(metavar="[SOURCE]", help="Key of a source, as `quality` lists it.")
        ] = "",
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")] = False,
    ) -> None:
        """Say how sources fare."""
        with explained():
            reports, folder = _reports(load_settings().data_dir, source)
            if as_json:
                told = [json.loads(report.to_json()) for report in reports]
                typer.echo(json.dumps(told[0] if source else told, indent=1, ensure_ascii=False))
            elif source:
                _print_report(reports[0], folder)
            else:
                _print_list(reports)


def _reports(data_dir: Path, source: str) -> tuple[list[QualityReport], Path]:
    """The reports asked for, and the folder their files are in. Raises InputError where there is none."""
    from dashboard.data.quality.report import FOLDER, read_report, read_summaries
    from dashboard.data.schema import InputError
    from dashboard.data.store import Store

    store = Store(data_dir)
    version = store.current_version()
    if version is None:
        raise InputError(f"No data imported in {data_dir}. Import some: python -m dashboard import PATH...")
    folder = store.version_dir(version)
    keys = list(read_summaries(folder))
    if not keys:
        raise InputError(
            "The data were imported by an earlier Hexscan, which did not check them. Import the files again."
        )
    if source and source not in keys:
        raise InputError(f"There is no report of {source!r}. There are: {', '.join(keys)}.")
    found = [read_report(folder, key) for key in ([source] if source else keys)]
    return [report for report in found if report is not None], folder / FOLDER


def _print_list(reports: list[QualityReport]) -> None:
    from rich.markup import escape
    from rich.table import Column, Table

    table = Table(
        Column("Key", overflow="fold"), "Source", Column("Score", justify="right"), "",
        Column("Rows", justify="right"), Column("Faults", justify="right"), box=None,
    )  # fmt: skip
    for one in reports:
        score = "-" if one.score is None else str(one.score)
        rows, faults = f"{one.rows_kept or 0:,}", f"{one.faults or 0:,}"
        table.add_row(one.key, escape(one.name), score, one.grade, rows, faults)
    _console().print(table)


def _print_report(report: QualityReport, folder: Path) -> None:
    from rich.markup import escape
    from rich.table import Column, Table

    from dashboard.data.quality.checks import RULES

    out = _console()
    score = "not scored" if report.score is None else f"{report.score} out of 100: {report.grade}"
    out.print(f"[bold]{escape(report.name)}[/bold] ({report.key}): {score}")
    read, left_out = report.rows_read or 0, report.rows_left_out or 0
    out.print(
        f"{read:,} rows read, {report.rows_kept or 0:,} kept, {left_out:,} left out, as of {report.made}"
    )
    scores = Table("Dimension", Column("Score", justify="right"), Column("Weight", justify="right"), box=None)
    for dimension in report.dimensions:
        known = "not checked" if dimension.score is None else f"{dimension.score:.0f}"
        scores.add_row(dimension.dimension, known, f"{dimension.weight}%")
    out.print(scores)
    rules = Table("Rule", Column("Faults", justify="right"), box=None)
    for rule in report.rules:
        rules.add_row(RULES[rule.rule].title, "not checked" if rule.faults is None else f"{rule.faults:,}")
    out.print(rules)
    for fault in report.listed[:_SHOWN]:
        what = fault.what or RULES[fault.rule].title
        row = f"row {fault.row}" if fault.row else "row not known"
        out.print(f"  {fault.file}, {row}, {fault.column}: {fault.value!r}: {what}", markup=False)
    for word, rows in report.words.items():
        out.print(f"Not yet mapped: {word!r}, {rows:,} rows", markup=False)
    for said in report.not_checked:
        out.print(f"Not checked: {said}", markup=False)
    if report.faults:
        out.print(f"All {report.faults:,} faults: {folder / report.csv_name}", markup=False)


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)
