"""The command line: import, demo, status and serve.

Exit codes: 0 done; 1 the data, a setting or the store stood in the way (one message on standard error);
2 the command was written wrongly; 130 stopped with Ctrl-C.
"""

from __future__ import annotations

import dataclasses
import json
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard import cli_quality, cli_versions
from dashboard.cli_download import download_app
from dashboard.cli_explained import explained as _explained
from dashboard.settings import (
    FILE_VARIABLE,
    PREFIX,
    Settings,
    load_settings,
    secret_key,
    settings_file,
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
_SERVER_CONFIG = Path(__file__).with_name("server_config.py")
_MEMORY = {
    "MALLOC_ARENA_MAX": "1",  # otherwise each thread keeps what the largest answer it ever made had taken
    "MALLOC_MMAP_THRESHOLD_": str(1024 * 1024),  # larger arrays go back to the system when done with
    "MALLOC_TRIM_THRESHOLD_": str(8 * 1024 * 1024),
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # one allocator, not two that each keep some
}
"""How the C library keeps freed memory in the server's processes, unless the environment says otherwise."""
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Products of matrices take one thread, unless the environment says otherwise. NumPy's library would set one
going for each processor, and these wait by turning round: the other workers would wait with them."""
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


@app.command(
    help="Serve the page until Ctrl-C. Sessions are signed with HEXSCAN_SECRET_KEY, which must be set "
    "unless only this machine can reach the server."
    + _EXAMPLES
    + "python -m dashboard serve\n\npython -m dashboard serve --host 0.0.0.0 --port 80 --workers 4",
)
def serve(
    host: Annotated[str | None, typer.Option(show_default="127.0.0.1", help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(show_default="8050", help="Port to listen on.")] = None,
    workers: Annotated[
        int | None, typer.Option(show_default="one a processor, at most 4", help="Server processes.")
    ] = None,
    threads: Annotated[int | None, typer.Option(show_default="64", help="Threads in each process.")] = None,
) -> None:
    """Serve the page with gunicorn, which takes the place of this process."""
    with _explained():
        settings = load_settings(host=host, port=port, workers=workers, threads=threads)
        secret_key(settings)
        _check_port(settings)
        _tidy(settings.data_dir)
        _renew(settings)
        _warn_of_tiles(settings)
        command = [sys.executable, "-m", "gunicorn", "-c", f"file:{_SERVER_CONFIG}", "app:server"]
        sys.stdout.flush()
        options = {"host": host, "port": port, "workers": workers, "threads": threads}
        os.execve(command[0], command, _server_environment(settings, options))  # noqa: S606


cli_versions.register(app)
cli_quality.register(app)


def _tidy(data_dir: Path) -> None:
    """Remove what an interrupted import left, and say so; not while another process may be importing."""
    from dashboard.data.leftovers import left_behind

    if left_behind(data_dir):
        from dashboard.data.store import BusyError, Store, StoreError

        try:
            said = Store(data_dir).sweep()
        except BusyError:  # these are the files of an import that goes on
            return
        except StoreError as error:  # a folder that can only be read is served as it is
            said = f"Unfinished files of an interrupted import are left as they are. {error}"
        if said:
            typer.secho(said, err=True)


def _renew(settings: Settings) -> None:
    """Have what another Hexscan built built anew before there are workers, which could only say that it must.

    The memory that takes goes with this process, whose place the server takes.
    """
    from dashboard.data.forms import DERIVED, form_served

    if form_served(settings.data_dir) not in (None, DERIVED):
        from dashboard.data.renewal import renewed

        renewed(settings.data_dir, settings.keep_versions)


def _warn_of_tiles(settings: Settings) -> None:
    """Say on standard error why the maps will have no streets, where a file of tiles can't be used."""
    from dashboard.data.tiles import TilesError, tile_file

    try:
        found = tile_file(settings.data_dir)
    except TilesError as error:
        typer.secho(f"Warning: {error} The maps show no streets.", fg=typer.colors.YELLOW, err=True)
        return
    if found and settings.tile_url:
        typer.secho(f"{found.path.name} is not used while {PREFIX}TILE_URL is set.", err=True)


def _server_environment(settings: Settings, options: Mapping[str, object]) -> dict[str, str]:
    """The environment for gunicorn: options given here as settings, paths absolute, our folder importable.

    What was not given is left to the settings file, where it can change while the server runs.
    """
    chosen = {name: value for name, value in options.items() if value is not None}
    given = {
        f"{PREFIX}{name.upper()}": str(value)
        for name, value in {"data_dir": settings.data_dir, **chosen}.items()
    }
    file = settings_file()
    if file:
        given[FILE_VARIABLE] = str(file)
    root = str(Path(__file__).resolve().parent.parent)
    search = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
    return {**_MEMORY, **_ONE_THREAD, **os.environ, **given, "PYTHONPATH": search}


def _check_port(settings: Settings) -> None:
    """Raise OSError in plain words where the address can't be listened on."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise OSError(
                f"Hexscan can't listen on {settings.bind} ({error.strerror}). "
                "Choose another port with --port, or another address with --host."
            ) from error


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
