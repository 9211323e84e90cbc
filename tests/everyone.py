"""Areas that are all similar, for tests that ask nothing of who is."""

from __future__ import annotations

import numpy as np

from dashboard.data.alike import Offer, Similar


def everyone(number: int, group_name: str) -> Similar:
    """All of so many areas are similar, where nothing is known by which some would be more so."""
    return Similar(
        kind="all",
        refused="",
        group_name=group_name,
        group_names=(group_name,) * number,
        given_by="",
        members=np.ones((number, number), dtype=bool),
        features=(),
        measured=np.zeros((number, 0)),
        standardised=np.zeros((number, 0)),
        why=None,
        absent=(),
        offered=(
            Offer("all", ""),
            Offer("group", "No table of similar areas is imported."),
            Offer("near", "Nothing is imported by which areas could be called similar."),
            Offer("picked", ""),
        ),
    )
