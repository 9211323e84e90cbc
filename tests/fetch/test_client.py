"""Asking a service: what is tried again, how long is waited, and what is never taken in."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from dashboard.data.fetch import FetchError, http
from dashboard.data.fetch.http import AbsentError, Client, TooMuchError
from dashboard.data.fetch.pace import LeakyBucket
from tests.fetch.services import (
    FakeClock,
    Handler,
    Service,
    answering,
    broken_off,
    busy,
    not_json,
    serving,
    silent,
)


class Echo(Service):
    """Answers with what it was asked."""

    def reply(self, path: str, parameters: dict[str, str], headers: Any) -> tuple[int, Any]:
        if path == "/nowhere":
            return 404, None
        if path == "/refused":
            return 403, None
        return 200, {"path": path, **parameters}


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(Echo()) as running:
        yield running


@pytest.fixture
def fake() -> FakeClock:
    return FakeClock()


def client(service: Service, fake: FakeClock, heard: list[str] | None = None) -> Client:
    clock = fake.clock()
    said = [] if heard is None else heard
    bucket = LeakyBucket(15, 30, clock)
    return Client(
        service.address, bucket=bucket, clock=clock, probe="well", waiting=said.append, timeouts=(2.0, 0.3)
    )


class TestAnswers:
    def test_json_is_parsed(self, service: Service, fake: FakeClock) -> None:
        assert client(service, fake).ask("a", {"b": "c d&e"}) == {"path": "/a", "b": "c d&e"}

    def test_a_long_question_goes_as_post(self, service: Service, fake: FakeClock) -> None:
        long = "x" * 5000
        assert client(service, fake).ask("a", {"poly": long})["poly"] == long
        assert service.asked[-1][1] == "POST"

    def test_nothing_there_is_told_apart(self, service: Service, fake: FakeClock) -> None:
        with pytest.raises(AbsentError):
            client(service, fake).ask("nowhere")
        assert len(service.asked) == 1

    def test_a_refusal_is_not_tried_again(self, service: Service, fake: FakeClock) -> None:
        with pytest.raises(FetchError, match="refused the question refused"):
            client(service, fake).ask("refused")
        assert len(service.asked) == 1

    def test_no_redirect_is_followed(self, service: Service, fake: FakeClock) -> None:
        service.faults[1] = busy(302, Location="http://127.0.0.1:9/elsewhere")
        with pytest.raises(FetchError, match="not followed"):
            client(service, fake).ask("a")

    def test_no_password_of_a_netrc_file_is_sent(
        self, service: Service, fake: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        seen: list[str | None] = []

        def look(handler: Handler) -> None:
            seen.append(handler.headers.get("Authorization"))
            handler.send(200, b"[]")

        service.faults[1] = look
        client(service, fake).ask("a")
        assert seen == [None]


class TestTriesAgain:
    @pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
    def test_a_busy_service(self, service: Service, fake: FakeClock, status: int) -> None:
        service.faults = {1: busy(status), 2: busy(status)}
        assert client(service, fake).ask("a") == {"path": "/a"}
        assert len(service.asked) == 3
        assert fake.waited[0] < fake.waited[1]

    @pytest.mark.parametrize("fault", [broken_off, not_json, silent(0.6)], ids=["broken", "page", "silent"])
    def test_an_answer_that_is_none(self, service: Service, fake: FakeClock, fault: Any) -> None:
        service.faults = {1: fault}
        assert client(service, fake).ask("a") == {"path": "/a"}
        assert len(service.asked) == 2

    def test_numbers_that_json_does_not_know(self, service: Service, fake: FakeClock) -> None:
        service.faults = {1: lambda handler: handler.send(200, b'{"a": NaN}')}
        assert client(service, fake).ask("a") == {"path": "/a"}

    def test_waits_as_long_as_it_is_asked_to(self, service: Service, fake: FakeClock) -> None:
        heard: list[str] = []
        service.faults = {1: busy(429, Retry_After="37")}
        client(service, fake, heard).ask("a")
        assert fake.waited == [37.0]
        assert heard == ["127.0.0.1: it answered 429; trying again in 37 s"]

    def test_a_date_says_how_long_as_well(self, service: Service, fake: FakeClock) -> None:
        service.faults = {1: lambda handler: handler.send(503, b"", Retry_After=formatdate(usegmt=True))}
        client(service, fake).ask("a")
        assert len(fake.waited) == 1
        assert fake.waited[0] <= 1

    def test_too_long_a_wait_is_left_to_the_administrator(self, service: Service, fake: FakeClock) -> None:
        service.faults = {1: busy(503, Retry_After="7200")}
        with pytest.raises(FetchError, match="left alone for 120 minutes"):
            client(service, fake).ask("a")
        assert fake.waited == []

    def test_gives_up_in_the_end_and_says_what_to_do(self, service: Service, fake: FakeClock) -> None:
        service.faults = {number: busy(500) for number in range(1, 50)}
        with pytest.raises(FetchError, match=r"it answered 500, 7 times in a row.*same command again later"):
            client(service, fake).ask("a")
        assert len(service.asked) == http.ATTEMPTS

    def test_a_service_that_is_not_there(self, fake: FakeClock) -> None:
        with serving(Echo()) as gone:
            pass
        with pytest.raises(FetchError, match="it can't be reached"):
            client(gone, fake).ask("a")


class TestBounds:
    def test_a_body_without_an_end_is_cut(
        self, service: Service, fake: FakeClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(http, "MAX_BODY_BYTES", 1 << 20)
        service.faults = {1: answering("x" * (2 << 20))}
        with pytest.raises(FetchError, match="more than 1 MB"):
            client(service, fake).ask("a")
        assert len(service.asked) == 1

    def test_what_counts_is_the_size_unpacked(
        self, service: Service, fake: FakeClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(http, "MAX_BODY_BYTES", 1 << 20)
        packed = gzip.compress(json.dumps("x" * (8 << 20)).encode())
        assert len(packed) < 1 << 16
        service.faults = {1: lambda handler: handler.send(200, packed, Content_Encoding="gzip")}
        with pytest.raises(FetchError, match="more than 1 MB"):
            client(service, fake).ask("a")


class TestTooMuch:
    def test_a_503_while_the_service_is_well_means_too_much(self, service: Service, fake: FakeClock) -> None:
        service.faults = {1: busy(503), 2: busy(503)}
        with pytest.raises(TooMuchError):
            client(service, fake).ask("a", divisible=True)
        assert service.paths() == ["/a", "/a", "/well"]

    def test_a_503_while_it_is_unwell_does_not(self, service: Service, fake: FakeClock) -> None:
        service.faults = {number: busy(503) for number in (1, 2, 3)}
        assert client(service, fake).ask("a", divisible=True) == {"path": "/a"}
        assert service.paths() == ["/a", "/a", "/well", "/a"]

    def test_one_503_alone_does_not(self, service: Service, fake: FakeClock) -> None:
        service.faults = {1: busy(503)}
        assert client(service, fake).ask("a", divisible=True) == {"path": "/a"}

    def test_a_503_that_names_a_time_does_not(self, service: Service, fake: FakeClock) -> None:
        service.faults = {number: busy(503, Retry_After="1") for number in (1, 2, 3)}
        assert client(service, fake).ask("a", divisible=True) == {"path": "/a"}
        assert "/well" not in service.paths()
