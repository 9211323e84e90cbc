"""What docs/why-in-pictures.md quotes, as `scripts/why_shown.py` reads it from the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.data.dataset import Dataset, Library
from dashboard.data.ingest import import_paths
from dashboard.layouts.elements import P, Span, Strong, Table, Tbody, Td, Th, Thead, Tr
from tests.conftest import load_script
from tests.data.compared_world import compared_world

SHOWN = load_script("why_shown")
FOLDERS = ("police-street-cleveland", "boundaries", "lookups", "population", "licensed-premises")
BEGIN, END = "<!-- words: begin -->\n", "<!-- words: end -->"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return compared_world(Path(tmp_path_factory.mktemp("shown")))


def test_what_only_a_screen_reader_says_is_left_out() -> None:
    finding = [
        Strong("Most of it"),
        Span(" aside", className="hint visually-hidden"),
        P(["in ", 3, " cells"]),
    ]
    assert SHOWN.text(finding) == "Most of itin 3 cells"


def test_a_table_is_read_row_by_row() -> None:
    head = Thead(Tr([Th("Method"), Th("Held")]))
    table = Table([head, Tbody([Tr([Th("Gi*"), Td([Span("", className="bar"), Span("29%")])])])])
    assert list(SHOWN.tables([P("Before"), table])) == [[["Method", "Held"], ["Gi*", "29%"]]]


def test_every_question_of_the_page_is_there(world: Dataset) -> None:
    said = SHOWN.shown(world, "?types=robbery")
    for question in SHOWN.QUESTIONS.values():
        assert f"*{question}* " in said


def test_a_query_that_cannot_be_used_ends_it(world: Dataset) -> None:
    with pytest.raises(SystemExit, match="types=nonsense"):
        SHOWN.shown(world, "?types=nonsense")


@pytest.mark.shared
def test_the_document_quotes_the_product(shared_data: Path, repository: Path, tmp_path: Path) -> None:
    """Renew it with `python scripts/why_shown.py FOLDER` between the two marks."""
    import_paths(tmp_path, [shared_data / name for name in FOLDERS])
    cleveland = Library(tmp_path).current()
    assert cleveland is not None
    quoted = (repository / "docs" / "why-in-pictures.md").read_text(encoding="utf-8")
    quoted = quoted.partition(BEGIN)[2].partition(END)[0]
    assert quoted.split() == "\n".join(SHOWN.shown(cleveland, query) for query in SHOWN.QUERIES).split()
