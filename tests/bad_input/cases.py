"""All bad inputs, in the order of the document."""

from __future__ import annotations

from tests.bad_input.area_cases import AREAS, TABLES
from tests.bad_input.case import Case, Group
from tests.bad_input.described_cases import TABLES as DESCRIBED
from tests.bad_input.described_cases import VALUES as DESCRIBED_VALUES
from tests.bad_input.packed_cases import PACKED
from tests.bad_input.parquet_cases import PARQUET
from tests.bad_input.text_cases import TEXT
from tests.bad_input.value_cases import VALUES
from tests.bad_input.workbook_cases import WORKBOOKS

GROUPS: tuple[Group, ...] = (
    TEXT,
    VALUES,
    PACKED,
    PARQUET,
    AREAS,
    TABLES,
    DESCRIBED,
    DESCRIBED_VALUES,
    WORKBOOKS,
)
CASES: tuple[Case, ...] = tuple(case for group in GROUPS for case in group.cases)
