"""Servers to measure: Hexscan as an administrator starts it, and the usual page under the same gunicorn.

Small pages that ask nothing while they are measured are served from this process.
"""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import flask
from werkzeug.serving import make_server

REPOSITORY = Path(__file__).resolve().parents[2]
TREE = Path(os.environ.get("HEXSCAN_BENCH_TREE", REPOSITORY))
"""The working copy whose Hexscan is measured; another one, say of a former commit, can be named."""
PATIENCE = 180.0  # seconds; a baseline reads ten million rows first
PARTING = 20.0  # seconds that a server has to end


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    address: str
    process: subprocess.Popen[bytes]

    @property
    def workers(self) -> list[int]:
        """Process ids of gunicorn's workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]


@contextmanager
def hexscan(data: Path, *, workers: int = 2, **settings: str) -> Iterator[Server]:
    """`python -m dashboard serve` for a data folder; `settings` as in HEXSCAN_NAME, in small letters."""
    given = {"data_dir": str(data), "workers": str(workers), "log_level": "warning", **settings}
    environment = {f"HEXSCAN_{name.upper()}": value for name, value in given.items()}
    port = free_port()
    command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port)]
    with _started(command, TREE, environment, port, "/health/ready") as server:
        yield server


@contextmanager
def usual(
    incidents: int, cells: int | None = None, *, workers: int = 2, threads: int = 4
) -> Iterator[Server]:
    """The page written the usual way, with so many incidents, in workers that share what was loaded."""
    page = f"bench.baselines.usual_page:served({incidents}, {cells})"
    with _gunicorn(page, workers, threads) as server:
        yield server


@contextmanager
def express(folder: Path) -> Iterator[Server]:
    """The page of pandas and Plotly express with what a folder holds, served as the usual page is."""
    with _gunicorn(f"bench.baselines.compare_page:served({str(folder)!r})") as server:
        yield server


@contextmanager
def _gunicorn(page: str, workers: int = 2, threads: int = 4) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    command += ["--threads", str(threads), "--preload", "--timeout", "120", "--keep-alive", "75"]
    command += ["--no-control-socket", "--log-level", "warning", page]
    with _started(command, REPOSITORY, {}, port, "/_dash-layout") as server:
        yield server


@contextmanager
def _started(
    command: list[str], folder: Path, settings: Mapping[str, str], port: int, path: str
) -> Iterator[Server]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEXSCAN_")}
    process = subprocess.Popen(command, cwd=folder, env={**kept, **settings}, stdout=subprocess.DEVNULL)
    server = Server(f"http://127.0.0.1:{port}", process)
    try:
        wait_until_ready(server, path)
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # at once: nobody is left to be answered
        try:
            process.wait(PARTING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def in_thread(server: flask.Flask) -> Iterator[str]:
    """The address of a page that asks nothing while it is measured; this process serves it."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # else each request is a line
    made = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.server_port}"
    finally:
        made.shutdown()
        thread.join()


def wait_until_ready(server: Server, path: str, pause: float = 0.02) -> None:
    """Return at its first answer. Raises RuntimeError where none comes."""
    end = time.monotonic() + PATIENCE
    while not answers(server.address + path):
        if server.process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("the server did not become ready")
        time.sleep(pause)


def answers(address: str) -> bool:
    """Whether it answers 200 now."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own, on this machine
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def unshared_megabytes(pid: int) -> tuple[float, float]:
    """Private memory of a process, and its proportional share of all it has mapped, in megabytes."""
    return memory_of(Path(f"/proc/{pid}/smaps_rollup").read_text())


def memory_of(rollup: str) -> tuple[float, float]:
    """The same from the kernel's text: what only this process holds, and that with its part of the shared."""
    kilobytes = {name: int(value) for name, value in re.findall(r"^(\w+):\s+(\d+) kB", rollup, re.M)}
    return (kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]) / 1024, kilobytes["Pss"] / 1024
