"""What `status` says is the sum over the months served now, whichever import brought them."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from dashboard.data.controlled_rows import write_rows
from dashboard.data.ingest import import_paths
from dashboard.data.manifest import ImportReport, Manifest, Part
from dashboard.data.schema import Source, month_number
from dashboard.data.status import RegisterStatus, month_runs, months_text, source_statuses, status
from dashboard.data.store import Store, StoreError
from tests.data.street_files import UNPLACED, row, write_street

CLEVELAND = "Cleveland Police"
DURHAM = "Durham Constabulary"
POLICE = Source("police-uk", "Police", "Forces", "OGL v3.0")
NOT_READ = Path("not-read")
"""Of open sources nothing that is served is read."""


def part(
    month: str, force: str = CLEVELAND, rows: int = 10, *, rejected: dict[str, int] | None = None
) -> Part:
    return Part("police-uk", force, month_number(month), rows, 1, f"{month}.csv", 2, rejected or {})


def of(*parts: Part) -> Manifest:
    return Manifest("2026-01-05T10:00:00+00:00", False, (POLICE,), parts, ImportReport())


class TestSources:
    def test_rows_are_summed_over_the_parts(self) -> None:
        parts = (
            part("2025-01", rejected={"no month": 3}),
            part("2025-02", rejected={"no month": 1, "no type": 4}),
        )
        (police,) = source_statuses(of(*parts), NOT_READ)
        assert police.files == 2
        assert police.rows_kept == 20
        assert police.rows_replaced == 4
        assert police.rejected == {"no month": 4, "no type": 4}
        assert police.rows_read == 20 + 4 + 8
        assert police.without_location == 2

    def test_missing_months_lie_between_the_first_and_last_of_the_source(self) -> None:
        parts = [part(month) for month in ("2024-11", "2025-02")] + [part("2024-12", DURHAM)]
        (police,) = source_statuses(of(*parts), NOT_READ)
        cleveland, durham = police.forces
        assert (police.first_month, police.last_month) == (month_number("2024-11"), month_number("2025-02"))
        assert months_text(cleveland.missing) == "2024-12 to 2025-01"
        assert months_text(durham.missing) == "2024-11, 2025-01 to 2025-02"
        assert months_text(durham.months) == "2024-12"

    def test_of_a_controlled_source_rows_are_those_served_to_the_nearest_5(self, tmp_path: Path) -> None:
        controlled = dataclasses.replace(POLICE, sensitivity="controlled")
        (tmp_path / f"source-{POLICE.key}").mkdir()
        write_rows(tmp_path / f"source-{POLICE.key}", controlled, 1_117, 3)
        months = ("2025-01", "2025-02", "2025-03")
        manifest = dataclasses.replace(of(*map(part, months)), sources=(controlled,))
        (found,) = source_statuses(manifest, tmp_path)
        assert (found.rows_read, found.rows_kept, found.without_location) == (1_115, 1_115, 5)
        assert all(rows % 5 == 0 for rows in (found.rows_replaced, *found.rejected.values()))
        assert [force.rows_kept for force in found.forces] == [None]

    def test_of_a_controlled_source_only_whole_quarters_are_told(self, tmp_path: Path) -> None:
        controlled = dataclasses.replace(POLICE, sensitivity="controlled")
        (tmp_path / f"source-{POLICE.key}").mkdir()
        write_rows(tmp_path / f"source-{POLICE.key}", controlled, 100, 0)
        months = ("2024-12", "2025-01", "2025-02", "2025-03", "2025-07", "2025-08", "2025-09", "2025-10")
        parts = [*map(part, months), part("2025-04", DURHAM)]  # Durham has no whole quarter
        (found,) = source_statuses(dataclasses.replace(of(*parts), sources=(controlled,)), tmp_path)
        assert [months_text(force.months) for force in found.forces] == [
            "2025-01 to 2025-03, 2025-07 to 2025-09"
        ]
        assert months_text(found.forces[0].missing) == "2025-04 to 2025-06"
        assert (found.first_month, found.last_month) == (month_number("2025-01"), month_number("2025-09"))


class TestMonths:
    def test_runs(self) -> None:
        assert month_runs([3, 4, 5, 9, 11, 12]) == [(3, 5), (9, 9), (11, 12)]

    def test_no_months(self) -> None:
        assert months_text([]) == "none"


class TestStored:
    def test_nothing_stored(self, tmp_path: Path) -> None:
        report = status(tmp_path / "data")
        assert report.version == ""
        assert report.sources == ()
        assert not (tmp_path / "data").exists()

    def test_a_replaced_month_no_longer_counts(self, tmp_path: Path) -> None:
        lines = [
            row("2025-01", CLEVELAND, place=UNPLACED),
            row("never", CLEVELAND),
            row("2025-01", CLEVELAND),
        ]
        write_street(tmp_path / "files", "2025-01", lines)
        write_street(tmp_path / "files", "2025-03", 5)
        import_paths(tmp_path / "data", [tmp_path / "files"])
        (before,) = status(tmp_path / "data").sources
        assert (before.rows_read, before.rows_kept, before.without_location) == (8, 7, 1)
        assert sum(before.rejected.values()) == 1

        import_paths(tmp_path / "data", [write_street(tmp_path / "again", "2025-01", 4)])
        (after,) = status(tmp_path / "data").sources
        assert (after.rows_read, after.rows_kept, after.without_location) == (9, 9, 0)
        assert after.rejected == {}
        assert months_text(after.forces[0].missing) == "2025-02"

    def test_version_size_and_registers(self, tmp_path: Path) -> None:
        write_street(tmp_path / "files", "2025-01")
        pubs = "name,latitude,longitude\nThe Ship,54.57,-1.23\nThe Anchor,,\n"
        (tmp_path / "files/pubs.csv").write_text(pubs)
        made = import_paths(tmp_path / "data", [tmp_path / "files"])
        report = status(tmp_path / "data")
        assert report.version == made.version
        assert report.kept_versions == (made.version,)
        assert report.bytes_on_disk > 1000
        assert not report.demo
        (register,) = report.registers
        assert (register.premises, register.without_position) == (2, 1)
        assert isinstance(register, RegisterStatus)
        assert report.last_import.version == made.version

    def test_how_areas_were_put_together(self, tmp_path: Path) -> None:
        made = import_paths(tmp_path / "data", [write_street(tmp_path, "2025-01")])
        assert status(tmp_path / "data").notes == ()
        path = Store(tmp_path / "data").version_dir(made.version) / "derived" / "areas.json"
        path.write_text(
            json.dumps({**json.loads(path.read_text()), "notes": ["Wards follow the boundaries."]})
        )
        assert status(tmp_path / "data").notes == ("Wards follow the boundaries.",)
        path.unlink()
        with pytest.raises(StoreError, match=r"areas\.json"):
            status(tmp_path / "data")

    def test_as_json_has_months_in_words(self, tmp_path: Path) -> None:
        write_street(tmp_path / "files", "2025-01")
        write_street(tmp_path / "files", "2025-03")
        import_paths(tmp_path / "data", [tmp_path / "files"])
        content = json.loads(json.dumps(status(tmp_path / "data").as_json()))
        assert content["sources"][0]["forces"][0]["missing"] == ["2025-02"]
        assert content["sources"][0]["last_month"] == "2025-03"
        assert content["last_import"]["months"][0]["added"] == ["2025-01", "2025-03"]
        assert content["sources"][0]["rows_kept"] == 6


@pytest.mark.shared
def test_bedfordshire_as_its_readme_counts_it(shared_data: Path, tmp_path: Path) -> None:
    import_paths(tmp_path / "data", [shared_data / "police-street-bedfordshire"])
    (police,) = status(tmp_path / "data").sources
    assert police.rows_read == 120_588
    assert police.rows_read == police.rows_kept + police.rows_replaced + sum(police.rejected.values())
    assert 3_700 < police.without_location <= 3_832
