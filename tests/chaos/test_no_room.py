"""A disk that is full or can only be read: on a file system of its own, where we may make one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.data.leftovers import left_behind
from tests.chaos.scene import (
    FORMER_ROWS,
    NEW_ROWS,
    REPOSITORY,
    Scene,
    copy_of,
    environment,
    hexscan,
    make_scene,
)

MOUNT = ("unshare", "--mount", "--map-root-user")


def may_mount() -> bool:
    """Whether this user may make a file system that only the test sees."""
    if shutil.which("unshare") is None:
        return False
    tried = [*MOUNT, "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt"]
    return subprocess.run(tried, capture_output=True).returncode == 0


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="module")
def mounting() -> None:
    if not may_mount():
        pytest.skip("NO FILE SYSTEM OF OUR OWN: really full and read-only disks were NOT tried here")


def in_own_file_system(scene: Scene, folder: Path, script: str) -> dict[str, object]:
    """Run a script on the scene's data in a small file system at `folder`; what it prints last, as JSON."""
    folder.mkdir()
    own = Scene(folder / "data", scene.new, scene.former)
    ran = subprocess.run(
        [*MOUNT, "sh", "-e", "-c", script, "sh", str(folder), str(scene.data), str(scene.new)],
        env=environment(own) | {"LOOK": LOOK, "PY": sys.executable},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found: dict[str, object] = json.loads(ran.stdout.splitlines()[-1])
    return found


LOOK = """
import json, sys
from pathlib import Path
from dashboard.data.leftovers import left_behind
from dashboard.data.status import status
from dashboard.data.store import Store
from tests.chaos.scene import digests
data, code, said = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]).read_text()
current = Store(data).current_version()
rows = sum(source.rows_kept for source in status(data).sources)
left = [path.name for path in left_behind(data)]
found = {"code": code, "said": said, "current": current, "rows": rows, "left": left}
print(json.dumps(found | {"bytes": digests(data / "versions" / current)}))
"""

FULL = """
mount -t tmpfs -o size=64m tmpfs "$1"
cp -r "$2" "$1/data"
free=$(($(df --output=avail -k "$1" | tail -1) - %d))
head -c ${free}k /dev/zero > "$1/ballast"
code=0
"$PY" -m dashboard import "$3" > /tmp/said-$$ 2>&1 || code=$?
rm "$1/ballast"
"$PY" -c "$LOOK" "$1/data" $code /tmp/said-$$
rm /tmp/said-$$
"""

READ_ONLY = """
mount -t tmpfs -o size=64m tmpfs "$1"
cp -r "$2" "$1/data"
mount -o remount,ro "$1"
code=0
"$PY" -m dashboard %s > /tmp/said-$$ 2>&1 || code=$?
"$PY" -c "$LOOK" "$1/data" $code /tmp/said-$$
rm /tmp/said-$$
"""


class TestFull:
    @pytest.mark.usefixtures("mounting")
    @pytest.mark.parametrize("kilobytes", [0, 4, 48, 128, 176, 192, 208, 232])
    def test_a_full_disk(self, scene: Scene, tmp_path: Path, kilobytes: int) -> None:
        """Whatever is left of the disk: all that was asked, or nothing and a clear word."""
        found = in_own_file_system(scene, tmp_path / "disk", FULL % kilobytes)
        if found["code"] == 0:
            assert found["rows"] == NEW_ROWS
        else:
            assert found["code"] == 1
            assert "is full" in str(found["said"])
            assert "Traceback" not in str(found["said"])
            assert (found["current"], found["rows"]) == (scene.former, FORMER_ROWS)
            assert found["bytes"] == scene.former_bytes()
        assert found["left"] == []

    @pytest.mark.usefixtures("mounting")
    def test_the_smallest_of_them_is_too_small(self, scene: Scene, tmp_path: Path) -> None:
        assert in_own_file_system(scene, tmp_path / "disk", FULL % 16)["code"] == 1

    @pytest.mark.parametrize("kilobytes", [1, 2, 4])
    def test_a_limit_on_files(self, scene: Scene, tmp_path: Path, kilobytes: int) -> None:
        """Needs no file system of our own: the kernel refuses to make a file longer than the limit."""
        own = copy_of(scene, tmp_path)
        before = own.former_bytes()
        limited = (
            "import resource, runpy, signal, sys\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({kilobytes * 1024}, {kilobytes * 1024}))\n"
            "sys.argv = ['dashboard', 'import', sys.argv[1]]\n"
            "runpy.run_module('dashboard', run_name='__main__')\n"
        )
        ran = subprocess.run(
            [sys.executable, "-c", limited, str(own.new)],
            env=environment(own) | {"PYTHONDONTWRITEBYTECODE": "1"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 1, ran.stdout
        assert "Traceback" not in ran.stderr
        assert "Error: " in ran.stderr
        assert own.store.current_version() == own.former
        assert own.former_bytes() == before
        assert left_behind(own.data) == []
        assert hexscan(own, "import", own.new).returncode == 0
        assert own.rows() == NEW_ROWS


@pytest.mark.usefixtures("mounting")
class TestReadOnly:
    def test_an_import_says_what_to_do(self, scene: Scene, tmp_path: Path) -> None:
        found = in_own_file_system(scene, tmp_path / "disk", READ_ONLY % 'import "$3"')
        assert found["code"] == 1
        assert "can't be written" in str(found["said"])
        assert "Set HEXSCAN_DATA_DIR" in str(found["said"])
        assert "Traceback" not in str(found["said"])
        assert found["bytes"] == scene.former_bytes()

    def test_what_is_there_can_be_looked_at(self, scene: Scene, tmp_path: Path) -> None:
        found = in_own_file_system(scene, tmp_path / "disk", READ_ONLY % "status")
        assert found["code"] == 0
        assert "2025-01" in str(found["said"])
