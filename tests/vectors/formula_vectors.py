"""What the formulas of the page must give: made by the functions of Python that they are twins of.

`python -m tests.vectors.formula_vectors` writes formula.json again after one of those has changed; one test
fails while the file and Python differ, another while the page and the file do.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from dashboard.analysis.comparison import crude_rate
from dashboard.data.schema import incidents_text, month_name, month_number
from dashboard.figures.axes import ticks
from dashboard.figures.classes import class_colours, class_limits, class_names
from dashboard.layouts import words

FILE = Path(__file__).with_name("formula.json")

NUMBERS = [0, 1, 2, 9, 10, 19, 999, 1_000, 1_234, 27_431, 100_000, 1_234_567, 4_294_967_295]
CHANGES = [None, 0, *(sign * number for number in NUMBERS[1:] for sign in (1, -1))]
RATES = [
    0.0,
    0.00041,
    0.0625,
    0.0996,
    0.995,
    0.996,
    0.125,
    0.04,
    0.043,
    0.05,
    0.1,
    0.25,
    0.35,
    0.75,
    5.9496,
    5.95,
    5.25,
    6.5,
    9.96,
    99.95,
    99.99,
    100.0,
    100.5,
    101.5,
]
RATES += [1_234.25, 1_234.75, 12_345.678]
SPANS = [(0, 8.9), (0, 574_300), (3.3, 8.1), (-1.4, 1.4), (0, 0.03), (0.1, 0.3), (0, 1), (0, 1e6), (0, 1e-4)]
SPANS += [(-7.0, 3.0), (0, 0), (5, 1), (0.999, 1.001), (17, 19), (0, 99.99), (0, 100), (0, 100.01)]
MONTHS = ["1999-12", "2023-01", "2024-07", "2025-01", "2025-05", "2025-09", "2025-12"]


def _counts() -> list[list[int]]:
    """Counts of cells as maps hold them: few and skewed, alike, none at all, with huge ones among them."""
    drawn = np.random.default_rng(2025)
    skewed = [
        np.floor(drawn.lognormal(mean, spread, size)).astype(int).tolist()
        for mean, spread, size in [
            (0, 1, 3),
            (1, 1, 30),
            (2, 1.5, 400),
            (3, 2, 1_500),
            (4, 1, 77),
            (8, 2, 50),
        ]
    ]
    plain = [[], [0, 0], [1], [1, 1, 1], [7], [0, 5, 5, 5, 0], list(range(120)), [1, 10, 100, 1_000, 10_000]]
    return [*plain, [99] * 3, [9, 9, 10, 10], [998, 999, 1_000, 1_001], *skewed]


def _limits() -> list[list[int]]:
    return [class_limits(np.array(counts, dtype=np.int64)) for counts in _counts()]


def _class_of(count: int, limits: list[int]) -> int:
    """Which class a count is in, from 0, -1 for none: as `np.digitize` has it."""
    return int(np.digitize(count, limits)) - 1


def _vectors(function: Callable[..., Any], *arguments: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"given": list(given), "gives": function(*given)} for given in zip(*arguments, strict=True)]


def made() -> dict[str, list[dict[str, Any]]]:
    """For each function of assets/formula.js what it is given and what it must give."""
    starts, ends = zip(*itertools.combinations_with_replacement(MONTHS, 2), strict=True)
    intervals = [(low, high) for low in RATES for high in RATES if low <= high]
    counted = [(count, people) for count in (0, 1, 3, 7, 143, 9_999) for people in (1, 12, 4_000, 144_200)]
    spans = [(low, high, most) for low, high in SPANS for most in (0, 1, 2, 4, 5, 8, 12)]
    pairs = [(count, limits) for limits in _limits() for count in (0, 1, 4, 5, 60, *limits)]
    return {
        "number": _vectors(words.number, [None, *NUMBERS]),
        "rate": _vectors(words.rate, [None, *RATES]),
        "interval": _vectors(words.interval, *zip(*intervals, strict=True)),
        "times": _vectors(words.times, [0.0, 0.125, 0.375, 0.42, 0.625, 0.949, 0.95, 1.25, 3.06, 12.0]),
        "rateOf": _vectors(crude_rate, *zip(*counted, strict=True), itertools.repeat(1_000, len(counted))),
        "ticks": _vectors(ticks, *zip(*spans, strict=True)),
        "signed": _vectors(words.signed, CHANGES),
        "incidents": _vectors(incidents_text, NUMBERS),
        "monthName": _vectors(lambda month: month_name(month_number(month)), MONTHS),
        "shortPeriod": _vectors(
            lambda start, end: words.short_period(month_number(start), month_number(end)), starts, ends
        ),
        "earlier": _vectors(lambda months: words.earlier(1, months), [1, 2, 3, 6, 11, 12, 13, 24, 30, 36]),
        "classLimits": _vectors(lambda counts: class_limits(np.array(counts, dtype=np.int64)), _counts()),
        "classOf": _vectors(_class_of, *zip(*pairs, strict=True)),
        "classNames": _vectors(class_names, _limits()),
        "classColours": _vectors(class_colours, _limits()),
    }


if __name__ == "__main__":
    lines = (
        f"{json.dumps(name)}: [\n"
        + ",\n".join(json.dumps(vector, ensure_ascii=False) for vector in vectors)
        + "\n]"
        for name, vectors in made().items()
    )
    FILE.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")
