"""Pages by address, before and after an import, with several applications and several versions."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from dashboard import create_app
from dashboard.callbacks import looking
from dashboard.data.dataset import Library
from dashboard.data.ingest import import_frames
from dashboard.settings import Settings
from tests.reader import Reader, text_of
from tests.web.callback_bodies import components
from tests.worlds import POLICE, import_small_world, police_rows, server_of, small_inputs


def version_of(reader: Reader) -> str:
    """The data version that the open page speaks of."""
    found: str = next(properties["data"] for one, properties in reader.components if one == "page-version")
    return found


def headings(reader: Reader) -> str:
    return text_of(reader.content)


def import_again(folder: Path, rows: int) -> str:
    return import_small_world(folder, police_rows().iloc[rows:].reset_index(drop=True))


class TestAddresses:
    @pytest.mark.parametrize("path", ["/", "//", "/unknown", "/sources/.."])
    def test_the_first_page_for_all_that_is_no_other(self, path: str, small_server: Flask) -> None:
        assert "scan-map" in [one for one, _ in Reader(small_server, path).components]

    @pytest.mark.parametrize("path", ["/sources", "/sources/"])
    def test_the_sources_page(self, path: str, small_server: Flask) -> None:
        reader = Reader(small_server, path)
        assert POLICE.name in headings(reader)
        assert "scan-map" not in [one for one, _ in reader.components]
        assert reader.client.get("/sources").status_code == 200

    @pytest.mark.parametrize("path", ["/compare", "/compare/"])
    def test_the_compare_page(self, path: str, small_server: Flask) -> None:
        parts = [one for one, _ in Reader(small_server, path).components]
        assert "compare-map" in parts and "scan-map" not in parts

    @pytest.mark.parametrize("path", [None, 5, ["/"], {"a": 1}, "sources"])
    def test_what_is_no_address_is_refused(self, path: Any, small_server: Flask) -> None:
        reader = Reader(small_server)
        body = reader.first_body
        body["inputs"][0]["value"] = path
        answer = reader.client.post("/_dash-update-component", json=body, headers=reader.headers)
        assert answer.status_code == (200 if path is None else 400)

    def test_the_page_speaks_of_the_version_served(self, small_server: Flask, small_folder: Path) -> None:
        current = Library(small_folder).current()
        assert current is not None
        assert version_of(Reader(small_server)) == current.version

    def test_no_id_twice_on_a_page(self, small_server: Flask) -> None:
        for path in ("/", "/sources"):
            found = [str(one) for one, _ in Reader(small_server, path).components]
            assert len(found) == len(set(found)), path


class TestWithoutData:
    def test_every_page_says_how_to_import(self, tmp_path: Path) -> None:
        server = server_of(tmp_path)
        for path in ("/", "/sources"):
            reader = Reader(server, path)
            assert "No data imported" in headings(reader)
            assert "python -m dashboard import PATH" in headings(reader)
            assert version_of(reader) == ""

    def test_areas_without_incidents_are_nothing_to_show_yet(self, tmp_path: Path) -> None:
        import_frames(tmp_path, [], small_inputs(), demo=False)
        reader = Reader(server_of(tmp_path))
        assert "No data imported" in headings(reader)
        assert "python -m dashboard import PATH" in headings(reader)

    def test_an_import_shows_without_restart(self, tmp_path: Path) -> None:
        server = server_of(tmp_path)
        before = Reader(server)
        assert before.version == ""  # so it asks for nothing, and says what to do
        assert "reload it when the import has finished" in headings(before)
        version = import_small_world(tmp_path)
        after = Reader(server)
        assert version_of(after) == version
        assert after.follow("")["scan-sentence", "children"]


class TestDamagedData:
    def test_a_pointer_to_nothing_is_said_in_words(self, tmp_path: Path) -> None:
        version = import_small_world(tmp_path)
        server = server_of(tmp_path)
        open_page = Reader(server)
        shutil.rmtree(tmp_path / "versions" / version)
        assert "the data can't be opened" in headings(Reader(server))
        assert server.test_client().get("/health/ready").status_code == 503
        assert server.test_client().get("/health/live").status_code == 200
        # A page that was open keeps answering, and does not ask to be loaded again for nothing.
        assert open_page.follow("")["answer", "newer"] == ""

    def test_a_failing_page_leaves_the_menu(
        self, small_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server = server_of(small_folder)

        def fail(*_: Any) -> Any:
            raise OSError("inner words /srv/secret")

        monkeypatch.setattr("dashboard.callbacks.pages.status", fail)
        failed = headings(Reader(server, "/sources"))
        assert "the data can't be opened" in failed and "Scan" in failed
        assert "secret" not in failed
        assert "scan-map" in [one for one, _ in Reader(server, "/").components]


class TestVersions:
    def test_a_running_server_takes_up_a_new_version(self, tmp_path: Path) -> None:
        first = import_small_world(tmp_path)
        server = server_of(tmp_path)
        old = Reader(server)
        sentence = old.follow("")["scan-sentence", "children"]
        second = import_again(tmp_path, 30)
        assert first != second
        seen = old.follow("")
        # The open page goes on with its own version, and learns of the newer one.
        assert seen["scan-sentence", "children"] == sentence
        assert seen["map", "values"]["version"] == first
        assert seen["answer", "newer"] == second
        new = Reader(server)
        assert version_of(new) == second
        assert (
            new.follow("?from=2024-01")["scan-sentence", "children"]
            != old.follow("?from=2024-01")["scan-sentence", "children"]
        )

    def test_after_two_more_imports_the_page_is_told_to_load_again(self, tmp_path: Path) -> None:
        import_small_world(tmp_path)
        server = server_of(tmp_path)
        old = Reader(server)
        import_again(tmp_path, 30)
        third = import_again(tmp_path, 60)
        seen = old.follow("")
        assert "New data have been imported" in seen["scan-table-problem", "children"]
        assert seen["answer", "newer"] == third

    def test_workers_of_one_server_agree(self, tmp_path: Path) -> None:
        import_small_world(tmp_path)
        workers = [server_of(tmp_path) for _ in range(2)]
        page = Reader(workers[0])
        version = import_again(tmp_path, 30)
        for worker in workers:
            answer = worker.test_client().get("/export/types.csv")
            assert answer.headers["X-Hexscan-Version"] == version
            old = worker.test_client().get(f"/data/{version_of(page)}/labels")
            assert old.status_code == 200


def test_two_applications_in_one_process(small_folder: Path, demo_folder: Path) -> None:
    one, other = server_of(small_folder), server_of(demo_folder)
    first, second = Reader(one), Reader(other)
    assert version_of(first) != version_of(second)
    assert "All crime" in text_of(first.follow("")["scan-sentence", "children"])
    assert "fictional" in headings(second) and "fictional" not in headings(first)
    assert "fictional" in text_of(second.follow("")["scan-exports", "children"])
    assert [body["output"] for body in first.bodies()] == [body["output"] for body in second.bodies()]


def test_an_application_opens_no_data_until_it_is_asked(
    small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Any:
        raise AssertionError("opened too early")

    monkeypatch.setattr("dashboard.data.dataset.Dataset.__init__", fail)
    create_app(Settings(data_dir=small_folder, secret_key="x" * 32))


def test_a_mistake_of_ours_never_reaches_the_reader() -> None:
    assert looking.panel(lambda: 1 // 0, lambda message: message) == looking.PANEL_FAILED

    def gone() -> str:
        raise looking.VersionGoneError

    assert "Reload the page" in looking.panel(gone, lambda message: message)
    with pytest.raises(KeyboardInterrupt):
        looking.panel(interrupted, lambda message: message)


def interrupted() -> str:
    raise KeyboardInterrupt


def test_components_of_the_page_are_those_the_callbacks_wait_for(small_server: Flask) -> None:
    reader = Reader(small_server)
    on_page = {one for one, _ in reader.components if isinstance(one, str)}
    seen = reader.follow("")
    answered = {one for one, name in seen if name == "children"}
    assert {"scan-statistics", "scan-sentence", "scan-chart-title", "scan-legend"} <= answered <= on_page
    assert {("map", "values"), ("scan-table", "rowData"), ("scan-chart", "figure")} <= seen.keys()
    assert {"scan-map", "scan-table", "scan-chart"} <= on_page
    frame = list(components(reader.client.get("/_dash-layout").get_json()))
    assert {"page-path", "page-content"} <= {one for one, _ in frame if isinstance(one, str)}
