"""Hotspots of real selections against PySAL's esda on cells counted plainly from the raw files."""

from __future__ import annotations

import dataclasses
import warnings
from pathlib import Path

import esda
import h3
import libpysal
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dashboard.data.dataset import Dataset, Library
from dashboard.data.expected_places import more_places
from dashboard.data.hotspots import hotspot_cells, hotspot_share, hotspots
from dashboard.data.ingest import import_paths
from dashboard.selection import Selection
from tests.data.oracle_world import World, read_world

pytestmark = pytest.mark.shared

SOURCE = "police-uk"
POLICE = "police-street-cleveland"
MIDDLESBROUGH, CENTRAL = "E06000002", "E05009857"
PARTNERSHIPS = ("E06000001", MIDDLESBROUGH, "E06000003", "E06000004")


@dataclasses.dataclass(frozen=True)
class Both:
    """What the product serves, and what the raw files hold."""

    served: Dataset = dataclasses.field(repr=False)
    known: World = dataclasses.field(repr=False)


@pytest.fixture(scope="module")
def cleveland(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Both:
    folder = tmp_path_factory.mktemp("cleveland-hotspots")
    import_paths(folder, [shared_data / name for name in (POLICE, "boundaries", "lookups", "population")])
    served = Library(folder).current()
    assert served is not None
    return Both(served, read_world(shared_data, (POLICE,)))


def chosen(rows: pd.DataFrame, types: tuple[str, ...], start: str, end: str) -> pd.DataFrame:
    within = rows.month.astype(str).between(start, end)
    return rows[within & (rows.type.isin(types) if types else True)]


def run(
    world: World,
    partnership: str,
    types: tuple[str, ...],
    start: str,
    end: str,
    rings: int = 1,
    *,
    bonferroni: bool = False,
) -> pd.DataFrame:
    """z and adjusted p of every inhabited cell of a partnership, by esda: the rule in a few plain lines."""
    own = world.incidents[(world.incidents.partnership == partnership) & (world.incidents.cell_9 != "")]
    cells = sorted(set(own.cell_9))
    counts = chosen(own, types, start, end).cell_9.value_counts()
    y = np.array([counts.get(cell, 0) for cell in cells], dtype=float)
    near = {cell: set(h3.grid_disk(cell, rings)) - {cell} for cell in cells}
    neighbours = {cell: sorted(near[cell] & set(cells)) for cell in cells}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of cells without neighbours
        weights = libpysal.weights.W(neighbours, id_order=cells, silence_warnings=True)
        found = esda.G_Local(y, weights, transform="B", star=True, permutations=0)
    p = np.where(found.Zs > 0, found.p_norm, 1 - found.p_norm)
    order = np.argsort(p)
    stepped = p[order] * len(p) / (np.arange(len(p)) + 1)  # Benjamini and Hochberg, from the largest down
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1)
    if bonferroni:
        adjusted = np.minimum(p * len(p), 1)
    edge = [len(near[cell]) > len(neighbours[cell]) for cell in cells]
    return pd.DataFrame({"incidents": y, "z": found.Zs, "p_adjusted": adjusted, "edge": edge}, index=cells)


def selection(served: Dataset, query: str) -> Selection:
    found, problems = Selection.from_query(query, served.catalogue)
    assert problems == ()
    return found


CASES = [
    (MIDDLESBROUGH, (), "2025-01", "2025-12"),
    (MIDDLESBROUGH, ("violence-and-sexual-offences",), "2025-01", "2025-12"),
    (MIDDLESBROUGH, ("burglary", "vehicle-crime"), "2024-02", "2024-07"),
    ("E06000001", (), "2023-01", "2025-12"),
    ("E06000003", ("shoplifting",), "2025-12", "2025-12"),
    ("E06000004", ("anti-social-behaviour",), "2023-06", "2025-05"),
]


@pytest.mark.parametrize(("partnership", "types", "start", "end"), CASES)
def test_a_partnership(
    cleveland: Both, partnership: str, types: tuple[str, ...], start: str, end: str
) -> None:
    every = run(cleveland.known, partnership, types, start, end)
    expected = every[(every.p_adjusted <= 0.05) & (every.incidents >= 3)]
    query = f"area={partnership}&from={start}&to={end}" + (f"&types={','.join(types)}" if types else "")
    asked = selection(cleveland.served, query)
    found = hotspots(cleveland.served, asked, SOURCE).set_index("cell")
    assert len(expected)
    assert set(found.index) == set(expected.index)
    found = found.loc[expected.index]
    assert list(found.incidents) == list(expected.incidents)
    np.testing.assert_allclose(found.z, expected.z, rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.p_adjusted, expected.p_adjusted, rtol=0, atol=1e-9)
    assert set(found.area_code) == {partnership}
    share = hotspot_share(cleveland.served, asked, SOURCE)
    assert (share.cells, share.incidents) == (len(expected), expected.incidents.sum())
    assert share.share == pytest.approx(expected.incidents.sum() / every.incidents.sum())


@pytest.mark.parametrize("rings", [1, 2, 3])
@pytest.mark.parametrize("chance", ["fdr", "bonferroni"])
def test_rings_and_guard_as_chosen(cleveland: Both, rings: int, chance: str) -> None:
    types, start, end = ("burglary",), "2025-01", "2025-12"
    every = run(cleveland.known, MIDDLESBROUGH, types, start, end, rings, bonferroni=chance == "bonferroni")
    expected = every[(every.p_adjusted <= 0.05) & (every.incidents >= 3)]
    query = f"area={MIDDLESBROUGH}&from={start}&to={end}&types=burglary&rings={rings}&chance={chance}"
    found = hotspots(cleveland.served, selection(cleveland.served, query), SOURCE).set_index("cell")
    assert len(expected)
    assert set(found.index) == set(expected.index)
    found = found.loc[expected.index]
    np.testing.assert_allclose(found.z, expected.z, rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.p_adjusted, expected.p_adjusted, rtol=0, atol=1e-9)
    assert list(found.edge) == list(expected.edge)


def test_a_single_point_is_the_one_with_most_in_the_raw_files(cleveland: Both, shared_data: Path) -> None:
    asked = selection(cleveland.served, f"area={MIDDLESBROUGH}&from=2025-12&to=2025-12")
    found = hotspots(cleveland.served, asked, SOURCE)
    raw = pd.read_csv(next((shared_data / POLICE).rglob("2025-12-cleveland-street.csv.gz")))
    raw = raw.dropna(subset=["Longitude"])
    raw["cell"] = [h3.latlng_to_cell(y, x, 9) for y, x in zip(raw.Latitude, raw.Longitude, strict=True)]
    raw["place"] = raw.Location.str.removeprefix("On or near ")
    raw = raw[raw["LSOA name"].str.startswith("Middlesbrough")]
    for row in found.itertuples():
        inside = raw[raw.cell == row.cell]
        counts = inside.groupby(["Longitude", "Latitude"]).size()
        assert row.point_share == pytest.approx(counts.max() / len(inside))
        assert row.spike == (counts.max() >= 10 and counts.max() >= len(inside) / 2)
        busiest = set(counts[counts == counts.max()].index)
        at = inside[[pair in busiest for pair in zip(inside.Longitude, inside.Latitude, strict=True)]]
        assert row.point_place in set(at.place)
    assert found.spike.any()


def test_wards_and_places_are_those_most_incidents_name(cleveland: Both, shared_data: Path) -> None:
    found = hotspots(
        cleveland.served,
        selection(cleveland.served, f"area={MIDDLESBROUGH}&from=2025-12&to=2025-12"),
        SOURCE,
    )
    raw = pd.read_csv(next((shared_data / POLICE).rglob("2025-12-cleveland-street.csv.gz")))
    raw = raw.dropna(subset=["Longitude"])
    raw["cell"] = [h3.latlng_to_cell(y, x, 9) for y, x in zip(raw.Latitude, raw.Longitude, strict=True)]
    raw["place"] = raw.Location.str.removeprefix("On or near ")
    raw = raw[raw["LSOA name"].str.startswith("Middlesbrough")]  # no cell below holds another's incident
    raw["ward"] = raw["LSOA code"].map(cleveland.known.lsoas.ward)
    assert len(found) > 5
    for row in found.itertuples():
        inside = raw[raw.cell == row.cell]
        assert len(inside) == row.incidents
        for name, column in ((row.place, inside.place), (row.ward_code, inside.ward)):
            counts = column.value_counts()
            assert counts[name] == counts.max()


def test_a_force_is_its_partnerships_one_by_one(cleveland: Both) -> None:
    served = cleveland.served
    force = hotspots(served, selection(served, "area=E23000013"), SOURCE)
    parts = [hotspots(served, selection(served, f"area={code}"), SOURCE) for code in PARTNERSHIPS]
    together = pd.concat(parts).sort_values(["incidents", "cell", "area_code"], ascending=[False, True, True])
    # A few strays of other partnerships lie in Cleveland's records; their own force reports nothing.
    pd.testing.assert_frame_equal(force, together.reset_index(drop=True))
    share = hotspot_share(served, selection(served, "area=E23000013"), SOURCE)
    assert share.incidents == sum(part.incidents.sum() for part in parts)


def test_a_ward_is_a_piece_of_its_partnership(cleveland: Both) -> None:
    served = cleveland.served
    whole = hotspots(served, selection(served, f"area={MIDDLESBROUGH}"), SOURCE).set_index("cell")
    for query in (f"area={CENTRAL}", f"area={MIDDLESBROUGH}&pins={CENTRAL}"):
        ward = hotspots(served, selection(served, query), SOURCE).set_index("cell")
        known = cleveland.known.incidents
        own = known[known.ward == CENTRAL]
        assert set(ward.index) == set(whole.index) & set(own.cell_9)
        columns = ["incidents", "z", "p_adjusted", "ward_name", "place"]
        pd.testing.assert_frame_equal(ward[columns], whole.loc[ward.index, columns])
        counts = chosen(own, (), "2025-01", "2025-12").cell_9.value_counts()
        assert list(ward.selected) == [counts.get(cell, 0) for cell in ward.index]
        located = counts.drop("", errors="ignore").sum()
        share = hotspot_share(served, selection(served, query), SOURCE)
        assert share.share == pytest.approx(ward.selected.sum() / located)
    # The page goes on listing all of the area while a ward is pinned in it.
    pinned = selection(served, f"area={MIDDLESBROUGH}&pins={CENTRAL}")
    assert set(hotspot_cells(served, pinned, SOURCE).cell) == set(whole.index)


def test_zoom_and_what_is_counted_on_the_map_change_nothing(cleveland: Both) -> None:
    served = cleveland.served
    plain = hotspots(served, selection(served, f"area={MIDDLESBROUGH}"), SOURCE)
    for more in ("res=6", "measure=change", "layers=hotspots", "class=2", "level=lsoa"):
        again = hotspots(served, selection(served, f"area={MIDDLESBROUGH}&{more}"), SOURCE)
        pd.testing.assert_frame_equal(again, plain)


def benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    order = np.argsort(p)
    stepped = p[order] * len(p) / (np.arange(len(p)) + 1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1)
    return adjusted


def smoothed(count: np.ndarray, at_risk: np.ndarray, one: float) -> np.ndarray:
    """Marshall's empirical Bayes rates over the rate of the whole; `one` is the variance of a single one."""
    mean, rate = count.sum() / at_risk.sum(), count / at_risk
    variance = max((at_risk * (rate - mean) ** 2).sum() / at_risk.sum() - one / at_risk.mean(), 0)
    weight = variance / (variance + one / at_risk)
    return (weight * rate + (1 - weight) * mean) / mean


@pytest.mark.parametrize("types", [("burglary",), ("bicycle-theft",), ("shoplifting", "drugs")])
def test_more_than_all_other_crime_there(cleveland: Both, types: tuple[str, ...]) -> None:
    known = cleveland.known.incidents
    own = known[(known.partnership == MIDDLESBROUGH) & (known.cell_9 != "")]
    year = chosen(own, (), "2025-01", "2025-12")
    every = year.cell_9.value_counts()
    every = every[every > 0]  # cells with no incident at all are not tested
    count = year[year.type.isin(types)].cell_9.value_counts().reindex(every.index).fillna(0)
    n, k, total, part = every.to_numpy(), count.to_numpy(), len(year), count.sum()
    exact = (n > 0.01 * total) | (part <= 200)
    elsewhere = (part - k) / (total - n)
    p = np.where(exact, stats.hypergeom.sf(k - 1, total, part, n), stats.binom.sf(k - 1, n, elsewhere))
    mean = part / total
    expected = pd.DataFrame(
        {
            "incidents": k,
            "expected": n * elsewhere,
            "smoothed_ratio": smoothed(k, n, mean * (1 - mean)),
            "p_adjusted": benjamini_hochberg(p),
        },
        index=every.index,
    )
    expected = expected[(expected.p_adjusted <= 0.05) & (expected.incidents >= 3)]
    query = f"area={MIDDLESBROUGH}&from=2025-01&to=2025-12&types={','.join(types)}&hot=more"
    found = more_places(cleveland.served, selection(cleveland.served, query), SOURCE).set_index("cell")
    assert len(expected) and set(found.index) == set(expected.index)
    columns = list(expected.columns)
    np.testing.assert_allclose(found.loc[expected.index, columns], expected, rtol=1e-7, atol=1e-300)


@pytest.mark.parametrize("types", [("burglary",), ("violence-and-sexual-offences",), ()])
def test_more_than_residents(cleveland: Both, types: tuple[str, ...]) -> None:
    known = cleveland.known
    own = known.incidents[(known.incidents.partnership == MIDDLESBROUGH)]
    lsoas = known.lsoas[known.lsoas.partnership == MIDDLESBROUGH]
    counts = chosen(own, types, "2025-01", "2025-12").lsoa.value_counts()
    k, n = counts.reindex(lsoas.index).fillna(0).to_numpy(), lsoas.residents.to_numpy(dtype=float)
    share = n / n.sum()
    expected = pd.DataFrame(
        {
            "incidents": k,
            "expected": k.sum() * share,
            "smoothed_ratio": smoothed(k, n, k.sum() / n.sum()),
            "p_adjusted": benjamini_hochberg(stats.binom.sf(k - 1, k.sum(), share)),
        },
        index=lsoas.index,
    )
    expected = expected[(expected.p_adjusted <= 0.05) & (expected.incidents >= 3)]
    query = f"area={MIDDLESBROUGH}&from=2025-01&to=2025-12&types={','.join(types)}&hot=more&given=residents"
    asked = selection(cleveland.served, query)
    found = more_places(cleveland.served, asked, SOURCE).set_index("small_area_code")
    assert len(expected) and set(found.index) == set(expected.index)
    columns = list(expected.columns)
    np.testing.assert_allclose(found.loc[expected.index, columns], expected, rtol=1e-7, atol=1e-300)
