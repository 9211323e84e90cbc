"""200 people at once on one server: each clicks, looks for two seconds on average, and clicks again."""

from __future__ import annotations

from itertools import cycle, islice

from bench.incidents import opened, served_version
from bench.record import Row
from bench.server.choices import offer_of
from bench.server.load import plan, run
from bench.server.recording import on_our_page, walks
from bench.server.serving import hexscan
from bench.server.throughput import FITTED, INCIDENTS, WORKERS, described_run

PEOPLE, THINK, SECONDS, WARM = 200, 2.0, 60.0, 5.0
WALKS, CLICKS = 16, 20
"""So many different walks are recorded; people who share one take it from different places on."""


def measure() -> list[Row]:
    """How long their clicks take, and what they load behind them; errors."""
    data = served_version(INCIDENTS)
    dataset = opened(data)
    with hexscan(data, workers=WORKERS) as server:
        recorded = [
            on_our_page(server.address, dataset, own, FITTED) for own in walks(offer_of(data), WALKS, CLICKS)
        ]
        people = [who.from_click(number) for number, who in enumerate(islice(cycle(recorded), PEOPLE))]
        seen = run(plan(server.address, people, seconds=SECONDS, warm=WARM, think=THINK, seed=1))
    described = f"{INCIDENTS // 1_000_000} M incidents"
    work = f"{PEOPLE} people at once"
    middle = seen.milliseconds(25), seen.milliseconds(75)
    return [
        Row(
            f"{work}: p95 of a click",
            described,
            "",
            seen.milliseconds(95),
            None,
            "ms",
            at_most=300,
            ours_spread=middle,
            note=f"{SECONDS:g} s, think time {THINK:g} s, {WORKERS} workers; "
            f"{described_run(seen)}; {seen.again} connections renewed",
        ),
        Row(f"{work}: answers that failed", described, "", float(seen.errors), None, "", at_most=0),
        Row(
            f"{work}: p95 of browsing data",
            described,
            "",
            seen.milliseconds(95, "background"),
            None,
            "ms",
        ),
    ]
