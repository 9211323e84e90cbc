"""Ways to look for hotspots, as data: what each exports, and how much of a selection it says lies in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from dashboard.data.dataset import Dataset
from dashboard.data.emerging_places import emerging_share, emerging_table
from dashboard.data.expected_places import more_places, more_share
from dashboard.data.hotspots import HotspotShare, hotspot_share, hotspots
from dashboard.selection import Selection


class Lens(NamedTuple):
    """One way to look for hotspots; each is asked for (dataset, selection, source)."""

    exported: Callable[[Dataset, Selection, str], pd.DataFrame]
    """Rows of hotspots.csv."""
    share: Callable[[Dataset, Selection, str], HotspotShare]
    """How much of the selection lies in what is outlined."""


LENSES: dict[str, Lens] = {
    "many": Lens(hotspots, hotspot_share),
    "more": Lens(more_places, more_share),
    "kinds": Lens(emerging_table, emerging_share),
    "classes": Lens(emerging_table, emerging_share),
}
"""By the value of `Selection.hot`."""


def lens_of(selection: Selection) -> Lens:
    """The way that the reader has chosen."""
    return LENSES[selection.hot]
