"""The Sources page and the quality report in words: what they tell, and what they withhold."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path
from typing import Any

import pytest

from dashboard.data.quality.disclosed import disclosed
from dashboard.data.quality.report import Fault, Point, QualityReport, Summary, read_report
from dashboard.data.schema import Source, month_number
from dashboard.data.status import ForceStatus, SourceStatus
from dashboard.layouts.coverage import coverage
from dashboard.layouts.quality_report import no_report, quality_report
from dashboard.layouts.source_entry import source_entry, trend
from dashboard.layouts.source_links import report_address, report_of, source_address
from dashboard.layouts.sources import sources
from tests.layouts.test_page_layouts import REPORT, tags, words
from tests.worlds import POLICE, opened

TODAY = datetime.date(2025, 10, 1)
FIRST, LAST = month_number("2025-01"), month_number("2025-07")
DESCRIBED = Source(
    "calls", "Calls", "A trust", "Shared", contact="data@trust.example", agreement="ISA 12",
    agreement_expires="2027-03-31", refresh="monthly", maturity="pilot", caveats=("Only calls answered.",),
)  # fmt: skip


def status_of(source: Source) -> SourceStatus:
    months = tuple(month for month in range(FIRST, LAST + 1) if month != FIRST + 2)
    return SourceStatus(source, 1, 9, 9, 0, {}, 0, FIRST, LAST, (ForceStatus("A", months, (FIRST + 2,), 9),))


def entry(source: Source, summary: Summary | None = None, today: datetime.date = TODAY) -> Any:
    return source_entry(status_of(source), summary, "2025-09-03T10:00:00+00:00", today)


def facts(component: Any) -> dict[str, str]:
    return dict(zip(map(words, tags(component, "Dt")), map(words, tags(component, "Dd")), strict=True))


def test_all_that_is_known_of_a_source() -> None:
    told = facts(entry(DESCRIBED))
    assert told["Owner"] == "A trust"
    assert told["Contact"] == "data@trust.example"
    assert told["Agreement"] == "ISA 12, in force until 31 March 2027"
    assert told["Stage"].startswith("Pilot")
    assert told["Data to"] == "July 2025"
    assert told["Last import"] == "3 September 2025"
    assert told["New data come"] == "every month"
    assert told["Next due"] == "30 September 2025: 1 month of data overdue"
    assert "Only calls answered." in words(entry(DESCRIBED))
    assert "Late" in words(tags(entry(DESCRIBED), "H2"))


def test_what_is_in_time_is_not_called_late() -> None:
    shown = entry(DESCRIBED, today=datetime.date(2025, 9, 30))
    assert facts(shown)["Next due"] == "30 September 2025"
    assert "Late" not in words(tags(shown, "H2"))


@pytest.mark.parametrize(
    ("scores", "words_of_trend"),
    [
        ([80], ""),
        ([80, 90], "up from 80 on 3 May 2025"),
        ([90, 80], "down from 90 on 3 May 2025"),
        ([80, 80], "as at the import before"),
        ([None, 80], ""),
    ],
)
def test_how_the_score_moved(scores: list[int | None], words_of_trend: str) -> None:
    history = tuple(Point("2025-05-03T00:00:00+00:00", score, 1, 0) for score in scores)
    assert trend(history) == words_of_trend
    summary = Summary("calls", "Calls", "", scores[-1], "good", history)
    assert words_of_trend in facts(entry(DESCRIBED, summary))["Quality"]


def test_what_can_not_be_shown_before_its_quarter_is_over_is_not_called_late() -> None:
    controlled = dataclasses.replace(DESCRIBED, sensitivity="controlled")
    assert facts(entry(controlled))["Next due"] == "30 November 2025"


def test_coverage_is_told_in_words_too() -> None:
    (bar,) = [
        one
        for one in tags(coverage(status_of(POLICE).forces, FIRST, LAST), "Div")
        if getattr(one, "role", "")
    ]
    props = bar.to_plotly_json()["props"]
    assert props["aria-label"] == (
        "A: January 2025 to February 2025, April 2025 to July 2025. Missing: March 2025."
    )
    assert [cell.className for cell in bar.children] == ["has", "has", "has-not", "has", "has", "has", "has"]


def test_entries_can_be_linked_to() -> None:
    shown = sources(REPORT)
    anchors = [section.id for section in tags(shown, "Section") if getattr(section, "id", None)]
    assert {POLICE.key, "premises-open-pubs"} <= set(anchors)
    assert source_address(POLICE.key) == f"/sources#{POLICE.key}"


@pytest.mark.parametrize(
    "path", ["/sources", "/sources/", "/sources/a/b", "/sources/..", "/other/a", "/sources/A"]
)
def test_paths_of_no_report(path: str) -> None:
    assert report_of(path) == ""


def test_the_path_of_a_report() -> None:
    assert report_of(report_address(POLICE.key)) == POLICE.key


@pytest.fixture
def report(small_folder: Path) -> QualityReport:
    found = read_report(opened(small_folder).folder, POLICE.key)
    assert found is not None
    return found


def test_a_report_names_every_rule_dimension_and_fault(report: QualityReport) -> None:
    shown = quality_report(report, "v1")
    text = words(shown)
    assert f"{report.score} out of 100: {report.grade}" in text
    assert all(f"{number:,}" in text for number in (report.rows_read, report.rows_kept, report.faults))
    assert "Completeness" in text and "No location" in text and "Missing months" in text
    assert "Southmarch: June 2025, 1 month" in text
    assert all(said in text for said in report.not_checked)
    links = {link.href for link in tags(shown, "A")}
    assert {"/data/v1/quality/march-police.csv", "/data/v1/quality/march-police.json", "/sources"} == links


def test_long_lists_are_folded_and_said_to_be_cut(report: QualityReport) -> None:
    many = tuple(Fault("f.csv", line, "c", "v", "no-location") for line in range(1, 1001))
    shown = quality_report(dataclasses.replace(report, listed=many, faults=4_000), "v1")
    assert "4,000 faults of rows; the first 1,000 are listed here, all are in the CSV." in words(shown)
    assert "980 more" in words(tags(shown, "Summary"))


def test_text_of_files_is_text(report: QualityReport) -> None:
    nasty = (Fault("<b>.csv", 1, "<i>", "<script>alert(1)</script>", "no-location"),)
    cells = tags(quality_report(dataclasses.replace(report, listed=nasty, faults=1), "v1"), "Td")
    assert "<script>alert(1)</script>" in [cell.children for cell in cells]


def test_of_a_controlled_source_no_count_is_written(report: QualityReport) -> None:
    shown = disclosed(dataclasses.replace(report, controlled=True))
    text = words(quality_report(shown, "v1"))
    assert "withheld" in text and "python -m dashboard quality march-police" in text
    assert f"{report.rows_kept:,}" not in text
    assert not [link for link in tags(quality_report(shown, "v1"), "A") if "/data/" in link.href]


def test_where_there_is_no_report_the_page_says_so() -> None:
    assert "no quality report" in words(no_report("x"))


def test_tables_have_headings_for_rows_and_columns(report: QualityReport) -> None:
    tables = tags(quality_report(report, "v1"), "Table")
    assert len(tables) >= 6
    for table in tables:
        assert len(tags(table, "Caption")) == 1
        assert {cell.scope for cell in tags(table, "Th")} == {"col", "row"}
