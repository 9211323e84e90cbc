"""Compressed forms of static files: right at once, best once packed, kept between starts."""

from __future__ import annotations

import fcntl
import gzip
import logging
import os
import threading
from pathlib import Path

import brotli
import pytest

from dashboard.web.packed import BEST, QUICK, PackedFiles, StaticFile

EXPAND = {"br": brotli.decompress, "gzip": gzip.decompress}
SCRIPT = StaticFile.of(
    b"".join(b"const value%d = %d * %d;\n" % (n, n * 7919 % 1013, n * n) for n in range(3_000)),
    "text/javascript",
)
OTHER = StaticFile.of(b"body { margin: 0; }\n" * 200, "text/css")


@pytest.mark.parametrize("encoding", BEST)
def test_quick_first_and_best_once_packed(encoding: str, tmp_path: Path) -> None:
    packed = PackedFiles(tmp_path)
    quick = packed.get(SCRIPT, encoding)
    packed.pack([SCRIPT, OTHER])
    best = packed.get(SCRIPT, encoding)
    assert EXPAND[encoding](quick) == EXPAND[encoding](best) == SCRIPT.content
    assert len(best) < len(quick) < len(SCRIPT.content) / 3
    assert EXPAND[encoding](packed.get(OTHER, encoding)) == OTHER.content


def test_kept_between_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    PackedFiles(tmp_path).pack([SCRIPT])
    best = PackedFiles(tmp_path).get(SCRIPT, "br")

    def again(content: bytes) -> bytes:
        raise AssertionError("compressed again")

    for forms in (BEST, QUICK):
        monkeypatch.setitem(forms, "br", again)
    later = PackedFiles(tmp_path)
    later.pack([SCRIPT])
    assert later.get(SCRIPT, "br") == best


def test_a_changed_file_has_forms_of_its_own_and_the_former_ones_go(tmp_path: Path) -> None:
    PackedFiles(tmp_path).pack([SCRIPT])
    changed = StaticFile.of(SCRIPT.content + b"// more\n", SCRIPT.mimetype)
    packed = PackedFiles(tmp_path)
    packed.pack([changed])
    assert brotli.decompress(packed.get(changed, "br")) == changed.content
    kept = {path.name for path in (tmp_path / "packed").iterdir()}
    assert kept == {".lock", f"{changed.digest}.br", f"{changed.digest}.gzip"}
    assert brotli.decompress(packed.get(SCRIPT, "br")) == SCRIPT.content  # a page of before may still ask


def test_only_its_owner_can_read_the_folder(tmp_path: Path) -> None:
    PackedFiles(tmp_path).pack([OTHER])
    assert (tmp_path / "packed").stat().st_mode & 0o077 == 0


def test_one_process_packs_and_the_others_do_not_wait(tmp_path: Path) -> None:
    folder = tmp_path / "packed"
    folder.mkdir()
    with (folder / ".lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        PackedFiles(tmp_path).pack([OTHER])
        assert [path.name for path in folder.iterdir()] == [".lock"]
    PackedFiles(tmp_path).pack([OTHER])
    assert len(list(folder.iterdir())) == 3


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "packed"
    folder.mkdir()
    (folder / ".tmp-half").write_bytes(b"half")
    PackedFiles(tmp_path).pack([OTHER])
    assert not (folder / ".tmp-half").exists()


def test_a_folder_that_cannot_be_written_is_logged_and_served_quickly(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "packed").write_text("in the way")
    packed = PackedFiles(tmp_path)
    with caplog.at_level(logging.WARNING, "dashboard.web.packed"):
        thread = packed.pack_in_background([SCRIPT])
        thread.join(60)
    assert not thread.is_alive()
    assert "can't be kept" in caplog.text
    assert brotli.decompress(packed.get(SCRIPT, "br")) == SCRIPT.content


DAMAGED = {
    "cut short": lambda best: best[: len(best) // 2],
    "empty": lambda best: b"",
    "noise": lambda best: bytes(200),
    "one bit": lambda best: best[:90] + bytes([best[90] ^ 4]) + best[91:],
}


@pytest.mark.parametrize("harm", DAMAGED)
@pytest.mark.parametrize("encoding", BEST)
def test_what_lies_there_damaged_is_not_sent_but_made_again(
    encoding: str, harm: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    PackedFiles(tmp_path).pack([SCRIPT])
    kept = tmp_path / "packed" / f"{SCRIPT.digest}.{encoding}"
    best = kept.read_bytes()
    kept.write_bytes(DAMAGED[harm](best))
    assert EXPAND[encoding](PackedFiles(tmp_path).get(SCRIPT, encoding)) == SCRIPT.content
    assert kept.name in caplog.text
    kept.write_bytes(DAMAGED[harm](best))
    PackedFiles(tmp_path).pack([SCRIPT])
    assert kept.read_bytes() == best


def test_another_files_form_under_this_ones_name_is_not_sent(tmp_path: Path) -> None:
    PackedFiles(tmp_path).pack([SCRIPT, OTHER])
    kept = tmp_path / "packed"
    (kept / f"{OTHER.digest}.br").replace(kept / f"{SCRIPT.digest}.br")
    assert brotli.decompress(PackedFiles(tmp_path).get(SCRIPT, "br")) == SCRIPT.content


def test_what_was_sent_once_is_not_read_again(tmp_path: Path) -> None:
    packed = PackedFiles(tmp_path)
    packed.pack([SCRIPT])
    best = packed.get(SCRIPT, "br")
    (tmp_path / "packed" / f"{SCRIPT.digest}.br").write_bytes(b"changed meanwhile")
    assert packed.get(SCRIPT, "br") == best


def test_a_folder_that_others_can_write_to_is_not_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    PackedFiles(tmp_path).pack([SCRIPT])
    best = PackedFiles(tmp_path).get(SCRIPT, "br")
    folder = tmp_path / "packed"
    folder.chmod(0o777)
    packed = PackedFiles(tmp_path)
    quick = packed.get(SCRIPT, "br")
    assert quick != best and brotli.decompress(quick) == SCRIPT.content
    packed.pack_in_background([SCRIPT, OTHER]).join(60)
    assert "not private" in caplog.text
    assert not (folder / f"{OTHER.digest}.br").exists()


@pytest.mark.skipif(not hasattr(os, "setpriority"), reason="this system ranks no threads")
def test_packing_leaves_the_processors_to_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ranks: list[int] = []

    def note(content: bytes) -> bytes:
        ranks.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return content

    monkeypatch.setitem(BEST, "br", note)
    before = os.getpriority(os.PRIO_PROCESS, 0)
    PackedFiles(tmp_path).pack_in_background([OTHER]).join(60)
    assert ranks and min(ranks) > before
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
