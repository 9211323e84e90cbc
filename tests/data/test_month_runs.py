"""The longest run of months, against all runs there are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.month_runs import longest_run


@given(st.lists(st.booleans(), max_size=25), st.none() | st.integers(1, 8))
def test_the_longest_run_is_taken_and_of_several_the_latest(flags: list[bool], most: int | None) -> None:
    found = longest_run(np.array(flags, dtype=bool), 100, most)
    runs = [
        (start, end)
        for start in range(len(flags))
        for end in range(start, len(flags))
        if all(flags[start : end + 1]) and (most is None or end - start < most)
    ]
    longest = max(runs, key=lambda run: (run[1] - run[0], run[0]), default=None)
    assert found == (None if longest is None else (100 + longest[0], 100 + longest[1]))
