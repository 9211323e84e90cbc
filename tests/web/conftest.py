"""The small app of `small_app`, fresh for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from dash import Dash
from small_app import small_app


@pytest.fixture
def app(tmp_path: Path) -> Dash:
    """A fresh small app."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    return small_app(data_dir)
