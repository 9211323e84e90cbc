"""Near premises that are chosen: by closing time, and other places than licensed premises."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.data import queries
from dashboard.data.dataset import Dataset
from dashboard.data.denominators import premises_of_areas
from dashboard.data.inputs import Inputs
from dashboard.data.premises_meant import UNREAD, Meant, premises_meant
from dashboard.data.reach import premises_reach
from dashboard.data.schema import LICENSED, OTHER
from dashboard.data.statistics import statistics
from dashboard.data.why.near_licensed import bands_table, near_licensed
from dashboard.data.why.near_sites import sites_table
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, served, two_forces
from tests.data.why.raw_demo import asked, between, haversine

ROBBERY = "sources=demo-police&types=robbery"

CLOSES = {
    "Monday to Sunday 11:00 to 23:00": 23,
    "Monday to Sunday 12:00 to 00:00": 24,
    "Friday and Saturday 21:00 to 02:00": 26,
    "Monday to Sunday 08:00 to 22:00": 22,
    "Monday to Sunday 16:00 to 23:00": 23,
    "Sunday to Thursday 11:00 to 00:00, Friday and Saturday 11:00 to 02:00": 26,
    "Sunday to Thursday 12:00 to 00:00, Friday and Saturday 12:00 to 03:00": 27,
    "Thursday to Saturday 22:00 to 03:00": 27,
    "Monday to Sunday 08:00 to 23:00": 23,
    "Sunday to Thursday 16:00 to 00:00, Friday and Saturday 16:00 to 03:00": 27,
}
"""Hours of the demonstration's premises, and when those close at the latest, read by eye."""


@pytest.fixture(scope="module")
def robberies(police: pd.DataFrame) -> pd.DataFrame:
    found = between(police[police.crime_type == "robbery"], "2025-01", "2025-12")
    return found[found.longitude.notna()]


class TestClosingTime:
    @pytest.mark.parametrize(("closes", "hour"), [("23", 23), ("0", 24), ("1", 25), ("2", 26), ("3", 27)])
    @pytest.mark.parametrize("kind", ["", "pub", "takeaway"])
    def test_those_open_so_late(
        self, demonstration: Dataset, robberies: pd.DataFrame, closes: str, hour: int, kind: str
    ) -> None:
        known = demonstration.premises
        late = known[(known.hours.map(CLOSES) >= hour) & ((known.kind == kind) if kind else True)]
        query = f"{ROBBERY}&within=250&closes={closes}" + (f"&kind={kind}" if kind else "")
        selection = asked(demonstration, query)
        found = near_licensed(demonstration, selection, "demo-police")
        near = haversine(robberies, late) <= 250
        assert found.premises == len(late)
        assert found.incidents == near.any(axis=1).sum()
        assert found.share == pytest.approx(near.any(axis=1).mean())
        table = sites_table(demonstration, selection, "demo-police").set_index("premises_id")
        assert sorted(table.index) == sorted(late.premises_id)
        assert table.incidents[late.premises_id].tolist() == near.sum(axis=0).tolist()
        assert table.shared[late.premises_id].tolist() == near[near.sum(axis=1) > 1].sum(axis=0).tolist()
        bands = bands_table(demonstration, selection, "demo-police")
        assert bands[bands.upto_metres <= 250].incidents.sum() == found.incidents
        assert found.area is not None and found.area.expected < 1
        assert (found.area.expected > 0, found.reason == "") == (len(late) > 0, len(late) > 0)
        assert found.closing_unread == 0

    def test_none_is_not_known_there(self, demonstration: Dataset) -> None:
        found = near_licensed(demonstration, asked(demonstration, f"{ROBBERY}&closes=unknown"), "demo-police")
        assert found.reason == "Of all that stand in this area the closing time is known."
        assert (found.premises, found.sites) == (0, ())

    def test_addresses(self, demonstration: Dataset) -> None:
        selection = asked(demonstration, "closes=1&kind=bar")
        assert selection.to_query(demonstration.catalogue) == "?kind=bar&closes=1"
        _, problems = Selection.from_query("closes=24", demonstration.catalogue)
        assert [problem.field for problem in problems] == ["closes"]

    def test_scan_is_of_all_of_them(self, demonstration: Dataset) -> None:
        every, late = (asked(demonstration, f"{ROBBERY}{more}") for more in ("", "&closes=2&kind=bar"))
        assert premises_reach(demonstration, late, "demo-police") == premises_reach(
            demonstration, every, "demo-police"
        )


PUBS = (("The Plough", 0.0, "Mo-Su 11:00-23:00", "pub"), ("Club X", 1.0, "Fr-Sa 21:00-03:00", "club"))
MORE = (("The Odd", 2.0, "until late", "pub"), ("No Hours", 3.0, "", "pub"))
PLACES = (
    ("First School", 0.0, "school", "08:00-16:00"),
    ("Second School", 2.0, "school", ""),
    ("Corner Shop", 3.0, "shop", "07:00-22:00"),
    ("Pub on the food list", 3.0, "pub", ""),
    ("Something", 1.0, "", ""),
)


def register(rows: list[tuple[str, float, str, str]], key: str, name: str, holds: str) -> pd.DataFrame:
    """A register: names, the column of squares each stands in the middle of, hours and kind."""
    at = [middle(column) for _, column, *_ in rows]
    return pd.DataFrame(
        {
            "premises_id": [f"{key}-{place}" for place in range(len(rows))],
            "name": [name for name, *_ in rows],
            "longitude": [x for x, _ in at],
            "latitude": [y for _, y in at],
            "address": "",
            "kind": [kind for *_, kind in rows],
            "hours": [hours for _, _, hours, _ in rows],
            "source": key,
            "register": name,
            "as_of": "2025",
            "holds": holds,
        }
    )


LICENCES = register([*PUBS, *MORE], "licences", "Licence register", LICENSED)
FOOD = register([(n, x, hours, kind) for n, x, kind, hours in PLACES], "food", "Food list", OTHER)


def rows() -> list[dict[str, object]]:
    """Burglaries and robberies at and about the middles of the four squares, at several distances."""
    found = []
    for column, (lsoa, number) in enumerate({"L1": 4, "L2": 3, "L3": 2, "L4": 6}.items()):
        x, y = middle(column)
        for place in range(number):
            kind = "robbery" if place % 2 else "burglary"
            found.append(incident("2024-01", lsoa=lsoa, at=(x + place * 0.0012, y), kind=kind))
    return found


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return served(
        tmp_path_factory.mktemp("both"), rows(), with_premises(pd.concat([LICENCES, FOOD], ignore_index=True))
    )


@pytest.fixture(scope="module")
def licensed_alone(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return served(tmp_path_factory.mktemp("alone"), rows(), with_premises(LICENCES))


def with_premises(premises: pd.DataFrame) -> Inputs:
    return dataclasses.replace(two_forces(), premises=premises)


def points() -> pd.DataFrame:
    return pd.DataFrame(rows())


class TestOtherPlaces:
    def test_kinds_in_the_words_of_the_register_or_its_name(self, both: Dataset) -> None:
        assert dict(both.catalogue.premises_kinds) == {
            "club": "club", "pub": "pub",
            "food-list": "Food list", "other-pub": "pub", "school": "school", "shop": "shop",
        }  # fmt: skip
        assert set(both.other_kinds) == {"food-list", "other-pub", "school", "shop"}

    @pytest.mark.parametrize("area", ["all", "D1"])
    def test_scan_and_rates_are_as_without_them(
        self, both: Dataset, licensed_alone: Dataset, area: str
    ) -> None:
        query = f"area={area}&layers=premises"
        one, other = (asked(dataset, query) for dataset in (both, licensed_alone))
        for query_of in (premises_reach, statistics):
            assert query_of(both, one, SOURCE.key) == query_of(licensed_alone, other, SOURCE.key)  # type: ignore[operator]
        tables = [queries.premises(dataset, one, SOURCE.key) for dataset in (both, licensed_alone)]
        pd.testing.assert_frame_equal(*tables)
        assert (premises_of_areas(both) == premises_of_areas(licensed_alone)).all()
        found, plain = (near_licensed(dataset, one, SOURCE.key) for dataset in (both, licensed_alone))
        assert dataclasses.asdict(found) == dataclasses.asdict(plain)

    @pytest.mark.parametrize("kind", ["school", "shop", "other-pub", "food-list"])
    @pytest.mark.parametrize("within", [100, 170, 400])
    def test_near_other_places(self, both: Dataset, kind: str, within: int) -> None:
        stated = {"other-pub": "pub", "food-list": ""}.get(kind, kind)
        meant = FOOD[FOOD.kind == stated]
        selection = asked(both, f"types=robbery&kind={kind}&within={within}")
        found = near_licensed(both, selection, SOURCE.key)
        every = points()
        near = (haversine(every, meant) <= within).any(axis=1)
        mine = (every.crime_type == "robbery").to_numpy()
        assert (found.incidents, found.located) == ((near & mine).sum(), mine.sum())
        assert found.others is not None
        assert found.others.expected == pytest.approx(near[~mine].mean())
        assert (found.other, found.register, found.as_of) == (True, "Food list", "2025")
        assert not found.stands_in
        table = sites_table(both, selection, SOURCE.key)
        assert sorted(table.name) == sorted(meant.name)
        assert table.incidents.sum() == (haversine(every[mine], meant) <= within).sum()

    def test_closing_times_that_are_not_known_are_counted(self, both: Dataset) -> None:
        found = near_licensed(both, asked(both, "kind=pub&closes=23"), SOURCE.key)
        assert (found.premises, found.of_kind, found.closing_unread) == (1, 3, 2)
        assert found.hours_known
        unread = near_licensed(both, asked(both, "kind=pub&closes=unknown"), SOURCE.key)
        assert unread.premises == 2
        late = near_licensed(both, asked(both, "kind=pub&closes=3"), SOURCE.key)
        assert late.reason == "None that stand in this area are known to be open so late."
        assert sites_table(both, asked(both, "closes=3"), SOURCE.key).closes.tolist() == ["3am"]

    def test_closing_times_of_a_kind_without_hours_are_not_offered(self, both: Dataset) -> None:
        assert not near_licensed(both, asked(both, "kind=other-pub"), SOURCE.key).hours_known
        closing = premises_meant(both, Meant("school")).closing
        assert sorted(closing) == [UNREAD, 16 * 60]

    def test_other_places_alone_are_not_licensed_premises(self, tmp_path: Path) -> None:
        dataset = served(tmp_path, rows(), with_premises(FOOD))
        assert dataset.premises.empty
        found = near_licensed(dataset, asked(dataset, ""), SOURCE.key)
        assert found.reason.startswith("No licensed premises are known")
        assert "premises" not in dataset.catalogue.denominators
        assert near_licensed(dataset, asked(dataset, "kind=school"), SOURCE.key).incidents > 0

    def test_what_was_stored_before_holds_licensed_premises(self, tmp_path: Path) -> None:
        dataset = served(tmp_path, rows(), with_premises(LICENCES.drop(columns="holds")))
        assert len(dataset.premises) == len(LICENCES)
        derived = dataset.folder / "derived" / "premises.parquet"
        older = pd.read_parquet(derived).drop(columns="holds")
        older.to_parquet(derived, index=False)
        again = Dataset(dataset.folder)
        assert len(again.premises) == len(LICENCES)
        assert again.other_premises.empty
        assert np.array_equal(again.premises.name, dataset.premises.name)
