"""The command line: what it prints, its exit codes, and how it starts the server."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dashboard.data import demo as demo_package
from dashboard.data.ingest import import_paths
from dashboard.data.inputs import Inputs
from dashboard.data.schema import INCIDENTS, Source, month_number
from dashboard.data.store import Store
from tests.commands import typed
from tests.data.street_files import row, write_street


class FakeRegion:
    """A demonstration region of two incidents."""

    inputs = Inputs()
    incidents = (
        (
            Source("demo", "Demonstration", "Nobody", "none", fictional=True),
            INCIDENTS.empty_table().to_pandas().reindex(range(2)).assign(
                incident_id="", month=month_number("2025-01"), force="Fictional Force", longitude=-1.2,
                latitude=54.5, lsoa_code="", lsoa_name="", crime_type="burglary", place="",
            ),
        ),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def data_dir(commands_dir: Path) -> Path:
    """Commands run in an empty folder with a data directory of their own."""
    return commands_dir


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def refuse_writing(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Make `folder` answer as one on a read-only file system, to the administrator (root) too."""
    make = Path.mkdir

    def refuse(path: Path, *arguments: Any, **options: Any) -> None:
        if path.is_relative_to(folder):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        make(path, *arguments, **options)

    monkeypatch.setattr(Path, "mkdir", refuse)


class TestImport:
    def test_says_what_came_in(self, data_dir: Path, tmp_path: Path) -> None:
        write_street(tmp_path / "files", "2025-01", 3)
        write_street(
            tmp_path / "files", "2025-02", [row("2025-02", "Cleveland Police"), row("?", "Cleveland Police")]
        )
        (tmp_path / "files/notes.txt").write_text("Ring the council.\n")
        code, out, _ = typed("import", tmp_path / "files")
        assert code == 0
        assert "2025-01 to 2025-02" in out
        assert "4 incidents from 2 files" in out
        assert "rejected 1 " in out
        assert "Skipped in the last import: 1 files" in out
        assert "notes.txt" in out

    def test_says_what_was_replaced(self, tmp_path: Path) -> None:
        write_street(tmp_path / "files", "2025-01", 3)
        typed("import", tmp_path / "files")
        write_street(tmp_path / "files", "2025-01", 4)
        _, out, _ = typed("import", tmp_path / "files")
        assert "2025-01 (3 rows)" in out

    def test_an_unknown_file_is_a_message_and_exit_code_1(self, data_dir: Path, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("Ring the council.\n")
        code, out, err = typed("import", tmp_path / "notes.txt")
        assert code == 1
        assert out == ""
        assert err.startswith("Error: Not taken in:")
        assert "Traceback" not in err
        assert not data_dir.exists()

    def test_strict(self, data_dir: Path, tmp_path: Path) -> None:
        write_street(tmp_path / "files", "2025-01")
        (tmp_path / "files/notes.txt").write_text("Ring the council.\n")
        code, _, err = typed("import", tmp_path / "files", "--strict")
        assert code == 1
        assert "notes.txt" in err
        assert not data_dir.exists()

    def test_no_path_is_exit_code_2(self) -> None:
        code, _, err = typed("import")
        assert code == 2
        assert "PATH" in err

    def test_a_bad_setting_is_a_message_and_exit_code_1(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("HEXSCAN_PORT", "eighty")
        code, _, err = typed("import", tmp_path)
        assert code == 1
        assert "HEXSCAN_PORT" in err

    def test_a_folder_that_can_not_be_written_is_a_message(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "plain-file").write_text("")
        monkeypatch.setenv("HEXSCAN_DATA_DIR", str(tmp_path / "plain-file/data"))
        code, _, err = typed("import", write_street(tmp_path, "2025-01"))
        assert code == 1
        assert err.startswith("Error: The data directory ")
        assert "Set HEXSCAN_DATA_DIR to a folder that Hexscan may write to." in err
        assert "Errno" not in err

    @pytest.mark.parametrize("existing", [(), ("versions",), ("versions", "write.lock")])
    def test_a_read_only_file_system_is_a_message(
        self, monkeypatch: pytest.MonkeyPatch, data_dir: Path, tmp_path: Path, existing: tuple[str, ...]
    ) -> None:
        street = write_street(tmp_path / "files", "2025-01")
        for name in existing:
            (data_dir / name).mkdir(parents=True)  # "write.lock" as a folder can't be opened either
        if "write.lock" not in existing:
            refuse_writing(monkeypatch, data_dir)
        code, _, err = typed("import", street)
        assert code == 1
        assert err.startswith(f"Error: The data directory {data_dir} can't be written (")
        assert "Errno" not in err

    def test_our_own_mistakes_are_not_dressed_up(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        def fail(*_: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr("dashboard.data.intake.build", fail)
        with pytest.raises(ZeroDivisionError):
            typed("import", write_street(tmp_path, "2025-01"))

    def test_ctrl_c_leaves_everything_as_it_was(
        self, monkeypatch: pytest.MonkeyPatch, data_dir: Path, tmp_path: Path
    ) -> None:
        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        former = import_paths(data_dir, [write_street(tmp_path, "2025-01")]).version
        monkeypatch.setattr("dashboard.data.intake.build", interrupt)
        code, _, err = typed("import", write_street(tmp_path, "2025-02"))
        assert code == 130
        assert err.splitlines()[-1].startswith("Stopped.")
        assert Store(data_dir).current_version() == former
        assert [path.name for path in (data_dir / "versions").iterdir()] == [former]


class TestDemo:
    @pytest.fixture(autouse=True)
    def small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(demo_package, "generate", FakeRegion, raising=False)

    def test_makes_it(self, data_dir: Path) -> None:
        code, out, _ = typed("demo")
        assert code == 0
        assert "2 incidents" in out
        _, out, _ = typed("status")
        assert out.startswith("Demonstration data: fictional")

    def test_if_empty_does_nothing_where_something_is_stored(self, data_dir: Path, tmp_path: Path) -> None:
        former = import_paths(data_dir, [write_street(tmp_path, "2025-01")]).version
        assert typed("demo", "--if-empty") == (0, "", "")
        assert Store(data_dir).current_version() == former

    def test_if_empty_makes_it_where_nothing_is_stored(self, data_dir: Path) -> None:
        assert typed("demo", "--if-empty")[0] == 0
        assert Store(data_dir).current_version() is not None

    def test_refuses_over_real_data(self, data_dir: Path, tmp_path: Path) -> None:
        import_paths(data_dir, [write_street(tmp_path, "2025-01")])
        code, _, err = typed("demo")
        assert code == 1
        assert "HEXSCAN_DATA_DIR" in err


class TestStatus:
    def test_nothing_stored(self) -> None:
        code, out, _ = typed("status")
        assert code == 0
        assert "No data imported" in out
        assert "python -m dashboard import" in out

    def test_all_that_the_administrator_asks(self, data_dir: Path, tmp_path: Path) -> None:
        write_street(tmp_path / "files", "2025-01", 3)
        write_street(tmp_path / "files", "2025-03", 4)
        (tmp_path / "files/pubs.csv").write_text("name,latitude,longitude\nThe Ship,54.57,-1.23\n")
        import_paths(data_dir, [tmp_path / "files"])
        _, out, _ = typed("status")
        for words in ("rows read", "rows kept", "rows replaced", "rows rejected", "without location"):
            assert words in out
        assert "2025-01, 2025-03" in out
        assert "2025-02" in out
        assert "1 premises" in out

    def test_json(self, data_dir: Path, tmp_path: Path) -> None:
        made = import_paths(data_dir, [write_street(tmp_path, "2025-01", 3)])
        _, out, _ = typed("status", "--json")
        assert json.loads(out)["version"] == made.version
        assert json.loads(out)["sources"][0]["rows_kept"] == 3

    def test_a_damaged_store_is_a_message(self, data_dir: Path) -> None:
        data_dir.mkdir()
        (data_dir / "current").write_text("nonsense")
        code, _, err = typed("status")
        assert code == 1
        assert "does not exist" in err


class TestServe:
    @pytest.fixture
    def executed(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], dict[str, str]]]:
        """Commands that would have taken the place of this process."""
        calls: list[tuple[list[str], dict[str, str]]] = []
        monkeypatch.setattr(
            os, "execve", lambda _, command, environment: calls.append((command, environment))
        )
        return calls

    def test_hands_over_to_gunicorn_with_its_settings(
        self, executed: list[tuple[list[str], dict[str, str]]], free_port: int, data_dir: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "hexscan.env").write_text("HEXSCAN_LOG_LEVEL=debug\n")
        assert typed("serve", "--port", str(free_port), "--workers", "3")[0] == 0
        ((command, environment),) = executed
        assert command[:3] == [sys.executable, "-m", "gunicorn"]
        assert command[-1] == "app:server"
        assert environment["HEXSCAN_PORT"] == str(free_port)
        assert environment["HEXSCAN_WORKERS"] == "3"
        assert environment["HEXSCAN_DATA_DIR"] == str(data_dir)
        assert environment["HEXSCAN_SETTINGS"] == str(tmp_path / "hexscan.env")
        assert "HEXSCAN_SECRET_KEY" not in environment
        assert environment["MALLOC_ARENA_MAX"] == "1"

    def test_the_administrator_has_the_last_word_on_threads_of_libraries(
        self,
        executed: list[tuple[list[str], dict[str, str]]],
        free_port: int,
        data_dir: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
        monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
        assert typed("serve", "--port", str(free_port))[0] == 0
        ((_, environment),) = executed
        assert (environment["OPENBLAS_NUM_THREADS"], environment["OMP_NUM_THREADS"]) == ("3", "1")

    def test_makes_no_data(
        self, executed: list[tuple[list[str], dict[str, str]]], free_port: int, data_dir: Path
    ) -> None:
        typed("serve", "--port", str(free_port))
        assert [path.name for path in data_dir.iterdir()] == ["secret-key"]

    def test_builds_anew_what_an_earlier_hexscan_built_before_there_are_workers(
        self, executed: list[object], free_port: int, data_dir: Path
    ) -> None:
        with zipfile.ZipFile(Path(__file__).parent / "data" / "built_by_4570e83.zip") as archive:
            archive.extractall(data_dir)
        assert typed("serve", "--port", str(free_port))[0] == 0
        version = Store(data_dir).current_version()
        assert version is not None
        assert Store(data_dir).manifest(version).renewed_from.startswith("v000001-")
        assert len(executed) == 1

    def test_what_a_later_hexscan_built_is_a_message(
        self, executed: list[object], free_port: int, data_dir: Path, tmp_path: Path
    ) -> None:
        version = import_paths(data_dir, [write_street(tmp_path, "2025-01", 3)]).version
        path = data_dir / "versions" / version / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"derived": 99}))
        code, _, err = typed("serve", "--port", str(free_port))
        assert code == 1
        assert err == (
            f"Error: Dataset version {version} was built by a later Hexscan. "
            "Serve it with that release, or import again with this one.\n"
        )
        assert executed == []
        assert "A later Hexscan built its maps and counts" in typed("status")[1]

    def test_other_machines_need_a_secret_key(self, executed: list[object], free_port: int) -> None:
        code, _, err = typed("serve", "--host", "0.0.0.0", "--port", str(free_port))  # noqa: S104
        assert code == 1
        assert "HEXSCAN_SECRET_KEY must be set" in err
        assert executed == []

    def test_a_data_directory_that_is_a_file_is_a_message(
        self, executed: list[object], free_port: int, data_dir: Path
    ) -> None:
        data_dir.write_text("")
        code, _, err = typed("serve", "--port", str(free_port))
        assert code == 1
        assert err.startswith("Error: HEXSCAN_DATA_DIR must name a folder, not a file")
        assert executed == []

    def test_a_read_only_file_system_is_a_message(
        self, executed: list[object], free_port: int, monkeypatch: pytest.MonkeyPatch, data_dir: Path
    ) -> None:
        refuse_writing(monkeypatch, data_dir)
        code, _, err = typed("serve", "--port", str(free_port))
        assert code == 1
        assert "Set HEXSCAN_DATA_DIR to a folder that Hexscan may write to, or set HEXSCAN_SECRET_KEY." in err
        assert "Errno" not in err
        assert executed == []

    def test_a_port_in_use_is_a_message(self, executed: list[object]) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            code, _, err = typed("serve", "--port", str(taken.getsockname()[1]))
        assert code == 1
        assert "Choose another port with --port" in err
        assert executed == []

    def test_gunicorn_serves_with_our_configuration_and_tells_the_address(
        self, free_port: int, repository: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "standin.py").write_text(
            "import os\n"
            "def server(environ, start_response):\n"
            "    start_response('200 OK', [('Content-Type', 'text/plain')])\n"
            "    return [b'here']\n"
        )
        command = [sys.executable, "-m", "gunicorn", "-c", "python:dashboard.server_config"]
        environment = {**os.environ, "HEXSCAN_PORT": str(free_port), "PYTHONPATH": str(repository)}
        server = subprocess.Popen(
            [*command, "--chdir", str(tmp_path), "standin:server"],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == f"Hexscan is ready at http://127.0.0.1:{free_port}\n"
            with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/", timeout=20) as answer:
                assert answer.read() == b"here"
            server.send_signal(signal.SIGINT)
            assert server.wait(timeout=20) == 0
        finally:
            server.kill()
            server.communicate()


class TestHelp:
    @pytest.mark.parametrize("command", ["import", "demo", "status", "serve"])
    def test_every_command_shows_examples(self, command: str) -> None:
        code, out, _ = typed(command, "--help")
        assert code == 0
        assert "Examples" in out
        assert f"python -m dashboard {command}" in out

    def test_commands_are_listed(self) -> None:
        _, out, _ = typed("--help")
        for command in ("import", "demo", "status", "serve"):
            assert command in out

    def test_an_unknown_command_is_exit_code_2(self) -> None:
        assert typed("fly")[0] == 2

    def test_python_m_dashboard(self, repository: Path) -> None:
        command = [sys.executable, "-m", "dashboard", "status"]
        environment = {**os.environ, "PYTHONPATH": str(repository)}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        assert "No data imported" in done.stdout

    def test_help_and_serve_do_not_wait_for_pandas(self, repository: Path) -> None:
        """A second start is to be quick."""
        script = "import sys, dashboard.cli, dashboard.data.forms; sys.exit('pandas' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", script], cwd=repository, check=False).returncode == 0
