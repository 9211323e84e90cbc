"""Clients that send half a request, against a real gunicorn started as the product starts it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.server_worker import RECEIVE_SECONDS

HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: x\r\nX-A: "
HALF_A_BODY = (
    b"POST /_dash-update-component HTTP/1.1\r\nHost: x\r\n"
    b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
)
LARGE = "/_dash-component-suites/plotly/package_data/plotly.min.js"  # more than sockets hold
GRACE = 5.0


@dataclass(frozen=True)
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def live(self, patience: float) -> bool:
        """Whether a new connection to /health/live is answered in time."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
        try:
            connection.request("GET", "/health/live")
            return connection.getresponse().read() == b"ok"
        except OSError:
            return False
        finally:
            connection.close()

    def send(self, request: bytes) -> socket.socket:
        """A connection on which `request` was sent."""
        client = socket.create_connection(("127.0.0.1", self.port), timeout=RECEIVE_SECONDS + GRACE)
        client.sendall(request)
        return client


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """`python -m dashboard serve`, without data, with two workers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HEXSCAN_")}
    environment["HEXSCAN_DATA_DIR"] = str(tmp_path / "data")
    command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port), "--workers", "2"]
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    running = Server(process, port, log)
    try:
        end = time.monotonic() + 40
        while not running.live(2):
            assert process.poll() is None and time.monotonic() < end, log.read_text()
            time.sleep(0.1)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=40)


def left_open(clients: list[socket.socket]) -> int:
    """How many of the connections the server has not closed, once each had its time."""
    count = 0
    for client in clients:
        try:
            while client.recv(4096):
                pass
        except ConnectionResetError:
            continue
        except TimeoutError:
            count += 1
    return count


def test_half_requests_hold_the_server_for_no_longer_than_they_may_take(server: Server) -> None:
    with ExitStack() as stack:
        stalled = [
            stack.enter_context(server.send(half)) for _ in range(10) for half in (HALF_A_HEAD, HALF_A_BODY)
        ]
        stalled += [stack.enter_context(server.send(HALF_A_HEAD)) for _ in range(20)]
        assert server.live(RECEIVE_SECONDS + GRACE)
        assert left_open(stalled) == 0
    assert "Traceback" not in server.log.read_text()
    assert server.live(2)


def test_bytes_sent_one_by_one_do_not_extend_the_time(server: Server) -> None:
    started = time.monotonic()
    with server.send(HALF_A_HEAD) as client, pytest.raises(ConnectionError):
        while time.monotonic() < started + RECEIVE_SECONDS + GRACE:
            client.sendall(b"a")
            time.sleep(0.5)
    assert time.monotonic() - started >= RECEIVE_SECONDS - 1


def test_a_connection_is_kept_and_a_slow_reader_gets_the_whole_answer(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("GET", "/health/live")
    assert connection.getresponse().read() == b"ok"
    first = connection.sock
    time.sleep(1)
    connection.request("GET", LARGE)
    whole = connection.getresponse().read()
    assert connection.sock is first
    assert len(whole) > 4_000_000
    connection.close()

    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.settimeout(20)
        slow.connect(("127.0.0.1", server.port))
        slow.sendall(f"GET {LARGE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        received = slow.recv(1000)
        time.sleep(RECEIVE_SECONDS + 1)
        while part := slow.recv(65_536):
            received += part
    assert received.partition(b"\r\n\r\n")[2] == whole


def test_readers_that_do_not_hang_up_stop_nobody(server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(server.send(b"GET /health/live HTTP/1.0\r\n\r\n"))
        assert server.live(GRACE)


def test_it_reloads_and_ends_while_requests_are_stalled(server: Server) -> None:
    with server.send(HALF_A_HEAD):
        server.process.send_signal(signal.SIGHUP)
        time.sleep(1)
        assert server.live(RECEIVE_SECONDS + GRACE)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=RECEIVE_SECONDS + 2 * GRACE) == 0
    assert "Traceback" not in server.log.read_text()
