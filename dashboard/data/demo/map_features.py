"""What a map of the fictional region shows beside areas: main roads, towns and named places."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from dashboard.data.demo.area_tables import AreaNames, ward_places
from dashboard.data.demo.land import ESTUARY_HEAD, river_line
from dashboard.data.demo.plan import PARTNERSHIPS, Floats, to_degrees
from dashboard.data.demo.settlement import Settlement
from dashboard.data.demo.truths import HOTSPOTS, TRUTHS

ROADS: tuple[tuple[str, str, tuple[str | tuple[float, float], ...]], ...] = (
    # name, kind, stops: towns, or positions in km where the land asks for a bend
    ("X1 Coast Road", "main",
     ("Cocklesea", (33.0, 16.0), "Sallowmere", (24.5, 19.0), "Sennet Bridge", (25.5, 26.6), "Port Sennet",
      (33.0, 33.0), "Marlhaven")),
    ("X2 Great North Road", "main",
     ("Port Sennet", (29.5, 36.5), (26.0, 45.0), "Gannetby", (26.5, 61.5), "Marram")),
    ("X3 Cross Moor Road", "main", ("Port Sennet", (24.0, 29.5), "Tannerby", (14.5, 37.0), "Thornmere")),
    ("X4 Eskerdale Road", "main", ("Gannetby", (20.0, 50.5), "Thornmere", (10.5, 51.0), "Eskerton")),
    ("X5 Vale Road", "main", ("Tannerby", (12.5, 25.5), "Hallowbridge", (9.0, 15.0), "Brackenholt")),
    ("X6 Southern Road", "main", ("Brackenholt", (16.5, 7.0), "Wexstead", (23.5, 8.5), "Sallowmere")),
)  # fmt: skip

BRIDGE_X = 25.0
"""Where the coast road crosses the Sennet, km."""

BEND_STEP = 0.4
"""Distance between the vertices of a road, km."""

LANDMARKS: tuple[tuple[str, float, float], ...] = (
    ("Sennet Mouth", 36.6, 26.3),
    ("Marlhaven Head", 42.4, 41.3),
    ("Gannet Bay", 27.5, 53.5),
    ("Cross Moor", 9.0, 37.5),
)


def roads_table() -> pd.DataFrame:
    """The fictional main roads: name, kind and WKB line in degrees."""
    rows = []
    for number, (name, kind, stops) in enumerate(ROADS):
        line = _winding(np.array([_position(stop) for stop in stops]), number)
        rows.append((name, kind, shapely.to_wkb(shapely.linestrings(np.round(to_degrees(line), 5)))))
    return pd.DataFrame(rows, columns=["name", "kind", "wkb"])


def places_table(settlement: Settlement, names: AreaNames) -> pd.DataFrame:
    """Towns, and places within them or in the country: ward villages, landmarks, planted spots."""
    towns = [(p.town, *_rounded(np.array([p.x, p.y])), "town") for p in PARTNERSHIPS]
    planted = [truth for truth in TRUTHS if truth.kind in HOTSPOTS]
    spots = [(truth.place, truth.longitude, truth.latitude, "place") for truth in planted]
    marks = [(name, *_rounded(np.array([x, y])), "place") for name, x, y in LANDMARKS]
    bridge = ("Sennet Bridge", *_rounded(_position("Sennet Bridge")), "place")
    villages = [
        (name, *np.round(position, 5).tolist(), "place")
        for name, position in zip(names.ward_names, ward_places(settlement), strict=True)
    ]
    columns = ["name", "longitude", "latitude", "kind"]
    return pd.DataFrame([*towns, *marks, bridge, *spots, *villages], columns=columns)


def _position(stop: str | tuple[float, float]) -> Floats:
    """Plan position of a stop, km."""
    if isinstance(stop, tuple):
        return np.array(stop)
    if stop == "Sennet Bridge":
        return np.array([BRIDGE_X, float(river_line(np.array([max(BRIDGE_X, ESTUARY_HEAD)]))[0])])
    return next(np.array([p.x, p.y]) for p in PARTNERSHIPS if p.town == stop)


def _winding(stops: Floats, number: int) -> Floats:
    """A line through the stops, smooth at them (Catmull-Rom) and winding a little between, km [n, 2]."""
    padded = np.vstack([2 * stops[0] - stops[1], stops, 2 * stops[-1] - stops[-2]])
    parts = []
    for a, b, c, d in zip(padded[:-3], padded[1:-2], padded[2:-1], padded[3:], strict=True):
        steps = max(int(np.linalg.norm(c - b) / BEND_STEP), 2)
        t = np.linspace(0, 1, steps, endpoint=False)[:, None]
        curve = 0.5 * (
            2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
        )
        across = np.array([b[1] - c[1], c[0] - b[0]]) / np.linalg.norm(c - b)
        sway = np.sin(np.pi * t) * (0.25 * np.sin(9 * t + number) + 0.12 * np.sin(23 * t + 2 * number))
        parts.append(curve + sway * across)
    return np.vstack([*parts, stops[-1:]])


def _rounded(plane: Floats) -> list[float]:
    return [float(value) for value in np.round(to_degrees(plane), 5)]
