"""`download police` and `download premises` as they are typed: what they print, and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.data.fetch import http
from dashboard.data.status import status
from dashboard.settings import Settings, SettingsError, load_settings
from tests.commands import typed
from tests.fetch.services import (
    EAST,
    MONTHS,
    NORTH,
    SOUTH,
    WEST,
    FsaService,
    PoliceService,
    Service,
    busy,
    crime,
    many_crimes,
    pub,
    truth,
)

Run = Callable[[Service], Service]


@pytest.fixture(autouse=True)
def data_dir(commands_dir: Path) -> Path:
    """Commands run in an empty folder with a data directory of their own."""
    return commands_dir


@pytest.fixture
def area(tmp_path: Path) -> Path:
    corners = [[WEST, SOUTH], [EAST, SOUTH], [EAST, NORTH], [WEST, NORTH], [WEST, SOUTH]]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [corners]}}
    path = tmp_path / "area.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


class TestPolice:
    def test_what_it_says_and_what_can_be_typed_next(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, area: Path
    ) -> None:
        crimes = many_crimes(100)
        monkeypatch.setenv("HEXSCAN_POLICE_API", run(PoliceService(crimes)).address)
        wanted = ("--force", "cleveland", "--from", "2024-12", "--to", "2025-03", "--area", area)
        code, out, err = typed("download", "police", *wanted)
        folder = tmp_path / "data/downloads/police-cleveland"
        assert code == 0
        assert f"Cleveland Police: {len(truth(crimes))} records of 3 months." in out
        assert "Area: the file area.geojson." in out
        assert "of the British Transport Police, which is a force of its own" in out
        assert "2024-12 is missing: not offered." in out
        assert "The service offers 2025-01 to 2025-03." in out
        assert f"python -m dashboard import {folder}" in out
        assert err == ""
        assert typed("import", folder)[0] == 0
        assert status(tmp_path / "data").sources[0].rows_kept == len(truth(crimes))

    def test_nothing_at_all_is_exit_code_1(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, area: Path
    ) -> None:
        monkeypatch.setenv("HEXSCAN_POLICE_API", run(PoliceService(many_crimes(10))).address)
        code, out, _ = typed(
            "download",
            "police",
            "--force",
            "cleveland",
            "--from",
            "2020-01",
            "--to",
            "2020-01",
            "--area",
            area,
        )
        assert code == 1
        assert "2020-01 is missing" in out
        assert "python -m dashboard import" not in out

    @pytest.mark.parametrize("month", ["2025-13", "2025", "January", "25-01"])
    def test_a_month_that_is_none_is_exit_code_2(self, month: str) -> None:
        code, _, err = typed("download", "police", "--force", "cleveland", "--from", month)
        assert code == 2
        assert "is not a month written as 2025-03" in err

    def test_an_area_that_is_no_file(self, tmp_path: Path) -> None:
        missing = ("--area", tmp_path / "no.geojson")
        code, _, err = typed("download", "police", "--force", "x", "--from", "2025-01", *missing)
        assert code == 1
        assert "there is no such file" in err

    def test_an_area_that_is_no_polygon(self, tmp_path: Path) -> None:
        point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [0, 51]}}
        path = tmp_path / "points.geojson"
        for features in ([point], [7], [{"type": "Feature"}]):
            path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
            code, _, err = typed("download", "police", "--force", "x", "--from", "2025-01", "--area", path)
            assert code == 1
            assert "points.geojson: feature 1" in err

    def test_a_service_that_fails_is_a_message_and_exit_code_1(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, area: Path
    ) -> None:
        service = run(PoliceService([crime(1, MONTHS[0], None)]))
        service.faults = {number: busy(500) for number in range(1, 30)}
        monkeypatch.setenv("HEXSCAN_POLICE_API", service.address)
        monkeypatch.setattr(http, "_FIRST_PAUSE", 0.0)
        code, _, err = typed("download", "police", "--force", "cleveland", "--from", "2025-01")
        assert code == 1
        assert "Error: 127.0.0.1 can't be used now: it answered 500" in err
        assert "Traceback" not in err


class TestPremises:
    def test_what_it_says(self, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("HEXSCAN_FSA_API", run(FsaService([pub(1), pub(2)])).address)
        code, out, _ = typed(
            "download", "premises", "--authority", "Hartlepool", "--to-folder", tmp_path / "pubs"
        )
        assert code == 0
        assert "2 entries of Pub/bar/nightclub in food-hygiene-register_" in out
        assert "  Hartlepool: 2" in out
        (file,) = (tmp_path / "pubs").glob("*.csv")
        assert f"python -m dashboard import {file}" in out


class TestAddresses:
    def test_unless_set_they_are_those_of_the_publishers(self) -> None:
        defaults = {name: Settings.model_fields[name].default for name in ("police_api", "fsa_api")}
        assert defaults == {
            "police_api": "https://data.police.uk/api",
            "fsa_api": "https://api.ratings.food.gov.uk",
        }

    @pytest.mark.parametrize(
        "address",
        [
            "ftp://a.example",
            "data.police.uk",
            "https://me:pw@a.example",
            "https://a.example/?x=1",
            "file:///etc",
        ],
    )
    def test_what_can_not_be_asked(self, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
        monkeypatch.setenv("HEXSCAN_POLICE_API", address)
        with pytest.raises(SettingsError, match="HEXSCAN_POLICE_API must"):
            load_settings()
