"""An area among its peers: the rule word for word, scipy's t interval, and quiet regions."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from dashboard.analysis.comparison import rate_interval
from dashboard.analysis.peers import Place, among_peers, group_means

EVERYBODY = np.ones((4, 4), dtype=bool)


class TestGroupMean:
    def test_is_unweighted_and_includes_the_own_area(self) -> None:
        members = np.array([[0, 1, 0], [0, 0, 1], [1, 1, 0]])
        group = group_means([2.0, 4.0, 9.0], members)
        assert group.mean == pytest.approx([3, 6.5, 5])
        assert group.members.tolist() == [2, 2, 3]

    def test_its_band_is_scipys_interval_of_a_mean(self) -> None:
        rates = np.array([4.2, 7.7, 5.1, 6.0, 3.3])
        members = np.triu(np.ones((5, 5)))
        group = group_means(rates, members, 0.9)
        for i in range(4):
            inside = rates[i:]
            t = stats.t.interval(0.9, len(inside) - 1, inside.mean(), stats.sem(inside))
            assert (group.lower[i], group.upper[i]) == pytest.approx((max(t[0], 0), t[1]))
        assert math.isnan(group.lower[4])  # alone
        assert group.mean[4] == pytest.approx(3.3)

    def test_areas_without_a_rate_are_in_nobodys_mean(self) -> None:
        group = group_means([2.0, math.nan, 6.0, 4.0], EVERYBODY)
        assert group.mean == pytest.approx([4] * 4)
        assert group.members.tolist() == [3] * 4

    def test_large_rates_do_not_drown_their_scatter(self) -> None:
        rates = 1e8 + np.array([1.0, 2.0, 3.0, 4.0])
        group = group_means(rates, EVERYBODY)
        assert group.upper[0] - group.mean[0] == pytest.approx(
            stats.t.ppf(0.975, 3) * stats.sem([1, 2, 3, 4]), rel=1e-6
        )

    @pytest.mark.parametrize("members", [EVERYBODY, np.triu(EVERYBODY)], ids=["everybody", "own groups"])
    def test_several_crime_types_at_once(self, members: np.ndarray) -> None:
        rates = np.random.default_rng(1).gamma(3, size=(5, 4))
        together = group_means(rates, members)
        for i, row in enumerate(rates):
            for of_all, alone in zip(together, group_means(row, members), strict=True):
                np.testing.assert_allclose(of_all[i], alone)

    def test_members_must_be_a_square_of_the_areas(self) -> None:
        with pytest.raises(ValueError, match=r"4 by 4 areas; found \(3, 3\)"):
            group_means([1, 2, 3, 4], np.ones((3, 3)))


class TestPlace:
    def test_reads_as_the_page_says_it(self) -> None:
        assert [str(place) for place in Place] == [
            "above similar areas",
            "within similar areas",
            "below similar areas",
            "too few to say",
            "no similar areas to compare with",
            "no rate to compare",
        ]

    def test_own_interval_against_the_mean_of_all(self) -> None:
        counts, population = np.array([80, 50, 50, 20]), np.full(4, 10_000)
        found = among_peers(counts, population, EVERYBODY)
        assert found.group.mean == pytest.approx([5] * 4)
        assert list(found.place) == [Place.ABOVE, Place.WITHIN, Place.WITHIN, Place.BELOW]
        assert found.side.tolist() == [1, 0, 0, -1]
        assert found.ratio == pytest.approx([1.6, 1, 1, 0.4])
        np.testing.assert_allclose((found.lower, found.upper), rate_interval(counts, population))

    def test_turns_where_the_limit_passes_the_mean(self) -> None:
        # Three areas at 50, the fourth goes up until its lower limit passes the mean of all.
        sides = []
        for count in range(50, 100):
            mean = (150 + count) / 40
            found = among_peers([50, 50, 50, count], [10_000] * 4, EVERYBODY)
            assert (found.side[3] == 1) == (rate_interval(count, 10_000)[0] > mean)
            sides.append(found.side[3])
        assert sides[0] == 0 and sides[-1] == 1

    def test_too_few_where_neither_seen_nor_expected(self) -> None:
        # The mean is 1 per 1,000: the first expects 4, the last 40.
        found = among_peers([0, 40, 80, 0], [4_000, 40_000, 40_000, 40_000], EVERYBODY)
        assert found.group.mean[0] == pytest.approx(0.75)
        assert list(found.place) == [Place.TOO_FEW, Place.WITHIN, Place.ABOVE, Place.BELOW]
        assert math.isnan(found.side[0])

    def test_without_rate_or_peers_nothing_is_said(self) -> None:
        alone = np.zeros((4, 4), dtype=bool)
        alone[2:, 2:] = True
        found = among_peers([50, math.nan, 50, 50], [10_000, 10_000, 0, 10_000], alone)
        assert list(found.place) == [Place.ALONE, Place.NO_RATE, Place.NO_RATE, Place.ALONE]
        assert np.isnan(found.side).all()

    def test_incomplete_areas_are_in_nobodys_mean(self) -> None:
        whole = among_peers([80, 50, 50], [10_000] * 3, EVERYBODY[:3, :3])
        gap = among_peers([80, 50, 50, math.nan], [10_000] * 4, EVERYBODY)
        np.testing.assert_array_equal(gap.group.mean[:3], whole.group.mean)
        assert list(gap.place[:3]) == list(whole.place)

    def test_negative_counts_are_named(self) -> None:
        with pytest.raises(ValueError, match="counts must not be negative; found -1"):
            among_peers([-1, 2], [1000, 1000], np.ones((2, 2)))


class TestQuietRegions:
    def test_as_the_page_on_methods_states(self, repository: Path) -> None:
        """200 regions of 12 partnerships and of 340 wards, all with the same true rate; % called."""
        text = (repository / "docs" / "methods.md").read_text(encoding="utf-8")
        rng = np.random.default_rng(2025)
        partnerships = np.array([92, 144, 136, 197, 107, 522, 300, 196, 148, 209, 320, 274]) * 1000.0
        wards = rng.lognormal(np.log(7000), 0.4, 340)
        groups = np.zeros((340, 340), dtype=bool)
        for row in groups:
            row[rng.choice(340, 8, replace=False)] = True
        for rate in (0.5, 2, 10, 50):
            row = re.search(rf"^\| {rate} per 1,000 \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", text, re.M)
            assert row is not None
            found = []
            for population, members in ((partnerships, np.ones((12, 12))), (wards, groups)):
                counts = rng.poisson(population * rate / 1000, (200, len(population)))
                side = among_peers(counts, population, members).side
                judged = np.isfinite(side)
                found.append(100 * np.mean(side[judged] != 0))
            unjudged = 100 * np.mean(~judged)
            assert max(found) < 5
            assert [float(number) for number in row.groups()] == pytest.approx([*found, unjudged], abs=0.6)

    def test_beside_small_peers_the_promise_is_kept_too(self, repository: Path) -> None:
        """What the plain rule would call is the share called, and that left within because of it."""
        text = (repository / "docs" / "methods.md").read_text(encoding="utf-8")
        rng = np.random.default_rng(2025)
        for residents in (50_000, 150_000, 500_000, 5_000_000):
            stated = re.search(rf"^\| {residents:,} \| ([\d.]+) \| ([\d.]+) \|$", text, re.M)
            assert stated is not None
            population = np.array([residents] + [50_000] * 7)
            found = among_peers(rng.poisson(population / 200, (4000, 8)), population, np.ones((8, 8)))
            called = 100 * np.mean(found.side[:, 0] != 0)
            plainly = 100 * np.mean((found.side[:, 0] != 0) | found.unsure[:, 0])
            assert [float(number) for number in stated.groups()] == pytest.approx([plainly, called], abs=1)
            assert called < 6


class TestUnsure:
    def test_beside_peers_of_two_thousand_nothing_is_called(self) -> None:
        # 4.4 per 1,000 against a mean of 4.85; from 4.4 to its upper limit are 0.13. What three peers of
        # 2,000 bring into the mean has a standard error of sqrt(4.85 x 3 / 2) / 4 = 0.67: 1.32 are needed.
        found = among_peers([4400, 10, 10, 10], [1_000_000, 2000, 2000, 2000], EVERYBODY)
        assert found.group.mean[0] == pytest.approx(4.85)
        assert found.upper[0] < found.group.mean[0]
        assert (found.side[0], found.place[0]) == (0, Place.WITHIN)
        assert found.unsure[0]

    def test_turns_where_the_distance_passes_both_errors(self) -> None:
        for residents in range(2_000, 60_000, 2_000):
            peers = [residents * 5 // 1000] * 3
            found = among_peers([4400, *peers], [1_000_000, *[residents] * 3], EVERYBODY)
            _, upper = rate_interval(4400, 1_000_000)
            error = stats.norm.ppf(0.975) * math.sqrt(4.85 * 3 * 1000 / residents) / 4
            far = math.hypot((upper - 4.4) * 3 / 4, error) < 0.45
            assert (found.side[0] == -1, bool(found.unsure[0])) == (far, not far)
        assert found.side[0] == -1

    def test_what_is_not_called_anyway_is_not_unsure(self) -> None:
        found = among_peers([50, math.nan, 52, 2], [10_000, 10_000, 10_000, 300], EVERYBODY)
        assert not found.unsure[[0, 1]].any()
