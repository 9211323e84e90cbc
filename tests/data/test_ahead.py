"""Work ahead on several threads: the order stays, little waits, and an error comes in its turn."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from dashboard.data.ahead import in_order


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_results_come_in_the_order_of_the_things(threads: int) -> None:
    def work(number: int) -> int:
        time.sleep(0.002 * (number % 3))  # the first is not the first to be ready
        return number * number

    assert list(in_order(work, range(30), threads)) == [number * number for number in range(30)]
    assert list(in_order(work, [], threads)) == []


def test_no_more_is_begun_than_there_are_threads_and_one() -> None:
    begun: list[int] = []

    def things() -> Iterator[int]:
        for number in range(20):
            begun.append(number)
            yield number

    for done, _ in enumerate(in_order(lambda number: number, things(), 3), 1):
        assert len(begun) <= done + 3


def test_work_is_shared_by_threads() -> None:
    both = threading.Barrier(2, timeout=30)
    assert list(in_order(lambda number: both.wait() >= 0 and number, range(4), 2)) == [0, 1, 2, 3]


@pytest.mark.parametrize("threads", [1, 3])
def test_the_error_of_the_first_thing_that_fails_is_raised_though_a_later_one_fails_sooner(
    threads: int,
) -> None:
    def work(number: int) -> int:
        if number == 4:
            time.sleep(0.05)
        if number in (4, 5):
            raise ValueError(f"file {number}")
        return number

    seen: list[int] = []
    with pytest.raises(ValueError, match="file 4"):
        seen.extend(in_order(work, range(9), threads))
    assert seen == [0, 1, 2, 3]
