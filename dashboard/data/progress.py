"""How long work tells whoever watches (a terminal, a test) how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Hears of files read and of the stages that follow."""

    def start(self, files: int) -> None:
        """Told once, before the first file."""

    def file_done(self, label: str, rows: int) -> None:
        """Told after each file with the rows it held."""

    def stage(self, name: str) -> None:
        """Told when a stage begins, in words for the reader: "Building maps and counts"."""


class Silent:
    """The progress that tells nobody."""

    def start(self, files: int) -> None:
        """Ignore the number of files."""

    def file_done(self, label: str, rows: int) -> None:
        """Ignore the file."""

    def stage(self, name: str) -> None:
        """Ignore the stage."""
