"""The map of Compare: areas in the classes of the table, and the addresses that lead to an area's Scan."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from dashboard.data import comparing
from dashboard.data.compared import Compared
from dashboard.data.dataset import Dataset
from dashboard.data.schema import Level
from dashboard.figures.compare_map import PLACE, compare_address, compare_map_values, scan_template
from dashboard.selection import Selection


def looked_at(dataset: Dataset, query: str) -> tuple[Selection, Compared]:
    selection, problems = Selection.from_query(query, dataset.catalogue)
    assert not problems
    return selection, comparing.compared(dataset, selection, selection.sources[0])


def painted(dataset: Dataset, query: str) -> tuple[dict[str, Any], Compared]:
    selection, c = looked_at(dataset, query)
    return compare_map_values(dataset, selection, c)[0], c


def asked(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


@pytest.mark.parametrize("shade", ["verdict", "rate"])
def test_each_area_has_a_class_of_the_legend(demonstration: Dataset, shade: str) -> None:
    query = f"?types=burglary&from=2024-01&to=2025-12&shade={shade}"
    selection, c = looked_at(demonstration, query)
    values, painting = compare_map_values(demonstration, selection, c)
    areas = values["areas"]
    assert values["cells"] is False
    assert (areas["level"], areas["codes"], areas["names"]) == ("partnership", [*c.codes], [*c.names])
    counted = [areas["classes"].count(place) for place in range(len(painting.entries))]
    assert counted == [entry.number for entry in painting.entries]
    assert sum(counted) == len(c.codes)
    hatched = next(place for place, entry in enumerate(painting.entries) if entry.sign == "hatch")
    assert {c.codes[row] for row, place in enumerate(areas["classes"]) if place == hatched} == {
        one.code for one in c.left_out
    }


def test_police_forces_are_drawn_as_their_partnerships(demonstration: Dataset) -> None:
    values, c = painted(demonstration, "?compare=force")
    assert c.level is Level.FORCE
    tree = demonstration.areas
    parts = dict(zip(values["areas"]["codes"], values["areas"]["parts"], strict=True))
    assert values["areas"]["level"] == "partnership"
    for code, codes in parts.items():
        assert codes == [tree.codes[index] for index in tree.within(code, Level.PARTNERSHIP)]


def test_the_own_area_is_outlined_and_the_whole_is_fitted(demonstration: Dataset) -> None:
    values, c = painted(demonstration, "?area=X06000005")
    assert values["pinned_areas"] == [{"level": "partnership", "codes": ["X06000005"]}]
    whole, _ = painted(demonstration, "")
    assert whole["pinned_areas"] == []
    assert values["fit"] == whole["fit"], "the own area does not move the map"
    inside, c = painted(demonstration, "?compare=ward&among=X06000005")
    assert inside["fit"] != whole["fit"]
    assert inside["areas"]["level"] == "ward" and len(inside["areas"]["codes"]) == len(c.codes)


def test_a_link_to_scan_asks_the_same_question_of_one_area(demonstration: Dataset) -> None:
    query = "?area=X06000005&types=burglary&pins=X06000005&cell=&measure=rate&from=2025-01&to=2025-06"
    selection, _ = Selection.from_query(query, demonstration.catalogue)
    template = scan_template(demonstration, selection)
    assert template.count(PLACE) == 1
    there, problems = Selection.from_query(
        urlsplit(template.replace(PLACE, "X06000002")).query, demonstration.catalogue
    )
    assert problems == ()
    assert (there.area, there.types, there.start, there.end) == (
        "X06000002", selection.types, selection.start, selection.end,
    )  # fmt: skip
    assert not there.pinned
    spots = asked(scan_template(demonstration, selection, hotspots=True))
    assert (spots["layers"], spots["table"]) == ("hotspots", "hotspots")
    assert "hotspots" not in template


def test_the_way_there_and_back_changes_only_the_area(demonstration: Dataset) -> None:
    query = "?area=all&types=burglary&pins=X06000005&limits=additive&trend=year&layers=premises"
    selection, _ = Selection.from_query(query, demonstration.catalogue)
    address = compare_address(demonstration, selection)
    assert urlsplit(address).path == "/compare"
    assert asked(address) == {
        "area": "X06000005", "types": "burglary", "limits": "additive", "trend": "year", "layers": "premises",
    }  # fmt: skip
    two = asked(compare_address(demonstration, selection.replace(pins=("X06000005", "X06000002"))))
    assert (two["area"], two["similar"], two["peers"]) == ("X06000005", "picked", "X06000002")
    ward = demonstration.areas.codes[demonstration.areas.within("X06000002", Level.WARD)[0]]
    mixed = asked(compare_address(demonstration, selection.replace(pins=("X06000005", ward))))
    assert not {"area", "similar", "peers"} & mixed.keys()
