"""What was done is told by each version; going back, removing and renewing make versions of their own."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from dashboard.data import hiding
from dashboard.data.dataset import Library
from dashboard.data.disk_use import bytes_stored, disk_use
from dashboard.data.history import removed_since
from dashboard.data.ingest import import_frames, import_paths
from dashboard.data.inputs import Inputs
from dashboard.data.schema import InputError, Source
from dashboard.data.sources.mapping.description import Description
from dashboard.data.status import status
from dashboard.data.store import Store, StoreError, version_number
from dashboard.data.upkeep import plan_removal, plan_rollback, remove, renew, rollback, versions_with
from tests.data.mapping.described_files import description_of
from tests.data.small_world import SOURCE, frame, incident, middle
from tests.data.street_files import write_street

CALLS = Source(
    "ambulance",
    "Ambulance calls",
    "A trust",
    "Agreement 7",
    agreement_expires="2026-03-31",
    contact="a@b.example",
)
AFTER = date(2026, 4, 1)


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def content(folder: Path) -> dict[str, str]:
    """What a version holds, without what it says of itself."""
    return {
        name: one for name, one in digests(folder).items() if name not in ("manifest.json", "history.json")
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with two imports: January and February, then March, and February anew."""
    for month in ("2025-01", "2025-02"):
        write_street(tmp_path / "old", month)
    for month in ("2025-02", "2025-03"):
        write_street(tmp_path / "new", month, rows=5)
    import_paths(tmp_path / "data", [tmp_path / "old"])
    import_paths(tmp_path / "data", [tmp_path / "new"])
    return tmp_path / "data"


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A data folder with police and calls, whose agreement ends."""
    rows = [incident(f"2025-0{month}", lsoa="L1", at=middle(0)) for month in (1, 2)]
    sources = [(SOURCE, frame(rows)), (CALLS, frame([incident("2025-01", "Trust", at=middle(0))]))]
    import_frames(tmp_path / "shared", sources, Inputs(), demo=False)
    return tmp_path / "shared"


def described_log(folder: Path) -> Description:
    columns = {"force_is": "Council", "crime_type": "what"}
    place = {"longitude": "long", "latitude": "lat"}
    return description_of(folder, columns=columns, place=place, time={"from": "when"})


def described_csv(path: Path, rows: Sequence[str]) -> Path:
    path.write_text("\n".join(["when,long,lat,what", *rows]) + "\n")
    return path


def current(folder: Path) -> str:
    version = Store(folder).current_version()
    assert version is not None
    return version


class TestHistory:
    def test_each_import_is_told_with_what_it_read_and_left(self, folder: Path) -> None:
        store = Store(folder)
        first, second = store.history(current(folder))
        assert [version_number(one.version) for one in (first, second)] == [1, 2]
        assert second.version == current(folder)
        assert second.what == "import"
        assert [name.split("/")[-1] for name in second.files] == [
            "2025-02-cleveland-street.csv",
            "2025-03-cleveland-street.csv",
        ]
        assert (first.incidents, second.incidents) == ({"police-uk": 6}, {"police-uk": 13})
        assert second.when == store.manifest(second.version).created

    def test_it_outlives_the_versions_it_tells_of(self, folder: Path, tmp_path: Path) -> None:
        for number in range(4, 7):
            import_paths(folder, [write_street(tmp_path / str(number), f"2025-0{number}")])
        events = Store(folder).history(current(folder))
        assert [version_number(one.version) for one in events] == [1, 2, 3, 4, 5]
        assert len(Store(folder).versions()) == 2

    def test_a_version_of_an_earlier_hexscan_tells_of_itself(self, folder: Path) -> None:
        store = Store(folder)
        (store.version_dir(current(folder)) / "history.json").unlink()
        (event,) = store.history(current(folder))
        assert (event.version, event.what, event.files_in_all) == (current(folder), "import", 2)

    def test_a_damaged_history_is_told(self, folder: Path) -> None:
        (Store(folder).version_dir(current(folder)) / "history.json").write_text("[{}]")
        with pytest.raises(StoreError, match="history of dataset version"):
            Store(folder).history(current(folder))


class TestRollback:
    def test_it_says_what_will_change(self, folder: Path) -> None:
        plan = plan_rollback(folder)
        (said,) = plan.changes
        assert "13 incidents of January 2025 to March 2025 become 6 incidents of January 2025" in said
        assert version_number(plan.subject) == 1

    def test_the_former_content_becomes_a_version_with_a_higher_number(self, folder: Path) -> None:
        store = Store(folder)
        plan = plan_rollback(folder)
        was = content(store.version_dir(plan.subject))
        made = rollback(folder, plan)
        assert version_number(made) == 3
        assert store.current_version() == made
        assert content(store.version_dir(made)) == was
        assert status(folder).sources[0].rows_kept == 6
        event = store.history(made)[-1]
        assert (event.what, event.subject, event.version) == ("rollback", plan.subject, made)

    def test_nothing_is_copied(self, folder: Path) -> None:
        before = bytes_stored(Store(folder, 3))
        made = rollback(folder, plan_rollback(folder), keep=3)
        own = next(one for one in disk_use(Store(folder), made).versions if one.version == made)
        assert bytes_stored(Store(folder)) - before == own.bytes_own
        assert own.bytes_own < 20_000 < own.bytes_held

    def test_twice_is_back_again(self, folder: Path) -> None:
        latest = content(Store(folder).version_dir(current(folder)))
        rollback(folder, plan_rollback(folder))
        rollback(folder, plan_rollback(folder))
        assert content(Store(folder).version_dir(current(folder))) == latest

    def test_a_server_that_runs_takes_it_up(self, folder: Path) -> None:
        library = Library(folder)
        before = library.current()
        assert before is not None and before.last_month % 12 == 2
        rollback(folder, plan_rollback(folder))
        after = library.current()
        assert after is not None and after.last_month % 12 == 1
        assert after.version == current(folder)

    def test_an_import_goes_on_from_there(self, folder: Path, tmp_path: Path) -> None:
        rollback(folder, plan_rollback(folder))
        import_paths(folder, [write_street(tmp_path / "more", "2025-04")])
        assert status(folder).sources[0].rows_kept == 9

    def test_the_agreement_stays_as_it_is_known_now(
        self, shared: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(hiding, "today", lambda: AFTER)
        renew(shared, "ambulance", date(2027, 3, 31))
        rollback(shared, plan_rollback(shared))
        (calls,) = [one for one in Store(shared).manifest(current(shared)).sources if one.key == "ambulance"]
        assert calls.agreement_expires == "2027-03-31"

    def test_what_cannot_be_gone_back_to(self, folder: Path, tmp_path: Path) -> None:
        for version in ("v000009-00000000", "../../etc", current(folder)):
            with pytest.raises(StoreError, match="not a version to go back to"):
                plan_rollback(folder, version)
        Store(folder).prune(1)
        with pytest.raises(StoreError, match="no version to go back to"):
            plan_rollback(folder)
        with pytest.raises(StoreError, match="nothing to change"):
            plan_rollback(tmp_path / "nothing")

    def test_data_changed_since_it_was_planned_stay(self, folder: Path, tmp_path: Path) -> None:
        plan = plan_rollback(folder)
        version = import_paths(folder, [write_street(tmp_path / "more", "2025-04")]).version
        with pytest.raises(StoreError, match="changed meanwhile"):
            rollback(folder, plan)
        assert current(folder) == version

    def test_what_an_earlier_hexscan_built_is_built_anew(self, folder: Path) -> None:
        former = Store(folder).version_dir(plan_rollback(folder).subject)
        path = former / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"derived": 1}))
        made = rollback(folder, plan_rollback(folder))
        assert Store(folder).manifest(made).served_as_it_is
        library = Library(folder).current()
        assert library is not None and library.version == made

    @pytest.mark.parametrize("step", ["former version linked", "manifest written", "made durable", "renamed"])
    def test_a_failure_on_the_way_leaves_what_was(self, folder: Path, step: str) -> None:
        before = digests(folder)

        def fail(reached: str) -> None:
            if reached == step:
                raise StoreError("Stopped here.")

        with pytest.raises(StoreError, match="Stopped here"):
            rollback(folder, plan_rollback(folder), checkpoint=fail)
        Store(folder).sweep()
        assert digests(folder) == before


class TestRemoval:
    def test_the_source_is_gone_and_the_history_tells_of_it(self, shared: Path) -> None:
        plan = plan_removal(shared, "ambulance")
        assert plan.changes == ("Ambulance calls (ambulance): 1 incident of January 2025 go.",)
        made = remove(shared, plan)
        dataset = Library(shared).current()
        assert dataset is not None and dataset.version == made
        assert set(dataset.sources) == {"police"}
        assert not list(dataset.folder.rglob("*ambulance*"))
        events = Store(shared).history(made)
        assert events[0].incidents == {"police": 2, "ambulance": 1}
        assert (events[-1].what, events[-1].subject) == ("removal", "ambulance")
        assert [one.key for one in Store(shared).manifest(made).sources] == ["police"]
        assert {one.source for one in Store(shared).manifest(made).report.months} == {"police"}

    def test_the_former_version_stays_on_disk_but_shows_it_no_more(self, shared: Path) -> None:
        library = Library(shared, day=lambda: date(2026, 1, 1))
        before = library.current()
        assert before is not None
        former = before.version
        remove(shared, plan_removal(shared, "ambulance"))
        assert versions_with(shared, "ambulance") == [former]
        assert library.get(former) is None

    def test_purged_it_is_gone_from_the_disk_and_kept_answers_too(self, shared: Path) -> None:
        kept = shared / "answers" / current(shared)
        kept.mkdir(parents=True)
        (kept / ("0" * 64)).write_bytes(b"figures")
        remove(shared, plan_removal(shared, "ambulance"), purge=True)
        assert versions_with(shared, "ambulance") == []
        assert Store(shared).versions() == [current(shared)]
        assert not [path for path in (shared / "answers").rglob("*") if path.is_file()]
        assert not list(shared.rglob("*ambulance*"))

    @pytest.mark.parametrize("files", [1, 2])
    def test_purged_nothing_that_its_files_said_is_left(
        self, folder: Path, tmp_path: Path, files: int
    ) -> None:
        """Reports quote rows that were left out and words that nobody has mapped: these go too."""
        secret = ["2025-01-03 12:00,-1.2,54.5,Word of theirs", "Text of theirs,-1.2,54.5,Burglary"]
        beside = [
            described_csv(tmp_path / f"log{number}.csv", [*secret, f"2025-01-0{number},-1.2,54.5,Burglary"])
            for number in range(1, files + 1)
        ]
        import_paths(folder, beside, description=described_log(tmp_path))
        remove(folder, plan_removal(folder, "asb-log"), purge=True)
        held = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        assert b"of theirs" not in held

    def test_what_the_other_files_said_stays(self, folder: Path, tmp_path: Path) -> None:
        log = described_csv(tmp_path / "log.csv", ["2025-01-03,-1.2,54.5,A word", "A day,-1.2,54.5,Arson"])
        import_paths(folder, [log], description=described_log(tmp_path))
        report = Store(folder).manifest(current(folder)).report
        remove(folder, plan_removal(folder, "police-uk"))
        left = Store(folder).manifest(current(folder)).report
        assert left.files == report.files and left.files[0].first_rejects and left.files[0].unmapped

    def test_the_last_source_leaves_areas_alone(self, folder: Path) -> None:
        remove(folder, plan_removal(folder, "police-uk"), purge=True)
        assert Library(folder).current() is None
        assert status(folder).sources == ()

    def test_a_register_of_premises(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "pubs.csv").write_text("name,latitude,longitude\nThe Ship,54.57,-1.23\n")
        import_paths(folder, [tmp_path / "pubs.csv"])
        (register,) = status(folder).registers
        plan = plan_removal(folder, register.key)
        assert plan.changes == (f"The register of premises {register.key}: 1 premises go.",)
        library = Library(folder)
        before = library.current()
        assert before is not None and len(before.premises) == 1
        remove(folder, plan)
        assert library.get(before.version) is None  # a page that shows them asks anew
        assert status(folder).registers == ()
        assert status(folder).sources[0].rows_kept == 13
        assert status(folder).tables["premises"] == 0

    def test_an_unknown_source_is_a_message(self, shared: Path) -> None:
        with pytest.raises(
            InputError, match=r"no source 'ambulanse'\. The sources stored are: ambulance, police"
        ):
            plan_removal(shared, "ambulanse")

    @pytest.mark.parametrize("key", ["", ".", "..", "../inputs"])
    def test_what_is_no_key_is_not_said_to_be_held(self, shared: Path, key: str) -> None:
        with pytest.raises(InputError, match=r"The sources stored are: ambulance, police\.$"):
            plan_removal(shared, key)
        assert versions_with(shared, key) == []

    def test_going_back_to_it_is_warned_of(self, shared: Path) -> None:
        remove(shared, plan_removal(shared, "ambulance"))
        (said,) = plan_rollback(shared).changes
        assert "no incidents become 1 incident of January 2025. It was removed since" in said

    def test_only_later_removals_count(self, shared: Path) -> None:
        remove(shared, plan_removal(shared, "ambulance"))
        events = Store(shared).history(current(shared))
        assert removed_since(events, 1) == {"ambulance"}
        assert removed_since(events, 2) == frozenset()


class TestRenewal:
    def test_a_hidden_source_comes_back_until_the_new_day(
        self, shared: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(hiding, "today", lambda: AFTER)
        library = Library(shared)
        hidden = library.current()
        assert hidden is not None and set(hidden.sources) == {"police"}
        was = content(hidden.folder)
        made = renew(shared, "ambulance", date(2026, 4, 2))
        back = library.current()
        assert back is not None and back.version == made
        assert set(back.sources) == {"police", "ambulance"}
        assert content(back.folder) == was
        assert "ends on 2 April 2026; it ended on 31 March 2026" in Store(shared).history(made)[-1].notes[0]
        monkeypatch.setattr(hiding, "today", lambda: date(2026, 4, 3))
        again = library.current()
        assert again is not None and set(again.sources) == {"police"}

    def test_a_day_that_is_over_and_an_unknown_source_are_messages(
        self, shared: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(hiding, "today", lambda: AFTER)
        before = digests(shared)
        with pytest.raises(InputError, match="31 March 2026 is over already"):
            renew(shared, "ambulance", date(2026, 3, 31))
        with pytest.raises(InputError, match="no source 'polise'"):
            renew(shared, "polise", date(2027, 1, 1))
        assert digests(shared) == before

    def test_the_former_version_ends_when_the_one_in_force_does(self, shared: Path) -> None:
        """Where an agreement is ended early, pages of the version before must not go on."""
        ended = dataclasses.replace(CALLS, agreement_expires="2026-02-01")
        former = current(shared)
        rows = frame([incident("2025-02", "Trust", at=middle(0))])
        import_frames(shared, [(ended, rows)], Inputs(), demo=False)
        assert Library(shared, day=lambda: date(2026, 2, 1)).get(former) is not None
        assert Library(shared, day=lambda: date(2026, 2, 2)).get(former) is None

    def test_a_source_that_comes_in_too_late_is_told(self, tmp_path: Path) -> None:
        rows = frame([incident("2025-01", "Trust", at=middle(0))])
        late = dataclasses.replace(CALLS, agreement_expires="2020-03-31")
        report = import_frames(tmp_path / "late", [(late, rows)], Inputs(), demo=False)
        (note,) = [note for note in report.notes if "hidden" in note]
        assert note.startswith(
            "The agreement on Ambulance calls ended on 2020-03-31: it is stored, but hidden."
        )
        assert Library(tmp_path / "late").current() is None


class TestDisk:
    def test_status_hides_what_is_hidden_and_names_it(self, shared: Path) -> None:
        report = status(shared, day=lambda: AFTER)
        assert [one.source.key for one in report.sources] == ["police"]
        assert [one.key for one in report.hidden] == ["ambulance"]
        assert status(shared, day=lambda: date(2026, 3, 31)).hidden == ()

    def test_bytes_by_version_and_source(self, folder: Path) -> None:
        use = disk_use(Store(folder), current(folder))
        held = [
            sum(
                path.stat().st_size
                for path in Store(folder).version_dir(one.version).rglob("*")
                if path.is_file()
            )
            for one in use.versions
        ]
        assert [one.bytes_held for one in use.versions] == held
        shared_bytes = use.bytes_in_all - sum(one.bytes_own for one in use.versions)
        assert 0 < shared_bytes < min(held)
        assert 0 < use.by_source["police-uk"] < held[-1]
        assert use.bytes_free > 0

    def test_removing_a_version_frees_what_was_its_own(self, folder: Path) -> None:
        store = Store(folder)
        first = disk_use(store, current(folder)).versions[0]
        before = bytes_stored(store)
        assert store.prune(1) == [first.version]
        assert before - bytes_stored(store) == first.bytes_own
        assert store.versions() == [current(folder)]
        assert store.prune(1) == []

    def test_more_versions_are_kept_where_set(self, folder: Path, tmp_path: Path) -> None:
        for number in range(4, 8):
            import_paths(folder, [write_street(tmp_path / str(number), f"2025-0{number}")], keep=4)
        assert [version_number(one) for one in Store(folder).versions()] == [3, 4, 5, 6]
