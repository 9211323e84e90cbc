"""The store: immutable versions, one pointer, one writer, nothing left behind."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.data.disk import link_or_copy
from dashboard.data.manifest import ImportReport, Manifest, Part, read_manifest
from dashboard.data.schema import Source, month_number
from dashboard.data.sources.report import FileReport
from dashboard.data.store import Draft, Store, StoreError, version_number

SOURCE = Source("police", "Police", "A force", "OGL v3.0")


def manifest(note: str = "") -> Manifest:
    part = Part("police", "Cleveland Police", month_number("2025-01"), 3, 1, "a.csv", 1, {"no month": 2})
    reject = {"row": 4, "column": "Month", "value": "x", "reason": "no month"}
    file = FileReport("a.csv", "police-street", 6, 3, 1, {"no month": 2}, [reject], 1)
    report = ImportReport(files=(file,), notes=(note,))
    return Manifest("2026-01-05T10:00:00+00:00", demo=False, sources=(SOURCE,), parts=(part,), report=report)


def publish(store: Store, text: str, *, carry_on: bool = True) -> str:
    with store.writer() as draft:
        if draft.former and carry_on:
            draft.start_from(draft.former)
        draft.fresh(Path("parts/police/cleveland-police/2025-01.parquet")).write_text(text)
        return draft.publish(manifest(text))


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


class TestVersions:
    def test_making_a_store_touches_nothing(self, store: Store) -> None:
        assert store.current_version() is None
        assert store.versions() == []
        assert not store.data_dir.exists()

    def test_first_version_is_named_by_number_and_content(self, store: Store) -> None:
        version = publish(store, "one")
        assert re.fullmatch(r"v000001-[0-9a-f]{8}", version)
        assert store.current_version() == version
        assert (store.data_dir / "current").read_text() == f"{version}\n"

    def test_data_directory_is_private(self, store: Store) -> None:
        publish(store, "one")
        assert stat.S_IMODE(store.data_dir.stat().st_mode) == 0o700

    def test_the_last_two_are_kept(self, store: Store) -> None:
        made = [publish(store, text) for text in ("one", "two", "three", "four")]
        assert store.versions() == made[-2:]
        assert version_number(made[-1]) == 4

    def test_a_reader_keeps_its_files_when_the_version_goes(self, store: Store) -> None:
        first = publish(store, "one", carry_on=False)
        path = store.version_dir(first) / "parts/police/cleveland-police/2025-01.parquet"
        with path.open() as held:
            publish(store, "two", carry_on=False)
            publish(store, "three", carry_on=False)
            assert not path.exists()
            assert held.read() == "one"

    def test_a_replaced_part_leaves_the_former_version_as_it_was(self, store: Store) -> None:
        first = publish(store, "one")
        before = digests(store.version_dir(first))
        second = publish(store, "two")
        assert digests(store.version_dir(first)) == before
        part = "parts/police/cleveland-police/2025-01.parquet"
        assert (store.version_dir(second) / part).read_text() == "two"

    def test_unchanged_parts_are_shared(self, store: Store) -> None:
        first = publish(store, "one")
        with store.writer() as draft:
            draft.start_from(first)
            second = draft.publish(manifest("again"))
        part = "parts/police/cleveland-police/2025-01.parquet"
        assert (store.version_dir(first) / part).samefile(store.version_dir(second) / part)

    def test_unchanged_parts_are_copied_where_links_are_not_to_be_had(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise OSError("no links here")

        (tmp_path / "old").write_text("rows")
        monkeypatch.setattr(os, "link", refuse)
        link_or_copy(str(tmp_path / "old"), str(tmp_path / "new"))
        assert (tmp_path / "new").read_text() == "rows"
        assert not (tmp_path / "new").samefile(tmp_path / "old")

    def test_manifest_survives_the_journey(self, store: Store) -> None:
        version = publish(store, "one")
        assert store.manifest(version) == manifest("one").with_id(version)

    def test_the_id_follows_the_content(self) -> None:
        assert manifest("one").digest() == manifest("one").digest() != manifest("two").digest()


class TestTrouble:
    def test_an_abandoned_draft_leaves_no_trace(self, store: Store) -> None:
        first = publish(store, "one")
        before = digests(store.data_dir)
        with pytest.raises(ZeroDivisionError), store.writer() as draft:
            draft.start_from(first)
            draft.fresh(Path("parts/police/cleveland-police/2025-01.parquet")).write_text("half")
            raise ZeroDivisionError
        assert digests(store.data_dir) == before
        assert [path.name for path in (store.data_dir / "versions").iterdir()] == [first]

    def test_stale_drafts_go_with_the_next_writer(self, store: Store) -> None:
        publish(store, "one")
        stale = store.data_dir / "versions/.tmp-12345-2"
        (stale / "parts").mkdir(parents=True)
        publish(store, "two")
        assert not stale.exists()

    def test_a_version_never_pointed_to_goes_with_the_next_writer(self, store: Store) -> None:
        first = publish(store, "one")
        orphan = store.version_dir("v000002-00000000")
        orphan.mkdir()
        second = publish(store, "two")
        assert store.versions() == [first, second]

    def test_a_damaged_pointer_is_told(self, store: Store) -> None:
        publish(store, "one")
        for text in ("v000009-00000000\n", "../../etc\n", ""):
            (store.data_dir / "current").write_text(text)
            with pytest.raises(StoreError, match="does not exist"):
                store.current_version()

    def test_a_pointer_replaced_while_it_is_read_is_read_again(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = (publish(store, text) for text in ("one", "two"))
        texts = iter([first, second])
        shutil.rmtree(store.version_dir(first))
        monkeypatch.setattr(Path, "read_text", lambda *_, **__: next(texts))
        assert store.current_version() == second

    def test_a_damaged_manifest_is_told(self, store: Store) -> None:
        version = publish(store, "one")
        (store.version_dir(version) / "manifest.json").write_text("{")
        with pytest.raises(StoreError, match="can't be read"):
            store.manifest(version)

    def test_a_later_format_is_told(self, store: Store) -> None:
        folder = store.version_dir(publish(store, "one"))
        text = (folder / "manifest.json").read_text()
        (folder / "manifest.json").write_text(text.replace('"format": 2', '"format": 99'))
        with pytest.raises(ValueError, match="format 99"):
            read_manifest(folder)

    def test_the_former_format_is_read(self, store: Store) -> None:
        """Its manifest, parts and inputs have the same form; what is derived has a number of its own."""
        folder = store.version_dir(publish(store, "one"))
        text = (folder / "manifest.json").read_text()
        assert '"format": 2' in text
        (folder / "manifest.json").write_text(text.replace('"format": 2', '"format": 1'))
        assert read_manifest(folder).parts == manifest("one").parts

    def test_a_second_writer_is_turned_away(self, store: Store, repository: Path) -> None:
        attempt = (
            "import sys; from pathlib import Path; from dashboard.data.store import Store, StoreError\n"
            "try:\n"
            "    with Store(Path(sys.argv[1])).writer(): print('in')\n"
            "except StoreError as error: print(error)\n"
        )
        command = [sys.executable, "-c", attempt, str(store.data_dir)]
        with store.writer():
            refused = subprocess.run(command, capture_output=True, text=True, check=True, cwd=repository)
        allowed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=repository)
        assert "Another import is running" in refused.stdout
        assert allowed.stdout == "in\n"

    def test_each_step_of_a_draft_is_told(self, store: Store) -> None:
        first = publish(store, "one")
        steps: list[str] = []
        with store.writer(steps.append) as draft:
            assert isinstance(draft, Draft)
            draft.start_from(first)
            draft.publish(manifest("two"))
        assert steps == [
            "locked",
            "former version linked",
            "manifest written",
            "made durable",
            "renamed",
            "pointer written",
            "pointer swapped",
            "older versions removed",
        ]
