"""What Compare says of similar areas: the list of groups, and what rates divide by."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from dashboard.data.compared import Compared, State
from dashboard.data.dataset import Dataset
from dashboard.figures.compare_similar import likenesses, peer_rows
from dashboard.layouts.compare_similar import similar_html
from dashboard.selection import Selection
from tests.layouts.compared_areas import changed, compared
from tests.layouts.similar_layouts import alike, chosen, lists, options, shown, tags
from tests.layouts.test_compare_words import words_of


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
