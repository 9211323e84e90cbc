"""Pack Hexscan and all that it runs on into one archive, for a machine with no network.

    python scripts/bundle.py [--into dist]

The wheels fit the Python and the kind of machine that this runs on: bundle on a machine like the one it is
for. What is packed: the product (no tests, no benchmarks), its wheels, and INSTALL.md with the two commands.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import tomllib
from pathlib import Path
from types import ModuleType

REPOSITORY = Path(__file__).resolve().parents[1]
PRODUCT = (
    "app.py",
    "assets",
    "CHANGELOG.md",
    "constraints.txt",
    "dashboard",
    "docs",
    "pyproject.toml",
    "README.md",
    "scripts/find_python.sh",
    "scripts/install.sh",
    "scripts/run.sh",
)
LEFT_OUT = ("__pycache__", ".pyc")
WRAPPER = '#!/bin/sh\nexec sh "$(dirname "$0")/scripts/{name}" "$@"\n'
INSTALL = """\
# Installing Hexscan {version} without a network

You need Python {python} on {platform}, with its `venv` module (on Debian: the package `python3-venv`).
Nothing is downloaded, and nothing outside this folder is changed.

1. `sh install.sh` makes `.venv` here and installs Hexscan from the folder `wheels`.
2. `sh run.sh` makes the demonstration region, starts Hexscan and prints its address.
   `sh run.sh FOLDER [FOLDER ...]` imports your own data first.

README.md lists the settings, such as where the data is kept and which address is served.
"""


class BundleError(RuntimeError):
    """The archive can't be made; the message says what is missing."""


def lock_script() -> ModuleType:
    """The neighbouring lock.py, which knows what pyproject.toml asks for."""
    specification = importlib.util.spec_from_file_location("lock", Path(__file__).with_name("lock.py"))
    if specification is None or specification.loader is None:
        raise BundleError("scripts/lock.py is missing")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def download_wheels(folder: Path) -> None:
    """Put the wheels of everything needed to install and to run, at the pinned versions, into `folder`."""
    wanted: list[str] = lock_script().requirements(with_dev=False)
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    limits = ["--only-binary", ":all:", "--constraint", str(REPOSITORY / "constraints.txt")]
    done = subprocess.run([*command, *limits, "--dest", str(folder), *wanted], check=False)
    if done.returncode:
        raise BundleError("pip could not download every wheel; its reason is above")


def without_leftovers(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """The archive's entry, owned by nobody in particular; None for what does not belong in it."""
    if any(part.endswith(LEFT_OUT) for part in Path(entry.name).parts):
        return None
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


def write_archive(archive: Path, top: str, wheels: Path, notes: Path) -> None:
    """Write the product, `wheels` and the files in `notes` to `archive`, all under the folder `top`."""
    missing = [name for name in PRODUCT if not (REPOSITORY / name).exists()]
    if missing:
        raise BundleError(f"not in the source tree: {', '.join(missing)}")
    # The wheels are compressed already: more effort would only take time.
    with tarfile.open(archive, "w:gz", compresslevel=1) as tar:
        for name in PRODUCT:
            tar.add(REPOSITORY / name, f"{top}/{name}", filter=without_leftovers)
        tar.add(wheels, f"{top}/wheels", filter=without_leftovers)
        for path in sorted(notes.iterdir()):
            tar.add(path, f"{top}/{path.name}", filter=without_leftovers)


def make_bundle(into: Path) -> Path:
    """The path of a new hexscan-<version>-bundle.tar.gz in the folder `into`."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    top = f"hexscan-{project['version']}"
    into.mkdir(parents=True, exist_ok=True)
    archive = into / f"{top}-bundle.tar.gz"
    with tempfile.TemporaryDirectory() as folder:
        wheels, notes = Path(folder, "wheels"), Path(folder, "notes")
        wheels.mkdir()
        notes.mkdir()
        download_wheels(wheels)
        for name in ("install.sh", "run.sh"):
            (notes / name).write_text(WRAPPER.format(name=name), encoding="utf-8")
        text = INSTALL.format(
            version=project["version"],
            python=".".join(map(str, sys.version_info[:2])),
            platform=sysconfig.get_platform(),
        )
        (notes / "INSTALL.md").write_text(text, encoding="utf-8")
        write_archive(archive, top, wheels, notes)
    return archive


def main() -> int:
    """Make the archive and print its path and size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--into", type=Path, default=REPOSITORY / "dist", help="folder to write to")
    try:
        archive = make_bundle(parser.parse_args().into)
    except BundleError as error:
        sys.stderr.write(f"No bundle: {error}.\n")
        return 1
    sys.stdout.write(f"{archive}: {archive.stat().st_size / 1e6:.0f} MB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
