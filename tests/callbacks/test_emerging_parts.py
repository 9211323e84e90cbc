"""Hotspots over time: outlines, legend, table, export, figures and "what changed" say the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from dashboard.data.emerging_rules import RULES
from dashboard.figures.emerging_values import mark_of
from dashboard.layouts.emerging_words import called
from tests.data.disclosure.controlled_world import controlled_world
from tests.reader import Reader, classed, text_of
from tests.worlds import server_of

NOTE, STORE, ROWS = ("scan-hotspots-note", "children"), ("map", "hotspots"), ("scan-table", "rowData")
THORNMERE = "?area=X06000002&types=violence-and-sexual-offences"
ON = "&layers=hotspots&table=hotspots"


@pytest.fixture(scope="module")
def reader(demo_server: Flask) -> Reader:
    return Reader(demo_server)


def legend(seen: Any) -> dict[str, tuple[int, bool]]:
    """Slug of each row of the legend -> how many it says there are, and whether it is chosen."""
    found = {}
    for button in classed(seen[NOTE], "spot-class"):
        number = classed(button, "legend-number")[0]
        own = button["props"]
        found[own["data-spot"]] = (
            int(text_of(number).replace(",", "")),
            own["aria-pressed"] == "true",
        )
    return found


@pytest.mark.parametrize("hot", ["kinds", "classes"])
@pytest.mark.parametrize("where", [THORNMERE, "?", "?area=X06000005&step=month&rings=2"])
def test_outlines_legend_table_export_and_figures_agree(reader: Reader, where: str, hot: str) -> None:
    search = f"{where}{ON}&hot={hot}"
    seen = reader.follow(search)
    exported = {(row["cell"], row["kind"]) for row in reader.export("hotspots", search)}
    assert len(exported) > 10
    store = seen[STORE]
    rows = {row["id"]: row for row in seen[ROWS]}
    assert {row["id"] for row in seen[ROWS]} == {one["cell"] for one in store["hotspots"]}
    assert {cell for cell, _ in exported} == set(rows)
    for cell, kind in exported:
        assert rows[cell]["kind"] == called(kind)
    for one in store["hotspots"]:
        drawn = store["kinds"][one["kind"]]
        row = rows[one["cell"]]
        assert (drawn["letter"], drawn["line"], drawn["colour"]) == (
            row["letter"], row["line_style"], row["colour"],
        )  # fmt: skip
        assert one["said"].startswith(row["kind"])
    numbers = {slug: number for slug, (number, _) in legend(seen).items()}
    by_kind: dict[str, set[str]] = {}
    for cell, kind in exported:
        by_kind.setdefault(kind.replace(" ", "-"), set()).add(cell)
    assert numbers == {slug: len(cells) for slug, cells in by_kind.items()}

    figures = {row["statistic"]: row["value"] for row in reader.export("statistics", search)}
    assert "In hotspots over time" in text_of(seen["scan-statistics", "children"])
    assert "Hotspots over time" in text_of(seen["scan-chips", "children"])
    assert int(figures["hotspot-cells"]) == len(rows)
    assert int(figures["hotspot-incidents"]) == sum(row["incidents"] for row in rows.values())
    assert f"{float(figures['hotspot-percent']):.1f}% of incidents" in text_of(seen[NOTE])


@pytest.mark.parametrize("hot", ["kinds", "classes"])
def test_a_cells_incidents_are_the_maps_own(reader: Reader, hot: str) -> None:
    search = f"{THORNMERE}{ON}&hot={hot}"
    by_cell = {row["cell"]: int(row["incidents"]) for row in reader.export("cells", f"{THORNMERE}&res=9")}
    for row in reader.follow(search)[ROWS]:
        assert row["incidents"] == by_cell.get(row["id"], 0)
        assert sum(
            count
            for count, chosen in zip(row["line"]["months"], row["line"]["chosen"], strict=True)
            if chosen
        ) == pytest.approx(row["incidents"])


def test_rows_come_as_a_tasking_group_wants_them(reader: Reader) -> None:
    rows = reader.follow(f"{THORNMERE}{ON}&hot=kinds")[ROWS]
    order = [(row["rank"], -row["incidents"]) for row in rows]
    assert order == sorted(order)
    assert rows[0]["kind"] == "Emerging" and rows[0]["line"]["label"].startswith("12 quarters: ")


def test_one_class_alone_is_outlined_listed_and_exported(reader: Reader) -> None:
    free = reader.follow(f"{THORNMERE}{ON}&hot=kinds")
    for slug, (number, chosen) in legend(free).items():
        assert not chosen
        search = f"{THORNMERE}{ON}&hot=kinds&spot={slug}"
        seen = reader.follow(search)
        assert len(seen[ROWS]) == len(seen[STORE]["hotspots"]) == number
        assert len(reader.export("hotspots", search)) == number
        assert {one: told for one, (told, _) in legend(seen).items()} == {
            one: told for one, (told, _) in legend(free).items()
        }
        assert [one for one, (_, on) in legend(seen).items() if on] == [slug]
        assert f"Only {slug.replace('-', ' ')}s" in text_of(seen["scan-chips", "children"])


def test_a_class_that_is_not_there_is_said(reader: Reader) -> None:
    seen = reader.follow(
        f"?area=X06000004&types=violence-and-sexual-offences{ON}&hot=kinds&spot=emerging-hotspot"
    )
    assert seen[ROWS] == [] and seen[STORE]["hotspots"] == []
    assert seen["scan-table-hint", "children"] == "There is no emerging hotspot here now."
    cold = reader.follow(f"{THORNMERE}{ON}&hot=kinds&spot=cold")
    assert cold[ROWS] == [] and "There are no cold spots here." in cold["scan-table-hint", "children"]


def test_each_class_has_its_one_line_meaning(reader: Reader) -> None:
    seen = reader.follow(f"?{ON}&hot=classes&step=month")
    buttons = classed(seen[NOTE], "spot-class")
    assert len(buttons) >= 4
    for button in buttons:
        assert text_of(classed(button, "spot-meaning")[0])
        assert re.match(r"[\d,]+ [a-z ]+: (stands out|stood out) ", button["props"]["aria-label"])
    details = text_of(seen[NOTE])
    for rule in ("ArcGIS", "Mann-Kendall", "Oscillating: stands out in the latest month"):
        assert rule in details
    assert "sfhotspot" in text_of(reader.follow(f"?{ON}&hot=kinds")[NOTE])


def test_marks_of_a_rule_differ_by_more_than_colour() -> None:
    for rule in RULES.values():
        for cold in (False, True):
            letters = [mark_of(kind).letter for kind in rule.kinds if kind.endswith("cold spot") == cold]
            assert len(set(letters)) == len(letters)


def test_too_few_periods_are_said_with_what_would_do(reader: Reader) -> None:
    seen = reader.follow(f"?area=X06000009{ON}&hot=classes")
    note = text_of(seen[NOTE])
    assert "These classes need 10 quarters in a row" in note and "there are 4 quarters" in note
    assert seen[STORE]["hotspots"] == [] and seen[ROWS] == []
    links = [one["props"]["href"] for one in _links(seen[NOTE])]
    assert len(links) == 3
    for link in links:
        assert reader.follow(f"?{urlsplit(link).query}")[ROWS]


def _links(layout: Any) -> list[Any]:
    if isinstance(layout, dict):
        own = [layout] if layout.get("type") == "A" else []
        return own + _links(layout.get("props", {}).get("children"))
    return [link for one in layout for link in _links(one)] if isinstance(layout, list) else []


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("?area=X23000003&from=2024-01&to=2024-06", "No hotspots. No data for this area and period."),
        ("?sources=demo-ambulance&types=burglary", "No hotspots. This source does not record these crime"),
    ],
)
@pytest.mark.parametrize("hot", ["kinds", "classes"])
def test_none_is_said_with_its_reason(reader: Reader, search: str, said: str, hot: str) -> None:
    seen = reader.follow(f"{search}{ON}&hot={hot}")
    assert text_of(seen[NOTE]).startswith(said)
    assert seen[STORE]["hotspots"] == [] and seen[ROWS] == []
    assert seen["answer", "whole"] is True


def test_partnerships_that_are_left_out_are_named(reader: Reader) -> None:
    note = text_of(reader.follow(f"?{ON}&hot=classes")[NOTE])
    assert "4 partnerships have fewer than 10 quarters of data, so nothing is classed there." in note


def test_what_is_pinned_stays_among_the_others(reader: Reader) -> None:
    free = reader.follow(f"{THORNMERE}{ON}&hot=kinds")
    cell = free[ROWS][1]["id"]
    held = reader.follow(f"{THORNMERE}{ON}&hot=kinds&cell={cell}")
    assert held[STORE] == free[STORE]
    assert [row["id"] for row in held[ROWS] if row["pinned"]] == [cell]
    assert text_of(held[NOTE]).startswith("In all of Thornmere: 5 emerging")


@pytest.mark.parametrize(
    "query",
    [
        "hot=kinds&spot=%3Cscript%3E",
        "hot=KINDS&step=year",
        "hot=classes&spot=cold,new-hotspot&step=",
        "hot=kinds&spot=new-hotspot&rings=99&chance=none",
        "hot=kinds&step=month&from=2023-01&to=2023-01",
        "hot=classes&step=month&area=X01000001&box=1,55,2,56",
        "hot=kinds&cell=89ffffffffffff,891&pins=X05000001",
        "hot=kinds&hot=classes&area=all&spot=historical-cold-spot",
    ],
)
def test_whatever_is_asked_is_answered(reader: Reader, query: str) -> None:
    seen = reader.follow(f"?{query}{ON}")
    assert seen["answer", "whole"] is True
    assert reader.client.get(f"/export/hotspots.csv?{query}").status_code in (200, 400)


def test_what_changed_leads_to_the_class_it_names(reader: Reader) -> None:
    why = Reader(reader.client.application, "/why").follow(f"{THORNMERE}&rings=2", part="why")
    followed = 0
    for table in classed(why["why-changed", "children"], "parts-table"):
        for row in table["props"]["children"][2]["props"]["children"]:
            name, _, now, *_ = row["props"]["children"]
            for link in _links([name]):
                if "hot=kinds" not in link["props"]["href"]:
                    continue
                seen = reader.follow(f"?{urlsplit(link['props']['href']).query}")
                assert {f"{one['kind']} hotspot" for one in seen[ROWS]} == {text_of(name)}
                assert sum(one["incidents"] for one in seen[ROWS]) == int(text_of(now).replace(",", ""))
                followed += 1
    assert followed >= 3


def test_of_a_controlled_source_nothing_is_outlined(tmp_path: Path) -> None:
    truth = {("L1", "fall", "2024-01"): 12, ("L2", "fall", "2024-04"): 9}
    controlled_world(tmp_path, truth)
    controlled = Reader(server_of(tmp_path))
    for hot in ("kinds", "classes"):
        seen = controlled.follow(f"?{ON}&hot={hot}")
        assert seen[STORE]["hotspots"] == [] and seen[ROWS] == []
        assert "controlled source" in text_of(seen[NOTE])
    assert controlled.client.get("/export/hotspots.csv?hot=classes").status_code == 403
