"""Fictional licensed premises: names, kinds and opening hours, most of them in town centres."""

from __future__ import annotations

import numpy as np
import pandas as pd
from shapely import Polygon

from dashboard.data.demo.plan import PARTNERSHIPS, Floats, to_degrees, to_plane, town_centres
from dashboard.data.demo.settlement import CENTRE_RADIUS, Settlement, on_land
from dashboard.data.demo.truths import TRUTHS
from dashboard.data.demo.words import PUB_FIRST, PUB_LAST, SHOPS, TAKEAWAYS, VENUES, street_names

REGISTER_KEY = "demo-premises"
REGISTER_NAME = "Demonstration premises register"
AS_OF = "2025-12"

KINDS: dict[str, tuple[int, bool]] = {
    "pub": (124, False),
    "bar": (46, True),
    "club": (16, True),
    "off-licence": (58, False),
    "takeaway": (48, True),
}
"""By kind: how many, and whether all of them stand in town centres."""

USUAL_HOURS: dict[str, str] = {
    "pub": "Monday to Sunday 11:00 to 23:00",
    "bar": "Monday to Sunday 12:00 to 00:00",
    "club": "Friday and Saturday 21:00 to 02:00",
    "off-licence": "Monday to Sunday 08:00 to 22:00",
    "takeaway": "Monday to Sunday 16:00 to 23:00",
}
LATE_HOURS: dict[str, str] = {
    "pub": "Sunday to Thursday 11:00 to 00:00, Friday and Saturday 11:00 to 02:00",
    "bar": "Sunday to Thursday 12:00 to 00:00, Friday and Saturday 12:00 to 03:00",
    "club": "Thursday to Saturday 22:00 to 03:00",
    "off-licence": "Monday to Sunday 08:00 to 23:00",
    "takeaway": "Sunday to Thursday 16:00 to 00:00, Friday and Saturday 16:00 to 03:00",
}

LATE_SHARE = 0.2
"""Share of ordinary premises that keep the late hours."""

NIGHT_SPOTS: dict[str, tuple[str, ...]] = {
    "custom-house-quay": ("bar", "bar", "bar", "pub", "club", "takeaway"),
    "lantern-street": ("bar", "bar", "club", "club", "takeaway", "takeaway"),
}
"""Late-night premises that stand in the middle of planted hotspots, by the key of the truth."""


def premises_table(rng: np.random.Generator, land: Polygon, settlement: Settlement) -> pd.DataFrame:
    """About 300 premises with the columns of the input table."""
    kinds, late, positions = _ordinary(rng, land, settlement)
    for truth in TRUTHS:
        if truth.key in NIGHT_SPOTS:
            spot = to_plane(np.array([truth.longitude, truth.latitude], dtype=np.float64))
            count = len(NIGHT_SPOTS[truth.key])
            kinds += NIGHT_SPOTS[truth.key]
            late += [True] * count
            positions.append(spot + rng.uniform(-0.06, 0.06, (count, 2)))
    degrees = np.round(to_degrees(np.vstack(positions)), 6)
    streets = street_names(rng, len(kinds))
    town = ((to_plane(degrees)[:, None] - town_centres()[None]) ** 2).sum(axis=2).argmin(axis=1)
    number = rng.integers(1, 120, size=len(kinds))
    return pd.DataFrame(
        {
            "premises_id": [f"XP{index:05d}" for index in range(1, len(kinds) + 1)],
            "name": _names(rng, kinds),
            "longitude": degrees[:, 0],
            "latitude": degrees[:, 1],
            "address": [
                f"{house} {street}, {PARTNERSHIPS[place].town}"
                for house, street, place in zip(number, streets, town, strict=True)
            ],
            "kind": kinds,
            "hours": [
                (LATE_HOURS if open_late else USUAL_HOURS)[kind]
                for kind, open_late in zip(kinds, late, strict=True)
            ],
            "source": REGISTER_KEY,
            "register": REGISTER_NAME,
            "as_of": AS_OF,
        }
    )


def _ordinary(
    rng: np.random.Generator, land: Polygon, settlement: Settlement
) -> tuple[list[str], list[bool], list[Floats]]:
    """Kinds, late opening and positions (km) of the premises that belong to no planted hotspot."""
    kinds: list[str] = []
    positions: list[Floats] = []
    for kind, (count, central) in KINDS.items():
        in_centre = count if central else count // 3
        centre = on_land(_in_centres(rng, in_centre), land)
        homes = settlement.xy[rng.integers(len(settlement.xy), size=count - in_centre)]
        positions += [centre, homes]
        kinds += [kind] * (len(centre) + len(homes))
    late = (rng.random(len(kinds)) < LATE_SHARE).tolist()
    return kinds, late, positions


def _in_centres(rng: np.random.Generator, count: int) -> Floats:
    residents = np.array([partnership.residents for partnership in PARTNERSHIPS], dtype=np.float64)
    town = rng.choice(len(PARTNERSHIPS), size=count, p=residents / residents.sum())
    spread = 0.4 * CENTRE_RADIUS * np.sqrt(residents / 60_000)[town]
    return town_centres()[town] + rng.normal(0, 1, (count, 2)) * spread[:, None]


def _names(rng: np.random.Generator, kinds: list[str]) -> list[str]:
    """Names by kind; pubs each have their own, chains and shops may repeat."""
    pubs = [f"The {first} {last}" for first in PUB_FIRST for last in PUB_LAST]
    own = iter(rng.permutation(len(pubs)).tolist())
    lists = {"bar": VENUES, "club": VENUES, "off-licence": SHOPS, "takeaway": TAKEAWAYS}
    return [
        pubs[next(own)] if kind == "pub" else lists[kind][int(rng.integers(len(lists[kind])))]
        for kind in kinds
    ]
