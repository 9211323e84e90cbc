"""Which areas there are: partnerships, wards, forces and residents from lookups and boundaries."""

from __future__ import annotations

import pytest

from dashboard.data.gazetteer import gazetteer, normalised_force
from dashboard.data.inputs import Inputs
from tests.data.small_world import link, shape, square, table


def _inputs(links: list[tuple[object, ...]], **tables: object) -> Inputs:
    return Inputs(links=table("links", links), **tables)  # type: ignore[arg-type]


class TestPartnerships:
    def test_a_partnership_of_one_district_goes_by_the_districts_code_and_the_other_is_an_alias(self) -> None:
        known = gazetteer(
            _inputs([link("lsoa", "L1", "district", "D1"), link("district", "D1", "csp", "C1")])
        )
        assert known.lsoas.partnership["L1"] == "D1"
        assert known.aliases == {"C1": "D1"}

    def test_districts_that_share_a_partnership_go_by_its_code(self) -> None:
        links = [link("lsoa", f"L{i}", "district", f"D{i}") for i in (1, 2)]
        links += [link("district", f"D{i}", "csp", "C") for i in (1, 2)]
        known = gazetteer(_inputs(links))
        assert list(known.lsoas.partnership) == ["C", "C"]
        assert known.aliases == {"D1": "C", "D2": "C"}

    def test_a_district_with_several_partnerships_stays_whole(self) -> None:
        links = [link("lsoa", "L1", "district", "D1")]
        links += [link("district", "D1", "csp", code) for code in ("C1", "C2")]
        known = gazetteer(_inputs(links))
        assert known.lsoas.partnership["L1"] == "D1"
        assert known.aliases == {}

    def test_a_district_in_no_lookup_of_partnerships_is_its_own(self) -> None:
        known = gazetteer(_inputs([link("lsoa", "L1", "district", "D1")]))
        assert known.lsoas.partnership["L1"] == "D1"

    def test_it_is_named_and_drawn_as_its_district(self) -> None:
        links = [link("lsoa", "L1", "district", "D1"), link("district", "D1", "csp", "C1")]
        names = [("district", "D1", "Old name", 2011), ("district", "D1", "Town", 2024)]
        names += [("csp", "C1", "Town Partnership", 2024)]
        shapes = [shape("district", "D1", square(0)), shape("csp", "C1", square(5))]
        known = gazetteer(_inputs(links, names=table("names", names), shapes=table("shapes", shapes)))
        assert known.name("partnership", "D1") == "Town"
        drawn = known.shapes[known.shapes.level == "partnership"]
        assert list(drawn.code) == ["D1"]
        assert drawn.geometry.iloc[0].equals(square(0))


class TestForcesAndRegions:
    @pytest.mark.parametrize(
        "links",
        [
            [link("lsoa", "L1", "force", "F")],
            [link("lsoa", "L1", "district", "D1"), link("district", "D1", "force", "F")],
            [
                link("lsoa", "L1", "district", "D1"),
                link("district", "D1", "csp", "C1"),
                link("csp", "C1", "force", "F"),
            ],
        ],
        ids=["of the LSOA", "of its district", "of its partnership"],
    )
    def test_the_force_is_found_by_any_road(self, links: list[tuple[object, ...]]) -> None:
        assert gazetteer(_inputs(links)).lsoas.force["L1"] == "F"

    def test_the_newest_link_counts(self) -> None:
        links = [link("lsoa", "L1", "district", "D9", 2024), link("lsoa", "L1", "district", "D1", 2022)]
        assert gazetteer(_inputs(links)).lsoas.district["L1"] == "D9"

    def test_what_nothing_tells_is_empty(self) -> None:
        row = gazetteer(_inputs([link("lsoa", "L1", "ward", "W1")])).lsoas.loc["L1"]
        assert row.to_dict() == {"district": "", "partnership": "", "force": "", "region": "", "ward": "W1"}

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Durham", "Durham Constabulary"),
            ("Devon & Cornwall", "Devon and Cornwall Police"),
            ("London, City of", "London City of Police"),
        ],
    )
    def test_names_of_one_force_are_told_to_be_one(self, one: str, other: str) -> None:
        assert normalised_force(one) == normalised_force(other)

    def test_names_of_two_forces_are_not(self) -> None:
        assert normalised_force("West Mercia Police") != normalised_force("West Midlands Police")


class TestWards:
    LINKS = (
        link("lsoa", "L1", "district", "D1"),
        link("lsoa", "L2", "district", "D1"),
        link("lsoa", "L1", "ward", "OLD1"),
        link("lsoa", "L2", "ward", "W2"),
    )
    LSOAS = (shape("lsoa", "L1", square(0)), shape("lsoa", "L2", square(1)))

    def test_without_boundaries_the_lookup_decides(self) -> None:
        known = gazetteer(_inputs(list(self.LINKS)))
        assert dict(known.lsoas.ward) == {"L1": "OLD1", "L2": "W2"}
        assert known.notes == ()

    def test_a_ward_the_boundaries_do_not_know_is_replaced_by_the_one_around_the_centroid(self) -> None:
        wards = [shape("ward", "NEW1", square(-0.4)), shape("ward", "W2", square(0.6, width=2))]
        links = [*self.LINKS, link("ward", "NEW1", "district", "D1"), link("ward", "W2", "district", "D1")]
        known = gazetteer(_inputs(links, shapes=table("shapes", [*self.LSOAS, *wards])))
        assert dict(known.lsoas.ward) == {"L1": "NEW1", "L2": "W2"}
        assert known.notes == (
            "Wards in D1 follow the boundaries (by the centre of each small area), "
            "because the lookup names other wards.",
        )

    def test_districts_whose_wards_follow_the_boundaries_are_named(self) -> None:
        districts = {"D1": "Southshire", "D2": "Northshire", "D3": "Eastshire"}
        links, shapes = [], []
        for place, district in enumerate(districts):
            lsoa, ward = f"L{district}", f"W{district}"
            links += [link("lsoa", lsoa, "district", district), link("lsoa", lsoa, "ward", "OLD")]
            links += [link("ward", ward, "district", district)]
            shapes += [shape("lsoa", lsoa, square(place)), shape("ward", ward, square(place))]
        names = table("names", [("district", code, name, 2024) for code, name in districts.items()])
        (note,) = gazetteer(_inputs(links, shapes=table("shapes", shapes), names=names)).notes
        assert note.startswith("Wards in Eastshire, Northshire and Southshire follow the boundaries")

    def test_a_centroid_in_no_ward_goes_to_the_nearest(self) -> None:
        wards = [shape("ward", "NEAR", square(0, 3)), shape("ward", "FAR", square(0, 9))]
        links = [*self.LINKS, link("ward", "NEAR", "district", "D1"), link("ward", "FAR", "district", "D1")]
        known = gazetteer(_inputs(links, shapes=table("shapes", [*self.LSOAS, *wards])))
        assert known.lsoas.ward["L1"] == "NEAR"

    def test_boundaries_of_another_district_decide_nothing(self) -> None:
        shapes = [*self.LSOAS, shape("ward", "W9", square(0, width=9))]
        links = [*self.LINKS, link("ward", "W9", "district", "D9")]
        known = gazetteer(_inputs(links, shapes=table("shapes", shapes)))
        assert dict(known.lsoas.ward) == {"L1": "OLD1", "L2": "W2"}


class TestResidents:
    def test_the_newest_count_of_lsoas_is_used_and_named(self) -> None:
        rows = [("lsoa", "L1", 10, 2011, "Census 2011"), ("lsoa", "L1", 12, 2021, "Census 2021")]
        rows += [("district", "D1", 999, 2024, "Mid-2024 estimates")]
        known = gazetteer(_inputs([link("lsoa", "L1", "ward", "W")], residents=table("residents", rows)))
        assert known.residents.to_dict() == {"L1": 12.0}
        assert known.residents_dataset == "Census 2021"

    def test_none_are_known_without_a_table(self) -> None:
        known = gazetteer(_inputs([link("lsoa", "L1", "ward", "W")]))
        assert known.residents.empty
        assert known.residents_dataset == ""
