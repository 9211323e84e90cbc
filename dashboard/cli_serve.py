"""The command `serve`: what is done before there is a server, and how gunicorn takes this process's place."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli_explained import explained
from dashboard.settings import (
    FILE_VARIABLE,
    PREFIX,
    Settings,
    load_settings,
    secret_key,
    settings_file,
)

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
_HELP = (
    "Serve the page until Ctrl-C. Sessions are signed with HEXSCAN_SECRET_KEY, which must be set "
    "unless only this machine can reach the server."
    + _EXAMPLES
    + "python -m dashboard serve\n\npython -m dashboard serve --host 0.0.0.0 --port 80 --workers 4"
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(help=_HELP)(serve)


def serve(
    host: Annotated[str | None, typer.Option(show_default="127.0.0.1", help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(show_default="8050", help="Port to listen on.")] = None,
    workers: Annotated[
        int | None, typer.Option(show_default="one a processor, at most 4", help="Server processes.")
    ] = None,
    threads: Annotated[int | None, typer.Option(show_default="64", help="Threads in each process.")] = None,
) -> None:
    """Serve the page with gunicorn, which takes the place of this process."""
    with explained():
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
