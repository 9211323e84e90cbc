"""Raw rows of the demonstration, generated once."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.data.why.raw_demo import generated


@pytest.fixture(scope="session")
def police() -> pd.DataFrame:
    """The demonstration's police records."""
    return generated("demo-police")


@pytest.fixture(scope="session")
def ambulance() -> pd.DataFrame:
    """The demonstration's ambulance calls, which have times."""
    return generated("demo-ambulance")
