"""The parts of the browser benchmarks that need no browser."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from bench.baselines.usual_page import outline
from bench.browser import click, first_load, panzoom
from bench.browser.choices import FIRST, Choice, Truth, truth, walk
from bench.browser.filter_bytes import geojson_sizes
from bench.browser.first_load import Load
from bench.browser.wire import Exchange, Wire
from bench.incidents import MONTHS, TYPES, region
from bench.region import month_name


@pytest.fixture(scope="module")
def right() -> Truth:
    return truth(3_000, 80)


def test_each_choice_is_one_click_from_the_one_before() -> None:
    many = truth(50_000, 80)
    chosen = [FIRST, *walk(28)]
    assert len(set(chosen)) == len(chosen)  # what our page was asked before, it would not ask again
    with pytest.raises(ValueError, match="28 different"):
        walk(29)
    for before, after in itertools.pairwise(chosen):
        changed = (before.kind != after.kind, before.period != after.period)
        assert sum(changed) == 1
        # Else a panel that still shows the former answer would pass for painted.
        one, other = many.expected(before), many.expected(after)
        assert all(one[panel] != other[panel] for panel in one)


def test_the_right_answers_are_those_of_the_incidents_one_by_one(right: Truth) -> None:
    area = region(80)
    drawn = area.draw(3_000)
    chosen = Choice("Shoplifting", 10, 20)
    hits = [
        (f"{area.cell[anchor]:x}", month)
        for anchor, kind, month in zip(drawn.anchor, drawn.type, drawn.month, strict=True)
        if TYPES[kind] == "Shoplifting"
    ]
    inside = [cell for cell, month in hits if 10 <= month <= 20]
    expected = right.expected(chosen)
    assert expected["map"] == expected["table"] == expected["statistics"] == len(inside) > 0
    assert expected["chart"] == [len(hits), "2023-11", "2024-09"]
    counts = dict(zip(right.cells, right.cell_counts(chosen).tolist(), strict=True))
    assert counts == {cell: inside.count(cell) for cell in right.cells}

    cell = right.some_cells(chosen, 1)[0]
    months = [month for own, month in hits if own == cell]
    hovered = right.hovered(cell, chosen, most=True)
    assert hovered["hoveredStatistics"] == inside.count(cell)
    assert hovered["hoveredChart"] == max(months.count(month) for month in range(MONTHS))
    assert right.hovered(cell, chosen, most=False)["hoveredChart"][0] == len(months)


def test_cells_are_picked_in_the_same_order_each_time(right: Truth) -> None:
    picked = right.some_cells(FIRST, 20)
    assert picked == right.some_cells(FIRST, 20)
    assert len(set(picked)) == 20
    counts = right.cell_counts(FIRST)
    assert all(counts[right.place(cell)] for cell in picked)


def test_months_have_the_names_that_the_files_have() -> None:
    assert [month_name(0), month_name(MONTHS - 1)] == ["2023-01", "2025-12"]


def test_geojson_of_all_cells_is_larger_than_of_those_with_incidents(right: Truth) -> None:
    outlines = {cell: outline(cell) for cell in right.cells}
    rare = Choice("Bicycle theft", 35, 35)
    every, holding = geojson_sizes(right, rare, outlines)
    assert 0 < holding < every


def test_a_script_is_cached_for_ever_only_if_it_says_so_for_a_year() -> None:
    def cached(header: str) -> bool:
        return Exchange("http://x/a.js", "Script", 0.0, header).cached_for_ever

    assert cached("public, max-age=31536000, immutable")
    assert not cached("public, max-age=31536000")
    assert not cached("public, max-age=3600, immutable")
    assert not cached("")


class FakeSession:
    """Stands for the developers' view of the network: tells what it is given."""

    def __init__(self) -> None:
        self.heard: dict[str, object] = {}

    def on(self, event: str, listener: object) -> None:
        self.heard[event] = listener

    def tell(self, event: str, **more: object) -> None:
        self.heard[f"Network.{event}"](more)  # type: ignore[operator]


def test_bytes_are_those_of_answers_that_came_whole_over_the_wire() -> None:
    session = FakeSession()
    wire = Wire(session)  # type: ignore[arg-type]
    for number, url in enumerate(("http://x/a.js", "http://x/b", "data:,c", "http://x/unfinished")):
        session.tell(
            "requestWillBeSent", requestId=number, request={"url": url}, type="Script", timestamp=1.0
        )
    session.tell("responseReceived", requestId=0, response={"headers": {"Cache-Control": "immutable"}})
    for number in range(3):
        session.tell("loadingFinished", requestId=number, encodedDataLength=10 + number)
    session.tell("loadingFinished", requestId=99, encodedDataLength=5_000)  # of an earlier page
    assert wire.bytes == 10 + 11
    assert [one.cache_control for one in wire.exchanges()] == ["immutable", ""]
    wire.forget()
    assert wire.bytes == 0


def found(total: float) -> click.Found:
    panels = {"map": total - 1, "table": total}
    return {"total": total, "before": 1.0, "waited": 2.0, "after": total - 3, "requests": 1, "panels": panels}


def test_clicks_meet_their_bar_only_by_ratio_and_in_milliseconds_together() -> None:
    theirs = [found(time) for time in (900.0, 1_000.0, 1_100.0)]

    def met(*ours: float) -> bool | None:
        pair = [[found(time) for time in ours], theirs]
        return click.rows("data", pair, [100.0, 100.0], bar=5, at_most=120)[0].met

    assert met(90.0, 100.0, 130.0)
    assert not met(90.0, 121.0, 130.0)  # quick enough against them, but not by itself
    assert not met(201.0, 220.0, 230.0)


def test_the_first_click_is_held_to_the_median_of_later_ones() -> None:
    ours = [found(time) for time in np.linspace(80, 120, 41)]
    pair = [ours, [found(1_000.0)]]
    *_, later, fresh = click.rows("data", pair, [125.0, 110.0, 117.0, 119.0], bar=5, at_most=120)
    assert (later.ours, later.met, fresh.ours, fresh.met) == (117.0, True, 125.0, False)
    *_, later, fresh = click.rows("data", pair, [119.0, 110.0, 121.0, 150.0], bar=5, at_most=120)
    assert (later.met, fresh.met) == (False, True)


def test_a_timed_click_that_asked_nobody_counts_for_nothing() -> None:
    quiet = found(90.0) | {"requests": 0}
    with pytest.raises(AssertionError, match="asked nobody"):
        click.asked([found(90.0), quiet])


def test_one_script_that_is_asked_for_again_is_a_miss() -> None:
    good = Load(900.0, 1.5, 20, 10, 0)
    theirs = Load(4_000.0, 17.0, 20, 15, 15)

    def missed(*ours: Load) -> list[str]:
        return [row.work for row in first_load.rows("data", ours, [theirs] * 2, good) if row.met is False]

    assert missed(good, good) == []
    assert missed(good, good._replace(not_for_ever=1)) == ["first load: scripts not cached for ever"]
    assert "first load: bytes" in missed(*[good._replace(megabytes=2.1)] * 2)


def test_pan_and_zoom_is_judged_by_its_worst_frame() -> None:
    smooth, floor = [[16.0] * 9 + [40.0]] * 3, [[17.0]] * 3
    rough = [[16.0] * 9 + [500.0]] * 3
    assert panzoom.rows([smooth, rough, floor])[0].met
    hitch = [*smooth[:2], [16.0] * 9 + [101.0]]
    assert not panzoom.rows([hitch, rough, floor])[0].met
