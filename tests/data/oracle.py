"""A second opinion on every number: plain pandas over `oracle_world`, sharing no code with `dashboard`.

It follows the words of the definitions, not the product's way to them: no cube, no tree, no cumulated planes.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd

from tests.data.oracle_world import FINEST, World, haversine, near

BANDS = (100, 250, 400)
LEVELS = ("region", "force", "partnership", "ward", "lsoa")


@dataclasses.dataclass(frozen=True)
class Question:
    """What is asked: months as "2025-01" (inclusive), types as slugs (none: all), an area of a level."""

    start: str
    end: str
    area: str = "all"
    area_level: str = "all"
    types: tuple[str, ...] = ()
    cell: str = ""
    cell_resolution: int = FINEST

    @property
    def months(self) -> list[str]:
        """Months of the period, in order."""
        return [str(month) for month in pd.period_range(self.start, self.end, freq="M")]

    @property
    def months_before(self) -> list[str]:
        """The same months whole years earlier, as few years as keep the two periods apart."""
        years = -(-len(self.months) // 12)
        return [str(pd.Period(month, freq="M") - 12 * years) for month in self.months]


def _inside(world: World, question: Question) -> pd.DataFrame:
    """Incidents of the area, cell and types, of all months."""
    chosen = world.incidents
    if question.area_level != "all":
        chosen = chosen[chosen[question.area_level] == question.area]
    if question.cell:
        chosen = chosen[chosen[f"cell_{question.cell_resolution}"] == question.cell]
    return chosen


def _of_types(frame: pd.DataFrame, question: Question) -> pd.DataFrame:
    return frame[frame.type.isin(question.types)] if question.types else frame


def selected(world: World, question: Question) -> pd.DataFrame:
    """The incidents a question is about."""
    chosen = _of_types(_inside(world, question), question)
    return chosen[chosen.month.between(question.start, question.end)]


def reporting_forces(world: World, level: str, code: str) -> set[str]:
    """Covered forces that report on an area."""
    lsoas = world.lsoas[world.lsoas.covered]
    if level == "all":
        return set(lsoas.force)
    own = lsoas.index == code if level == "lsoa" else lsoas[level] == code
    return set(lsoas.force[own])


def selected_forces(world: World, question: Question) -> set[str]:
    """Covered forces that report on what is selected; of a cell, those that it holds incidents of."""
    forces = reporting_forces(world, question.area_level, question.area)
    present = set(_inside(world, question).coverage_force) if question.cell else forces
    return forces & present or forces


def cells(world: World, question: Question, resolution: int) -> dict[str, int]:
    """Incidents by cell, cells without any left out."""
    cell = selected(world, question)[f"cell_{resolution}"]
    return {str(code): int(number) for code, number in cell[cell != ""].value_counts().items()}


def types(world: World, question: Question) -> dict[str, int]:
    """Incidents by selected crime type, zeros included."""
    names = question.types or sorted(set(world.incidents.type))
    counts = selected(world, question).type.value_counts()
    return {name: int(counts.get(name, 0)) for name in names}


def months(world: World, question: Question) -> dict[str, int | None]:
    """Incidents by month; None where no force of the selection reported."""
    forces = selected_forces(world, question)
    counts = selected(world, question).month.value_counts()
    return {
        month: int(counts.get(month, 0)) if any(month in world.covered[force] for force in forces) else None
        for month in question.months
    }


def comparison(frame: pd.DataFrame, world: World, question: Question, forces: set[str]) -> tuple[Any, Any]:
    """Now and before of a group's incidents (all months), over force-months that both sides cover."""
    now = before = 0
    comparable = False
    for force in forces:
        of_force = frame.month[frame.coverage_force == force]
        for month, earlier in zip(question.months, question.months_before, strict=True):
            if {month, earlier} <= world.covered[force]:
                comparable = True
                now += int((of_force == month).sum())
                before += int((of_force == earlier).sum())
    return (now, before) if comparable else (None, None)


def areas(world: World, question: Question, level: str) -> dict[str, dict[str, Any]]:
    """By area of the level: incidents (None: no data), residents, rate, now and before.

    Listed are areas somebody reports on, those with an incident and the selected one, as well as "unplaced"
    (no area of this level) and "no-location" where they hold incidents.
    """
    every = _of_types(_inside(world, question), question)
    group = every[level].where(every[level] != "", "unplaced").mask(every.lsoa == "", "no-location")
    if level == "region":  # the row of its own is there at every level
        group = every[level].where(every.lsoa != "", "no-location").replace("", "unplaced")
    inside = world.lsoas.reset_index(names="lsoa")
    if question.area_level != "all":
        inside = inside[inside[question.area_level] == question.area]
    in_period = every.month.between(question.start, question.end)
    listed = {*inside[level][inside.covered], *group[in_period]} - {""}
    if question.area_level == level:
        listed.add(question.area)
    return {
        code: _area(world, question, level, code, every[group == code], inside[inside[level] == code])
        for code in sorted(listed)
    }


def _area(
    world: World, question: Question, level: str, code: str, every: pd.DataFrame, lsoas: pd.DataFrame
) -> dict[str, Any]:
    rest = code in ("unplaced", "no-location")
    forces = selected_forces(world, question) if rest else set(lsoas.force[lsoas.covered])
    incidents: int | None = int(every.month.between(question.start, question.end).sum())
    reported = any(month in world.covered[force] for force in forces for month in question.months)
    if not incidents and not reported:
        incidents = None
    whole = bool(forces) and all(set(question.months) <= world.covered[force] for force in forces)
    residents = None if rest or not forces else int(lsoas.residents[lsoas.covered].sum())
    # Of a cell, only forces it holds incidents of can be compared.
    compared = forces & selected_forces(world, question) or forces
    now, before = comparison(every, world, question, compared)
    return {
        "incidents": incidents,
        "residents": residents,
        "rate": 1000 * (incidents or 0) / residents if whole and residents and not question.cell else None,
        "compared": now,
        "before": before,
    }


def figures(world: World, question: Question) -> dict[str, Any]:
    """The statistics panel: slug -> value, None where there is none."""
    chosen = selected(world, question)
    forces = selected_forces(world, question)
    every = _of_types(_inside(world, question), question)
    now, before = comparison(every, world, question, forces)
    result = {
        "incidents": len(chosen),
        "incidents-compared": now,
        "incidents-before": before,
        "change": None if now is None else now - before,
        "before-from": question.months_before[0],
        "before-to": question.months_before[-1],
        "without-location": int((chosen.cell_9 == "").sum()),
        "months-without-data": sum(
            not any(month in world.covered[force] for force in forces) for month in question.months
        ),
    }
    for metres in BANDS:
        result[f"within-{metres}-metres-of-premises"] = int((chosen.metres <= metres).sum())
    return result


def premises(world: World, question: Question, metres: float) -> dict[tuple[str, str], int]:
    """(register, id) of each premises standing in the area -> selected incidents at most so far away."""
    stands = world.premises
    known = world.lsoas.reindex(stands.lsoa)
    if question.area_level == "all":
        # Areas without any report on them are not in the data, unless an incident happened there.
        held = set(world.lsoas.index[world.lsoas.covered]) | set(world.incidents.lsoa)
        stands = stands[(stands.lsoa != "") & stands.lsoa.isin(held)]
    elif question.area_level == "lsoa":
        stands = stands[stands.lsoa == question.area]
    else:
        stands = stands[(known[question.area_level] == question.area).to_numpy()]
    points = selected(world, question).dropna(subset=["longitude"])
    points = points.groupby(["latitude", "longitude"]).size().reset_index(name="number")
    ys, xs, number = (points[name].to_numpy() for name in ("latitude", "longitude", "number"))
    result = {}
    for row in stands.itertuples():
        around = near(ys, row.latitude)
        close = haversine(row.longitude, row.latitude, xs[around], ys[around]) <= metres
        result[row.register, row.premises_id] = int(np.sum(number[around][close]))
    return result
