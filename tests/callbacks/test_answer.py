"""How an answer travels, and the list of areas beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from dash import html
from flask import Flask

from dashboard.callbacks import answer
from dashboard.callbacks.answer import PARTS
from dashboard.callbacks.looking import PANEL_FAILED
from dashboard.callbacks.part import Part, packed_answer
from dashboard.data.dataset import Library
from dashboard.ids import Scan
from dashboard.layouts.area_options import area_options
from tests.reader import Reader, seen_in
from tests.reader_of_packs import unpacked


@pytest.fixture(scope="module")
def reader(small_server: Flask) -> Reader:
    return Reader(small_server)


def test_what_is_packed_is_what_the_page_reads() -> None:
    counts = np.array([0, 7, -1, 70_000])
    part = Part(
        html={Scan.LEGEND: [html.Span("<b>", className="x"), None, "text"]},
        props=(({"control": "level"}, {"data": []}),),
        told={"paintMap": {"version": "v1"}},
        arrays={"paintMap": {"counts": counts}},
    )
    seen = seen_in(packed_answer("v2", {"map": part, "empty": Part()}, whole=False))
    assert seen["answer", "newer"] == "v2" and seen["answer", "whole"] is False
    assert seen["map", "values"] == {"version": "v1", "counts": [0, 7, None, 70_000]}
    assert seen["scan-legend", "children"][0]["props"] == {"children": "<b>", "className": "x"}
    assert seen['{"control": "level"}', "data"] == []


def test_counts_take_no_more_room_than_they_need() -> None:
    part = Part(told={"paintMap": {}}, arrays={"paintMap": {"counts": np.full(1_000, 254)}})
    _, arrays = unpacked(packed_answer("", {"map": part}, whole=True))
    assert arrays["paintMap.counts"].itemsize == 1


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError):
        packed_answer("", {"map": Part(told={"paintMap": object()})}, whole=True)


def test_every_part_has_something_in_its_place_but_the_area_control() -> None:
    for name, (_, failed) in PARTS.items():
        said = failed("in words")
        assert (said == Part()) == (name == "area")
        assert name == "area" or "in words" in str(said)


def test_data_that_cannot_be_opened_are_opened_and_logged_once_for_all_parts(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    opened = []

    def failing(
        library: Library, search: str, version: str, resolution: int | None, *, every_hour: bool
    ) -> None:
        opened.append(version)
        raise OSError("no such device")

    monkeypatch.setattr(answer, "looking", failing)
    seen = reader.follow("")
    assert opened == [reader.version]
    assert [record.message for record in caplog.records] == ["A panel failed"]
    assert seen["answer", "whole"] is False
    said = [key for key, value in seen.items() if PANEL_FAILED in str(value)]
    assert len(said) >= len(PARTS) - 1  # but the area control


class TestAreas:
    def test_they_are_those_seen_from_one_of_them(self, reader: Reader, small_folder: Path) -> None:
        dataset = Library(small_folder).current()
        assert dataset is not None
        for code in ("all", "X06000001"):
            listed = reader.client.get(f"/data/{reader.version}/areas/{code}")
            assert listed.get_json() == area_options(dataset.areas, code)
            assert "immutable" in listed.headers["Cache-Control"]  # a version never changes
            assert reader.follow(f"?area={code}")["areas", "seen-from"] == code

    @pytest.mark.parametrize(("version", "code", "status"), [("", "nowhere", 404), ("v9", "all", 410)])
    def test_what_is_not_there(self, reader: Reader, version: str, code: str, status: int) -> None:
        address = f"/data/{version or reader.version}/areas/{code}"
        assert reader.client.get(address).status_code == status
