"""What leaves of a controlled source, byte by byte: pages, answers, map data, exports, files on disk."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard import create_app
from dashboard.data.dataset import Dataset, Library
from dashboard.data.disclosure_key import FILE
from dashboard.data.status import status
from dashboard.settings import Settings
from tests.data.disclosure.controlled_world import AMBULANCE, AREAS, QUARTERS, controlled_world
from tests.reader_of_packs import unpacked

PLANTED = {
    ("L1", "overdose", QUARTERS[3]): 3,
    ("L1", "fall", QUARTERS[3]): 1_117,
    ("L2", "overdose", QUARTERS[3]): 1,
    ("L2", "fall", QUARTERS[3]): 37,
    ("L3", "overdose", QUARTERS[3]): 4,
    ("L3", "assault", QUARTERS[3]): 2,
    ("L1", "fall", QUARTERS[7]): 1_343,
    ("L2", "fall", QUARTERS[7]): 2_221,
    ("L3", "overdose", QUARTERS[7]): 2,
    ("L4", "assault", QUARTERS[7]): 618,
}
UNMISTAKABLE = ("1117", "1,117", "1343", "1,343", "2221", "2,221", "618")
"""Counts that nobody would find in an answer by chance."""

QUERIES = (
    "",
    "?table=type",
    "?table=hotspots&layers=hotspots,premises",
    "?level=lsoa&measure=change&from=2025-10&to=2025-12",
    "?level=lsoa&measure=rate&area=D1",
    "?area=D1&pins=L1,L2&level=lsoa&from=2024-10&to=2024-12&types=overdose",
    "?from=2024-11&to=2024-11&types=overdose&area=L1",
    "?measure=count&types=fall&from=2024-10&to=2024-12",
)
EXPORTS = ("cells", "areas", "types", "months", "statistics")
REFUSED = (
    "premises",
    "hotspots",
    "compare",
    "compare-types",
    "compare-months",
    "compare-funnel",
    "compare-worsening",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planted")
    filler = {(area, "fall", quarter): 6 for area in AREAS for quarter in QUARTERS}
    controlled_world(folder, {**filler, **PLANTED})
    return folder


@pytest.fixture(scope="module")
def dataset(folder: Path) -> Dataset:
    found = Library(folder).current()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def client(folder: Path) -> FlaskClient:
    return create_app(Settings(data_dir=folder, secret_key="x" * 32)).server.test_client()


def shown(client: FlaskClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, (address, response.text[:200])
    return response


def texts(value: Any) -> Iterator[str]:
    """Every text of an answer, and every number as text, wherever it stands."""
    if isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def told_in(content: str) -> list[str]:
    """The planted counts that a text holds as numbers of their own."""
    return [count for count in UNMISTAKABLE if re.search(rf"(?<![\d.,]){count}(?![\d])", content)]


def test_pages_hold_no_figure(client: FlaskClient) -> None:
    for page in ("/", "/compare", "/sources", "/_dash-layout"):
        content = shown(client, page).text
        assert not told_in(content), page


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("kind", ["look", "map", "compare"])
def test_answers_hold_no_count_as_it_is(client: FlaskClient, dataset: Dataset, kind: str, query: str) -> None:
    header, arrays = unpacked(shown(client, f"/data/{dataset.version}/{kind}/any{query}").data)
    said = "\n".join(texts(header))
    assert not told_in(said)
    counts = arrays.get("paintMap.counts")
    if counts is not None:
        told = np.asarray(counts, dtype=np.int64) - 1
        assert ((told == -1) | (told % 5 == 0)).all()
    if kind == "look":
        rows = header["parts"]["table"]["told"]["fillTable"]["rows"]
        numbers = [row["incidents"] for row in rows if row["incidents"] is not None]
        assert all(number == 0.5 or number % 5 == 0 for number in numbers)
        lines = [
            count for row in rows if row.get("line") for count in row["line"]["months"] if count is not None
        ]
        assert all(count % 5 == 0 for count in lines)


def test_the_sentence_says_withheld(client: FlaskClient, dataset: Dataset) -> None:
    query = "?from=2024-11&to=2024-11&types=overdose&area=L1"
    header, _ = unpacked(shown(client, f"/data/{dataset.version}/look/any{query}").data)
    said = " ".join(texts(header["parts"]["statistics"]))
    assert "October to December 2024" in said
    assert "1 to 4 incidents (withheld)" in said
    assert "Withheld" in said
    assert "counts of 1 to 4 are withheld and others rounded to the nearest 5" in said


@pytest.mark.parametrize("query", QUERIES)
def test_exports_hold_rounded_counts_and_the_word(client: FlaskClient, query: str) -> None:
    for panel in EXPORTS:
        content = shown(client, f"/export/{panel}.csv{query}").text
        assert not told_in(content), panel
        header, *lines = [line.split(",") for line in content.splitlines()]
        if "incidents" in header:
            counts = {line[header.index("incidents")] for line in lines}
            assert all(count in ("", "withheld") or int(count) % 5 == 0 for count in counts), panel


@pytest.mark.parametrize("panel", REFUSED)
def test_what_could_not_be_given_safely_is_refused_with_the_reason(client: FlaskClient, panel: str) -> None:
    response = client.get(f"/export/{panel}.csv")
    assert response.status_code == 403
    assert "controlled source" in response.text


def test_there_are_no_browsing_data_no_places_and_no_cells_finer_than_it_bears(
    client: FlaskClient, dataset: Dataset
) -> None:
    base = f"/data/{dataset.version}"
    assert client.get(f"{base}/browse/{AMBULANCE.key}/7").status_code == 404
    assert client.get(f"{base}/near/{AMBULANCE.key}/7").status_code == 404
    assert client.get(f"{base}/outlines/{AMBULANCE.key}/8").status_code == 404
    assert client.get(f"{base}/outlines/{AMBULANCE.key}/7").status_code == 200
    assert client.get("/export/cells.csv?res=8").status_code == 400
    found = json.loads(shown(client, f"{base}/search/{AMBULANCE.key}?q=district").text)
    assert {one["kind"] for one in found} <= {"partnership", "ward", "region", "police force"}


def test_nothing_is_kept_beyond_the_process(folder: Path, dataset: Dataset) -> None:
    kept = [path for path in folder.rglob("*") if path.is_file() and "versions" not in path.parts]
    assert {path.name for path in kept} <= {FILE, "current", "write.lock", "history.json", "secret.key"}


def test_served_files_hold_no_month_no_point_no_name_and_no_count_as_it_was(dataset: Dataset) -> None:
    derived = dataset.folder / "derived"
    own = derived / f"source-{AMBULANCE.key}"
    for name in ("spot_longitude", "spot_latitude", "spot_place", "incident_type", "incident_month"):
        assert not len(np.load(own / f"{name}.npy"))
    assert not (own / "incident_from.npy").exists()
    assert pd.read_parquet(own / "places.parquet").empty
    cube = dataset.cubes[AMBULANCE.key]
    assert set(cube.bands.tolist()) == {3}  # of no premises
    monthly = np.diff(np.asarray(cube.values), axis=1)
    assert cube.first_month % 3 == 0
    assert not monthly[:, 1::3].any() and not monthly[:, 2::3].any()
    rows = pd.read_parquet(derived / "coverage.parquet")["rows"]
    assert (rows % 5 == 0).all()
    assert json.loads((own / "rows.json").read_text()).keys() == {"rows", "without_location"}


def test_what_is_small_is_not_served_as_it_was_in_every_case(dataset: Dataset) -> None:
    """Of the planted small counts some were moved, which ones only the key tells."""
    cube = dataset.cubes[AMBULANCE.key]
    monthly = np.diff(np.asarray(cube.values), axis=1)
    codes = [dataset.areas.codes[leaf] for leaf in cube.leaves.tolist()]
    served = [
        int(monthly[cube.types.index(kind), 9 if quarter == QUARTERS[3] else 21, codes.index(area)])
        for (area, kind, quarter), count in PLANTED.items()
        if count < 5
    ]
    true = [count for count in PLANTED.values() if count < 5]
    assert served != true
    assert all(abs(one - other) <= 1 for one, other in zip(served, true, strict=True))


def test_the_status_tells_rounded_rows(folder: Path) -> None:
    (source,) = status(folder).sources
    assert source.rows_kept % 5 == 0 and source.without_location % 5 == 0
    assert not re.search("|".join(UNMISTAKABLE), json.dumps(status(folder).as_json()["sources"]))


def test_the_key_is_not_for_others(folder: Path, dataset: Dataset, tmp_path: Path) -> None:
    key = (folder / FILE).read_bytes()
    assert not any(key in path.read_bytes() for path in dataset.folder.rglob("*") if path.is_file())
