"""Compare against Scan on the demonstration region: the same numbers, however they are asked for."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.peers import among_peers
from dashboard.analysis.quadrant import standings
from dashboard.analysis.variation import latest_side, sides_at_end, xmr_chart
from dashboard.data import comparing, queries
from dashboard.data.dataset import Dataset
from dashboard.data.series import series
from tests.data.compared_world import asked, assert_same, of


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?types=burglary&compare=ward",
        "?from=2024-06&to=2025-05",
        "?types=robbery,vehicle-crime&compare=lsoa&among=X06000001",
        "?compare=force&types=drugs",
        "?area=X06000001&types=shoplifting&from=2025-07&to=2025-12",
    ],
)
class TestAgainstScan:
    """Numbers that Scan shows as well are the very same."""

    def test_rates_and_changes(self, demonstration: Dataset, query: str) -> None:
        found = of(demonstration, query)
        selection = asked(demonstration, query)
        scan = selection.replace(area=found.among, level=found.level.value)
        listed = queries.areas(demonstration, scan, scan.sources[0]).set_index("area_code")
        table = of(demonstration, query, "compare_table").set_index("area_code")
        assert table.index.tolist() == list(found.codes)
        same = ["incidents", "residents", "rate", "rate_lower", "rate_upper"]
        same += ["compared", "before", "change", "z", "verdict", "denominator_note"]
        pd.testing.assert_frame_equal(
            table[same], listed.loc[list(found.codes), same], check_dtype=False, check_exact=True
        )
        assert np.array_equal(found.peers.rate, found.rate, equal_nan=True)
        assert np.array_equal(found.peers.lower, found.lower, equal_nan=True)

    def test_one_type_at_a_time(self, demonstration: Dataset, query: str) -> None:
        found, every = of(demonstration, query, "by_type"), of(demonstration, query)
        for row, name in enumerate(found.types[:3]):
            selection = asked(demonstration, query).replace(types=(name,))
            alone = comparing.compared(demonstration, selection, selection.sources[0])
            for own, other in (
                (found.incidents, alone.incidents),
                (found.rate, alone.rate),
                (found.lower, alone.lower),
                (found.rank, alone.rank),
                (found.side, alone.peers.side),
                (found.ratio, alone.peers.ratio),
                (found.mean, alone.peers.group.mean),
            ):
                np.testing.assert_allclose(own[row], other, rtol=1e-13)
            assert alone.codes == every.codes

    def test_months_are_those_of_each_area(self, demonstration: Dataset, query: str) -> None:
        found, every = of(demonstration, query, "trends"), of(demonstration, query)
        selection = asked(demonstration, query)
        for row, code in list(enumerate(every.codes))[::5]:
            own = series(demonstration, selection.replace(area=code), selection.sources[0])
            counts = [
                math.nan if one.incidents is None or not one.whole else float(one.incidents)
                for one in own.rows[: len(found.months)]
            ]
            assert np.array_equal(found.counts[row], counts, equal_nan=True), code

    def test_all_that_is_said_is_said_of_arrays(self, demonstration: Dataset, query: str) -> None:
        c, t = of(demonstration, query), of(demonstration, query, "trends")
        counts = np.where(c.complete, c.counted, np.nan)
        peers, chart = among_peers(counts, c.population, c.members), xmr_chart(t.counts)
        found = standings(peers.side, latest_side(chart), peers.ratio, c.direction)
        assert peers.place.tolist() == c.peers.place.tolist()
        assert np.array_equal(chart.side, t.chart.side)
        own = of(demonstration, query, "worsening").standings
        assert own.order.tolist() == [row for row in found.order.tolist() if c.complete[row]]
        assert np.array_equal(sides_at_end([t.counts])[0], t.side, equal_nan=True)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?from=2024-06&to=2025-05",
        "?compare=force",
        "?compare=ward&types=burglary,robbery,vehicle-crime",
        "?compare=lsoa&types=robbery,vehicle-crime",
        "?area=X06000001&types=burglary,shoplifting&from=2025-07&to=2025-12",
    ],
)
def test_pairs_are_judged_as_alone(demonstration: Dataset, query: str) -> None:
    """Of each of several crime types what is said where it alone is chosen."""
    together = of(demonstration, query, "worsening")
    listed = (*together.pairs_worst, *together.pairs_best)
    assert listed
    for one in listed[:4]:
        selection = asked(demonstration, query).replace(types=(one.crime_type,))
        alone = comparing.worsening(demonstration, selection, selection.sources[0])
        [same] = [other for other in (*alone.worst, *alone.best) if other.code == one.code]
        assert_same(one, same, one.crime_type)


def test_pairs_by_the_change_of_a_year_are_judged_as_alone(demonstration: Dataset) -> None:
    together = of(demonstration, "?trend=year", "worsening")
    assert together.pairs_worst or together.pairs_best
    for one in (*together.pairs_worst, *together.pairs_best):
        alone = of(demonstration, f"?trend=year&types={one.crime_type}", "worsening")
        [same] = [other for other in (*alone.worst, *alone.best) if other.code == one.code]
        assert_same(one, same, one.crime_type)


@pytest.mark.parametrize("limits", ["exact", "multiplicative", "additive"])
def test_a_funnel_names_those_outside_its_own_lines(demonstration: Dataset, limits: str) -> None:
    query = f"?compare=ward&types=burglary&limits={limits}"
    found, compared = of(demonstration, query, "funnel"), of(demonstration, query)
    lower = np.interp(np.log(compared.population), np.log(found.at), found.lower95)
    upper = np.interp(np.log(compared.population), np.log(found.at), found.upper95)
    clear = np.minimum(abs(compared.rate - lower), abs(compared.rate - upper)) > 0.3
    drawn = (compared.rate > upper).astype(int) - (compared.rate < lower)
    assert np.array_equal(found.side95[clear], drawn[clear])
    assert found.outside95 == int((found.side95 != 0).sum()) >= found.outside998
    assert found.widened == (limits != "exact")
    assert 0 < found.expected95 < len(compared.codes) * 0.05
    assert len(found.at) == 60


def test_what_is_kept_is_given_again(demonstration: Dataset) -> None:
    assert of(demonstration, "?types=robbery") is of(demonstration, "?types=robbery&tab=table&sort=name")
    assert of(demonstration, "?types=robbery", "trends") is of(
        demonstration, "?types=robbery&limits=additive&area=X06000001", "trends"
    )
    assert of(demonstration, "?types=robbery") is not of(demonstration, "?types=robbery&area=X06000001")
    assert of(demonstration, "", "trends") is not of(demonstration, "?trend=quarter", "trends")
