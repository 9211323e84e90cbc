"""The usual page answers as Hexscan does: a baseline that counted something else would prove nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from bench.baselines import usual_page
from bench.browser.choices import FIRST, Choice, Truth, truth
from bench.incidents import opened, region, write_street_csv
from bench.server.recording import AnswerError, on_a_dash_page, on_our_page
from bench.server.serving import in_thread
from bench.server.throughput import FINEST, Shared
from dashboard.data.ingest import import_paths
from dashboard.data.schema import slug
from tests.worlds import server_of

INCIDENTS, CELLS = 6_000, 2_500  # cells of several districts
LAST = Choice("Burglary", 7, 7)
CHOICES = (FIRST, Choice("Burglary", 12, 23), Choice("Anti-social behaviour", 0, 35), Choice(None, 7, 7))


@pytest.fixture(scope="module")
def right() -> Truth:
    return truth(INCIDENTS, CELLS)


@pytest.fixture(scope="module")
def usual() -> Flask:
    return usual_page.served(INCIDENTS, CELLS)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("made-up")
    write_street_csv(region(CELLS), INCIDENTS, folder / "street")
    import_paths(folder / "data", [folder / "street"])
    return folder / "data"


@pytest.fixture(scope="module")
def hexscan(served: Path) -> Flask:
    return server_of(served)


def asked(usual: Flask, outputs: str, inputs: list[Any], state: list[Any] | None = None) -> dict[str, Any]:
    """The answer of the usual page's callback with this among its outputs, asked as a browser does."""
    client = usual.test_client()
    callbacks = client.get("/_dash-dependencies").get_json()
    found = next(one for one in callbacks if outputs in one["output"])
    names = [part.rsplit(".", 1) for part in found["output"].strip(".").split("...")]
    filled = [{**given, "value": value} for given, value in zip(found["inputs"], inputs, strict=True)]
    body = {
        "output": found["output"],
        "outputs": [{"id": identity, "property": prop} for identity, prop in names],
        "inputs": filled,
        "state": [
            {**given, "value": value} for given, value in zip(found["state"], state or [], strict=True)
        ],
        "changedPropIds": [f"{filled[0]['id']}.{filled[0]['property']}"],
    }
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json()["response"])


def exported(hexscan: Flask, panel: str, chosen: Choice) -> list[dict[str, str]]:
    first, last = chosen.period.split("..")
    query = f"from={first}&to={last}&res=9&types={slug(chosen.kind) if chosen.kind else ''}"
    answer = hexscan.test_client().get(f"/export/{panel}.csv?{query}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


@pytest.mark.parametrize("chosen", CHOICES, ids=str)
def test_both_pages_show_the_same_numbers(usual: Flask, hexscan: Flask, right: Truth, chosen: Choice) -> None:
    answer = asked(usual, "cells.data", [chosen.kind or usual_page.ALL, chosen.period])
    cells = {
        one["properties"]["cell"]: one["properties"]["incidents"]
        for one in answer["cells"]["data"]["features"]
    }
    assert cells == counted(exported(hexscan, "cells", chosen), "cell")
    assert cells == {
        cell: count for cell, count in zip(right.cells, right.cell_counts(chosen), strict=True) if count
    }
    districts = {row["district"]: row["incidents"] for row in answer["table"]["rowData"]}
    assert districts == counted(exported(hexscan, "areas", chosen), "area_name")

    expected = right.expected(chosen)
    assert sum(cells.values()) == sum(districts.values()) == expected["table"]
    figure = answer["statistics"]["children"][0]["props"]["children"][1]["props"]["children"]
    assert figure == f"{expected['statistics']:,}"
    months = {row["month"]: int(row["incidents"]) for row in exported(hexscan, "months", chosen)}
    by_month = right.by_type[chosen.types].sum(axis=0).tolist()
    assert list(months.values()) == by_month[chosen.first : chosen.last + 1]
    assert answer["chart"]["figure"]["layout"]["shapes"][0]["x0"] == expected["chart"][1]


def test_answers_that_a_load_asks_for_are_added_up_first(
    usual: Flask, hexscan: Flask, served: Path, right: Truth
) -> None:
    dataset = opened(served)
    chosen = [Shared("Anti-social behaviour", 0, 35), Shared("all", 12, 23), Shared("Burglary", 7, 7)]
    totals = [one.total(right.by_type) for one in chosen]
    assert totals == [right.expected(one)["table"] for one in (CHOICES[2], Choice(None, 12, 23), LAST)]
    ours = [one.as_ours(dataset.first_month) for one in chosen]
    theirs = [one.as_usual() for one in chosen]
    table = (usual_page.TABLE, "rowData")
    with in_thread(hexscan) as address:
        assert len(on_our_page(address, dataset, ours, FINEST, totals).clicks) == len(chosen)
        with pytest.raises(AnswerError, match=f"not {totals[1]:,}"):
            on_our_page(address, dataset, ours[:1], FINEST, totals[1:])
    with in_thread(usual) as address:
        assert len(on_a_dash_page(address, theirs, table, totals).clicks) == len(chosen)
        with pytest.raises(AnswerError, match=f"not {totals[1]:,}"):
            on_a_dash_page(address, theirs[:1], table, totals[1:2])


def counted(rows: list[dict[str, str]], name: str) -> dict[str, int]:
    """Rows with incidents, by name."""
    return {row[name]: int(row["incidents"]) for row in rows if int(row["incidents"])}


def test_the_usual_page_counts_a_cell_that_is_pointed_at(usual: Flask, right: Truth) -> None:
    chosen = CHOICES[2]
    cell = right.some_cells(chosen, 1)[0]
    answer = asked(usual, "@", [{"properties": {"cell": cell}}], [chosen.kind, chosen.period])
    expected = right.hovered(cell, chosen, most=False)
    (table,) = (part["rowData"] for part in answer.values() if "rowData" in part)
    assert sum(row["incidents"] for row in table) == expected["hoveredTable"] > 0
    (said,) = (part["children"] for part in answer.values() if "children" in part)
    assert said[0]["props"]["children"][1]["props"]["children"] == f"{expected['hoveredStatistics']:,}"
