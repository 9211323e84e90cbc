"""Fixtures of downloads: a clock that need not be waited for, and who hears of the progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dashboard.data.fetch.police import PoliceDownload, Wanted, download_police
from tests.fetch.services import AREA, MONTHS, FakeClock, PoliceService, Service, serving


class Heard:
    """A progress that remembers."""

    def __init__(self) -> None:
        self.files = 0
        self.done: list[tuple[str, int]] = []
        self.waits: list[str] = []

    def start(self, files: int) -> None:
        self.files = files

    def file_done(self, label: str, rows: int) -> None:
        self.done.append((label, rows))

    def stage(self, name: str) -> None:
        raise AssertionError(name)

    def now(self, words: str) -> None:
        assert words

    def waiting(self, words: str) -> None:
        self.waits.append(words)


@pytest.fixture
def fake() -> FakeClock:
    return FakeClock()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def run() -> Iterator[Callable[[Service], Service]]:
    """Starts a server that stops with the test."""
    with ExitStack() as stack:
        yield lambda service: stack.enter_context(serving(service))


@pytest.fixture
def download(tmp_path: Path, fake: FakeClock, heard: Heard) -> Callable[..., PoliceDownload]:
    """Fetches the area of the tests from a service, into tmp_path/files unless said otherwise."""

    def fetch(service: PoliceService, folder: Path | None = None, **wanted: object) -> PoliceDownload:
        asked = {"force": "cleveland", "first": MONTHS[0], "area": AREA, "area_origin": "a box"} | wanted
        return download_police(
            Wanted(**asked),  # type: ignore[arg-type]
            base=service.address,
            data_dir=tmp_path / "data",
            folder=folder or tmp_path / "files",
            progress=heard,
            clock=fake.clock(),
        )

    return fetch
