"""Compare's exports: the columns promised, the numbers of Scan's own, and words for what can't be used."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask

from dashboard.data.schema import FICTIONAL
from dashboard.web.compare_exports import COMPARE_PANELS
from tests.web.exported import rows, text
from tests.worlds import AMBULANCE, FORMULA_WARD, POLICE, server_of

PROMISED = {
    "compare": (
        "area_code,area_name,incidents,residents,divided_by,divided_by_what,rate_is_for,rate,rate_lower,"
        "rate_upper,rank,ranked,group,group_given_by,group_mean,group_lower,group_upper,group_members,ratio,"
        "place,funnel_limits,funnel_95,funnel_998,months_class,trend,trend_by,reach,corner,compared,before,"
        "change,z,verdict,complete,no_rate_because,months_missing,first_month,last_month,"
        "share_without_location,precision,denominator_note,own"
    ),
    "compare-similar": (
        "area_code,area_name,peer_code,peer_name,group,group_given_by,distance,feature,unit,year,weight,"
        "own_value,peer_value,share_of_distance"
    ),
    "compare-types": (
        "area_code,area_name,crime_type,label,incidents,divided_by_what,rate_is_for,rate,rate_lower,rate_upper,"
        "rank,group_mean,ratio,place"
    ),
    "compare-months": "area_code,area_name,month,incidents,mean,lower,upper,signal,phase",
    "compare-funnel": (
        "population,baseline,lower_95,upper_95,lower_998,upper_998,adjustment,limits_drawn,phi,tau2,"
        "divided_by_what,rate_is_for"
    ),
    "compare-worsening": (
        "corner,order,area_code,area_name,crime_type,rate,group_mean,ratio,place,trend,reach,trend_month,"
        "signal,signal_months,judged_by_months_before,divided_by_what,rate_is_for,trend_by"
    ),
}
COMPLETE = "from=2025-01&to=2025-05"  # all of the small world has these months


class TestWhatIsPromised:
    def test_every_table_has_an_export(self) -> None:
        assert COMPARE_PANELS.keys() == PROMISED.keys()

    @pytest.mark.parametrize("panel", PROMISED)
    def test_columns(self, panel: str, small_server: Flask) -> None:
        header = text(small_server, panel).partition("\r\n")[0]
        assert header == f"{PROMISED[panel]},source"

    @pytest.mark.parametrize("panel", PROMISED)
    def test_the_demonstration_says_that_it_is_fictional(self, panel: str, demo_server: Flask) -> None:
        answer = demo_server.test_client().get(f"/export/{panel}.csv")
        assert answer.headers["X-Hexscan-Note"] == FICTIONAL
        assert f"hexscan-demonstration-{panel}-partnership-all-" in answer.headers["Content-Disposition"]
        assert answer.text.partition("\r\n")[0].endswith(",source,note")

    @pytest.mark.parametrize("panel", PROMISED)
    def test_the_file_is_named_after_what_is_compared(self, panel: str, small_server: Flask) -> None:
        query = "area=X05000001&among=X06000001&from=2025-03&to=2025-03"
        answer = small_server.test_client().get(f"/export/{panel}.csv?{query}")
        assert answer.mimetype == "text/csv"
        assert answer.headers["Content-Disposition"] == (
            f'attachment; filename="hexscan-{panel}-ward-X06000001-2025-03-to-2025-03.csv"'
        )
        assert answer.headers["X-Hexscan-Version"].startswith("v000001-")
        assert answer.headers["Cache-Control"] == "no-cache"


class TestQueries:
    @pytest.mark.parametrize("panel", PROMISED)
    def test_what_the_page_shows_of_its_table_changes_no_export(
        self, panel: str, small_server: Flask
    ) -> None:
        plain = text(small_server, panel, "compare=lsoa")
        for part in (
            "find=small", "only=above", "sort=name", "panel=dots", "scale=own", "shade=rate", "tab=table",
        ):  # fmt: skip
            assert text(small_server, panel, f"compare=lsoa&{part}") == plain, part

    @pytest.mark.parametrize(
        "part", ["tab=sides", "compare=region", "among=E99", "limits=x", "rebase=x", "area=x"]
    )
    def test_what_cannot_be_used_is_refused_in_words(self, part: str, small_server: Flask) -> None:
        for panel in PROMISED:
            answer = small_server.test_client().get(f"/export/{panel}.csv?{part}")
            assert answer.status_code == 400
            assert answer.text.startswith(f"The value of {part.partition('=')[0]} can't be used. ")

    def test_what_only_the_other_page_would_use_is_refused_by_neither(self, small_server: Flask) -> None:
        assert text(small_server, "compare", "measure=x&res=99&pins=x") == text(small_server, "compare")
        assert text(small_server, "areas", "tab=x&limits=x&among=x") == text(small_server, "areas")

    def test_without_data_there_is_no_file(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        server = server_of(tmp_path_factory.mktemp("empty"))
        assert {server.test_client().get(f"/export/{panel}.csv").status_code for panel in PROMISED} == {404}


class TestNumbers:
    @pytest.mark.parametrize("level", ["force", "partnership", "ward", "lsoa"])
    def test_rates_are_those_of_the_table_of_areas(self, level: str, small_server: Flask) -> None:
        columns = ("incidents", "residents", "rate", "rate_lower", "rate_upper", "change", "z", "verdict")
        scan = {row["area_code"]: row for row in rows(small_server, "areas", f"level={level}&{COMPLETE}")}
        found = rows(small_server, "compare", f"compare={level}&{COMPLETE}")
        assert len(found) >= 2
        for row in found:
            for column in columns:
                assert row[column] == scan[row["area_code"]][column], (row["area_code"], column)

    def test_an_incomplete_area_has_neither_rate_nor_rank_nor_place(self, small_server: Flask) -> None:
        found = {row["area_code"]: row for row in rows(small_server, "compare", "compare=force")}
        south = found["X23000002"]
        assert (south["complete"], south["months_missing"], south["first_month"]) == ("False", "1", "2025-01")
        assert south["rate"] == south["rank"] == south["ratio"] == south["funnel_95"] == ""
        assert found["X23000001"]["ranked"] == "1"

    def test_a_month_without_data_is_empty_and_never_0(self, small_server: Flask) -> None:
        found = rows(small_server, "compare-months", "compare=force&types=burglary")
        south = {row["month"]: row["incidents"] for row in found if row["area_code"] == "X23000002"}
        assert south["2024-12"] == south["2025-06"] == ""
        assert south["2025-07"] != ""

    def test_each_type_is_the_comparison_of_that_type_alone(self, small_server: Flask) -> None:
        together = rows(small_server, "compare-types", f"compare=lsoa&{COMPLETE}")
        for kind in ("burglary", "robbery"):
            alone = rows(small_server, "compare", f"compare=lsoa&types={kind}&{COMPLETE}")
            pairs = [row for row in together if row["crime_type"] == kind]
            for one, other in zip(pairs, alone, strict=True):
                for column in ("area_code", "incidents", "rate", "rank", "place"):
                    assert one[column] == other[column], (kind, column)
                for column in ("group_mean", "ratio"):  # sums of many rows at once differ in their last digit
                    assert float(one[column]) == pytest.approx(float(other[column]), rel=1e-12)

    def test_two_sources_stand_one_after_the_other(self, small_server: Flask) -> None:
        found = rows(small_server, "compare", f"sources={POLICE.key},{AMBULANCE.key}&{COMPLETE}")
        assert [row["source"] for row in found] == [POLICE.key] * 2 + [AMBULANCE.key] * 2

    def test_a_name_that_a_spreadsheet_would_take_for_a_formula_is_none(self, small_server: Flask) -> None:
        names = {row["area_name"] for row in rows(small_server, "compare", "compare=ward&among=X06000001")}
        assert f"'{FORMULA_WARD}" in {name.partition(" (")[0] for name in names}

    def test_an_area_code_is_text(self, small_server: Flask) -> None:
        odd = quote("X06000001,X06000001")
        assert small_server.test_client().get(f"/export/compare.csv?among={odd}").status_code == 400
