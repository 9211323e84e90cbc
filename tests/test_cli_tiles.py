"""What the commands say of a file of map tiles."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard import cli
from tests.mbtiles import write_streets

BOX = (1.4, 55.5, 1.7, 55.7)


@pytest.fixture(autouse=True)
def data_dir(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Commands run in an empty folder with a data directory of their own."""
    for name in [name for name in os.environ if name.startswith("HEXSCAN_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("HEXSCAN_DATA_DIR", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


def test_status_names_it(data_dir: Path, small_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_streets(data_dir / "streets.mbtiles", BOX, range(8, 11))
    told = json.loads(CliRunner().invoke(cli.app, ["status", "--json"]).stdout)["base_map"]
    assert told.startswith("Map tiles: streets.mbtiles, PNG, zoom 8 to 10, 0.")
    for name in ("versions", "current"):
        (data_dir / name).symlink_to(small_folder / name)
    assert told in CliRunner().invoke(cli.app, ["status"]).stdout.splitlines()


def test_status_says_why_it_cannot_be_used(data_dir: Path) -> None:
    (data_dir / "streets.mbtiles").write_bytes(b"")
    result = CliRunner().invoke(cli.app, ["status", "--json"])
    assert result.exit_code == 0
    assert "streets.mbtiles can't be used" in json.loads(result.stdout)["base_map"]


@pytest.mark.parametrize(
    ("broken", "url", "words"),
    [
        (True, "", "Warning: The map tiles in streets.mbtiles can't be used."),
        (False, "https://tiles.example.test/{z}/{x}/{y}.png", "streets.mbtiles is not used while"),
        (False, "", ""),
    ],
)
def test_serve_warns_and_goes_on(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, broken: bool, url: str, words: str
) -> None:
    write_streets(data_dir / "streets.mbtiles", BOX, [8])
    if broken:
        (data_dir / "streets.mbtiles").write_bytes(b"broken")
    monkeypatch.setenv("HEXSCAN_TILE_URL", url)
    executed: list[object] = []
    monkeypatch.setattr(os, "execve", lambda *given: executed.append(given))
    result = CliRunner().invoke(cli.app, ["serve", "--port", "1"])
    assert len(executed) == 1
    assert words in result.stderr
    assert bool(result.stderr) == bool(words)
