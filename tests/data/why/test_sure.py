"""How well hotspots held, against the hotspots of Scan at each point in time, counted cell by cell."""

from __future__ import annotations

import pytest

from dashboard.data import queries
from dashboard.data.dataset import Dataset
from dashboard.data.hotspots import hotspot_cells
from dashboard.data.schema import month_number, month_text
from dashboard.data.why.sure import how_sure, sure_table
from tests.data.why.raw_demo import asked
from tests.worlds import POLICE

VIOLENCE = "sources=demo-police&types=violence-and-sexual-offences&area=X06000001"
FIRST, LAST = month_number("2023-01"), month_number("2025-12")


def held_by_hand(dataset: Dataset, query: str, last: int) -> tuple[int, int, list[int]]:
    """Later incidents in the hotspots of the twelve months before, later incidents, cells at each time."""
    hits, every, cells = 0, 0, []
    for start in range(FIRST + (last + 1 - FIRST - 12) % 3 + 12, last - 1, 3):
        earlier, later = (
            asked(dataset, f"{query}&from={month_text(one)}&to={month_text(other)}")
            for one, other in ((start - 12, start - 1), (start, start + 2))
        )
        hot = hotspot_cells(dataset, earlier, "demo-police").cell
        counts = queries.cells(dataset, later, "demo-police", 9).set_index("cell").incidents
        hits += int(counts.reindex(hot).fillna(0).sum())
        every += int(counts.sum())
        cells.append(len(hot))
    return hits, every, cells


@pytest.mark.parametrize("last", [LAST, month_number("2025-08"), month_number("2024-12")])
def test_gistar_is_what_scan_would_have_drawn(demonstration: Dataset, last: int) -> None:
    start = month_text(last - 11)
    found = how_sure(
        demonstration, asked(demonstration, f"{VIOLENCE}&from={start}&to={month_text(last)}"), "demo-police"
    )
    hits, every, cells = held_by_hand(demonstration, VIOLENCE, last)
    own = found.methods[0]
    assert found.tries == len(cells)
    assert (own.hits, found.incidents) == (hits, every)
    assert own.hit_rate == pytest.approx(hits / every)
    assert found.cells == pytest.approx(sum(cells) / len(cells))
    assert own.pai == pytest.approx(own.hit_rate / own.area_share)
    assert own.lower < own.hit_rate < own.upper


@pytest.mark.parametrize("ways", ["rings=2", "rings=3&chance=bonferroni", "chance=bonferroni"])
def test_the_hotspots_scored_are_those_of_the_rings_and_guard_that_are_chosen(
    demonstration: Dataset, ways: str
) -> None:
    query = f"{VIOLENCE}&{ways}"
    found = how_sure(demonstration, asked(demonstration, query), "demo-police")
    hits, every, cells = held_by_hand(demonstration, query, LAST)
    assert (found.methods[0].hits, found.incidents) == (hits, every)
    assert found.cells == pytest.approx(sum(cells) / len(cells))
    usual = how_sure(demonstration, asked(demonstration, VIOLENCE), "demo-police")
    assert found.cells != usual.cells


def test_all_methods_draw_as_much(demonstration: Dataset) -> None:
    found = how_sure(demonstration, asked(demonstration, VIOLENCE), "demo-police")
    assert len(found.methods) == 3
    assert len({one.area_share for one in found.methods}) == 1
    table = sure_table(demonstration, asked(demonstration, VIOLENCE), "demo-police")
    assert table.hits.tolist() == [one.hits for one in found.methods]
    assert (table.incidents == found.incidents).all()


def test_the_better_method_is_named_only_where_it_is_clearly_better(demonstration: Dataset) -> None:
    found = how_sure(demonstration, asked(demonstration, VIOLENCE), "demo-police")
    hits = {one.method: one.hits for one in found.methods}
    assert found.better == max(hits, key=lambda method: hits[method]) == "most incidents"
    query = "sources=demo-police&types=robbery&area=X06000001"
    few = how_sure(demonstration, asked(demonstration, query), "demo-police")
    assert few.better == ""


def test_partnerships_with_too_few_months_are_left_out_and_named(demonstration: Dataset) -> None:
    found = how_sure(demonstration, asked(demonstration, "sources=demo-police"), "demo-police")
    dunlinshire = {"Brackenholt", "Cocklesea", "Sallowmere", "Wexmoor"}
    assert set(found.left_out) == dunlinshire
    assert not set(found.partnerships) & dunlinshire
    query = "sources=demo-police&area=X06000009"
    alone = how_sure(demonstration, asked(demonstration, query), "demo-police")
    known = demonstration.areas.name("X06000009") in dunlinshire
    assert bool(alone.reason) == known


def test_too_few_incidents_to_say(small: Dataset) -> None:
    found = how_sure(small, asked(small, "area=X06000001&from=2025-01&to=2025-12"), POLICE.key)
    assert found.reason.startswith("Too few")
