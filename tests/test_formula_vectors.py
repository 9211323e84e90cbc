"""The vectors that the page's formulas are tested on are what Python gives today."""

from __future__ import annotations

import json

from tests.vectors.formula_vectors import FILE, made


def test_the_file_holds_what_python_gives() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(made()))
