"""What goes over the wire to a page: the browser's own count of bytes, headers and all."""

from __future__ import annotations

import dataclasses
from typing import Any

from playwright.sync_api import CDPSession

YEAR = 31_536_000  # seconds


@dataclasses.dataclass
class Exchange:
    """One request and what came back."""

    url: str
    kind: str
    sent: float  # seconds, of the browser's clock
    cache_control: str = ""
    received: float | None = None  # bytes on the wire, once it is whole

    @property
    def cached_for_ever(self) -> bool:
        """Whether a browser need not ask for it again."""
        return "immutable" in self.cache_control and f"max-age={YEAR}" in self.cache_control


class Wire:
    """Listens to a page from now on."""

    def __init__(self, session: CDPSession) -> None:
        self._found: dict[str, Exchange] = {}
        session.on("Network.requestWillBeSent", self._ask)
        session.on("Network.responseReceived", self._answer)
        session.on("Network.loadingFinished", self._finish)

    def _ask(self, event: dict[str, Any]) -> None:
        self._found[event["requestId"]] = Exchange(
            event["request"]["url"], event.get("type", ""), event["timestamp"]
        )

    def _answer(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._found:
            headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
            self._found[event["requestId"]].cache_control = headers.get("cache-control", "")

    def _finish(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._found:
            self._found[event["requestId"]].received = event["encodedDataLength"]

    def exchanges(self) -> list[Exchange]:
        """All that was asked and answered; what a page makes itself is not on the wire."""
        return [
            one
            for one in self._found.values()
            if one.received is not None and not one.url.startswith(("data:", "blob:"))
        ]

    def forget(self) -> None:
        """Begin anew."""
        self._found.clear()

    @property
    def bytes(self) -> float:
        """Of all answers together."""
        return sum(one.received or 0.0 for one in self.exchanges())
