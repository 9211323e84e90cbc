"""Every number of real selections, against plain pandas over the raw files (`oracle`)."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dashboard.data import queries
from dashboard.data.dataset import Dataset, Library
from dashboard.data.ingest import import_paths
from dashboard.data.schema import Level
from dashboard.data.statistics import statistics
from dashboard.selection import Selection
from tests.data import oracle, oracle_verdict
from tests.data.oracle import Question
from tests.data.oracle_world import World, read_world

pytestmark = pytest.mark.shared

SOURCE = "police-uk"
AREA_FOLDERS = ("boundaries", "lookups", "population", "licensed-premises")
POLICE_FOLDERS = {
    "cleveland": ("police-street-cleveland",),
    "north-east": ("police-street-cleveland", "police-street-north-east-2025"),
}


@dataclasses.dataclass(frozen=True)
class Both:
    """What the product serves, and what the oracle knows, of the same files."""

    served: Dataset = dataclasses.field(repr=False)
    known: World = dataclasses.field(repr=False)
    questions: st.SearchStrategy[Question] = dataclasses.field(repr=False)


def _imported(shared: Path, data_dir: Path, region: str) -> Both:
    folders = POLICE_FOLDERS[region]
    import_paths(data_dir, [shared / name for name in (*folders, *AREA_FOLDERS)])
    served = Library(data_dir).current()
    assert served is not None
    known = read_world(shared, folders)
    return Both(served, known, _questions(known))


@pytest.fixture(scope="module")
def north_east(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Both:
    return _imported(shared_data, tmp_path_factory.mktemp("north-east"), "north-east")


@pytest.fixture(scope="module")
def cleveland(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Both:
    return _imported(shared_data, tmp_path_factory.mktemp("cleveland"), "cleveland")


def _questions(world: World) -> st.SearchStrategy[Question]:
    """Selections a reader may make: any area that is served, most often one that is reported on."""
    months = sorted(set(world.incidents.month))
    type_names = sorted(set(world.incidents.type))
    periods = st.tuples(st.sampled_from(months), st.sampled_from(months)).map(sorted)
    subsets = st.lists(st.sampled_from(type_names), unique=True, max_size=4).map(tuple)
    covered = world.lsoas[world.lsoas.covered].reset_index(names="lsoa")
    elsewhere = world.incidents[world.incidents.coverage_force == ""]
    codes = {
        level: [sorted(set(covered[level])), sorted(set(elsewhere[level]) - {""})] for level in oracle.LEVELS
    }

    @st.composite
    def question(draw: st.DrawFn) -> Question:
        start, end = draw(periods)
        level = draw(st.sampled_from(("all", *oracle.LEVELS)))
        area = "all"
        if level != "all":
            usual, odd = codes[level]
            area = draw(st.sampled_from(odd if odd and draw(st.integers(0, 7)) == 7 else usual))
        asked = Question(start, end, area, level, draw(subsets))
        if not draw(st.booleans()):
            return asked
        inside = world.incidents if level == "all" else world.incidents[world.incidents[level] == area]
        resolution = draw(st.integers(5, 9))
        cells = sorted(set(inside[f"cell_{resolution}"]) - {""})
        wards = sorted(set(inside.ward) - {""}) if level in ("all", "region", "force", "partnership") else []
        lsoas = sorted(set(inside.lsoa) - {""}) if level not in ("lsoa",) else []
        pins = [("ward", code) for code in draw(_some(wards))] + [
            ("lsoa", code) for code in draw(_some(lsoas))
        ]
        if pins and draw(st.booleans()):  # one alone, the usual case
            pins = pins[:1]
        chosen = [] if pins and draw(st.booleans()) else draw(_some(cells))
        box = draw(st.none() | st.just((-1.4, 54.5, -1.15, 54.62)))
        return dataclasses.replace(
            asked, pins=tuple(pins), cells=tuple(chosen), cell_resolution=resolution, box=box
        )

    return question()


def _some(names: list[str]) -> st.SearchStrategy[list[str]]:
    """Up to three of the names, most often none or one."""
    return st.lists(st.sampled_from(names), unique=True, max_size=3) if names else st.just([])


def _selection(served: Dataset, asked: Question) -> Selection:
    pairs = {"area": asked.area, "types": ",".join(asked.types), "cell": ",".join(asked.cells)}
    pairs |= {"pins": ",".join(code for _, code in asked.pins)}
    pairs |= {"box": ",".join(f"{edge:.5f}" for edge in asked.box or ())}
    pairs |= {"from": asked.start, "to": asked.end}
    query = "&".join(f"{field}={value}" for field, value in pairs.items() if value)
    selection, problems = Selection.from_query(f"?{query}", served.catalogue)
    assert problems == ()
    return selection


def _plain(value: Any) -> Any:
    """Missing values of any make as None, numbers as Python's own."""
    return None if pd.isna(value) else value.item() if isinstance(value, np.generic) else value


def _check_cells(both: Both, asked: Question, selection: Selection, resolution: int) -> None:
    found = queries.cells(both.served, selection, SOURCE, resolution)
    pinned = oracle.cells(both.known, asked, resolution)
    assert dict(zip(found.cell, found.incidents, strict=True)) == pinned
    assert list(found.cell) == sorted(pinned)
    counts, known, *_ = queries.cell_counts(both.served, selection, SOURCE, resolution)
    every = [f"{cell:x}" for cell in queries.all_cells(both.served, SOURCE, resolution)]
    assert every == sorted(set(both.known.incidents[f"cell_{resolution}"]) - {""})
    expected = oracle.cells(both.known, asked.without_places(), resolution)
    assert dict(zip(every, counts.tolist(), strict=True)) == dict.fromkeys(every, 0) | expected
    unknown = {cell for cell, is_known in zip(every, known.tolist(), strict=True) if not is_known}
    assert unknown == oracle.unknown_cells(both.known, asked, resolution)


def _levels(both: Both, asked: Question) -> list[Level]:
    """Levels a table of this selection may have."""
    tree = both.served.areas
    offered = (tree.level(asked.area), *tree.levels_below(asked.area))
    return [level for level in offered if level is not Level.ALL]


def _check_areas(both: Both, asked: Question, selection: Selection, level: Level) -> None:
    found = queries.areas(both.served, selection.replace(level=level.value), SOURCE)
    rows = found.set_index("area_code")[["incidents", "residents", "rate", "compared", "before"]]
    served = {
        code: {name: _plain(value) for name, value in row.items()}
        for code, row in rows.to_dict("index").items()
    }
    expected = oracle.areas(both.known, asked, level.value)
    for row in expected.values():
        row["rate"] = row["rate"] if row["rate"] is None else pytest.approx(row["rate"])
    assert served == expected
    if {own for own, _ in asked.pins} == {level.value} and not asked.cells:
        asked = dataclasses.replace(asked, pins=())  # the table in which they are pinned keeps all its rows
    assert found.incidents.sum() == len(oracle.selected(both.known, asked))


def _check_panels(both: Both, asked: Question, selection: Selection, metres: int) -> None:
    by_type = queries.types(both.served, selection, SOURCE)
    assert dict(zip(by_type.crime_type, by_type.incidents, strict=True)) == oracle.types(both.known, asked)
    by_month = queries.months(both.served, selection, SOURCE)
    served_months = {row.month: _plain(row.incidents) for row in by_month.itertuples()}
    assert served_months == oracle.months(both.known, asked)
    near = queries.premises(both.served, selection.replace(within=metres), SOURCE)
    served = {(row.register, row.premises_id): row.incidents_within for row in near.itertuples()}
    assert len(served) == len(near)
    assert served == oracle.premises(both.known, asked, metres)


def _check_statistics(both: Both, asked: Question, selection: Selection) -> None:
    expected = oracle.figures(both.known, asked)
    served = dict(statistics(both.served, selection, SOURCE).rows())
    expected["rate-per-1000"] = pytest.approx(expected["rate-per-1000"])
    assert {slug: served[slug] for slug in expected} == expected


RESOLUTIONS = range(4, 10)
METRES = st.sampled_from((*oracle.BANDS, 37, 399))
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""A selection is easy to read as it is, and each takes some tenths of a second."""


def _check_one(both: Both, draw: st.DataObject) -> None:
    """One drawn selection: every panel, at one level and one resolution."""
    asked = draw.draw(both.questions)
    selection = _selection(both.served, asked)
    _check_cells(both, asked, selection, draw.draw(st.sampled_from(RESOLUTIONS)))
    _check_areas(both, asked, selection, draw.draw(st.sampled_from(_levels(both, asked))))
    _check_panels(both, asked, selection, draw.draw(METRES))
    _check_statistics(both, asked, selection)


@settings(max_examples=60, deadline=None, phases=NO_SHRINKING)
@given(draw=st.data())
def test_every_selection_of_the_north_east_agrees(north_east: Both, draw: st.DataObject) -> None:
    _check_one(north_east, draw)


@settings(max_examples=25, deadline=None, phases=NO_SHRINKING)
@given(draw=st.data())
def test_every_selection_of_cleveland_alone_agrees(cleveland: Both, draw: st.DataObject) -> None:
    _check_one(cleveland, draw)


@pytest.mark.parametrize(
    "asked",
    [
        Question("2023-01", "2025-12"),
        Question("2024-07", "2025-06"),
        Question("2025-01", "2025-12", "E12000001", "region"),
        Question("2025-01", "2025-12", "E06000002", "partnership", ("burglary", "robbery")),
        Question("2023-01", "2024-12", "E06000047", "partnership"),  # County Durham before it reports
        Question("2025-03", "2025-03", "E23000009", "force"),  # North Yorkshire: never imported
    ],
    ids=lambda asked: f"{asked.area}-{asked.start}",
)
def test_selections_readers_start_from_agree_at_every_level_and_resolution(
    north_east: Both, asked: Question
) -> None:
    selection = _selection(north_east.served, asked)
    for resolution in RESOLUTIONS:
        _check_cells(north_east, asked, selection, resolution)
    for level in _levels(north_east, asked):
        _check_areas(north_east, asked, selection, level)
    _check_panels(north_east, asked, selection, 100)
    _check_statistics(north_east, asked, selection)


def test_nothing_is_lost_between_the_files_and_the_page(north_east: Both) -> None:
    everything = _selection(north_east.served, Question("2023-01", "2025-12"))
    assert north_east.known.rows_read == 520_461  # as the folder's README says
    found = statistics(north_east.served, everything, SOURCE)
    assert found.incidents == len(north_east.known.incidents)
    assert len(north_east.known.incidents) == 520_461 - 9  # ids that a file repeats


VERDICTS = [
    Question("2025-01", "2025-12"),
    Question("2025-06", "2025-06", types=("burglary",)),
    Question("2024-01", "2024-12", types=("shoplifting", "drugs")),
    Question("2025-01", "2025-12", "E23000013", "force", ("bicycle-theft",)),
    Question("2025-01", "2025-12", "E06000002", "partnership", ("burglary",)),
    Question("2025-01", "2025-12", "E06000001", "partnership", ("shoplifting",)),
    Question("2025-10", "2025-12", "E06000004", "partnership", ("anti-social-behaviour",)),
    Question("2025-03", "2025-03", "E06000003", "partnership", ("robbery",)),
]


@pytest.mark.parametrize("asked", VERDICTS, ids=lambda asked: f"{asked.area}-{asked.start}-{asked.types}")
def test_the_verdict_by_the_formulas_of_the_methods(cleveland: Both, asked: Question) -> None:
    """Cleveland reports all 36 months, so every series is judged by itself."""
    whole = dataclasses.replace(asked, start="2023-01", end="2025-12")
    counts = oracle.selected(cleveland.known, whole).query("coverage_force != ''").month.astype(str)
    series = counts.value_counts().reindex(whole.months, fill_value=0)
    now, before = (int(series[months].sum()) for months in (asked.months, asked.months_before))
    z, verdict = oracle_verdict.verdict(now, before, series)
    found = statistics(cleveland.served, _selection(cleveland.served, asked), SOURCE)
    assert (found.compared, found.before, found.verdict) == (now, before, verdict)
    assert found.z == pytest.approx(z)


def test_the_verdicts_asked_for_differ(cleveland: Both) -> None:
    said = {
        statistics(cleveland.served, _selection(cleveland.served, asked), SOURCE).verdict
        for asked in VERDICTS
    }
    assert len(said) > 1
