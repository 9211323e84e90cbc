"""Kept answers: hotspots and premises of a selection found in the store, against working them out.

An answer that was worked out all the same, because the store was late or had let it go, ends the measurement.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pandas as pd
from flask import Flask

from bench.incidents import opened, served_version
from bench.record import Row, side_by_side, timed_row
from dashboard.data.answers import Answers
from dashboard.data.dataset import Dataset, Library
from dashboard.data.hotspots import hotspot_cells
from dashboard.data.queries import premises
from dashboard.data.schema import Source
from dashboard.selection import Selection
from dashboard.settings import Settings
from dashboard.web.answer_cache import answers_of

INCIDENTS = 10_000_000
TURNS = 7
Ask = Callable[[Dataset, Selection, str], pd.DataFrame]
DEAR: dict[str, Ask] = {
    "hotspots": hotspot_cells,
    "incidents near premises": premises,
}


class FromStore:
    """Answers like those given, with a count of those that had to be made."""

    def __init__(self, answers: Answers) -> None:
        """None made yet."""
        self._answers = answers
        self.made = 0

    def table(
        self, version: str, source: Source, question: str, make: Callable[[], pd.DataFrame]
    ) -> pd.DataFrame:
        """As `Answers.table`."""

        def counted() -> pd.DataFrame:
            self.made += 1
            return make()

        return self._answers.table(version, source, question, counted)


def measure() -> list[Row]:
    """One row for each kind of answer that is kept; each turn asks for other months."""
    data = served_version(INCIDENTS)
    plain = opened(data)
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        answers = FromStore(answers_of(Flask("bench"), Settings(data_dir=Path(scratch)), "secret" * 8))
        keeping = Library(data, cast(Answers, answers)).get(plain.version)
        if keeping is None:
            raise LookupError(f"{plain.version} is not served from {data}")
        for work, ask in DEAR.items():
            for _ in _asked(keeping, ask):  # all of them once; they are written behind our back
                time.sleep(0.1)
            answers.made = 0
            found, made = _asked(keeping, ask), _asked(plain, ask)
            ours, theirs = side_by_side(lambda f=found: next(f), lambda m=made: next(m), repeats=TURNS)
            if answers.made:
                raise AssertionError(f"{work}: {answers.made} of {TURNS + 1} answers were not in the store")
            described = f"{INCIDENTS // 1_000_000} M incidents, whole region"
            rows.append(timed_row(f"kept answer: {work}", described, "working it out", ours, theirs))
    return rows


def _asked(dataset: Dataset, ask: Ask) -> Iterator[pd.DataFrame]:
    """The answers for one period after the other, so that none is the one before."""
    whole = Selection.default(dataset.catalogue)
    for turn in range(TURNS + 1):
        moved = whole.replace(start=whole.start - turn, end=whole.end - turn)
        yield ask(dataset, moved, next(iter(dataset.sources)))
