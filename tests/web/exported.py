"""What a server exports, for tests of exports."""

from __future__ import annotations

import csv
import io

from flask import Flask


def text(server: Flask, panel: str, query: str = "") -> str:
    """The file of a panel."""
    answer = server.test_client().get(f"/export/{panel}.csv?{query}")
    assert answer.status_code == 200, answer.text
    return answer.text


def rows(server: Flask, panel: str, query: str = "") -> list[dict[str, str]]:
    """Its rows by the names of their columns."""
    return list(csv.DictReader(io.StringIO(text(server, panel, query), newline="")))
