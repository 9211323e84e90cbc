"""A seeded mix of filter choices, as readers make them: one thing changed at each click.

The same choices go to every server that is compared, so they hold only what all can show: areas, crime types,
periods, and pinned areas and cells.
"""

from __future__ import annotations

import dataclasses
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from bench.incidents import opened
from dashboard.data.dataset import Dataset
from dashboard.data.grid import cell_text
from dashboard.data.schema import Level
from dashboard.selection import Selection

EVERYWHERE = "all"
LEVELS = (Level.FORCE, Level.PARTNERSHIP, Level.WARD)
MOST_PINNED = 3
WEIGHTS = {"area": 4, "types": 4, "period": 3, "pin": 2, "cell": 2}
"""How often each thing is changed, against the others."""


@dataclasses.dataclass(frozen=True)
class Choice:
    """What a reader has chosen. Months count from January 1970, as in `dashboard.data.schema`."""

    start: int
    end: int
    area: str = EVERYWHERE
    types: tuple[str, ...] = ()  # none: all of them
    pins: tuple[str, ...] = ()  # areas inside `area`
    cells: tuple[str, ...] = ()  # H3, resolution 9; what lies in a pinned area or cell is what counts

    def query(self, dataset: Dataset) -> str:
        """The query of our page's address: "" or "?area=…". Raises ValueError where it is read otherwise."""
        default = Selection.default(dataset.catalogue)
        selection = default.replace(**dataclasses.asdict(self))
        query = selection.to_query(dataset.catalogue)
        read, problems = Selection.from_query(query, dataset.catalogue)
        if problems or read != selection:
            raise ValueError(f"our page reads {query} otherwise: {problems}")
        return query


@dataclasses.dataclass(frozen=True)
class Offer:
    """What there is to choose from."""

    first_month: int
    last_month: int
    types: tuple[str, ...]
    areas: tuple[Sequence[str], ...]
    """By level, larger first; EVERYWHERE alone comes first."""
    inside: Mapping[str, Sequence[str]]
    """For each area and for EVERYWHERE: areas of the next level in it."""
    cells: Mapping[str, Sequence[str]]
    """For each area and for EVERYWHERE: some of its cells with incidents."""

    def at_first(self) -> Choice:
        """What a page shows before anything is chosen: the latest twelve months."""
        return Choice(max(self.first_month, self.last_month - 11), self.last_month)


def offer_of(data: Path, most_cells: int = 200) -> Offer:
    """What a served version offers."""
    dataset = opened(data)
    tree = dataset.areas
    covered = [index for index, code in enumerate(tree.codes) if code and tree.covered[index]]
    areas = [(EVERYWHERE,)] + [
        tuple(tree.codes[index] for index in covered if tree.levels[index] == level.value) for level in LEVELS
    ]
    cube = dataset.cubes[next(iter(dataset.sources))]
    cells: dict[str, list[str]] = {}
    inside: dict[str, list[str]] = {}
    for area in itertools.chain.from_iterable(areas):
        first, last = tree.span(area)
        own = np.unique(cube.cells[(cube.leaves >= first) & (cube.leaves <= last) & (cube.cells > 0)])
        cells[area] = [cell_text(int(cell)) for cell in own[:: max(len(own) // most_cells, 1)]]
        below = tree.levels_below(area)
        inside[area] = [tree.codes[index] for index in tree.within(area, below[0])] if below else []
    return Offer(
        dataset.first_month,
        dataset.last_month,
        tuple(dataset.types),
        tuple(filter(None, areas)),
        inside,
        cells,
    )


def walk(offer: Offer, seed: int) -> Iterator[Choice]:
    """Choices without end, each one click away from the one before and none like it."""
    generator = random.Random(seed)  # noqa: S311 - the same walk each time
    choice = offer.at_first()
    things = list(WEIGHTS)
    while True:
        thing = generator.choices(things, list(WEIGHTS.values()))[0]
        changed = _CHANGES[thing](choice, offer, generator)
        if changed != choice:
            choice = changed
            yield choice


def _area(choice: Choice, offer: Offer, generator: random.Random) -> Choice:
    """Another area, of each level equally often; pins, which lie inside the area, go."""
    area = generator.choice(generator.choice(offer.areas))
    return dataclasses.replace(choice, area=area, pins=(), cells=())


def _types(choice: Choice, offer: Offer, generator: random.Random) -> Choice:
    number = generator.choice([0, 1, 1, 1, 2, 3])
    types = tuple(generator.sample(offer.types, min(number, len(offer.types))))
    return dataclasses.replace(choice, types=tuple(one for one in offer.types if one in types))


def _period(choice: Choice, offer: Offer, generator: random.Random) -> Choice:
    months = generator.choice([1, 3, 6, 12, 12, 24])
    end = generator.randint(min(offer.first_month + months - 1, offer.last_month), offer.last_month)
    return dataclasses.replace(choice, start=max(end - months + 1, offer.first_month), end=end)


def _pin(choice: Choice, offer: Offer, generator: random.Random) -> Choice:
    return dataclasses.replace(choice, pins=_toggled(choice.pins, offer.inside[choice.area], generator))


def _cell(choice: Choice, offer: Offer, generator: random.Random) -> Choice:
    return dataclasses.replace(choice, cells=_toggled(choice.cells, offer.cells[choice.area], generator))


_CHANGES = {"area": _area, "types": _types, "period": _period, "pin": _pin, "cell": _cell}


def _toggled(held: tuple[str, ...], offered: Sequence[str], generator: random.Random) -> tuple[str, ...]:
    """One more, or (half of the time, and where there are many) one less."""
    if held and (len(held) >= MOST_PINNED or generator.random() < 0.5):
        gone = generator.choice(held)
        return tuple(one for one in held if one != gone)
    return tuple(sorted({*held, generator.choice(offered)})) if offered else held
