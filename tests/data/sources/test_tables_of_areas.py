"""Measures of areas, similar areas and weights of harm, as suppliers write them, and in bad tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.data.inputs import Inputs
from dashboard.data.schema import InputError
from dashboard.data.sources import AreaInputs, Kind, read_areas, recognise
from tests.data.sources.small_files import write


def read(folder: Path, content: str, name: str = "table.csv", kind: Kind | None = None) -> AreaInputs:
    ref = write(folder / name, content)
    found = recognise(ref)
    assert found is not None
    assert kind in (None, found)
    return read_areas(ref, found)


def refused(folder: Path, content: str, name: str = "table.csv") -> str:
    with pytest.raises(InputError) as refusal:
        read(folder, content, name)
    return str(refusal.value)


class TestMeasuresInColumns:
    def test_households(self, tmp_path: Path) -> None:
        content = 'LSOA21CD,LSOA21NM,Number of households\nE01,One,"1,200"\nE02,Two,0\nE03,Three,\n'
        found = read(tmp_path, content, "census-households-2021.csv", Kind.AREA_MEASURES)
        measures = found.measures
        assert measures.code.tolist() == ["E01", "E02"]
        assert measures.value.tolist() == [1200, 0]
        assert set(measures.measure) == {"households"}
        assert set(measures.kind) == {"count"}
        assert set(measures.dataset) == {"Census 2021"}
        assert set(measures.level) == {"lsoa"}
        Inputs(area_measures=measures)

    def test_workday_population_beside_residents(self, tmp_path: Path) -> None:
        content = "LAD24CD,residents,workday_population\nE06,100,250\n"
        found = read(tmp_path, content, "population_2021.csv", Kind.POPULATION)
        assert found.residents.residents.tolist() == [100]
        assert found.measures[["level", "code", "measure", "value"]].to_numpy().tolist() == [
            ["district", "E06", "workday-population", 250.0]
        ]

    def test_deprivation_by_domain_without_crime(self, tmp_path: Path) -> None:
        header = (
            "lsoa11_code,lad19_code,index_of_multiple_deprivation_imd_rank,income_rank,crime_rank,income_decile,"
            "living_environment_rank"
        )
        found = read(tmp_path, f"{header}\nE01,E06,5.0,6.0,7.0,1.0,8.0\n", "iod2019.csv", Kind.AREA_MEASURES)
        measures = found.measures
        assert dict(zip(measures.measure, measures.value, strict=True)) == {
            "income-deprivation-rank": 6.0,
            "living-environment-deprivation-rank": 8.0,
        }
        assert set(measures.level) == {"lsoa11"}
        assert set(measures.dataset) == {"Indices of deprivation 2019"}
        assert set(measures.kind) == {"average"}

    def test_the_publishers_own_headings_and_scores_before_ranks(self, tmp_path: Path) -> None:
        header = (
            "LSOA code (2011),LSOA name (2011),Local Authority District code (2019),Income Score (rate),"
            "Income Rank (where 1 is most deprived),Employment Rank (where 1 is most deprived),"
            "Income Deprivation Affecting Children Index (IDACI) Score (rate)"
        )
        found = read(tmp_path, f"{header}\nE01,One,E06,0.12,300,200,0.3\n", "File_7_IoD2019_Scores.csv")
        measures = found.measures
        assert dict(zip(measures.measure, measures.value, strict=True)) == {
            "income-deprivation-score": 0.12,
            "employment-deprivation-rank": 200.0,
        }
        assert set(measures.year) == {2019}
        assert set(measures.level) == {"lsoa11"}

    def test_the_whole_index_where_there_are_no_domains(self, tmp_path: Path) -> None:
        found = read(tmp_path, "LSOA21CD,imd_score\nE01,30.5\n")
        assert found.measures.measure.tolist() == ["multiple-deprivation-score"]

    @pytest.mark.parametrize("value", ["many", "-1", "inf", "1e400", "nan"])
    def test_a_bad_value_names_file_row_and_column(self, tmp_path: Path, value: str) -> None:
        said = refused(tmp_path, f"LSOA21CD,households\nE01,5\nE02,{value}\n", "homes.csv")
        assert "homes.csv, row 3, column households" in said
        assert value in said

    def test_an_area_twice_is_refused(self, tmp_path: Path) -> None:
        assert "the area E01 has two rows" in refused(tmp_path, "LSOA21CD,households\nE01,5\nE01,6\n")


class TestAges:
    def test_groups_become_shares_with_whom_they_are_of(self, tmp_path: Path) -> None:
        rows = ["E01,Aged 15 years and under,25", "E01,Aged 16 and over,75", "E02,Aged 16 and over,10"]
        content = "lsoa21_code,age_group,usual_residents\n" + "\n".join(rows) + "\n"
        found = read(tmp_path, content, "census2021.csv", Kind.POPULATION)
        assert found.residents.residents.tolist() == [100, 10]
        measures = found.measures
        assert measures[["code", "measure", "value", "weight"]].to_numpy().tolist() == [
            ["E01", "age-15-years-and-under", 25.0, 100.0],
            ["E01", "age-16-and-over", 75.0, 100.0],
            ["E02", "age-16-and-over", 100.0, 10.0],
        ]
        assert set(measures.dataset) == {"Census 2021"}
        Inputs(area_measures=measures)

    def test_totals_are_no_group_and_empty_areas_have_no_shares(self, tmp_path: Path) -> None:
        rows = [
            "E01,All ages,100",
            "E01,0 to 15,40",
            "E01,16 and over,60",
            "E02,0 to 15,0",
            "E02,16 and over,0",
        ]
        found = read(tmp_path, "lsoa21_code,age,residents\n" + "\n".join(rows) + "\n")
        assert found.measures.code.tolist() == ["E01", "E01"]
        assert found.measures.value.tolist() == [40, 60]

    def test_age_by_sex_gives_none(self, tmp_path: Path) -> None:
        rows = ["E01,0 to 15,F,40", "E01,0 to 15,M,60"]
        found = read(tmp_path, "lsoa21_code,age,sex,residents\n" + "\n".join(rows) + "\n")
        assert found.measures.empty
        assert found.residents.residents.tolist() == [100]


class TestOwnForm:
    def test_all_columns(self, tmp_path: Path) -> None:
        content = (
            "code,measure,value,label,unit,kind,year,dataset,level\n"
            "E01,Vacant shops,3,Shops that are vacant,%,average,2024,Town survey,lsoa\n"
            "E06,Households,120,,,,2021,Census,district\n"
        )
        measures = read(tmp_path, content, kind=Kind.AREA_MEASURES).measures
        assert measures.drop(columns="weight").to_numpy().tolist() == [
            [
                "lsoa",
                "E01",
                "vacant-shops",
                "Shops that are vacant",
                "%",
                "average",
                3.0,
                2024,
                "Town survey",
            ],
            ["district", "E06", "households", "Households", "", "count", 120.0, 2021, "Census"],
        ]

    def test_the_least_it_needs(self, tmp_path: Path) -> None:
        measures = read(tmp_path, "code,measure,value\nE01,Noise,3.5\n", "noise-survey_2023-05.csv").measures
        assert measures[["level", "label", "kind", "year", "dataset"]].to_numpy().tolist() == [
            ["", "Noise", "average", 2023, "Noise survey"]
        ]

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            (",Noise,1,,", "row 3, column code: it is empty"),
            ("E02,,1,,", "row 3, column measure: it is empty"),
            ("E02,Noise,,,", "row 3, column value: it is empty"),
            ("E02,Noise,loud,,", "row 3, column value: 'loud' is not a number"),
            ("E02,Households,-2,,", "row 3, column value: '-2' is a count below 0"),
            ("E02,Noise,1,street,", "row 3, column level: 'street' is none of"),
            ("E02,Noise,1,,total", "row 3, column kind: 'total' is none of average, count"),
            (
                "E01,Noise,1,lsoa,",
                "row 3, column measure: 'Noise' has a value of this area in an earlier row",
            ),
        ],
    )
    def test_a_bad_row_names_file_row_and_column(self, tmp_path: Path, row: str, said: str) -> None:
        assert said in refused(tmp_path, f"code,measure,value,level,kind\nE01,Noise,1,lsoa,\n{row}\n")


class TestPeers:
    def test_pairs_with_their_group(self, tmp_path: Path) -> None:
        content = (
            "area_code,peer_code,peer_name,group_name,dataset,dated,level\n"
            "E06000002,E06000001,Hartlepool,Group 3,Official,2024-03,partnership\n"
            "E06000002,E06000002,Middlesbrough,Group 3,Official,2024-03,partnership\n"
            "E06000002,E06000001,Hartlepool,Group 3,Official,2024-03,partnership\n"
        )
        peers = read(tmp_path, content, kind=Kind.PEER_GROUPS).peers
        assert peers.to_numpy().tolist() == [
            ["partnership", "E06000002", "E06000001", "Hartlepool", "Group 3", "Official", "2024-03"]
        ]
        Inputs(peer_groups=peers)

    def test_name_and_date_from_the_file(self, tmp_path: Path) -> None:
        peers = read(tmp_path, "area,peer\nA,B\nA,C\n", "most-similar-groups_2024-10-01.csv").peers
        assert peers[["dataset", "dated", "level"]].drop_duplicates().to_numpy().tolist() == [
            ["Most similar groups", "2024-10-01", ""]
        ]

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            (",B,G,,", "row 3, column area: it is empty"),
            ("A,,G,,", "row 3, column peer: it is empty"),
            ("A,C,H,,", "row 3, column group: 'H' is another name of its group"),
            ("B,C,G,soon,", "row 3, column dated: 'soon' is no date"),
            ("B,C,G,2024,", "row 3, column dated: '2024' is another date"),
            ("B,C,G,,planet", "row 3, column level: 'planet' is none of"),
        ],
    )
    def test_a_bad_row_names_file_row_and_column(self, tmp_path: Path, row: str, said: str) -> None:
        assert said in refused(tmp_path, f"area,peer,group,dated,level\nA,B,G,,\n{row}\n")


class TestWeights:
    def test_named_and_dated(self, tmp_path: Path) -> None:
        rows = ["Violence and sexual offences,184.5", "burglary,0"]
        content = "crime_type,weight,table,dated\n" + "".join(f"{row},Severity,2024-03-31\n" for row in rows)
        weights = read(tmp_path, content, kind=Kind.HARM_WEIGHTS).weights
        assert weights.to_numpy().tolist() == [
            ["Severity", "2024-03-31", "violence-and-sexual-offences", 184.5],
            ["Severity", "2024-03-31", "burglary", 0.0],
        ]
        Inputs(harm_weights=weights)

    def test_name_and_date_from_the_file(self, tmp_path: Path) -> None:
        weights = read(tmp_path, "Crime type,Weight\nDrugs,1.5\n", "harm-index_2023.csv").weights
        assert weights.to_numpy().tolist() == [["Harm index", "2023", "drugs", 1.5]]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("crime_type,weight\nDrugs,1\n", "row 2, column dated: it must be the table's date"),
            ("crime_type,weight,dated\nDrugs,1,May 2024\n", "row 2, column dated: 'May 2024' must be"),
            ("crime_type,weight,dated\n,1,2024\n", "row 2, column crime_type: it is empty"),
            ("crime_type,weight,dated\nDrugs,,2024\n", "row 2, column weight: it is not a number from 0 to"),
            ("crime_type,weight,dated\nDrugs,-1,2024\n", "row 2, column weight: '-1' is not a number"),
            (
                "crime_type,weight,dated\nDrugs,1,2024\ndrugs,2,2024\n",
                "row 3, column crime_type: 'drugs' has a weight",
            ),
            ("crime_type,weight,dated\nDrugs,1,2024\nArson,2,2025\n", "has two dates"),
            (f"crime_type,weight,dated,table\nDrugs,1,2024,{'x' * 81}\n", "column table: 'xxx"),
        ],
    )
    def test_a_bad_table_names_file_row_and_column(self, tmp_path: Path, content: str, said: str) -> None:
        assert said in refused(tmp_path, content, "weights.csv")


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("area,peer", Kind.PEER_GROUPS),
        ("Crime type,Weight", Kind.HARM_WEIGHTS),
        ("code,measure,value", Kind.AREA_MEASURES),
        ("LSOA21CD,households", Kind.AREA_MEASURES),
        ("lsoa21_code,usual_residents,households", Kind.POPULATION),
        ("measure,value", None),
        ("LSOA21CD,trees", None),
        ("crime_type,weights", None),
    ],
)
def test_recognised_by_their_headers(tmp_path: Path, header: str, kind: Kind | None) -> None:
    assert recognise(write(tmp_path / "x.csv", f"{header}\n")) is kind
