"""The pages as a whole: every id once, names for those who can't see, words for every empty state."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash.development.base_component import Component

from dashboard import create_app
from dashboard.data.dataset import Dataset
from dashboard.data.manifest import ImportReport, SkippedFile
from dashboard.data.schema import month_number
from dashboard.data.status import ForceStatus, RegisterStatus, SourceStatus, StatusReport, status
from dashboard.ids import Compare, Page, Scan, Side, control
from dashboard.layouts import shell
from dashboard.layouts.choices import choices_of
from dashboard.layouts.compare import compare
from dashboard.layouts.compare_explained import EXPLAINED
from dashboard.layouts.compare_filters import compare_choices_of
from dashboard.layouts.compare_panels import PANEL_NAMES
from dashboard.layouts.leaflet import BaseMap
from dashboard.layouts.scan import scan
from dashboard.layouts.sources import sources
from dashboard.settings import Settings
from tests.worlds import AMBULANCE, POLICE


def parts(component: Any) -> Iterator[Component]:
    """A component and all inside it."""
    if isinstance(component, list | tuple):
        for each in component:
            yield from parts(each)
    elif isinstance(component, Component):
        yield component
        yield from parts(getattr(component, "children", None))


def words(component: Any) -> str:
    if isinstance(component, list | tuple):
        return " ".join(filter(None, map(words, component)))
    if isinstance(component, Component):
        return words(getattr(component, "children", None))
    return "" if component is None else str(component)


def ids(component: Any) -> list[str]:
    return [json.dumps(part.id, sort_keys=True) for part in parts(component) if getattr(part, "id", None)]


def tags(component: Any, name: str) -> list[Component]:
    return [part for part in parts(component) if type(part).__name__ == name]


@pytest.fixture(scope="module")
def scan_page(small: Dataset) -> list[Component]:
    return scan(choices_of(small))


BOTH_PAGES = {
    *(json.dumps(store.value) for store in (Page.DEFAULTS, Page.OFFERED, Page.WRITTEN, Page.SYNCED)),
    *(json.dumps(control(field)) for field in ("area", "types", "period", "sources")),
}
"""What Scan and Compare both have; Dash is told of all pages at once."""


def test_every_id_of_the_product_is_there_once(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, secret_key="x" * 32))
    found = ids(app.validation_layout)
    assert {one for one, times in Counter(found).items() if times > 1} <= BOTH_PAGES
    assert {json.dumps(one.value) for one in (*Page, *Scan, *Compare)} <= set(found)


def test_every_id_of_a_page_is_there_once(scan_page: list[Component], compare_page: list[Component]) -> None:
    for page in (scan_page, compare_page):
        assert [one for one, times in Counter(ids(page)).items() if times > 1] == []


@pytest.fixture(scope="module")
def compare_page(small: Dataset) -> list[Component]:
    return compare(choices_of(small), compare_choices_of(small))


def test_controls_of_compare_have_names_and_switches_too(compare_page: list[Component]) -> None:
    controls = [part for part in parts(compare_page) if isinstance(getattr(part, "id", None), dict)]
    assert {part.id["control"] for part in controls} == {"area", "areas", "types", "period", "sources"}
    groups = [part for part in parts(compare_page) if getattr(part, "role", None) in ("group", "search")]
    for part in (*controls, *groups):
        props = part.to_plotly_json()["props"]
        assert props.get("aria-label") or props.get("aria-labelledby"), props
    switches = {
        (plain["data-choose"], plain["data-value"])
        for part in tags(compare_page, "Button")
        if "data-choose" in (plain := part.to_plotly_json()["props"])
    }
    assert {"tab", "limits", "scale", "trend", "span", "shade", "measure"} == {field for field, _ in switches}


def test_panels_of_compare_have_headings_summaries_and_problems(compare_page: list[Component]) -> None:
    assert [words(title) for title in tags(compare_page, "H1")] == ["Compare"]
    sections = [part.to_plotly_json()["props"] for part in tags(compare_page, "Section")]
    named = {props.get("aria-labelledby") for props in sections} - {None}
    assert named == {title.id for title in tags(compare_page, "H2")}
    assert {props["data-panel"] for props in sections if "aria-labelledby" in props} == set(PANEL_NAMES)
    assert all(props.get("aria-label") for props in sections if "aria-labelledby" not in props)
    alerts = {part.id for part in parts(compare_page) if getattr(part, "role", None) == "alert"}
    sides = {Side.MAPS_PROBLEM, Side.CHARTS_PROBLEM, Side.TYPES_PROBLEM}
    assert alerts == {Compare.NOTES, *sides, *(f"compare-{name}-problem" for name in PANEL_NAMES)}
    spoken = {part.id for part in parts(compare_page) if getattr(part, "role", None) == "status"}
    assert spoken == {Compare.SENTENCE, Compare.SPOKEN}


def test_every_panel_of_compare_is_explained(compare_page: list[Component]) -> None:
    assert set(EXPLAINED) == set(PANEL_NAMES)
    assert all(sentence[-1] in ".?" for said in EXPLAINED.values() for sentence in said)
    assert [words(one) for one in tags(compare_page, "Summary")].count("What is this?") == len(PANEL_NAMES)


def test_controls_have_names(scan_page: list[Component]) -> None:
    controls = [part for part in parts(scan_page) if isinstance(getattr(part, "id", None), dict)]
    assert {part.id["control"] for part in controls} >= {
        "area",
        "types",
        "period",
        "sources",
        "table",
        "level",
    }
    for part in controls:
        assert part.to_plotly_json()["props"].get("aria-label"), part.id


def test_a_source_control_only_where_there_is_a_choice(small: Dataset) -> None:
    one = dataclasses.replace(choices_of(small), sources=[{"value": POLICE.key, "label": POLICE.name}])
    controls = [part.id for part in parts(scan(one)) if isinstance(
        getattr(part, "id", None), dict)]  # fmt: skip
    assert {"control": "sources"} not in controls


def test_problems_and_the_sentence_are_read_aloud(scan_page: list[Component]) -> None:
    spoken = {
        part.id: part.role for part in parts(scan_page) if getattr(part, "role", None) in ("alert", "status")
    }
    assert spoken == {
        Scan.SENTENCE: "status", Scan.SPOKEN: "status", Scan.NOTES: "alert", Scan.MAP_PROBLEM: "alert",
        Scan.CHART_PROBLEM: "alert", Scan.TABLE_PROBLEM: "alert",
    }  # fmt: skip


def test_headings_name_every_panel_below_one_title(scan_page: list[Component]) -> None:
    assert [words(title) for title in tags(scan_page, "H1")] == ["Scan"]
    assert len(tags(scan_page, "H2")) == len(tags(scan_page, "Section")) == 4


def test_tiles_only_where_an_administrator_set_them(small: Dataset) -> None:
    address = "https://tiles.example.test/{z}/{x}/{y}.png"
    with_tiles = scan(choices_of(small), BaseMap(address, "Tiles by Example"))
    assert [(tile.url, tile.attribution) for tile in tags(with_tiles, "TileLayer")] == [
        (address, "Tiles by Example")
    ]
    assert tags(scan(choices_of(small)), "TileLayer") == []


def test_fictional_data_are_called_so_on_every_page() -> None:
    for path, _ in shell.PAGES:
        assert "Demonstration data: fictional" in words(
            shell.page(path, "", demo=True, version="v", children=[])
        )
        assert "fictional" not in words(shell.page(path, "", demo=False, version="v", children=[]))


def test_the_menu_says_where_one_is() -> None:
    links = tags(shell.page("/sources", "", demo=False, version="", children=[]), "A")
    current = [link.href for link in links if link.to_plotly_json()["props"].get("aria-current") == "page"]
    assert current == ["/sources"]
    assert [link.href for link in links] == [path for path, _ in shell.PAGES]


def test_the_frame_begins_with_a_way_past_the_menu() -> None:
    skip = tags(shell.shell("/", None), "A")[0]
    assert skip.href == "#main"
    assert tags(shell.page("/", "", demo=False, version="", children=[]), "Main")[0].id == "main"


def test_what_is_loaded_in_a_few_words(small: Dataset, demonstration: Dataset) -> None:
    assert shell.about(small) == "Testland, data to December 2025"
    assert shell.about(demonstration) == "Saltmarsh Coast, data to December 2025"


def test_empty_states_say_what_to_do() -> None:
    assert "python -m dashboard import PATH" in words(shell.nothing_imported())
    assert "python -m dashboard demo" in words(shell.nothing_imported())
    assert "python -m dashboard status" in words(shell.data_unreadable())


MONTHS = tuple(month_number(text) for text in ("2025-01", "2025-02", "2025-03", "2025-07"))
REPORT = StatusReport(
    data_dir=Path("nowhere"),
    version="v000007-0123abcd",
    created="2026-11-21T09:30:00+00:00",
    sources=(
        SourceStatus(
            source=POLICE,
            files=4,
            rows_read=12_345,
            rows_kept=12_000,
            rows_replaced=5,
            rejected={"month not written as YYYY-MM": 340},
            without_location=77,
            first_month=MONTHS[0],
            last_month=MONTHS[-1],
            forces=(
                ForceStatus("Northmarch", MONTHS, (MONTHS[2] + 1, MONTHS[2] + 2, MONTHS[2] + 3), 12_000),
            ),
        ),
    ),
    registers=(RegisterStatus("open-pubs", "Open Pubs", "2025", 1_500, 3),),
    last_import=ImportReport(skipped=(SkippedFile("folder/readme.txt", "not recognised"),)),
)


def test_the_sources_page_tells_all_that_became_of_the_rows() -> None:
    shown = sources(REPORT)
    facts = dict(zip(map(words, tags(shown, "Dt")), map(words, tags(shown, "Dd")), strict=True))
    assert facts == {
        "Owner": "The two forces",
        "Licence": "OGL v3.0",
        "Places": "approximate: moved to nearby map points",
        "Times": "month only",
        "Data to": "July 2025",
        "New data come": "not stated",
        "Quality": "not checked: import the files again to have them checked",
        "Premises": "1,500",
        "Taken as": "licensed premises",
        "Without position": "3",
        "As of": "2025",
        "Rows read": "12,345",
        "Incidents kept": "12,000",
        "Repeated crime numbers, counted once": "5",
        "Rejected": "340 rows: month not written as YYYY-MM",
        "Without location": "77",
        "Files": "4",
    }
    said = words(shown)
    assert words(shown[-1]) == "Data version v000007-0123abcd, made 21 November 2026."
    assert [words(row) for row in tags(tags(shown, "Tbody"), "Tr")] == [
        "Northmarch 12,000 January 2025 to March 2025, July 2025 April 2025 to June 2025"
    ]
    assert "folder/readme.txt: not recognised" in said


def test_the_sources_page_of_a_plain_import_leaves_empty_parts_out(small_folder: Path) -> None:
    report = dataclasses.replace(status(small_folder), registers=(), tables={}, last_import=ImportReport())
    titles = [words(title) for title in tags(sources(report), "H2")]
    assert sorted(titles) == sorted([POLICE.name, AMBULANCE.name])
    facts = dict(
        zip(map(words, tags(sources(report), "Dt")), map(words, tags(sources(report), "Dd")), strict=True)
    )
    assert facts["Rejected"] == "0"


def test_tables_have_headings_for_rows_and_columns() -> None:
    scopes = Counter(cell.scope for cell in tags(sources(REPORT), "Th"))
    assert scopes == {"col": 4, "row": 1}
    assert len(tags(sources(REPORT), "Caption")) == 1
