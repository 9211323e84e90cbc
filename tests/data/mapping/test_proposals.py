"""`describe`: a proposal finds what names and values tell, and says what it is unsure of."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from dashboard.data.sources.mapping.apply import read_described_incidents
from dashboard.data.sources.mapping.description_file import read_description
from dashboard.data.sources.mapping.propose import Proposal, propose
from dashboard.data.sources.mapping.roles import guess_roles
from dashboard.data.sources.mapping.sniffing import encoding_of, sniff
from tests.data.mapping.described_files import NOW, csv_of, ref_of, row_of, workbook_of


def proposed(folder: Path, content: str | bytes, name: str = "log.csv") -> tuple[Proposal, dict[str, Any]]:
    """The proposal for a file, and its sections."""
    proposal = propose(ref_of(folder / name, content))
    return proposal, tomllib.loads(proposal.text)


def doubts(proposal: Proposal) -> str:
    return "\n".join(proposal.unsure)


ASB = "Log number;Date reported;Time;Incident type;Eastings;Northings;Caller name\n" + "".join(
    f"L{n};{n % 28 + 1:02}/0{n % 9 + 1}/2025;{n % 24:02}00;{what};{450000 + n},5;{520000 + n},2;An Other\n"
    for n, what in enumerate(["ASB - noise", "Fly tipping", "Vehicle fire"] * 20)
)


class TestProposal:
    def test_a_councils_log_is_understood(self, tmp_path: Path) -> None:
        proposal, sections = proposed(tmp_path, ASB.encode("cp1252"), "asb-2025.csv")
        assert sections["file"] == {"format": "csv", "encoding": "utf-8", "delimiter": ";", "decimal": ","}
        assert sections["place"] == {"crs": "osgb36", "easting": "Eastings", "northing": "Northings"}
        expected = {
            "from": "Date reported",
            "from_time": "Time",
            "format": "day-first",
            "zone": "Europe/London",
        }
        assert sections["time"] == expected
        assert sections["columns"]["incident_id"] == "Log number"
        assert sections["columns"]["crime_type"] == "Incident type"
        assert sections["drop"]["columns"] == ["Caller name"]
        mapped = {"ASB - noise": "anti-social-behaviour", "Vehicle fire": "vehicle-crime"}
        assert sections["categories"] == mapped
        assert '# "Fly tipping" = ""  # not yet mapped: 20 rows' in proposal.text

    def test_it_can_be_used_once_its_gaps_are_filled(self, tmp_path: Path) -> None:
        proposal, _ = proposed(tmp_path, ASB)
        ready = proposal.text.replace('agreement = ""', 'agreement = "Sharing agreement 7"')
        described = read_description(ref_of(tmp_path / "asb.toml", ready))
        read = read_described_incidents(ref_of(tmp_path / "asb.csv", ASB), described, now=NOW)
        assert read.report.rows_kept == 60
        assert read.report.unmapped == {"Fly tipping": 20}
        assert read.frame.occurred_to.isna().all()
        assert read.frame.latitude.between(54.5, 54.6).all()

    def test_a_source_is_controlled_until_somebody_says_otherwise(self, tmp_path: Path) -> None:
        proposal, sections = proposed(tmp_path, csv_of([row_of()] * 3))
        assert sections["source"]["sensitivity"] == "controlled"
        assert "sensitivity: a file does not say" in doubts(proposal)

    def test_orders_that_can_not_be_told_apart_are_told(self, tmp_path: Path) -> None:
        proposal, sections = proposed(
            tmp_path, csv_of([row_of(when="03/04/2025"), row_of(when="05/06/2025")])
        )
        assert sections["time"]["format"] == "day-first"
        assert "days could stand before months" in doubts(proposal)

    def test_a_day_above_twelve_decides_the_order(self, tmp_path: Path) -> None:
        proposal, sections = proposed(
            tmp_path, csv_of([row_of(when="03/04/2025"), row_of(when="05/16/2025")])
        )
        assert sections["time"]["format"] == "month-first"
        assert "days could stand" not in doubts(proposal)

    def test_mixed_orders_are_told_with_their_share(self, tmp_path: Path) -> None:
        rows = [row_of(when=when) for when in ["16/05/2025"] * 9 + ["05/16/2025"]]
        proposal, sections = proposed(tmp_path, csv_of(rows))
        assert sections["time"]["format"] == "day-first"
        assert "10.0% of the dates are written otherwise" in doubts(proposal)

    def test_exchanged_axes_are_put_right_and_told(self, tmp_path: Path) -> None:
        proposal, sections = proposed(tmp_path, csv_of([row_of(x="54.6", y="-1.2")] * 3))
        assert (sections["place"]["longitude"], sections["place"]["latitude"]) == ("Lat", "Long")
        assert "exchanged in the file" in doubts(proposal)

    def test_traits_of_people_are_proposed_to_be_dropped(self, tmp_path: Path) -> None:
        content = (
            "Ref,When,What,Long,Lat,Self-defined ethnicity,Age range\n" + f"{row_of()},White,18-24\n" * 3
        )
        _, sections = proposed(tmp_path, content)
        assert set(sections["drop"]["columns"]) == {"Self-defined ethnicity", "Age range"}

    def test_a_register_of_premises_is_told_from_incidents(self, tmp_path: Path) -> None:
        content = "Premises name,Latitude,Longitude,Postcode\nThe Plough,54.6,-1.2,TS1 1AA\n"
        _, sections = proposed(tmp_path, content)
        assert sections["source"]["kind"] == "premises"
        assert sections["columns"] == {"name": "Premises name", "postcode": "Postcode"}
        assert "time" not in sections

    def test_a_workbook_is_read_too(self, tmp_path: Path) -> None:
        rows = [("Ref", "When", "What", "Long", "Lat"), ("A1", "2025-01-01 10:00", "Drugs", -1.2, 54.6)]
        _, sections = proposed(tmp_path, workbook_of(rows), "log.xlsx")
        assert sections["file"] == {"format": "xlsx"}
        assert sections["time"]["from"] == "When"

    def test_words_of_a_supplier_never_break_the_file(self, tmp_path: Path) -> None:
        word = 'No "quotes" \\ here\x7f\u2028'
        content = csv_of([row_of(what=f'"{word.replace(chr(34), chr(34) * 2)}"')] * 4)
        proposal, sections = proposed(tmp_path, content.replace("What", "Category"))
        assert sections["columns"]["crime_type"] == "Category"
        assert "\x7f" not in proposal.text and "\u2028" not in proposal.text


class TestSniffing:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac-roman"])
    def test_encodings_are_told_apart(self, tmp_path: Path, encoding: str) -> None:
        content = csv_of([row_of(what="Café “theft” – £5")] * 5).encode(encoding)
        expected = "utf-8" if encoding == "utf-8-sig" else encoding
        assert encoding_of(content)[0] == expected
        assert sniff(ref_of(tmp_path / "log.csv", content)).form.encoding == expected

    def test_a_character_cut_in_two_is_no_reason_for_another_encoding(self) -> None:
        assert encoding_of("é".encode() * 10 + "é".encode()[:1])[0] == "utf-8"

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_delimiters_are_told_apart(self, tmp_path: Path, delimiter: str) -> None:
        content = csv_of([row_of(), row_of(what="Theft")]).replace(",", delimiter)
        assert sniff(ref_of(tmp_path / "log.csv", content)).form.delimiter == delimiter

    def test_a_missing_header_is_told(self, tmp_path: Path) -> None:
        sniffed = sniff(ref_of(tmp_path / "log.csv", f"{row_of()}\n{row_of('A2')}\n"))
        assert sniffed.form.columns == tuple(f"column {number}" for number in range(1, 6))
        assert "no header" in "\n".join(sniffed.unsure)

    def test_only_the_beginning_is_read(self, tmp_path: Path) -> None:
        """A broken row behind the first megabyte is none of describe's business."""
        rows = [row_of(f"A{n}", what="x" * 100) for n in range(9_000)]
        proposal, _ = proposed(tmp_path, csv_of([*rows, '"never closed']))
        assert 5_000 < proposal.rows < 9_000


def test_no_column_has_two_roles() -> None:
    import pyarrow as pa

    columns = {name: pa.array(["2025-01-01", "2025-01-02"]) for name in ("date", "from", "start_date")}
    roles = guess_roles(columns)
    assert len({guess.column for guess in roles.values()}) == len(roles)
    assert roles["from"].column == "start_date"


class TestCommand:
    def run(self, monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str) -> Any:
        monkeypatch.setenv("HEXSCAN_DATA_DIR", str(folder / "data"))
        return CliRunner().invoke(app, ["describe", *arguments])

    def test_it_prints_and_writes_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file = ref_of(tmp_path / "log.csv", csv_of([row_of()])).path
        result = self.run(monkeypatch, tmp_path, str(file))
        assert result.exit_code == 0
        assert tomllib.loads(result.stdout)["columns"]["incident_id"] == "Ref"
        assert "Unsure: " in result.stderr
        assert not (tmp_path / "data").exists()

    def test_what_it_writes_is_never_written_over(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = ref_of(tmp_path / "log.csv", csv_of([row_of()])).path
        result = self.run(monkeypatch, tmp_path, str(file), "--name", "asb-log", "--write")
        written = tmp_path / "data" / "sources" / "asb-log.toml"
        assert result.exit_code == 0 and str(written) in result.stdout
        before = written.read_bytes()
        again = self.run(monkeypatch, tmp_path, str(file), "--name", "asb-log", "--write")
        assert again.exit_code == 1 and "such a description already" in again.stderr
        assert written.read_bytes() == before

    @pytest.mark.parametrize("name", ["../up", "ASB log", "a/b"])
    def test_a_name_stays_in_its_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        file = ref_of(tmp_path / "log.csv", csv_of([row_of()])).path
        result = self.run(monkeypatch, tmp_path, str(file), "--name", name, "--write")
        assert result.exit_code == 1 and "is no name of a source" in result.stderr
