"""Progress of an import in the terminal: files done, rows a second, time left."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Column


class TerminalProgress:
    """Draws a bar on standard error while files are read; where that is no terminal, only names the stages.

    A `dashboard.data.progress.Progress`; used as a context manager.
    """

    def __init__(
        self, console: Console | None = None, *, doing: str = "Reading", things: str = "files"
    ) -> None:
        """Draw on `console`, or else on standard error; `doing` and `things` say what goes on."""
        self._console = console or Console(stderr=True)
        self._bar = Progress(
            TextColumn(doing, table_column=Column(no_wrap=True)),
            BarColumn(bar_width=20),
            MofNCompleteColumn(table_column=Column(no_wrap=True)),
            TextColumn(f"{things}, {{task.fields[rate]}}", table_column=Column(no_wrap=True)),
            TimeRemainingColumn(table_column=Column(no_wrap=True)),
            TextColumn("{task.fields[label]}", table_column=Column(ratio=1, no_wrap=True)),
            expand=True,
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._task: TaskID | None = None
        self._began = time.monotonic()
        self._rows = 0

    def __enter__(self) -> Self:
        """Return itself; the bar appears with the first file."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the terminal tidy, whatever happened."""
        self._bar.stop()

    def start(self, files: int) -> None:
        """Show the bar for `files` files."""
        self._began = time.monotonic()
        self._task = self._bar.add_task("files", total=files, rate="0 rows/s", label="")
        self._bar.start()

    def file_done(self, label: str, rows: int) -> None:
        """Move the bar on by one file."""
        self._rows += rows
        seconds = max(time.monotonic() - self._began, 1e-3)
        if self._task is not None:
            rate = f"{self._rows / seconds:,.0f} rows/s"
            self._bar.update(self._task, advance=1, rate=rate, label=escape(label))

    def now(self, words: str) -> None:
        """Show on the bar what is being worked on."""
        if self._task is not None:
            self._bar.update(self._task, label=escape(words))

    def waiting(self, words: str) -> None:
        """Say why nothing happens for a while."""
        self._console.print(words, markup=False, highlight=False)

    def stage(self, name: str) -> None:
        """Take the bar away and name what happens now."""
        self._bar.stop()
        self._console.print(f"{name}…")
