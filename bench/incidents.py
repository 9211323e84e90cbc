"""Made-up street crime over north-east England, as much of it as a measurement wants, the same every time.

`region()` has the places and `region().draw(n, seed)` incidents (bench/region.py); here they become street
files and served versions. What is made is kept in `bench/.data/`, for every benchmark to use again.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.keeping import kept, run_alone
from bench.region import GENERATOR, MONTHS, RESOLUTION, TYPES, Drawn, Region, region
from bench.street_csv import StreetWriter
from dashboard.data import forms

if TYPE_CHECKING:
    from dashboard.data.dataset import Dataset

__all__ = ["MONTHS", "RESOLUTION", "TYPES", "Drawn", "Region", "discard", "opened", "region"]
__all__ += ["served_version", "street_files", "write_street_csv"]

DATA = Path(__file__).with_name(".data")


def write_street_csv(of: Region, n: int, folder: Path, seed: int = 1) -> int:
    """Write `n` incidents as data.police.uk publishes them, a file a force and month; returns the bytes."""
    writer = StreetWriter(of, np.random.default_rng((of.seed, seed, MONTHS)))
    return sum(writer.write(month, folder) for month in of.months(n, seed))


def street_files(n: int, cells: int | None = None, seed: int = 1) -> Path:
    """The folder of `write_street_csv`, made once and kept in `bench/.data/`."""

    def make(folder: Path) -> None:
        write_street_csv(region(cells, seed), n, folder)

    return kept(DATA / f"street-{_called(n, cells, seed)}", make)


def served_version(n: int, cells: int | None = None, seed: int = 1) -> Path:
    """A data folder with `n` incidents, made once by the product's own import and kept in `bench/.data/`.

    It is made again when the format that the import writes has a new number.
    """
    source = street_files(n, cells, seed)

    def make(folder: Path) -> None:
        run_alone(IMPORT, str(folder), str(source))

    return kept(DATA / f"served-{_called(n, cells, seed)}-{format_number()}", make)


def opened(folder: Path) -> Dataset:
    """The newest version in a data folder. Raises LookupError for one without data."""
    from dashboard.data.dataset import Library  # baselines that only draw incidents do without it

    dataset = Library(folder).current()
    if dataset is None:
        raise LookupError(f"{folder} holds no incidents")
    return dataset


IMPORT = """
import sys
from pathlib import Path
from dashboard.data.ingest import import_paths
import_paths(Path(sys.argv[1]), [Path(path) for path in sys.argv[2:]])
"""


def format_number() -> str:
    """What the import writes, by number: of the version folder, and of what is derived in it."""
    return f"f{forms.FORMAT}d{forms.DERIVED}"


def _called(n: int, cells: int | None, seed: int) -> str:
    return f"g{GENERATOR}-{n}-{cells or 'all'}-{seed}"


def discard(n: int, cells: int | None = None, seed: int = 1) -> None:
    """Remove what was kept of so many incidents: at 100 million the street files are some 20 GB."""
    for path in DATA.glob(f"*-{_called(n, cells, seed)}*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
