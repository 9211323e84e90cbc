"""How fast a service may be asked: a leaky bucket, and the clock it goes by."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class Clock:
    """Seconds that only go forward, and waiting: both can be played by a test."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class LeakyBucket:
    """Lets `burst` requests through at once and `rate` a second on average, as services count them.

    Each request adds one to the bucket, which leaks `rate` a second; a request that would make it overflow
    waits until it no longer does.
    """

    def __init__(self, rate: float, burst: int, clock: Clock) -> None:
        """Start with an empty bucket."""
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._level = 0.0
        self._at = clock.now()

    def wait(self) -> None:
        """Return when one more request may be made, and count it."""
        self._leak()
        over = self._level + 1 - self._burst
        if over > 0:
            self._clock.sleep(over / self._rate)
            self._leak()
        self._level += 1

    def _leak(self) -> None:
        now = self._clock.now()
        self._level = max(0.0, self._level - (now - self._at) * self._rate)
        self._at = now
