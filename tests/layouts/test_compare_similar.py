"""What Compare says of similar areas: the list of groups, why areas are similar, and what rates divide by."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from dashboard.data.alike import Absent, FeatureName, Offer, Similar, Why, everyone
from dashboard.data.compared import Compared, State
from dashboard.data.dataset import Dataset
from dashboard.figures.compare_similar import likenesses, peer_rows
from dashboard.layouts.compare_similar import feature_value, similar_html
from dashboard.selection import Selection
from tests.layouts.compared_areas import changed, compared
from tests.layouts.test_compare_words import words_of
from tests.reader import classed

DENSITY = FeatureName(
    "density", "Residents per km²", "residents per km²", 2021, "Census 2021", 2.0, False, True
)
YOUNG = FeatureName("young", "Aged 15 to 24", "%", 2021, "Census 2021", 1.0, False, False)
VALUES = np.array([[1000.0, 12.0], [1500.0, 10.0], [200.0, 11.0], [1100.0, 18.5]])
Z = np.array([[0.0, -0.3], [1.0, -0.9], [-1.5, -0.6], [0.2, 4.0]])
OFFERS = (Offer("all", ""), Offer("group", "No table of similar areas is imported."), Offer("near", ""),
          Offer("picked", "No areas are picked to compare with."))  # fmt: skip


def alike(kind: str = "near", **changes: Any) -> Compared:
    """Alderby with Dunby and Birchby in its group, as far as they are told apart by two features."""
    c = compared(own="Alderby")
    members = np.array([[1, 1, 0, 1], [1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 0, 1]], dtype=bool)
    why = Why(0, np.array([1, 3]), np.array([0.5, 2.6]), np.array([[0.85, 0.15], [0.02, 0.98]]))
    values: dict[str, Any] = {
        "kind": kind, "refused": "", "group_name": "the 2 most similar partnerships", "given_by": "",
        "group_names": ("the 2 most similar partnerships",) * 4,
        "members": members, "features": (DENSITY, YOUNG), "values": VALUES, "standardised": Z, "why": why,
        "absent": (), "offered": OFFERS,
    }  # fmt: skip
    similar = Similar(**values | changes)
    return changed(c, similar=similar, members=members, group_name=similar.group_name)


def shown(small: Dataset, c: Compared, query: str = "") -> list[Any]:
    selection, _ = Selection.from_query(query, small.catalogue)
    return similar_html(small, selection, c)


def tags(layout: Any, name: str) -> list[dict[str, Any]]:
    """Properties of the elements of a type, in order."""
    if isinstance(layout, list):
        return [found for part in layout for found in tags(part, name)]
    if not isinstance(layout, dict):
        return []
    own = [layout["props"]] if layout["type"] == name else []
    return own + tags(layout["props"].get("children"), name)


def lists(layout: Any, mark: str) -> list[dict[str, Any]]:
    return [one for one in tags(layout, "Select") if mark in one]


def options(one: dict[str, Any]) -> dict[str, str]:
    return {option["value"]: words_of(option["children"]) for option in tags(one["children"], "Option")}


def chosen(one: dict[str, Any]) -> str:
    (value,) = [option["value"] for option in tags(one["children"], "Option") if option.get("selected")]
    return str(value)


class TestKinds:
    def test_the_group_in_use_goes_by_its_name(self, small: Dataset) -> None:
        (kinds,) = lists(shown(small, alike()), "data-put")[:1]
        assert kinds["data-put"] == "similar"
        assert chosen(kinds) == "near"
        assert options(kinds) == {
            "all": "all areas compared",
            "group": "a group that was supplied (no table of similar areas is imported)",
            "near": "the 2 most similar partnerships",
            "picked": "picked by hand",
        }

    def test_what_cannot_be_had_cannot_be_chosen_but_picking_can_begin(self, small: Dataset) -> None:
        (kinds,) = lists(shown(small, alike()), "data-put")[:1]
        disabled = {one["value"] for one in tags(kinds["children"], "Option") if one.get("disabled")}
        assert disabled == {"group"}

    def test_all_areas_are_called_so(self, small: Dataset) -> None:
        (kinds,) = lists(shown(small, compared(own="Alderby")), "data-put")[:1]
        assert (chosen(kinds), options(kinds)["all"]) == ("all", "all 4 partnerships")

    def test_who_is_marked(self, small: Dataset) -> None:
        def said(c: Compared, area: str) -> str:
            selection = Selection.default(small.catalogue).replace(area=area)
            return words_of([one for one in similar_html(small, selection, c) if one["type"] == "Span"])

        assert said(compared(), "all") == ""
        assert said(compared(own="Alderby"), "X06000001") == ""
        assert said(compared(), "X06000001") == "Alderby is not among them"
        several = changed(compared(), own=np.array([True, True, False, False]))
        assert said(several, "X23000001") == "marked: those in Northmarch"

    @pytest.mark.parametrize("state", [State.NO_DATA, State.ONE, State.NO_AREAS, State.TOO_MANY])
    def test_nothing_where_nothing_is_compared(self, small: Dataset, state: State) -> None:
        assert shown(small, changed(alike(), state=state)) == []


class TestDivisors:
    def test_only_where_there_are_several(self, small: Dataset) -> None:
        c = alike()
        one = dataclasses.replace(small.catalogue, denominators=("residents",))
        several = dataclasses.replace(small.catalogue, denominators=("residents", "households", "km2"))
        selection = Selection.default(small.catalogue)

        def asked(catalogue: Any) -> list[dict[str, Any]]:
            dataset: Any = type("Data", (), {"catalogue": catalogue, "areas": small.areas})()
            return [found for found in lists(similar_html(dataset, selection, c), "data-put")
                    if found["data-put"] == "per"]  # fmt: skip

        assert asked(one) == []
        (per,) = asked(several)
        assert options(per) == {"residents": "residents", "households": "households", "km2": "km²"}
        assert (chosen(per), per["data-default"]) == ("residents", "residents")


class TestWhy:
    def test_the_mean_is_said_to_be_unweighted_with_the_own_area(self, small: Dataset) -> None:
        for kind in ("all", "near", "group", "picked"):
            assert "unweighted mean of the rates of the group, own area included" in words_of(
                shown(small, alike(kind))
            )

    def test_each_way_says_how(self, small: Dataset) -> None:
        given = words_of(shown(small, alike("group", given_by="Most similar groups, 2024-11-01")))
        assert "Given by Most similar groups, 2024-11-01, not worked out here." in given
        assert "need not be mutual" in given
        assert "weighted root mean square" in words_of(shown(small, alike()))
        assert "Picked by you" in words_of(shown(small, alike("picked")))
        nobody = changed(compared(), similar=everyone(4, "all 4 partnerships"))
        assert "Every area compared counts as similar" in words_of(shown(small, nobody))

    def test_features_by_areas_the_own_one_first(self, small: Dataset) -> None:
        (table,) = tags(shown(small, alike()), "Table")
        head, *rows = tags(table["children"], "Tr")
        heads = tags(head["children"], "Th")
        assert [words_of(one["children"]) for one in heads] == [
            "Feature", "Counts for", "Alderbythe own area", "Birchbydistance 0.5", "Dunbydistance 2.6",
        ]  # fmt: skip
        assert [one["data-area"] for one in heads[2:]] == ["X06000001", "X06000002", "X06000004"]
        named = [words_of(tags(row["children"], "Th")[0]["children"]) for row in rows]
        assert named == ["Residents per km² 2021", "Aged 15 to 24 %, 2021"]
        cells = [tags(row["children"], "Td")[1:] for row in rows]
        apart = "standard deviations"
        assert [[words_of(cell["children"]) for cell in row] for row in cells] == [
            ["1,000", f"1,500+1.0 {apart}", f"1,100+0.2 {apart}"],
            ["12.0%", f"10.0%−0.6 {apart}", f"18.5%+4.3 {apart}"],
        ]
        assert [cell.get("title") for cell in cells[0]] == [
            None, "85.0% of the squared distance", "2.0% of the squared distance",
        ]  # fmt: skip

    def test_each_name_opens_its_scan(self, small: Dataset) -> None:
        (table,) = tags(shown(small, alike(), "?types=burglary"), "Table")
        links = [one["href"] for one in tags(table["children"], "A")]
        assert links == [f"/?area=X0600000{place}&types=burglary" for place in (1, 2, 4)]

    def test_bars_reach_to_both_sides_and_no_farther_than_there_is_room(self, small: Dataset) -> None:
        bars = [one for one in tags(shown(small, alike()), "Span") if "--apart" in str(one.get("style"))]
        assert [(one["className"], one["style"]["--apart"]) for one in bars] == [
            ("apart above", "0.333"), ("apart above", "0.067"), ("apart below", "0.200"),
            ("apart above", "1.000"),
        ]  # fmt: skip

    def test_where_features_are_from_is_to_be_read_on_them(self, small: Dataset) -> None:
        heads = [one for one in tags(shown(small, alike()), "Th") if one.get("scope") == "row"]
        assert [one["title"] for one in heads] == ["Census 2021, compared by its logarithm", "Census 2021"]

    def test_the_number_and_the_weights_can_be_changed_of_the_nearest_alone(self, small: Dataset) -> None:
        def forms(kind: str) -> list[str]:
            return [one["data-put"] for one in lists(shown(small, alike(kind)), "data-put")]

        layout = shown(small, alike())
        assert [(one["data-weight"], chosen(one)) for one in lists(layout, "data-weight")] == [
            ("density", "2"), ("young", "1"),
        ]  # fmt: skip
        near = next(one for one in lists(layout, "data-put") if one["data-put"] == "near")
        assert (chosen(near), *list(options(near))[:1], *list(options(near))[-1:]) == ("7", "3", "30")
        assert "near" not in forms("group") + forms("picked") + forms("all")

    def test_a_weight_of_an_address_is_on_offer(self, small: Dataset) -> None:
        odd = dataclasses.replace(alike().similar, features=(DENSITY._replace(weight=1.25), YOUNG))
        one = lists(shown(small, changed(alike(), similar=odd)), "data-weight")[0]
        assert chosen(one) == "1.25"

    def test_without_features_the_names_alone(self, small: Dataset) -> None:
        bare = alike("group", features=(), values=np.zeros((4, 0)), standardised=np.zeros((4, 0)),
                     why=Why(0, np.array([1, 3]), np.full(2, np.nan), np.zeros((2, 0))))  # fmt: skip
        layout = shown(small, bare)
        assert "can't be shown how alike" in words_of(layout)
        assert words_of(classed(layout, "similar-names")) == "BirchbyDunby"

    def test_a_distance_that_is_not_known_is_not_said(self, small: Dataset) -> None:
        unknown = alike("picked", why=Why(0, np.array([1, 3]), np.full(2, np.nan), np.full((2, 2), np.nan)))
        heads = [words_of(one["children"]) for one in tags(shown(small, unknown), "Th")]
        assert heads[:4] == ["Feature", "Alderbythe own area", "Birchby", "Dunby"]

    def test_without_an_own_area_how_to_choose_one_and_still_the_weights(self, small: Dataset) -> None:
        c = changed(alike(why=None), own=np.zeros(4, dtype=bool), own_code="")
        layout = shown(small, c)
        assert "Make an area yours (◎ in its row)" in words_of(layout)
        assert len(lists(layout, "data-weight")) == 2

    def test_the_same_figures_are_a_file_where_not_all_are_similar(self, small: Dataset) -> None:
        def links(c: Compared) -> list[str]:
            found = [one["href"] for one in tags(shown(small, c, "?types=burglary"), "A")]
            return [href for href in found if href.startswith("/export/")]

        assert links(alike()) == ["/export/compare-similar.csv?types=burglary"]
        assert links(alike("all", why=None)) == []

    def test_who_was_left_out_and_why(self, small: Dataset) -> None:
        absent = (Absent("X1", "Eastby", "not among the areas compared"),
                  Absent("X2", "Fenby", "not among the areas compared"))  # fmt: skip
        said = words_of(shown(small, alike("group", absent=absent)))
        assert "Left out: Eastby and Fenby (not among the areas compared)." in said


class TestRows:
    def test_ticks_are_of_the_own_areas_group(self) -> None:
        assert peer_rows(alike()) == [1, 3]
        assert peer_rows(compared(own="Alderby")) == []
        nobody = changed(alike(), own=np.zeros(4, dtype=bool), own_code="")
        assert peer_rows(nobody) == []
        picked = np.eye(4, dtype=bool) | np.array([False, True, False, True])
        assert peer_rows(changed(nobody, members=picked)) == [1, 3]

    def test_nothing_is_alike_without_an_own_area(self) -> None:
        assert likenesses(alike(why=None)) == []


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (12.34, "%", "12.3%"), (12345.6, "", "12,346"), (99.96, "", "100.0"), (1.25, "", "1.2"),
        (0.3149, "km²", "0.31"), (0.0, "", "0"), (float("nan"), "%", "–"), (-3.25, "", "-3.2"),
    ],
)  # fmt: skip
def test_values_are_as_exact_as_a_reader_needs(value: float, unit: str, text: str) -> None:
    assert feature_value(value, unit) == text
