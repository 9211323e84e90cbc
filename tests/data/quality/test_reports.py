"""Quality reports of imports, from files to the version: what is found, on which line, and how it lasts."""

from __future__ import annotations

import csv
import dataclasses
import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from dashboard.data.ingest import import_paths
from dashboard.data.inputs import read_inputs
from dashboard.data.quality.checks import RULES
from dashboard.data.quality.disclosed import disclosed, disclosed_summary
from dashboard.data.quality.report import (
    FOLDER,
    FileFound,
    Filled,
    MonthFound,
    Point,
    QualityReport,
    RuleFound,
    Scored,
    Summary,
    read_report,
    read_summaries,
)
from dashboard.data.quality.score import WEIGHTS, grade
from dashboard.data.schema import InputError, month_number
from dashboard.data.sources.canonical import write_incidents
from dashboard.data.sources.mapping.finding import find_description
from dashboard.data.sources.report import FIRST_REJECTS
from dashboard.data.store import Store
from tests.data.mapping.described_files import read_rows
from tests.data.quality.test_standard import OWN, incident
from tests.data.sources.small_files import feature, geojson
from tests.data.street_files import HEADER, row, write_street

HOME, NEXT, FAR = "E01000001", "E01000002", "E01000003"
"""Two small areas side by side, and one of another force."""


def square(west: float, south: float) -> list[list[list[float]]]:
    east, north = west + 0.02, south + 0.02
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def write_areas(folder: Path) -> Path:
    """Boundaries of three small areas, and tables that say which force they belong to."""
    folder.mkdir(parents=True, exist_ok=True)
    places = {HOME: (-1.25, 54.56), NEXT: (-1.23, 54.56), FAR: (-1.60, 54.90)}
    shapes = [feature({"LSOA21CD": code, "LSOA21NM": code}, square(*at)) for code, at in places.items()]
    (folder / "lsoa.geojson").write_text(geojson(shapes))
    (folder / "lsoa.csv").write_text(
        "LSOA21CD,LSOA21NM,LAD24CD,LAD24NM\n"
        f"{HOME},Here 001A,E06000001,Here\n{NEXT},Here 001B,E06000001,Here\n"
        f"{FAR},There 001A,E06000002,There\n"
    )
    (folder / "lad.csv").write_text(
        "LAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24CD,PFA24NM\n"
        "E06000001,Here,E22000001,Here,E23000001,Cleveland\n"
        "E06000002,There,E22000002,There,E23000002,Northumbria\n"
    )
    return folder


def placed(longitude: float, latitude: float, code: str) -> str:
    return f"{longitude},{latitude},On or near High Street,{code},Here 001A"


GOOD = placed(-1.24, 54.57, HOME)
MONTH, FORCE = "2025-01", "Cleveland Police"
FAULTY = [
    row(MONTH, FORCE, place=GOOD),
    row(MONTH, FORCE, place=",,No Location,,"),
    row(MONTH, FORCE, place="0,0,No Location,,"),
    row(MONTH, FORCE, place=GOOD, crime_id="aa"),
    row(MONTH, FORCE, place=GOOD, crime_id="aa"),
    row("January", FORCE, place=GOOD),
    row(MONTH, FORCE, place=placed(-1.22, 54.57, HOME)),  # half a mile into the next area
    row(MONTH, FORCE, place=placed(-1.2298, 54.57, HOME)),  # 13 metres outside: within tolerance
    row(MONTH, FORCE, place=placed(-1.59, 54.91, FAR)),
    row(MONTH, FORCE, place=placed(-1.24, 54.57, "E01999999")),
    row(MONTH, FORCE, place=placed(2.0, 50.0, "")),
    row(MONTH, FORCE, place=GOOD, kind="Jaywalking"),
]
EXPECTED = {
    ("no-location", 3), ("zero-point", 4), ("repeated-id", 5), ("left-out", 7), ("off-area", 8),
    ("outside-force", 10), ("unknown-area", 11), ("outside-known", 12), ("unknown-type", 13),
}  # fmt: skip


def version_of(data: Path) -> Path:
    store = Store(data)
    return store.version_dir(store.current_version() or "")


def report_of(data: Path, key: str = "police-uk") -> QualityReport:
    report = read_report(version_of(data), key)
    assert report is not None
    return report


def imported(tmp_path: Path, *files: Path) -> QualityReport:
    areas = write_areas(tmp_path / "areas")
    import_paths(tmp_path / "data", [areas, *files])
    return report_of(tmp_path / "data")


def found(report: QualityReport) -> set[tuple[str, int]]:
    return {(fault.rule, fault.row) for fault in report.listed}


def csv_of(data: Path, key: str = "police-uk") -> list[dict[str, str]]:
    with (version_of(data) / FOLDER / f"{key}-faults.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_each_fault_is_told_by_file_row_column_and_value(tmp_path: Path) -> None:
    report = imported(tmp_path, write_street(tmp_path / "files", MONTH, FAULTY))
    assert found(report) == EXPECTED
    assert report.faults == len(EXPECTED)
    told = {fault.rule: (fault.file, fault.column, fault.value) for fault in report.listed}
    file = "files/2025-01-cleveland-street.csv"
    assert told["left-out"] == (file, "Month", "January")
    assert told["zero-point"] == (file, "Longitude", "0, 0") or told["zero-point"][2] == "0.0, 0.0"
    assert told["unknown-type"] == (file, "Crime type", "Jaywalking")
    assert told["unknown-area"] == (file, "LSOA code", "E01999999")
    assert told["off-area"][2] == f"-1.22, 54.57; {HOME}"
    assert (report.rows_read, report.rows_kept, report.rows_left_out, report.rows_replaced) == (12, 10, 1, 1)
    counted = {one.rule: one.faults for one in report.rules}
    assert {rule for rule, faults in counted.items() if faults} == {rule for rule, _ in EXPECTED} | {
        "missing-month"
    }
    assert [(one.month, one.rows, one.faults) for one in report.months] == [(MONTH, 10, len(EXPECTED) - 2)]


def test_the_csv_has_all_of_them(tmp_path: Path) -> None:
    imported(tmp_path, write_street(tmp_path / "files", MONTH, FAULTY))
    rows = csv_of(tmp_path / "data")
    assert sorted(int(one["row"]) for one in rows) == sorted(line for _, line in EXPECTED)
    assert {one["file"] for one in rows} == {"files/2025-01-cleveland-street.csv"}
    assert all(one["fault"] and one["explanation"] for one in rows)


@pytest.mark.parametrize("quoted", [False, True], ids=["plain", "quoted"])
def test_blank_lines_and_quotation_marks_do_not_shift_rows(tmp_path: Path, quoted: bool) -> None:
    lines = [HEADER, FAULTY[0], "", FAULTY[1], "", "", FAULTY[6], FAULTY[5]]
    if quoted:
        lines[1] = lines[1].replace("On or near High Street", '"On or near High Street"')
    path = tmp_path / "files" / "2025-01-cleveland-street.csv"
    path.parent.mkdir()
    path.write_text("\n".join(lines) + "\n")
    assert found(imported(tmp_path, path)) == {("no-location", 4), ("off-area", 7), ("left-out", 8)}


def test_a_file_without_a_last_line_break(tmp_path: Path) -> None:
    path = tmp_path / "files" / "2025-01-cleveland-street.csv"
    path.parent.mkdir()
    path.write_text("\r\n".join([HEADER, FAULTY[0], FAULTY[1]]))
    assert found(imported(tmp_path, path)) == {("no-location", 3)}


def test_two_forces_and_months_in_one_file(tmp_path: Path) -> None:
    lines = [
        row(month, force, place=place)
        for place in (GOOD, placed(-1.22, 54.57, HOME))
        for month in ("2025-02", "2025-01")
        for force in (FORCE, "Northumbria Police")
    ]
    report = imported(tmp_path, write_street(tmp_path / "files", MONTH, lines))
    assert {line for rule, line in found(report) if rule == "off-area"} == {6, 8}
    assert {line for rule, line in found(report) if rule == "outside-force"} == {3, 5, 7, 9}
    assert {(one.force, one.month): (one.rows, one.faults) for one in report.months} == {
        (FORCE, "2025-01"): (2, 1), (FORCE, "2025-02"): (2, 1),
        ("Northumbria Police", "2025-01"): (2, 2), ("Northumbria Police", "2025-02"): (2, 2),
    }  # fmt: skip


def test_a_month_imported_again_is_told_anew_and_others_stay(tmp_path: Path) -> None:
    poor = [",,No Location,,"] * 2 + [GOOD] * 98
    first = [
        write_street(tmp_path / "files", month, [row(month, FORCE, place=place) for place in poor])
        for month in ("2025-01", "2025-02")
    ]
    before = imported(tmp_path, *first)
    assert before.faults == 4
    again = write_street(tmp_path / "again", "2025-02", [row("2025-02", FORCE, place=GOOD)] * 100)
    import_paths(tmp_path / "data", [again])
    after = report_of(tmp_path / "data")
    assert after.faults == 2
    assert {fault.file for fault in after.listed} == {"files/2025-01-cleveland-street.csv"}
    assert [point.faults for point in after.history] == [4, 2]
    assert after.score is not None and before.score is not None and after.score > before.score
    records = version_of(tmp_path / "data") / "quality" / "records" / "police-uk"
    assert len(list(records.glob("*.json"))) == 2


def test_boundaries_that_come_later_are_checked_against(tmp_path: Path) -> None:
    street = write_street(tmp_path / "files", MONTH, FAULTY)
    import_paths(tmp_path / "data", [street])
    before = report_of(tmp_path / "data")
    assert not {rule for rule, _ in found(before)} & {"off-area", "outside-force", "outside-known"}
    assert {one.faults for one in before.rules if one.rule == "off-area"} == {None}
    assert any("boundaries" in said for said in before.not_checked)
    import_paths(tmp_path / "data", [write_areas(tmp_path / "areas")])
    after = report_of(tmp_path / "data")
    assert found(after) == EXPECTED
    assert len(after.history) == 1, "nothing of the source was imported"


def test_registers_of_premises_have_reports_too(tmp_path: Path) -> None:
    pubs = tmp_path / "files" / "our-pubs.csv"
    pubs.parent.mkdir()
    pubs.write_text(
        "premises_id,name,longitude,latitude,kind\n1,The Crown,-1.2,54.5,pub\n2,,-1.2,54.5,pub\n"
        "3,The Bell,,,pub\n4,The Ship,-1.2,54.5,pub\n4,The Ship Inn,-1.2,54.5,pub\n"
    )
    import_paths(tmp_path / "data", [write_street(tmp_path / "files", MONTH), pubs])
    report = report_of(tmp_path / "data", "premises-our-pubs")
    assert found(report) == {("left-out", 3), ("no-location", 4), ("repeated-id", 5)}
    assert (report.rows_read, report.rows_kept) == (5, 3)
    assert {one.field: one.rows for one in report.fields} == {"location": 2, "name": 3, "kind": 3}


def test_text_that_a_spreadsheet_would_run_is_made_harmless(tmp_path: Path) -> None:
    lines = [
        row(MONTH, FORCE, place=GOOD),
        row("=cmd|x", FORCE, place=GOOD),
        row("@SUM(1)", FORCE, place=GOOD),
    ]
    imported(tmp_path, write_street(tmp_path / "files", MONTH, lines))
    assert [one["value"] for one in csv_of(tmp_path / "data")] == ["'=cmd|x", "'@SUM(1)"]


def test_an_import_that_stops_leaves_the_former_reports(tmp_path: Path) -> None:
    imported(tmp_path, write_street(tmp_path / "files", MONTH, FAULTY))
    before = {path: path.read_bytes() for path in version_of(tmp_path / "data").rglob("*") if path.is_file()}

    def stop(step: str) -> None:
        if step == "quality told":
            raise InputError("stopped")

    with pytest.raises(InputError, match="stopped"):
        import_paths(tmp_path / "data", [write_street(tmp_path / "more", "2025-02")], checkpoint=stop)
    after = {path: path.read_bytes() for path in version_of(tmp_path / "data").rglob("*") if path.is_file()}
    assert after == before


def test_nothing_of_single_rows_of_a_controlled_source_is_told(tmp_path: Path) -> None:
    source = dataclasses.replace(OWN, sensitivity="controlled", finest_resolution=7)
    rows = [
        incident(occurred_from=f"{month}-01 10:00", month=month_number(month), lsoa_code=HOME,
                 longitude=-1.24, latitude=54.57)
        for month in ("2025-07", "2025-08", "2025-09") for _ in range(30)
    ]  # fmt: skip
    rows += [incident(longitude=None, crime_type="not-yet-mapped") for _ in range(3)]
    frame = pd.DataFrame(rows)
    for name in ("occurred_from", "occurred_to"):
        frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[s, UTC]")
    file = tmp_path / "calls.parquet"
    write_incidents(file, source, frame.astype({"longitude": float, "latitude": float}))
    import_paths(tmp_path / "data", [write_areas(tmp_path / "areas"), file])
    report = report_of(tmp_path / "data", "calls")
    assert Counter(fault.rule for fault in report.listed) == {
        "no-location": 3, "unmapped-type": 3, "unknown-area": 3
    }  # fmt: skip
    assert {one["value"] for one in csv_of(tmp_path / "data", "calls")} <= {"", "(withheld)"}
    shown = disclosed(report)
    numbers = [shown.rows_read, shown.rows_kept, shown.faults, *(one.faults for one in shown.rules)]
    assert set(numbers) == {None}
    assert not (shown.months or shown.listed or shown.files or shown.words)
    assert shown.score is None and not (shown.fields or shown.missing or shown.overdue)
    bands = [one.band for one in shown.dimensions] + [one.band for one in shown.history]
    assert set(bands) == {"withheld"}
    assert told(shown) == told(disclosed(dataclasses.replace(FEW, key="calls", name=shown.name)))


def told(report: QualityReport) -> str:
    """The JSON that readers get, but for when it was made."""
    when = tuple(dataclasses.replace(one, when="") for one in report.history)
    return dataclasses.replace(report, made="", history=when, not_checked=()).to_json()


def controlled_report(rows: int, without: int, score: int) -> QualityReport:
    """Of a controlled source of so many rows, of which some have no location, with whatever follows."""
    return QualityReport(
        key="calls", name="Calls", made="2025-10-01T00:00:00+00:00", controlled=True, rows_read=rows,
        rows_kept=rows, rows_replaced=without, rows_left_out=without, identical=without, score=score,
        grade=grade(score),
        dimensions=tuple(
            Scored(one.value, 100.0 if without == 0 else 100.0 - 500 * without / rows, weight)
            for one, weight in WEIGHTS.items()
        ),
        fields=(
            Filled("location", rows - without, rows, True),
            *([Filled("place", without, rows, False)] if without else []),
        ),
        rules=tuple(RuleFound(rule, without) for rule in RULES),
        months=(MonthFound("A", "2025-07", rows, without),),
        missing=(("A", "2025-08"),) * without,
        overdue=without, faults=without, listed=(), files=(FileFound("a.csv", rows, without),),
        words={"x": without}, not_checked=(),
        history=(Point("2025-10-01T00:00:00+00:00", score, rows, without),),
    )  # fmt: skip


FEW = controlled_report(20, 0, 100)


@pytest.mark.parametrize("rows", [1, 20, 199])
def test_of_few_rows_no_record_changes_what_readers_are_told(rows: int) -> None:
    every = [
        controlled_report(total, without, score)
        for total in (rows, max(rows - 1, 1))
        for without, score in ((0, 100), (1, 95), (total // 2, 20), (total, 0))
    ]
    assert len({told(disclosed(one)) for one in every}) == 1
    summaries = {disclosed_summary(summary_of(one), controlled=True) for one in every}
    assert len(summaries) == 1 and summaries.pop().score is None


def summary_of(report: QualityReport) -> Summary:
    return Summary(report.key, report.name, report.made, report.score, report.grade, report.history)


def test_of_many_rows_readers_are_told_bands() -> None:
    shown = disclosed(controlled_report(1_000, 30, 85))
    assert (shown.score, shown.grade) == (None, "usable with care")
    assert {(one.score, one.band) for one in shown.dimensions} == {(None, "70 to 90")}
    assert [(one.field, one.rows, one.of, one.band) for one in shown.fields] == [
        ("location", None, None, "90% or more"), ("place", None, None, "under 70%")
    ]  # fmt: skip
    assert [(one.score, one.rows, one.band) for one in shown.history] == [(None, None, "usable with care")]


def test_of_many_rows_neither_the_last_fault_nor_a_field_of_few_rows_is_told() -> None:
    shown = [told(disclosed(controlled_report(1_000, without, 99))) for without in (0, 1, 19)]
    assert len(set(shown)) == 1


def test_a_score_in_the_history_is_withheld_where_there_were_few_rows_then() -> None:
    report = controlled_report(1_000, 0, 100)
    before = Point("2025-07-01T00:00:00+00:00", 40, 30, 20)
    shown = disclosed(dataclasses.replace(report, history=(before, *report.history)))
    assert [one.band for one in shown.history] == ["withheld", "good"]


def test_an_open_source_is_shown_as_it_is(tmp_path: Path) -> None:
    report = imported(tmp_path, write_street(tmp_path / "files", MONTH, FAULTY))
    assert disclosed(report) is report


def test_the_summary_lists_all_reports(tmp_path: Path) -> None:
    report = imported(tmp_path, write_street(tmp_path / "files", MONTH, FAULTY))
    assert {key: one.score for key, one in read_summaries(version_of(tmp_path / "data")).items()} == {
        "police-uk": report.score
    }
    assert json.loads(report.to_json())["key"] == "police-uk"


@pytest.mark.shared
def test_bedfordshire_as_its_readme_counts_it(tmp_path: Path, shared_data: Path) -> None:
    import_paths(
        tmp_path / "data",
        [
            shared_data / "police-street-bedfordshire",
            shared_data / "boundaries" / "lsoa",
            shared_data / "lookups",
        ],
    )
    report = report_of(tmp_path / "data")
    counted = {one.rule: one.faults for one in report.rules}
    assert (counted["no-location"], counted["repeated-id"], report.rows_read) == (3_832, 184, 120_588)
    assert Counter(one["fault"] for one in csv_of(tmp_path / "data"))["No location"] == 3_832
    identical = 0
    for file in sorted((shared_data / "police-street-bedfordshire").rglob("*.csv.gz")):
        rows = pd.read_csv(file)
        nameless = rows[rows["Crime ID"].isna()].drop(
            columns=["Reported by", "Last outcome category", "Context"]
        )
        identical += int(nameless.duplicated().sum())
    assert report.identical == identical
    for fault in report.listed[::50]:
        lines = pd.read_csv(shared_data / "police-street-bedfordshire" / fault.file)
        line = lines.iloc[fault.row - 2]
        if fault.rule == "no-location":
            assert pd.isna(line["Longitude"])
        elif fault.rule == "outside-force":
            assert fault.value.startswith(f"{line['Longitude']}, ")


def test_rows_that_are_no_rows_of_a_described_table_are_told_too(tmp_path: Path) -> None:
    described = read_rows(
        tmp_path,
        [
            "1,2025-11-03 22:10,Noise,-1.24,54.57",
            "2,2025-11-04 22:10",  # ragged
            "3,2025-11-05 22:10,Shouting,-1.24,54.57",
            *["4,2025-11-06,too,many,columns,here"] * 30,
            "5,2025-11-07 22:10,Noise,,",
        ],
    )
    quality = described.quality
    assert quality is not None
    told = [(fault["rule"], fault["row"]) for fault in quality.faults.sort_by("row").to_pylist()]
    expected = [("left-out", 3), *[("left-out", line) for line in range(5, 35)], ("no-location", 35)]
    assert [one for one in told if one[0] != "unmapped-type"] == expected
    assert len(described.report.first_rejects) == FIRST_REJECTS
    assert quality.rows_read == 34
    assert quality.words == {"Noise": 2, "Shouting": 1}


@pytest.mark.parametrize(("ids", "kept"), [(True, 3), (False, 4)], ids=["supplier's ids", "own ids"])
def test_files_of_one_register_are_kept_beside_each_other(tmp_path: Path, ids: bool, kept: int) -> None:
    """A register that comes as a file an authority; the Bell stands in both."""
    described = tmp_path / "food.toml"
    described.write_text(
        '[source]\nkey = "food"\nname = "Food"\nowner = "Councils"\nlicence = "OGL"\nkind = "premises"\n'
        '[place]\nlongitude = "x"\nlatitude = "y"\n[columns]\nname = "who"\n'
        + ('premises_id = "id"\n' if ids else "")
    )
    files = tmp_path / "food"
    files.mkdir()
    (files / "a.csv").write_text("id,who,x,y\n1,Crown,-1.2,54.5\n2,Bell,,\n")
    (files / "b.csv").write_text("id,who,x,y\n2,Bell,,\n3,Ship,-1.2,54.5\n")
    description = find_description(str(described), tmp_path)
    street = write_street(tmp_path / "street", MONTH)
    import_paths(tmp_path / "data", [street])
    import_paths(tmp_path / "data", [files], description=description)
    premises = read_inputs(version_of(tmp_path / "data") / "inputs").premises
    assert sorted(premises.name) == (["Bell", "Crown", "Ship"] if ids else ["Bell", "Bell", "Crown", "Ship"])
    assert premises.premises_id.is_unique
    report = report_of(tmp_path / "data", "premises-food")
    assert {(fault.file, fault.row) for fault in report.listed} == {("food/a.csv", 3), ("food/b.csv", 2)}
    assert report.rows_kept == 4
    import_paths(tmp_path / "data", [files / "b.csv"], description=description)  # alone, it is the register
    assert len(read_inputs(version_of(tmp_path / "data") / "inputs").premises) == 2
    assert report_of(tmp_path / "data", "premises-food").rows_kept == 2
    assert kept == len(premises)
