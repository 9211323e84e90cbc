"""Which LSOA an incident belongs to: the four rules, each worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.data.gazetteer import Gazetteer, gazetteer
from dashboard.data.inputs import Inputs
from dashboard.data.placing import lsoas_at, place_records
from tests.data.small_world import middle, shape, square, table

NOWHERE = (np.nan, np.nan)

INPUTS = Inputs(
    # OLD was split into the squares A (few residents) and B (many); FUSED and MERGED became the square C.
    shapes=table("shapes", [shape("lsoa", code, square(i)) for i, code in enumerate("ABC")]),
    changes=table(
        "changes",
        [("OLD", "A", "S"), ("OLD", "B", "S"), ("FUSED", "C", "M"), ("MERGED", "C", "M"), ("A", "A", "U")],
    ),
    residents=table(
        "residents", [("lsoa", code, n, 2021, "Census 2021") for code, n in (("A", 1), ("B", 9), ("C", 5))]
    ),
)


@pytest.fixture(scope="module")
def known() -> Gazetteer:
    return gazetteer(INPUTS)


def _placed(known: Gazetteer, stated: str, point: tuple[float, float]) -> str:
    distinct = pd.DataFrame({"lsoa_code": [stated], "longitude": [point[0]], "latitude": [point[1]]})
    return str(place_records(distinct, known, INPUTS.changes)[0])


@pytest.mark.parametrize(
    ("stated", "point", "expected"),
    [
        pytest.param("A", middle(2), "A", id="a stated 2021 code counts, wherever the point is"),
        pytest.param("A", NOWHERE, "A", id="a stated 2021 code counts without a point"),
        pytest.param("OLD", middle(0), "A", id="a split 2011 code goes by its point"),
        pytest.param("OLD", middle(1), "B", id="a split 2011 code goes by its point into the other part"),
        pytest.param("OLD", middle(2), "B", id="a point outside all parts: the part with most residents"),
        pytest.param("OLD", NOWHERE, "B", id="no point: the part with most residents"),
        pytest.param("MERGED", NOWHERE, "C", id="a merged code has one successor"),
        pytest.param("MERGED", middle(0), "C", id="a merged code has one successor, whatever its point"),
        pytest.param("", middle(2), "C", id="no code goes by its point"),
        pytest.param("", middle(8), "", id="no code, and a point in no LSOA: no location"),
        pytest.param("", NOWHERE, "", id="neither code nor point: no location"),
        pytest.param("S01000001", NOWHERE, "S01000001", id="a code no table knows is kept"),
        pytest.param("S01000001", middle(0), "A", id="a code no table knows yields to a known point"),
    ],
)
def test_rule(known: Gazetteer, stated: str, point: tuple[float, float], expected: str) -> None:
    assert _placed(known, stated, point) == expected


def test_on_a_shared_border_the_first_code_takes_the_point(known: Gazetteer) -> None:
    border = square(1).bounds[0], middle(0)[1]
    assert _placed(known, "", border) == "A"


def test_points_are_placed_in_their_order(known: Gazetteer) -> None:
    points = [middle(2), NOWHERE, middle(0), middle(7), middle(1)]
    longitude, latitude = np.array(points).T
    assert list(lsoas_at(longitude, latitude, known)) == ["C", "", "A", "", "B"]


def test_without_shapes_no_point_is_placed() -> None:
    longitude, latitude = np.array([middle(0)]).T
    assert list(lsoas_at(longitude, latitude, gazetteer(Inputs()))) == [""]
