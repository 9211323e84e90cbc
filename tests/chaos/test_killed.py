"""kill -9 before any change that an import makes to the data folder: the former version stays, whole."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard import cli
from dashboard.data.leftovers import left_behind
from tests.chaos.scene import (
    FORMER_ROWS,
    INTERRUPTED,
    NEW_ROWS,
    Scene,
    copy_of,
    environment,
    killed_before,
    make_scene,
)

POINTS = 20


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="module")
def changes(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many changes an import of the new files makes to the data folder when nobody stops it."""
    return whole(copy_of(scene, tmp_path_factory.mktemp("whole")))


def whole(own: Scene) -> int:
    """The changes of an import that ends."""
    ran = killed_before(own, 0, "import", own.new)
    assert ran.returncode == 0, ran.stderr
    assert own.rows() == NEW_ROWS
    assert own.left_over() == []
    return int((own.data.parent / "changes.txt").read_text())


def test_every_import_makes_as_many(scene: Scene, changes: int, tmp_path: Path) -> None:
    """Threads take turns in any order, but no more and no less is changed: so points can be counted."""
    assert [whole(copy_of(scene, tmp_path / str(turn))) for turn in range(3)] == [changes] * 3


def kill(scene: Scene, changes: int, point: int) -> None:
    """Kill an import at one of the points, spread from its first change to its last."""
    change = 1 + round(point * (changes - 1) / (POINTS - 1))
    ran = killed_before(scene, change, "import", scene.new)
    assert ran.returncode == -signal.SIGKILL, (change, ran.stdout, ran.stderr)


def type_in(scene: Scene, monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> tuple[int, str]:
    """Exit code of a command, and all it said."""
    monkeypatch.setenv("HEXSCAN_DATA_DIR", str(scene.data))
    monkeypatch.setenv("COLUMNS", "400")
    result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout + result.stderr


@pytest.mark.parametrize("point", range(POINTS))
def test_at_twenty_points(
    scene: Scene, changes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: int
) -> None:
    own = copy_of(scene, tmp_path)
    before = own.former_bytes()

    kill(own, changes, point)

    # What is served: the former version as it was or, once the pointer is swapped, the whole new one.
    current = own.store.current_version()
    assert own.rows() == (FORMER_ROWS if current == own.former else NEW_ROWS)
    if own.store.has(own.former):
        assert own.former_bytes() == before
    left = left_behind(own.data)

    # The next import says what happened, tidies up, and does what was asked.
    code, said = type_in(own, monkeypatch, "import", own.new)
    assert code == 0, said
    assert (INTERRUPTED in said) == bool(left)
    assert own.rows() == NEW_ROWS
    assert own.left_over() == []


def test_points_lie_before_and_after_the_swap(scene: Scene, changes: int, tmp_path: Path) -> None:
    """The points tell something: in the middle files are left, at the last the new version is served."""
    assert changes >= POINTS
    own = copy_of(scene, tmp_path / "middle")
    kill(own, changes, POINTS // 2)
    assert left_behind(own.data)
    assert own.store.current_version() == own.former
    late = copy_of(scene, tmp_path / "late")
    kill(late, changes, POINTS - 1)
    assert late.store.current_version() != late.former
    assert left_behind(late.data), "the last change of all removes the last of what is replaced"


def test_in_the_first_import_of_all(scene: Scene, changes: int, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    own = Scene(tmp_path / "data", scene.new, "")
    kill(own, changes, POINTS // 2)
    assert own.store.current_version() is None
    assert left_behind(own.data)
    ran = killed_before(own, 0, "import", own.new)
    assert ran.returncode == 0
    assert INTERRUPTED in ran.stdout + ran.stderr
    assert own.rows() == 3 * 7
    assert own.left_over() == []


@pytest.mark.parametrize("point", [POINTS // 2, POINTS - 4])
def test_serve_tidies_up_and_says_so(scene: Scene, changes: int, tmp_path: Path, point: int) -> None:
    """The server itself, started on what a killed import left."""
    own = copy_of(scene, tmp_path)
    kill(own, changes, point)
    left = left_behind(own.data)
    said = tmp_path / "said.txt"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port), "--workers", "1"]
    with said.open("w") as handle:
        server = subprocess.Popen(command, env=environment(own), cwd=tmp_path, stdout=handle, stderr=handle)
    try:
        wait_until_ready(server, port, said)
        assert (INTERRUPTED in said.read_text()) == bool(left)
        assert left_behind(own.data) == []
    finally:
        server.terminate()
        server.wait(timeout=60)


def wait_until_ready(server: subprocess.Popen[bytes], port: int, said: Path) -> None:
    """Return when the server has opened its version; fail where it ends instead."""
    for _ in range(600):
        assert server.poll() is None, said.read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(said.read_text())


def test_what_a_running_import_works_on_is_not_tidied_away(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = copy_of(scene, tmp_path)
    with own.store.writer() as draft:
        mine = draft.folder / "mine"
        mine.write_text("half")
        code, said = type_in(own, monkeypatch, "import", own.new)
        assert code == 1
        assert "Another import is running" in said
        assert mine.exists()
    assert own.store.current_version() == own.former
