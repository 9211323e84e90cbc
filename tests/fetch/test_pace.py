"""The leaky bucket: never more at once than allowed, never more a second over any time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.fetch.pace import LeakyBucket
from tests.fetch.services import FakeClock


@given(
    pauses=st.lists(st.floats(0, 3), max_size=200),
    rate=st.sampled_from([5.0, 15.0]),
    burst=st.integers(1, 30),
)
def test_no_window_holds_more_than_the_service_allows(pauses: list[float], rate: float, burst: int) -> None:
    fake = FakeClock()
    bucket = LeakyBucket(rate, burst, fake.clock())
    times = []
    for pause in pauses:
        fake.at += pause
        bucket.wait()
        times.append(fake.at)
    for first, begun in enumerate(times):
        for last in range(first, len(times)):
            assert last - first + 1 <= burst + rate * (times[last] - begun) + 1e-6


def test_a_burst_is_let_through_at_once_and_the_rest_waits() -> None:
    fake = FakeClock()
    bucket = LeakyBucket(10, 3, fake.clock())
    for _ in range(3):
        bucket.wait()
    assert fake.waited == []
    bucket.wait()
    assert 0 < sum(fake.waited) <= 0.1
