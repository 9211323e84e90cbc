"""How far the ranges of withheld counts narrow for an attacker: `python -m bench.disclosure_attack`.

200 seeded small worlds, every withheld count of each, by integer programme: from all answers a reader may ask
for, from the served cube itself, and from all answers if counts were withheld and rounded but not moved. The
tables of docs/disclosure-attack.md are what it prints.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from tests.data.disclosure.attack import Attack, World, known_from, questions, served_worlds, withheld

ATTACKERS = {
    "all answers": "everything a reader may ask",
    "served cube": "the served cube itself, as a thief of the files would have it",
    "all answers, without moves": "everything a reader may ask, if small counts were not moved",
}
DOCUMENT = Path(__file__).parents[1] / "docs" / "disclosure-attack.md"

Widths = dict[str, list[int]]
"""By attacker, of each withheld count how many values are left."""


def attacked(world: World, most: int) -> Widths:
    """The values left of the withheld counts of one world, of at most so many drawn at random."""
    every = questions(world.served.shape)
    still = dataclasses.replace(world, served=world.truth)
    attacks = (
        (world, Attack(world, known_from(world, every))),
        (world, Attack(world)),
        (still, Attack(still, known_from(still, every), moved=False)),
    )
    found: Widths = {}
    for name, (seen, attack) in zip(ATTACKERS, attacks, strict=True):
        targets = withheld(seen, every)
        drawn = np.random.default_rng(world.number).permutation(len(targets))[:most]
        ranges = [attack.range_of(targets[place]) for place in drawn.tolist()]
        found[name] = [int(high - low) + 1 for low, high in ranges]
    return found


def document(widths: Widths, worlds: int, seconds: float) -> str:
    """The tables, as Markdown."""
    columns = ["1 (told)", "2", "3", "4", "5", "6 or more"]
    lines = [
        "# How far withheld counts can be narrowed down",
        "",
        f"Written by `python -m bench.disclosure_attack`: {worlds} seeded worlds of 3 areas, 3 crime types "
        "and 2 quarters, most counts small, 1 to 4 withheld. For withheld counts (of any areas, types and "
        "quarters together) the least and the largest true count that agree with all that is known were "
        "found by integer programme (HiGHS, through scipy); docs/methods.md says what is known "
        f"to whom. {seconds / 60:.0f} minutes on two cores.",
        "",
        f"| attacker knows | withheld counts | {' | '.join(f'{one} values' for one in columns)} |",
        f"| --- | {' | '.join(['---:'] * 7)} |",
    ]
    for name, meaning in ATTACKERS.items():
        left = collections.Counter(min(width, 6) for width in widths[name])
        total = sum(left.values())
        shares = " | ".join(f"{100 * left[width] / total:.1f}%" for width in range(1, 7))
        lines.append(f"| {meaning} | {total:,} | {shares} |")
    lines += [
        "",
        "Without the moves, withholding and rounding alone give counts away; with them none is told.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Attack, print and write the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--most", type=int, default=1_000, help="withheld counts of a world, at most")
    parser.add_argument("--write", action="store_true", help=f"write {DOCUMENT.name}")
    wanted = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        _, worlds = served_worlds(Path(folder) / "data", wanted.worlds)
    widths: Widths = {name: [] for name in ATTACKERS}
    with ProcessPoolExecutor(2) as pool:
        for found in pool.map(attacked, worlds, [wanted.most] * len(worlds)):
            for name, some in found.items():
                widths[name] += some
    text = document(widths, wanted.worlds, time.monotonic() - began)
    print(text)
    if wanted.write:
        DOCUMENT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
