"""kill -9 while going back, removing a source or downloading: whole as before, or whole as wanted."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.data.leftovers import left_behind
from dashboard.data.upkeep import plan_removal, remove, versions_with
from tests.chaos.scene import (
    DRIVER,
    FORMER_ROWS,
    NEW_ROWS,
    Scene,
    copy_of,
    environment,
    hexscan,
    killed_before,
    make_scene,
)
from tests.fetch.services import AREA, MONTHS, PoliceService, many_crimes, serving, truth

POINTS = 6


def spread(changes: int) -> list[int]:
    """Changes to kill at, from the first to the last."""
    return [1 + round(point * (changes - 1) / (POINTS - 1)) for point in range(POINTS)]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The version in force has a source of its own beside the police's; the one before has not."""
    made = make_scene(tmp_path_factory.mktemp("scene"))
    assert hexscan(made, "import", made.new).returncode == 0
    assert made.rows() == NEW_ROWS
    return made


@pytest.mark.parametrize(
    ("command", "rows_after"),
    [(("rollback", "--yes"), FORMER_ROWS), (("remove", "police-uk", "--purge", "--yes"), 0)],
    ids=["rollback", "remove"],
)
def test_a_change_of_what_is_stored(
    scene: Scene, tmp_path: Path, command: tuple[str, ...], rows_after: int
) -> None:
    own = copy_of(scene, tmp_path / "whole")
    ran = killed_before(own, 0, *command)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert own.rows() == rows_after
    for change in spread(int((own.data.parent / "changes.txt").read_text())):
        own = copy_of(scene, tmp_path / str(change))
        in_force = own.store.current_version()
        assert in_force is not None
        before = Scene(own.data, own.new, in_force).former_bytes()
        ran = killed_before(own, change, *command)
        assert ran.returncode == -signal.SIGKILL, ran.stdout + ran.stderr
        if own.store.current_version() == in_force:
            assert own.rows() == NEW_ROWS
            assert Scene(own.data, own.new, in_force).former_bytes() == before
        else:
            assert own.rows() == rows_after
        own.store.sweep()
        assert left_behind(own.data) == []
        assert own.rows() in (NEW_ROWS, rows_after)


def test_a_purge_that_was_stopped_is_not_taken_for_done(scene: Scene, tmp_path: Path) -> None:
    """Its source is gone from what is shown; whoever asks again hears that the disk holds it still."""
    own = copy_of(scene, tmp_path)
    remove(own.data, plan_removal(own.data, "police-uk"))  # as it is once the pointer is swapped
    assert own.rows() == 0
    again = hexscan(own, "remove", "police-uk", "--purge", "--yes")
    assert again.returncode == 1
    assert "hold it still; to delete it there: python -m dashboard prune --keep 1" in again.stderr
    assert hexscan(own, "prune", "--keep", "1").returncode == 0
    assert versions_with(own.data, "police-uk") == []
    assert "it still" not in hexscan(own, "remove", "police-uk", "--purge", "--yes").stderr


def test_a_download(tmp_path: Path) -> None:
    """Killed, then run again: every record once, and no answered question put again but the last."""
    crimes = many_crimes(300)
    files = tmp_path / "files"
    area = tmp_path / "area.geojson"
    corners = [list(corner) for corner in AREA.exterior.coords]
    area.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, '
        f'"geometry": {{"type": "Polygon", "coordinates": [{corners}]}}}}]}}'
    )
    command = ["download", "police", "--force", "cleveland", "--from", MONTHS[0], "--area", str(area)]
    here = Scene(tmp_path / "data", tmp_path, "")

    def run(change: int, service: PoliceService) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(DRIVER), str(files), str(change), str(tmp_path / "changes.txt"), *command,
             "--to-folder", str(files)],
            env=environment(here) | {"HEXSCAN_POLICE_API": service.address},
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )  # fmt: skip

    with serving(PoliceService(crimes)) as service:
        assert isinstance(service, PoliceService)
        whole = run(0, service)
        assert whole.returncode == 0, whole.stderr
        expected = {path.name: path.read_bytes() for path in files.glob("*.csv")}
        assert sum(text.count(b"\n") - 1 for text in expected.values()) == len(truth(crimes))
        changes = int((tmp_path / "changes.txt").read_text())
        for change in spread(changes):
            subprocess.run(["rm", "-rf", str(files)], check=True)
            service.answered.clear()
            assert run(change, service).returncode == -signal.SIGKILL
            for path in files.glob("*.csv"):
                assert path.read_bytes() == expected[path.name]
            ended = run(0, service)
            assert ended.returncode == 0, ended.stderr
            assert {path.name: path.read_bytes() for path in files.glob("*.csv")} == expected
            assert not list(files.rglob("*.part"))
            asked = [(path, *sorted(given.items())) for path, given in service.answered if "date" in given]
            assert len(asked) - len(set(asked)) <= 1
