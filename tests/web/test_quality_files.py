"""Quality reports over the web: what is served, what is not, and that nothing outside them can be read."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
from flask import Flask

from dashboard.data.quality.report import FOLDER, QualityReport, read_report
from tests.web.test_map_data import import_again
from tests.worlds import AMBULANCE, POLICE, opened, server_of


@pytest.fixture
def address(small_folder: Path) -> str:
    return f"/data/{opened(small_folder).version}/quality"


@pytest.mark.parametrize("key", [POLICE.key, AMBULANCE.key])
def test_a_report_as_json(key: str, address: str, small_server: Flask) -> None:
    answer = small_server.test_client().get(f"{address}/{key}.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    told = answer.get_json()
    assert (told["key"], told["controlled"]) == (key, False)
    assert told["rows_kept"] == sum(month["rows"] for month in told["months"]) > 0


def test_faults_as_csv(address: str, small_server: Flask) -> None:
    answer = small_server.test_client().get(f"{address}/{POLICE.key}.csv")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="hexscan-{POLICE.key}-faults.csv"'
    lines = answer.get_data(as_text=True).splitlines()
    assert lines[0] == '"file","row","column","value","fault","explanation"'
    assert sum("No location" in line for line in lines) == 24 + 11  # one a month and force


@pytest.mark.parametrize("key", ["history", "nobody", "..%2Fmanifest", "%2e%2e", "records", "MARCH-POLICE"])
@pytest.mark.parametrize("ending", ["json", "csv"])
def test_what_is_no_report_is_not_found(key: str, ending: str, address: str, small_server: Flask) -> None:
    assert small_server.test_client().get(f"{address}/{key}.{ending}").status_code == 404


def test_a_version_that_is_gone(small_server: Flask) -> None:
    for ending in ("json", "csv"):
        answer = small_server.test_client().get(f"/data/v000099-01234567/quality/{POLICE.key}.{ending}")
        assert answer.status_code == 410


def test_pages_of_reports_that_there_are_not_are_not_found(small_server: Flask) -> None:
    client = small_server.test_client()
    assert client.get(f"/sources/{POLICE.key}").status_code == 200
    for path in ("/sources/nobody", "/sources/history", f"/sources/{POLICE.key}/more"):
        assert client.get(path).status_code == 404


def test_of_a_controlled_source_there_is_no_csv_and_no_count(tmp_path: Path, small_folder: Path) -> None:
    """The report on disk is marked as a controlled source's, as an import of one marks it."""
    folder = tmp_path / "data"
    shutil.copytree(small_folder, folder)
    version = opened(folder)
    report = read_report(version.folder, POLICE.key)
    assert report is not None
    path = version.folder / FOLDER / f"{POLICE.key}.json"
    path.write_text(dataclasses.replace(report, controlled=True).to_json())
    client = server_of(folder).test_client()
    home = f"/data/{version.version}/quality/{POLICE.key}"
    assert client.get(f"{home}.csv").status_code == 404
    told = client.get(f"{home}.json").get_json()
    assert [told[name] for name in ("rows_read", "rows_kept", "faults", "identical")] == [None] * 4
    assert (told["months"], told["listed"], told["files"]) == ([], [], [])
    text = client.get(f"{home}.json").get_data(as_text=True)
    assert str(report.rows_kept) not in text


def test_a_new_version_has_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = import_again(folder, 0)
    second = import_again(folder, 5)
    client = server_of(folder).test_client()
    rows = [
        client.get(f"/data/{version}/quality/{POLICE.key}.json").get_json()["rows_kept"]
        for version in (first, second)
    ]
    assert rows[0] - rows[1] == 5


def test_a_version_without_reports_is_served(tmp_path: Path, small_folder: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(small_folder, folder)
    version = opened(folder).folder
    shutil.rmtree(version / "quality")
    (version / "quality.json").unlink()
    client = server_of(folder).test_client()
    assert client.get("/sources").status_code == 200
    assert client.get(f"/sources/{POLICE.key}").status_code == 404


def test_all_fields_come_back(small_folder: Path) -> None:
    report = read_report(opened(small_folder).folder, POLICE.key)
    assert isinstance(report, QualityReport)
    assert report.history[-1].score == report.score
