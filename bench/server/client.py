"""A light HTTP client for load: `python -m bench.server.client PLAN`, in a process of its own.

It replays recorded requests on kept connections, reads whole answers without looking into them, and prints
what it saw as JSON. It imports nothing heavy and parses as little as it can, because it shares the
processors with the server it measures; the processor time it took itself is part of its report.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

LIMIT = 64 * 1024


class Channel(asyncio.Protocol):
    """One connection: sends a request and waits for its whole answer."""

    def __init__(self) -> None:
        """Not connected yet."""
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[tuple[int, int]] | None = None
        self._received = bytearray()
        self._wanted = -1
        self.open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        assert isinstance(transport, asyncio.Transport)
        self._transport, self.open = transport, True

    def connection_lost(self, exc: Exception | None) -> None:
        """The server hung up."""
        self.open = False
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ConnectionResetError("no whole answer"))

    def data_received(self, data: bytes) -> None:
        """A piece of an answer."""
        self._received += data
        if self._wanted < 0:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            self._wanted = end + 4 + length_of(bytes(self._received[:end]))
        if len(self._received) >= self._wanted and self._waiting is not None and not self._waiting.done():
            status = int(self._received[9:12])
            if b"\r\nconnection: close" in self._received[: min(LIMIT, self._wanted)].lower():
                self.open = False
            self._waiting.set_result((status, len(self._received)))

    async def ask(self, request: bytes) -> tuple[int, int]:
        """Status and bytes of the answer. Raises ConnectionResetError."""
        if self._transport is None or not self.open:
            raise ConnectionResetError("not connected")
        self._received.clear()
        self._wanted = -1
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()


def length_of(head: bytes) -> int:
    """Bytes of the body, from an answer's head. Raises ValueError where it does not say."""
    if head[9:12] in (b"204", b"304"):
        return 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError(f"an answer without a length: {head[:80]!r}")


class Load:
    """Some people at once, each on a connection, for so many seconds."""

    def __init__(self, plan: dict[str, Any]) -> None:
        """Take the plan that `bench.server.load.plan` made."""
        self._plan = plan
        self._begun = self._end = 0.0
        self.clicks: list[float] = []
        self.requests: list[float] = []
        self.background: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.received = 0
        self.again = 0

    async def run(self) -> dict[str, Any]:
        """What happened."""
        self._begun = time.perf_counter() + self._plan["warm"]
        self._end = self._begun + self._plan["seconds"]
        processor = time.process_time()
        begun = time.perf_counter()
        await asyncio.gather(*(self._person(i, one) for i, one in enumerate(self._plan["people"])))
        wall = time.perf_counter() - begun
        return {
            "seconds": time.perf_counter() - self._begun,
            "clicks": self.clicks,
            "requests": self.requests,
            "background": self.background,
            "statuses": self.statuses,
            "received": self.received,
            "again": self.again,
            "processor": (time.process_time() - processor) / wall,
        }

    async def _person(self, number: int, person: dict[str, Any]) -> None:
        generator = random.Random(1_000 * self._plan["seed"] + number)  # noqa: S311 - the same waits each time
        think, channel, click = self._plan["think"], Channel(), 0
        if think:  # not all at the same moment
            await asyncio.sleep(generator.uniform(0, think))
        while time.perf_counter() < self._end:
            requests = [one.encode() for one in person["clicks"][click % len(person["clicks"])]]
            behind = [one.encode() for one in person["behind"][click % len(person["clicks"])]]
            click += 1
            begun = time.perf_counter()
            for one in requests:
                channel = await self._ask(channel, one, self.requests)
            if begun >= self._begun:
                self.clicks.append(time.perf_counter() - begun)
            for one in behind:
                channel = await self._ask(channel, one, self.background)
            if think:
                await asyncio.sleep(generator.expovariate(1 / think))
        channel.close()

    async def _ask(self, channel: Channel, request: bytes, times: list[float]) -> Channel:
        """Sends a request, on a new connection where there is none; as a browser does, again where a kept
        connection turns out to be closed."""
        begun = time.perf_counter()
        status = ""
        for _ in range(2):
            kept = channel.open
            try:
                if not kept:
                    channel.close()
                    loop = asyncio.get_running_loop()
                    _, channel = await loop.create_connection(Channel, self._plan["host"], self._plan["port"])
                code, received = await channel.ask(request)
                status = str(code)
                if begun >= self._begun:
                    self.received += received
            except OSError as error:
                channel.close()
                channel.open = False
                status = type(error).__name__
                if kept:
                    self.again += 1
                    continue
            break
        if begun >= self._begun:
            times.append(time.perf_counter() - begun)
            self.statuses[status] += 1
        return channel


def main(path: str) -> None:
    """Carry out the plan in a file."""
    plan = json.loads(Path(path).read_text(encoding="utf-8"))
    print(json.dumps(asyncio.run(Load(plan).run())))


if __name__ == "__main__":
    main(sys.argv[1])
