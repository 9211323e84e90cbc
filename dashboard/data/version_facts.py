"""What a version is about, told by its tables: its sources in order, its months, its crime types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from dashboard.data.schema import CRIME_TYPES, Source


def by_size(sources: Iterable[Source], coverage: pd.DataFrame) -> Mapping[str, Source]:
    """By key, the one with most incidents first; of equals by key."""
    incidents = coverage.drop_duplicates(["source", "reporter", "month"]).groupby("source")["rows"].sum()
    ordered = sorted(sources, key=lambda source: (-int(incidents.get(source.key, 0)), source.key))
    return {source.key: source for source in ordered}


def month_range(coverage: pd.DataFrame) -> tuple[int, int]:
    """First and last month of coverage rows; (0, -1) without any."""
    if coverage.empty:
        return 0, -1
    return int(coverage.month.min()), int(coverage.month.max())


def all_types(cubes: Any, sources: Iterable[Source]) -> dict[str, str]:
    """Slug -> label of every crime type that occurs: the canonical ones first, in their order.

    Types that sources add are called what the first source that names them says, else what their slug reads.
    """
    present = {name for cube in cubes for name in cube.types}
    labels = {name: label for name, label in CRIME_TYPES.items() if name in present}
    named = dict(reversed([pair for source in sources for pair in source.category_names]))
    own = sorted(present - set(CRIME_TYPES))
    return labels | {name: named.get(name, name.replace("-", " ").capitalize()) for name in own}
