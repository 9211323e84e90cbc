"""Outlines of areas as the map has them, for what is outlined among few of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dashboard.data.dataset import Dataset
from dashboard.data.schema import Level

Ring = list[list[float]]
"""[[longitude, latitude], ...]"""


def outlines_of(dataset: Dataset, level: Level) -> Mapping[str, tuple[Ring, ...]]:
    """The outer rings of each area of a level, by its code; without those that have no boundary. Kept."""

    def read() -> dict[str, tuple[Ring, ...]]:
        features = json.loads(dataset.map_file(f"boundaries-{level.value}"))["features"]
        return {one["properties"]["code"]: _rings(one["geometry"]) for one in features}

    return dataset.once(("outlines", level), read)


def _rings(geometry: dict[str, Any]) -> tuple[Ring, ...]:
    """The outer ring of each part of a polygon or several; holes are left out."""
    if geometry["type"] == "Polygon":
        return (geometry["coordinates"][0],)
    if geometry["type"] == "MultiPolygon":
        return tuple(part[0] for part in geometry["coordinates"])
    return ()
