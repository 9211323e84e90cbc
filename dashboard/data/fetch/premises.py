"""Licensed premises as far as they are published: pubs and bars of the Food Standards Agency's register."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import difflib
import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from dashboard.data.fetch import FetchError
from dashboard.data.fetch.folder import DownloadFolder, download_folder
from dashboard.data.fetch.fsa_api import Entry, FsaApi, Named, Page
from dashboard.data.fetch.pace import Clock
from dashboard.data.fetch.progress import FetchProgress
from dashboard.data.fetch.values import plain_cells
from dashboard.data.schema import slug

USUAL_TYPE = "Pub/bar/nightclub"

HEADER = ("fhrs_id", "name", "latitude", "longitude", "address", "postcode", "kind", "local_authority")

MOST_ENTRIES = 200_000
"""Of one authority: a guard against a list without an end. All of the United Kingdom has some 600,000."""

_TRIES = 3


@dataclasses.dataclass(frozen=True)
class PremisesDownload:
    """What a download brought."""

    file: Path
    types: tuple[str, ...]
    authorities: dict[str, int]  # name -> entries
    unmatched: tuple[str, ...]  # areas imported that the register knows no authority for
    rows: int
    without_location: int
    requests: int


def download_premises(
    authorities: Sequence[str],
    types: Sequence[str],
    *,
    base: str,
    data_dir: Path,
    folder: Path | None,
    progress: FetchProgress,
    clock: Clock | None = None,
    today: Callable[[], datetime.date] = datetime.date.today,
) -> PremisesDownload:
    """Fetch the register's entries of some authorities and types of business into one CSV of the day.

    Without authorities those are taken whose names the imported areas have; without types, pubs. Raises
    FetchError where the service can't be used or knows no such name, or the folder can't be written.
    """
    api = FsaApi(base, clock=clock or Clock(), waiting=progress.waiting)
    unmatched: tuple[str, ...] = ()
    known = api.authorities()
    if authorities:
        chosen = [_named(one, known, "authority") for one in authorities]
    else:
        chosen, unmatched = _of_stored_areas(data_dir, known)
    all_types = api.business_types()
    kinds = [_named(one, all_types, "type of business") for one in types or [USUAL_TYPE]]
    folder = folder or data_dir / "downloads" / "premises"
    day = today().isoformat()
    with download_folder(folder, {"register": "food premises", "address": api.client.base}) as kept:
        kept.drop_answers_except(
            day
        )  # the register changes daily: an earlier day's pages are not gone on with
        lists = [(authority, kind) for authority in chosen for kind in kinds]
        progress.start(len(lists))
        entries: dict[int, Entry] = {}
        counted = dict.fromkeys((one.name for one in chosen), 0)
        for authority, kind in lists:
            found = _listed(api, kept, day, authority, kind)
            counted[authority.name] += len(found)
            entries |= found
            progress.file_done(f"{authority.name}, {kind.name}", len(found))
        if not entries:
            raise FetchError(
                f"The register has no {' or '.join(kind.name for kind in kinds)} in "
                f"{', '.join(one.name for one in chosen)}."
            )
        name = f"food-hygiene-register_{day}.csv"
        rows = [entries[identity] for identity in sorted(entries)]
        kept.publish(name, lambda handle: _write(handle, rows))
        kept.drop_answers(day)
    return PremisesDownload(
        file=folder / name,
        types=tuple(kind.name for kind in kinds),
        authorities=counted,
        unmatched=unmatched,
        rows=len(rows),
        without_location=sum(not entry.longitude for entry in rows),
        requests=api.client.requests,
    )


def _listed(api: FsaApi, kept: DownloadFolder, day: str, authority: Named, kind: Named) -> dict[int, Entry]:
    """All entries of one authority and type, by id: exactly as many as the register says there are."""
    for _ in range(_TRIES):
        pages = list(_pages(api, kept, day, authority, kind))
        entries = {entry.id: entry for page in pages for entry in page.entries}
        if {page.total for page in pages} == {len(entries)}:
            return entries
        for number in range(1, len(pages) + 1):  # some were added or removed between two pages: begin again
            kept.drop_answer(day, _key(authority, kind, number))
    raise FetchError(
        f"{api.client.host} says it has {pages[-1].total:,} premises of {authority.name} and lists "
        f"{len(entries):,}. Nothing of them was kept; give the same command again later."
    )


def _pages(api: FsaApi, kept: DownloadFolder, day: str, authority: Named, kind: Named) -> Iterator[Page]:
    """The pages of a list up to its stated end, those kept and the others asked for and kept."""
    seen = 0
    for number in itertools.count(1):
        key = _key(authority, kind, number)
        answer = kept.answer(day, key)
        if answer is None:
            page = api.page(authority, kind, number)
            rows = [dataclasses.astuple(entry) for entry in page.entries]
            kept.keep_answer(day, key, {"entries": rows, "total": page.total})
        else:
            page = Page(tuple(Entry(*row) for row in answer["entries"]), int(answer["total"]))
        yield page
        seen += len(page.entries)
        if not page.entries or seen >= page.total:
            return
        if seen > MOST_ENTRIES:
            raise FetchError(
                f"{api.client.host} lists more than {MOST_ENTRIES:,} premises of {authority.name}, which no "
                "authority has. Nothing of them was kept."
            )


def _key(authority: Named, kind: Named, page: int) -> str:
    return f"{authority.id}-{kind.id}-{page}"


def _named(asked: str, known: Sequence[Named], what: str) -> Named:
    """The one of that name or number. Raises FetchError with the names that resemble it."""
    wanted = _known_by(asked)
    for one in known:
        if wanted in (_known_by(one.name), str(one.id)):
            return one
    by_slug = {_known_by(one.name): one.name for one in known}
    near = difflib.get_close_matches(wanted, by_slug, n=3, cutoff=0.5)
    near += [key for key in by_slug if wanted and wanted in key and key not in near][:3]
    names = " or ".join(by_slug[key] for key in near)
    hint = f" Did you mean {names}?" if names else ""
    raise FetchError(f"The register knows no {what} called {asked!r}.{hint}")


def _of_stored_areas(data_dir: Path, known: Sequence[Named]) -> tuple[list[Named], tuple[str, ...]]:
    """The authorities whose names covered partnerships have, and the partnerships without one."""
    from dashboard.data.dataset import Dataset
    from dashboard.data.schema import Level
    from dashboard.data.store import Store

    store = Store(data_dir)
    version = store.current_version()
    names: list[str] = []
    if version is not None:
        areas = Dataset(store.version_dir(version)).areas
        names = [
            name
            for name, level, covered in zip(areas.names, areas.levels, areas.covered.tolist(), strict=True)
            if level == Level.PARTNERSHIP and covered
        ]
    by_slug = {_known_by(one.name): one for one in known}
    chosen = [by_slug[_known_by(name)] for name in names if _known_by(name) in by_slug]
    if not chosen:
        raise FetchError(
            "Name the authorities with --authority: no areas are imported whose names the register knows."
        )
    return chosen, tuple(name for name in names if _known_by(name) not in by_slug)


def _known_by(name: str) -> str:
    """A name as it is compared: "Redcar & Cleveland" and "Redcar and Cleveland" are the same."""
    return slug(name.replace("&", " and "))


def _write(handle: TextIO, entries: Sequence[Entry]) -> None:
    rows = csv.writer(handle, lineterminator="\n")
    rows.writerow(HEADER)
    for entry in entries:
        rows.writerow(
            plain_cells(
                [str(entry.id), entry.name, entry.latitude, entry.longitude, entry.address, entry.postcode,
                 entry.kind, entry.authority]
            )
        )  # fmt: skip
