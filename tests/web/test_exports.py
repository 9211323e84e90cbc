"""Exports: the columns promised, the numbers that are there, and plain words for what can't be used."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import h3
import numpy as np
import pandas as pd
import pytest
from flask import Flask

from dashboard.data.cube import open_array
from dashboard.data.dataset import Dataset, Library
from dashboard.data.demo.incidents import AMBULANCE_SOURCE, POLICE_SOURCE
from dashboard.data.forms import DERIVED
from dashboard.data.ingest import import_frames
from dashboard.data.schema import FICTIONAL, month_number, month_text
from dashboard.selection import Selection
from dashboard.web import exports
from dashboard.web.compare_exports import COMPARE_PANELS
from dashboard.web.exports import PANELS, to_csv
from dashboard.web.why_exports import WHY_PANELS
from tests.data.small_world import incident, middle, served, two_forces
from tests.web.bad_addresses import fetch
from tests.web.exported import rows, text
from tests.worlds import (
    AMBULANCE,
    FORMULA_PREMISES,
    FORMULA_WARD,
    LSOAS,
    POLICE,
    import_small_world,
    police_rows,
    server_of,
    small_inputs,
)

PROMISED = {
    "cells": ["cell", "incidents"],
    "areas": ["area_code", "area_name", "incidents"],
    "types": ["crime_type", "incidents"],
    "months": ["month", "incidents"],
    "statistics": ["statistic", "value"],
    "premises": ["premises_id", "name", "incidents_within"],
    "hotspots": ["cell", "incidents", "z", "p_adjusted"],
}

BOTH = f"sources={POLICE.key},{AMBULANCE.key}"


def by_first_column(server: Flask, panel: str, query: str = "") -> dict[str, str]:
    key, value = PROMISED[panel][0], PROMISED[panel][-1]
    return {row[key]: row[value] for row in rows(server, panel, query)}


def incidents(first: str, last: str, **equal: str) -> pd.DataFrame:
    """Police rows of the small world in a period, by the columns given."""
    table = police_rows()
    table = table[table.month.between(month_number(first), month_number(last))]
    for column, value in equal.items():
        table = table[table[column] == value]
    return table


class TestWhatIsPromised:
    def test_every_panel_of_the_page_has_an_export(self) -> None:
        assert set(PANELS) == set(PROMISED) | set(COMPARE_PANELS) | set(WHY_PANELS)

    @pytest.mark.parametrize("panel", PROMISED)
    def test_first_columns(self, panel: str, small_server: Flask) -> None:
        header = text(small_server, panel).partition("\r\n")[0].split(",")
        assert header[: len(PROMISED[panel])] == PROMISED[panel]
        assert header[-1] == "source"

    @pytest.mark.parametrize("panel", PROMISED)
    def test_first_columns_of_the_demonstration(self, panel: str, demo_server: Flask) -> None:
        header = text(demo_server, panel, "area=X05000001").partition("\r\n")[0].split(",")
        assert header[: len(PROMISED[panel])] == PROMISED[panel]
        assert header[-2:] == ["source", "note"]

    @pytest.mark.parametrize("panel", PROMISED)
    def test_the_answer_is_a_file_of_one_version(self, panel: str, small_server: Flask) -> None:
        answer = small_server.test_client().get(f"/export/{panel}.csv?area=X06000001&from=2025-03&to=2025-03")
        assert answer.mimetype == "text/csv"
        assert answer.headers["Content-Disposition"] == (
            f'attachment; filename="hexscan-{panel}-X06000001-2025-03-to-2025-03.csv"'
        )
        assert answer.headers["X-Hexscan-Version"].startswith("v000001-")
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "X-Hexscan-Note" not in answer.headers

    def test_an_odd_area_code_stays_out_of_the_file_name(self, tmp_path: Path) -> None:
        code = 'x";y/ü'
        import_small_world(
            tmp_path, police_rows().replace({"lsoa_code": {"X01000001": code}, "longitude": {1.504: 9.0}})
        )
        answer = server_of(tmp_path).test_client().get(f"/export/areas.csv?area={quote(code)}")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == (
            'attachment; filename="hexscan-areas-x-y--2025-01-to-2025-12.csv"'
        )


class TestNumbers:
    def test_cells_at_every_resolution_without_zeros(self, small_server: Flask) -> None:
        chosen = incidents("2025-01", "2025-12").dropna(subset=["longitude"])
        pairs = zip(chosen.latitude, chosen.longitude, strict=True)
        finest = Counter(h3.latlng_to_cell(latitude, longitude, 9) for latitude, longitude in pairs)
        for resolution in range(4, 10):
            expected: Counter[str] = Counter()
            for cell, count in finest.items():
                expected[h3.cell_to_parent(cell, resolution)] += count
            found = by_first_column(small_server, "cells", f"res={resolution}")
            assert found == {cell: str(count) for cell, count in expected.items()}
        assert by_first_column(small_server, "cells") == {c: str(n) for c, n in finest.items()}

    def test_areas_of_a_level_and_what_has_no_location(self, small_server: Flask) -> None:
        chosen = incidents("2025-01", "2025-12")
        expected = {area.code: str(int((chosen.lsoa_code == area.code).sum())) for area in LSOAS}
        expected["no-location"] = str(int((chosen.lsoa_code == "").sum()))
        found = by_first_column(small_server, "areas", "level=lsoa")
        assert found == expected
        assert list(found)[-1] == "no-location"

    def test_the_level_below_the_area_where_none_is_given(self, small_server: Flask) -> None:
        assert set(by_first_column(small_server, "areas", "area=X23000002")) == {
            "X05000003", "X05000004", "X05000005",
        }  # fmt: skip

    def test_types(self, small_server: Flask) -> None:
        counts = incidents("2025-01", "2025-12").crime_type.value_counts()
        assert by_first_column(small_server, "types") == {t: str(n) for t, n in counts.items()}
        two = by_first_column(small_server, "types", "types=robbery,burglary")
        assert two == {name: str(counts[name]) for name in ("burglary", "robbery")}

    def test_months_are_inclusive_and_an_uncovered_one_is_empty(self, small_server: Flask) -> None:
        table = incidents("2025-05", "2025-07", force="Southmarch")
        found = by_first_column(small_server, "months", "area=X23000002&from=2025-05&to=2025-07")
        placed = table[table.lsoa_code != ""].month.map(month_text).value_counts()
        assert found == {"2025-05": str(placed["2025-05"]), "2025-06": "", "2025-07": str(placed["2025-07"])}

    def test_statistics(self, small_server: Flask) -> None:
        found = by_first_column(small_server, "statistics", "area=X06000001")
        now = incidents("2025-01", "2025-12", force="Northmarch").query("lsoa_code != ''")
        before = incidents("2024-01", "2024-12", force="Northmarch").query("lsoa_code != ''")
        assert found["incidents"] == found["incidents-compared"] == str(len(now))
        assert found["incidents-before"] == str(len(before))
        assert found["change"] == str(len(now) - len(before))
        assert (found["before-from"], found["before-to"]) == ("2024-01", "2024-12")
        assert found["residents"] == "4500"
        assert float(found["rate-per-1000"]) == 1000 * len(now) / 4500
        assert found["without-location"] == found["months-without-data"] == "0"

    def test_premises_count_what_is_within_reach_and_no_further(self, small_server: Flask) -> None:
        chosen = incidents("2025-01", "2025-12", lsoa_code="X01000001")
        at_point = int((chosen.longitude == LSOAS[0].west + 0.004).sum())
        assert set(by_first_column(small_server, "premises", "within=60").values()) == {str(at_point)}
        near = [row["incidents_within"] for row in rows(small_server, "premises", "within=5")]
        assert near == [str(at_point), *["0"] * len(FORMULA_PREMISES)]
        assert rows(small_server, "premises", "area=X06000003") == []

    def test_a_pinned_cell_narrows_every_panel(self, small_server: Flask) -> None:
        cell, count = next(iter(by_first_column(small_server, "cells", "res=7").items()))
        query = f"cell={cell}"
        assert sum(map(int, by_first_column(small_server, "cells", query).values())) == int(count)
        for panel in ("areas", "types", "months"):
            values = by_first_column(small_server, panel, query).values()
            assert sum(int(value or 0) for value in values) == int(count), panel
        assert by_first_column(small_server, "statistics", query)["incidents"] == count

    def test_a_partnership_by_the_code_of_its_csp(self, small_server: Flask) -> None:
        assert rows(small_server, "areas", "area=X22000001") == rows(small_server, "areas", "area=X06000001")
        shared = [
            text(small_server, "types", f"area={code}") for code in ("X22000002", "X06000002", "X06000003")
        ]
        assert len(set(shared)) == 1

    def test_two_sources_are_listed_and_never_added(self, small_server: Flask) -> None:
        for panel in PROMISED:
            listed = rows(small_server, panel, f"{BOTH}&res=9")
            alone = [
                row
                for key in (POLICE.key, AMBULANCE.key)
                for row in rows(small_server, panel, f"sources={key}&res=9")
            ]
            assert listed == alone, panel
            if panel == "hotspots":  # this world is too small to have any
                continue
            assert {row["source"] for row in listed} == {POLICE.key, AMBULANCE.key}, panel

    def test_cells_are_as_fine_as_every_chosen_source_bears(self, small_server: Flask) -> None:
        listed = rows(small_server, "cells", BOTH)
        resolutions = {(row["source"], h3.get_resolution(row["cell"])) for row in listed}
        assert resolutions == {(POLICE.key, 9), (AMBULANCE.key, 9)}
        alone = rows(small_server, "cells", f"sources={AMBULANCE.key}")
        assert {h3.get_resolution(row["cell"]) for row in alone} == {10}
        assert by_first_column(small_server, "cells", f"sources={AMBULANCE.key}&res=10")


UNUSABLE = {
    "area=nowhere": "no area with this code",
    "area=no-location:X23000001": "no area with this code",
    "types=arson": "no crime type called arson",
    "types=burglary,,robbery": "no crime type called",
    "from=2025-13": "a month written as YYYY-MM",
    "from=2025-1": "a month written as YYYY-MM",
    "to=20251": "a month written as YYYY-MM",
    "from=<b>": "a month written as YYYY-MM",
    "from=2023-12": "reach from 2024-01 to 2025-12",
    "to=2026-01": "reach from 2024-01 to 2025-12",
    "from=2025-06&to=2025-05": "ends before it begins",
    "cell=nothex": "not a map cell",
    "cell=0": "not a map cell",
    "cell=89196210013FFFF": "not a map cell",
    "cell=ffffffffffffffff": "not a map cell",
    "cell=8319": "not a map cell",
    "cell=83195bfffffffff": "not a map cell",  # too coarse to show
    "cell=8a1962100127fff": "no cells finer than resolution 9",
    "level=street": "one of region, force, partnership, ward, lsoa",
    "level=region&area=X05000001": "holds no areas of this level",
    "res=3": "whole number from 4 to 15",
    "res=9.5": "whole number from 4 to 15",
    "res=10": "no cells finer than resolution 9",
    f"res=10&{BOTH}": "no cells finer than resolution 9",
    "within=0": "whole number from 1 to 400",
    "within=401": "whole number from 1 to 400",
    "within=-100": "whole number from 1 to 400",
    "within=abc": "whole number from 1 to 400",
    "within=1e2": "whole number from 1 to 400",
    "within=\u0661\u0662": "whole number from 1 to 400",
    "sources=fire": "no source called fire",
    f"sources={POLICE.key},fire": "no source called fire",
    "table=none": "one of area, type",
    "area=" + "x" * 5_000: "too long",
    "a=b&" * 200: "too many parts",
    "area=all&area=nowhere": "no area with this code",  # of several the last counts
    "area=X06000001%00": "no area with this code",
    "cell=%00": "not a map cell",
    "types=%ff%fe": "no crime type called",
    "area=%E2%82": "no area with this code",
    "area=<script>alert(1)</script>": "no area with this code",
}


class TestWhatCantBeUsed:
    @pytest.mark.parametrize("panel", ["nobody", "Areas", "areas.csv", "..", "%00", "statistics%0d%0aX: y"])
    def test_unknown_panel(self, panel: str, small_server: Flask) -> None:
        status, _, _ = fetch(small_server.test_client(), f"/export/{panel}.csv")
        assert status == 404

    @pytest.mark.parametrize("query", UNUSABLE, ids=lambda query: ascii(query[:40]))
    def test_unusable_value_is_refused_with_the_reason(self, query: str, small_server: Flask) -> None:
        for panel in PROMISED:
            answer = small_server.test_client().get(f"/export/{panel}.csv", query_string=query)
            assert answer.status_code == 400
            assert answer.mimetype == "text/plain"
            assert UNUSABLE[query] in answer.text
            assert "<" not in answer.text  # nothing of the request comes back as a page

    def test_all_that_is_wrong_is_said(self, small_server: Flask) -> None:
        answer = small_server.test_client().get("/export/areas.csv?area=nowhere&within=0")
        assert "The value of area" in answer.text and "The value of within" in answer.text

    @pytest.mark.parametrize(
        "query",
        [
            b"area=\xff\xfe",
            b"\x00\x00",
            b"area=X06000001\x00",
            b"%",
            b"%zz=%zz",
            b"area=%",
            b"=",
            b"&&&",
            b"\xc3\xbc=1",
        ],
    )
    def test_bytes_of_every_sort_never_break_it(self, query: bytes, small_server: Flask) -> None:
        for panel in PROMISED:
            answer = small_server.test_client().open(
                f"/export/{panel}.csv", environ_overrides={"QUERY_STRING": query.decode("latin-1")}
            )
            assert answer.status_code == (400 if b"area=" in query else 200)

    @pytest.mark.parametrize("query", ["area=", "types=&from=&to=", "unknown=1&area=all", "AREA=nowhere"])
    def test_what_says_nothing_changes_nothing(self, query: str, small_server: Flask) -> None:
        assert text(small_server, "areas", query) == text(small_server, "areas")

    def test_exports_are_only_read(self, small_server: Flask) -> None:
        assert small_server.test_client().post("/export/areas.csv").status_code == 405

    @pytest.mark.parametrize("panel", PROMISED)
    def test_before_the_first_import_it_says_what_to_do(self, panel: str, tmp_path: Path) -> None:
        answer = server_of(tmp_path).test_client().get(f"/export/{panel}.csv")
        assert answer.status_code == 404
        assert answer.mimetype == "text/plain"
        assert "python -m dashboard import" in answer.text

    @pytest.mark.parametrize("panel", PROMISED)
    def test_areas_without_incidents_are_nothing_imported_yet(self, panel: str, tmp_path: Path) -> None:
        import_frames(tmp_path, [], small_inputs(), demo=False)
        assert Library(tmp_path).current() is None
        answer = server_of(tmp_path).test_client().get(f"/export/{panel}.csv")
        assert answer.status_code == 404
        assert "python -m dashboard import" in answer.text


class TestWhileDataChange:
    def test_a_version_that_goes_meanwhile_is_answered_from_the_newest(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def imported(kind: str) -> str:
            rows = [incident("2025-01", lsoa="L1", at=middle(0), kind=kind)]
            return served(tmp_path, rows, two_forces()).version

        imported("burglary")
        asked = []

        def areas(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
            asked.append(dataset.version)
            if len(asked) == 1:
                imported("drugs"), imported("robbery")
            return exports._areas(dataset, selection, source).assign(
                rows=len(open_array(dataset.source_file(source, ""), "incident_type"))
            )

        monkeypatch.setitem(exports.PANELS, "areas", areas)
        answer = server_of(tmp_path).test_client().get("/export/areas.csv")
        assert answer.status_code == 200
        assert [version[:7] for version in asked] == ["v000001", "v000003"]

    def test_one_whose_versions_all_go_meanwhile_is_503(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dataset = served(tmp_path, [incident("2025-01", lsoa="L1", at=middle(0))], two_forces())
        server = server_of(tmp_path)
        asked = []

        def areas(dataset: Dataset, *_: object) -> pd.DataFrame:
            asked.append(dataset.version)
            assert len(asked) < 10
            raise FileNotFoundError

        shutil.rmtree(dataset.folder)
        monkeypatch.setattr(Library, "current", lambda _: dataset)
        monkeypatch.setitem(exports.PANELS, "areas", areas)
        assert server.test_client().get("/export/areas.csv").status_code == 503
        assert len(asked) == exports._ATTEMPTS

    def test_a_folder_that_can_not_be_served_is_503(self, tmp_path: Path) -> None:
        version = served(tmp_path, [incident("2025-01", lsoa="L1", at=middle(0))], two_forces()).version
        path = tmp_path / "versions" / version / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"derived": DERIVED + 1}))
        client = server_of(tmp_path).test_client()
        assert client.get("/export/areas.csv").status_code == 503
        assert client.get("/health/ready").status_code == 503


class TestWhatIsNotKnown:
    def test_no_data_is_empty(self, small_server: Flask) -> None:
        query = "area=X23000002&from=2024-01&to=2024-12"
        assert by_first_column(small_server, "statistics", query)["incidents"] == ""
        assert set(by_first_column(small_server, "months", query).values()) == {""}
        assert set(by_first_column(small_server, "areas", query).values()) == {""}

    def test_crime_types_that_a_source_does_not_record(self, small_server: Flask) -> None:
        query = f"sources={AMBULANCE.key}&types=burglary"
        found = by_first_column(small_server, "statistics", query)
        assert found["incidents"] == found["rate-per-1000"] == found["incidents-before"] == ""
        assert found["months-without-data"] == "12"
        assert set(by_first_column(small_server, "months", query).values()) == {""}
        assert set(by_first_column(small_server, "areas", query).values()) == {""}
        assert rows(small_server, "types", query) == rows(small_server, "cells", query) == []

    def test_strays_of_other_forces_keep_their_number(self, tmp_path: Path) -> None:
        served(tmp_path, [incident("2024-01", lsoa="L1"), incident("2024-01", lsoa="L4")], two_forces())
        found = by_first_column(server_of(tmp_path), "statistics", "area=F2")
        assert (found["incidents"], found["rate-per-1000"]) == ("1", "")


class TestFictional:
    @pytest.mark.parametrize("panel", PROMISED)
    def test_every_row_says_so(self, panel: str, demo_server: Flask) -> None:
        query = f"area=X06000005&sources={POLICE_SOURCE.key},{AMBULANCE_SOURCE.key}"
        found = rows(demo_server, panel, query)
        assert {row["source"] for row in found} == {POLICE_SOURCE.key, AMBULANCE_SOURCE.key}
        assert {row["note"] for row in found} == {FICTIONAL} == {"Demonstration data: fictional"}

    def test_a_file_without_rows_says_so_in_its_name_and_header(self, demo_server: Flask) -> None:
        answer = demo_server.test_client().get(
            "/export/cells.csv?area=X23000003&from=2024-01&to=2024-01&types=robbery"
        )
        assert answer.text == "cell,incidents,source,note\r\n"
        assert 'filename="hexscan-demonstration-cells-' in answer.headers["Content-Disposition"]
        assert answer.headers["X-Hexscan-Note"] == FICTIONAL


class TestWritten:
    def test_names_that_look_like_formulas_stay_text(self, small_server: Flask) -> None:
        names = [row["name"] for row in rows(small_server, "premises")]
        assert names == ["The Plain, Old Inn", *(f"'{name}" for name in FORMULA_PREMISES)]
        areas = {row["area_code"]: row["area_name"] for row in rows(small_server, "areas", "level=ward")}
        assert areas["X05000001"] == f"'{FORMULA_WARD}"
        assert areas["X05000005"] == "Quay, North"

    def test_negative_numbers_stay_numbers(self) -> None:
        table = pd.DataFrame(
            {"value": pd.Series([-5, -0.25, "-x", None], dtype=object), "z": [-1.5, 0, 1, np.nan]}
        )
        assert to_csv(table) == "value,z\r\n-5,-1.5\r\n-0.25,0\r\n'-x,1\r\n,\r\n"

    @pytest.mark.parametrize(
        ("value", "written"),
        [
            (1_000_000, "1000000"),
            (1e6, "1000000"),
            (1e22, "10000000000000000000000"),
            (2.5e-7, "0.00000025"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1 / 3, "0.3333333333333333"),
            (np.float64(12.0), "12"),
            (np.nan, ""),
            (None, ""),
            (True, "True"),
        ],
    )
    def test_numbers_in_full_and_without_exponent(self, value: object, written: str) -> None:
        for table in (
            pd.DataFrame({"a": [value], "b": 0}),
            pd.DataFrame({"a": [value], "b": 0}, dtype=object),
        ):
            assert to_csv(table) == f"a,b\r\n{written},0\r\n"

    def test_no_number_of_the_demonstration_has_an_exponent_and_all_read_back(
        self, demo_server: Flask
    ) -> None:
        for row in rows(demo_server, "areas", "level=lsoa"):
            for column in ("incidents", "residents", "compared", "before", "change"):
                assert row[column] == "" or row[column].lstrip("-").isdigit(), (column, row)
            for column in ("rate", "share", "z"):
                assert "e" not in row[column]
                assert row[column] == "" or np.isfinite(float(row[column]))
