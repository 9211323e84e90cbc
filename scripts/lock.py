"""Write constraints.txt from the ranges in pyproject.toml, or check that it still names everything.

    python scripts/lock.py            resolve afresh and write
    python scripts/lock.py --check    install by constraints.txt, with this Python, and compare

Both work in a new virtual environment of their own, so nothing installed by hand gets in. One file serves
every supported Python: resolve on the oldest, whose releases the newer ones also have, then check on each.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
CONSTRAINTS = REPOSITORY / "constraints.txt"
HEADER = """\
# Exact versions of every package Hexscan is installed, tested and measured with, on Python 3.11, 3.12, 3.13.
# Written by `make lock`; `make lock-check` installs it afresh and compares. Ranges live in pyproject.toml.
"""
NOT_PINNED = ("pip", "hexscan")


def requirements(*, with_dev: bool) -> list[str]:
    """What pyproject.toml asks for: to build, to run, and with `with_dev` to test, lint and measure."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[str] = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    if with_dev:
        extras = project["project"]["optional-dependencies"]
        found += [*extras["dev"], *extras["bench"]]
    return found


def installed_afresh(constraints: Path | None) -> list[str]:
    """`name==version` of everything that a new environment ends up with, sorted by name."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "--disable-pip-version-check"]
        limits = ["--constraint", str(constraints)] if constraints else []
        subprocess.run([*pip, "install", "--quiet", *limits, *requirements(with_dev=True)], check=True)
        frozen = subprocess.run([*pip, "freeze", "--all"], check=True, capture_output=True, text=True).stdout
    return sorted(
        (line for line in frozen.splitlines() if line.split("==")[0] not in NOT_PINNED), key=str.lower
    )


def pinned() -> list[str]:
    """The lines of constraints.txt that name a version."""
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def check() -> int:
    """0 when a new environment holds exactly what constraints.txt names, else 1 and the differences."""
    found, named = set(installed_afresh(CONSTRAINTS)), set(pinned())
    for line in sorted(found ^ named, key=str.lower):
        missing = "installed, but not in" if line in found else "not installed, but in"
        sys.stderr.write(f"{line}: {missing} constraints.txt\n")
    if found != named:
        return 1
    sys.stdout.write(f"constraints.txt names all {len(named)} packages (Python {sys.version.split()[0]})\n")
    return 0


def main() -> int:
    """Write constraints.txt, or check it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="install by constraints.txt and compare")
    if parser.parse_args().check:
        return check()
    if sys.version_info[:2] != (3, 11):
        sys.stderr.write("Resolve on Python 3.11, the oldest supported: make lock PYTHON=python3.11\n")
        return 1
    CONSTRAINTS.write_text(HEADER + "\n".join(installed_afresh(None)) + "\n", encoding="utf-8")
    sys.stdout.write("constraints.txt written; now run make lock-check with each supported Python\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
