"""Asking a web service for JSON: paced, retried, bounded, and never taken in half.

requests carries the bytes. Whether to try again is decided here and not by urllib3's Retry inside it: a body
that breaks off is noticed only while it is read, every attempt has to count against the service's rate limit,
and a 503 can mean "busy" or "that answer would be too long" (data.police.uk says both in the same way).
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from typing import Any, NoReturn
from urllib.parse import urlencode, urlsplit

import requests
from urllib3.exceptions import InvalidHeader, ReadTimeoutError
from urllib3.util.retry import Retry

from dashboard.data.fetch import FetchError
from dashboard.data.fetch.pace import Clock, LeakyBucket

ATTEMPTS = 7
"""How often one question is put before giving up: with the pauses between, some two minutes."""

MAX_BODY_BYTES = 64 << 20
"""Most bytes of one answer, decompressed: 10,000 incidents are some 5 MB."""

LONGEST_ADDRESS = 4000
"""From so many characters on a question goes as POST: data.police.uk refuses addresses above 4,094."""

LONGEST_PAUSE = 600.0
"""Seconds; a service that asks to be left alone for longer is asked again another time, by hand."""

LONGEST_ANSWER = 300.0
"""Seconds that one answer may trickle in, beside the limit on silence."""

_CHUNK = 1 << 16
_WORTH_TELLING = 1.5  # seconds: a first pause is usual, as where an area has to be parted
_FIRST_PAUSE, _USUAL_LONGEST = 1.0, 60.0
_TRY_AGAIN = {429, 500, 502, 503, 504}
_RETRY = Retry()


class TooMuchError(Exception):
    """The service would have to answer with more than it gives at once: ask for less."""


class AbsentError(Exception):
    """The service knows nothing at that address (404)."""


class Client:
    """Questions to one service; each answer is parsed JSON, whole, or an error."""

    def __init__(
        self,
        base: str,
        *,
        bucket: LeakyBucket,
        clock: Clock,
        headers: Mapping[str, str] | None = None,
        probe: str = "",
        waiting: Callable[[str], None] = lambda words: None,
        timeouts: tuple[float, float] = (10.0, 60.0),
    ) -> None:
        """Ask at `base`; `probe` is a path that is cheap to answer, by which a busy service is told.

        `waiting` hears, in words, why nothing happens for a while. `timeouts` are seconds to connect and of
        silence.
        """
        self.base = base.rstrip("/")
        self.host = urlsplit(base).hostname or base
        self.requests = 0
        self._bucket = bucket
        self._clock = clock
        self._probe = probe
        self._waiting = waiting
        self._timeouts = timeouts
        self._session = requests.Session()
        self._session.headers.update(
            {"Accept": "application/json", "User-Agent": "Hexscan", **(headers or {})}
        )
        self._session.auth = _no_credentials

    def ask(self, path: str, parameters: Mapping[str, str] | None = None, *, divisible: bool = False) -> Any:
        """The parsed JSON at `path`, as POST where the address would be too long.

        Raises AbsentError for a 404, TooMuchError where a `divisible` question has too long an answer, and
        FetchError where the service can't be reached or its answer can't be used.
        """
        reason = ""
        for attempt in range(ATTEMPTS):
            try:
                status, after, body = self._once(path, parameters or {})
            except requests.RequestException as error:
                reason, after = _broken(error), None
            else:
                if status == requests.codes.ok:
                    try:
                        return json.loads(body, parse_constant=_no_number)
                    except (ValueError, RecursionError):
                        reason, after = "what it sent is not JSON", None
                elif status in _TRY_AGAIN:
                    reason = f"it answered {status}"
                    if divisible and status == requests.codes.unavailable and after is None and attempt:
                        self._say_if_too_much()
                else:
                    self._refused(status, path)
            if attempt + 1 < ATTEMPTS:
                self._pause(attempt, after, reason)
        raise FetchError(
            f"{self.host} can't be used now: {reason}, {ATTEMPTS} times in a row. What is fetched so far is "
            "kept; give the same command again later to go on."
        )

    def _once(self, path: str, parameters: Mapping[str, str]) -> tuple[int, float | None, bytes]:
        """One attempt: the status, the seconds to wait where the service names them, and the body."""
        self._bucket.wait()
        self.requests += 1
        address = f"{self.base}/{path}"
        query = urlencode(parameters)
        long = len(address) + 1 + len(query) > LONGEST_ADDRESS
        begun = self._clock.now()
        with self._session.request(
            "POST" if long else "GET",
            address,
            params=None if long else parameters,
            data=parameters if long else None,
            stream=True,
            timeout=self._timeouts,
            allow_redirects=False,
        ) as response:
            body = bytearray()
            for chunk in response.iter_content(_CHUNK):
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise FetchError(
                        f"{self.host} answered with more than {MAX_BODY_BYTES >> 20} MB to one question, "
                        "which no answer of its kind should hold. Nothing of it was kept."
                    )
                if self._clock.now() - begun > LONGEST_ANSWER:
                    raise requests.Timeout(f"no whole answer in {LONGEST_ANSWER:.0f} s")
            return response.status_code, _retry_after(response.headers.get("Retry-After")), bytes(body)

    def _say_if_too_much(self) -> None:
        """Raise TooMuchError where the service answers a cheap question: then it is not busy."""
        try:
            status, _, _ = self._once(self._probe, {})
        except requests.RequestException:
            return
        if status == requests.codes.ok:
            raise TooMuchError

    def _pause(self, attempt: int, after: float | None, reason: str) -> None:
        seconds = after
        if seconds is None:
            seconds = min(_FIRST_PAUSE * 2**attempt, _USUAL_LONGEST) * random.uniform(0.8, 1.2)  # noqa: S311
        if seconds > LONGEST_PAUSE:
            raise FetchError(
                f"{self.host} asks to be left alone for {seconds / 60:,.0f} minutes. What is fetched so far "
                "is kept; give the same command again after that time to go on."
            )
        if seconds >= _WORTH_TELLING:
            self._waiting(f"{self.host}: {reason}; trying again in {seconds:.0f} s")
        self._clock.sleep(seconds)

    def _refused(self, status: int, path: str) -> NoReturn:
        if status == requests.codes.not_found:
            raise AbsentError
        if status in range(300, 400):
            raise FetchError(
                f"{self.host} sends the question {path} on to another address, which is not followed. "
                "Check the address set for it."
            )
        raise FetchError(f"{self.host} refused the question {path} (status {status}).")


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Send no password that a .netrc file may hold for the host."""
    return request


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number in JSON")


def _retry_after(header: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or a date; None without a usable one."""
    if header is None:
        return None
    try:
        return float(_RETRY.parse_retry_after(header))
    except InvalidHeader:
        return None


def _broken(error: requests.RequestException) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate can't be checked"
    silent = bool(error.args) and isinstance(error.args[0], ReadTimeoutError)
    if silent or isinstance(error, requests.Timeout):
        return "it does not answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
        return "its answer broke off"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy on the way to it can't be used"
    return "it can't be reached"
