"""The demonstration region: a fictional coast with two sources of incidents and patterns planted in them.

Everything is made by seeded code, with no file and no network. docs/demo.md describes it for readers.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from dashboard.data.demo import area_tables, land, map_features, premises, settlement, tessellation
from dashboard.data.demo.incidents import (
    AMBULANCE_SOURCE,
    POLICE_SOURCE,
    ambulance_incidents,
    police_incidents,
)
from dashboard.data.demo.points import map_points
from dashboard.data.demo.truths import TRUTHS, Truth
from dashboard.data.inputs import Inputs
from dashboard.data.schema import Source

__all__ = ["DEFAULT_SEED", "TRUTHS", "DemoRegion", "Truth", "generate"]

DEFAULT_SEED = 5
"""The first seed with which chance alone raises no alarm in the series meant to be quiet."""


@dataclasses.dataclass(frozen=True)
class DemoRegion:
    """A generated demonstration region."""

    incidents: list[tuple[Source, pd.DataFrame]]  # canonical INCIDENTS columns, one frame a source
    inputs: Inputs
    truths: tuple[Truth, ...]


def generate(seed: int = DEFAULT_SEED) -> DemoRegion:
    """Make the demonstration region; the same seed gives the same data.

    The coast, towns, roads and planted truths are fixed; the seed decides homes, areas, names and incidents.
    """
    # One stream a part: a change to one leaves the others as they were.
    homes, naming, pointing, police, ambulance, licensing = np.random.default_rng(seed).spawn(6)
    outline = land.outline()
    settled = settlement.settle(homes, outline)
    shapes = tessellation.shapes(settled, outline)
    names = area_tables.named(naming, settled)
    points = map_points(pointing, outline, settled, shapes.lsoa)
    inputs = Inputs(
        names=area_tables.names_table(names),
        links=area_tables.links_table(settled, names),
        shapes=area_tables.shapes_table(shapes, names),
        residents=area_tables.residents_table(settled, names),
        premises=premises.premises_table(licensing, outline, settled),
        places=map_features.places_table(settled, names),
        roads=map_features.roads_table(),
    )
    police_frame = police_incidents(police, points, names)
    ambulance_frame = ambulance_incidents(ambulance, points, names, shapes.region[0], shapes.lsoa)
    return DemoRegion([(POLICE_SOURCE, police_frame), (AMBULANCE_SOURCE, ambulance_frame)], inputs, TRUTHS)
