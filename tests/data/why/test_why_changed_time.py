"""What changed by time of day and week, and in each of several sources, against rows counted plainly."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.trends import Verdict
from dashboard.data.dataset import Dataset
from dashboard.data.queries import own_area
from dashboard.data.why.changed import OTHERS, Changed, Grouping, changed_table, what_changed
from dashboard.data.why.changed_hours import NO_TIME
from dashboard.data.why.changed_sources import changes_by_source
from dashboard.figures.why_links import part_address
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, served, two_forces
from tests.data.why.raw_demo import asked

CALLS = dataclasses.replace(SOURCE, key="calls", name="Calls", time_precision="minute")
PARTS = ("night", "morning", "afternoon", "evening")
PERIOD = "sources=calls&from=2025-01&to=2025-06"
QUERIES = [PERIOD, f"{PERIOD}&types=drugs", f"{PERIOD}&area=L1", "sources=calls&from=2025-02&to=2025-03"]


def made_rows() -> list[dict[str, Any]]:
    """Two half years of exact times by two forces, more at night in the second; some without a time."""
    chance = np.random.default_rng(41)
    rows = []
    for year, number in ((2024, 900), (2025, 1100)):
        for _ in range(number):
            place = int(chance.integers(4))
            moment = pd.Timestamp(f"{year}-01-01", tz="Europe/London") + pd.Timedelta(
                seconds=int(chance.integers(180 * 86400))
            )
            if year == 2025 and chance.random() < 0.25:
                moment = moment.normalize() + pd.Timedelta(minutes=int(chance.integers(350)))
            row = incident(
                f"{year}-{moment.month:02d}",
                ("First Police", "Second Police")[place > 2],
                lsoa=f"L{place + 1}",
                at=middle(place),
                kind=("burglary", "drugs")[chance.integers(2)],
            )
            if chance.random() > 0.1:
                row["occurred_from"] = moment.tz_convert("UTC")
            rows.append(row)
    return rows


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    frame = pd.DataFrame(made_rows())
    local = pd.to_datetime(frame.occurred_from, utc=True).dt.tz_convert("Europe/London")
    known = local.notna()
    part = pd.cut(local.dt.hour, [-1, 5, 11, 17, 23], labels=list(PARTS)).astype(object)
    week = np.where(local.dt.day_of_week < 5, "weekdays", "weekend")
    return frame.assign(
        now=frame.month >= frame.month.max() // 12 * 12,
        day=part.where(known, NO_TIME),
        week=pd.Series(week, dtype=object).where(known, NO_TIME),
        hour=local.dt.hour,
    )


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    police = [
        incident(f"{year}-{month:02d}", force, lsoa=lsoa)
        for year, number in ((2024, 4), (2025, 9))
        for month in range(1, 7)
        for force, lsoa in (("First Police", "L1"), ("Second Police", "L4"))
        for _ in range(number)
    ]
    folder = tmp_path_factory.mktemp("changed")
    return served(folder, police, two_forces(), also=[(CALLS, made_rows())])


def found_in(dataset: Dataset, query: str) -> Changed:
    selection = asked(dataset, query)
    return what_changed(dataset, selection, selection.sources[0])


def group_of(changed: Changed, by: Grouping) -> dict[str, tuple[int, int]]:
    return {part.key: (part.before, part.now) for one in changed.groups if one.by is by for part in one.rows}


def plainly(rows: pd.DataFrame, selection: Selection, by: str) -> dict[str, tuple[int, int]]:
    """Before and now of each part."""
    kept = rows[rows.crime_type.isin(selection.types or rows.crime_type.unique())]
    if selection.area != "all":
        kept = kept[kept.lsoa_code == selection.area]
    now = kept[kept.month.between(selection.start, selection.end)]
    before = kept[kept.month.between(selection.start - 12, selection.end - 12)]
    return {
        str(key): (int((before[by] == key).sum()), int((now[by] == key).sum())) for key in kept[by].unique()
    }


class TestTime:
    @pytest.mark.parametrize("query", QUERIES)
    @pytest.mark.parametrize(("by", "column"), [(Grouping.DAY, "day"), (Grouping.WEEK, "week")])
    def test_parts_are_those_of_the_rows(
        self, dataset: Dataset, rows: pd.DataFrame, query: str, by: Grouping, column: str
    ) -> None:
        selection = asked(dataset, query)
        known = plainly(rows, selection, column)
        found = group_of(found_in(dataset, query), by)
        assert OTHERS not in found
        assert found == known

    @pytest.mark.parametrize("query", QUERIES)
    def test_they_add_up_to_the_whole(self, dataset: Dataset, query: str) -> None:
        changed = found_in(dataset, query)
        for by in (Grouping.DAY, Grouping.WEEK):
            counts = np.array(list(group_of(changed, by).values()))
            assert counts.sum(axis=0).tolist() == [changed.before, changed.now]
        table = changed_table(dataset, asked(dataset, query), "calls").groupby("by")[["before", "now"]].sum()
        assert list(table.loc["time-of-day"]) == [changed.before, changed.now]
        assert list(table.loc["day-of-week"]) == [changed.before, changed.now]

    @pytest.mark.parametrize("query", [PERIOD, f"{PERIOD}&types=burglary"])
    def test_each_leads_to_its_very_number(self, dataset: Dataset, query: str) -> None:
        selection, changed = asked(dataset, query), found_in(dataset, query)
        followed = 0
        for group in changed.groups:
            if group.by not in (Grouping.DAY, Grouping.WEEK):
                continue
            for part in group.rows:
                address = part_address(dataset, selection, group, part)
                assert bool(address) == (part.key != NO_TIME)
                if address:
                    there = asked(dataset, address.partition("?")[2])
                    own = own_area(dataset, there, "calls")
                    assert (own.before, own.compared, own.verdict) == (part.before, part.now, part.verdict)
                    followed += 1
        assert followed == 6

    def test_chosen_hours_are_parted_too(self, dataset: Dataset, rows: pd.DataFrame) -> None:
        changed = found_in(dataset, f"{PERIOD}&hours=4-8")
        chosen = rows[rows.hour.between(4, 7)]
        assert group_of(changed, Grouping.DAY) == plainly(chosen, asked(dataset, PERIOD), "day")
        assert set(group_of(changed, Grouping.DAY)) == {"night", "morning"}

    def test_hours_inside_one_part_are_not_parted(self, dataset: Dataset) -> None:
        assert group_of(found_in(dataset, f"{PERIOD}&hours=7-9"), Grouping.DAY) == {}

    def test_a_source_of_months_has_no_times(self, dataset: Dataset) -> None:
        assert not group_of(found_in(dataset, "sources=police&from=2025-01&to=2025-06"), Grouping.DAY)

    def test_the_planted_part_is_the_largest(self, dataset: Dataset) -> None:
        group = next(one for one in found_in(dataset, PERIOD).groups if one.by is Grouping.DAY)
        assert group.rows[0].key == "night"
        assert group.rows[0].verdict == Verdict.HIGHER

    def test_days_of_the_demonstration(self, demonstration: Dataset, ambulance: pd.DataFrame) -> None:
        local = pd.to_datetime(ambulance.occurred_from, utc=True).dt.tz_convert("Europe/London")
        selection = asked(demonstration, "sources=demo-ambulance")
        now = ambulance.month.between(selection.start, selection.end)
        before = ambulance.month.between(selection.start - 12, selection.end - 12)
        weekend = local.dt.day_of_week >= 5
        found = group_of(found_in(demonstration, "sources=demo-ambulance"), Grouping.WEEK)
        assert found["weekend"] == (int((before & weekend).sum()), int((now & weekend).sum()))


class TestSources:
    def test_each_has_its_own_change_as_scan_has_it(self, dataset: Dataset) -> None:
        selection = asked(dataset, "sources=calls,police&from=2025-01&to=2025-06")
        found = changes_by_source(dataset, selection)
        assert [one.source for one in found] == ["calls", "police"]
        for one in found:
            own = own_area(dataset, selection, one.source)
            assert one[2:6] == (own.before, own.compared, own.change, own.verdict)
        assert found[1][2:5] == (48, 108, 60)

    def test_one_source_alone_needs_no_list(self, dataset: Dataset) -> None:
        assert changes_by_source(dataset, asked(dataset, PERIOD)) == ()

    def test_what_can_not_be_compared_says_why(
        self, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        nothing = asked(dataset, "sources=calls,police&from=2024-01&to=2024-06")
        assert [one.reason for one in changes_by_source(dataset, nothing)] == ["nothing to compare with"] * 2
        controlled = dataclasses.replace(SOURCE, sensitivity="controlled")
        monkeypatch.setitem(dataset.sources, "police", controlled)
        both = asked(dataset, "sources=calls,police&from=2025-01&to=2025-06")
        last = changes_by_source(dataset, both)[-1]
        assert last.reason.startswith("controlled")
        assert (last.before, last.now) == (0, 0)

    def test_a_source_without_times_says_so_at_chosen_hours(self, dataset: Dataset) -> None:
        selection = asked(dataset, "sources=calls,police&from=2025-01&to=2025-06")
        calls, police = changes_by_source(dataset, selection.replace(hours=(0, 6)))
        assert calls.reason == ""
        assert police.reason == "no times in this source"


def test_what_the_page_says(tmp_path: Path, dataset: Dataset) -> None:
    """Words of the lists, and that sources are never added."""
    from dashboard.layouts.why_changed import changed_html
    from tests.reader import text_of

    selection = asked(dataset, "sources=calls,police&from=2025-01&to=2025-06")
    found = what_changed(dataset, selection, "calls")
    html = changed_html(dataset, selection, found, changes_by_source(dataset, selection))
    said = text_of(list(html.values()))
    for words in ("Time of day", "Night, midnight to 6am", "Saturday and Sunday", "No time known"):
        assert words in said
    assert "never added up" in said
    assert "What follows is Calls alone." in said
