"""Run the benchmarks named on the command line, or all but the slow ones, each in a process of its own.

    python -m bench [NAME ...]      measure, print a table and write bench/results/latest.json
    python -m bench --list          what there is
    python -m bench --show          the last results, without measuring
    python -m bench --write         put their table into README.md and docs/performance.md

Results of benchmarks that did not run are kept, so that one can be run again alone. What was skipped or
failed is said at the end too; the exit status is 1 where one failed. All but the slow ones take some 30
minutes on two quiet cores; what was measured while the machine had other work to do is marked as such.
"""

from __future__ import annotations

import argparse
import dataclasses
import subprocess
import sys
import time
from collections.abc import Sequence

from rich.console import Console

from bench import busy, report
from bench.catalogue import BENCHES
from bench.record import Skipped

SKIPPED = 77
"""Exit status of a run of one benchmark that can't be run here."""


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says; 2 where it can't be understood."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="benchmarks to run")
    for option in ("list", "show", "write", "alone"):
        parser.add_argument(f"--{option}", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    console = Console(width=200)
    unknown = [name for name in asked.names if name not in BENCHES]
    if unknown:
        print(f"There is no benchmark called {unknown[0]}; there are {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    if asked.list:
        for name, bench in BENCHES.items():
            print(f"{name:20} {bench.about}{' (slow: only when named)' if bench.slow else ''}")
    elif asked.write:
        results = report.read(report.RESULTS)
        report.write_documents(results)
        _warn(results)
    elif asked.show:
        results = report.read(report.RESULTS)
        report.show(results, console)
        _warn(results)
    elif asked.alone:
        return run_alone(asked.names[0])
    else:
        return run(asked.names or [name for name, bench in BENCHES.items() if not bench.slow], console)
    return 0


def run(names: Sequence[str], console: Console) -> int:
    """Run benchmarks one after the other, each by `run_alone` in a new process, and print what they found."""
    outcomes = {}
    begun = time.perf_counter()
    for name in names:
        start = time.perf_counter()
        print(f"== {name}: {BENCHES[name].about}", file=sys.stderr, flush=True)
        done = subprocess.run(
            [sys.executable, "-m", "bench", "--alone", name], cwd=report.REPOSITORY, check=False
        )
        outcomes[name] = done.returncode
        print(f"== {name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    print(f"== all: {(time.perf_counter() - begun) / 60:.0f} minutes", file=sys.stderr, flush=True)
    results = [row for row in report.read(report.RESULTS) if row.get("bench") in names]
    report.show(results, console)
    _warn(results)
    for name, outcome in outcomes.items():
        if outcome:
            word = (
                "SKIPPED, its former results stay"
                if outcome == SKIPPED
                else f"FAILED (exit status {outcome})"
            )
            print(f"{name}: {word}; the reason stands above", file=sys.stderr)
    return 1 if any(outcome not in (0, SKIPPED) for outcome in outcomes.values()) else 0


def _warn(results: Sequence[report.Result]) -> None:
    """Say loudly where figures were taken beside other work."""
    told = report.warning(results)
    if told:
        print(f"\n*** WARNING: {told}\n", file=sys.stderr, flush=True)


def run_alone(name: str) -> int:
    """Run one benchmark in this process and put what it found into the results file."""
    before = busy.load()
    try:
        rows = BENCHES[name].measure()
    except Skipped as reason:
        print(f"{name}: SKIPPED: {reason}", file=sys.stderr)
        return SKIPPED
    load = max(before, busy.load())
    rows = [dataclasses.replace(row, load=load) for row in rows]
    former = report.read(report.RESULTS)
    report.write(report.RESULTS, report.merged(former, name, rows, list(BENCHES)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
