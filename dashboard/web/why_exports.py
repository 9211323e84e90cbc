"""The exports of "Why here, why now?": the figures behind its findings, from the queries that feed them."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from dashboard.data.dataset import Dataset
from dashboard.data.why.changed import changed_table
from dashboard.selection import Selection

WHY_PANELS: dict[str, Callable[[Dataset, Selection, str], pd.DataFrame]] = {
    "why-changed": changed_table,
}
