"""What was done to the stored data, for the terminal."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import typer

from dashboard.data.history import (
    DEMONSTRATION,
    IMPORT,
    REBUILD,
    REMOVAL,
    RENEWAL,
    ROLLBACK,
    Event,
)
from dashboard.data.schema import month_name
from dashboard.data.store import Store

_SHOWN = 3


def show_history(data_dir: Path, *, as_json: bool) -> None:
    """Print what was done, the oldest first; as JSON for other programs."""
    store = Store(data_dir)
    current = store.current_version()
    events = store.history(current) if current else ()
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(event) for event in events], indent=2, ensure_ascii=False))
        return
    if not events:
        typer.echo(f"Nothing was done yet in {data_dir}.")
        return
    kept = set(store.versions())
    for event in events:
        _show(event, mark=_mark(event.version, current, kept))


def _mark(version: str, current: str | None, kept: set[str]) -> str:
    if version == current:
        return "in force"
    return "kept" if version in kept else "no longer kept"


def _show(event: Event, *, mark: str) -> None:
    typer.echo(f"{event.version}  {_moment(event.when)}  {_done(event)}  ({mark})")
    for key, rows in event.incidents.items():
        typer.echo(f"    {key}: {rows:,} incidents afterwards")
    for note in event.notes:
        typer.echo(f"    {note}")


def _done(event: Event) -> str:
    """What was done, in a few words."""
    return {
        IMPORT: f"import of {_files(event)}",
        DEMONSTRATION: "demonstration region made",
        ROLLBACK: f"gone back to {event.subject}",
        REMOVAL: f"{event.subject} removed",
        RENEWAL: f"agreement on {event.subject} renewed",
        REBUILD: f"{event.subject} built anew after an upgrade",
    }.get(event.what, event.what)


def _files(event: Event) -> str:
    if not event.files_in_all:
        return "no files"
    shown = ", ".join(event.files[:_SHOWN])
    more = event.files_in_all - min(_SHOWN, len(event.files))
    return f"{shown} and {more:,} more" if more else shown


def _moment(when: str) -> str:
    """An ISO time as "21 November 2026, 14:05 UTC"."""
    year, month, day = (int(part) for part in when[:10].split("-"))
    return f"{day} {month_name(year * 12 + month - 1)}, {when[11:16]} UTC"
