"""Descriptions: what they may say, and that a slip of the pen never passes for something else."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.schema import NOT_YET_MAPPED, InputError, Source
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.apply import read_described_incidents
from dashboard.data.sources.mapping.categories import MOST_LISTED, OTHERS, types_of
from dashboard.data.sources.mapping.description_file import read_description
from dashboard.data.sources.mapping.finding import READY, described_sources, find_description
from dashboard.data.sources.mapping.name_pattern import group_in, refused_for
from dashboard.data.sources.mapping.writing import Page
from tests.data.mapping.described_files import (
    NOW,
    SECTIONS,
    description_of,
    read_rows,
    ref_of,
    row_of,
    sections_with,
    toml,
)

SAID = {
    "key": "asb-log",
    "name": "ASB log",
    "owner": "Testborough Council",
    "contact": "hub@testborough.example",
    "licence": "Open Government Licence v3.0",
    "agreement": "Testborough sharing agreement 7",
    "agreement_expires": "2027-03-31",
    "refresh": "weekly",
    "maturity": "pilot",
    "sensitivity": "controlled",
    "place_precision": "exact",
    "time_precision": "day",
    "caveats": ["Calls,  not people."],
    "small_counts": 9,
}


def test_everything_a_source_says_is_kept(tmp_path: Path) -> None:
    names = {"noise-nuisance": "Noise nuisance"}
    source = description_of(tmp_path, source=SAID, category_names=names).source
    expected = {**SAID, "caveats": ("Calls, not people.",), "finest_resolution": 10}
    assert source == Source(**expected, category_names=(("noise-nuisance", "Noise nuisance"),))


def test_what_is_left_out_takes_the_default(tmp_path: Path) -> None:
    described = description_of(tmp_path, source={"licence": "OGL"})
    assert described.source == Source("asb-log", "asb-log", "", "OGL", time_precision="minute")
    assert described.time.zone == "Europe/London"
    assert described.mapped == ("When", "Long", "Lat", "Ref", "What")


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"sources": {}}, r"the file has the section 'sources'.*Did you mean 'source'"),
    ({"place": {"longitude": "Long", "lattitude": "Lat"}}, r"\[place\] has the key 'lattitude'.*'latitude'"),
    ({"source": {"sensitivitty": "open"}}, r"'sensitivitty', which is no field of a source \(did you mean"),
    ({"source": {"sensitivity": "secret"}}, r"\[source\] says 'secret' for sensitivity\. It must be one of"),
    ({"source": {"agreement_expires": "31/03/2027"}}, r"for agreement_expires\. It must be a day written as"),
    ({"source": {"small_counts": 0}}, r"says 0 for small_counts\. It must be a whole number from 1"),
    ({"source": {"small_counts": True}}, r"says True for small_counts"),
    ({"source": {"maturity": "done"}}, r"for maturity\. It must be one of: .*pilot"),
    ({"source": {"caveats": [""]}}, r"for caveats\. It must be a list"),
    ({"source": {"key": "../up"}}, r"for key\. It must be lower-case words"),
    ({"source": {"name": "a\ttab"}}, r"for name"),
    ({"source": {"kind": "people"}}, r"'people' for kind"),
    ({"source": {"as_of": "2025"}}, r"'2025' for as_of"),
    ({"source": {"time_precision": "month"}}, r"'month' for time_precision, \[time\] names a time"),
    ({"source": {"sensitivity": "controlled"}}, r"controlled, and neither licence nor agreement"),
    ({"file": {"format": "xls"}}, r"'xls' for format\. It must be one of: 'csv'"),
    ({"file": {"encoding": "latin-1"}}, r"'latin-1' for encoding"),
    ({"file": {"delimiter": "comma"}}, r"'comma' for delimiter"),
    ({"file": {"decimal": ","}}, r"a comma both between columns and as decimal mark"),
    ({"file": {"columns": ["a", "a"]}}, r"\[file\] columns must be texts that differ"),
    (
        {"file": {"columns": ["Ref", "When", "What", "Long"]}},
        r"'Lat' is mapped but is not in \[file\] columns",
    ),
    ({"place": {"crs": "osgb"}}, r"'osgb' for crs"),
    ({"place": {"crs": "osgb36", "longitude": "a", "latitude": "b"}}, r"It needs easting and northing"),
    ({"place": {"longitude": "a"}}, r"names longitude.*It needs longitude and latitude"),
    ({"time": {}}, r"must name either the column with the time"),
    ({"time": {"from": "a", "month": "b"}}, r"must name either the column with the time"),
    ({"time": {"from": "a", "to_time": "b"}}, r"to_time without to"),
    ({"time": {"from": "a", "hour": "b", "to": "c"}}, r"hour beside another time of day"),
    ({"time": {"from": "a", "zone": "Europe/Londn"}}, r"'Europe/Londn' for zone"),
    ({"time": {"from": "a", "zone": "../../etc/passwd"}}, r"for zone"),
    ({"time": {"from": "a", "format": "%d/%m"}}, r"for format\. It must be one of: 'iso'"),
    ({"time": {"from": "a", "earliest": "2014"}}, r"'2014' for earliest"),
    ({"time": {"from": "a", "date_only": "yes"}}, r"'yes' for date_only\. It must be true or false"),
    ({"columns": {"crime_type": "What"}}, r"must say where force comes from, once"),
    ({"columns": {"crime_type": "What", "force": "F", "force_is": "G"}}, r"where force comes from, once"),
    ({"columns": {"crime_type": "", "force": "F"}}, r"says nothing for crime_type"),
    ({"columns": {"force": "F", "crime_type_is": "arson"}}, r"'arson' for crime_type_is, which is no crime"),
    ({"columns": {"force": "F", "crime_type": "W", "name": "N"}}, r"'name', which incidents do not have"),
    ({"columns": {"crime_type": "W", "force_in_name": "("}}, r"force_in_name is no pattern"),
    ({"columns": {"crime_type": "W", "force_in_name": "a.+"}}, r"must have one group"),
    ({"columns": {"crime_type": "W", "force_in_name": "(?=a)(a)"}}, r"force_in_name is no pattern"),
    ({"columns": {"crime_type": "W", "force_in_name": f"({'a' * 200})"}}, r"force_in_name is too long"),
    ({"drop": {"columns": ["What"]}}, r"'What' is both mapped and dropped"),
    (
        {"categories": {"Noise": "antisocial-behaviour"}},
        r"no crime type.*Did you mean 'anti-social-behaviour'",
    ),
    ({"categories": {"Noise": 7}}, r"\[categories\] says 7 for 'Noise'"),
    ({"category_names": {"burglary": "Break-in"}}, r"'burglary', which is a crime type already"),
    ({"category_names": {"Noise nuisance": "Noise"}}, r"for category_names\. It must be at most"),
]


@pytest.mark.parametrize(("changed", "message"), REFUSED)
def test_what_does_not_fit_is_refused_with_its_name(
    tmp_path: Path, changed: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message) as refusal:
        description_of(tmp_path, **changed)
    assert "asb-log.toml" in str(refusal.value)


@pytest.mark.parametrize(
    "content",
    ["[source", "a = 1\na = 2", "source = 7", b"\xff\xfe", "x = " + "[" * 5_000, "x = " + "1" * 5_000],
)
def test_what_is_no_description_is_refused(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(InputError, match=r"asb-log\.toml"):
        read_description(ref_of(tmp_path / "asb-log.toml", content))


def test_premises_know_no_times(tmp_path: Path) -> None:
    sections = sections_with(source={"kind": "premises", "licence": "OGL"}, columns={"name": "Ref"})
    with pytest.raises(InputError, match=r"\[time\] has no meaning for premises"):
        read_description(ref_of(tmp_path / "pubs.toml", toml(sections)))
    del sections["time"]
    described = read_description(ref_of(tmp_path / "pubs.toml", toml(sections)))
    assert (described.kind, described.source.key) == ("premises", "pubs")


class TestFinding:
    def test_a_partners_own_goes_before_a_ready_made_one(self, tmp_path: Path) -> None:
        assert find_description("open-pubs", tmp_path).source.name == "Open Pubs"
        own = (READY / "open-pubs.toml").read_text().replace('"Open Pubs"', '"Our pubs"')
        (tmp_path / "open-pubs.toml").write_text(own)
        assert find_description("open-pubs", tmp_path).source.name == "Our pubs"

    def test_a_file_is_found_by_its_path(self, tmp_path: Path) -> None:
        path = tmp_path / "log.toml"
        path.write_text(toml(SECTIONS))
        assert find_description(str(path), tmp_path / "none").source.key == "asb-log"

    @pytest.mark.parametrize("name", ["none", "../open-pubs", "Open pubs", "none.toml", ""])
    def test_what_is_not_there_is_told_with_what_is(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(InputError):
            find_description(name, tmp_path)

    @pytest.mark.parametrize("name", described_sources(Path("none")))
    def test_every_ready_made_one_can_be_read_and_has_its_name(self, name: str) -> None:
        described = read_description(FileRef(READY / f"{name}.toml"))
        assert described.source.licence and described.source.owner
        assert not described.source.controlled


class TestCategories:
    def test_words_are_mapped_whatever_their_case_and_spaces(self, tmp_path: Path) -> None:
        words = ["Noise", " noise ", "NOISE", "Burglary", "anti-social behaviour", "drugs", "Loud  music", ""]
        categories = {"noise": "anti-social-behaviour", "loud music": "noise-nuisance", "": "other-crime"}
        rows = [row_of(f"A{n}", what=word) for n, word in enumerate(words)]
        names = {"noise-nuisance": "Noise nuisance"}
        read = read_rows(tmp_path, rows, categories=categories, category_names=names)
        asb = "anti-social-behaviour"
        expected = [asb, asb, asb, "burglary", asb, "drugs", "noise-nuisance", "other-crime"]
        assert read.frame.crime_type.tolist() == expected
        assert read.report.unmapped == {}

    def test_what_nobody_mapped_is_kept_and_listed_with_its_rows(self, tmp_path: Path) -> None:
        words = ["Fly tipping", "Fly tipping", "", "Burglary"]
        read = read_rows(tmp_path, [row_of(f"A{n}", what=word) for n, word in enumerate(words)])
        assert read.frame.crime_type.tolist() == [NOT_YET_MAPPED] * 3 + ["burglary"]
        assert read.report.unmapped == {"Fly tipping": 2, "(empty)": 1}
        assert read.report.rows_kept == 4

    @given(st.lists(st.sampled_from(["Burglary", "x", "y", "", "Z "]), max_size=30))
    def test_no_row_is_lost(self, words: list[str]) -> None:
        types, unmapped = types_of(pa.array(words, pa.string()), {"x": "drugs"}, {})
        assert len(types) == len(words)
        assert sum(unmapped.values()) == sum(word.strip() in ("y", "", "Z") for word in words)

    def test_rows_of_words_beyond_those_listed_are_counted_too(self) -> None:
        words = [f"word {number}" for number in range(MOST_LISTED + 40)] * 2
        _, unmapped = types_of(pa.array(words, pa.string()), {}, {})
        assert len(unmapped) == MOST_LISTED + 1
        assert unmapped[OTHERS] == 80
        assert sum(unmapped.values()) == len(words)


class TestForces:
    def test_the_files_name_may_say_whose_incidents_it_holds(self, tmp_path: Path) -> None:
        columns = {"force_in_name": "^(.+)-log", "crime_type": "What"}
        with pytest.raises(InputError, match="its name does not say whose incidents"):
            read_rows(tmp_path, [row_of()], columns=columns)
        columns["force_in_name"] = "^(l.g)"
        read = read_rows(tmp_path, [row_of()], columns=columns, forces={"LOG": "Log Police"})
        assert set(read.frame.force) == {"Log Police"}

    @pytest.mark.parametrize(
        ("pattern", "name"),
        [
            (r"^\d{4}-\d{2}-(.+)-street", "2025-01-durham-street.csv"),
            ("(l.g)", "a log of logs.csv"),
            ("a(b)?c|d", "xacx"),
            ("(?i)LOG-(?P<force>[a-z]+)", "log-durham.csv"),
            ("(.+)$", "two\nlines"),
            ("(é|ü)", "münchen"),
        ],
    )
    def test_a_pattern_finds_what_pythons_own_engine_does(self, pattern: str, name: str) -> None:
        found = re.search(pattern, name)
        assert refused_for(pattern) == ""
        assert group_in(name, pattern) == ((found[1] or "") if found else "")

    def test_a_pattern_made_to_go_on_for_ever_does_not(self) -> None:
        assert group_in(200 * "a" + "!", "^(a+)+$") == ""  # by Python's own engine it would not come back

    def test_words_for_forces_are_mapped(self, tmp_path: Path) -> None:
        columns = {"force": "Ref", "crime_type": "What"}
        read = read_rows(
            tmp_path, [row_of("CLEV"), row_of("Durham")], columns=columns, forces={"clev": "Cleveland"}
        )
        assert read.frame.force.tolist() == ["Cleveland", "Durham"]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(
    st.dictionaries(TEXTS, st.one_of(TEXTS, st.booleans(), st.lists(TEXTS, max_size=4)), max_size=5), TEXTS
)
def test_what_is_written_comes_back(values: dict[str, Any], comment: str) -> None:
    page = Page("A description")
    page.section("drop")
    for key, value in values.items():
        page.value(key, value, comment)
    page.comment(comment)
    assert tomllib.loads(page.text) == {"drop": values}


def test_descriptions_with_other_bytes_have_other_digests(tmp_path: Path) -> None:
    first = description_of(tmp_path)
    again = description_of(tmp_path)
    other = description_of(tmp_path, source={**SECTIONS["source"], "refresh": "daily"})
    assert first == again
    assert dataclasses.replace(first, digest="") != first
    assert first.digest != other.digest


def test_the_example_of_the_documents_can_be_used(repository: Path, tmp_path: Path) -> None:
    text = (repository / "docs" / "data-sources.md").read_text(encoding="utf-8")
    example = text.partition("```toml\n")[2].partition("```")[0]
    described = read_description(ref_of(tmp_path / "asb-log.toml", example))
    assert described.source.controlled and described.source.maturity == "implementation"
    assert described.categories["asb - noise"] == "noise-nuisance"
    content = "Log number;Date reported;Time;Incident type;Eastings;Northings;Caller name\n"
    content += "L1;31/03/2025;14:05;ASB - noise;450000,5;520000,25;Café owner\n"
    read = read_described_incidents(
        ref_of(tmp_path / "asb.csv", content.encode("cp1252")), described, now=NOW
    )
    assert read.frame.crime_type.tolist() == ["noise-nuisance"]
    assert read.report.unmapped == {}
