"""Two imports at once: one is done, the other is told so or comes after; never a mixture."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.chaos.scene import NEW_ROWS, Scene, copy_of, environment, hexscan, make_scene
from tests.data.street_files import write_street

HOLD = """
import sys, time
from pathlib import Path
from dashboard.data.ingest import import_paths
data, new, go = map(Path, sys.argv[1:])
def hold(step):
    if step == "built":
        print("held", flush=True)
        while not go.exists():
            time.sleep(0.02)
print(import_paths(data, [new], checkpoint=hold).version)
"""


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("scene"))


def test_the_second_is_turned_away_and_the_first_goes_on(scene: Scene, tmp_path: Path) -> None:
    own = copy_of(scene, tmp_path)
    other = write_street(tmp_path / "other", "2025-09", rows=5)
    go = tmp_path / "go"
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(own.data), str(own.new), str(go)],
        env=environment(own),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert first.stdout is not None
    assert first.stdout.readline() == "held\n"
    second = hexscan(own, "import", other)
    assert second.returncode == 1
    assert second.stderr.startswith("Error: Another import is running")
    assert own.store.current_version() == own.former
    go.touch()
    out, err = first.communicate()
    assert first.returncode == 0, err
    assert own.store.current_version() == out.strip()
    assert own.rows() == NEW_ROWS
    assert hexscan(own, "import", other).returncode == 0
    assert own.rows() == NEW_ROWS + 5
    assert own.left_over() == []


def test_five_started_together(scene: Scene, tmp_path: Path) -> None:
    """Each either comes in whole or says that another is running."""
    own = copy_of(scene, tmp_path)
    files = [write_street(tmp_path / "files", f"2025-1{number}", rows=10 + number) for number in range(3)]
    files += [write_street(tmp_path / "files", f"2025-0{number}", rows=10 + number) for number in (7, 8)]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "dashboard", "import", str(file)],
            env=environment(own),
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for file in files
    ]
    said = [process.communicate()[1] for process in running]
    done = [process.returncode for process in running]
    assert set(done) <= {0, 1}
    assert 0 in done
    assert all("Another import is running" in words for code, words in zip(done, said, strict=True) if code)
    rows = {"2025-10": 10, "2025-11": 11, "2025-12": 12, "2025-07": 17, "2025-08": 18}
    came_in = sum(rows[file.name[:7]] for file, code in zip(files, done, strict=True) if code == 0)
    assert own.rows() == 6 + came_in
    assert own.left_over() == []


def test_readers_never_see_half_a_version(scene: Scene, tmp_path: Path) -> None:
    """While three imports follow one another, whoever reads gets whole versions."""
    own = copy_of(scene, tmp_path)
    files = [write_street(tmp_path / "files", f"2025-0{number}", rows=10) for number in range(5, 8)]
    script = "; ".join(f'"{sys.executable}" -m dashboard import "{file}"' for file in files)
    writer = subprocess.Popen(
        ["sh", "-ec", script], env=environment(own), cwd=tmp_path, stdout=subprocess.DEVNULL
    )
    seen: list[int] = []
    while writer.poll() is None:
        seen.append(own.rows())
        time.sleep(0.01)
    seen.append(own.rows())
    assert writer.returncode == 0
    assert set(seen) <= {6, 16, 26, 36}
    assert seen == sorted(seen)
    assert seen[-1] == 36
