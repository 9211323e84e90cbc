"""The commands that fetch open data where there is a network: `download police` and `download premises`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli_explained import explained
from dashboard.settings import load_settings

if TYPE_CHECKING:
    from dashboard.data.fetch.police import PoliceDownload
    from dashboard.data.fetch.premises import PremisesDownload

_EXAMPLES = "\n\n[bold]Examples[/bold]\n\n"
_STOPPED = "Stopped. What was fetched is kept; give the same command again to go on."
_MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")

download_app = typer.Typer(
    help="Fetch open data into a folder of files, to import them from there. Needs a network; nothing else "
    "in Hexscan does.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

ToFolder = Annotated[
    Path | None,
    typer.Option(
        "--to-folder",
        show_default="downloads in the data folder",
        help="Folder for the files; made where needed.",
    ),
]


def _month(value: str) -> str:
    if value and not _MONTH.fullmatch(value):
        raise typer.BadParameter(f"{value!r} is not a month written as 2025-03.")
    return value


@download_app.command(
    help="Fetch a force's street-level crime from data.police.uk, one file a month. Stopped at any point, "
    "the same command goes on from there; months already fetched are left."
    + _EXAMPLES
    + "python -m dashboard download police --force cleveland --from 2023-01 --to 2025-12\n\n"
    "python -m dashboard download police --force durham --from 2025-01 --area boundaries/durham.geojson",
)
def police(
    force: Annotated[
        str, typer.Option(help="The force, as data.police.uk calls it: cleveland, west-midlands.")
    ],
    first: Annotated[str, typer.Option("--from", callback=_month, help="First month, as 2023-01.")],
    last: Annotated[
        str, typer.Option("--to", callback=_month, show_default="the newest", help="Last month, as 2025-12.")
    ] = "",
    to_folder: ToFolder = None,
    area: Annotated[
        Path | None,
        typer.Option(
            help="GeoJSON file of the area to fetch. Without it: the boundaries imported for the force, else "
            "those of its neighbourhoods.",
            show_default=False,
        ),
    ] = None,
    renew: Annotated[
        bool, typer.Option("--renew", help="Fetch months again that a newer release may have changed.")
    ] = False,
) -> None:
    """Fetch street-level crime."""
    with explained(_STOPPED):
        settings = load_settings()
        from dashboard.cli_progress import TerminalProgress
        from dashboard.data.fetch.police import Wanted, download_police

        geometry, origin = _drawn(area) if area else (None, "")
        wanted = Wanted(force, first, last, area=geometry, area_origin=origin, renew=renew)
        with TerminalProgress(doing="Fetching", things="months") as progress:
            done = download_police(
                wanted,
                base=settings.police_api,
                data_dir=settings.data_dir,
                folder=to_folder,
                progress=progress,
            )
        _print_police(done)
        if not done.months:
            raise typer.Exit(1)


@download_app.command(
    help="Fetch the register of food premises from the Food Standards Agency: pubs, bars and nightclubs of "
    "the authorities named, or else of the areas imported."
    + _EXAMPLES
    + "python -m dashboard download premises --authority Hartlepool --authority Middlesbrough\n\n"
    'python -m dashboard download premises --type "Takeaway/sandwich shop" --authority Durham',
)
def premises(
    authority: Annotated[
        list[str] | None,
        typer.Option(
            show_default="those of the areas imported", help="Local authority; may be given several times."
        ),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--type", show_default="Pub/bar/nightclub", help="Type of business; may be given several times."
        ),
    ] = None,
    to_folder: ToFolder = None,
) -> None:
    """Fetch premises."""
    with explained(_STOPPED):
        settings = load_settings()
        from dashboard.cli_progress import TerminalProgress
        from dashboard.data.fetch.premises import download_premises

        with TerminalProgress(doing="Fetching", things="lists") as progress:
            done = download_premises(
                authority or [],
                kind or [],
                base=settings.fsa_api,
                data_dir=settings.data_dir,
                folder=to_folder,
                progress=progress,
            )
        _print_premises(done)


def _drawn(path: Path) -> tuple[Any, str]:
    from dashboard.data.schema import InputError
    from dashboard.data.sources.boundaries import read_outline
    from dashboard.data.sources.files import FileRef

    if not path.is_file():
        raise InputError(f"{path}: there is no such file. Check the path.")
    return read_outline(FileRef(path)), f"the file {path.name}"


def _print_police(done: PoliceDownload) -> None:
    rows, unplaced = (sum(getattr(one, name) for one in done.months) for name in ("rows", "without_location"))
    earlier = sum(one.earlier for one in done.months)
    already = f", {earlier:,} of them fetched earlier" if earlier else ""
    typer.echo(f"{done.force.name}: {rows:,} records of {_count(len(done.months), 'month')}{already}.")
    typer.echo(f"Area: {done.area}. {unplaced:,} of the records have no location.")
    near = sum(one.outside_near for one in done.months)
    if near:
        typer.echo(f"Left out: {near:,} records within 50 metres outside the area's boundary.")
    transport = sum(one.transport_police for one in done.months)
    if transport:
        typer.echo(
            f"Left out: {transport:,} records of the British Transport Police, which is a force of its own."
        )
    for words in done.other_types:
        typer.echo(f"A crime type that Hexscan has not met before is kept as it is: {words}.")
    for month, why in done.missing.items():
        typer.echo(f"{month} is missing: {why}.")
    if done.missing and done.offered:
        typer.echo(
            f"The service offers {done.offered[0]} to {done.offered[-1]}. Older months are in its "
            "archive, as zips that can be imported: https://data.police.uk/data/archive/"
        )
    if done.months:
        _print_next(done.folder)


def _print_premises(done: PremisesDownload) -> None:
    typer.echo(f"{_count(done.rows, 'entry', 'entries')} of {', '.join(done.types)} in {done.file.name}.")
    typer.echo(f"{done.without_location:,} of them have no position.")
    for name, rows in done.authorities.items():
        typer.echo(f"  {name}: {rows:,}")
    for name in done.unmatched:
        typer.echo(f"The register knows no authority called {name}; name it with --authority.")
    _print_next(done.file)


def _count(number: int, noun: str, nouns: str = "") -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {nouns or f'{noun}s'}"


def _print_next(path: Path) -> None:
    typer.echo(f"To take them in: python -m dashboard import {path}")
