"""Licensed premises as the map draws them; assets/mappremises.js reads it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.data.premises_kinds import premises_kind

_DIGITS = 5
"""Of a degree: about a metre."""


def premises_layer(premises: pd.DataFrame, within: int) -> dict[str, Any]:
    """Columns, one entry for each row of `queries.premises`; `kind` is a place in `kinds`."""
    kinds = [premises_kind(*pair) for pair in zip(premises.kind, premises.register, strict=True)]
    offered = sorted(set(kinds))
    return {
        "within": within,
        "lon": premises.longitude.round(_DIGITS).tolist(),
        "lat": premises.latitude.round(_DIGITS).tolist(),
        "names": premises.name.astype(str).tolist(),
        "kinds": offered,
        "kind": [offered.index(kind) for kind in kinds],
        "incidents": premises.incidents_within.tolist(),
    }
