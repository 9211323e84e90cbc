"""A source whose agreement is over is not there: every answer is that of data that never held it."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.data.dataset import Dataset, Library
from dashboard.data.hiding import expired, served_id, stored_id
from dashboard.data.ingest import import_frames
from dashboard.data.inputs import Inputs
from dashboard.data.schema import InputError, Level, Source
from dashboard.data.search import search
from dashboard.selection import Selection
from dashboard.web.exports import PANELS
from tests.data.small_world import SOURCE, frame, incident, middle, served, two_forces

LAST_DAY = date(2026, 3, 31)
NEXT_DAY = date(2026, 4, 1)
CALLS = Source(
    "ambulance",
    "Ambulance calls",
    "A trust",
    "Agreement 7",
    agreement_expires=LAST_DAY.isoformat(),
    contact="data@trust.example",
)
POLICE_ROWS = [
    *(incident(f"2025-{month:02d}", lsoa="L1", at=middle(0)) for month in range(1, 7)),
    incident("2025-03", lsoa="L2", at=middle(1), kind="robbery"),
    incident("2025-06", lsoa="L3", at=middle(2)),
]


def inside() -> list[dict[str, Any]]:
    """Calls in the force area that the police report on, of a kind and in months of their own."""
    return [
        incident("2025-02", "A Trust", lsoa="L1", at=middle(0), kind="assault"),
        incident("2025-09", "A Trust", lsoa="L2", at=middle(1), kind="assault"),
        incident("2025-09", "A Trust", lsoa="L1", at=middle(0), kind="burglary"),
    ]


def elsewhere() -> list[dict[str, Any]]:
    """Calls in the force area that nobody else reports on, and in one that no table knows."""
    return [
        *(incident("2025-02", "Second Police", lsoa="L4", at=middle(3)) for _ in range(7)),
        incident("2025-11", "Farland", lsoa="X9", lsoa_name="Farland 001A", at=(-3.0, 52.0)),
    ]


Rows = Callable[[], list[dict[str, Any]]]


@pytest.fixture(params=[inside, elsewhere], ids=["inside", "elsewhere"])
def rows(request: pytest.FixtureRequest) -> Rows:
    """The calls of the source that is hidden."""
    made: Rows = request.param
    return made


@pytest.fixture
def both(tmp_path: Path, rows: Rows) -> Path:
    """A data folder with police and calls."""
    served(tmp_path / "both", POLICE_ROWS, two_forces(), also=[(CALLS, rows())])
    return tmp_path / "both"


@pytest.fixture
def alone(tmp_path: Path) -> Dataset:
    """The same police without calls."""
    return served(tmp_path / "alone", POLICE_ROWS, two_forces())


def on(folder: Path, day: date) -> Dataset:
    dataset = Library(folder, day=lambda: day).current()
    assert dataset is not None
    return dataset


def codes_of(dataset: Dataset) -> list[tuple[str, str, str, bool]]:
    tree = dataset.areas
    return list(zip(tree.codes, tree.names, tree.levels, tree.covered.tolist(), strict=True))


class TestDays:
    def test_the_last_day_counts(self) -> None:
        assert expired([CALLS, SOURCE], LAST_DAY) == frozenset()
        assert expired([CALLS, SOURCE], NEXT_DAY) == {"ambulance"}

    def test_what_is_hidden_is_in_the_id(self) -> None:
        whole = "v000012-0a1b2c3d"
        assert served_id(whole, frozenset()) == whole
        one, other = served_id(whole, frozenset({"a"})), served_id(whole, frozenset({"b"}))
        assert len({whole, one, other}) == 3
        assert stored_id(one) == stored_id(other) == stored_id(whole) == whole
        assert stored_id("v000012") is None
        assert stored_id("../v000012-0a1b2c3d") is None


class TestAsIfNotThere:
    def test_it_is_shown_on_its_last_day(self, both: Path) -> None:
        assert set(on(both, LAST_DAY).sources) == {"police", "ambulance"}

    def test_sources_types_months_and_areas_are_those_of_data_without_it(
        self, both: Path, alone: Dataset
    ) -> None:
        hidden = on(both, NEXT_DAY)
        assert dict(hidden.sources) == dict(alone.sources)
        assert dict(hidden.catalogue.sources) == dict(alone.catalogue.sources)
        assert hidden.types == alone.types
        assert (hidden.first_month, hidden.last_month) == (alone.first_month, alone.last_month)
        assert codes_of(hidden) == codes_of(alone)
        assert hidden.forces == alone.forces
        assert set(hidden.cubes) == {"police"}
        np.testing.assert_array_equal(hidden.areas.residents_by_index, alone.areas.residents_by_index)
        np.testing.assert_array_equal(hidden.force_of_leaf, alone.force_of_leaf)
        np.testing.assert_allclose(hidden.extents, alone.extents)
        assert [part.source for part in hidden.parts] == ["police"] * len(hidden.parts)
        assert hidden.catalogue.features == alone.catalogue.features
        assert hidden.catalogue.denominators == alone.catalogue.denominators

    @pytest.mark.parametrize("query", ["", "?area=D1", "?area=R&types=burglary", "?area=L1&from=2025-02"])
    def test_every_answer_is_that_of_data_without_it(self, both: Path, alone: Dataset, query: str) -> None:
        hidden = on(both, NEXT_DAY)
        chosen, problems = Selection.from_query(query, hidden.catalogue)
        assert (chosen, problems) == Selection.from_query(query, alone.catalogue)
        for panel, table in PANELS.items():  # every number on the page is in one of them
            pd.testing.assert_frame_equal(
                table(hidden, chosen, "police"), table(alone, chosen, "police"), obj=panel
            )
        for text in ("dist", "first", "far", "second"):
            assert search(hidden, "police", text) == search(alone, "police", text)

    def test_the_map_draws_what_is_left(self, both: Path, alone: Dataset) -> None:
        hidden = on(both, NEXT_DAY)
        for name in ("boundaries-lsoa", "boundaries-partnership", "boundaries-ward", "labels", "roads"):
            assert json.loads(hidden.map_file(name)) == json.loads(alone.map_file(name)), name

    def test_an_address_that_names_it_is_an_address_that_names_nothing(self, both: Path) -> None:
        hidden = on(both, NEXT_DAY)
        for query in ("?sources=ambulance", "?types=assault", "?area=X9", "?area=farland"):
            chosen, problems = Selection.from_query(query, hidden.catalogue)
            assert chosen == Selection.default(hidden.catalogue)
            assert len(problems) == 1

    def test_premises_in_areas_that_went_stand_in_none(self, tmp_path: Path) -> None:
        register = pd.DataFrame(
            {
                "premises_id": ["1", "2"],
                "name": ["The Ship", "The Anchor"],
                "longitude": [middle(0)[0], middle(3)[0]],
                "latitude": [middle(0)[1], middle(3)[1]],
                "address": "",
                "kind": "",
                "hours": "",
                "source": "pubs",
                "register": "Pubs",
                "as_of": "",
            }
        )
        inputs = dataclasses.replace(two_forces(), premises=register)
        served(tmp_path, POLICE_ROWS, inputs, also=[(CALLS, elsewhere())])
        before, after = on(tmp_path, LAST_DAY), on(tmp_path, NEXT_DAY)
        assert (before.premises.leaf >= 0).all()
        assert after.areas.codes[after.premises.leaf[0]] == "L1"
        assert after.premises.leaf[1] == -1

    def test_measures_of_what_is_left(self, tmp_path: Path) -> None:
        rows = pd.DataFrame(
            [
                ("lsoa", f"L{i}", measure, measure.title(), "", kind, 10.0**i, np.nan, 2021, "Census")
                for i in (1, 2, 3, 4)
                for measure, kind in (("households", "count"), ("income", "average"))
            ],
            columns=[
                "level",
                "code",
                "measure",
                "label",
                "unit",
                "kind",
                "value",
                "weight",
                "year",
                "dataset",
            ],
        )
        inputs = dataclasses.replace(two_forces(), area_measures=rows)
        served(tmp_path, POLICE_ROWS, inputs, also=[(CALLS, elsewhere())])
        before, after = on(tmp_path, LAST_DAY), on(tmp_path, NEXT_DAY)

        def of(dataset: Dataset, slug: str, code: str) -> float:
            return float(dataset.measures.by_slug[slug][dataset.areas.index(code)])

        assert of(after, "households", "F1") == of(before, "households", "F1") == 1110
        assert of(before, "households", "R") == 11110
        assert of(after, "households", "R") == 1110
        assert of(after, "income", "D1") == of(before, "income", "D1")
        assert np.isnan(of(after, "income", "R"))  # not worked out again before the next import


def test_a_controlled_source_beside_it_tells_what_it_told_alone(tmp_path: Path) -> None:
    """Its protected counts lie by area too; the key that moves them must be the same."""
    calls = dataclasses.replace(CALLS, agreement_expires="")
    shared = dataclasses.replace(SOURCE, sensitivity="controlled", finest_resolution=7)
    rows = [
        incident(f"2025-0{month}", lsoa=lsoa, at=middle(place))
        for month in range(1, 7)
        for place, lsoa in enumerate(("L1", "L2", "L3"))
        for _ in range(1 + (month * place) % 4)
    ]
    folders = tmp_path / "both", tmp_path / "alone"
    others = [[(dataclasses.replace(calls, agreement_expires=LAST_DAY.isoformat()), frame(elsewhere()))], []]
    for folder, other in zip(folders, others, strict=True):
        if folder.name == "alone":
            folder.mkdir()
            shutil.copy(tmp_path / "both" / "disclosure.key", folder)
        import_frames(folder, [(shared, frame(rows)), *other], two_forces(), demo=False)
    hidden, alone = (on(folder, NEXT_DAY) for folder in folders)
    assert set(hidden.sources) == set(alone.sources) == {"police"}
    for query in ("", "?area=D1", "?area=R&types=burglary"):
        chosen, _ = Selection.from_query(query, hidden.catalogue)
        for panel in ("areas", "types", "months", "statistics", "cells"):
            pd.testing.assert_frame_equal(
                PANELS[panel](hidden, chosen, "police"), PANELS[panel](alone, chosen, "police"), obj=panel
            )


class TestOverMidnight:
    def test_a_server_that_runs_on_hides_it_from_the_next_request(self, both: Path) -> None:
        now = [LAST_DAY]
        library = Library(both, day=lambda: now[0])
        evening = library.current()
        assert evening is not None and "ambulance" in evening.sources
        assert evening.version == evening.folder.name
        now[0] = NEXT_DAY
        morning = library.current()
        assert morning is not None and set(morning.sources) == {"police"}
        assert morning.version != evening.version
        assert library.get(evening.version) is None  # pages opened in the evening ask anew
        assert library.get(morning.version) is morning
        assert [one.key for one in library.hidden()] == ["ambulance"]

    def test_the_only_source_leaves_nothing_to_show(self, tmp_path: Path) -> None:
        only = dataclasses.replace(SOURCE, agreement_expires=LAST_DAY.isoformat())
        import_frames(tmp_path, [(only, frame(POLICE_ROWS))], Inputs(), demo=False)
        now = [LAST_DAY]
        library = Library(tmp_path, day=lambda: now[0])
        assert library.current() is not None
        assert library.hidden() == ()
        now[0] = NEXT_DAY
        assert library.current() is None
        assert [one.key for one in library.hidden()] == ["police"]

    def test_nothing_stored_hides_nothing(self, tmp_path: Path) -> None:
        assert Library(tmp_path).hidden() == ()


def test_areas_of_every_level_nest_after_narrowing(both: Path) -> None:
    tree = on(both, NEXT_DAY).areas
    for index in range(1, len(tree.codes)):
        parent = int(tree.parents[index])
        assert parent < index <= tree.lasts[parent]
    assert tree.levels_below("all")[0] == Level.REGION


def test_no_source_is_taken_for_a_register_which_is_never_hidden(tmp_path: Path) -> None:
    visits = dataclasses.replace(SOURCE, key="premises-visits")
    rows = frame([incident("2025-01", lsoa="L1", at=middle(0))])
    with pytest.raises(InputError, match="begins as those of registers of premises do"):
        import_frames(tmp_path, [(visits, rows)], Inputs(), demo=False)
