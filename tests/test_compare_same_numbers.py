"""Compare says what Scan says, and its panels, sentence and exports say the same as one another."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from dashboard.data.dataset import Dataset
from dashboard.data.series import series
from dashboard.figures.compare_dots import PLACES
from dashboard.figures.compare_months import VARIATIONS
from dashboard.selection import Selection
from tests import on_screen
from tests.reader import SHARED, TOLD, Reader, Seen, text_of

SCAN_FIELDS = ("types", "from", "to", "sources")
SELECTIONS = [
    "",
    "?area=X06000005",
    "?area=X06000001&types=burglary",
    "?types=burglary&from=2025-01&to=2025-12",
    "?types=vehicle-crime,burglary&from=2025-07&to=2025-12",
    "?types=drugs",
    "?from=2023-01&to=2025-12",
    "?from=2024-01&to=2024-12",
    "?from=2024-07&to=2025-06",
    "?from=2025-06&to=2025-06",
    "?compare=force",
    "?compare=force&from=2024-11&to=2025-12&limits=additive",
    "?compare=partnership&among=X23000001&limits=multiplicative",
    "?compare=partnership&among=X12000001&trend=quarter",
    "?compare=partnership&trend=year",
    "?compare=partnership&span=same",
    "?compare=partnership&types=burglary&rebase=X06000001:2024-10",
    "?compare=partnership&types=burglary&rebase=all:2025-01&trend=quarter",
    "?compare=ward&limits=multiplicative",
    "?compare=ward&among=X06000005&types=shoplifting",
    "?compare=ward&area=X06000001&types=possession-of-weapons",
    "?compare=ward&area=X05000001&shade=rate",
    "?compare=lsoa&among=X06000005",
    "?sources=demo-ambulance",
    "?sources=demo-ambulance&types=alcohol-related-injury&from=2025-01&to=2025-03&compare=ward",
    "?sources=demo-ambulance&types=burglary",
]
OTHER_LIMITS = {"span", "rebase"}
"""Fields that have Compare draw limits of other months than Scan's; the oracle works those out."""

UNKNOWN = "–"
AS_SCAN = (
    "incidents", "residents", "rate", "rate_lower", "rate_upper", "compared", "before", "change", "z",
    "verdict", "denominator_note",
)  # fmt: skip
"""Columns of compare.csv that are those of areas.csv."""

OF_STATISTICS = {"incidents": "incidents", **SHARED}
SIDES = {2: ("above", "above"), 1: ("above", "within"), 0: ("within", "within")}
SIDES |= {-1: ("below", "within"), -2: ("below", "below"), None: ("", "")}
FEW = ("too few to say", "too few to say")


@pytest.fixture(scope="module")
def reader(demo_server: Flask) -> Reader:
    return Reader(demo_server, "/compare")


@pytest.fixture(params=SELECTIONS, ids=lambda search: search or "everything")
def search(request: pytest.FixtureRequest) -> str:
    asked: str = request.param
    return asked


def fields_of(search: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in search.lstrip("?").split("&") if pair)


def limited_as_scan() -> list[str]:
    """The selections whose limits are drawn from the months that Scan's chart takes."""
    return [search for search in SELECTIONS if not OTHER_LIMITS & fields_of(search).keys()]


def scans(search: str, **more: str) -> str:
    """The address of Scan's figures for the same crime types, period and source."""
    fields = {name: value for name, value in fields_of(search).items() if name in SCAN_FIELDS} | more
    return f"?{'&'.join(f'{name}={value}' for name, value in fields.items())}"


def adding(search: str, more: str) -> str:
    return f"{search}&{more}" if search else f"?{more}"


def of_areas(reader: Reader, panel: str, search: str) -> dict[str, dict[str, str]]:
    return {row["area_code"]: row for row in reader.export(panel, search)}


def level_of(reader: Reader, search: str) -> str:
    """The level that is compared, as the name of the file has it."""
    answer = reader.client.get(f"/export/compare.csv{search}")
    name: str = answer.headers["Content-Disposition"]
    return name.partition("demonstration-compare-")[2].partition("-")[0]


def whole(text: str) -> str:
    return f"{int(text):,}" if text else UNKNOWN


def number(text: str) -> float | None:
    return float(text) if text else None


def near(shown: float | None, exported: str) -> bool:
    """Whether a number of the page, which has four digits, is the exported one."""
    if shown is None or not exported:
        return shown is None and not exported
    return shown == pytest.approx(float(exported), rel=1e-3, abs=5e-3)


def follow(reader: Reader, search: str, tab: str) -> Seen:
    seen = reader.follow(adding(search, f"tab={tab}"), part="compare")
    assert seen["answer", "whole"] is True
    return seen


def told(seen: Seen, function: str) -> Any:
    return seen[TOLD[function]]


class TestScan:
    def test_each_row_is_that_of_scans_table(self, reader: Reader, search: str) -> None:
        found = of_areas(reader, "compare", search)
        assert found
        level, among = level_of(reader, search), fields_of(search).get("among", "all")
        table = of_areas(reader, "areas", scans(search, area=among, level=level))
        for code, row in found.items():
            assert {name: row[name] for name in AS_SCAN} == {name: table[code][name] for name in AS_SCAN}, (
                code
            )

    def test_statistics_of_an_area_are_those_of_its_row(self, reader: Reader, search: str) -> None:
        found = of_areas(reader, "compare", search)
        among = fields_of(search).get("among", "all")
        for code in [*found][:2]:
            rows = reader.export("statistics", scans(search, area=among, pins=code))
            statistics = {row["statistic"]: row["value"] for row in rows}
            for slug, column in OF_STATISTICS.items():
                assert statistics[slug] == found[code][column], (code, slug)

    def test_single_crime_types_are_those_of_scans_table(self, reader: Reader, search: str) -> None:
        rows = reader.export("compare-types", search)
        level, among = level_of(reader, search), fields_of(search).get("among", "all")
        for kind in sorted({row["crime_type"] for row in rows})[:3]:
            table = of_areas(reader, "areas", scans(search, area=among, level=level, types=kind))
            for row in (row for row in rows if row["crime_type"] == kind):
                shared = ("incidents", "rate", "rate_lower", "rate_upper")
                own = table[row["area_code"]]
                assert {name: row[name] for name in shared} == {name: own[name] for name in shared}, row

    @pytest.mark.parametrize("search", limited_as_scan())
    def test_months_limits_and_signals_are_those_of_scans_chart(
        self, reader: Reader, search: str, demonstration: Dataset
    ) -> None:
        months: dict[str, list[dict[str, str]]] = {}
        for row in reader.export("compare-months", search):
            months.setdefault(row["area_code"], []).append(row)
        for code in [*months][:3]:
            self.check_chart(demonstration, scans(search, area=code), months[code])

    def check_chart(self, dataset: Dataset, scan: str, found: list[dict[str, str]]) -> None:
        selection, problems = Selection.from_query(scan, dataset.catalogue)
        assert not problems
        chart = series(dataset, selection, selection.sources[0])
        known = list(chart.rows[: len(found)])
        assert [row["month"] for row in found] == [month.month for month in known]
        assert [number(row["incidents"]) for row in found] == [
            month.incidents if month.whole else None for month in known
        ]
        if len(found) < len(chart.rows) or chart.shortage:
            return  # limits as they could be judged at the period's end, or none at all on Scan
        for row, month in zip(found, known, strict=True):
            for name in ("mean", "lower", "upper"):
                limit = getattr(month, name)
                assert limit is None or float(row[name]) == pytest.approx(limit)
            outside = {"above", "below"}
            assert (row["signal"] in outside) == (month.signal in outside)
            if month.signal:  # Compare goes by two more rules, which may come first
                assert row["signal"]


class TestOverview:
    def test_dots(self, reader: Reader, search: str) -> None:
        seen, rows = follow(reader, search, "overview"), reader.export("compare", search)
        dots, areas = told(seen, "drawDots"), told(seen, "tellAreas")
        assert areas["codes"] == [row["area_code"] for row in rows]
        assert areas["names"] == [row["area_name"] for row in rows]
        assert [areas["codes"][at] for at in areas["own"]] == [
            row["area_code"] for row in rows if row["own"] == "True"
        ]
        for at, row in enumerate(rows):
            for name, column in (("rate", "rate"), ("lower", "rate_lower"), ("upper", "rate_upper")):
                assert near(dots[name][at], row[column]), row
            assert near(dots["means"][at], row["group_mean"])
            assert PLACES[dots["place"][at]] == row["place"]
            assert str(dots["rank"][at] or "") == row["rank"]
        ranked = [int(rows[at]["rank"]) for at in dots["order"]]
        assert ranked == sorted(ranked)
        assert sorted(dots["order"] + dots["incomplete"]) == list(range(len(rows)))
        assert set(dots["incomplete"]) == {at for at, row in enumerate(rows) if row["no_rate_because"]}

    def test_the_line_of_each_area(self, reader: Reader, search: str) -> None:
        seen, rows = follow(reader, search, "overview"), reader.export("compare", search)
        for line, row in zip(told(seen, "tellAreas")["words"], rows, strict=True):
            assert line.startswith(row["area_name"])
            if row["rate"]:
                assert f"{on_screen.rate(row['rate'])} per 1,000" in line
                assert row["place"] in line

    def test_funnel(self, reader: Reader, search: str) -> None:
        seen, rows = follow(reader, search, "overview"), reader.export("compare", search)
        funnel, lines = told(seen, "drawFunnel"), reader.export("compare-funnel", search)
        for at, row in enumerate(rows):
            side = FEW if at in funnel["few"] else SIDES[funnel["side"][at]]
            assert side == (row["funnel_95"], row["funnel_998"]), row
            if funnel["side"][at] is not None:
                assert near(funnel["rate"][at], row["rate"])
                assert near(funnel["population"][at], row["residents"])
        assert len(funnel["at"]) == len(lines)
        for name in ("lower_95", "upper_95", "lower_998", "upper_998"):
            drawn = funnel[name.replace("_", "")]
            if drawn or sum(bool(row["rank"]) for row in rows) > 2:  # fewer are too few for a funnel
                assert all(near(one, line[name]) for one, line in zip(drawn, lines, strict=True))
        outside = sum(row["funnel_95"] in ("above", "below") for row in rows)
        if len(funnel["labels"]) > 2:
            said = text_of(seen["compare-funnel-sub", "children"])
            assert f"Outside 95%: {outside}" in said
        assert len(funnel["labels"]) == outside

    def test_months(self, reader: Reader, search: str) -> None:
        seen, rows = follow(reader, search, "overview"), reader.export("compare", search)
        months, exported = told(seen, "drawMonths"), reader.export("compare-months", search)
        assert months["counts"] == [int(row["incidents"]) if row["incidents"] else None for row in exported]
        assert [months["signals"][at] for at in months["signal"]] == [row["signal"] for row in exported]
        classes = [on_screen.called(row["months_class"]) for row in rows]
        assert [VARIATIONS[slug] for slug in months["variation"]] == classes
        areas, length = months["shape"]
        assert (areas, len(months["months"])) == (len(rows), length)
        for at in range(min(areas, 4)):
            own = exported[at * length : (at + 1) * length]
            for phase in {row["phase"] for row in own}:
                first = next(row for row in own if row["phase"] == phase)
                for name in ("mean", "lower", "upper"):
                    assert near(months[name][at][int(phase) - 1], first[name])

    def test_the_map_and_its_legend(self, reader: Reader, search: str) -> None:
        seen, rows = follow(reader, search, "overview"), reader.export("compare", search)
        painted = told(seen, "paintMap")
        classes, entries = painted["areas"]["classes"], painted["entries"]
        assert painted["areas"]["codes"] == [row["area_code"] for row in rows]
        for at, entry in enumerate(entries):
            assert entry["number"] == classes.count(at)
        if "shade=rate" in search:
            pairs = zip(classes, rows, strict=True)
            shown = sorted((float(row["rate"]), at) for at, row in pairs if row["rate"])
            assert [at for _, at in shown] == sorted(at for _, at in shown)
            return
        words = {
            "Above": "above similar areas",
            "Within": "within similar areas",
            "Below": "below similar areas",
        }
        words |= {"No rate": "no rate to compare", "No similar areas": "no similar areas to compare with"}
        for at, row in zip(classes, rows, strict=True):
            label = entries[at]["label"]
            assert words.get(label, label.lower()) == row["place"]

    def test_the_sentence(self, reader: Reader, search: str) -> None:
        seen, rows = follow(reader, search, "overview"), reader.export("compare", search)
        said = text_of(seen["compare-sentence", "children"])
        own = [row for row in rows if row["own"] == "True"]
        ranked = [row for row in rows if row["rank"]]
        if len(own) == 1 and own[0]["rate"]:
            assert own[0]["area_name"] in said
            assert f"{on_screen.rate(own[0]['rate'])} per 1,000" in said
            assert f"(mean {on_screen.rate(own[0]['group_mean'])}, of {own[0]['group']})." in said
        elif not own and len(ranked) > 1:
            assert on_screen.rate(max(ranked, key=lambda row: float(row["rate"]))["rate"]) in said
            lowest = min(ranked, key=lambda row: float(row["rate"]))["rate"]
            assert (on_screen.rate(lowest) if float(lowest) else "none") in said


class TestTable:
    def test_every_cell(self, reader: Reader, search: str) -> None:
        seen, rows = follow(reader, search, "table"), reader.export("compare", search)
        heat = told(seen, "fillHeat")
        assert heat["codes"] == [row["area_code"] for row in rows]
        for at, row in enumerate(rows):
            assert heat["rate_text"][at] == on_screen.rate(row["rate"])
            assert heat["rank_text"][at].removeprefix("joint ") == (row["rank"] or UNKNOWN)
            assert PLACES[heat["place"][at]] == row["place"]
            assert heat["trend_text"][at] == on_screen.called(row["months_class"])
            assert heat["complete"][at] == (row["no_rate_because"] == "")
            assert heat["missing"][at] == int(row["months_missing"])
            if row["change"]:
                assert heat["change"][at] == int(row["change"])
                both = f"{whole(row['compared'])}, was {whole(row['before'])}"
                assert heat["change_tip"][at] == f"{both}: {on_screen.called(row['verdict'])}"
            else:
                assert heat["change_tip"][at] == on_screen.called(row["verdict"])

    def test_every_crime_type(self, reader: Reader, search: str) -> None:
        heat = told(follow(reader, search, "table"), "fillHeat")
        exported = {
            (row["area_code"], row["crime_type"]): row for row in reader.export("compare-types", search)
        }
        assert len(exported) == len(heat["codes"]) * len(heat["types"])
        for kind in heat["types"]:
            for at, code in enumerate(heat["codes"]):
                row = exported[code, kind]
                assert heat["texts"][kind][at] == on_screen.rate(row["rate"])
                assert str(heat[f"rank.{kind}"][at] or "") == row["rank"]
                place = heat["places"][heat[f"place.{kind}"][at]]
                assert heat["place_words"][place] == row["place"]

    def test_the_small_lines(self, reader: Reader, search: str) -> None:
        heat = told(follow(reader, search, "table"), "fillHeat")
        exported = reader.export("compare-months", search)
        assert heat["counts"] == [int(row["incidents"]) if row["incidents"] else None for row in exported]
        length = len(heat["months"])
        assert heat["months"] == [row["month"] for row in exported[:length]]

    def test_colours_are_those_of_the_map(self, reader: Reader, search: str) -> None:
        heat = told(follow(reader, search, "table"), "fillHeat")
        painted = told(follow(reader, search, "overview"), "paintMap")
        of_map = [painted["entries"][at]["colour"] for at in painted["areas"]["classes"]]
        assert [heat["shades"][at]["colour"] for at in heat["shade"]] == of_map


class TestWorsening:
    def test_the_quadrant(self, reader: Reader, search: str) -> None:
        seen, rows = follow(reader, search, "worsening"), reader.export("compare", search)
        quadrant = told(seen, "drawQuadrant")
        for at, row in enumerate(rows):
            assert quadrant["corners"][quadrant["corner"][at]] == row["corner"], row
            if row["corner"] != "too little to say":
                assert near(quadrant["ratio"][at], row["ratio"])
                assert near(quadrant["reach"][at], row["reach"])

    def test_the_lists(self, reader: Reader, search: str) -> None:
        seen, listed = follow(reader, search, "worsening"), reader.export("compare-worsening", search)
        said = {name: text_of(seen[f"compare-{name}", "children"]) for name in ("worst", "best")}
        rows = {row["area_code"]: row for row in reader.export("compare", search)}
        for row in listed:
            of_worst = row["corner"] in ("worse and worsening", "above and rising")
            if int(row["order"]) <= 12:  # longer lists are counted
                assert row["area_name"] in said["worst" if of_worst else "best"]
                assert on_screen.rate(row["rate"]) in said["worst" if of_worst else "best"]
            if not row["crime_type"]:
                assert row["corner"] == rows[row["area_code"]]["corner"]
        together = [row["area_code"] for row in listed if not row["crime_type"]]
        corners = {row["corner"] for row in listed}
        assert sorted(together) == sorted(code for code, row in rows.items() if row["corner"] in corners)


def test_the_page_offers_the_exports_of_its_own_query(reader: Reader, search: str) -> None:
    exports = seen_links(follow(reader, search, "overview")["compare-exports", "children"])
    panels = [link.partition("?")[0].removeprefix("/export/").removesuffix(".csv") for link in exports]
    assert panels == ["compare", "compare-types", "compare-months", "compare-funnel", "compare-worsening"]
    for link, panel in zip(exports, panels, strict=True):
        assert reader.client.get(link).text == reader.client.get(f"/export/{panel}.csv{search}").text


def seen_links(layout: Any) -> list[str]:
    """Addresses of all exports in a layout, in order."""
    if isinstance(layout, list):
        return [link for each in layout for link in seen_links(each)]
    if not isinstance(layout, dict):
        return []
    own = str(layout["props"].get("href", ""))
    return [*([own] if own.startswith("/export/") else []), *seen_links(layout["props"].get("children"))]
