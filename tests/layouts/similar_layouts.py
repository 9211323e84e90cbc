"""Similar areas made up for tests of what Compare says of them, and what is found in the layout."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.data.alike import FeatureName, Offer, Similar, Why
from dashboard.data.compared import Compared
from dashboard.data.dataset import Dataset
from dashboard.layouts.compare_similar import similar_html
from dashboard.selection import Selection
from tests.layouts.compared_areas import changed, compared
from tests.layouts.test_compare_words import words_of

DENSITY = FeatureName(
    "density", "Residents per km²", "residents per km²", 2021, "Census 2021", 2.0, False, True
)
YOUNG = FeatureName("young", "Aged 15 to 24", "%", 2021, "Census 2021", 1.0, False, False)
VALUES = np.array([[1000.0, 12.0], [1500.0, 10.0], [200.0, 11.0], [1100.0, 18.5]])
Z = np.array([[0.0, -0.3], [1.0, -0.9], [-1.5, -0.6], [0.2, 4.0]])
OFFERS = (Offer("all", ""), Offer("group", "No table of similar areas is imported."), Offer("near", ""),
          Offer("picked", "No areas are picked to compare with."))  # fmt: skip


def alike(kind: str = "near", **changes: Any) -> Compared:
    """Alderby with Dunby and Birchby in its group, as far as they are told apart by two features."""
    c = compared(own="Alderby")
    members = np.array([[1, 1, 0, 1], [1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 0, 1]], dtype=bool)
    why = Why(0, np.array([1, 3]), np.array([0.5, 2.6]), np.array([[0.85, 0.15], [0.02, 0.98]]))
    values: dict[str, Any] = {
        "kind": kind, "refused": "", "group_name": "the 2 most similar partnerships", "given_by": "",
        "group_names": ("the 2 most similar partnerships",) * 4,
        "members": members, "features": (DENSITY, YOUNG), "measured": VALUES, "standardised": Z, "why": why,
        "absent": (), "offered": OFFERS,
    }  # fmt: skip
    similar = Similar(**values | changes)
    return changed(c, similar=similar, members=members, group_name=similar.group_name)


def shown(small: Dataset, c: Compared, query: str = "") -> list[Any]:
    selection, _ = Selection.from_query(query, small.catalogue)
    return similar_html(small, selection, c)


def tags(layout: Any, name: str) -> list[dict[str, Any]]:
    """Properties of the elements of a type, in order."""
    if isinstance(layout, list):
        return [found for part in layout for found in tags(part, name)]
    if not isinstance(layout, dict):
        return []
    own = [layout["props"]] if layout["type"] == name else []
    return own + tags(layout["props"].get("children"), name)


def lists(layout: Any, mark: str) -> list[dict[str, Any]]:
    return [one for one in tags(layout, "Select") if mark in one]


def options(one: dict[str, Any]) -> dict[str, str]:
    return {option["value"]: words_of(option["children"]) for option in tags(one["children"], "Option")}


def chosen(one: dict[str, Any]) -> str:
    (value,) = [option["value"] for option in tags(one["children"], "Option") if option.get("selected")]
    return str(value)
