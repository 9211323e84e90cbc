"""Measurements in a real browser, of Hexscan's page and of pages written the usual way, in the same run."""

from __future__ import annotations

import importlib.util

from bench.record import Skipped

if importlib.util.find_spec("playwright") is None:
    raise Skipped("playwright is not installed: make install-dev")
