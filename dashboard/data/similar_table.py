"""Who is in whose group as a table, and feature by feature why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dashboard.data.alike import Similar, Why
from dashboard.data.compared import Compared

_PAIR = ("area_code", "area_name", "peer_code", "peer_name", "group", "group_given_by")
_FEATURE = ("distance", "feature", "unit", "year", "weight", "own_value", "peer_value", "share_of_distance")


def similar_frame(compared: Compared) -> pd.DataFrame:
    """Of the own area one row a peer and feature: how alike the two are in it, and how far apart in all.

    Without an own area one row for each other member of each group. No row where all areas are compared with
    all: that says nothing of any two.
    """
    similar = compared.similar
    if similar.why is not None:
        rows = _of_own_area(compared, similar, similar.why)
    elif similar.kind == "all":
        rows = []
    else:
        others = similar.members & ~np.eye(len(compared.codes), dtype=bool)
        rows = [_pair(compared, own, peer) for own, peer in np.argwhere(others).tolist()]
    return pd.DataFrame(rows, columns=[*_PAIR, *_FEATURE])


def _pair(compared: Compared, own: int, peer: int) -> dict[str, Any]:
    told = (
        *(compared.codes[own], compared.names[own], compared.codes[peer], compared.names[peer]),
        *(compared.similar.group_names[own], compared.similar.given_by),
    )
    return dict(zip(_PAIR, told, strict=True))


def _of_own_area(compared: Compared, similar: Similar, why: Why) -> list[dict[str, Any]]:
    values = similar.measured
    rows = []
    for place, peer in enumerate(why.peers.tolist()):
        pair = _pair(compared, why.own, peer) | {"distance": why.distance[place]}
        figures = zip(values[why.own], values[peer], why.contribution[place], strict=True)
        features = [
            (one.label, one.unit, one.year or None, one.weight, *told)
            for one, told in zip(similar.features, figures, strict=True)
        ]
        rows += [pair | dict(zip(_FEATURE[1:], told, strict=True)) for told in features] or [pair]
    return rows
