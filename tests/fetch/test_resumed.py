"""A download that is stopped goes on where it was: nothing lost, nothing twice, nothing asked again."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.data.fetch import FetchError
from dashboard.data.fetch.folder import DownloadFolder, download_folder
from dashboard.data.fetch.police import PoliceDownload
from tests.fetch.services import EAST, MONTHS, NORTH, SOUTH, WEST, PoliceService, busy, many_crimes
from tests.fetch.test_police import assert_whole

Download = Callable[..., PoliceDownload]
Run = Callable[[PoliceService], PoliceService]


def command(repository: Path, service: PoliceService, tmp_path: Path) -> subprocess.Popen[str]:
    """`download police` in a process of its own, asking the service."""
    corners = [[WEST, SOUTH], [EAST, SOUTH], [EAST, NORTH], [WEST, NORTH], [WEST, SOUTH]]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [corners]}}
    area = tmp_path / "area.geojson"
    area.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HEXSCAN_")}
    environment |= {"HEXSCAN_POLICE_API": service.address, "HEXSCAN_DATA_DIR": str(tmp_path / "data")}
    arguments = ["download", "police", "--force", "cleveland", "--from", MONTHS[0], "--area", str(area)]
    return subprocess.Popen(
        [sys.executable, "-m", "dashboard", *arguments, "--to-folder", str(tmp_path / "files")],
        cwd=repository,
        env=environment | {"COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def questions(service: PoliceService) -> list[tuple[str, str]]:
    """Month and area of each question for crimes that was answered in full."""
    return [
        (parameters["date"], parameters.get("poly", ""))
        for path, parameters in service.answered
        if path in ("/crimes-street/all-crime", "/crimes-no-location")
    ]


def test_kill_9_again_and_again(repository: Path, tmp_path: Path, run: Run) -> None:
    """Killed at four of its questions, the fifth run ends it; a sixth has nothing to fetch."""
    crimes = many_crimes(500)
    service = run(PoliceService(crimes, limit=10_000))
    for stop in (4, 5, 5, 6):
        before = len(service.asked)
        process = command(repository, service, tmp_path)

        def kill(number: int, last: int = before + stop, process: Any = process) -> None:
            if number == last:
                os.kill(process.pid, signal.SIGKILL)

        service.heard = kill
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        finished = list((tmp_path / "files").glob("*.csv"))
        assert all(path.read_text().endswith("\n") for path in finished)
    service.heard = lambda number: None
    process = command(repository, service, tmp_path)
    out, err = process.communicate()
    assert process.returncode == 0, err
    assert "records of 3 months" in out
    assert_whole(tmp_path / "files", crimes)
    assert not list((tmp_path / "files").rglob("*.part"))
    # A question in flight when the process died is put once more; no other ever is.
    asked = questions(service)
    assert len(asked) - len(set(asked)) <= 4
    again = command(repository, service, tmp_path)
    before = len(service.asked)
    out, _ = again.communicate()
    assert "3 of them fetched earlier" in out
    assert questions(service) == asked
    assert len(service.asked) == before + 2


def test_an_outage_in_the_middle(run: Run, download: Download, tmp_path: Path) -> None:
    crimes = many_crimes(600)
    service = run(PoliceService(crimes, limit=100))
    service.faults = {number: busy(500) for number in range(20, 60)}
    with pytest.raises(FetchError, match="give the same command again"):
        download(service)
    service.faults = {}
    before = questions(service)
    download(service)
    assert_whole(tmp_path / "files", crimes)
    asked = questions(service)
    assert before
    assert len(asked) == len(set(asked))


def test_finished_months_are_left_alone(run: Run, download: Download, tmp_path: Path) -> None:
    service = run(PoliceService(many_crimes(100)))
    download(service, last=MONTHS[1])
    first = (tmp_path / "files" / f"{MONTHS[0]}-cleveland-street.csv").stat()
    done = download(service)
    assert [one.earlier for one in done.months] == [True, True, False]
    assert (tmp_path / "files" / f"{MONTHS[0]}-cleveland-street.csv").stat().st_ino == first.st_ino


def test_a_finished_month_that_was_changed_or_lost_is_fetched_again(
    run: Run, download: Download, tmp_path: Path
) -> None:
    crimes = many_crimes(100)
    service = run(PoliceService(crimes))
    download(service)
    files = sorted((tmp_path / "files").glob("*.csv"))
    files[0].write_text("Month\n")
    files[1].unlink()
    assert [one.earlier for one in download(service).months] == [False, False, True]
    assert_whole(tmp_path / "files", crimes)


def test_renewed_only_after_a_new_release(run: Run, download: Download, tmp_path: Path) -> None:
    crimes = many_crimes(100)
    service = run(PoliceService(crimes))
    download(service)
    assert all(one.earlier for one in download(service, renew=True).months)
    service.release = "2025-06-01"
    crimes[0]["outcome_status"] = {"category": "Offender sent to prison", "date": MONTHS[2]}
    assert all(one.earlier for one in download(service).months)
    assert not any(one.earlier for one in download(service, renew=True).months)
    assert_whole(tmp_path / "files", crimes)


class TestFolder:
    def test_two_downloads_at_once(self, tmp_path: Path) -> None:
        asked = {"force": "x"}
        with (
            download_folder(tmp_path / "a", asked),
            pytest.raises(FetchError, match="Another download"),
            download_folder(tmp_path / "a", asked),
        ):
            pass

    def test_another_download_in_the_folder(self, tmp_path: Path) -> None:
        with download_folder(tmp_path / "a", {"force": "x", "address": "y"}):
            pass
        with (
            pytest.raises(FetchError, match="with another force"),
            download_folder(tmp_path / "a", {"force": "z"}),
        ):
            pass

    @pytest.mark.parametrize("name", ["../up", "/etc/passwd", "", ".", "a/b", "a..b", "A", "a\x00", "-x"])
    def test_no_name_leads_elsewhere(self, tmp_path: Path, name: str) -> None:
        folder = DownloadFolder(tmp_path)
        with pytest.raises(ValueError, match="can't be the name"):
            folder.publish(name, lambda handle: None)
        with pytest.raises(ValueError, match="can't be the name"):
            folder.keep_answer(name, "a", [])

    def test_a_link_is_not_followed(self, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(FetchError, match="is a link"), download_folder(tmp_path / "link", {}):
            pass
        (tmp_path / "a").mkdir()
        (tmp_path / "a/file.csv").symlink_to(tmp_path / "elsewhere/target")
        DownloadFolder(tmp_path / "a").publish("file.csv", lambda handle: None)
        assert not (tmp_path / "elsewhere/target").exists()
        assert not (tmp_path / "a/file.csv").is_symlink()

    def test_a_full_disk_leaves_the_former_file(self, tmp_path: Path) -> None:
        folder = DownloadFolder(tmp_path)
        folder.publish("a.csv", lambda handle: print("whole", file=handle))

        def fail(handle: Any) -> None:
            handle.write("half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with pytest.raises(OSError, match="No space"):
            folder.publish("a.csv", fail)
        assert (tmp_path / "a.csv").read_text() == "whole\n"
        assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]

    def test_a_place_that_can_not_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder")
        for place in (tmp_path / "file", tmp_path / "file" / "below"):
            with pytest.raises(FetchError, match="can't be written"), download_folder(place, {}):
                pass

    def test_a_full_disk_is_said_in_words(self, tmp_path: Path) -> None:
        full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        with pytest.raises(FetchError, match="is full"), download_folder(tmp_path / "a", {}):
            raise full
        with pytest.raises(OSError, match="I/O"), download_folder(tmp_path / "a", {}):
            raise OSError(errno.EIO, "I/O error")

    def test_what_a_killed_run_had_begun_is_removed(self, tmp_path: Path) -> None:
        with download_folder(tmp_path / "a", {}) as folder:
            folder.keep_answer("2025-01", "0", [1])
        (tmp_path / "a/.2025-01.csv.part").write_text("half")
        (tmp_path / "a/.download/answers/2025-01/1.json.part").write_text("[1,")
        with download_folder(tmp_path / "a", {}) as folder:
            assert folder.answer("2025-01", "0") == [1]
        assert not list((tmp_path / "a").rglob("*.part"))

    def test_an_answer_that_can_not_be_read_counts_for_nothing(self, tmp_path: Path) -> None:
        folder = DownloadFolder(tmp_path)
        folder.keep_answer("2025-01", "0", [1])
        (tmp_path / ".download/answers/2025-01/0.json").write_text("[1,")
        assert folder.answer("2025-01", "0") is None
