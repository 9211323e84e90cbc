"""Empirical Bayes against PySAL's esda; tests against scipy's, quiet surfaces and planted excess."""

from __future__ import annotations

import esda.smoothing
import numpy as np
import pytest
from scipy import special, stats

from dashboard.analysis.expected import Null, empirical_bayes, more_than_others, more_than_residents
from dashboard.analysis.multiple import Correction, adjusted_p


class TestEmpiricalBayes:
    @pytest.mark.parametrize("seed", range(8))
    def test_equals_esda(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        risk = rng.gamma(2, 200, 60) + 5
        count = rng.poisson(risk * rng.gamma(4, 0.005, 60))
        ours = empirical_bayes(count, risk)
        assert ours.variance > 0  # where it is not, esda's weights leave 0 to 1
        np.testing.assert_allclose(ours.rate, esda.smoothing.Empirical_Bayes(count, risk).r[:, 0], atol=1e-12)

    def test_worked_by_hand(self) -> None:
        # 10 of 100 and 50 of 100: m = 0.3, s2 = 0.04 - 0.3 / 100 = 0.037, w = 0.037 / 0.04 = 0.925.
        found = empirical_bayes([10, 50], [100, 100])
        assert found.weight == pytest.approx([0.925, 0.925])
        assert found.rate == pytest.approx([0.115, 0.485])

    def test_only_chance_leaves_only_the_mean(self) -> None:
        found = empirical_bayes([5, 5, 5], [100, 100, 100])
        assert found.variance == 0 and found.rate == pytest.approx([0.05] * 3)

    def test_shares_worked_by_hand(self) -> None:
        # As above, but 10 and 50 are some of the 100: s2 = 0.04 - 0.3 x 0.7 / 100, w = s2 / 0.04.
        found = empirical_bayes([10, 50], [100, 100], shares=True)
        assert found.variance == pytest.approx(0.0379)
        assert found.weight == pytest.approx([0.9475, 0.9475])

    def test_nothing_at_risk_is_left_out(self) -> None:
        found = empirical_bayes([10, 50, 7, 3], [100, 100, 0, np.nan])
        assert found.rate[:2] == pytest.approx([0.115, 0.485])
        assert np.isnan(found.rate[2:]).all()
        assert np.isnan(empirical_bayes([1], [0]).rate).all()


class TestTails:
    def test_residents_against_scipy(self) -> None:
        rng = np.random.default_rng(4)
        count, residents = rng.poisson(8, 30), rng.integers(50, 500, 30).astype(float)
        found = more_than_residents(count, residents)
        for i in range(30):
            share = residents[i] / residents.sum()
            one = stats.binomtest(int(count[i]), int(count.sum()), share, alternative="greater")
            assert found.p[i] == pytest.approx(one.pvalue, rel=1e-9)
        assert found.expected.sum() == pytest.approx(count.sum())
        np.testing.assert_allclose(found.p_adjusted, stats.false_discovery_control(found.p), rtol=1e-12)

    def test_others_against_scipy(self) -> None:
        rng = np.random.default_rng(5)
        count, others = rng.poisson(4, 300), rng.poisson(20, 300)
        found = more_than_others(count, others)
        for i in range(300):
            rest_count, rest = np.delete(count, i).sum(), np.delete(count + others, i).sum()
            one = stats.binomtest(
                int(count[i]), int(count[i] + others[i]), float(rest_count / rest), alternative="greater"
            )
            assert found.p[i] == pytest.approx(one.pvalue, rel=1e-9)

    @pytest.mark.parametrize(("places", "mean"), [(4, 60.0), (30, 1.5)])
    def test_a_rest_too_small_to_be_known_is_tested_exactly(self, places: int, mean: float) -> None:
        # Few places, or few incidents of the chosen types: Fisher's exact test of here and elsewhere.
        rng = np.random.default_rng(6)
        count, others = rng.poisson(mean, places), rng.poisson(8 * mean, places)
        found = more_than_others(count, others)
        for i in range(places):
            elsewhere = [np.delete(count, i).sum(), np.delete(others, i).sum()]
            one = stats.fisher_exact([[count[i], others[i]], elsewhere], alternative="greater")
            assert found.p[i] == pytest.approx(one.pvalue, rel=1e-9)

    def test_what_is_all_in_one_place_is_no_certainty(self) -> None:
        # All three incidents in the one place of four out of eight: 4 x 3 x 2 / (8 x 7 x 6).
        found = more_than_others([3, 0], [1, 4])
        assert found.p[0] == pytest.approx(1 / 14)
        assert not found.called.any()

    def test_unknown_places_are_neither_tested_nor_counted(self) -> None:
        known = more_than_residents([9, 1, 2], [100, 100, 100])
        more = more_than_residents([9, 1, 2, 40, 8], [100, 100, 100, 0, np.nan])
        np.testing.assert_allclose(more.p[:3], known.p)
        np.testing.assert_allclose(more.p_adjusted[:3], known.p_adjusted)
        assert np.isnan(more.p[3:]).all() and not more.called[3:].any()
        assert np.isnan(more_than_others([0, 3], [0, 9]).p[0])

    def test_no_incident_at_all(self) -> None:
        found = more_than_residents([0, 0], [10, 10])
        assert not found.called.any() and (found.p == 1).all()


class TestSimulated:
    def test_quiet_surfaces_call_no_more_than_promised(self) -> None:
        rng = np.random.default_rng(2025)
        called = {"residents": 0, "others": 0}
        for _ in range(200):
            risk = rng.gamma(1.5, 300, 150) + 1
            count = rng.poisson(risk * 0.02)
            called["residents"] += more_than_residents(count, risk).called.any()
            called["others"] += more_than_others(count, rng.poisson(risk * 0.1)).called.any()
        bound = 200 * (0.05 + 3 * np.sqrt(0.05 * 0.95 / 200))
        assert max(called.values()) <= bound

    def test_places_that_differ_as_usual_are_not_odd(self) -> None:
        rng = np.random.default_rng(8)
        called = dict.fromkeys(Null, 0.0)
        for _ in range(100):
            residents = rng.gamma(1.5, 300, 150) + 10
            count = rng.poisson(residents * 0.1 * rng.gamma(4, 0.25, 150))  # rates differ by half
            for null in Null:
                called[null] += more_than_residents(count, residents, null=null).called.mean() / 100
        assert called[Null.SAME_RATE] > 0.05  # they do differ
        assert called[Null.USUAL] <= 0.005

    @pytest.mark.parametrize("share", [0.1, 0.4, 0.7])
    def test_shares_that_differ_as_usual_are_not_odd_however_large(self, share: float) -> None:
        rng = np.random.default_rng(8)
        called, spread = 0.0, (0.2 * share) ** 2
        both = share * (1 - share) / spread - 1
        for _ in range(100):
            every = rng.integers(50, 200, 150)
            count = rng.binomial(every, rng.beta(share * both, (1 - share) * both, 150))
            called += more_than_others(count, every - count, null=Null.USUAL).called.mean() / 100
        assert called <= 0.001

    @pytest.mark.parametrize(("places", "chosen"), [(5, 10), (5, 100), (20, 30)])
    def test_few_quiet_places_call_no_more_than_promised(self, places: int, chosen: int) -> None:
        rng = np.random.default_rng(2025)
        called = 0
        for _ in range(400):
            size = rng.gamma(0.3, 1, places) + 0.01  # one of them is most of the town
            size /= size.sum()
            count, others = rng.multinomial(chosen, size), rng.multinomial(20 * chosen, size)
            called += bool(more_than_others(count, others).called.any())
        assert called <= 400 * (0.05 + 3 * np.sqrt(0.05 * 0.95 / 400))

    def test_the_odd_place_is_called_however_many_incidents(self) -> None:
        # Its p is too small to be written; the z it stands for must not be cut short by that.
        rng = np.random.default_rng(3)
        residents = np.full(30, 100_000.0)
        count = rng.poisson(80_000 * rng.gamma(25, 0.04, 30))
        count[3] = 240_000
        for found in (
            more_than_residents(count, residents, null=Null.USUAL),
            more_than_others(count, 9 * residents, null=Null.USUAL),
        ):
            assert np.flatnonzero(found.called).tolist() == [3]

    @pytest.mark.parametrize("count", [1_700, 1_800, 1_900])
    def test_a_p_too_small_to_be_written_goes_on_as_it_was(self, count: int) -> None:
        # Against the logarithm of the tail, summed by hand; usual rates differ by 0.2 of the mean.
        counts, residents = np.r_[np.repeat([560.0, 840.0], 50), count], np.full(101, 700.0)
        weight = empirical_bayes(counts, residents).weight[-1]
        every = np.arange(count, counts.sum() + 1)
        log_p = special.logsumexp(stats.binom.logpmf(every, counts.sum(), 1 / 101))
        expected = stats.norm.cdf(special.ndtri_exp(log_p) * np.sqrt(1 - weight))
        found = more_than_residents(counts, residents, null=Null.USUAL)
        assert found.p[-1] == pytest.approx(expected, rel=0.01)

    def test_the_odd_place_is_called_even_so(self) -> None:
        rng = np.random.default_rng(9)
        residents = rng.gamma(1.5, 300, 150) + 10
        count = rng.poisson(residents * 0.1 * rng.gamma(25, 0.04, 150))
        residents[7], count[7] = 500, 250
        found = more_than_residents(count, residents, null=Null.USUAL)
        assert np.flatnonzero(found.called).tolist() == [7]

    def test_the_town_centre_is_not_called_but_the_odd_place_is(self) -> None:
        rng = np.random.default_rng(1)
        others = rng.poisson(40, 200)
        others[0] = 4000  # a town centre, with as much of the chosen type as it should have
        count = rng.poisson(others * 0.1)
        count[100] = 30
        found = more_than_others(count, others)
        assert np.flatnonzero(found.called).tolist() == [100]
        assert found.smoothed[100] < found.ratio[100]


class TestCorrections:
    def test_bonferroni_and_none(self) -> None:
        p = np.array([0.01, 0.02, 0.5, np.nan])
        assert adjusted_p(p, Correction.BONFERRONI)[:3] == pytest.approx([0.03, 0.06, 1])
        assert adjusted_p(p, Correction.NONE)[:3] == pytest.approx([0.01, 0.02, 0.5])

    def test_missing_ones_do_not_count(self) -> None:
        rng = np.random.default_rng(6)
        p = rng.uniform(0, 1, (5, 40))
        p[:, 3] = 1
        with_gaps = np.full((5, 60), np.nan)
        where = rng.permutation(60)[:40]
        with_gaps[:, where] = p
        np.testing.assert_allclose(
            adjusted_p(with_gaps)[:, where], stats.false_discovery_control(p, axis=1), rtol=1e-12
        )

    def test_what_is_no_p_is_refused(self) -> None:
        with pytest.raises(ValueError, match="between 0 and 1"):
            adjusted_p([0.2, 1.2])


class TestRefused:
    def test_what_does_not_fit(self) -> None:
        with pytest.raises(ValueError, match=r"both be \[places\]"):
            empirical_bayes([1, 2], [1])
        with pytest.raises(ValueError, match="negative"):
            more_than_others([-1], [3])
