"""Runs bad inputs through the real command line: in this process, or in one of their own within limits."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from dashboard import cli
from dashboard.data.ingest import import_paths
from tests.bad_input.case import Case, Outcome
from tests.data.street_files import write_street

REPOSITORY = Path(__file__).resolve().parents[2]
MEMORY = 4 << 30
"""Bytes of addresses that the process of a harmful input may take. Some 1.5 GB of them are libraries."""
SECONDS = 60
"""Of the processor's time that it may take, and of the clock's three times as many."""


@dataclass(frozen=True)
class Result:
    """What came of an import."""

    code: int
    said: str
    complained: str
    seconds: float
    kept_former: bool  # the stored data are the former ones, byte for byte


def former_version(folder: Path) -> Path:
    """A data folder with a month of incidents, which every case finds there."""
    street = write_street(folder / "former", "2024-12", 5)
    import_paths(folder / "data", [street])
    return folder / "data"


def fingerprint(data_dir: Path) -> str:
    """A digest of all that is stored: names, bytes and the pointer; not of the lock, which is empty."""
    digest = hashlib.sha256()
    for path in sorted(data_dir.rglob("*")):
        if path.is_file() and path.name != "write.lock":
            digest.update(f"{path.relative_to(data_dir)}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
        elif path.is_dir():
            digest.update(f"{path.relative_to(data_dir)}/\0".encode())
    return digest.hexdigest()


def run(case: Case, data_dir: Path, folder: Path) -> Result:
    """Make the case's input in `folder` and import it into a copy of `data_dir`."""
    inputs = folder / "input"
    inputs.mkdir()
    arguments = ["import", *map(str, case.make(inputs))]
    own = data_dir
    if case.outcome is not Outcome.REFUSED:  # what is refused must leave the former version alone
        own = folder / "data"
        shutil.copytree(data_dir, own)
    before = fingerprint(own)
    environment = {"HEXSCAN_DATA_DIR": str(own), "COLUMNS": "250", "NO_COLOR": "1"}
    started = time.monotonic()
    code, said, complained = (_apart if case.harmful else _here)(arguments, environment)
    return Result(code, said, complained, time.monotonic() - started, fingerprint(own) == before)


def _here(arguments: list[str], environment: Mapping[str, str]) -> tuple[int, str, str]:
    others = dict.fromkeys((name for name in os.environ if name.startswith("HEXSCAN_")), None)
    result = CliRunner().invoke(cli.app, arguments, env={**others, **environment})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def _apart(arguments: list[str], environment: Mapping[str, str]) -> tuple[int, str, str]:
    """In a process that the system ends when it takes more memory or processor time than is allowed."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("HEXSCAN_")}
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", *arguments],
        cwd=REPOSITORY,
        env={**others, **environment},
        capture_output=True,
        text=True,
        timeout=3 * SECONDS,
        preexec_fn=_limit,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def first_words(case: Case, result: Result) -> str:
    """What a person reads first, as one line."""
    if case.outcome is Outcome.REFUSED:
        return " ".join(result.complained.removeprefix("Error: ").split())
    lines = [line.strip() for line in result.said.splitlines()]
    found = [line for line in lines if any(word in line for word in case.words)]
    return " ".join(" ".join(found).split())
