"""The commands that look after what is stored: what they say, ask and answer with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard import cli_versions
from dashboard.data.dataset import Library
from dashboard.data.hiding import today
from dashboard.data.ingest import import_frames, import_paths
from dashboard.data.inputs import Inputs
from dashboard.data.schema import Source
from dashboard.data.store import Store, version_number
from tests.commands import typed
from tests.data.small_world import SOURCE, frame, incident, middle
from tests.data.street_files import write_street

CALLS = Source(
    "ambulance",
    "Ambulance calls",
    "A trust",
    "Agreement 7",
    agreement_expires="2020-03-31",
    contact="data@trust.example",
)


@pytest.fixture(autouse=True)
def data_dir(commands_dir: Path) -> Path:
    """Commands run in an empty folder with a data directory of their own."""
    return commands_dir


@pytest.fixture
def two_versions(data_dir: Path, tmp_path: Path) -> Path:
    for number, month in enumerate(("2025-01", "2025-02")):
        import_paths(data_dir, [write_street(tmp_path / str(number), month)])
    return data_dir


@pytest.fixture
def with_calls(data_dir: Path) -> Path:
    """Police, and calls whose agreement is over."""
    rows = frame([incident("2025-01", lsoa="L1", at=middle(0))])
    import_frames(data_dir, [(SOURCE, rows), (CALLS, rows)], Inputs(), demo=False)
    return data_dir


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        class stdin:  # noqa: N801 - stands for sys.stdin
            @staticmethod
            def isatty() -> bool:
                return True

    monkeypatch.setattr(cli_versions, "sys", Terminal)


class TestRollback:
    def test_where_nobody_can_be_asked_it_says_what_would_change_and_does_nothing(
        self, two_versions: Path
    ) -> None:
        before = Store(two_versions).current_version()
        code, out, err = typed("rollback")
        assert code == 2
        assert f"Going back from {before} to v000001-" in out
        assert "6 incidents of January 2025 to February 2025 become 3 incidents of January 2025" in out
        assert "Nothing was changed. Say --yes" in err
        assert Store(two_versions).current_version() == before

    def test_yes_does_it(self, two_versions: Path) -> None:
        code, out, _ = typed("rollback", "--yes")
        assert code == 0
        version = Store(two_versions).current_version()
        assert version is not None and version_number(version) == 3
        assert f"Version {version} is in force: the data of v000001-" in out

    @pytest.mark.parametrize(("answer", "code", "number"), [("y\n", 0, 3), ("n\n", 1, 2), ("\n", 1, 2)])
    def test_at_a_terminal_it_asks(
        self, two_versions: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, number: int
    ) -> None:
        at_a_terminal(monkeypatch)
        found, out, _ = typed("rollback", answer=answer)
        assert found == code
        assert "Go back?" in out
        version = Store(two_versions).current_version()
        assert version is not None and version_number(version) == number

    def test_an_unknown_version_is_a_message(self, two_versions: Path) -> None:
        code, _, err = typed("rollback", "v000009-00000000", "--yes")
        assert code == 1
        assert "is not a version to go back to. Kept are: v000001-" in err


class TestRemove:
    def test_where_nobody_can_be_asked_nothing_goes(self, with_calls: Path) -> None:
        code, out, err = typed("remove", "ambulance")
        assert code == 2
        assert "Ambulance calls (ambulance): 1 incident of January 2025 go." in out
        assert "--yes" in err
        assert len(Store(with_calls).versions()) == 1

    def test_it_says_where_the_data_still_are(self, with_calls: Path) -> None:
        former = Store(with_calls).current_version()
        code, out, _ = typed("remove", "ambulance", "--yes")
        assert code == 0
        assert f"On disk {former} holds it still, unseen" in out
        assert "prune --keep 1" in out

    def test_purge_says_that_nothing_is_left(self, with_calls: Path) -> None:
        (with_calls / "sources").mkdir()
        (with_calls / "sources/ambulance.toml").write_text("")
        code, out, _ = typed("remove", "ambulance", "--purge", "--yes")
        assert code == 0
        assert "All former versions go too: there is no way back." in out
        assert "No version on disk holds it any more." in out
        assert "Its description stays:" in out
        assert len(Store(with_calls).versions()) == 1

    def test_an_unknown_source_is_a_message(self, with_calls: Path) -> None:
        code, _, err = typed("remove", "polise", "--yes")
        assert code == 1
        assert "There is no source 'polise'. The sources stored are: " in err


class TestRenew:
    def test_it_comes_back(self, with_calls: Path) -> None:
        until = today().replace(year=today().year + 1, day=1)
        (with_calls / "sources").mkdir()
        (with_calls / "sources/ambulance.toml").write_text("")
        assert set(getattr(Library(with_calls).current(), "sources")) == {"police"}  # noqa: B009
        code, out, _ = typed("renew", "ambulance", "--until", until.isoformat())
        assert code == 0
        assert f"ambulance is shown until {until.day} {until:%B %Y}" in out
        assert f'Write agreement_expires = "{until.isoformat()}"' in out
        assert set(getattr(Library(with_calls).current(), "sources")) == {"police", "ambulance"}  # noqa: B009

    def test_a_day_that_is_over_is_a_message(self, with_calls: Path) -> None:
        code, _, err = typed("renew", "ambulance", "--until", "2021-01-31")
        assert code == 1
        assert err.startswith("Error: 31 January 2021 is over already")

    @pytest.mark.parametrize("until", ["31/03/2027", "2027-02-30", "soon"])
    def test_what_is_no_day_is_a_wrong_command(self, with_calls: Path, until: str) -> None:
        assert typed("renew", "ambulance", "--until", until)[0] == 2


class TestPrune:
    def test_says_what_went_and_what_that_freed(self, two_versions: Path) -> None:
        former = Store(two_versions).versions()[0]
        code, out, _ = typed("prune", "--keep", "1")
        assert code == 0
        assert f"Removed {former}: " in out
        assert "MB freed" in out
        assert typed("prune")[1] == "There is no version to remove.\n"

    @pytest.mark.parametrize("keep", ["0", "21", "all"])
    def test_a_number_that_cannot_be_is_a_wrong_command(self, two_versions: Path, keep: str) -> None:
        assert typed("prune", "--keep", keep)[0] == 2
        assert len(Store(two_versions).versions()) == 2


class TestImport:
    def test_the_same_file_again(self, data_dir: Path, tmp_path: Path) -> None:
        path = write_street(tmp_path / "files", "2025-01")
        typed("import", path)
        version = Store(data_dir).current_version()
        code, out, _ = typed("import", path)
        assert code == 0
        assert "Nothing was changed: all that these files hold is in force already." in out
        assert f"(version {version}): files/2025-01-cleveland-street.csv" in out
        assert f"Version {version} stays in force." in out

    def test_a_mixture(self, data_dir: Path, tmp_path: Path) -> None:
        path = write_street(tmp_path / "files", "2025-01")
        typed("import", path)
        write_street(tmp_path / "files", "2025-02")
        out = typed("import", tmp_path / "files")[1]
        assert "In force already, so not read again:" in out
        assert "3 incidents from 1 files" in out

    def test_as_many_versions_are_kept_as_set(
        self, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HEXSCAN_KEEP_VERSIONS", "3")
        for number in range(1, 6):
            typed("import", write_street(tmp_path / str(number), f"2025-0{number}"))
        assert [version_number(one) for one in Store(data_dir).versions()] == [3, 4, 5]

    def test_what_an_interrupted_one_left_is_tidied_up_and_told(self, data_dir: Path, tmp_path: Path) -> None:
        path = write_street(tmp_path / "files", "2025-01")
        typed("import", path)
        stale = data_dir / "versions/.tmp-99999-2"
        stale.mkdir()
        (stale / "half").write_bytes(b"x" * 2_000_000)
        out = typed("import", path)[1]
        assert "Note: An earlier import or other change was interrupted before it was finished." in out
        assert "(2.0 MB) were removed. What was served is served still." in out
        assert not stale.exists()


class TestStatus:
    def test_history(self, two_versions: Path) -> None:
        typed("rollback", "--yes")
        code, out, _ = typed("status", "--history")
        assert code == 0
        lines = [line for line in out.splitlines() if line.startswith("v0000")]
        assert [line.split()[0].split("-")[0] for line in lines] == ["v000001", "v000002", "v000003"]
        assert "import of 1/2025-02-cleveland-street.csv  (kept)" in lines[1]
        assert "gone back to v000001-" in lines[2]
        assert lines[2].endswith("(in force)")
        assert "(no longer kept)" in lines[0]
        assert "police-uk: 6 incidents afterwards" in out

    def test_history_as_json(self, two_versions: Path) -> None:
        events = json.loads(typed("status", "--history", "--json")[1])
        assert [event["what"] for event in events] == ["import", "import"]
        assert events[1]["incidents"] == {"police-uk": 6}

    def test_no_history(self) -> None:
        assert typed("status", "--history")[1].startswith("Nothing was done yet in")

    def test_room_and_what_is_hidden(self, with_calls: Path) -> None:
        out = typed("status")[1]
        assert "in all, " in out
        assert "free on this disk" in out
        assert "Ambulance calls (ambulance) is hidden" in out
        assert "Its agreement ended on 2020-03-31; owner: A trust. Ask data@trust.example." in out
        assert "To show it again: python -m dashboard renew ambulance --until YYYY-MM-DD" in out
        told = json.loads(typed("status", "--json")[1])
        assert [one["key"] for one in told["hidden"]] == ["ambulance"]
        assert [one["source"]["key"] for one in told["sources"]] == ["police"]
        assert told["disk"]["by_source"]["ambulance"] > 0


class TestHelp:
    @pytest.mark.parametrize("command", ["rollback", "remove", "renew", "prune"])
    def test_every_command_shows_examples(self, command: str) -> None:
        code, out, _ = typed(command, "--help")
        assert code == 0
        assert "Examples" in out
        assert f"python -m dashboard {command}" in out
