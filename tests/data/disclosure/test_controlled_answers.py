"""What is answered of a controlled source, and what the build makes of its records."""

from __future__ import annotations

import dataclasses
import stat
from pathlib import Path

import numpy as np
import pytest

from dashboard.analysis.trends import Verdict, rounded_places, verdicts_at
from dashboard.data import queries
from dashboard.data.controlled_view import controlled_view
from dashboard.data.dataset import Dataset, Library
from dashboard.data.disclosure import WITHHELD, DisclosureError, disclosed_counts, least_shown
from dashboard.data.disclosure_key import FILE, disclosure_key, key_mark
from dashboard.data.ingest import import_frames
from dashboard.data.quarters import whole_quarters
from dashboard.data.schema import InputError, Level, month_number, month_text
from dashboard.data.series import series
from dashboard.data.statistics import statistics
from dashboard.data.view import view_of
from dashboard.selection import Selection
from tests.data.disclosure.controlled_world import (
    AMBULANCE,
    AREAS,
    QUARTERS,
    controlled_world,
    incidents_of,
    random_truth,
)
from tests.data.small_world import frame, two_forces

KEY = AMBULANCE.key


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Two years; each area's falls are many, its overdoses few."""
    truth = {(area, "fall", quarter): 40 + 10 * n for n, area in enumerate(AREAS) for quarter in QUARTERS}
    truth |= {(area, "overdose", quarter): 2 for area in ("L1", "L2", "L3") for quarter in QUARTERS}
    return controlled_world(tmp_path_factory.mktemp("controlled"), truth, police=True)


def select(dataset: Dataset, query: str) -> Selection:
    selection, problems = Selection.from_query(f"?sources={KEY}&{query}", dataset.catalogue)
    assert not problems
    return selection


class TestQuarters:
    @pytest.mark.parametrize(
        ("asked", "counted"),
        [
            (("2024-01", "2024-12"), ("2024-01", "2024-12")),
            (("2024-02", "2024-12"), ("2024-04", "2024-12")),
            (("2024-02", "2024-11"), ("2024-04", "2024-09")),
            (("2024-05", "2024-05"), ("2024-04", "2024-06")),  # the quarter it begins in
            (("2024-06", "2024-08"), ("2024-04", "2024-06")),
            (("2025-11", "2025-11"), ("2025-07", "2025-09")),  # which is not whole: the nearest
            (("2023-11", "2023-12"), ("2024-01", "2024-03")),
        ],
    )
    def test_those_inside_a_period(self, asked: tuple[str, str], counted: tuple[str, str]) -> None:
        bounds = month_number("2023-11"), month_number("2025-11")
        found = whole_quarters(*map(month_number, asked), *bounds)
        assert tuple(map(month_text, found)) == counted

    def test_without_a_whole_one_the_period_stays(self) -> None:
        assert whole_quarters(24_001, 24_002, 24_001, 24_004) == (24_001, 24_002)

    def test_only_a_controlled_source_is_held_to_them(self, dataset: Dataset) -> None:
        period = "from=2024-02&to=2024-11"
        selection, _ = Selection.from_query(f"?sources=police&{period}", dataset.catalogue)
        assert (month_text(selection.start), month_text(selection.end)) == ("2024-02", "2024-11")
        for sources in (KEY, f"police,{KEY}"):
            selection, _ = Selection.from_query(f"?sources={sources}&{period}", dataset.catalogue)
            assert (month_text(selection.start), month_text(selection.end)) == ("2024-04", "2024-09")

    def test_a_selection_made_otherwise_is_held_to_them_where_it_is_counted(self, dataset: Dataset) -> None:
        free = select(dataset, "").replace(start=month_number("2024-03"), end=month_number("2024-08"))
        counted = controlled_view(dataset, free, KEY).view.selection
        assert (month_text(counted.start), month_text(counted.end)) == ("2024-04", "2024-06")


class TestCounts:
    @pytest.mark.parametrize(
        ("count", "shown"),
        [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1_117, 1_115)],
    )
    def test_withheld_or_rounded(self, count: int, shown: int | None) -> None:
        found = disclosed_counts(count, AMBULANCE)
        assert np.isnan(found) if shown is None else found == shown

    def test_what_is_not_small_is_never_shown_as_0(self) -> None:
        assert disclosed_counts(2, dataclasses.replace(AMBULANCE, small_counts=1)) == 5
        assert least_shown(3, AMBULANCE) == 5 and least_shown(0, AMBULANCE) == 0

    def test_each_total_is_rounded_by_itself(self, dataset: Dataset) -> None:
        selection = select(dataset, "types=overdose&level=lsoa&from=2024-01&to=2024-03")
        rows = queries.areas(dataset, selection, KEY).set_index("area_code").incidents
        assert {WITHHELD} == set(rows[["L1", "L2", "L3"]])
        assert statistics(dataset, selection, KEY).incidents in (5, None)  # 6, at most one off

    def test_the_raw_view_is_not_to_be_had(self, dataset: Dataset) -> None:
        with pytest.raises(DisclosureError, match="Ambulance calls"):
            view_of(dataset, select(dataset, ""), KEY)
        with pytest.raises(DisclosureError, match="Police is an open source"):
            controlled_view(dataset, select(dataset, ""), "police")

    def test_what_is_withheld_has_no_share_no_rate_and_no_change(self, dataset: Dataset) -> None:
        selection = select(dataset, "types=overdose&level=lsoa&from=2025-01&to=2025-03")
        rows = {row.area_code: row for row in queries.areas_in_brief(dataset, selection, KEY)}
        row = rows["L1"]
        assert row.withheld and row.verdict == Verdict.WITHHELD
        assert {row.incidents, row.share, row.rate, row.compared, row.before, row.change, row.z} == {None}
        found = statistics(dataset, selection.replace(area="L1"), KEY)
        assert found.withheld and found.verdict == Verdict.WITHHELD
        assert {found.incidents, found.rate, found.change, found.z} == {None}
        assert found.rate_reason == "The count is withheld, so there is no rate."
        assert ("incidents", WITHHELD) in found.rows()

    def test_zero_is_zero_and_no_data_is_none(self, dataset: Dataset) -> None:
        selection = select(dataset, "types=overdose&level=lsoa&area=L4")
        found = statistics(dataset, selection, KEY)
        assert (found.incidents, found.withheld) == (0, False)


class TestSeries:
    def test_a_row_a_quarter(self, dataset: Dataset) -> None:
        found = series(dataset, select(dataset, "types=fall&area=L1"), KEY)
        assert [row.month for row in found.rows] == list(QUARTERS)
        assert {row.incidents for row in found.rows} == {40}
        assert [row.before for row in found.rows] == [None] * 4 + [40] * 4
        assert (found.noun, {row.length for row in found.rows}) == ("quarter", {3})

    def test_withheld_quarters_are_told_from_those_without_data(self, dataset: Dataset) -> None:
        found = series(dataset, select(dataset, "types=overdose&area=L1"), KEY)
        assert {(row.incidents, row.withheld) for row in found.rows} == {(None, True)}
        assert found.rows[0].upper is None

    def test_small_lines_count_withheld_quarters_apart(self, dataset: Dataset) -> None:
        lines = queries.months_of_areas(dataset, select(dataset, "types=overdose&level=lsoa"), KEY, ["L1"])
        assert lines.incidents["L1"] == [None] * len(QUARTERS)
        assert lines.withheld["L1"] == len(QUARTERS)

    def test_exported_months_are_quarters(self, dataset: Dataset) -> None:
        found = queries.months(
            dataset, select(dataset, "types=overdose&area=L1&from=2024-02&to=2024-12"), KEY
        )
        assert found.month.tolist() == ["2024-04 to 2024-06", "2024-07 to 2024-09", "2024-10 to 2024-12"]
        assert set(found.incidents) == {WITHHELD}


class TestVerdict:
    def verdict(self, now: float, before: float, phi: float = 1.0) -> Verdict:
        arrays = (np.array([number]) for number in (now, before, phi))
        return verdicts_at(rounded_places(*arrays, 5, np.array([False]))[1])[0]

    def test_a_change_that_rounding_may_have_made_is_not_called(self) -> None:
        assert self.verdict(5, 0) is Verdict.TOO_FEW
        assert self.verdict(20, 5) is Verdict.WITHIN  # 3.2 of 20 and 5, 2.1 of 17.5 and 7.5
        assert self.verdict(40, 5) is Verdict.HIGHER
        assert self.verdict(5, 40) is Verdict.LOWER

    def test_no_change_has_no_z(self) -> None:
        z, _ = rounded_places(
            np.array([10.0, 15.0]), np.array([10.0, 10.0]), np.ones(2), 5, np.zeros(2, bool)
        )
        assert z.tolist() == [0.0, 0.0]


class TestKey:
    def test_it_is_made_once_for_its_owner_alone(self, tmp_path: Path) -> None:
        key = disclosure_key(tmp_path)
        assert len(key) == 32 and disclosure_key(tmp_path) == key
        assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
        assert [path.name for path in tmp_path.iterdir()] == [FILE]

    def test_a_damaged_one_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / FILE).write_bytes(b"short")
        with pytest.raises(
            InputError, match=r"disclosure\.key is damaged: it should hold 32 bytes, it holds 5"
        ):
            disclosure_key(tmp_path)

    def test_a_mark_tells_keys_apart_and_nothing_more(self) -> None:
        assert key_mark(b"a" * 32) != key_mark(b"b" * 32)
        assert len(key_mark(b"a" * 32)) == 16

    def test_the_same_data_are_served_the_same_in_every_version(self, tmp_path: Path) -> None:
        truth = random_truth(3, quarters=4)
        first = controlled_world(tmp_path, truth)
        counts = np.array(first.cubes[KEY].values)
        import_frames(tmp_path, [(AMBULANCE, frame(incidents_of(truth)))], two_forces(), demo=False)
        second = Library(tmp_path).current()
        assert second is not None and second.version != first.version
        assert np.array_equal(counts, second.cubes[KEY].values)

    def test_a_lost_key_is_said(self, tmp_path: Path) -> None:
        truth = random_truth(3, quarters=4)
        controlled_world(tmp_path, truth)
        (tmp_path / FILE).unlink()
        again = [(AMBULANCE, frame(incidents_of(truth)))]
        report = import_frames(tmp_path, again, two_forces(), demo=False)
        assert any("its small counts were moved anew" in note for note in report.notes)


class TestBuild:
    def test_without_a_whole_quarter_nothing_can_be_shown(self, tmp_path: Path) -> None:
        rows = [row for row in incidents_of({("L1", "fall", "2024-01"): 9}) if row["month"] % 3]
        with pytest.raises(InputError, match="no quarter has all three months yet"):
            import_frames(tmp_path, [(AMBULANCE, frame(rows))], two_forces(), demo=False)
        assert Library(tmp_path).current() is None

    def test_a_quarter_that_is_not_whole_is_not_served(self, tmp_path: Path) -> None:
        rows = incidents_of({("L1", "fall", quarter): 60 for quarter in QUARTERS[:3]})
        cut = [row for row in rows if row["month"] != month_number("2024-08")]
        import_frames(tmp_path, [(AMBULANCE, frame(cut))], two_forces(), demo=False)
        dataset = Library(tmp_path).current()
        assert dataset is not None
        assert [month_text(month) for month in dataset.reach(KEY)] == ["2024-01", "2024-06"]
        assert int(dataset.cubes[KEY].together[-1].sum()) in range(120, 140)

    def test_areas_add_up_of_the_same_counts(self, dataset: Dataset) -> None:
        """Before rounding: the counts of smaller areas make up those of larger ones exactly."""
        view = controlled_view(dataset, select(dataset, "from=2024-01&to=2025-12"), KEY).view
        tree = dataset.areas
        by_leaf = np.bincount(view.leaves, weights=view.by_piece, minlength=len(tree.codes))
        for code in ("D1", "D2", "F1", "R", "all"):
            first, last = tree.span(code)
            inside = controlled_view(
                dataset, select(dataset, f"area={code}&from=2024-01&to=2025-12"), KEY
            ).view
            assert inside.whole.total(inside.period)[0] == by_leaf[first : last + 1].sum()
        assert tree.level("D1") is Level.PARTNERSHIP

    def test_beside_it_an_open_source_is_exact(self, dataset: Dataset) -> None:
        selection, _ = Selection.from_query(
            "?sources=police&types=overdose&level=lsoa&from=2024-01&to=2024-03", dataset.catalogue
        )
        rows = queries.areas(dataset, selection, "police").set_index("area_code").incidents
        assert rows[["L1", "L2", "L3"]].tolist() == [2, 2, 2]
