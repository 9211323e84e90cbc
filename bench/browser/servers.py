"""Servers for browsers to ask: Hexscan as an administrator starts it, the usual page plainly in gunicorn."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import flask
from werkzeug.serving import make_server

REPOSITORY = Path(__file__).resolve().parents[2]
TREE = Path(os.environ.get("HEXSCAN_BENCH_TREE", REPOSITORY))
"""The working copy that is measured; another one, say of a former commit, can be named."""
PATIENCE = 180.0  # seconds


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def hexscan(folder: Path) -> Iterator[str]:
    """`python -m dashboard serve` for a data folder; gives its address."""
    port = free_port()
    own = {"HEXSCAN_DATA_DIR": str(folder), "HEXSCAN_PORT": str(port)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEXSCAN_")}
    command = [sys.executable, "-m", "dashboard", "serve"]
    with _running(command, TREE, kept | own, port, "/health/ready") as address:
        yield address


@contextmanager
def usual(n: int, cells: int | None) -> Iterator[str]:
    """The usual page for the same incidents, in two workers that share what was loaded before."""
    port = free_port()
    target = f"bench.baselines.usual_page:served({n}, {cells})"
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    command += ["--threads", "4", "--preload", "--no-control-socket", target]
    with _running(command, REPOSITORY, os.environ, port, "/") as address:
        yield address


@contextmanager
def express(folder: str) -> Iterator[str]:
    """The page of pandas and Plotly express, with what a folder holds, as the usual page is served."""
    port = free_port()
    target = f"bench.baselines.compare_page:served({folder!r})"
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    command += ["--threads", "4", "--preload", "--no-control-socket", target]
    with _running(command, REPOSITORY, os.environ, port, "/") as address:
        yield address


@contextmanager
def _running(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], port: int, ready: str
) -> Iterator[str]:
    server = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    told: list[bytes] = []
    listener = threading.Thread(target=lambda: told.extend(server.stderr or ()), daemon=True)
    listener.start()
    address = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + PATIENCE
        while not _answers(f"{address}{ready}"):
            if server.poll() is not None or time.monotonic() > end:
                last = b"".join(told[-15:]).decode(errors="replace")
                raise RuntimeError(f"the server did not become ready: {last}")
            time.sleep(0.1)
        yield address
    finally:
        server.send_signal(signal.SIGINT)  # at once: nobody is left to be answered
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own, on this machine
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def in_thread(server: flask.Flask) -> Iterator[str]:
    """A page that asks its server nothing while it is measured, served from this process."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # else each request is a line
    made = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.server_port}"
    finally:
        made.shutdown()
        thread.join()
