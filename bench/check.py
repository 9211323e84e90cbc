"""Has anything become much slower? Two minutes of measurements on few data, against ratios that once were.

    python -m bench.check               compare; exit status 1 where a ratio fell by more than a third
    python -m bench.check --write       measure three times and store the medians in bench/results/floor.json
    python -m bench.check --write NAME  the same of the works named so or beginning so; the others stay

Only ratios are compared, each against a baseline of the same run, never a time: machines differ. They are
noisy too, so a fall counts only if the best of three tries shows it; what is compared is processor time, on
one core where the system can hold work to one, which other work on the machine changes least. The answers of
imports and selections are compared as well.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import busy, comparing, counting, importing, selecting
from bench.baselines import compare_page
from bench.baselines.binning import h3_per_row
from bench.baselines.counting import count
from bench.baselines.importing import count_rows, read_street_files
from bench.baselines.selecting import InPandas
from bench.binned import binned, incident_frame
from bench.incidents import RESOLUTION, opened, region, served_version, street_files
from bench.report import machine
from dashboard.data.build import build
from dashboard.data.grid import points_to_cells, rows_to_cells
from dashboard.data.ingest import sort_out
from dashboard.data.sources import read_incidents

FLOOR = Path(__file__).parent / "results" / "floor.json"
INCIDENTS = 500_000
SNAPPED = 1_000_000
BINNED = 4_000_000
FALL = 1 / 3
TRIES, STORED = 3, 3


def main(arguments: list[str]) -> int:
    """Compare or, with --write, store; 0 where all is well."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    return _store(tuple(arguments[1:])) if arguments[:1] == ["--write"] else compare()


def compare() -> int:
    """Measure what is stored, again where it fell, and print both; 1 where it fell in every try."""
    floor = json.loads(FLOOR.read_text(encoding="utf-8"))["ratios"]
    best = dict.fromkeys(floor, 0.0)
    for _ in range(TRIES):
        best |= {name: max(best[name], CHECKS[name]()) for name in fallen(best, floor)}
    _show(best, floor)
    return 1 if fallen(best, floor) else 0


def fallen(best: dict[str, float], floor: dict[str, float]) -> list[str]:
    """The names whose best ratio lies more than a third below the stored one."""
    return [name for name, ratio in floor.items() if best[name] < (1 - FALL) * ratio]


def _show(best: dict[str, float], floor: dict[str, float]) -> None:
    table = Table("work", "times less work than its baseline", "stored", "fails below", "")
    for name, ratio in floor.items():
        low = (1 - FALL) * ratio
        figures = (f"{value:.2f}" for value in (best[name], ratio, low))
        table.add_row(name, *figures, "FELL" if best[name] < low else "as before")
    Console(width=110).print(table)


def _store(beginnings: tuple[str, ...] = ()) -> int:
    """Measure and write; only the works whose names begin so, where any are given. 2 where none does."""
    chosen = {name: check for name, check in CHECKS.items() if name.startswith(beginnings or "")}
    if not chosen:
        print(f"No work begins so; there are: {'; '.join(CHECKS)}.", file=sys.stderr)
        return 2
    former = json.loads(FLOOR.read_text(encoding="utf-8")) if beginnings else {}
    load = busy.load()
    runs = [{name: check() for name, check in chosen.items()} for _ in range(STORED)]
    ratios = {name: round(statistics.median(run[name] for run in runs), 2) for name in chosen}
    spread = {name: [round(edge(run[name] for run in runs), 2) for edge in (min, max)] for name in chosen}
    stored = {
        "about": f"python -m bench.check --write: median of {STORED} runs, processor time, baseline to ours",
        "incidents": INCIDENTS,
        "snapped": SNAPPED,
        "binned": BINNED,
        "ratios": in_order(former.get("ratios", {}) | ratios),
        "lowest_and_highest": in_order(former.get("lowest_and_highest", {}) | spread),
        "load": max(load, former.get("load", 0)),
        "environment": machine(),
    }
    FLOOR.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({"ratios": ratios, "lowest_and_highest": spread}, indent=1))
    return 0


def in_order(found: dict[str, Any]) -> dict[str, Any]:
    """What was found of the works there are, in their order."""
    return {name: found[name] for name in CHECKS if name in found}


def _snapped() -> float:
    of = region()
    anchor = of.draw(SNAPPED).anchor
    longitude, latitude = of.longitude[anchor], of.latitude[anchor]
    return _ratio(
        lambda: rows_to_cells(longitude, latitude, RESOLUTION),
        lambda: h3_per_row(longitude, latitude, RESOLUTION),
    )


def _distinct() -> float:
    of = region()
    return _ratio(
        lambda: points_to_cells(of.longitude, of.latitude, RESOLUTION),
        lambda: h3_per_row(of.longitude, of.latitude, RESOLUTION),
    )


def _reading() -> float:
    """Text to typed rows; apart from what follows, so that neither's fall hides behind the other."""
    source = street_files(INCIDENTS)
    files = sort_out([source], strict=True).known
    return _ratio(
        lambda: [read_incidents(ref, kind) for ref, kind in files],
        lambda: read_street_files(source),
        repeats=2,
    )


def _serving() -> float:
    """Rows that were read, to what is served; then both imports are compared."""
    source = street_files(INCIDENTS)
    with tempfile.TemporaryDirectory() as scratch:
        imported, theirs = Path(scratch, "imported"), Path(scratch, "theirs")
        importing.ours(str(source), str(imported))
        dataset = opened(imported)
        rows = read_street_files(source)
        turns = itertools.count()

        def build_again() -> None:
            draft = Path(scratch, f"draft-{next(turns)}")
            draft.mkdir()
            for name in ("parts", "inputs"):
                (draft / name).symlink_to((dataset.folder / name).resolve())
            build(draft, list(dataset.sources.values()))

        ratio = _ratio(build_again, lambda: count_rows(rows.copy(), theirs), repeats=2)
        importing.compare(dataset, theirs)
    return ratio


def _cube() -> float:
    served = served_version(INCIDENTS)
    columns = binned(BINNED, opened(served))
    return _ratio(lambda: counting.cube_of(columns), lambda: count(columns))


def _selection(name: str) -> float:
    dataset = selecting.forgetful(opened(served_version(INCIDENTS)))
    pandas = InPandas(incident_frame(INCIDENTS, dataset))
    asked = selecting.questions(selecting.views(dataset)[name], 8)
    chosen = [selecting.chosen(dataset, one) for one in asked]
    for mine, theirs in zip(asked, chosen, strict=True):
        if not selecting.ours(dataset, mine).same(pandas.answer(theirs)):
            raise AssertionError(f"{name}: pandas answers otherwise")
    return _ratio(
        lambda: [selecting.ours(dataset, one) for one in asked],
        lambda: [pandas.answer(one) for one in chosen],
    )


def _comparing(tab: str) -> float:
    ours, theirs = comparing.Ours(), comparing.held(comparing.COUNTRY)
    asked = comparing.questions(4)
    comparing.compare_answers(ours, theirs, asked[0])
    return _ratio(
        lambda: [ours.answer(comparing.query_of(one, tab)) for one in asked],
        lambda: [compare_page.answer(theirs, one, tab) for one in asked],
    )


def _ratio(ours: Callable[[], object], theirs: Callable[[], object], repeats: int = 3) -> float:
    """How many times less processor time ours takes, by the best run of each: the one disturbed least."""
    best = [float("inf"), float("inf")]
    for _ in range(repeats):
        for side, work in enumerate((ours, theirs)):
            start = time.process_time()
            work()
            best[side] = min(best[side], time.process_time() - start)
    return best[1] / best[0]


CHECKS: dict[str, Callable[[], float]] = {
    "bin snapped points, against h3 for each row": _snapped,
    "bin distinct points, against h3 for each row": _distinct,
    "read street files, against pandas": _reading,
    "count and store what was read, against pandas": _serving,
    "build the cube, against pandas": _cube,
    "a selection of the whole region, against pandas": lambda: _selection("whole region"),
    "a selection in view, against pandas": lambda: _selection("Tyneside in view"),
    "a selection of one district, against pandas": lambda: _selection("one district"),
    "Compare's overview of 318 districts, against pandas": lambda: _comparing("overview"),
    "Compare's table of 318 districts, against pandas": lambda: _comparing("table"),
}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
