"""Clicks a second: our page and the usual one under eight connections that never rest.

A click is the callback: the question whose answer changes all four panels, sent as the page sends it
(cookies, token, compression). Our page then fetches the data for browsing, which no panel waits for; the
usual page has nothing like it, and asks anew at each hover instead. So ours is measured twice: the callback
alone, which the bars are about, and with the data for browsing fetched behind every click, which is all that
a click costs our server.

Both pages hold the same incidents and get the same choices, one crime type or all and one of the usual page's
periods over the whole region, and both answer with every cell of resolution 9. Then ours alone gets the whole
mix: areas of every level, several types, periods, pinned areas and cells. The client takes its part of the
same processors, of both alike: how much is noted. Both pages are measured one after the other, and every
answer to the shared choices adds up to what numpy counted before it is asked for in a load.
"""

from __future__ import annotations

import dataclasses
import os
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bench.browser.choices import truth
from bench.incidents import TYPES, opened, served_version
from bench.record import Row
from bench.region import PERIODS, month_name
from bench.server.choices import Choice, offer_of
from bench.server.load import Person, Seen, plan, run
from bench.server.page import Property
from bench.server.recording import on_a_dash_page, on_our_page, walks
from bench.server.serving import hexscan, usual
from dashboard.data.schema import slug

INCIDENTS = 10_000_000
CONNECTIONS, WORKERS = 8, 2
CLICKS, SECONDS, WARM = 60, 15.0, 2.0
USUAL_CLICKS, USUAL_SECONDS, USUAL_WARM = 4, 40.0, 5.0
"""The usual page takes a second or two to answer, also while its requests are recorded."""
BAR, MOST = 20.0, 50.0
"""Times the usual page's clicks a second, and milliseconds of the p95; both of the callback alone."""
FINEST, FITTED = "9", "any"
ALL = "all"
NO_CACHE = {"cache_url": "none"}


@dataclasses.dataclass(frozen=True)
class Shared:
    """A choice that both pages offer; months count from 0."""

    kind: str
    first: int
    last: int

    def as_ours(self, first_month: int) -> Choice:
        """What our page calls it."""
        types = () if self.kind == ALL else (slug(self.kind),)
        return Choice(first_month + self.first, first_month + self.last, types=types)

    def total(self, by_type: npt.NDArray[np.int64]) -> int:
        """Incidents that it means, of counts [types, months]."""
        rows = slice(None) if self.kind == ALL else TYPES.index(self.kind)
        return int(by_type[rows, ..., self.first : self.last + 1].sum())

    def as_usual(self) -> dict[Property, Any]:
        """What the usual page's controls hold."""
        period = f"{month_name(self.first)}..{month_name(self.last)}"
        return {("types", "value"): self.kind, ("period", "value"): period}


def shared_choices(people: int, clicks: int) -> list[list[Shared]]:
    """For each person all different choices, in an order of their own."""
    every = [Shared(kind, first, last) for kind in (ALL, *TYPES) for first, last in PERIODS]
    return [random.Random(seed).sample(every, clicks) for seed in range(people)]  # noqa: S311 - seeded


class Ours(NamedTuple):
    """Runs of our page: the callback alone, and with the browsing data behind it."""

    alone: Seen
    browsing: Seen


def measure() -> list[Row]:
    """Clicks a second of both pages, then ours under the whole mix."""
    data = served_version(INCIDENTS)
    theirs = measure_usual(INCIDENTS)
    same, mixed = measure_ours(data)
    described = f"{INCIDENTS // 1_000_000} M incidents, {CONNECTIONS} connections"
    return [
        *_rows(f"{described}, whole region", same, theirs),
        *_rows(f"{described}, mix of areas, types, pins", mixed, None),
    ]


def _rows(data: str, ours: Ours, theirs: Seen | None) -> list[Row]:
    """The callback alone, with the bars; then with the browsing data behind it, without."""
    baseline = "" if theirs is None else "usual Dash page"
    note = f"{WORKERS} workers, nothing in the store of kept answers; ours: {described_run(ours.alone)}"
    note += "" if theirs is None else f"; theirs: {described_run(theirs)}"
    return [
        _rate("clicks a second, callback alone", data, baseline, ours.alone, theirs, note, bar=BAR),
        _p95("p95 of a click, callback alone", data, baseline, ours.alone, theirs, at_most=MOST),
        _rate(
            "clicks a second, with browsing data behind",
            data,
            baseline,
            ours.browsing,
            theirs,
            f"{described_run(ours.browsing)}; p95 of the data behind: "
            f"{ours.browsing.milliseconds(95, 'background'):.0f} ms",
        ),
        _p95("p95 of a click, with browsing data behind", data, baseline, ours.browsing, theirs),
    ]


def _rate(
    work: str, data: str, baseline: str, seen: Seen, theirs: Seen | None, note: str, bar: float | None = None
) -> Row:
    against = None if theirs is None else theirs.per_second
    bar = None if theirs is None else bar
    return Row(
        work, data, baseline, seen.per_second, against, "clicks/s", bar=bar, more_is_better=True, note=note
    )


def _p95(
    work: str, data: str, baseline: str, seen: Seen, theirs: Seen | None, at_most: float | None = None
) -> Row:
    against = None if theirs is None else theirs.milliseconds(95)
    spread = seen.milliseconds(25), seen.milliseconds(75)
    return Row(
        work, data, baseline, seen.milliseconds(95), against, "ms", at_most=at_most, ours_spread=spread
    )


def measure_ours(data: Path, **settings: str) -> tuple[Ours, Ours]:
    """The choices that both offer, then the mix; each person clicks through hundreds of selections."""
    dataset, offer, by_type = opened(data), offer_of(data), truth(INCIDENTS).by_type
    with hexscan(data, workers=WORKERS, **(NO_CACHE | settings)) as server:
        same = [
            on_our_page(
                server.address,
                dataset,
                [one.as_ours(dataset.first_month) for one in own],
                FINEST,
                [one.total(by_type) for one in own],
            )
            for own in shared_choices(CONNECTIONS, CLICKS)
        ]
        mixed = [
            on_our_page(server.address, dataset, own, FITTED) for own in walks(offer, CONNECTIONS, CLICKS)
        ]
        return _both(server.address, same), _both(server.address, mixed)


def _both(address: str, people: Sequence[Person]) -> Ours:
    alone = [dataclasses.replace(person, behind=()) for person in people]
    return Ours(*(_loaded(address, some, WARM, SECONDS) for some in (alone, people)))


def measure_usual(incidents: int) -> Seen:
    """The usual page under the same gunicorn."""
    from bench.baselines.usual_page import TABLE

    by_type = truth(incidents).by_type
    chosen = [own[:USUAL_CLICKS] for own in shared_choices(CONNECTIONS, CLICKS)]
    with usual(incidents, workers=WORKERS) as server:
        people = [
            on_a_dash_page(
                server.address,
                [one.as_usual() for one in own],
                (TABLE, "rowData"),
                [one.total(by_type) for one in own],
            )
            for own in chosen
        ]
        return _loaded(server.address, people, USUAL_WARM, USUAL_SECONDS)


def _loaded(address: str, people: Sequence[Person], warm: float, seconds: float) -> Seen:
    return run(plan(address, people, seconds=seconds, warm=warm, think=0, seed=1))


def described_run(seen: Seen) -> str:
    """A line on a run."""
    return (
        f"{seen.per_second:.1f}/s ({len(seen.requests) / max(len(seen.clicks), 1):.1f} requests each), "
        f"median {seen.milliseconds(50):.0f} ms, p95 {seen.milliseconds(95):.0f} ms, {seen.errors} errors, "
        f"{seen.received / max(len(seen.clicks), 1) / 1024:.1f} KiB each, "
        f"client {seen.processor:.2f} processors, load average {os.getloadavg()[0]:.1f}"
    )
