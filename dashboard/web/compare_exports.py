"""The exports of Compare: the figures of its panels, from the queries that feed them.

Which rows the page's table shows and in what order, which panel is enlarged, colours and scales change no
export.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from dashboard.data import comparing
from dashboard.data.dataset import Dataset
from dashboard.selection import Selection

COMPARE_PANELS: dict[str, Callable[[Dataset, Selection, str], pd.DataFrame]] = {
    "compare": comparing.compare_table,
    "compare-similar": comparing.similar_table,
    "compare-types": comparing.compare_types_table,
    "compare-months": comparing.compare_months_table,
    "compare-funnel": comparing.funnel_table,
    "compare-worsening": comparing.worsening_table,
}


def what_is_compared(dataset: Dataset, selection: Selection) -> str:
    """Level and larger area, for the name of a file."""
    return f"{comparing.compared_level(dataset, selection).value}-{selection.comparison.among}"
