"""The premises of an area, each with the incidents around it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy  # parts load when first used

from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.grid import metres_to_chord, unit_vectors
from dashboard.data.incident_rows import points_with_incidents
from dashboard.data.premises_meant import closing_text, meant, premises_meant
from dashboard.data.view import View, view_of
from dashboard.selection import Selection


def sites_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """premises_id, name, kind, register, address, closes, incidents, shared, longitude, latitude.

    Most incidents first: premises that stand in the selected area, each with the incidents at most
    `selection.within` metres away, and how many of these are as near to others of the premises too, also
    those just outside. The columns must not be added up: an incident near three premises is in three rows.
    `closes` is the latest closing of the week in words, "" where it is not known.
    """
    first, last = dataset.areas.span(selection.area)
    every = premises_meant(dataset, meant(selection))
    inside = np.flatnonzero(every.leaf.between(first, last))
    view = view_of(dataset, selection, source)
    incidents, shared = _around(view, every, inside, selection.within)
    table = every.iloc[inside].reset_index(drop=True).assign(incidents=incidents, shared=shared)
    table["closes"] = pd.Series([closing_text(one) for one in table.closing.tolist()], dtype="str")
    columns = ["premises_id", "name", "kind", "register", "address", "closes", "incidents", "shared"]
    table = table.sort_values(["incidents", "name", "premises_id"], ascending=[False, True, True])
    return disclose(table[[*columns, "longitude", "latitude"]].reset_index(drop=True), view.source)


def _around(
    view: View, every: pd.DataFrame, inside: npt.NDArray[np.int64], metres: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Incidents around each of the premises `inside`, and those of them near others of `every` too."""
    none = np.zeros(len(inside), dtype=np.int64)
    if not len(inside):
        return none, none.copy()
    longitude, latitude, number = points_with_incidents(view)
    if not len(number):
        return none, none.copy()
    points, reach = unit_vectors(longitude, latitude), metres_to_chord(metres)
    sites = unit_vectors(every.longitude.to_numpy(), every.latitude.to_numpy())
    near = scipy.spatial.cKDTree(sites).query_ball_point(points, reach, return_length=True)
    found = scipy.spatial.cKDTree(points).query_ball_point(sites[inside], reach)
    several = number * (np.asarray(near) > 1)
    return (
        np.array([number[some].sum() for some in found], dtype=np.int64),
        np.array([several[some].sum() for some in found], dtype=np.int64),
    )
