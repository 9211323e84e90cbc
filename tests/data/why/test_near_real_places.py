"""The real food register beside real pubs: schools, shops and takeaways to look near, pubs as they were."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.data import queries
from dashboard.data.dataset import Dataset, Library
from dashboard.data.ingest import import_paths
from dashboard.data.premises_meant import Meant, premises_meant
from dashboard.data.reach import premises_reach
from dashboard.data.sources.mapping.finding import find_description
from dashboard.data.statistics import statistics
from dashboard.data.why.near_licensed import near_licensed
from dashboard.data.why.near_sites import sites_table
from dashboard.selection import Selection
from tests.data.why.raw_demo import asked, haversine

pytestmark = pytest.mark.shared

SOURCE = "police-uk"
CLEVELAND = ("859", "860", "861", "862")
MONTHS = ("2025-10", "2025-11", "2025-12")
SCAN = ("", "types=burglary&within=250", "area=E06000002&types=violence-and-sexual-offences")


@pytest.fixture(scope="module")
def before_and_after(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, Dataset]:
    """Cleveland with pubs, and the same once the food register has come beside them."""
    folder = tmp_path_factory.mktemp("places")
    tables = [shared_data / name for name in ("boundaries", "lookups", "population", "licensed-premises")]
    import_paths(folder, [*tables, *(shared_data / "police-street-cleveland" / month for month in MONTHS)])
    pubs = current(folder)
    food = [
        path
        for path in sorted((shared_data / "food-premises-fhrs-2015").glob("*.csv.gz"))
        if path.name.startswith(CLEVELAND)
    ]
    assert len(food) == len(CLEVELAND)
    import_paths(folder, food, description=find_description("food-hygiene", folder))
    return pubs, current(folder)


def current(folder: Path) -> Dataset:
    found = Library(folder).current()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def crimes(shared_data: Path) -> pd.DataFrame:
    """The months' rows as published, of no number or of each number once."""
    files = [
        path
        for month in MONTHS
        for path in (shared_data / "police-street-cleveland" / month).glob("*street*")
    ]
    rows = pd.concat([pd.read_csv(path) for path in files], ignore_index=True)
    once = rows["Crime ID"].isna() | ~rows["Crime ID"].duplicated(keep="last")
    rows = rows[once & rows.Longitude.notna()]
    return rows.rename(columns={"Longitude": "longitude", "Latitude": "latitude"})


def chosen(dataset: Dataset, query: str) -> Selection:
    return asked(dataset, f"{query}&from={MONTHS[0]}&to={MONTHS[-1]}".lstrip("&"))


@pytest.mark.parametrize("query", SCAN)
def test_figures_of_licensed_premises_are_as_before(
    before_and_after: tuple[Dataset, Dataset], query: str
) -> None:
    pubs, both = before_and_after
    one, other = chosen(pubs, query), chosen(both, query)
    assert premises_reach(pubs, one, SOURCE) == premises_reach(both, other, SOURCE)
    assert statistics(pubs, one, SOURCE) == statistics(both, other, SOURCE)
    pd.testing.assert_frame_equal(queries.premises(pubs, one, SOURCE), queries.premises(both, other, SOURCE))
    assert near_licensed(pubs, one, SOURCE).incidents == near_licensed(both, other, SOURCE).incidents


def test_kinds_in_plain_words(before_and_after: tuple[Dataset, Dataset]) -> None:
    pubs, both = before_and_after
    assert not pubs.catalogue.premises_kinds  # all of them are pubs
    assert dict(both.catalogue.premises_kinds) == {
        "food-hygiene-register": "Food hygiene register",
        "school": "school",
        "shop": "shop",
        "takeaway": "takeaway",
    }
    assert len(both.premises) == len(pubs.premises)


@pytest.mark.parametrize("kind", ["school", "shop", "takeaway"])
def test_near_them_against_distances_of_every_row(
    before_and_after: tuple[Dataset, Dataset], crimes: pd.DataFrame, kind: str
) -> None:
    both = before_and_after[1]
    places = premises_meant(both, Meant(kind))
    distinct = crimes[["longitude", "latitude"]].drop_duplicates()
    some = [distinct.iloc[first : first + 500] for first in range(0, len(distinct), 500)]
    nearest = np.concatenate([haversine(rows, places).min(axis=1) for rows in some])
    metres = crimes.merge(distinct.assign(metres=nearest), on=["longitude", "latitude"], how="left").metres
    mine = (crimes["Crime type"] == "Shoplifting").to_numpy()
    found = near_licensed(both, chosen(both, f"types=shoplifting&kind={kind}&within=250"), SOURCE)
    near = metres.to_numpy() <= 250
    assert (found.incidents, found.located) == ((near & mine).sum(), mine.sum())
    assert found.others is not None
    assert found.others.expected == pytest.approx(near[~mine].mean())


def test_shoplifting_leans_towards_shops_more_than_other_crime(
    before_and_after: tuple[Dataset, Dataset],
) -> None:
    both = before_and_after[1]
    shops = near_licensed(both, chosen(both, "types=shoplifting&kind=shop"), SOURCE)
    assert shops.others is not None and shops.others.beyond_chance == 1
    assert (shops.others.lower, shops.register) > (1.5, "")
    table = sites_table(both, chosen(both, "types=shoplifting&kind=shop"), SOURCE)
    assert set(table.register) == {"Food hygiene register"}
    assert set(table.kind) == {"shop"}
