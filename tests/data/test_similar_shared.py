"""Similar areas and divisors of the North East, worked out a second time from the files alone."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import scipy.stats

from dashboard.data.dataset import Dataset, Library
from dashboard.data.ingest import import_paths
from tests.data.compared_world import of

pytestmark = pytest.mark.shared

DOMAINS = {
    "income-deprivation-rank": "income_rank",
    "employment-deprivation-rank": "employment_rank",
    "education-and-skills-deprivation-rank": "education_skills_and_training_rank",
    "health-deprivation-rank": "health_deprivation_and_disability_rank",
    "barriers-to-housing-and-services-rank": "barriers_to_housing_and_services_rank",
    "living-environment-deprivation-rank": "living_environment_rank",
}
FILES = (
    "police-street-north-east-2025",
    "police-street-cleveland/2025-11",
    "police-street-cleveland/2025-12",
    "boundaries/lsoa",
    "lookups/lad24_csp24_pfa24.csv",
    "lookups/lsoa11_lsoa21_lad22.csv.gz",
    "lookups/lsoa21_ward24_lad24.csv.gz",
    "population/census2021_lsoa21_age_group.csv.gz",
    "population/iod2019_england_lsoa11.csv.gz",
)
PERIOD = "from=2025-11&to=2025-12"


@pytest.fixture(scope="module")
def north_east(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("north-east")
    import_paths(folder, [shared_data / name for name in FILES])
    dataset = Library(folder).current()
    assert dataset is not None
    return dataset


@pytest.fixture(scope="module")
def by_hand(shared_data: Path) -> pd.DataFrame:
    """Features of each district, by merges and sums over the publishers' files."""
    population, lookups = shared_data / "population", shared_data / "lookups"
    ages = pd.read_csv(population / "census2021_lsoa21_age_group.csv.gz")
    people = ages.groupby("lsoa21_code").usual_residents.sum().rename("people")
    district = pd.read_csv(lookups / "lsoa21_ward24_lad24.csv.gz").set_index("lsoa21_code").ltla24_code
    changes = pd.read_csv(lookups / "lsoa11_lsoa21_lad22.csv.gz")
    iod = pd.read_csv(population / "iod2019_england_lsoa11.csv.gz")
    iod = iod.merge(changes[["lsoa11_code", "lsoa21_code"]].drop_duplicates(), on="lsoa11_code")
    ranks = iod.groupby("lsoa21_code")[list(DOMAINS.values())].mean()
    small = pd.concat([people, ranks, district.rename("district")], axis=1, join="inner")
    found = pd.DataFrame({"residents": small.groupby("district").people.sum()})
    for slug, column in DOMAINS.items():
        whole = (small[column] * small.people).groupby(small.district).sum()
        found[slug] = whole / found.residents
    shares = ages.assign(district=ages.lsoa21_code.map(district)).pivot_table(
        index="district", columns="age_group", values="usual_residents", aggfunc="sum"
    )
    for group in shares:
        slug = "age-" + group.removeprefix("Aged ").lower().replace(" ", "-")
        found[slug] = 100 * shares[group] / shares.sum(axis=1)
    return found


@pytest.fixture(scope="module")
def square_kilometres(shared_data: Path) -> pd.Series:
    """Of each district, in the British national grid (its scale is off by less than 0.1%)."""
    parts = {
        path.name.split(".")[0]: geopandas.read_file(f"/vsigzip/{path.resolve()}").to_crs(27700).area.sum()
        / 1e6
        for path in sorted((shared_data / "boundaries" / "lsoa").iterdir())
    }
    return pd.Series(parts)


def test_features_are_those_of_the_files(
    north_east: Dataset, by_hand: pd.DataFrame, square_kilometres: pd.Series
) -> None:
    found = of(north_east, f"?{PERIOD}&similar=near")
    codes = list(found.codes)
    assert len(codes) == 12
    assert len(found.similar.features) == 14
    values = pd.DataFrame(
        found.similar.measured,
        index=codes,
        columns=[one.slug for one in found.similar.features],
    )
    for slug in by_hand.columns:
        np.testing.assert_allclose(values[slug], by_hand[slug][codes], rtol=1e-8, err_msg=slug)
    density = by_hand.residents[codes] / square_kilometres[codes]
    np.testing.assert_allclose(values.density, density, rtol=1e-3)


@pytest.mark.parametrize("weights", ["", "income-deprivation-rank:5,age-16-to-24-years:0"])
@pytest.mark.parametrize("level", ["partnership", "ward"])
def test_members_and_distances(north_east: Dataset, weights: str, level: str) -> None:
    found = of(
        north_east,
        f"?{PERIOD}&similar=near&near=5&compare={level}&weights={weights}".removesuffix("&weights="),
    )
    similar = found.similar
    told = dict(part.split(":") for part in weights.split(",") if part)
    slugs = [one.slug for one in similar.features]
    values = pd.DataFrame(similar.measured, index=found.codes, columns=slugs).dropna()
    values[["residents", "density"]] = np.log(values[["residents", "density"]])
    z = values.apply(scipy.stats.zscore)
    share = pd.Series({slug: float(told.get(slug, 1)) for slug in slugs})
    points = (z * np.sqrt(share / share.sum())).to_numpy()
    for row, code in enumerate(values.index):
        apart = np.sqrt(((points - points[row]) ** 2).sum(axis=1))
        apart[row] = np.inf
        nearest = sorted(apart)[4]
        at = found.codes.index(code)
        members = {found.codes[peer] for peer in np.flatnonzero(similar.members[at])} - {code}
        assert len(members) == 5
        assert max(apart[values.index.get_loc(peer)] for peer in members) == pytest.approx(nearest)
    mean = [found.rate[similar.members[row]] for row in range(len(found.codes))]
    expected = [np.nanmean(rates) if np.isfinite(rates).any() else np.nan for rates in mean]
    np.testing.assert_allclose(found.peers.group.mean, expected)


def test_rates_by_square_kilometre(north_east: Dataset, square_kilometres: pd.Series) -> None:
    residents = of(north_east, f"?{PERIOD}&types=burglary")
    found = of(north_east, f"?{PERIOD}&types=burglary&per=km2")
    np.testing.assert_allclose(found.population, square_kilometres[list(found.codes)], rtol=1e-3)
    np.testing.assert_allclose(found.rate, residents.counted / found.population)
    assert found.complete.all()
