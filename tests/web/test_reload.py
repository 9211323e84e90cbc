"""SIGHUP to a real gunicorn under load: settings change, workers are replaced, and no request fails."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

CLIENTS = 4
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")


@dataclass
class Server:
    """A running server, and the file that its settings come from."""

    process: subprocess.Popen[bytes]
    port: int
    settings: Path
    log: Path

    def workers(self) -> set[int]:
        """Process ids of its workers."""
        pid = self.process.pid
        return {int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}

    def reload(self) -> None:
        """Have it read its settings again; returns once the former workers are gone."""
        former = self.workers()
        self.process.send_signal(signal.SIGHUP)
        wait_for(lambda: self.workers() and not former & self.workers(), self.log)

    def policy(self) -> str:
        """The content security policy of its page, which names the tile server that is set."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", "/")
        return connection.getresponse().headers["Content-Security-Policy"]


def wait_for(happened: Callable[[], object], log: Path) -> None:
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.05)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """`python -m dashboard serve` with a settings file, without data."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = tmp_path / "settings.env"
    settings.write_text(f"HEXSCAN_DATA_DIR={tmp_path / 'data'}\nHEXSCAN_WORKERS=2\n")
    ours = ("HEXSCAN_", *ONE_THREAD)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment["HEXSCAN_SETTINGS"] = str(settings)
    command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port)]
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    running = Server(process, port, settings, log)
    try:
        wait_for(lambda: "is ready" in log.read_text() or process.poll() is not None, log)
        wait_for(lambda: len(running.workers()) == 2, log)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=40)


@dataclass
class Client(threading.Thread):
    """Asks again and again on a kept connection, as long as the server keeps it."""

    port: int
    done: threading.Event
    answers: int = 0
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while not self.done.is_set():
            try:
                connection.request("GET", "/health/ready")
                answer = connection.getresponse()
                if answer.status != 200 or b"ready" not in answer.read():
                    self.failures.append(str(answer.status))
            except OSError as error:
                self.failures.append(repr(error))
                connection.close()
            self.answers += 1


def test_a_reload_under_load_fails_no_request_and_takes_up_new_settings(server: Server) -> None:
    done = threading.Event()
    clients = [Client(server.port, done) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    tiles = "https://tiles.example/{z}/{x}/{y}.png"
    with server.settings.open("a") as file:
        file.write(f"HEXSCAN_TILE_URL={tiles}\n")
    server.reload()
    assert "https://tiles.example" in server.policy()
    text = server.settings.read_text()
    server.settings.write_text(text.replace("HEXSCAN_WORKERS=2", "HEXSCAN_WORKERS=1"))
    server.reload()
    wait_for(lambda: len(server.workers()) == 1, server.log)
    done.set()
    for client in clients:
        client.join(timeout=40)
    assert [client.failures for client in clients] == [[]] * CLIENTS
    assert all(client.answers > 10 for client in clients)


def test_workers_have_one_thread_for_products_of_matrices(server: Server) -> None:
    for worker in server.workers():
        began_with = Path(f"/proc/{worker}/environ").read_text().split("\0")
        assert {f"{name}=1" for name in ONE_THREAD} <= set(began_with)


def test_settings_that_cannot_be_used_leave_the_server_as_it_was(server: Server) -> None:
    policy = server.policy()
    with server.settings.open("a") as file:
        file.write("HEXSCAN_WORKERS=many\n")
    server.reload()
    assert server.policy() == policy
    assert len(server.workers()) == 2
    assert "Settings stay as they were. HEXSCAN_WORKERS" in server.log.read_text()
