"""Compare's answers for 318 districts, 14 crime types and 180 months, against pandas and Plotly express.

Each tab's whole answer is timed, from the query to the bytes that leave, every time a new question: other
months, and of what the version keeps for a while nothing is left from the question before. What is kept for
good (`Dataset.once`) stays, as it does in a server. The same numbers are counted by pandas from the incidents
first, and compared.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from bench.baselines import compare_page
from bench.baselines.compare_page import Asked, Held
from bench.districts import (
    COUNTRY,
    TYPES,
    Size,
    by_district,
    counted,
    district_code,
    served_districts,
)
from bench.record import Row, quantile, side_by_side, timed_row
from dashboard.callbacks.answer import answer, of_the_tab
from dashboard.callbacks.compare_answer import COMPARE_PARTS, TABS
from dashboard.data import comparing
from dashboard.data.dataset import Dataset, Library
from dashboard.data.recent import Recent
from dashboard.data.schema import month_text
from dashboard.selection import Selection
from dashboard.warm import spare_the_collector

AT_MOST = 50.0
"""Milliseconds for the whole answer of any tab."""

TURNS = 15
KEPT = 64
"""Answers that parts of one question may share."""

WORK = "Compare's answer"
BASELINE = "pandas and Plotly express"


class Ours:
    """The product's answers, without a browser or a network."""

    def __init__(self) -> None:
        spare_the_collector()  # as a server does
        self.library = Library(served_districts(COUNTRY))
        found = self.library.current()
        if found is None:
            raise RuntimeError("no districts are served")
        self.dataset: Dataset = found

    def forget(self) -> None:
        """Nothing of a question before is left."""
        self.dataset.recent = Recent(KEPT)

    def answer(self, query: str) -> bytes:
        """The bytes of one answer, of a question that is new."""
        self.forget()
        return answer(self.library, self.dataset.version, query, None, COMPARE_PARTS, of_the_tab)

    def selection(self, query: str) -> Selection:
        selection, problems = Selection.from_query(query, self.dataset.catalogue)
        if problems:
            raise AssertionError(f"{query}: {problems}")
        return selection


def held(size: Size) -> Held:
    """What the baseline holds: one row an area, type and month."""
    counts = by_district(size)
    area, kind, month = np.indices(counts.shape)
    codes = [district_code(number) for number in range(size.districts)]
    table = pd.DataFrame(
        {
            "area": pd.Categorical.from_codes(area.ravel(), codes),
            "type": pd.Categorical.from_codes(kind.ravel(), list(TYPES)),
            "month": month.ravel().astype(np.int16),
            "number": counts.ravel(),
        }
    )
    residents = pd.Series(counted(size).residents.sum(axis=1), index=pd.Index(codes, name="area"))
    return Held(table, residents, {})


def questions(number: int) -> list[Asked]:
    """So many, each a month earlier than the one before it."""
    return [Asked((), COUNTRY.months - 12 - back, COUNTRY.months - 1 - back) for back in range(number)]


def query_of(asked: Asked, tab: str, **more: str) -> str:
    """The address of a question."""
    first, last = (month_text(COUNTRY.first_month + month) for month in (asked.first, asked.last))
    fields = {"compare": "partnership", "tab": tab, "from": first, "to": last, **more}
    fields |= {"types": ",".join(asked.types)} if asked.types else {}
    return f"?{'&'.join(f'{name}={value}' for name, value in fields.items())}"


def compare_answers(ours: Ours, theirs: Held, asked: Asked) -> None:
    """Raise AssertionError where either counts, or judges, otherwise."""
    selection = ours.selection(query_of(asked, "table"))
    found = comparing.compared(ours.dataset, selection, selection.sources[0])
    if len(found.codes) != COUNTRY.districts:
        raise AssertionError(f"{len(found.codes)} districts are compared")
    table = compare_page.rates(theirs, asked).reindex(list(found.codes))
    _same("incidents", found.incidents, table.incidents)
    for name in ("rate", "lower", "upper"):
        _same(name, getattr(found, name), table[name])
    sides = table.place.map({"above": 1, "below": -1, "within": 0})
    _same("places", found.peers.side, sides)
    kinds = comparing.by_type(ours.dataset, selection, selection.sources[0])
    rates = compare_page.by_type(theirs, asked).loc[list(found.codes), list(kinds.types)]
    _same("rates by type", kinds.rate, rates.to_numpy().T)
    trends = comparing.trends(ours.dataset, selection, selection.sources[0])
    _same("months", trends.counts, compare_page.months(theirs, asked).loc[list(found.codes)])


def _same(name: str, ours: Any, theirs: Any) -> None:
    if not np.allclose(np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float), rtol=1e-9):
        raise AssertionError(f"{name} differ")


def measure() -> list[Row]:
    """Each tab, and the dearest funnel, against the baseline's figures for the same."""
    ours, theirs = Ours(), held(COUNTRY)
    asked = questions(TURNS + 1)
    for one in (asked[0], asked[-1], Asked(TYPES[:1], 100, 111)):
        compare_answers(ours, theirs, one)
    return [_row(ours, theirs, asked, tab) for tab in TABS]


def _row(ours: Ours, theirs: Held, asked: Sequence[Asked], tab: str) -> Row:
    more = {"limits": "additive"} if tab == "overview" else {}
    ours.answer(query_of(asked[0], tab, **more))  # what is kept for good is made
    sizes, used = [], []

    def one_of_ours() -> Callable[[], object]:
        following = iter([asked[0], *asked])

        def work() -> None:
            query = query_of(next(following), tab, **more)
            start = time.process_time()
            sizes.append(len(ours.answer(query)))
            used.append(1000 * (time.process_time() - start))

        return work

    def one_of_theirs() -> Callable[[], object]:
        following = iter([asked[0], *asked])
        return lambda: compare_page.answer(theirs, next(following), tab)

    mine, their = side_by_side(one_of_ours(), one_of_theirs(), repeats=TURNS)
    processor = f"processor {quantile(used, 0.5):.1f} ms, p95 {quantile(used, 0.95):.1f}"
    return timed_row(
        WORK,
        f"{COUNTRY.districts} districts x {len(TYPES)} types x {COUNTRY.months} months, {tab}",
        BASELINE,
        mine,
        their,
        at_most=AT_MOST,
        note=f"{TURNS} questions, each new; {processor}; {quantile(sizes, 0.5) / 1000:.0f} kB",
    )
