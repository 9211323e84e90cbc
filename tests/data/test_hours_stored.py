"""The hour of the week stored with each incident, by the clock of its source."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.hour_of_each import NO_HOUR
from dashboard.data.dataset import Dataset, Library
from dashboard.data.forms import DERIVED
from dashboard.data.hours import hours_chosen
from dashboard.data.incident_rows import hours_of_rows, incident_hours, incident_rows
from dashboard.data.manifest import read_manifest
from dashboard.data.renewal import renewed
from dashboard.data.schema import InputError
from dashboard.data.sources.mapping.description_file import read_description
from dashboard.data.upkeep import plan_rollback, rollback
from dashboard.data.view import view_of
from dashboard.selection import Selection
from tests.data.mapping.described_files import SECTIONS, description_of, ref_of, sections_with, toml
from tests.data.small_world import SOURCE, incident, middle, served, two_forces

ZONES = ("Europe/London", "America/New_York")


def call(begun: str | None, ended: str | None = None, kind: str = "fall") -> dict[str, Any]:
    row = incident((begun or "2025-01")[:7], lsoa="L1", at=middle(0), kind=kind)
    for name, moment in (("occurred_from", begun), ("occurred_to", ended)):
        row[name] = pd.NaT if moment is None else pd.Timestamp(moment, tz="UTC")
    return row


CALLS = [
    call("2025-01-06 02:30"),  # Monday in London, Sunday 21:30 in New York
    call("2025-06-06 23:30"),  # Saturday 00:30 in London, Friday 19:30 in New York
    call(None),
    *[call("2025-01-07 10:30", "2025-01-07 12:30", "trauma") for _ in range(400)],
]


def calls_in(zone: str, folder: Path) -> Dataset:
    source = dataclasses.replace(SOURCE, key="calls", name="Calls", time_precision="minute", zone=zone)
    return served(folder, [incident("2025-01", lsoa="L1")], two_forces(), also=[(source, CALLS)])


def hours(dataset: Dataset, query: str = "") -> np.ndarray[Any, np.dtype[np.uint8]]:
    asked = f"sources=calls&from=2025-01&to=2025-06{query}"
    selection, problems = Selection.from_query(asked, dataset.catalogue)
    assert not problems
    found = incident_hours(view_of(dataset, selection, "calls"))
    assert found is not None
    return found


@pytest.mark.parametrize(("zone", "expected"), [(ZONES[0], [2, 120]), (ZONES[1], [6 * 24 + 21, 4 * 24 + 19])])
def test_by_the_clock_of_the_source(zone: str, expected: list[int], tmp_path: Path) -> None:
    found = hours(calls_in(zone, tmp_path), "&types=fall")
    assert sorted(found.tolist()) == sorted([*expected, NO_HOUR])


def test_ranges_are_spread_alike_each_time(tmp_path: Path) -> None:
    first, again = (hours(calls_in(ZONES[0], tmp_path / name), "&types=trauma") for name in "ab")
    assert first.tolist() == again.tolist()
    number = np.bincount(first, minlength=168)
    assert number[[34, 35, 36]].sum() == number.sum() == 400
    assert abs(number[35] - 200) < 40 and abs(number[34] - 100) < 35  # four times their scatter


def test_rows_stand_in_the_order_of_incident_rows(tmp_path: Path) -> None:
    dataset = calls_in(ZONES[0], tmp_path)
    selection, _ = Selection.from_query("sources=calls&from=2025-01&to=2025-06", dataset.catalogue)
    view = view_of(dataset, selection, "calls")
    found = hours(dataset)
    trauma = np.asarray(dataset.cubes["calls"].types)[incident_rows(view).type] == "trauma"
    assert set(found[trauma].tolist()) == {34, 35, 36}
    assert sorted(found[~trauma].tolist()) == [2, 120, NO_HOUR]


def test_a_source_without_times_has_no_hours(tmp_path: Path) -> None:
    dataset = calls_in(ZONES[0], tmp_path)
    assert hours_of_rows(dataset, SOURCE.key) is None
    assert not dataset.source_file(SOURCE.key, "incident_hour.npy").exists()


def test_the_zone_stays_through_rollback_and_renewal(tmp_path: Path) -> None:
    first = calls_in(ZONES[1], tmp_path)
    second = calls_in(ZONES[0], tmp_path)
    assert second.sources["calls"].zone == ZONES[0]
    rollback(tmp_path, plan_rollback(tmp_path, first.version))
    back = Library(tmp_path).current()
    assert back is not None and back.sources["calls"].zone == ZONES[1]
    path = back.folder / "manifest.json"
    path.write_text(path.read_text().replace(f'"derived": {DERIVED}', f'"derived": {DERIVED - 1}'))
    (back.source_file("calls", "incident_hour.npy")).unlink()
    version = renewed(tmp_path)
    anew = Library(tmp_path).current()
    assert anew is not None and anew.version == version != back.version
    assert anew.sources["calls"].zone == ZONES[1]
    assert sorted(hours(anew, "&types=fall").tolist()) == sorted([6 * 24 + 21, 4 * 24 + 19, NO_HOUR])


def test_a_source_of_before_is_in_london(tmp_path: Path) -> None:
    dataset = calls_in(ZONES[0], tmp_path)
    assert '"zone"' not in (dataset.folder / "manifest.json").read_text()
    assert read_manifest(dataset.folder).sources[0].zone == "Europe/London"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("days=fri&hours=22-3", [4 * 24 + 22, 4 * 24 + 23, 120, 121, 122]),
        ("days=sun&hours=23-2", [167, 0, 1]),
        ("days=mon", list(range(24))),
        ("hours=0-2", [day * 24 + hour for day in range(7) for hour in (0, 1)]),
        ("days=tue&hours=18-24", list(range(42, 48))),
    ],
)
def test_a_night_belongs_to_the_evening_it_begins(query: str, expected: list[int], tmp_path: Path) -> None:
    dataset = calls_in(ZONES[0], tmp_path)
    selection, problems = Selection.from_query(f"sources=calls&{query}", dataset.catalogue)
    found = hours_chosen(selection)
    assert not problems and found is not None
    assert sorted(np.flatnonzero(found).tolist()) == sorted(expected)


def test_all_hours_are_no_choice(tmp_path: Path) -> None:
    dataset = calls_in(ZONES[0], tmp_path)
    for query in ("", "&hours=0-24", "&hours=0-0", "&days=mon,tue,wed,thu,fri,sat,sun"):
        selection, _ = Selection.from_query(f"sources=calls{query}", dataset.catalogue)
        assert hours_chosen(selection) is None


def test_the_zone_of_a_description_is_the_source_s(tmp_path: Path) -> None:
    described = description_of(tmp_path, time={"from": "When", "zone": "America/New_York"})
    assert described.source.zone == described.time.zone == "America/New_York"
    sections = sections_with(source=SECTIONS["source"] | {"zone": "America/New_York"})
    with pytest.raises(InputError, match=r"\[source\] has zone, which stands in \[time\]"):
        read_description(ref_of(tmp_path / "calls.toml", toml(sections)))
