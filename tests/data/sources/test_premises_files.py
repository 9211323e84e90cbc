"""Registers of premises."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from dashboard.data.schema import PREMISES, InputError
from dashboard.data.sources import Kind, PremisesRead, Register, read_premises, recognise
from tests.data.sources.small_files import write

OPEN_PUBS = r"""22,Anchor Inn,"Upper Street, Stratford",CO7 6LW,604749,234404,51.970379,0.979340,Babergh
246013,R \\& N Pubs Ltd,"1 High Street",SK7 6AD,392606,386458,53.374916,-2.112603,Stockport
377969,Community Centre,"Dartington",TQ9 6JD,622675,-5527598,\N,\N,South Hams
"""


def read(folder: Path, content: str, name: str = "register.csv") -> PremisesRead:
    ref = write(folder / name, content)
    assert recognise(ref) is Kind.PREMISES
    return read_premises(ref)


def test_open_pubs_without_a_header(tmp_path: Path) -> None:
    premises = read(tmp_path, OPEN_PUBS)
    assert premises.register == Register("open-pubs", "Open Pubs", "")
    assert premises.frame["premises_id"].tolist() == ["22", "246013", "377969"]
    assert premises.frame["name"].tolist() == ["Anchor Inn", "R & N Pubs Ltd", "Community Centre"]
    assert premises.frame["address"].tolist()[0] == "Upper Street, Stratford, CO7 6LW"
    assert premises.frame["longitude"].isna().tolist() == [False, False, True]
    assert (premises.report.rows_read, premises.report.without_location) == (3, 1)
    pa.Table.from_pandas(premises.frame, schema=PREMISES, preserve_index=False)


def test_open_pubs_with_a_header(tmp_path: Path) -> None:
    header = "fas_id,name,address,postcode,easting,northing,latitude,longitude,local_authority\n"
    premises = read(tmp_path, header + OPEN_PUBS, "pubs-2024-03.csv")
    assert premises.register == Register("open-pubs", "Open Pubs", "2024-03")
    assert premises.frame.equals(read(tmp_path, OPEN_PUBS).frame)


def test_openstreetmap_pubs(tmp_path: Path) -> None:
    premises = read(tmp_path, "name,osm_id,latitude,longitude,lad24_code\nThe Star,4082703,52.1,-0.4,E06\n")
    assert premises.register == Register("osm", "OpenStreetMap pubs")
    assert premises.frame.to_dict("records") == [
        {
            "premises_id": "4082703",
            "name": "The Star",
            "longitude": -0.4,
            "latitude": 52.1,
            "address": "",
            "kind": "",
            "hours": "",
        }
    ]


def test_another_register_is_named_by_its_file_and_may_have_kind_and_hours(tmp_path: Path) -> None:
    content = "Premises name,Lat,Long,Type,Opening hours\nBar One,54.5,-1.2,Late-night bar,20:00 to 04:00\n"
    premises = read(tmp_path, content, "licensing-act_register 2025-06-30.csv")
    assert premises.register == Register(
        "licensing-act-register-2025-06-30", "Licensing act register 2025 06 30", "2025-06-30"
    )
    assert premises.frame[["kind", "hours"]].to_numpy().tolist() == [["Late-night bar", "20:00 to 04:00"]]


def test_ids_are_made_of_name_and_position_where_there_are_none(tmp_path: Path) -> None:
    content = "name,latitude,longitude\nThe Star,54.5,-1.2\nThe Star,54.5,-1.2\nThe Star,,\n"
    ids = read(tmp_path, content).frame["premises_id"].tolist()
    assert ids == ["the-star-54-50000-1-20000", "the-star-54-50000-1-20000-2", "the-star"]
    assert ids == read(tmp_path, content).frame["premises_id"].tolist()


def test_the_later_row_of_an_id_wins(tmp_path: Path) -> None:
    premises = read(tmp_path, "id,name,latitude,longitude\n1,Old,54,-1\n2,Other,54,-1\n1,New,54,-1\n")
    assert premises.frame["name"].tolist() == ["Other", "New"]
    assert (premises.report.rows_kept, premises.report.rows_replaced) == (2, 1)


def test_rows_without_a_name_or_with_odd_coordinates_are_rejected(tmp_path: Path) -> None:
    content = "id,name,latitude,longitude\n1,,54,-1\n2,A,95,-1\n3,B,54,west\n4,C,0,0\n"
    report = read(tmp_path, content).report
    assert report.rejected == {
        "no name": 1,
        "coordinates outside the world": 1,
        "coordinates not numbers": 1,
    }
    assert [reject["row"] for reject in report.first_rejects] == [2, 3, 4]
    assert (report.rows_kept, report.without_location) == (1, 1)
    assert report.rows_read == report.rows_kept + report.rows_replaced + sum(report.rejected.values())


def test_a_quoted_address_may_run_over_lines_and_rows_are_still_numbered_right(tmp_path: Path) -> None:
    content = 'id,name,address,latitude,longitude\n1,A,"High Street\nAyton",54,-1\n2,,x,54,-1\n'
    premises = read(tmp_path, content)
    assert premises.frame["address"].tolist() == ["High Street\nAyton"]
    assert premises.report.first_rejects[0]["row"] == 4


def test_a_header_alone_and_no_usable_row(tmp_path: Path) -> None:
    assert read(tmp_path, "name,lat,lon\n").report.note == "The file has a header but no rows."
    with pytest.raises(InputError, match=r"register\.csv, row 2, column name: it is empty"):
        read(tmp_path, "name,lat,lon\n,54,-1\n")
