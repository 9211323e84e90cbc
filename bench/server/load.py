"""Plans for the light client, and what it reports."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from bench.server.page import Asked

GOOD = {"200", "204"}


@dataclasses.dataclass(frozen=True)
class Person:
    """What one person sends: for each click the requests it waits for, and those behind them."""

    headers: Mapping[str, str]
    clicks: Sequence[Sequence[Asked]]
    behind: Sequence[Sequence[Asked]] = ()

    def from_click(self, number: int) -> Person:
        """Somebody who does the same, but begins at another click."""

        def turned(clicks: Sequence[Sequence[Asked]]) -> Sequence[Sequence[Asked]]:
            start = number % max(len(clicks), 1)
            return [*clicks[start:], *clicks[:start]]

        return Person(self.headers, turned(self.clicks), turned(self.behind))


@dataclasses.dataclass(frozen=True)
class Seen:
    """What a run of the client saw; times in seconds."""

    seconds: float
    clicks: Sequence[float]
    requests: Sequence[float]
    background: Sequence[float]
    statuses: Mapping[str, int]
    received: int
    again: int
    """Requests sent a second time, because the server had closed the kept connection."""
    processor: float
    """Processors that the client itself kept busy."""

    @property
    def per_second(self) -> float:
        """Clicks answered in full a second."""
        return len(self.clicks) / self.seconds

    @property
    def errors(self) -> int:
        """Answers that were none, or not what was asked for."""
        return sum(number for status, number in self.statuses.items() if status not in GOOD)

    def milliseconds(self, percentile: float, of: str = "clicks") -> float:
        """A percentile of the times of clicks, requests or background requests."""
        return 1000 * float(np.percentile(getattr(self, of), percentile))


def written(asked: Asked, headers: Mapping[str, str], host: str) -> str:
    """A request as it goes over the wire."""
    lines = [f"{asked.method} {asked.path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if asked.method == "POST":
        lines += ["Content-Type: application/json", f"Content-Length: {len(asked.body.encode())}"]
    return "\r\n".join([*lines, "", asked.body])


def plan(
    address: str, people: Sequence[Person], *, seconds: float, warm: float, think: float, seed: int
) -> dict[str, Any]:
    """What the client is to do: `warm` seconds unmeasured, then `seconds`; `think` is the mean pause."""
    host = urlsplit(address)
    return {
        "host": host.hostname,
        "port": host.port,
        "seconds": seconds,
        "warm": warm,
        "think": think,
        "seed": seed,
        "people": [
            {
                "clicks": [[written(one, who.headers, host.netloc) for one in click] for click in who.clicks],
                "behind": [
                    [written(one, who.headers, host.netloc) for one in click]
                    for click in who.behind or [[] for _ in who.clicks]
                ],
            }
            for who in people
        ],
    }


def run(the_plan: Mapping[str, Any]) -> Seen:
    """Carry out a plan in a process of its own."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(the_plan, file)
        file.flush()
        command = [sys.executable, "-m", "bench.server.client", file.name]
        patience = the_plan["warm"] + the_plan["seconds"] + 120
        root = Path(__file__).resolve().parents[2]
        done = subprocess.run(
            command, check=True, stdout=subprocess.PIPE, text=True, timeout=patience, cwd=root
        )
    return Seen(**json.loads(done.stdout))
