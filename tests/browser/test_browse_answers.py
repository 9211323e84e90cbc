"""The page's formulas and lookups, in Chromium, against what Python says of the same things."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, Route

from dashboard.data import queries
from dashboard.data.areas import ELSEWHERE
from dashboard.data.browse import cell_changes
from dashboard.data.dataset import Dataset, Library
from dashboard.data.grid import cell_text
from dashboard.data.ingest import import_paths
from dashboard.data.near import near_places
from dashboard.data.statistics import statistics
from dashboard.figures.browse_pack import browse_address, verdict_slug
from dashboard.selection import Selection
from tests import on_screen
from tests.vectors.formula_vectors import FILE
from tests.worlds import server_of

pytestmark = pytest.mark.browser

ORIGIN = "http://browse.test"
SCRIPTS = ("formula", "mapdata", "browsedata")
DEMO = "demo-police"

Load = Callable[[Dataset, Path, Selection, str, int], Page]


@pytest.fixture
def page(browser: Browser, repository: Path) -> Iterator[Page]:
    """An empty page with the three scripts and nothing else; nothing may go wrong in it."""
    opened = browser.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.route(
        f"{ORIGIN}/", lambda route: route.fulfill(body="<!doctype html><p>", content_type="text/html")
    )
    opened.goto(f"{ORIGIN}/")
    for name in SCRIPTS:
        opened.add_script_tag(path=repository / "assets" / f"{name}.js")
    yield opened
    opened.close()
    assert problems == []


@pytest.fixture
def load(page: Page) -> Load:
    """Loads browsing data from a real server's answers, and leaves them in the page as `data`."""

    def loaded(dataset: Dataset, folder: Path, selection: Selection, source: str, resolution: int) -> Page:
        client = server_of(folder).test_client()

        def answer(route: Route) -> None:
            found = client.get(route.request.url.removeprefix(ORIGIN))
            route.fulfill(status=found.status_code, body=found.data, content_type=found.mimetype)

        page.route(f"{ORIGIN}/data/**", answer)
        address = browse_address(dataset, selection, source, resolution)
        page.evaluate("async (address) => { window.data = await hexscan.browseData.load(address); }", address)
        return page

    return loaded


def selected(dataset: Dataset, query: str) -> Selection:
    selection, problems = Selection.from_query(query, dataset.catalogue)
    assert problems == ()
    return selection


def months(dataset: Dataset, selection: Selection, source: str) -> list[int | None]:
    table = queries.months(dataset, selection, source)
    return [None if pd.isna(count) else int(count) for count in table.incidents]


def whole(number: float) -> int | None:
    return None if np.isnan(number) else int(number)


def some(names: Any, counts: Any) -> dict[str, int]:
    pairs = zip(names, counts, strict=True)
    return {name: int(count) for name, count in pairs if not pd.isna(count) and count}


def counted(dataset: Dataset, selection: Selection, source: str, resolution: int) -> list[int | None]:
    """What the map paints: None where there are no data."""
    found = queries.cell_counts(dataset, selection, source, resolution)
    return [
        count if known else None for count, known in zip(found.incidents.tolist(), found.known, strict=True)
    ]


def in_page(page: Page, expression: str, argument: Any = None) -> Any:
    """What an expression of `data` and `given` gives, Maps as objects, typed arrays as lists."""
    return page.evaluate(
        f"""(given) => JSON.parse(JSON.stringify({expression}, (_, value) => {{
            if (value instanceof Map) return Object.fromEntries(value);
            return ArrayBuffer.isView(value) ? Array.from(value) : value;
        }}))""",
        argument,
    )


def check_cells(page: Page, dataset: Dataset, selection: Selection, source: str, resolution: int) -> None:
    """Every number of some cells is that of the cell when it is pinned."""
    every = queries.all_cells(dataset, source, resolution)
    changes = cell_changes(dataset, selection, source, resolution)
    near = near_places(dataset, source, resolution)
    counts = counted(dataset, selection, source, resolution)
    rows = [
        *np.argsort([count or 0 for count in counts])[-5:].tolist(),
        *np.linspace(0, len(every) - 1, 12).astype(int).tolist(),
    ]
    first, last = in_page(page, "data.period")
    for row in rows:
        pinned = selection.replace(cells=(cell_text(every[row]),))
        cell = in_page(page, "data.cell(given)", row)
        assert cell["incidents"] == counts[row]
        assert cell["months"][first : last + 1] == months(dataset, pinned, source)
        assert (cell["now"], cell["before"]) == (whole(changes.now[row]), whole(changes.before[row]))
        assert cell["change"] == whole(changes.difference[row])
        assert cell["verdictText"] == on_screen.called(changes.verdict[row])
        assert cell["verdict"] == verdict_slug(changes.verdict[row])
        types = queries.types(dataset, pinned, source)
        assert {one["slug"]: one["count"] for one in cell["types"]} == some(types.crime_type, types.incidents)
        assert [one["count"] for one in cell["types"]] == sorted(
            some(types.crime_type, types.incidents).values()
        )[::-1]
        assert all(one["label"] == dataset.types[one["slug"]] for one in cell["types"])
        areas = pd.DataFrame(queries.areas_in_brief(dataset, pinned, source))
        assert cell["areas"] == some(areas.area_code, areas.incidents)
        assert cell["near"] == [near.names[place] for place in near.places[row] if place >= 0]


def check_areas_types_and_months(
    page: Page, dataset: Dataset, selection: Selection, source: str, resolution: int
) -> None:
    """Areas, types and months are those of the tables."""
    every = [cell_text(cell) for cell in queries.all_cells(dataset, source, resolution)]
    first, last = in_page(page, "data.period")
    table = pd.DataFrame(queries.areas_in_brief(dataset, selection, source))
    assert in_page(page, "data.areas") == list(table.area_code)
    for code, count in zip(table.area_code[:6], table.incidents[:6], strict=True):
        area = in_page(page, "data.area(given)", code)
        assert area["incidents"] == (None if pd.isna(count) else count)
        if code in dataset.areas.positions:
            own = selection.replace(area=code, level="")
            assert area["months"][first : last + 1] == months(dataset, own, source)
            assert [every[i] for i in area["cells"]] == list(
                queries.cells(dataset, own, source, resolution).cell
            )
    for slug in queries.types(dataset, selection, source).crime_type[:4]:
        own = selection.replace(types=(slug,))
        found = in_page(page, "data.type(given)", slug)
        assert found["months"][first : last + 1] == months(dataset, own, source)
        assert found["counts"] == counted(dataset, own, source, resolution)
        assert found["incidents"] == queries.types(dataset, own, source).incidents.sum()
    for place in {first, last}:
        own = selection.replace(start=dataset.first_month + place, end=dataset.first_month + place)
        found = in_page(page, "data.month(data.months[given])", place)
        assert found["counts"] == counted(dataset, own, source, resolution)
        assert found["incidents"] == statistics(dataset, own, source).incidents
        types = queries.types(dataset, own, source)
        assert some(found["types"].keys(), found["types"].values()) == some(types.crime_type, types.incidents)
        listed: dict[str, int] = {}
        areas = queries.areas(dataset, own, source)
        for code, count in some(areas.area_code, areas.incidents).items():
            row = code if code in found["areas"] else ELSEWHERE
            listed[row] = listed.get(row, 0) + count
        assert some(found["areas"].keys(), found["areas"].values()) == listed


def test_every_formula_gives_what_python_gives(page: Page) -> None:
    vectors = json.loads(FILE.read_text(encoding="utf-8"))
    assert len(vectors) == 15 and all(len(found) > 4 for found in vectors.values())
    given = {name: [one["given"] for one in found] for name, found in vectors.items()}
    gives = {name: [one["gives"] for one in found] for name, found in vectors.items()}
    found = page.evaluate(
        """(given) => Object.fromEntries(Object.entries(given).map(
            ([name, calls]) => [name, calls.map((one) => hexscan.formula[name](...one))]))""",
        given,
    )
    for name, results in gives.items():
        assert found[name] == results, name


def test_what_is_not_known_stays_not_known(page: Page) -> None:
    found = page.evaluate(
        """() => { const f = hexscan.formula; return [
            f.difference(null, 3), f.difference(3, null), f.difference(3, 5), f.classOf(null, [1, 5]),
            f.classLimits([null, 4, 4, null]), f.number(undefined), f.signed(null), f.changeWords(null),
        ]; }"""
    )
    assert found == [
        None, None, -2, -1, [1], "–", "–", "no earlier data to compare with",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "months_compared", "words"),
    [
        (12, None, "12 more"),
        (-1234, None, "1,234 fewer"),
        (0, None, "as many"),
        (0, 12, "as many as the year before"),
        (-3, 3, "3 fewer than the same months a year before"),
        (7, 24, "7 more than the 2 years before"),
    ],
)
def test_a_change_in_words(page: Page, change: int, months_compared: int | None, words: str) -> None:
    assert page.evaluate("([a, b]) => hexscan.formula.changeWords(a, b)", [change, months_compared]) == words


@pytest.mark.parametrize(
    "query", ["?level=ward", "?area=X23000002&types=burglary,drugs,shoplifting&from=2024-10&to=2025-03"]
)
def test_the_demonstration(demonstration: Dataset, demo_folder: Path, load: Load, query: str) -> None:
    selection = selected(demonstration, query)
    page = load(demonstration, demo_folder, selection, DEMO, 8)
    names_there(page)
    check_cells(page, demonstration, selection, DEMO, 8)
    check_areas_types_and_months(page, demonstration, selection, DEMO, 8)


@pytest.mark.shared
def test_cleveland(shared_data: Path, tmp_path: Path, load: Load) -> None:
    folders = ("police-street-cleveland", "boundaries", "lookups")
    import_paths(tmp_path, [shared_data / name for name in folders])
    served = Library(tmp_path).current()
    assert served is not None
    selection = selected(served, "?from=2025-01&to=2025-12&level=ward")
    page = load(served, tmp_path, selection, "police-uk", 9)
    names_there(page)
    check_cells(page, served, selection, "police-uk", 9)
    check_areas_types_and_months(page, served, selection, "police-uk", 9)


def names_there(page: Page) -> None:
    """Place names come after the numbers; wait for them."""
    page.wait_for_function(
        "Array.from({length: data.cells}, (_, i) => i).some((i) => data.cell(i).near.length)"
    )


def test_months_without_reports_are_null(small: Dataset, small_folder: Path, load: Load) -> None:
    selection = selected(small, "?from=2025-01&to=2025-12&level=ward")
    page = load(small, small_folder, selection, "march-police", 9)
    june = in_page(page, "data.month('2025-06')")
    assert june["areas"]["X05000001"] is not None and june["areas"]["X05000004"] is None
    assert None in june["counts"] and set(june["counts"]) != {None}
    assert in_page(page, "data.area('X05000004').months").count(None) == 13
    assert in_page(page, "data.covered.every(Boolean)")
    assert in_page(page, "data.cell(0).near") == []


def test_what_is_not_there_is_null(small: Dataset, small_folder: Path, load: Load) -> None:
    page = load(small, small_folder, selected(small, ""), "march-police", 8)
    found = in_page(
        page,
        "[data.cell(-1), data.cell(1e6), data.cell(), data.area('x'), data.type('x'), data.month('1999-01')]",
    )
    assert found == [None] * 6


def test_answers_are_asked_for_once_and_failures_again(
    small: Dataset, small_folder: Path, load: Load
) -> None:
    page = load(small, small_folder, selected(small, ""), "march-police", 8)
    asked: list[str] = []  # names of places, which come later, aside
    page.on("request", lambda request: asked.append(request.url) if "/browse/" in request.url else None)
    again = """async (address) => (await hexscan.browseData.load(address)) === window.data"""
    assert page.evaluate(again, browse_address(small, selected(small, ""), "march-police", 8)) is True
    assert asked == []
    refused = """(address) => hexscan.browseData.load(address).then(() => 0, (error) => error.status)"""
    for _ in range(2):
        assert page.evaluate(refused, f"data/{small.version}/browse/march-police/3") == 404
        assert page.evaluate(refused, "data/v000099-00000000/browse/march-police/8") == 410
    assert len(asked) == 4
