"""How commands end when something stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from dashboard.settings import SettingsError

STOPPED = "Stopped. Nothing half-finished is left behind."


@contextmanager
def explained(stopped: str = STOPPED) -> Iterator[None]:
    """End with a sentence on standard error and exit code 1 for what an administrator can put right.

    `stopped` is said where Ctrl-C ends the command, with exit code 130.
    """
    try:
        yield
    except KeyboardInterrupt:
        typer.secho(stopped, err=True)
        raise typer.Exit(130) from None
    except Exception as error:
        from dashboard.data.fetch import FetchError
        from dashboard.data.schema import InputError
        from dashboard.data.store import StoreError

        if not isinstance(error, FetchError | InputError | StoreError | SettingsError | OSError):
            raise
        typer.secho(f"Error: {error}", fg=typer.colors.RED, err=True)
        raise typer.Exit(1) from None
