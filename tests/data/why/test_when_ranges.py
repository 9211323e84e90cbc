"""Calls known only to lie between two times, from the file to the finding: each hour has its part of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.data.why.when import when
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, served, two_forces

CALLS = dataclasses.replace(SOURCE, key="calls", name="Calls", time_precision="minute")
RANGES = [
    ("2025-01-06 10:30", "2025-01-06 12:30", 40),  # a Monday: half an hour, an hour, half an hour
    ("2025-06-07 23:00", "2025-06-08 01:00", 20),  # Saturday to Sunday, in summer time
    ("2025-06-09 08:15", None, 10),
    (None, None, 5),
]


def call(begun: str | None, ended: str | None) -> dict[str, Any]:
    month = (begun or "2025-01")[:7]
    row = incident(month, lsoa="L1", at=middle(0), kind="fall")
    for name, moment in (("occurred_from", begun), ("occurred_to", ended)):
        if moment is not None:
            row[name] = pd.Timestamp(moment, tz="Europe/London").tz_convert("UTC")
    return row


def test_each_hour_has_its_part(tmp_path: Path) -> None:
    rows = [call(begun, ended) for begun, ended, number in RANGES for _ in range(number)]
    dataset = served(tmp_path, [incident("2025-01", lsoa="L1")], two_forces(), also=[(CALLS, rows)])
    selection, problems = Selection.from_query("sources=calls&from=2025-01&to=2025-06", dataset.catalogue)
    assert not problems
    found = when(dataset, selection, "calls").hours
    assert found is not None
    plain = np.zeros((7, 24))
    plain[0, [10, 11, 12]] = 10, 20, 10
    plain[5, 23] = plain[6, 0] = 10
    plain[0, 8] = 10
    assert np.array(found.weights) == pytest.approx(plain)
    assert (found.used, found.without, found.spread) == (70, 5, 0)
    assert (found.day, found.start) == (0, 7)
