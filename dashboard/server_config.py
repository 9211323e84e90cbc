"""How gunicorn serves Hexscan; `python -m dashboard serve` starts it with this file as its configuration.

Read by gunicorn at the start and again at each SIGHUP, so the names are gunicorn's settings.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboard.server_turns import in_turn
from dashboard.settings import settings_in_force

_settings = settings_in_force()

bind = _settings.bind
chdir = str(Path(__file__).resolve().parent.parent)  # where app.py is
workers = _settings.workers
threads = _settings.threads
worker_class = "dashboard.server_worker.Worker"  # gthread, with a limit on receiving
preload_app = True  # load once, then fork: quick start, shared memory, one set of keys
timeout = 60
graceful_timeout = 10
keepalive = 75  # a reader who pauses for thought need not connect again
max_requests = 20_000  # a worker that slowly grows is replaced now and then
max_requests_jitter = 2_000
limit_request_line = 8190
loglevel = _settings.log_level
proc_name = "hexscan"
control_socket_disable = True  # nothing but the data directory is written
if Path("/dev/shm").is_dir():  # noqa: S108
    worker_tmp_dir = "/dev/shm"  # noqa: S108 - heartbeats in memory: a busy disk must not stall workers


def pre_fork(server: Any, worker: Any) -> None:
    """Count a worker among those that share the connections."""
    worker.take_place()


def child_exit(server: Any, worker: Any) -> None:
    """Count it no more, however it ended."""
    worker.leave_place()


def post_worker_init(worker: Any) -> None:
    """Prepare a worker's first answers in the background; it serves meanwhile."""
    # The configuration also serves applications that have nothing to prepare.
    begin = getattr(worker.wsgi, "extensions", {}).get("hexscan-warm")
    worker.wsgi = in_turn(worker.wsgi)
    if begin is not None:
        begin()


def on_reload(server: Any) -> None:
    """Make the application anew with the settings of now, for the workers that are started next."""
    from dashboard import create_app

    try:
        server.app.callable = create_app(_settings).server
    except Exception:
        server.log.exception("The new settings can't be used; serving goes on as it was")


def when_ready(server: Any) -> None:
    """Tell the administrator where the page is, once connections are accepted."""
    print(f"Hexscan is ready at {_settings.address}", flush=True)
