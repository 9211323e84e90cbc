"""A force's street-level crime, fetched month by month into files as data.police.uk publishes them.

The interface gives areas, not forces: the force's area is asked for in parts small enough for its limit of
10,000 rows, and what it has without a location is asked for by force. Each answer is kept until its month is
written.
"""

from __future__ import annotations

import dataclasses
import difflib
from pathlib import Path
from typing import Any

import shapely

from dashboard.data.fetch import FetchError
from dashboard.data.fetch.area import Area, drawn_area, stored_area
from dashboard.data.fetch.folder import DownloadFolder, download_folder
from dashboard.data.fetch.pace import Clock
from dashboard.data.fetch.police_api import Force, PoliceApi, find_force
from dashboard.data.fetch.police_months import MonthFetched, MonthRun
from dashboard.data.fetch.progress import FetchProgress
from dashboard.data.schema import month_number, month_text

_AREA = "area"


@dataclasses.dataclass(frozen=True)
class PoliceDownload:
    """What a download brought: finished months, and why others are missing."""

    folder: Path
    force: Force
    area: str  # where the area is from, in words
    months: tuple[MonthFetched, ...]
    missing: dict[str, str]  # month -> why
    offered: tuple[str, ...]  # the months the interface has; older ones are in its archive
    other_types: tuple[str, ...]  # crime types that the interface has and Hexscan does not know
    requests: int


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What an administrator asks for; months as "YYYY-MM", `last` "" for the newest published."""

    force: str
    first: str
    last: str = ""
    area: Any = None  # a geometry in WGS84, or None: the stored boundaries, else the interface's
    area_origin: str = ""
    renew: bool = False  # fetch months again that a newer release may have changed


def download_police(
    wanted: Wanted,
    *,
    base: str,
    data_dir: Path,
    folder: Path | None,
    progress: FetchProgress,
    clock: Clock | None = None,
) -> PoliceDownload:
    """Fetch the months wanted into `folder` (unless given, downloads/police-FORCE in the data directory).

    Months already there are left, those begun are gone on with. Raises FetchError where the service can't be
    used or the folder can't be written; what is fetched stays, and the same call goes on from there.
    """
    clock = clock or Clock()
    api = PoliceApi(base, clock=clock, waiting=progress.waiting)
    force = _force(api, wanted.force)
    available = api.months()
    months = _months(wanted.first, wanted.last or (available or [wanted.first])[-1])
    place = folder or data_dir / "downloads" / f"police-{force.id}"
    with download_folder(place, {"force": force.id, "address": api.client.base}) as kept:
        area = _area(api, kept, force, wanted, data_dir)
        run = MonthRun(api, kept, force, area)
        progress.start(len(months))
        for month in months:
            rows = run.month(month, available=month in available, renew=wanted.renew, now=progress.now)
            progress.file_done(month, rows)
        return PoliceDownload(
            folder=place,
            force=force,
            area=area.origin,
            months=tuple(run.done),
            missing=run.missing,
            offered=tuple(available),
            other_types=tuple(sorted(run.other_types)),
            requests=api.client.requests,
        )


def _force(api: PoliceApi, asked: str) -> Force:
    forces = api.forces()
    force = find_force(forces, asked)
    if force is None:
        near = difflib.get_close_matches(asked.casefold(), [one.id for one in forces], n=3, cutoff=0.5)
        hint = (
            f"Did you mean {' or '.join(near)}?"
            if near
            else f"It knows {', '.join(one.id for one in forces)}."
        )
        raise FetchError(f"{api.client.host} knows no force {asked!r}. {hint}")
    return force


def _months(first: str, last: str) -> list[str]:
    start, end = month_number(first), month_number(last)
    if end < start:
        raise FetchError(f"The last month, {last}, is before the first, {first}.")
    return [month_text(month) for month in range(start, end + 1)]


def _area(api: PoliceApi, kept: DownloadFolder, force: Force, wanted: Wanted, data_dir: Path) -> Area:
    """The area to fetch. A folder keeps to the one it began with, or months would be of different areas."""
    known = kept.state.get(_AREA)
    if wanted.area is not None:
        area = Area(wanted.area, wanted.area_origin)
        if known is not None and known["digest"] != area.digest:
            raise FetchError(
                f"{kept.path} holds months of another area ({known['origin']}). Choose another folder with "
                "--to-folder, or remove that one."
            )
    elif known is not None:
        return Area(shapely.from_wkt(known["wkt"]), known["origin"])
    else:
        area = stored_area(data_dir, force) or _neighbourhoods(api, force)
    # Written and read once, so that this run and the next have the very same numbers.
    text = shapely.to_wkt(area.geometry, rounding_precision=7)
    kept.state[_AREA] = {"wkt": text, "origin": area.origin, "digest": area.digest}
    kept.save_state()
    return Area(shapely.from_wkt(text), area.origin)


def _neighbourhoods(api: PoliceApi, force: Force) -> Area:
    rings = [api.boundary(force.id, one) for one in api.neighbourhoods(force.id)]
    origin = f"the boundaries of its neighbourhoods at {api.client.host}"
    area = drawn_area([ring for ring in rings if ring], origin)
    if area is None:
        raise FetchError(
            f"{api.client.host} draws no neighbourhoods of {force.name}. Import the boundaries of police "
            "force areas, or name a GeoJSON file with --area."
        )
    return area
