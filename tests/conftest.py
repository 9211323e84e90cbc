"""Fixtures for the whole suite, and a loud word at its end about what could not be tested."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

from tests.commands import commands_dir
from tests.worlds import (
    demo_folder,
    demo_server,
    demonstration,
    small,
    small_folder,
    small_server,
)

__all__ = [
    "commands_dir",
    "demo_folder",
    "demo_server",
    "demonstration",
    "small",
    "small_folder",
    "small_server",
]

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED_DATA = REPOSITORY.parent / "shared" / "data"

NO_SHARED_DATA = (
    f"SHARED DATA MISSING: no {SHARED_DATA}; put the real open data there to run the tests that read it"
)
NO_CHROMIUM = (
    "CHROMIUM MISSING: install Debian's chromium, or name a browser in HEXSCAN_CHROMIUM, to run browser tests"
)

# Machines are noisy: how long an example takes is measured in bench/, never asserted.
settings.register_profile("hexscan", deadline=None)
settings.load_profile("hexscan")


def load_script(name: str) -> ModuleType:
    """The module scripts/<name>.py, which is no package."""
    specification = importlib.util.spec_from_file_location(
        f"hexscan_scripts_{name}", REPOSITORY / "scripts" / f"{name}.py"
    )
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the source tree."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real open data beside the source tree; skips, loudly, where it is missing."""
    if not SHARED_DATA.is_dir():
        pytest.skip(NO_SHARED_DATA)
    return SHARED_DATA


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The Chromium to drive (Playwright's `executable_path`); skips, loudly, where there is none."""
    found: Path | None = load_script("find_chromium").find_chromium()
    if found is None:
        pytest.skip(NO_CHROMIUM)
    return found


@pytest.fixture(scope="session")
def chromium_arguments() -> list[str]:
    """Start-up options that keep Chromium quiet and off the network (Playwright's `args`)."""
    return list(load_script("find_chromium").LAUNCH_ARGUMENTS)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave slow tests out unless `-m` speaks of them."""
    wants_slow = "slow" in (config.getoption("markexpr", "") or "")
    left_out = [] if wants_slow else [item for item in items if item.get_closest_marker("slow")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked `shared` needs the shared data even where it does not ask for the fixture."""
    if item.get_closest_marker("shared") and not SHARED_DATA.is_dir():
        pytest.skip(NO_SHARED_DATA)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in capitals how many tests did not run for want of shared data or of a browser."""
    skipped: Sequence[pytest.TestReport] = terminalreporter.stats.get("skipped", [])
    reasons = [str(report.longrepr) for report in skipped]
    for sign, subject in (("SHARED DATA MISSING", "the shared data is"), ("CHROMIUM MISSING", "Chromium is")):
        count = sum(sign in reason for reason in reasons)
        if count:
            terminalreporter.write_line("")
            terminalreporter.write_line(
                f"!!! {count} TESTS DID NOT RUN because {subject} missing. This is not a full test run. !!!",
                red=True,
                bold=True,
            )
