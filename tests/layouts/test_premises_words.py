"""What premises are called, what is said of their closing time, and what is taken back by a chip."""

from __future__ import annotations

import pytest

from dashboard.data.dataset import Dataset
from dashboard.layouts.chips import chips
from dashboard.layouts.premises_words import closing_choices, closing_in_words, plural, premises_called
from dashboard.query_fields import CLOSES
from dashboard.selection import Selection
from tests.reader import text_of


@pytest.mark.parametrize(
    ("one", "several"),
    [("pub", "pubs"), ("off-licence", "off-licences"), ("pharmacy", "pharmacies"), ("railway", "railways"),
     ("church", "churches"), ("premises", "premises")],
)  # fmt: skip
def test_several_of_them(one: str, several: str) -> None:
    assert plural(one) == several


@pytest.mark.parametrize(
    ("kind", "closes", "called"),
    [
        ("", "", "licensed premises"),
        ("pub", "", "pubs"),
        ("off-licence", "2", "off-licences open until 2am or later"),
        ("", "0", "licensed premises open until midnight or later"),
        ("", "unknown", "licensed premises with no known closing time"),
    ],
)
def test_called(demonstration: Dataset, kind: str, closes: str, called: str) -> None:
    assert premises_called(demonstration, kind, closes) == called


def test_every_choice_of_closing_time_has_words() -> None:
    assert list(closing_choices()) == ["", *CLOSES]
    assert len({closing_in_words(one) for one in CLOSES}) == len(CLOSES)


def test_chips_of_premises_are_those_of_why_alone(demonstration: Dataset) -> None:
    selection, _ = Selection.from_query("kind=pub&closes=1", demonstration.catalogue)
    assert chips(demonstration, selection) == []
    said = text_of(chips(demonstration, selection, premises=True))
    assert "Near pubs" in said
    assert "Premises open until 1am or later" in said
