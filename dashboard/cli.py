"""The command line: import, demo, status and serve.

Exit codes: 0 done; 1 the data, a setting or the store stood in the way (one message on standard error);
2 the command was written wrongly; 130 stopped with Ctrl-C.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard import cli_quality, cli_serve, cli_versions
from dashboard.cli_download import download_app
from dashboard.cli_explained import explained as _explained
from dashboard.settings import (
    Settings,
    load_settings,
)

if TYPE_CHECKING:
    from dashboard.data.manifest import ImportReport
    from dashboard.data.sources.mapping.description import Description

# Commands import what they run, so that `serve` and `--help` don't wait for pandas.

app = typer.Typer(
    help="Hexscan: a scanning map of incidents for community-safety partnerships.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(download_app, name="download")
_EXAMPLES = "\n\n[bold]Examples[/bold]\n\n"


@app.command(
    "import",
    help="Take in incidents, areas, population and premises: files, folders or downloaded zips. "
    "What each file is, is told from its content. A month imported again replaces that month; "
    "if any file can't be used, nothing is changed."
    + _EXAMPLES
    + "python -m dashboard import Downloads/2025-12.zip\n\n"
    "python -m dashboard import street/ boundaries/ lookups/ population/ pubs.csv --strict\n\n"
    "python -m dashboard import asb-2025.csv --source asb-log",
)
def import_command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", show_default=False, help="Files, folders or zips.")
    ],
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse folders that hold a file of an unknown kind.")
    ] = False,
    source: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            show_default=False,
            help="Take the files as the description of this source says: its name, or a .toml file.",
        ),
    ] = "",
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Read and check everything, say what it comes to, change nothing."),
    ] = False,
) -> None:
    """Import files."""
    with _explained():
        settings = load_settings()
        from dashboard.cli_progress import TerminalProgress
        from dashboard.data.ingest import import_paths
        from dashboard.data.sources.mapping.finding import find_description

        description = find_description(source, settings.descriptions) if source else None
        if dry_run:
            _rehearse(settings, paths, strict=strict, description=description)
            return
        with TerminalProgress() as progress:
            report = import_paths(
                settings.data_dir,
                paths,
                strict=strict,
                description=description,
                progress=progress,
                keep=settings.keep_versions,
            )
        _print_import(report)


@app.command(
    help="Propose how a table of an unknown supplier is to be taken in: its columns, dates, coordinates and "
    "words, with how sure each guess is. Nothing is imported. Finish the description by hand, then use it: "
    "python -m dashboard import FILE --source NAME --dry-run."
    + _EXAMPLES
    + "python -m dashboard describe asb-2025.csv\n\n"
    "python -m dashboard describe asb-2025.csv --name asb-log --write",
)
def describe(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="One file or zip member.")],
    name: Annotated[
        str,
        typer.Option(metavar="NAME", show_default="from the file's name", help="What the source is called."),
    ] = "",
    write: Annotated[
        bool, typer.Option("--write", help="Keep the description where import --source NAME finds it.")
    ] = False,
) -> None:
    """Propose a description."""
    with _explained():
        settings = load_settings()
        from dashboard.data.sources.mapping.proposing import propose_for

        proposal, path = propose_for(file, name, settings.descriptions if write else None)
        if path:
            typer.echo(
                f"Written to {path}. Finish it, then: python -m dashboard import --source {path.stem} ..."
            )
        else:
            typer.echo(proposal.text)
        for doubt in proposal.unsure:
            typer.echo(f"Unsure: {doubt}", err=True)
        for ready in proposal.ready:
            typer.echo(f"The file has the columns of a ready-made description: --source {ready}", err=True)


@app.command(
    help="Make the demonstration region: fictional areas, incidents and premises to explore and train with. "
    "Importing real data retires it."
    + _EXAMPLES
    + "python -m dashboard demo\n\nHEXSCAN_DATA_DIR=demo-data python -m dashboard demo",
)
def demo(
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing where data are already stored.")
    ] = False,
) -> None:
    """Make the demonstration region."""
    with _explained():
        settings = load_settings()
        if if_empty and (settings.data_dir / "current").exists():
            return
        from dashboard.cli_progress import TerminalProgress
        from dashboard.data.demo import generate
        from dashboard.data.ingest import import_frames, refuse_demo_over_real_data

        refuse_demo_over_real_data(settings.data_dir)
        with TerminalProgress() as progress:
            progress.stage("Making the demonstration region")
            region = generate()
            report = import_frames(
                settings.data_dir,
                region.incidents,
                region.inputs,
                demo=True,
                progress=progress,
                keep=settings.keep_versions,
            )
        _print_import(report)


@app.command(
    help="Say what is stored: rows, months and gaps for each source, and how the last import went."
    + _EXAMPLES
    + "python -m dashboard status\n\npython -m dashboard status --json\n\n"
    "python -m dashboard status --history",
)
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")] = False,
    history: Annotated[
        bool, typer.Option("--history", help="Say what was done when: imports, rollbacks, removals.")
    ] = False,
) -> None:
    """Say what is stored."""
    with _explained():
        settings = load_settings()
        if history:
            from dashboard.cli_history import show_history

            show_history(settings.data_dir, as_json=as_json)
            return
        from dashboard.data.status import status as status_of

        report = status_of(settings.data_dir)
        if as_json:
            typer.echo(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
            return
        from dashboard.cli_tables import print_status

        print_status(report)


cli_serve.register(app)
cli_versions.register(app)
cli_quality.register(app)


def _rehearse(
    settings: Settings, paths: list[Path], *, strict: bool, description: Description | None
) -> None:
    """Do the import in a passing folder and print what it came to."""
    from dashboard.cli_progress import TerminalProgress
    from dashboard.data.rehearsal import rehearse

    with TerminalProgress() as progress:
        report = rehearse(settings.data_dir, paths, strict=strict, description=description, progress=progress)
    _print_import(dataclasses.replace(report, version="(dry run)"))
    typer.echo("Dry run: nothing was changed.")


def _print_import(report: ImportReport) -> None:
    from dashboard.cli_tables import print_import

    print_import(report)
