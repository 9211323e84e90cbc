"""How long a download tells whoever watches how far it is."""

from __future__ import annotations

from typing import Protocol


class FetchProgress(Protocol):
    """Hears how far a download is: a `dashboard.data.progress.Progress` that also hears of waits."""

    def start(self, files: int) -> None:
        """Told once, with the number of files to come."""

    def file_done(self, label: str, rows: int) -> None:
        """Told after each file."""

    def stage(self, name: str) -> None:
        """Told when a stage begins."""

    def now(self, words: str) -> None:
        """Told what is being fetched."""

    def waiting(self, words: str) -> None:
        """Told why nothing happens for a while."""
