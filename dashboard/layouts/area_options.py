"""The areas to choose from, seen from one of them: the way up, what lies inside, then everything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dashboard.data.areas import AreaTree
from dashboard.data.schema import Level

Options = list[dict[str, Any]]

MOST_WARDS = 1_000
"""Wards sent to the page at a time: more are slow to list, and to send for each area chosen."""

_TITLES = {
    Level.REGION: "Regions",
    Level.FORCE: "Police forces",
    Level.PARTNERSHIP: "Partnerships",
    Level.WARD: "Wards",
}


def area_options(tree: AreaTree, code: str) -> Options:
    """Groups of options, each area once and only where somebody reports on it.

    Wards are those of the largest area on the way up from this one that has not too many of them: a whole
    region where that will do, else the police force.
    """
    path = tree.path(code)
    shown = {tree.index(above) for above in path}
    groups = [("Where you are", [_option(tree.codes[i], tree.names[i]) for i in sorted(shown)])]
    inside = [index for index in _next_inside(tree, path[-1]) if index not in shown]
    shown.update(inside)
    groups.append((f"In {tree.name(code)}", [_option(tree.codes[i], tree.names[i]) for i in inside]))
    for level, title in _TITLES.items():
        rest = [index for index in _of_level(tree, path, level) if index not in shown]
        groups.append((title, [_option(tree.codes[i], _full_name(tree, i, level)) for i in rest]))
    return [{"group": title, "items": items} for title, items in groups if items]


def whole_name(tree: AreaTree) -> str:
    """Everything there is, by the name of its only force or region; "" where there are several."""
    for level in (Level.FORCE, Level.REGION):  # a region would promise more than there is of one force
        covered = [index for index in tree.within("all", level) if tree.covered[index]]
        if len(covered) == 1:
            return tree.names[covered[0]]
    return ""


def _next_inside(tree: AreaTree, code: str) -> list[int]:
    """Areas of the next level down that has any, wards at the smallest."""
    for level in tree.levels_below(code):
        found = list(_offered(tree, tree.within(code, level)))
        if found and level in _TITLES:
            return found
    return []


def _of_level(tree: AreaTree, path: Iterable[str], level: Level) -> list[int]:
    if level is not Level.WARD:
        return list(_offered(tree, tree.within("all", level)))
    for above in path:
        wards = list(_offered(tree, tree.within(above, level)))
        if len(wards) <= MOST_WARDS:
            return wards
    return []


def _offered(tree: AreaTree, indices: Iterable[int]) -> Iterator[int]:
    """Those somebody reports on; a code that serves two levels means the larger area, which is offered."""
    return (i for i in indices if tree.covered[i] and tree.positions[tree.codes[i]] == i)


def _full_name(tree: AreaTree, index: int, level: Level) -> str:
    """A ward's name is told apart by its partnership's."""
    if level is not Level.WARD:
        return tree.names[index]
    return f"{tree.names[index]} ({tree.names[int(tree.parents[index])]})"


def _option(code: str, name: str) -> dict[str, str]:
    return {"value": code, "label": name}
