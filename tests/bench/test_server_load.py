"""What the load on the server is made of: seeded choices, a page's own requests, a client that counts."""

from __future__ import annotations

import dataclasses
import http.server
import itertools
import json
import threading
import time
from collections.abc import Iterator
from typing import Any, ClassVar

import pandas as pd
import pytest

from bench.incidents import opened, region, write_street_csv
from bench.region import FIRST_MONTH
from bench.server import throughput
from bench.server.choices import EVERYWHERE, Choice, Offer, walk
from bench.server.client import length_of
from bench.server.kept import FromStore
from bench.server.load import Person, Seen, plan, run
from bench.server.page import Asked, Callback, held_in, property_of
from bench.server.serving import memory_of
from bench.server.throughput import shared_choices
from dashboard.data.answers import Answers
from dashboard.data.dataset import Dataset
from dashboard.data.ingest import import_paths
from dashboard.data.schema import slug
from dashboard.selection import Selection

OFFER = Offer(
    first_month=636,
    last_month=671,
    types=("burglary", "robbery", "vehicle-crime"),
    areas=((EVERYWHERE,), ("north", "south"), ("ward-1", "ward-2")),
    inside={
        EVERYWHERE: ["north", "south"],
        "north": ["ward-1"],
        "south": ["ward-2"],
        "ward-1": [],
        "ward-2": [],
    },
    cells={area: [f"{area}-a", f"{area}-b"] for area in (EVERYWHERE, "north", "south", "ward-1", "ward-2")},
)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """What the load is put on, with few incidents of every type and month."""
    folder = tmp_path_factory.mktemp("made-up")
    write_street_csv(region(cells=500), 5_000, folder / "street")
    import_paths(folder / "data", [folder / "street"])
    return opened(folder / "data")


class TestChoices:
    def test_a_walk_is_the_same_each_time_and_another_for_another_seed(self) -> None:
        one, same, other = (list(itertools.islice(walk(OFFER, seed), 50)) for seed in (1, 1, 2))
        assert one == same != other

    def test_every_choice_is_one_click_from_the_last_and_can_be_made(self) -> None:
        choices = list(itertools.islice(walk(OFFER, 3), 300))
        for before, after in itertools.pairwise(choices):
            assert before != after
            assert OFFER.first_month <= after.start <= after.end <= OFFER.last_month
            assert set(after.pins) <= set(OFFER.inside[after.area])
            assert set(after.cells) <= set(OFFER.cells[after.area])
        assert len(set(choices)) > 150
        assert {choice.area for choice in choices} == set(OFFER.cells)
        assert any(choice.pins for choice in choices) and any(choice.cells for choice in choices)

    def test_a_choice_is_what_the_address_says(self, small: Dataset) -> None:
        catalogue = small.catalogue
        choice = Choice(catalogue.first_month, catalogue.last_month, "X06000001", ("burglary",))
        selection, problems = Selection.from_query(choice.query(small), catalogue)
        assert not problems
        assert (selection.area, selection.types, selection.start) == (choice.area, choice.types, choice.start)

    def test_a_choice_that_our_page_reads_otherwise_is_refused(self, small: Dataset) -> None:
        catalogue = small.catalogue
        choice = Choice(catalogue.first_month, catalogue.last_month, types=("Burglary",))
        with pytest.raises(ValueError, match="otherwise"):
            choice.query(small)

    def test_both_pages_get_the_same_hundreds_of_choices(self, made_up: Dataset) -> None:
        people = shared_choices(8, 60)
        assert people == shared_choices(8, 60)
        assert all(len(set(own)) == 60 for own in people)
        assert len({choice for own in people for choice in own}) > 300
        for choice in itertools.chain(*people):
            query = choice.as_ours(made_up.first_month).query(made_up)
            read, problems = Selection.from_query(query, made_up.catalogue)
            assert not problems
            assert (read.start, read.end) == (FIRST_MONTH + choice.first, FIRST_MONTH + choice.last)
            assert read.types == (() if choice.kind == "all" else (slug(choice.kind),))


class TestPage:
    DECLARED: ClassVar[dict[str, Any]] = {
        "output": '..map.data...{"control":"level"}.data@abc..',
        "inputs": [{"id": "url", "property": "data"}],
        "state": [{"id": "version", "property": "data"}],
        "prevent_initial_call": False,
    }

    def test_a_callback_is_asked_as_the_renderer_asks(self) -> None:
        body = Callback.of(self.DECLARED).body({("url", "data"): "?a"}, [("url", "data")])
        assert json.loads(body) == {
            "output": self.DECLARED["output"],
            "outputs": [
                {"id": "map", "property": "data"},
                {"id": {"control": "level"}, "property": "data"},
            ],
            "inputs": [{"id": "url", "property": "data", "value": "?a"}],
            "changedPropIds": ["url.data"],
            "state": [{"id": "version", "property": "data"}],
        }

    def test_wildcards_are_refused(self) -> None:
        inputs = [{"id": '{"control":["ALL"]}', "property": "value"}]
        with pytest.raises(ValueError, match="wildcard"):
            Callback.of(self.DECLARED | {"inputs": inputs})

    def test_properties_are_found_anywhere_in_a_layout(self) -> None:
        store = {"namespace": "dcc", "type": "Store", "props": {"id": "version", "data": 1}}
        control = {"namespace": "dmc", "type": "Select", "props": {"id": {"b": 1, "a": 2}, "value": "x"}}
        tree = {"namespace": "html", "type": "Div", "props": {"children": [store, [control]]}}
        found = held_in(tree)
        assert found["version", "data"] == 1
        assert found['{"a":2,"b":1}', "value"] == "x"

    def test_a_property_is_what_follows_the_last_dot(self) -> None:
        assert property_of("a\\.b.children@hash") == ("a.b", "children")


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers 200, but 500 at /broken."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.seen.append((self.path, self.headers["Cookie"]))  # type: ignore[attr-defined]
        self.send_response(500 if self.path == "/broken" else 200)
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"abc")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[http.server.ThreadingHTTPServer]:
    found = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.seen = []  # type: ignore[attr-defined]
    found.daemon_threads = True
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield found
    found.shutdown()
    found.server_close()


class TestClient:
    def seen(self, server: http.server.ThreadingHTTPServer, *clicks: list[Asked]) -> Seen:
        address = f"http://127.0.0.1:{server.server_port}"
        person = Person({"Cookie": "a=b"}, clicks, [[Asked("GET", "/behind")] for _ in clicks])
        return run(plan(address, [person], seconds=0.5, warm=0.1, think=0, seed=1))

    def test_it_sends_what_was_recorded_and_counts_it(self, server: http.server.ThreadingHTTPServer) -> None:
        seen = self.seen(server, [Asked("GET", "/1"), Asked("GET", "/2")], [Asked("GET", "/3")])
        paths = [path for path, _ in server.seen]  # type: ignore[attr-defined]
        assert paths[:5] == ["/1", "/2", "/behind", "/3", "/behind"]
        assert {cookie for _, cookie in server.seen} == {"a=b"}  # type: ignore[attr-defined]
        assert seen.errors == 0
        assert len(seen.clicks) == pytest.approx(len(seen.requests) / 1.5, abs=1)
        assert len(seen.background) == pytest.approx(len(seen.clicks), abs=1)
        assert sum(seen.statuses.values()) == len(seen.requests) + len(seen.background)
        assert seen.per_second * seen.seconds == pytest.approx(len(seen.clicks))

    def test_answers_that_failed_are_errors(self, server: http.server.ThreadingHTTPServer) -> None:
        seen = self.seen(server, [Asked("GET", "/broken")])
        assert 0 < seen.errors == len(seen.requests)

    def test_a_server_that_is_not_there_is_an_error_too(self) -> None:
        person = Person({}, [[Asked("GET", "/")]])
        seen = run(plan("http://127.0.0.1:9", [person], seconds=0.2, warm=0, think=0.05, seed=1))
        assert seen.errors == len(seen.requests) > 0

    @pytest.mark.parametrize(
        ("head", "length"),
        [
            (b"HTTP/1.1 200 OK\r\nA: b\r\ncontent-length: 12", 12),
            (b"HTTP/1.1 204 No Content\r\nA: b", 0),
        ],
    )
    def test_the_length_of_an_answer(self, head: bytes, length: int) -> None:
        assert length_of(head) == length

    def test_somebody_may_begin_at_another_click(self) -> None:
        clicks = [[Asked("GET", f"/{number}")] for number in range(3)]
        turned = Person({}, clicks, [[] for _ in clicks]).from_click(4)
        assert [one.path for (one,) in turned.clicks] == ["/1", "/2", "/0"]


def test_unshared_memory_is_what_the_kernel_says() -> None:
    rollup = "55-7f ---p 0 00:00 0 [rollup]\nPss: 2048 kB\nPrivate_Clean: 512 kB\nPrivate_Dirty: 512 kB\n"
    assert memory_of(rollup) == (1.0, 2.0)


class TestRows:
    SEEN = Seen(2.0, [0.01, 0.02], [0.01, 0.02], [0.03], {"200": 3}, 2048, 0, 0.1)

    def test_bars_belong_to_the_callback_alone(self) -> None:
        ours = throughput.Ours(self.SEEN, dataclasses.replace(self.SEEN, seconds=4.0))
        theirs = dataclasses.replace(self.SEEN, seconds=50.0)
        rows = throughput._rows("data", ours, theirs)
        assert [(row.ours, row.ratio, row.bar, row.at_most) for row in rows if row.more_is_better] == [
            (1.0, 25.0, 20.0, None),
            (0.5, 12.5, None, None),
        ]
        assert [row.at_most for row in rows if not row.more_is_better] == [50.0, None]
        assert all(("browsing" in row.work) == (row.met is None) for row in rows)

    def test_without_a_baseline_there_is_no_ratio(self) -> None:
        rows = throughput._rows("data", throughput.Ours(self.SEEN, self.SEEN), None)
        assert {row.ratio for row in rows} == {None}
        assert [row.met for row in rows] == [None, True, None, None]


def test_answers_that_were_not_in_the_store_are_counted(small: Dataset) -> None:
    source = next(iter(small.sources.values()))
    kept: dict[str, bytes] = {}

    class Memory:
        def get(self, key: str) -> bytes | None:
            return kept.get(key)

        def set(self, key: str, value: bytes) -> None:
            kept[key] = value

    answers = FromStore(Answers(Memory(), "secret"))
    table = pd.DataFrame({"incidents": [1, 2]})
    assert answers.table("v", source, "question", lambda: table).equals(table)
    assert answers.made == 1
    end = time.monotonic() + 10
    while not kept and time.monotonic() < end:  # written by a helper thread
        time.sleep(0.01)
    assert answers.table("v", source, "question", lambda: table).equals(table)
    assert answers.made == 1
