"""Who reports on which force area, and areas that only the incident files name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.data.dataset import Dataset
from dashboard.data.gazetteer import gazetteer
from dashboard.data.inputs import Inputs
from dashboard.data.leaves import Reporters, leaves_table, reporters_of
from dashboard.data.schema import Source
from dashboard.data.statistics import Statistics, statistics
from dashboard.selection import Selection
from tests.data.small_world import Columns, incident, link, middle, served, table, two_forces


def _distinct(*rows: Columns) -> pd.DataFrame:
    """Placed records: reporter, LSOA, its name, how many."""
    return pd.DataFrame(list(rows), columns=["force", "lsoa", "lsoa_name", "rows"])


def _reporters(*rows: Columns, inputs: Inputs | None = None) -> Reporters:
    return reporters_of(_distinct(*rows), gazetteer(inputs or two_forces()))


class TestReporters:
    def test_a_force_is_told_by_its_name_wherever_its_records_lie(self) -> None:
        found = _reporters(("First Police", "L4", "", 1000), ("First Police", "", "", 5))
        assert found.forces == {"First Police": ("F1",)}
        assert found.names == {"F1": "First"}
        assert found.regions == {"F1": "R"}

    def test_an_ambulance_service_covers_the_forces_its_records_lie_in_most_first(self) -> None:
        rows = [("Ambulance", "L1", "", 10), ("Ambulance", "L3", "", 10), ("Ambulance", "L4", "", 90)]
        found = _reporters(*rows)
        assert found.forces == {"Ambulance": ("F2", "F1")}

    def test_but_not_one_where_only_an_odd_record_lies(self) -> None:
        rows = [("Ambulance", "L1", "", 960), ("Ambulance", "L4", "", 40), ("Ambulance", "", "", 9)]
        found = _reporters(*rows)
        assert found.forces == {"Ambulance": ("F1",)}

    def test_without_lookups_a_reporter_is_a_force_of_its_own(self) -> None:
        found = _reporters(("First Police", "X1", "Old Town 001A", 3), inputs=Inputs())
        assert found.forces == {"First Police": ("first-police",)}
        assert found.names == {"first-police": "First Police"}
        assert found.regions == {"first-police": ""}

    @pytest.mark.filterwarnings("error")
    def test_where_no_force_is_known_at_all_nothing_warns(self) -> None:
        links = table("links", [link("lsoa", "L1", "district", "D1")])
        found = _reporters(("Ambulance", "L1", "", 3), ("Ambulance", "L9", "", 1), inputs=Inputs(links=links))
        assert found.forces == {"Ambulance": ("ambulance",)}

    def test_the_region_is_the_one_known_for_most_of_the_force(self) -> None:
        links = [link("lsoa", f"L{i}", "force", "F1") for i in range(4)] + [link("lsoa", "L0", "region", "R")]
        inputs = Inputs(links=table("links", links), names=table("names", [("force", "F1", "First", 2024)]))
        assert _reporters(("First Police", "L1", "", 1), inputs=inputs).regions == {"F1": "R"}


def _leaves(inputs: Inputs, *rows: Columns) -> pd.DataFrame:
    distinct, known = _distinct(*rows), gazetteer(inputs)
    return leaves_table(distinct, known, reporters_of(distinct, known)).set_index("lsoa")


class TestWithoutForceTable:
    def test_the_map_and_the_figures_know_the_force(self, tmp_path: Path) -> None:
        links = table("links", [link("lsoa", "L1", "district", "D1"), link("lsoa", "L2", "district", "D1")])
        rows = [incident("2025-01", lsoa=f"L{i}", at=middle(i)) for i in (1, 2)]
        dataset = served(tmp_path, rows, Inputs(links=links))
        assert np.isfinite(dataset.extents[0]).all()
        found = _statistics(dataset, "police")
        assert (found.incidents, found.left_out) == (2, ("First Police",))

    def test_a_reporter_that_is_nowhere_in_the_tree_goes_by_its_name(self, tmp_path: Path) -> None:
        links = table("links", [link("lsoa", "L1", "district", "D1")])
        fire = Source(key="fire", name="Fire", owner="", licence="")
        dataset = served(
            tmp_path,
            [incident("2025-01", lsoa="L1", at=middle(1))] * 3,
            Inputs(links=links),
            also=[(fire, [incident("2025-01", "Fire Brigade", lsoa="L1", at=middle(1))])],
        )
        assert "fire-brigade" not in dataset.areas.positions
        assert set(_statistics(dataset, "fire").left_out) == {"First Police", "Fire Brigade"}


def _statistics(dataset: Dataset, source: str) -> Statistics:
    selection = Selection(start=dataset.first_month, end=dataset.last_month, sources=(source,))
    return statistics(dataset, selection, source)


class TestLeaves:
    def test_every_lsoa_of_a_covered_force_is_there_and_others_where_something_happened(self) -> None:
        leaves = _leaves(two_forces(), ("First Police", "L1", "", 1))
        assert set(leaves.index) == {"L1", "L2", "L3", "no-location:F1"}
        leaves = _leaves(two_forces(), ("First Police", "L4", "", 1))
        assert set(leaves.index) == {"L1", "L2", "L3", "L4", "no-location:F1"}
        assert leaves.coverage_force.to_dict() == {
            "L1": "F1", "L2": "F1", "L3": "F1", "L4": "", "no-location:F1": "F1"
        }  # fmt: skip

    def test_records_without_a_location_hang_under_the_forces_region(self) -> None:
        row = _leaves(two_forces(), ("Second Police", "", "", 1)).loc["no-location:F2"]
        assert (row.region, row.force, row.partnership) == ("R", "", "")
        assert row.residents == 0

    def test_without_lookups_the_district_is_the_lsoas_name_less_its_last_word(self) -> None:
        row = _leaves(Inputs(), ("Durham Constabulary", "E01", "County Durham 012B", 5)).loc["E01"]
        assert (row.partnership, row.partnership_name) == ("county-durham", "County Durham")
        assert (row.force, row.force_name) == ("durham-constabulary", "Durham Constabulary")
        assert row.coverage_force == "durham-constabulary"

    def test_lsoas_of_unknown_force_lie_in_that_of_who_reports_most_there(self) -> None:
        wards = Inputs(links=table("links", [link("lsoa", f"L{i}", "district", f"D{i}") for i in range(4)]))
        rows = [("Cleveland Police", "L0", "", 4), ("Cleveland Police", "L1", "", 2)]
        rows += [("Ambulance", "L0", "", 3), ("Cleveland Police", "L0", "", 1), ("Ambulance", "L2", "", 1)]
        leaves = _leaves(wards, *rows)
        assert leaves.coverage_force.to_dict() == {
            "L0": "cleveland-police", "L1": "cleveland-police", "L2": "ambulance",
            "no-location:cleveland-police": "cleveland-police", "no-location:ambulance": "ambulance",
        }  # fmt: skip
        assert leaves.force_name["L0"] == "Cleveland Police"
        assert leaves.partnership["L0"] == "D0"

    def test_but_not_in_a_known_force_that_lies_elsewhere(self) -> None:
        inputs = two_forces()
        links = pd.concat([inputs.links, table("links", [link("lsoa", "L9", "district", "D9")])])
        inputs = Inputs(names=inputs.names, links=links)
        row = _leaves(inputs, ("First Police", "L9", "", 5)).loc["L9"]
        assert (row.force, row.coverage_force) == ("", "")

    def test_an_unknown_lsoa_reported_by_a_known_force_lies_in_no_force(self) -> None:
        row = _leaves(two_forces(), ("First Police", "S01", "Glasgow 001A", 1)).loc["S01"]
        assert (row.partnership, row.force, row.coverage_force) == ("glasgow", "", "")

    def test_a_district_two_forces_report_on_lies_in_the_one_with_more_of_its_parts(self) -> None:
        leaves = _leaves(
            Inputs(),
            ("Durham", "E01", "County Durham 001A", 5),
            ("Durham", "E02", "County Durham 001B", 5),
            ("Northumbria", "E03", "County Durham 001C", 90),
        )
        durham = leaves[leaves.partnership == "county-durham"]
        assert set(durham.force) == set(durham.coverage_force) == {"durham"}
        assert set(durham.force_name) == {"Durham"}

    def test_a_region_known_for_part_of_a_force_is_that_of_all_of_it(self) -> None:
        links = [link("lsoa", "L1", "district", "D1"), link("lsoa", "L2", "district", "D2")]
        links += [link("district", d, "force", "F1") for d in ("D1", "D2")]
        links += [link("district", "D1", "region", "R")]
        names = table("names", [("force", "F1", "First", 2024), ("region", "R", "The Region", 2024)])
        leaves = _leaves(Inputs(links=table("links", links), names=names), ("First Police", "L1", "", 1))
        assert set(leaves.region) == {"R"}
        assert set(leaves.region_name) == {"The Region"}

    @pytest.mark.parametrize("reporter", ["First Police", "Second Police"])
    def test_a_ward_across_two_partnerships_keeps_one(self, reporter: str) -> None:
        links = [link("lsoa", lsoa, "ward", "W") for lsoa in ("L1", "L2", "L3")]
        links += [link("lsoa", "L1", "district", "D1"), link("lsoa", "L2", "district", "D1")]
        links += [link("lsoa", "L3", "district", "D2")]
        links += [link("district", d, "force", "F1") for d in ("D1", "D2")]
        names = table("names", [("force", "F1", "First", 2024)])
        leaves = _leaves(Inputs(links=table("links", links), names=names), (reporter, "L1", "", 1))
        wards = leaves.ward.to_dict()
        assert (wards["L1"], wards.get("L2", "W"), wards.get("L3", "")) == ("W", "W", "")
