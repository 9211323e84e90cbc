"""Why areas are similar: features beside each other, what each counts for, and who was left out."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from dashboard.data.alike import Absent, Why
from dashboard.data.compared import Compared
from dashboard.data.dataset import Dataset
from dashboard.layouts.similar_why import feature_value
from tests.everyone import everyone
from tests.layouts.compared_areas import changed, compared
from tests.layouts.similar_layouts import DENSITY, YOUNG, alike, chosen, lists, options, shown, tags
from tests.layouts.test_compare_words import words_of
from tests.reader import classed


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
        bare = alike("group", features=(), measured=np.zeros((4, 0)), standardised=np.zeros((4, 0)),
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


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (12.34, "%", "12.3%"), (12345.6, "", "12,346"), (99.96, "", "100.0"), (1.25, "", "1.2"),
        (0.3149, "km²", "0.31"), (0.0, "", "0"), (float("nan"), "%", "–"), (-3.25, "", "-3.2"),
    ],
)  # fmt: skip
def test_values_are_as_exact_as_a_reader_needs(value: float, unit: str, text: str) -> None:
    assert feature_value(value, unit) == text
