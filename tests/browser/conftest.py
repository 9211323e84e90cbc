"""One Chromium for all browser tests, and servers for the pages they open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

pytest.register_assert_rewrite(
    "scan_page", "compare_page"
)  # before it is imported, so that its assertions explain themselves

from scan_page import ScanPage, opened, serving  # noqa: E402


@pytest.fixture(scope="session")
def browser(chromium: Path, chromium_arguments: list[str]) -> Iterator[Browser]:
    """A running Chromium."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(chromium), args=chromium_arguments)
        yield running
        running.close()


@pytest.fixture(scope="session")
def demo_address(demo_folder: Path) -> Iterator[str]:
    """Address of a server with the demonstration region."""
    with serving(demo_folder) as address:
        yield address


@pytest.fixture(scope="session")
def small_address(small_folder: Path) -> Iterator[str]:
    """Address of a server with the small world."""
    with serving(small_folder) as address:
        yield address


@pytest.fixture(scope="session")
def empty_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server to which nothing was ever imported."""
    with serving(tmp_path_factory.mktemp("nothing")) as address:
        yield address


@pytest.fixture
def scan(browser: Browser, demo_address: str) -> Iterator[ScanPage]:
    """The Scan page of the demonstration's police records; nothing may go wrong on it."""
    with opened(browser, demo_address, "/?sources=demo-police") as page:
        yield page
