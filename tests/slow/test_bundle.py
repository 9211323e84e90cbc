"""The bundle for a machine with no network: made, unpacked, installed with the index off, and started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

INSTALL_SECONDS = 300
START_SECONDS = 90


@pytest.fixture(scope="module")
def bundle(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive, made from this source tree."""
    into = tmp_path_factory.mktemp("dist")
    script = repository / "scripts" / "bundle.py"
    subprocess.run([sys.executable, str(script), "--into", str(into)], check=True, timeout=INSTALL_SECONDS)
    (archive,) = into.glob("hexscan-*-bundle.tar.gz")
    return archive


@pytest.fixture(scope="module")
def unpacked(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that unpacking the archive gives."""
    into = tmp_path_factory.mktemp("elsewhere")
    with tarfile.open(bundle) as tar:
        tar.extractall(into, filter="data")
    (folder,) = into.iterdir()
    return folder


@pytest.fixture(scope="module")
def offline() -> dict[str, str]:
    """The environment less every setting of pip's, with the index switched off."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "HEXSCAN_"))}
    kept.pop("VIRTUAL_ENV", None)
    return kept | {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PYTHON": sys.executable}


def install(folder: Path, environment: dict[str, str]) -> str:
    """What the first command prints in `folder`; it has succeeded."""
    done = subprocess.run(
        ["sh", "install.sh"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=INSTALL_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def installed(unpacked: Path, offline: dict[str, str]) -> Path:
    """The unpacked folder after its first command."""
    assert "Making .venv" in install(unpacked, offline)
    return unpacked


@pytest.fixture
def address(installed: Path, offline: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """Where the second command serves; all that it started has ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = offline | {"HEXSCAN_DATA_DIR": str(tmp_path / "data"), "HEXSCAN_PORT": str(port)}
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["sh", "run.sh"],
            cwd=installed,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
        sys.stdout.write(log.read_text(encoding="utf-8", errors="replace"))


def status_of(url: str, seconds: float) -> int:
    """The HTTP status, once there is an answer that is not "not ready yet"."""
    deadline = time.monotonic() + seconds
    last = 0
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own http address
                return int(answer.status)
        except urllib.error.HTTPError as error:
            last = error.code
        except OSError:
            last = 0
        time.sleep(0.2)
    return last


def test_says_how_to_install_in_two_commands(unpacked: Path) -> None:
    text = (unpacked / "INSTALL.md").read_text(encoding="utf-8")
    assert "sh install.sh" in text
    assert "sh run.sh" in text


def test_holds_no_tests_and_no_leftovers(unpacked: Path) -> None:
    assert not (unpacked / "tests").exists()
    assert not list(unpacked.rglob("*.pyc"))


def test_installs_at_the_pinned_versions(installed: Path) -> None:
    python = installed / ".venv" / "bin" / "python"
    frozen = subprocess.run(
        [str(python), "-m", "pip", "freeze", "--exclude-editable"], capture_output=True, text=True, check=True
    ).stdout.split()
    pinned = (installed / "constraints.txt").read_text(encoding="utf-8").split("\n")
    assert frozen
    assert set(frozen) <= set(pinned)


def test_second_install_does_nothing(installed: Path, offline: dict[str, str]) -> None:
    assert install(installed, offline) == ""


def test_starts_and_is_ready(address: str) -> None:
    assert status_of(f"{address}/health/ready", START_SECONDS) == 200
