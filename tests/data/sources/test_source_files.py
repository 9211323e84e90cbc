"""Finding files in folders and zips, and reading them with limits."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from dashboard.data.schema import InputError
from dashboard.data.sources import FileRef, Kind, find_files, read_incidents, recognise
from dashboard.data.sources import files as files_module
from tests.data.sources.small_files import street_row, street_text, write


def make_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def mark_encrypted(path: Path) -> None:
    """Set the "encrypted" flag of the members, in the local headers and in the directory."""
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        while start >= 0:
            content[start + offset] |= 1
            start = content.find(signature, start + 1)
    path.write_bytes(bytes(content))


class TestFindFiles:
    def test_walks_folders_sorted_and_leaves_hidden_files_out(self, tmp_path: Path) -> None:
        for name in ("b/2.csv", "a/1.csv", "a/.hidden.csv", ".git/x.csv", "c.csv"):
            write(tmp_path / name, "x")
        found = [ref.path.relative_to(tmp_path).as_posix() for ref in find_files([tmp_path])]
        assert found == ["a/1.csv", "b/2.csv", "c.csv"]

    def test_keeps_the_order_given_and_each_file_once(self, tmp_path: Path) -> None:
        later, earlier = write(tmp_path / "b.csv", "x"), write(tmp_path / "a.csv", "x")
        assert find_files([later.path, tmp_path]) == [later, earlier]

    def test_a_path_that_does_not_exist_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"nowhere: there is no such file or folder\. Check the path\."):
            find_files([tmp_path / "nowhere"])

    def test_lists_a_zip_by_member_without_folders_and_hidden_ones(self, tmp_path: Path) -> None:
        path = make_zip(
            tmp_path / "2025.zip",
            {"2025-02/b.csv": b"x", "2025-01/": b"", "2025-01/a.csv": b"x", "__MACOSX/._a.csv": b"x"},
        )
        assert [ref.member for ref in find_files([path])] == ["2025-01/a.csv", "2025-02/b.csv"]

    def test_names_a_member_by_folder_zip_and_path(self, tmp_path: Path) -> None:
        ref = FileRef(tmp_path / "downloads" / "2025.zip", "2025-01/a-street.csv")
        assert ref.label == "downloads/2025.zip: 2025-01/a-street.csv"
        assert (ref.name, ref.stem) == ("a-street.csv", "a-street")

    def test_a_spreadsheet_is_one_file_though_it_is_a_zip(self, tmp_path: Path) -> None:
        path = make_zip(tmp_path / "book.xlsx", {"[Content_Types].xml": b"x", "xl/sheet.xml": b"x"})
        assert find_files([path]) == [FileRef(path)]
        assert recognise(FileRef(path)) is None

    def test_a_damaged_zip_is_an_error(self, tmp_path: Path) -> None:
        path = write(tmp_path / "x.zip", b"PK\x03\x04 and then nothing of use").path
        with pytest.raises(InputError, match=r"x\.zip: it is damaged or incomplete"):
            find_files([path])

    def test_a_zip_with_too_many_members_is_an_error(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = make_zip(tmp_path / "x.zip", {f"{number}.csv": b"x" for number in range(4)})
        monkeypatch.setattr(files_module, "MAX_ZIP_MEMBERS", 3)
        with pytest.raises(InputError, match="the zip lists 4 files"):
            find_files([path])


class TestReading:
    def test_a_downloaded_zip_with_other_kinds_beside_street_files(self, tmp_path: Path) -> None:
        street = street_text([street_row(), street_row()]).encode()
        path = make_zip(
            tmp_path / "download.zip",
            {
                "2025-01/2025-01-cleveland-street.csv": street,
                "2025-01/2025-01-durham-street.csv.gz": gzip.compress(street),
                "2025-01/2025-01-cleveland-outcomes.csv": b"Crime ID,Month,Outcome type\n,2025-01,x\n",
                "2025-01/2025-01-cleveland-stop-and-search.csv": b"Type,Date,Latitude,Longitude\n,,,\n",
            },
        )
        kinds = {ref.name: recognise(ref) for ref in find_files([path])}
        assert kinds == {
            "2025-01-cleveland-outcomes.csv": None,
            "2025-01-cleveland-stop-and-search.csv": None,
            "2025-01-cleveland-street.csv": Kind.POLICE_STREET,
            "2025-01-durham-street.csv.gz": Kind.POLICE_STREET,
        }
        read = [read_incidents(r, Kind.POLICE_STREET) for r in find_files([path]) if "street" in r.name]
        assert [len(one.frame) for one in read] == [2, 2]

    def test_member_names_that_climb_out_write_nothing(self, tmp_path: Path) -> None:
        folder = tmp_path / "in"
        folder.mkdir()
        path = make_zip(folder / "x.zip", {"../../climbed.csv": street_text([street_row()]).encode()})
        (ref,) = find_files([path])
        assert len(read_incidents(ref, Kind.POLICE_STREET).frame) == 1
        assert {file.name for file in tmp_path.rglob("*")} == {"in", "x.zip"}

    def test_gzip_is_told_by_content_not_by_name(self, tmp_path: Path) -> None:
        content = street_text([street_row()])
        assert write(tmp_path / "plain.csv.gz", content).read() == content.encode()
        assert write(tmp_path / "packed.csv", gzip.compress(content.encode())).read() == content.encode()

    def test_truncated_gzip_is_an_error(self, tmp_path: Path) -> None:
        ref = write(tmp_path / "cut.csv.gz", gzip.compress(b"abc" * 1000)[:-9])
        with pytest.raises(InputError, match=r"cut\.csv\.gz: it is damaged or incomplete"):
            ref.read()

    def test_a_protected_zip_is_an_error(self, tmp_path: Path) -> None:
        path = make_zip(tmp_path / "secret.zip", {"a.csv": b"x"})
        mark_encrypted(path)
        (ref,) = find_files([path])
        with pytest.raises(InputError, match="protected by a password"):
            recognise(ref)

    def test_what_decompresses_past_the_limit_is_an_error(self, tmp_path: Path) -> None:
        packed = write(tmp_path / "bomb.csv.gz", gzip.compress(bytes(5 << 20)))
        (member,) = find_files([make_zip(tmp_path / "bomb.zip", {"a.csv": bytes(5 << 20)})])
        assert len(packed.read(5 << 20)) == 5 << 20
        for ref in (packed, member):
            with pytest.raises(InputError, match="it holds more than 4 MB once decompressed"):
                ref.read(4 << 20)

    def test_a_zip_that_lies_about_its_size_is_still_stopped(self, tmp_path: Path) -> None:
        path = make_zip(tmp_path / "liar.zip", {"a.csv": bytes(5 << 20)})
        content = bytearray(path.read_bytes())
        directory = content.find(b"PK\x01\x02")
        content[directory + 24 : directory + 28] = (1000).to_bytes(4, "little")
        path.write_bytes(bytes(content))
        (ref,) = find_files([path])
        with pytest.raises(InputError, match=r"liar\.zip: a\.csv: it is damaged or incomplete"):
            ref.read(4 << 20)

    def test_a_zip_changed_in_place_is_read_afresh(self, tmp_path: Path) -> None:
        path = make_zip(tmp_path / "x.zip", {"a.csv": b"one"})
        assert find_files([path])[0].read() == b"one"
        make_zip(path, {"a.csv": b"another"})
        assert find_files([path])[0].read() == b"another"
