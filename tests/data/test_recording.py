"""Changes of recording that a source's file notes: read, kept, shown beside the areas they concern."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dashboard.data.dataset import Dataset, Library
from dashboard.data.ingest import import_frames, import_paths
from dashboard.data.inputs import Inputs
from dashboard.data.schema import InputError, Recording, Source, month_number
from dashboard.data.sources import FileRef, Kind, read_incidents, write_incidents
from tests.data.compared_world import FIRST, SECOND, of
from tests.data.small_world import SOURCE, frame, incident, middle, two_forces

NOTE = {"force": FIRST, "month": "2025-03", "words": "Knife crime is counted otherwise."}
NOTED = Recording(FIRST, month_number("2025-03"), "Knife crime is counted otherwise.")


def rows(month: str) -> Any:
    return frame(
        [incident(month, FIRST, lsoa="L1", at=middle(0)), incident(month, SECOND, lsoa="L4", at=middle(3))]
    )


def a_file(folder: Path, month: str, *notes: Recording) -> Path:
    path = folder / f"{month}.parquet"
    write_incidents(path, dataclasses.replace(SOURCE, recording=notes), rows(month))
    return path


def served(folder: Path) -> Dataset:
    dataset = Library(folder).current()
    assert dataset is not None
    return dataset


def world(folder: Path, *notes: Recording) -> Dataset:
    source: Source = dataclasses.replace(SOURCE, recording=notes)
    months = [f"2025-{month:02d}" for month in range(1, 7)]
    incidents = [(source, rows(month)) for month in months]
    import_frames(folder, incidents, two_forces(), demo=False)
    return served(folder)


def test_notes_are_read_as_they_are_written(tmp_path: Path) -> None:
    path = a_file(tmp_path, "2025-03", NOTED)
    assert json.loads(pq.read_schema(path).metadata[b"hexscan_source"])["recording"] == [NOTE]
    assert read_incidents(FileRef(path), Kind.CANONICAL_INCIDENTS).source.recording == (NOTED,)


def test_areas_of_that_force_have_the_note_up_to_the_periods_end(tmp_path: Path) -> None:
    elsewhere = Recording("Third Police", month_number("2025-02"), "Somebody else's.")
    before = Recording(FIRST, month_number("2024-02"), "Before any data.")
    dataset = world(tmp_path, NOTED, elsewhere, before)
    assert of(dataset, "").quality.recording == ((NOTED,), (NOTED,), ())
    assert of(dataset, "?from=2025-01&to=2025-02").quality.recording == ((), (), ())
    assert of(dataset, "?compare=force").quality.recording == ((NOTED,), ())


def test_further_files_add_their_notes_and_replace_words(tmp_path: Path) -> None:
    later = Recording(SECOND, month_number("2025-04"), "Another.")
    corrected = NOTED._replace(words="Knives are counted otherwise.")
    folder = tmp_path / "files"
    folder.mkdir()
    data = tmp_path / "data"
    import_frames(data, [], two_forces(), demo=False)
    import_paths(data, [a_file(folder, "2025-02", NOTED)])
    import_paths(data, [a_file(folder, "2025-03")])
    assert served(data).sources["police"].recording == (NOTED,)
    import_paths(data, [a_file(folder, "2025-04", later, corrected)])
    assert served(data).sources["police"].recording == (corrected, later)


def test_a_source_without_notes_is_written_as_an_earlier_version_reads_it(tmp_path: Path) -> None:
    dataset = world(tmp_path)
    (source,) = json.loads((dataset.folder / "manifest.json").read_text())["sources"]
    assert "recording" not in source
    assert dataset.sources["police"].recording == ()
    import_frames(tmp_path, [], Inputs(names=two_forces().names), demo=False)
    assert served(tmp_path).sources == dataset.sources


@pytest.mark.parametrize(
    ("noted", "said"),
    [
        ("text", "it must be a list"),
        ({"force": "x"}, "it must be a list"),
        (["text"], "note 1 must have the texts force, month and words, and nothing else"),
        ([NOTE, {"force": FIRST, "month": "2025-03"}], "note 2 must have the texts"),
        ([NOTE | {"more": "x"}], "note 1 must have the texts"),
        ([NOTE | {"month": 24303}], "note 1 must have the texts"),
        ([NOTE | {"month": "March"}], "note 1 has 'March' for its month"),
        ([NOTE | {"force": " "}], "note 1 must name a force"),
        ([NOTE | {"words": ""}], "note 1 must name a force and what changed"),
        ([NOTE | {"words": "x" * 301}], "note 1 must name a force and what changed"),
    ],
)
def test_notes_that_cannot_be_used_are_refused(tmp_path: Path, noted: Any, said: str) -> None:
    path = a_file(tmp_path, "2025-03")
    described = {"key": "police", "name": "Police", "recording": noted}
    table = pq.read_table(path).replace_schema_metadata({"hexscan_source": json.dumps(described)})
    pq.write_table(table, path)
    with pytest.raises(InputError) as refusal:
        read_incidents(FileRef(path), Kind.CANONICAL_INCIDENTS)
    assert "2025-03.parquet: its hexscan_source metadata can't be used: in recording, " in str(refusal.value)
    assert said in str(refusal.value)
