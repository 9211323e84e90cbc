"""Records of places that no force reports on: counted, never taken for data of those places."""

from __future__ import annotations

import h3
import pandas as pd
import pytest

from dashboard.data import queries, statistics
from dashboard.data.areas import ELSEWHERE
from dashboard.data.dataset import Dataset
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, served, two_forces


@pytest.fixture(scope="module")
def strayed(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """First alone reports 2024-01: 3 in L1, 1 without a location, and strays in L4 (Second's) and S1."""
    rows = [incident("2024-01", lsoa="L1", at=middle(0))] * 3 + [incident("2024-01")]
    rows += [incident("2024-01", lsoa="L4", at=middle(3))] * 2
    rows += [incident("2024-01", lsoa="S1", lsoa_name="Far 001A")]
    return served(tmp_path_factory.mktemp("strayed"), rows, two_forces())


def _by_code(table: pd.DataFrame) -> dict[str, int]:
    return dict(zip(table.area_code, table.incidents, strict=True))


def _select(dataset: Dataset, query: str) -> Selection:
    selection, problems = Selection.from_query(query, dataset.catalogue)
    assert problems == ()
    return selection


def test_the_page_lists_it_in_one_row_and_the_sum_stays(strayed: Dataset) -> None:
    selection = _select(strayed, "?level=lsoa")
    whole = queries.areas(strayed, selection, SOURCE.key)
    brief = pd.DataFrame(queries.areas_in_brief(strayed, selection, SOURCE.key))
    counted = {"L1": 3, "L2": 0, "L3": 0}
    assert _by_code(whole) == counted | {"L4": 2, "S1": 1, "no-location": 1}
    assert _by_code(brief) == counted | {"no-location": 1, ELSEWHERE: 3}
    row = brief.set_index("area_code").loc[ELSEWHERE]
    assert (row.area_name, bool(row.covered)) == ("Elsewhere (2 other areas)", False)
    assert (row.share, row.verdict) == (pytest.approx(3 / 7), "no earlier data")
    assert pd.isna([row.residents, row.rate, row.change]).all()
    assert brief.share.sum() == pytest.approx(1)


@pytest.mark.parametrize("query", ["?level=force", "?area=L4", "?area=F1"])
def test_a_single_such_area_keeps_its_name(strayed: Dataset, query: str) -> None:
    selection = _select(strayed, query)
    whole = queries.areas(strayed, selection, SOURCE.key)
    brief = queries.areas_in_brief(strayed, selection, SOURCE.key)
    rows = whole.astype(object).where(whole.notna(), None).to_dict("records")
    assert not any(row.withheld for row in brief)  # which the table needs no column to say
    assert [row._asdict() for row in brief] == [{**row, "withheld": False} for row in rows]


@pytest.mark.parametrize(("area", "incidents"), [("all", 7), ("R", 6)])
def test_it_has_no_part_in_a_rate(strayed: Dataset, area: str, incidents: int) -> None:
    found = statistics.statistics(strayed, _select(strayed, f"?area={area}"), SOURCE.key)
    assert (found.incidents, found.residents) == (incidents, 600)
    assert found.rate == pytest.approx(1000 * 4 / 600)


def test_where_nobody_reports_strays_are_counted_and_said_to_be_strays(strayed: Dataset) -> None:
    found = statistics.statistics(strayed, _select(strayed, "?area=F2"), SOURCE.key)
    assert (found.incidents, found.nothing_reported, found.not_recorded) == (2, True, False)
    assert (found.residents, found.rate, found.verdict) == (None, None, "no earlier data")


def test_a_cell_of_strays_alone_has_no_forces(strayed: Dataset) -> None:
    cell = h3.latlng_to_cell(*middle(3)[::-1], 9)
    selection = _select(strayed, f"?area=R&cell={cell}")
    found = statistics.statistics(strayed, selection, SOURCE.key)
    assert (found.incidents, found.nothing_reported, found.months_uncovered) == (2, True, ("2024-01",))
    assert (found.before, found.left_out, found.forces_partly_covered) == (None, (), ())
    months = queries.months(strayed, selection, SOURCE.key)
    assert months.incidents.isna().tolist() == [True]
    assert list(months.forces) == [0]
