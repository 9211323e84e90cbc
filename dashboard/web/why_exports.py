"""The exports of "Why here, why now?": the figures behind its findings, from the queries that feed them."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from dashboard.data.dataset import Dataset
from dashboard.data.why.changed import changed_table
from dashboard.data.why.near_by_hour import hours_table as near_hours_table
from dashboard.data.why.near_by_hour import parts_table
from dashboard.data.why.near_licensed import bands_table
from dashboard.data.why.near_repeats import near_table
from dashboard.data.why.near_sites import sites_table
from dashboard.data.why.repeats import points_table
from dashboard.data.why.sure import sure_table
from dashboard.data.why.when import hours_table, seasons_table
from dashboard.selection import Selection

WHY_PANELS: dict[str, Callable[[Dataset, Selection, str], pd.DataFrame]] = {
    "why-changed": changed_table,
    "why-premises": sites_table,
    "why-distances": bands_table,
    "why-premises-day": parts_table,
    "why-premises-hours": near_hours_table,
    "why-points": points_table,
    "why-near": near_table,
    "why-sure": sure_table,
    "why-hours": hours_table,
    "why-seasons": seasons_table,
}
