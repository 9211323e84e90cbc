"""One month after another of a force's area: asked for in parts, kept part by part, written when whole."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Callable, Iterator

from dashboard.data.fetch import FetchError
from dashboard.data.fetch.area import DEEPEST, Area, Tile, tile, whole
from dashboard.data.fetch.folder import DownloadFolder
from dashboard.data.fetch.http import AbsentError, TooMuchError
from dashboard.data.fetch.police_api import CRIME_TYPES, Crime, Force, PoliceApi
from dashboard.data.fetch.street_month import ContradictionError, StreetMonth, put_together, write_month

NOT_PUBLISHED = "not offered"
NO_ROWS = "published, but without any record in this area"

_TRIES = 3
"""How often a month is begun again because a new release came out while it was fetched."""

_NO_PLACE = "no-location"
_RELEASE = "release"
_TILES, _MONTHS = "tiles", "months"


@dataclasses.dataclass(frozen=True)
class MonthFetched:
    """One finished file, as `state.json` keeps it."""

    month: str
    file: str
    rows: int
    without_location: int
    transport_police: int
    outside_near: int
    release: str  # the day of the release it is of
    fetched: str  # when, ISO, UTC
    sha256: str
    earlier: bool = False  # finished by an earlier run


class MonthRun:
    """One run over the months of one force."""

    def __init__(self, api: PoliceApi, kept: DownloadFolder, force: Force, area: Area) -> None:
        """Nothing is asked yet; `done`, `missing` and `other_types` fill with each month."""
        self.api = api
        self.kept = kept
        self.force = force
        self.area = area
        self.done: list[MonthFetched] = []
        self.missing: dict[str, str] = {}
        self.other_types: set[str] = set()

    def month(self, month: str, *, available: bool, renew: bool, now: Callable[[str], None]) -> int:
        """See to one month; its rows, none where `missing` says why."""
        done = self._finished(month)
        if available and (done is None or (renew and done.release != self.api.last_updated())):
            done = self._fetched(month, now)
        elif done is None:
            self.missing[month] = NOT_PUBLISHED
        if done is None:
            return 0
        self.done.append(done)
        return done.rows

    def _finished(self, month: str) -> MonthFetched | None:
        """The month as an earlier run finished it, None where there is no such file any more."""
        known = self.kept.state.get(_MONTHS, {}).get(month)
        if known is None or not self.kept.holds(known["file"], known["sha256"]):
            return None
        return MonthFetched(**known, earlier=True)

    def _fetched(self, month: str, now: Callable[[str], None]) -> MonthFetched | None:
        """Fetch a month and write its file; None where there is nothing, which `missing` explains."""
        for _ in range(_TRIES):
            release = self.api.last_updated()
            if self.kept.answer(month, _RELEASE) != release:  # ids are good within a release only
                self.kept.drop_answers(month)
                self.kept.keep_answer(month, _RELEASE, release)
            try:
                found = put_together(self._answers(month, now), self.area, host=self.api.client.host)
            except AbsentError:
                self.kept.drop_answers(month)
                self.missing[month] = NOT_PUBLISHED
                return None
            except ContradictionError:
                self.kept.drop_answers(month)
                raise
            if self.api.last_updated() == release:
                return self._written(month, found, release)
        raise FetchError(
            f"{self.api.client.host} put up a new release again and again while {month} was fetched. "
            "Give the same command again later to go on."
        )

    def _answers(self, month: str, now: Callable[[str], None]) -> Iterator[list[Crime]]:
        """The answers that make up a month: those kept, and the others asked for and kept."""
        waiting: list[str] = list(self.kept.state.setdefault(_TILES, [whole(self.area).key]))
        while waiting:
            key = waiting.pop(0)
            left = len(waiting) + 1
            now(f"{month}, {left:,} {'part' if left == 1 else 'parts'} to go")
            box = tile(self.area, key)
            outline = box.outline(self.area)
            if outline is None:
                self._part_into(key, [])
                continue
            try:
                yield self._asked(month, key, functools.partial(self.api.crimes_in, outline, month))
            except TooMuchError:
                waiting[:0] = self._quartered(box, month)
        yield from self._without_location(month)

    def _without_location(self, month: str) -> Iterator[list[Crime]]:
        """The force's crimes without a location, by type where all together are too many for one answer."""
        identity = self.force.id
        ask = self.api.crimes_without_location
        try:
            yield self._asked(month, _NO_PLACE, functools.partial(ask, identity, month))
        except TooMuchError:
            categories = sorted(self.api.crime_types(month).keys() - {"all-crime"})
        else:
            return
        for category in categories:
            try:
                yield self._asked(
                    month, f"{_NO_PLACE}-{category}", functools.partial(ask, identity, month, category)
                )
            except TooMuchError as error:
                raise self._too_dense(f"{month} without a location, {category}") from error

    def _asked(self, month: str, key: str, ask: Callable[[], list[Crime]]) -> list[Crime]:
        answer = self.kept.answer(month, key)
        if answer is None:
            crimes = ask()
            self.kept.keep_answer(month, key, [dataclasses.astuple(crime) for crime in crimes])
            return crimes
        return [Crime(*row) for row in answer]

    def _quartered(self, box: Tile, month: str) -> list[str]:
        """The parts of a box that holds too much. They are remembered: the next month begins with them."""
        if len(box.key) > DEEPEST:
            raise self._too_dense(f"{month} around {box.south:.4f}, {box.west:.4f}")
        parts = [part.key for part in box.quarters() if part.outline(self.area) is not None]
        self._part_into(box.key, parts)
        return parts

    def _part_into(self, key: str, parts: list[str]) -> None:
        tiles = self.kept.state[_TILES]
        place = tiles.index(key)
        tiles[place : place + 1] = parts
        self.kept.save_state()

    def _too_dense(self, where: str) -> FetchError:
        return FetchError(
            f"{self.api.client.host} has too many records for one answer even of {where}. "
            "Download the files from its page instead."
        )

    def _written(self, month: str, found: StreetMonth, release: str) -> MonthFetched | None:
        """The month, once its file and what is known of it are on disk; None without a row to write."""
        if not found.crimes:
            self.kept.drop_answers(month)
            self.missing[month] = NO_ROWS
            return None
        types = self._types(month, {crime.category for crime in found.crimes})
        name = f"{month}-{self.force.id}-street.csv"
        sha256 = self.kept.publish(
            name, lambda handle: write_month(handle, found, month=month, force=self.force, types=types)
        )
        done = MonthFetched(
            month=month,
            file=name,
            rows=len(found.crimes),
            without_location=found.without_location,
            transport_police=found.transport_police,
            outside_near=found.outside_near,
            release=release,
            fetched=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            sha256=sha256,
        )
        known = {name: value for name, value in dataclasses.asdict(done).items() if name != "earlier"}
        self.kept.state.setdefault(_MONTHS, {})[month] = known
        self.kept.save_state()
        self.kept.drop_answers(month)
        return done

    def _types(self, month: str, categories: set[str]) -> dict[str, str]:
        """Category -> crime type. One unknown to Hexscan keeps the interface's name, or its own words."""
        unknown = categories - CRIME_TYPES.keys()
        if not unknown:
            return CRIME_TYPES
        named = self.api.crime_types(month)
        types = {slug: named.get(slug, slug.replace("-", " ").capitalize()) for slug in categories}
        self.other_types |= {types[slug] for slug in unknown}
        return types
