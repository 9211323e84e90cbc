"""Where dear answers are kept: a private folder that keeps within bounds, Redis, or nowhere."""

from __future__ import annotations

import os
import pickle
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from flask import Flask

from dashboard.data.answers import Answers
from dashboard.settings import Settings, SettingsError, load_settings
from dashboard.web import answer_cache, kept_files
from dashboard.web.answer_cache import FOLDER, answers_of
from dashboard.web.kept_files import KeptFiles
from tests.data.small_world import SOURCE

SECRET = "s" * 32
TABLE = pd.DataFrame({"cell": ["a", "b"], "incidents": [1, 2]})


def key(number: int, version: str = "v000001-aa") -> str:
    return f"{version}/{number:064x}"


class Maker:
    """Makes a table, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> pd.DataFrame:
        self.times += 1
        return TABLE


def answers(data_dir: Path, address: str = "") -> Answers:
    """As a process of its own would have them."""
    settings = Settings(data_dir=data_dir, cache_url=address)  # type: ignore[arg-type]
    return answers_of(Flask("test"), settings, SECRET)


def made_again(data_dir: Path, address: str = "", patience: float = 60.0) -> bool:
    """Whether a second process makes what the first has made."""
    answers(data_dir, address).table("v000001-aa", SOURCE, "question", Maker())
    end = time.monotonic() + patience
    while time.monotonic() < end:
        second = Maker()
        pd.testing.assert_frame_equal(
            answers(data_dir, address).table("v000001-aa", SOURCE, "question", second), TABLE
        )
        if not second.times:
            return False
        time.sleep(0.02)  # the first writes behind its reader's back
    return True


class TestFolder:
    def test_processes_share_a_private_folder_in_the_data_directory(self, tmp_path: Path) -> None:
        assert not made_again(tmp_path)
        folder = tmp_path / FOLDER
        kept = [path for path in folder.rglob("*") if path.is_file()]
        assert len(kept) == 1
        for path in (folder, kept[0].parent):
            assert path.stat().st_mode & 0o777 == 0o700
        assert kept[0].stat().st_mode & 0o777 == 0o600

    def test_what_lies_in_it_is_never_unpickled(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made_again(tmp_path)
        monkeypatch.setattr(KeptFiles, "set", lambda *_: True)  # the garbage stays
        (kept,) = [path for path in (tmp_path / FOLDER).rglob("*") if path.is_file()]
        witness = tmp_path / "unpickled"

        class Trap:
            def __reduce__(self) -> tuple[object, tuple[str]]:
                return os.mkdir, (str(witness),)

        for garbage in (pickle.dumps(Trap()), b"\0" * 4 + pickle.dumps(Trap()), b"", os.urandom(1000)):
            kept.write_bytes(garbage)
            again = Maker()
            answers(tmp_path).table("v000001-aa", SOURCE, "question", again)
            assert again.times == 1
        assert not witness.exists()

    def test_a_folder_that_others_can_write_to_is_not_used(self, tmp_path: Path) -> None:
        folder = tmp_path / FOLDER
        folder.mkdir()
        folder.chmod(0o777)
        assert made_again(tmp_path, patience=0.5)
        assert not any(folder.iterdir())
        with pytest.raises(PermissionError, match="not private"):
            KeptFiles(folder).get(key(1))

    def test_a_folder_that_cannot_be_made_breaks_nothing(self, tmp_path: Path) -> None:
        (tmp_path / FOLDER).write_text("a file in its place")
        assert made_again(tmp_path, patience=0.5)

    def test_a_disk_that_is_full_breaks_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(kept_files.Path, "replace", full)
        assert made_again(tmp_path, patience=0.5)
        assert not [path for path in (tmp_path / FOLDER).rglob("*") if path.is_file()]

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_that_is_read_only_breaks_nothing(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)
        try:
            assert made_again(tmp_path, patience=0.5)
        finally:
            tmp_path.chmod(0o700)

    def test_only_the_last_two_versions_keep_theirs(self, tmp_path: Path) -> None:
        store = KeptFiles(tmp_path / FOLDER)
        for version in ("v000001-aa", "v000002-bb", "v000003-cc"):
            store.set(key(1, version), b"answer")
        assert sorted(path.name for path in (tmp_path / FOLDER).iterdir()) == ["v000002-bb", "v000003-cc"]

    def test_a_version_that_a_backup_brought_back_keeps_its_own(self, tmp_path: Path) -> None:
        store = KeptFiles(tmp_path / FOLDER)
        for version in ("v000003-cc", "v000004-dd", "v000001-aa"):
            store.set(key(1, version), b"answer")
        assert store.get(key(1, "v000001-aa")) == b"answer"
        os.utime(tmp_path / FOLDER / "v000004-dd", (0, 0))
        store.set(key(1, "v000002-bb"), b"answer")
        assert sorted(path.name for path in (tmp_path / FOLDER).iterdir()) == ["v000001-aa", "v000002-bb"]

    def test_it_keeps_within_bounds(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(kept_files, "MOST_FILES", 30)
        monkeypatch.setattr(kept_files, "MOST_BYTES", 1_000)
        store = KeptFiles(tmp_path / FOLDER)
        for number in range(100):
            store.set(key(number), b"x")
        files = [path for path in (tmp_path / FOLDER).rglob("*") if path.is_file()]
        assert len(files) <= 30 + kept_files._LOOKED_AFTER
        assert store.get(key(99)) == b"x"
        for number in range(100, 200):
            store.set(key(number), b"x" * 100)
        files = [path for path in (tmp_path / FOLDER).rglob("*") if path.is_file()]
        assert sum(path.stat().st_size for path in files) <= 1_000 + 100 * kept_files._LOOKED_AFTER

    def test_what_is_too_old_is_no_answer(self, tmp_path: Path) -> None:
        store = KeptFiles(tmp_path / FOLDER, default_timeout=60)
        store.set(key(1), b"answer")
        assert store.get(key(1)) == b"answer"
        (path,) = (tmp_path / FOLDER).glob("*/*")
        os.utime(path, (time.time() - 61, time.time() - 61))
        assert store.get(key(1)) is None
        assert store.get(key(2)) is None

    @pytest.mark.parametrize("bad", ["../x/" + "0" * 64, "v1/../" + "0" * 64, "v1/0", "/etc/" + "0" * 64])
    def test_a_key_names_no_other_place(self, tmp_path: Path, bad: str) -> None:
        with pytest.raises(ValueError, match="none of ours"):
            KeptFiles(tmp_path / FOLDER).set(bad, b"")


class TestNone:
    def test_nothing_is_kept_or_written(self, tmp_path: Path) -> None:
        assert made_again(tmp_path, "none", patience=0.1)
        assert not any(tmp_path.iterdir())


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis of our own."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed: what is kept in Redis was not tested")
    folder = tmp_path_factory.mktemp("redis")
    where = folder / "socket"
    command = [program, "--port", "0", "--unixsocket", str(where), "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    end = time.monotonic() + 10
    while not where.exists():
        assert process.poll() is None and time.monotonic() < end
        time.sleep(0.02)
    yield f"unix://{where}"
    process.terminate()
    process.wait()


class TestRedis:
    def test_processes_share_what_it_keeps_and_it_expires(self, tmp_path: Path, redis: str) -> None:
        assert not made_again(tmp_path, redis)
        assert not any(tmp_path.iterdir())
        import redis as package

        client = package.Redis.from_url(redis)
        (name,) = client.keys("*")
        assert name.startswith(b"hexscan:v000001-aa/")
        assert 0 < client.ttl(name) <= answer_cache._DAY
        assert b"incidents" in client.get(name)  # Arrow's own header: no pickle

    def test_one_that_is_not_there_breaks_nothing(self, tmp_path: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        assert made_again(tmp_path, f"redis://127.0.0.1:{port}", patience=0.5)

    def test_one_that_accepts_and_never_answers_is_asked_but_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """How long a reader waits for it is tested where it is waited for."""
        monkeypatch.setattr("dashboard.data.answers._SHORTEST_PAUSE", 3600.0)
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen(64)
            found = answers(tmp_path, f"redis://127.0.0.1:{silent.getsockname()[1]}")
            read: list[str] = []
            store = found._store._store
            get = store.get
            monkeypatch.setattr(store, "get", lambda key: read.append(key) or get(key))
            makers = [Maker() for _ in range(20)]
            for number, maker in enumerate(makers):
                found.table("v000001-aa", SOURCE, str(number), maker)
            assert [maker.times for maker in makers] == [1] * 20
            assert len(read) == 1

    def test_its_package_is_asked_for_in_words(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(answer_cache.importlib.util, "find_spec", lambda name: None)
        with pytest.raises(SettingsError, match=r"HEXSCAN_CACHE_URL names Redis.*\[redis\]"):
            answers(tmp_path, "redis://somewhere")


class TestSetting:
    @pytest.mark.parametrize("address", ["redis://h", "rediss://:word@h:6380/1", "unix:///run/redis", "none"])
    def test_addresses_it_takes(self, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
        monkeypatch.setenv("HEXSCAN_CACHE_URL", address)
        assert load_settings().cache_url.get_secret_value() == address

    @pytest.mark.parametrize("address", [
            "memcached://hunter2@h", "hunter2", "redis://", "file:///hunter2", "redis://host:port/number",
            "redis://h:99999/1", "redis://h:0/1", "redis://user:hunter2", "redis://[hunter2",
        ],
    )  # fmt: skip
    def test_others_are_refused_without_showing_a_password(
        self, monkeypatch: pytest.MonkeyPatch, address: str
    ) -> None:
        monkeypatch.setenv("HEXSCAN_CACHE_URL", address)
        with pytest.raises(SettingsError, match="HEXSCAN_CACHE_URL must be redis://") as refused:
            load_settings()
        assert "hunter2" not in str(refused.value)
