"""Search by name: what is found, in which order, and where it is."""

from __future__ import annotations

import h3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.dataset import Dataset
from dashboard.data.search import MOST, Found, folded, search
from tests.data.small_world import SOURCE, incident, middle, served
from tests.data.test_reach import register, with_premises

HIGH_STREETS = {"L1": middle(0), "L4": middle(3)}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    def at(place: str, lsoa: str, east: float = 0.0, number: int = 1) -> list[dict[str, object]]:
        column = int(lsoa[1]) - 1
        lon, lat = middle(column)
        return [incident("2024-01", lsoa=lsoa, at=(lon + east, lat)) | {"place": place}] * number

    rows = [
        *at("High Street", "L1", number=2),
        *at("High Street", "L1", 0.001),  # the same street: 65 m on
        *at("High Street", "L4"),  # of another town
        *at("Old High Street", "L2"),
        *at("Cafè Row", "L3"),
        *at("St Mary's Walk", "L3"),
        *at("", "L3"),
        *[item for i in range(20) for item in at(f"Grove {i}", "L2")],
    ]
    pubs = register([middle(0), middle(1), middle(40)]).assign(
        name=["The High Inn", "The Grove", "The Far Inn"]
    )
    twice = register([middle(0)], name="OpenStreetMap pubs").assign(name=["The High Inn"])
    return served(tmp_path_factory.mktemp("search"), rows, with_premises(pubs, twice))


def found(dataset: Dataset, text: str) -> list[Found]:
    return search(dataset, SOURCE.key, text)


def test_a_street_of_two_towns_is_found_in_each(world: Dataset) -> None:
    streets = [one for one in found(world, "high street") if one.name == "High Street"]
    assert [(one.kind, one.where, one.home) for one in streets] == [
        ("place", "W1, District 1", "D1"),
        ("place", "District 3", "D3"),
    ]
    for one, at in zip(streets, HIGH_STREETS.values(), strict=True):
        assert one.point == pytest.approx(at)  # the median of its incidents
        assert one.cell == h3.latlng_to_cell(at[1], at[0], 9)
        assert one.box is None


def test_whole_names_come_before_beginnings_before_words_before_the_rest(world: Dataset) -> None:
    assert [one.name for one in found(world, "high street")] == [
        "High Street",
        "High Street",
        "Old High Street",
    ]
    # "The High Inn, W1, District 1" holds both words too, but not side by side.
    assert [one.name for one in found(world, "igh str")][2:] == ["Old High Street", "The High Inn"]
    assert found(world, "the gr")[0].name == "The Grove"
    assert found(world, "first")[0].kind == "police force"


def test_case_accents_and_apostrophes_make_no_difference(world: Dataset) -> None:
    for text in ("cafe row", "CAFÉ ROW", "  Cafè   Row "):
        assert [one.name for one in found(world, text)] == ["Cafè Row"]
    assert [one.name for one in found(world, "st marys")] == ["St Mary's Walk"]
    assert folded("Mary\u2019s-Wêlk") == "marys welk"


def test_words_of_the_whereabouts_tell_streets_apart(world: Dataset) -> None:
    assert [one.where for one in found(world, "high street district 3")] == ["District 3"]


def test_areas_say_what_they_lie_in_and_how_far_they_reach(world: Dataset) -> None:
    (one,) = [one for one in found(world, "district 2") if one.kind == "partnership"]
    assert (one.name, one.where, one.areas) == ("District 2", "First", ("all", "R", "F1", "D2"))
    assert one.box == pytest.approx((-1.46, 54.0, -1.44, 54.02))
    assert (one.point, one.cell) == (None, "")


def test_premises_of_two_lists_are_found_once_and_far_ones_not_at_all(world: Dataset) -> None:
    assert [(one.name, one.kind, one.where) for one in found(world, "the high")] == [
        ("The High Inn", "pub", "W1, District 1")
    ]
    assert found(world, "the far") == []


def test_no_more_than_fit(world: Dataset) -> None:
    assert len(found(world, "grove")) == MOST
    assert found(world, "grove")[0].name == "Grove 0"


@pytest.mark.parametrize("text", ["", " ", "h", "h ", "!!", "\0", "--"])
def test_less_than_two_letters_find_nothing(world: Dataset, text: str) -> None:
    assert found(world, text) == []


@given(st.text(max_size=100))
def test_any_text_is_a_question(world: Dataset, text: str) -> None:
    answers = found(world, text)
    assert len(answers) <= MOST
    words = folded(text[:80]).split()
    for one in answers:
        line = f"{folded(one.name)} {folded(one.where)}"
        assert all(word in line for word in words)


def test_every_name_is_found_by_itself(world: Dataset) -> None:
    for name in ("Old High Street", "Grove 13", "The Region", "First", "W2"):
        assert found(world, name)[0].name == name
