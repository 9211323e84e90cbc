"""Damaged downloads are told in words by an import, which then changes nothing."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.data.ingest import import_paths
from dashboard.data.schema import InputError
from dashboard.data.store import Store
from tests.data.sources.small_files import street_row, street_text, write

NAME = "2025-01-cleveland-street.csv"
STREET = street_text([street_row(crime_id=f"{number:064x}") for number in range(3000)]).encode()


def zipped() -> bytearray:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAME, STREET)
    return bytearray(stream.getvalue())


def cut_gzip() -> bytes:
    whole = gzip.compress(STREET)
    return whole[: len(whole) // 2]


def flipped_gzip() -> bytes:
    whole = bytearray(gzip.compress(STREET))
    whole[-6] ^= 1  # of the check sum
    return bytes(whole)


def zip_with_another_check_sum() -> bytes:
    whole = zipped()
    for start in (14, whole.index(b"PK\x01\x02") + 16):
        whole[start] ^= 1
    return bytes(whole)


def zip_with_bad_deflate() -> bytes:
    whole = zipped()
    start = 30 + len(NAME)
    middle = start + (whole.index(b"PK\x01\x02") - start) // 2
    whole[middle : middle + 40] = b"\xff" * 40
    return bytes(whole)


def zip_with_unknown_compression() -> bytes:
    whole = zipped()
    for start in (8, whole.index(b"PK\x01\x02") + 10):
        whole[start] = 97
    return bytes(whole)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv.gz", cut_gzip, "damaged or incomplete"),
        ("a.csv.gz", flipped_gzip, "damaged or incomplete"),
        ("a.zip", zip_with_another_check_sum, "damaged or incomplete"),
        ("a.zip", zip_with_bad_deflate, "damaged or incomplete"),
        ("a.zip", zip_with_unknown_compression, "can't be read"),
    ],
)
def test_a_damaged_file_is_told_and_nothing_changes(
    tmp_path: Path, name: str, content: Callable[[], bytes], words: str
) -> None:
    file = write(tmp_path / name, content()).path
    with pytest.raises(InputError, match=words):
        import_paths(tmp_path / "data", [file])
    assert Store(tmp_path / "data").versions() == []
