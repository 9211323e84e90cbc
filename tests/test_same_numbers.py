"""While one thing is pinned, map, table, chart, statistics and exports say the same."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from dashboard.analysis.trends import Verdict
from dashboard.data import queries
from dashboard.data.dataset import Dataset
from dashboard.data.schema import Level
from tests import on_screen
from tests.reader import SHARED, Reader, classed, text_of

SELECTIONS = [
    "",
    "?from=2023-01&to=2025-12",
    "?from=2025-06&to=2025-06",
    "?from=2024-11&to=2025-12",
    "?types=burglary",
    "?types=burglary,robbery&from=2025-01&to=2025-06",
    "?area=X12000001",
    "?area=X23000001&from=2024-01&to=2024-12",
    "?area=X23000003",
    "?area=X23000003&from=2024-07&to=2025-06",
    "?area=X23000003&from=2024-01&to=2024-12",
    "?area=X06000005",
    "?area=X06000001&types=burglary",
    "?area=X22000001",
    "?area=X05000001&types=shoplifting,anti-social-behaviour",
    "?area=X01000001",
    "?sources=demo-ambulance&area=X06000005",
    "?sources=demo-ambulance&types=alcohol-related-injury&from=2025-01&to=2025-03",
    "?sources=demo-ambulance&types=burglary",
    "?area=X06000005&cell=PINNED",
    "?types=public-order&cell=PINNED",
]
VERDICTS = {str(verdict) for verdict in Verdict}
UNKNOWN = "–"


@pytest.fixture(scope="module")
def reader(demo_server: Flask) -> Reader:
    return Reader(demo_server)


@pytest.fixture(params=SELECTIONS, ids=lambda search: search or "everything")
def search(request: pytest.FixtureRequest, reader: Reader) -> str:
    """A selection; PINNED stands for the cell that holds most of it."""
    asked: str = request.param
    if "PINNED" in asked:
        found = reader.export("cells", asked.replace("&cell=PINNED", "&res=8"))
        asked = asked.replace("PINNED", max(found, key=lambda row: int(row["incidents"]))["cell"])
    return asked


def adding(search: str, more: str) -> str:
    return f"{search}&{more}" if search else f"?{more}"


def without(search: str, *fields: str) -> str:
    kept = [pair for pair in search.lstrip("?").split("&") if pair and pair.partition("=")[0] not in fields]
    return f"?{'&'.join(kept)}" if kept else ""


def number(text: str) -> int:
    return int(text or 0)


def total(rows: list[dict[str, str]]) -> int:
    return sum(number(row["incidents"]) for row in rows)


def statistics(reader: Reader, search: str) -> dict[str, str]:
    return {row["statistic"]: row["value"] for row in reader.export("statistics", search)}


def whole(text: str) -> str:
    """An exported whole number as the page writes it."""
    return f"{int(text):,}" if text else UNKNOWN


def whole_ends(row: dict[str, str]) -> str:
    """The interval of a rate of hundreds."""
    return f"{float(row['rate_lower']):,.0f} to {float(row['rate_upper']):,.0f}"


def signed(text: str) -> str:
    if not text:
        return UNKNOWN
    sign = "+" if int(text) > 0 else "−" if int(text) < 0 else ""
    return f"{sign}{abs(int(text)):,}"


def levels(reader: Reader, search: str) -> list[str]:
    """Every level the selected area has areas of."""
    return [
        level.value
        for level in Level
        if level is not Level.ALL
        and reader.client.get(f"/export/areas.csv{adding(search, f'level={level.value}')}").status_code == 200
    ]


def percent(text: str) -> str:
    """An exported percentage as the page writes it."""
    if not text:
        return UNKNOWN
    return "<0.1%" if 0 < float(text) < 0.05 else f"{float(text):.1f}%"


class TestTotals:
    def test_every_way_of_counting_gives_the_same_sum(self, reader: Reader, search: str) -> None:
        found = statistics(reader, search)
        incidents, unmapped = number(found["incidents"]), int(found["without-location"])
        for resolution in range(4, 10):
            cells = reader.export("cells", adding(search, f"res={resolution}"))
            assert total(cells) + unmapped == incidents
        assert total(reader.export("areas", search)) == incidents
        offered = levels(reader, search)
        assert offered
        for level in offered:
            assert total(reader.export("areas", adding(search, f"level={level}"))) == incidents, level
        assert total(reader.export("types", search)) == incidents
        months = reader.export("months", search)
        assert sum(not row["incidents"] for row in months) == int(found["months-without-data"])
        if found["months-without-data"] == "0":
            assert total(months) == incidents
        within = [int(found[f"within-{metres}-metres-of-premises"]) for metres in (100, 250, 400)]
        assert 0 <= within[0] <= within[1] <= within[2] <= incidents - unmapped

    def test_parts_of_a_period_add_up_to_it(self, reader: Reader) -> None:
        halves = [statistics(reader, f"?area=X06000005&from={a}&to={b}")["incidents"]
                  for a, b in (("2025-01", "2025-06"), ("2025-07", "2025-12"))]  # fmt: skip
        assert sum(map(int, halves)) == int(statistics(reader, "?area=X06000005")["incidents"])

    def test_children_and_the_rest_add_up_at_every_step_of_the_tree(
        self, reader: Reader, demonstration: Dataset
    ) -> None:
        tree = demonstration.areas
        for area in tree.path("X01000001"):
            found = reader.export("areas", f"?area={area}")
            assert total(found) == int(statistics(reader, f"?area={area}")["incidents"]), area


class TestMap:
    def test_paints_the_cells_of_the_export(
        self, reader: Reader, search: str, demonstration: Dataset
    ) -> None:
        values = reader.follow(search)["map", "values"]
        cells = queries.all_cells(demonstration, values["source"], values["resolution"])
        painted = {f"{cell:x}": n for cell, n in zip(cells, values["counts"], strict=True) if n}
        # A pinned cell is outlined among its neighbours: the map shows where else to look.
        asked = adding(without(search, "cell"), f"res={values['resolution']}")
        exported = {row["cell"]: int(row["incidents"]) for row in reader.export("cells", asked)}
        assert painted == exported
        assert (values["message"] == "") == bool(exported)
        if "cell=" in search:
            (cell,) = values["pinned"]
            one = reader.export("cells", adding(search, "res=8"))
            assert one == [row for row in reader.export("cells", adding(without(search, "cell"), "res=8"))
                           if row["cell"] == cell]  # fmt: skip
            assert number(one[0]["incidents"]) == int(statistics(reader, search)["incidents"])


class TestTable:
    def test_areas_of_every_level(self, reader: Reader, search: str) -> None:
        for level in ["", *levels(reader, search)]:
            asked = adding(search, f"level={level}") if level else search
            shown = {row["id"]: row for row in reader.follow(asked)["scan-table", "rowData"]}
            exported = {row["area_code"]: row for row in reader.export("areas", asked)}
            assert list(shown) == list(exported)
            for code, row in exported.items():
                self.check_area(shown[code], row)

    def test_the_small_lines_are_the_months_of_the_export(self, reader: Reader, search: str) -> None:
        every = "from=2023-01&to=2025-12"
        for row in reader.follow(search)["scan-table", "rowData"][:4]:
            if row["id"] in ("no-location", "unplaced", "elsewhere"):
                continue
            if "cell=" in search:  # an area's part of the cell: the selection has no name of its own for it
                continue
            asked = adding(without(search, "area", "from", "to"), f"area={row['id']}&{every}")
            months = reader.export("months", asked)
            assert row["line"]["months"] == [int(m["incidents"]) if m["incidents"] else None for m in months]
        chosen = {month["month"] for month in reader.export("months", search)}
        of_version = [month["month"] for month in reader.export("months", f"?{every}")]
        types = reader.follow(adding(search, "table=type"))["scan-table", "rowData"]
        for row in [row for row in types if row["line"]][:3]:
            assert row["line"]["chosen"] == [month in chosen for month in of_version]
            asked = adding(without(search, "types", "from", "to"), f"types={row['id']}&{every}")
            months = reader.export("months", asked)
            assert row["line"]["months"] == [int(m["incidents"]) if m["incidents"] else None for m in months]

    def check_area(self, shown: dict[str, Any], row: dict[str, str]) -> None:
        self.check_shared(shown, row)
        assert shown["residents_text"] == whole(row["residents"])
        assert shown["rate_text"] == on_screen.rate(row["rate"])
        if row["rate"]:
            low, high = on_screen.rate(row["rate_lower"]), on_screen.rate(row["rate_upper"])
            assert shown["rate_tip"] == f"95% interval: {low} to {high}"
            assert shown["rate_interval"].strip("()") in (f"{low} to {high}", whole_ends(row))
            assert bool(shown["quality"]) == bool(row["denominator_note"])

    def check_shared(self, shown: dict[str, Any], row: dict[str, str]) -> None:
        assert shown["incidents"] == (int(row["incidents"]) if row["incidents"] else None)
        assert shown["incidents_text"] == whole(row["incidents"])
        if not row["incidents"]:
            assert shown["share_text"] == UNKNOWN
        elif 0 < float(row["share"]) < 0.0005:
            assert shown["share_text"] == "<0.1%"
        else:
            assert shown["share_text"] == f"{100 * float(row['share']):.1f}%"
        assert shown["verdict"] == row["verdict"] and row["verdict"] in VERDICTS
        if row["change"]:
            assert shown["change_text"].startswith(f"{signed(row['change'])} ")
            both = f"{whole(row['compared'])}, was {whole(row['before'])}"
            assert shown["change_tip"] == f"{both}: {on_screen.called(row['verdict'])}"
            assert int(row["compared"]) - int(row["before"]) == int(row["change"])
        else:
            assert shown["change_text"].endswith("no earlier data")
            assert row["verdict"] == "no earlier data"

    def test_crime_types(self, reader: Reader, search: str) -> None:
        rows = reader.follow(adding(search, "table=type"))["scan-table", "rowData"]
        shown = {row["id"]: row for row in rows if not row["aside"]}
        exported = {row["crime_type"]: row for row in reader.export("types", search)}
        assert list(shown) == list(exported)
        for name, row in exported.items():
            assert shown[name]["name"] == row["label"]
            self.check_shared(shown[name], row)
        # What is not chosen is there to be chosen next, but says no number.
        assert all(row["incidents"] is None and row["incidents_text"] == "" for row in rows if row["aside"])


def counts_of(figure: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines that count what is chosen: of whole months, and of those that only some forces reported."""
    return [line for line in figure["data"] if line["meta"]["role"] in ("now", "some")]


class TestChart:
    def test_draws_the_months_of_the_export(self, reader: Reader, search: str) -> None:
        figure = reader.follow(search)["scan-chart", "figure"]
        drawn: dict[str, int] = {}
        for line in counts_of(figure):
            for x, y in zip(line["x"], line["y"], strict=True):
                if y is not None:
                    assert x[:7] not in drawn, "a month is either whole or partly covered"
                    drawn[x[:7]] = y
        every = reader.export("months", adding(without(search, "from", "to"), "from=2023-01&to=2025-12"))
        assert drawn == {row["month"]: int(row["incidents"]) for row in every if row["incidents"]}
        chosen = reader.export("months", search)
        assert {row["month"]: drawn.get(row["month"]) for row in chosen} == {
            row["month"]: int(row["incidents"]) if row["incidents"] else None for row in chosen
        }


class TestStatistics:
    def test_figures_and_words_are_those_of_the_export(self, reader: Reader, search: str) -> None:
        seen = reader.follow(search)
        found = statistics(reader, search)
        blank = found["incidents"] == ""
        assert blank == (int(found["months-without-data"]) == len(reader.export("months", search)))
        cards = classed(seen["scan-statistics", "children"], "card")
        figures = [text_of(classed(card, "figure")) for card in cards]
        assert figures == [
            UNKNOWN if blank else whole(found["incidents"]),
            on_screen.rate(found["rate-per-1000"]),
            signed(found["change"]),
            percent(found["hotspot-percent"]),
        ]
        beside = [text_of(classed(card, "beside-figure")) for card in cards]
        details = [text_of(classed(card, "details")) for card in cards]
        if number(found["incidents"]):
            unmapped = int(found["without-location"])
            assert details[0] == (f"{unmapped:,} without a location" if unmapped else "all have a location")
        if found["rate-per-1000"]:
            ends = {"rate_lower": found["rate-lower"], "rate_upper": found["rate-upper"]}
            exact = f"{on_screen.rate(found['rate-lower'])} to {on_screen.rate(found['rate-upper'])}"
            assert beside[1] in (f"{exact} (95%)", f"{whole_ends(ends)} (95%)")
            assert bool(found["rank"]) == (f"of {found['rank-of']} in " in details[1])
            assert bool(found["rate-ratio"]) == (" times " in details[1])
        assert details[1], "a rate or rank that is not there needs a reason"
        assert on_screen.called(found["verdict"]) in details[2]
        if found["change"]:
            assert beside[2] == f"was {whole(found['incidents-before'])}"
        if found["reach-percent"]:
            near = f"{percent(found['reach-percent'])} within {found['reach-metres']} m of premises"
            assert near in details[3]
            assert f"(even spread: {percent(found['reach-percent-expected'])})" in details[3]
        else:
            assert details[3], "a share that is not there needs a reason"
        self.check_sentence(text_of(seen["scan-sentence", "children"]), found, blank=blank)

    @pytest.mark.parametrize("area", ["X23000001", "X06000005", "X05000001"])
    def test_a_pinned_area_has_the_figures_of_its_row(self, reader: Reader, area: str) -> None:
        for level in levels(reader, f"?area={area}"):
            rows = reader.export("areas", f"?area={area}&level={level}")
            for row in [row for row in rows if row["area_code"].startswith("X")][:3]:
                if row["area_code"] == area:
                    continue
                found = statistics(reader, f"?area={area}&pins={row['area_code']}")
                assert found["incidents"] == row["incidents"]
                for slug, column in SHARED.items():
                    assert found[slug] == row[column], (row["area_code"], slug)

    def check_sentence(self, said: str, found: dict[str, str], *, blank: bool) -> None:
        if blank:
            why = "no data for this area and period|this source does not record these crime types"
            assert re.search(rf": ({why})\.$", said)
            return
        noun = "incident" if found["incidents"] == "1" else "incidents"
        assert f": {whole(found['incidents'])} {noun}" in said
        rate = f"{on_screen.rate(found['rate-per-1000'])} per 1,000 residents"
        assert (rate in said) == bool(found["rate-per-1000"])
        if found["change"]:
            beyond = found["verdict"].startswith(("higher", "lower"))
            verdict = "more than the usual ups and downs" if beyond else on_screen.called(found["verdict"])
            assert re.sub(r"\s+", " ", said).endswith(f", {verdict} .")  # spaces between bold and plain
        else:
            assert said.endswith("no earlier data to compare with.")


class TestSeveralSources:
    SEARCH = "?area=X06000005&sources=demo-police,demo-ambulance"

    def test_each_has_its_own_figures_and_lines_and_nothing_is_added(self, reader: Reader) -> None:
        seen = reader.follow(self.SEARCH)
        figures = [text_of(part) for part in classed(seen["scan-statistics", "children"], "figure")]
        alone = [
            statistics(reader, f"?area=X06000005&sources={key}") for key in ("demo-police", "demo-ambulance")
        ]
        assert figures[::4] == [whole(found["incidents"]) for found in alone]
        exported = [
            row["value"]
            for row in reader.export("statistics", self.SEARCH)
            if row["statistic"] == "incidents"
        ]
        assert exported == [found["incidents"] for found in alone]
        lines = [line for line in counts_of(seen["scan-chart", "figure"]) if line["meta"]["role"] == "now"]
        months = [
            reader.export("months", f"?area=X06000005&sources={key}")
            for key in ("demo-police", "demo-ambulance")
        ]
        for line, exported_months in zip(lines, months, strict=True):
            drawn = {x[:7]: y for x, y in zip(line["x"], line["y"], strict=True)}
            assert [drawn[row["month"]] for row in exported_months] == [
                int(row["incidents"]) for row in exported_months
            ]

    def test_the_sentence_names_the_source_its_figure_is_of(self, reader: Reader) -> None:
        said = text_of(reader.follow(self.SEARCH)["scan-sentence", "children"])
        found = statistics(reader, "?area=X06000005")
        assert f"{whole(found['incidents'])} incidents in Demonstration police records" in said


def test_the_page_offers_the_exports_of_its_own_query(reader: Reader, search: str) -> None:
    links = [
        part["props"]["href"]
        for span in reader.follow(search)["scan-exports", "children"]
        for part in span["props"]["children"]
        if isinstance(part, dict) and part["type"] == "A" and part["props"]["href"].startswith("/export/")
    ]
    panels = [link.partition("?")[0].removeprefix("/export/").removesuffix(".csv") for link in links]
    assert panels == ["cells", "areas", "types", "months", "statistics", "premises", "hotspots"]
    for link in links:
        panel = link.partition("?")[0].removeprefix("/export/").removesuffix(".csv")
        assert reader.client.get(link).text == reader.client.get(f"/export/{panel}.csv{search}").text
