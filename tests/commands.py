"""Commands as they are typed: in an empty folder, with what they answer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard import cli


@pytest.fixture
def commands_dir(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The data directory of commands, which run in an empty folder and know no settings of this machine."""
    for name in [name for name in os.environ if name.startswith("HEXSCAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HEXSCAN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def typed(*arguments: object, answer: str = "") -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command, which is given `answer` if it asks."""
    result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments], input=answer)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr
