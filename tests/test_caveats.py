"""The tests that docs/caveats.md names are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
NAMED = sorted(
    set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", (REPOSITORY / "docs/caveats.md").read_text()))
)


def test_many_are_named() -> None:
    assert len(NAMED) > 15


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_the_test_is_there(file: str, name: str) -> None:
    assert re.search(rf"^\s*def {name}\(", (REPOSITORY / file).read_text(), re.MULTILINE)


def test_the_house_is_drawn_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(REPOSITORY / "scripts"))
    import draw_house

    page = draw_house.PAGE.read_text(encoding="utf-8")
    assert draw_house.redrawn(page) == page, "run: python scripts/draw_house.py"
