"""The commands that look after what is stored: `rollback`, `remove`, `renew` and `prune`."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.cli_explained import explained
from dashboard.settings import Settings, load_settings

if TYPE_CHECKING:
    from dashboard.data.upkeep import Plan

_EXAMPLES = "\n\n[bold]Examples[/bold]\n\n"

Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


def rollback(
    version: Annotated[
        str,
        typer.Argument(metavar="VERSION", show_default="the one before", help="The version to go back to."),
    ] = "",
    yes: Yes = False,
) -> None:
    """Go back to a former version."""
    with explained():
        settings = load_settings()
        from dashboard.data.upkeep import plan_rollback
        from dashboard.data.upkeep import rollback as roll_back

        plan = plan_rollback(settings.data_dir, version)
        _tell(f"Going back from {plan.current} to {plan.subject}:", plan)
        _agree("Go back?", yes=yes)
        made = roll_back(settings.data_dir, plan, keep=settings.keep_versions)
        typer.echo(
            f"Version {made} is in force: the data of {plan.subject}. What was before is kept for now."
        )
        typer.echo("To undo this: python -m dashboard rollback")


def remove(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", show_default=False, help="Its key, as `status` shows it.")
    ],
    purge: Annotated[
        bool,
        typer.Option("--purge", help="Drop all former versions too, so that nothing of it stays on disk."),
    ] = False,
    yes: Yes = False,
) -> None:
    """Remove a source."""
    with explained():
        settings = load_settings()
        from dashboard.data.upkeep import plan_removal
        from dashboard.data.upkeep import remove as take_away

        plan = plan_removal(settings.data_dir, source)
        _tell(f"Removing {source}:", plan)
        if purge:
            typer.echo("  All former versions go too: there is no way back.")
        _agree("Remove it?", yes=yes)
        made = take_away(settings.data_dir, plan, purge=purge, keep=settings.keep_versions)
        typer.echo(f"Version {made} is in force, without {source}. The history keeps that it was there.")
        _tell_what_is_left(settings, source)


def renew(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", show_default=False, help="Its key, as `status` shows it.")
    ],
    until: Annotated[
        datetime,
        typer.Option(
            "--until",
            formats=["%Y-%m-%d"],
            show_default=False,
            help="The last day it may be used, as 2027-03-31.",
        ),
    ],
) -> None:
    """Renew a source's agreement."""
    with explained():
        settings = load_settings()
        from dashboard.data.upkeep import renew as have_renewed

        made = have_renewed(settings.data_dir, source, until.date(), keep=settings.keep_versions)
        typer.echo(f"Version {made} is in force: {source} is shown until {until.day} {until:%B %Y}.")
        described = settings.descriptions / f"{source}.toml"
        if described.is_file():
            typer.echo(
                f'Write agreement_expires = "{until:%Y-%m-%d}" into {described} too, '
                "or the next import from it brings the former date back."
            )


def prune(
    keep: Annotated[
        int | None,
        typer.Option(min=1, max=20, show_default="HEXSCAN_KEEP_VERSIONS", help="How many versions to keep."),
    ] = None,
) -> None:
    """Remove former versions."""
    with explained():
        settings = load_settings()
        from dashboard.data.disk_use import bytes_stored
        from dashboard.data.store import Store

        store = Store(settings.data_dir)
        before = bytes_stored(store)
        gone = store.prune(settings.keep_versions if keep is None else keep)
        if not gone:
            typer.echo("There is no version to remove.")
            return
        freed = (before - bytes_stored(store)) / 1e6
        typer.echo(f"Removed {', '.join(gone)}: {freed:,.1f} MB freed. Kept: {', '.join(store.versions())}.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        help="Go back to a former version. Its data become a new version, so numbers only rise, and a server "
        "that runs shows them with the next click. Says first what will change."
        + _EXAMPLES
        + "python -m dashboard rollback\n\npython -m dashboard rollback v000012-0a1b2c3d --yes",
    )(rollback)
    app.command(
        help="Remove a source, or a register of premises, from what is shown. Former versions hold it until "
        "they go in their turn; a supplier that demands deletion wants --purge."
        + _EXAMPLES
        + "python -m dashboard remove ambulance-calls\n\n"
        "python -m dashboard remove ambulance-calls --purge --yes",
    )(remove)
    app.command(
        help="Renew a source's agreement, so that a source that was hidden is shown again."
        + _EXAMPLES
        + "python -m dashboard renew ambulance-calls --until 2027-03-31",
    )(renew)
    app.command(
        help="Remove former versions, the oldest first, to free room on the disk. The one in force stays."
        + _EXAMPLES
        + "python -m dashboard prune\n\npython -m dashboard prune --keep 1",
    )(prune)


def _tell(heading: str, plan: Plan) -> None:
    typer.echo(heading)
    for change in plan.changes or ("The data are the same.",):
        typer.echo(f"  {change}")


def _agree(question: str, *, yes: bool) -> None:
    """Go on only where the administrator says so: exit code 2 where nobody can be asked, 1 for a no."""
    if yes:
        return
    if not sys.stdin.isatty():
        typer.secho("Nothing was changed. Say --yes to have it done without being asked.", err=True)
        raise typer.Exit(2)
    if not typer.confirm(question):
        typer.echo("Nothing was changed.")
        raise typer.Exit(1)


def _tell_what_is_left(settings: Settings, source: str) -> None:
    from dashboard.data.upkeep import versions_with

    holding = versions_with(settings.data_dir, source)
    if holding:
        typer.echo(
            f"On disk {', '.join(holding)} {'holds' if len(holding) == 1 else 'hold'} it still, unseen, "
            "until the next imports push them out. To delete it at once: python -m dashboard prune --keep 1"
        )
    else:
        typer.echo(
            "No version on disk holds it any more. Backups and the supplier's files are yours to delete."
        )
    described = settings.descriptions / f"{source}.toml"
    if described.is_file():
        typer.echo(f"Its description stays: {described}")
