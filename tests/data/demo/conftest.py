from __future__ import annotations

import pandas as pd
import pytest

from dashboard.data.demo import DemoRegion, generate


@pytest.fixture(scope="session")
def region() -> DemoRegion:
    return generate()


@pytest.fixture(scope="session")
def police(region: DemoRegion) -> pd.DataFrame:
    return _with_areas(region, 0)


@pytest.fixture(scope="session")
def ambulance(region: DemoRegion) -> pd.DataFrame:
    return _with_areas(region, 1)


def _with_areas(region: DemoRegion, number: int) -> pd.DataFrame:
    """A source's incidents with the district and force area they happened in ("" without location)."""
    links = region.inputs.links
    district = (
        links[(links.child_level == "lsoa") & (links.parent_level == "district")].set_index("child").parent
    )
    force = (
        links[(links.child_level == "district") & (links.parent_level == "force")].set_index("child").parent
    )
    frame = region.incidents[number][1].copy()
    frame["district"] = frame.lsoa_code.map(district).fillna("")
    frame["force_area"] = frame.district.map(force).fillna("")
    return frame
