"""A second opinion on every number: plain pandas over `oracle_world`, sharing no code with `dashboard`.

It follows the words of the definitions, not the product's way to them: no cube, no tree, no cumulated planes.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

import h3
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
    pins: tuple[tuple[str, str], ...] = ()  # (level, code)
    cells: tuple[str, ...] = ()
    cell_resolution: int = FINEST
    box: tuple[float, float, float, float] | None = None

    @functools.cached_property
    def months(self) -> list[str]:
        """Months of the period, in order."""
        return [str(month) for month in pd.period_range(self.start, self.end, freq="M")]

    @functools.cached_property
    def months_before(self) -> list[str]:
        """The same months whole years earlier, as few years as keep the two periods apart."""
        years = -(-len(self.months) // 12)
        return [str(pd.Period(month, freq="M") - 12 * years) for month in self.months]

    @property
    def of_a_part(self) -> bool:
        """Whether it is about something smaller than areas."""
        return bool(self.cells) or self.box is not None

    def without_places(self) -> Question:
        """The same question of the whole area."""
        return dataclasses.replace(self, pins=(), cells=(), box=None)


def _inside(world: World, question: Question) -> pd.DataFrame:
    """Incidents of the area and the places pinned in it, of all months and types."""
    chosen = world.incidents
    if question.area_level != "all":
        chosen = chosen[chosen[question.area_level] == question.area]
    if question.pins or question.cells:
        pinned = chosen[f"cell_{question.cell_resolution}"].isin(question.cells)
        for level, code in question.pins:
            pinned |= chosen[level] == code
        chosen = chosen[pinned]
    if question.box:
        chosen = chosen[chosen[f"cell_{FINEST}"].isin(_cells_centred_in(world, question.box))]
    return chosen


def _cells_centred_in(world: World, box: tuple[float, float, float, float]) -> set[str]:
    west, south, east, north = box
    centres = {cell: h3.cell_to_latlng(cell) for cell in set(world.incidents[f"cell_{FINEST}"]) - {""}}
    return {cell for cell, (y, x) in centres.items() if west <= x <= east and south <= y <= north}


def _lsoas_of(world: World, level: str, code: str) -> set[str]:
    lsoas = world.lsoas.reset_index(names="lsoa")
    return set(lsoas.lsoa) if level == "all" else set(lsoas.lsoa[lsoas[level] == code])


def _of_types(frame: pd.DataFrame, question: Question) -> pd.DataFrame:
    return frame[frame.type.isin(question.types)] if question.types else frame


def selected(world: World, question: Question) -> pd.DataFrame:
    """The incidents a question is about."""
    chosen = _of_types(_inside(world, question), question)
    return chosen[chosen.month.isin(question.months)]


def reporting_forces(world: World, level: str, code: str) -> set[str]:
    """Covered forces that report on an area."""
    lsoas = world.lsoas[world.lsoas.covered]
    if level == "all":
        return set(lsoas.force)
    own = lsoas.index == code if level == "lsoa" else lsoas[level] == code
    return set(lsoas.force[own])


def selected_forces(world: World, question: Question) -> set[str]:
    """Covered forces that report on what is selected; of a cell or box, those that it holds incidents of.

    A cell that never held an incident says nothing of forces: there they are the area's.
    """
    areas = question.pins or ((question.area_level, question.area),)
    forces = set.union(*(reporting_forces(world, level, code) for level, code in areas))
    inside = _inside(world, question)
    if not question.of_a_part or not len(inside):
        return forces
    if question.pins and question.cells:
        forces |= reporting_forces(world, question.area_level, question.area)
    return forces & set(inside.coverage_force)


def _counted(column: pd.Series) -> list[tuple[str, int]]:
    return [(str(value), int(number)) for value, number in column.value_counts().items() if number]


def cells(world: World, question: Question, resolution: int) -> dict[str, int]:
    """Incidents by cell, cells without any left out."""
    return {
        code: number for code, number in _counted(selected(world, question)[f"cell_{resolution}"]) if code
    }


def unknown_cells(world: World, question: Question, resolution: int) -> set[str]:
    """Cells the map can say nothing of: in the selected area, without an incident of this period and
    choice, and with past incidents only where nobody reports in the period.
    """
    area = question.without_places()
    inside = _inside(world, area)
    period = set(question.months)
    reporting = [force for force, months_of in world.covered.items() if months_of & period]
    held = set(inside[f"cell_{resolution}"]) - {""}
    reported = set(inside[f"cell_{resolution}"][inside.coverage_force.isin(reporting)])
    return held - reported - set(cells(world, area, resolution))


def types(world: World, question: Question) -> dict[str, int]:
    """Incidents by selected crime type, zeros included."""
    names = question.types or sorted(set(world.incidents.type))
    counts = dict(_counted(selected(world, question).type))
    return {name: counts.get(name, 0) for name in names}


def months(world: World, question: Question) -> dict[str, int | None]:
    """Incidents by month; None where no force of the selection reported."""
    forces = selected_forces(world, question)
    counts = dict(_counted(selected(world, question).month))
    return {
        month: counts.get(month, 0) if any(month in world.covered[force] for force in forces) else None
        for month in question.months
    }


def comparison(counts: dict[Any, int], world: World, question: Question, forces: set[str]) -> tuple[Any, Any]:
    """Now and before over force-months that both sides cover, from counts by (force, month)."""
    now = before = 0
    comparable = False
    for force in forces:
        for month, earlier in zip(question.months, question.months_before, strict=True):
            if {month, earlier} <= world.covered[force]:
                comparable = True
                now += counts.get((force, month), 0)
                before += counts.get((force, earlier), 0)
    return (now, before) if comparable else (None, None)


def _by_force_and_month(frame: pd.DataFrame) -> dict[Any, int]:
    return {
        key: int(number)
        for key, number in frame.groupby(["coverage_force", "month"], observed=True).size().items()
    }


def areas(world: World, question: Question, level: str) -> dict[str, dict[str, Any]]:
    """By area of the level: incidents (None: no data), residents, rate, now and before.

    Listed are areas somebody reports on, those with an incident and the selected one, as well as "unplaced"
    (no area of this level) and "no-location" where they hold incidents. Areas pinned in the very table
    that is asked for don't narrow it; others leave only the areas they share ground with.
    """
    if {own for own, _ in question.pins} == {level} and not question.cells:
        question = dataclasses.replace(question, pins=())
    every = _of_types(_inside(world, question), question)
    group = every[level].astype(str).replace("", "unplaced")
    if level != "region":  # a region holds its records without a location
        group = group.mask(every.lsoa == "", "no-location")
    inside = world.lsoas[world.lsoas.covered].reset_index(names="lsoa")
    if question.area_level != "all":
        inside = inside[inside[question.area_level] == question.area]
    forces_of = inside.groupby(level).force.agg(set).to_dict()
    residents_of = inside.groupby(level).residents.sum().to_dict()
    counts_of: dict[str, dict[Any, int]] = {}
    for (code, force, month), number in (
        every.groupby([group, "coverage_force", "month"], observed=True).size().items()
    ):
        counts_of.setdefault(code, {})[force, month] = int(number)
    period = set(question.months)
    with_incidents = {
        code for code, counts in counts_of.items() if any(month in period for _, month in counts)
    }
    listed = {*forces_of, *with_incidents, *([question.area] if question.area_level == level else [])}
    selection = selected_forces(world, question)
    rest = dict.fromkeys(("unplaced", "no-location"), selection)
    pinned = [_lsoas_of(world, *pin) for pin in question.pins]
    ground = {code: _lsoas_of(world, level, code) for code in listed}
    if pinned and not question.cells:
        listed = {code for code in listed if not ground[code] or any(ground[code] & pin for pin in pinned)}
    parts = {code for code in listed if pinned and not _within_a_pin(question, level, ground[code], pinned)}
    return {
        code: _area(
            world,
            question,
            selection,
            (forces_of | rest).get(code, set()),
            None if code in parts else residents_of.get(code),
            counts_of.get(code, {}),
        )
        for code in sorted(listed)
    }


def _within_a_pin(question: Question, level: str, ground: set[str], pinned: list[set[str]]) -> bool:
    """Whether an area of the level is a pinned area, or lies inside one."""
    return any(
        LEVELS.index(level) >= LEVELS.index(own) and bool(ground) and ground <= inside
        for (own, _), inside in zip(question.pins, pinned, strict=True)
    )


def _area(
    world: World,
    question: Question,
    selection: set[str],
    forces: set[str],
    residents: float | None,
    counts: dict[Any, int],
) -> dict[str, Any]:
    """One row from its forces, its residents (None: not known) and its counts by (force, month)."""
    period = set(question.months)
    incidents: int | None = sum(number for (_, month), number in counts.items() if month in period)
    if not incidents and not any(period & world.covered[force] for force in forces):
        incidents = None
    # Of a cell or a view, only forces it holds incidents of can be compared.
    compared = forces & selection if question.of_a_part else forces
    now, before = comparison(counts, world, question, compared)
    return {
        "incidents": incidents,
        "residents": residents,
        "rate": _rate(world, question, forces, residents, counts),
        "compared": now,
        "before": before,
    }


def _rate(
    world: World, question: Question, forces: set[str], residents: float | None, counts: dict[Any, int]
) -> float | None:
    """Incidents per 1,000 residents; records where no force reports belong to no resident counted."""
    period = set(question.months)
    whole = bool(forces) and all(period <= world.covered[force] for force in forces)
    if question.of_a_part or not residents or not whole:
        return None
    at_home = sum(number for (force, month), number in counts.items() if force and month in period)
    return 1000 * at_home / residents


def residents(world: World, question: Question) -> int | None:
    """Residents of the part of the selected area that somebody reports on; None where nobody does.

    Nor are there any of cells or a box, whose residents nobody knows.
    """
    if question.of_a_part:
        return None
    covered = world.lsoas[world.lsoas.covered]
    areas = question.pins or ((question.area_level, question.area),)
    served = [set(covered.index) & _lsoas_of(world, level, code) for level, code in areas]
    return int(covered.residents[list(set.union(*served))].sum()) if all(served) else None


def figures(world: World, question: Question) -> dict[str, Any]:
    """The statistics panel: slug -> value, None where there is none."""
    chosen = selected(world, question)
    forces = selected_forces(world, question)
    every = _of_types(_inside(world, question), question)
    counts = _by_force_and_month(every)
    now, before = comparison(counts, world, question, forces)
    people = residents(world, question)
    reported = any(month in world.covered[force] for force in forces for month in question.months)
    result = {
        "incidents": len(chosen) if reported or len(chosen) else None,
        "residents": people,
        "rate-per-1000": _rate(world, question, forces, people, counts),
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
    # Areas that nobody reports on are not served, unless an incident happened there.
    held = set(world.lsoas.index[world.lsoas.covered]) | set(world.incidents.lsoa) - {""}
    stands = world.premises[world.premises.lsoa.isin(held)]
    if question.area_level == "lsoa":
        stands = stands[stands.lsoa == question.area]
    elif question.area_level != "all":
        stands = stands[stands.lsoa.map(world.lsoas[question.area_level]) == question.area]
    points = selected(world, question).dropna(subset=["longitude"])
    points = points.groupby(["latitude", "longitude"]).size().reset_index(name="number")
    ys, xs, number = (points[name].to_numpy() for name in ("latitude", "longitude", "number"))
    result = {}
    for row in stands.itertuples():
        around = near(ys, row.latitude)
        close = haversine(row.longitude, row.latitude, xs[around], ys[around]) <= metres
        result[row.register, row.premises_id] = int(number[around][close].sum())
    return result
