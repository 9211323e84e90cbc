"""The Knox test against the R package NearRepeat, Knox's own table and a naive count of all pairs."""

from __future__ import annotations

import itertools
import math

import numpy as np
import numpy.typing as npt
import pytest

from dashboard.analysis import near_repeats
from dashboard.analysis.near_repeats import Metric, band_words, knox

Points = npt.NDArray[np.float64]
Days = npt.NDArray[np.int64]


class FromR:
    """R's own random numbers (Mersenne Twister, sample() by rejection as since R 3.6), for its examples."""

    def __init__(self, seed: int) -> None:
        state = seed
        for _ in range(50):
            state = (69069 * state + 1) % 2**32
        words = []
        for _ in range(625):
            state = (69069 * state + 1) % 2**32
            words.append(state)
        self.bits = np.random.MT19937()
        key = np.array(words[1:], dtype=np.uint32)
        self.bits.state = {"bit_generator": "MT19937", "state": {"key": key, "pos": 624}}

    def uniform(self) -> float:
        return float(self.bits.random_raw()) * 2.3283064365386963e-10

    def sample(self, most: int, number: int) -> list[int]:
        """sample(x = most, size = number, replace = TRUE)."""
        bits = math.ceil(math.log2(most))
        drawn: list[int] = []
        while len(drawn) < number:
            value = int(self.uniform() * 65536) & ((1 << bits) - 1)
            if value < most:
                drawn.append(value + 1)
        return drawn


def of_the_vignette() -> tuple[Points, Days]:
    """set.seed(10); x, y = sample(20, 20, TRUE) * 5; time = sort(sample(20, 20, TRUE))."""
    random = FromR(10)
    x, y = ([5.0 * value for value in random.sample(20, 20)] for _ in range(2))
    return np.column_stack([x, y]), np.array(sorted(random.sample(20, 20)))


def by_hand(
    places: Points, days: Days, metres: tuple[float, ...], lags: tuple[int, ...]
) -> npt.NDArray[np.int64]:
    """Every pair looked at by itself."""
    found = np.zeros((len(metres) - 1, len(lags) - 1), dtype=np.int64)
    for a, b in itertools.combinations(range(len(days)), 2):
        apart, later = math.dist(places[a], places[b]), abs(int(days[a]) - int(days[b]))
        for i, (near, far) in enumerate(itertools.pairwise(metres)):
            for j, (soon, late) in enumerate(itertools.pairwise(lags)):
                found[i, j] += (near <= apart < far) and (soon <= later < late)
    return found


class TestPublished:
    def test_r_package_near_repeat(self) -> None:
        # vignette("NearRepeat_breaks"), the default (half-open) bands: its data as printed, its table.
        places, days = of_the_vignette()
        assert places[:6].tolist() == [[55, 90], [45, 90], [50, 65], [80, 25], [60, 5], [40, 35]]
        assert days[:6].tolist() == [1, 2, 3, 3, 4, 5]
        found = knox(places, days, (0, 1, 20, 40, 60), (0, 1, 2, 3, 4), metric=Metric.CITY_BLOCK)
        assert found.observed.tolist() == [[0, 0, 0, 0], [1, 1, 2, 2], [4, 4, 5, 1], [2, 5, 4, 3]]

    def test_knox_childhood_leukaemia(self) -> None:
        # Knox (1964): 96 cases are 4,560 pairs, 152 of them within 59 days, 25 within 1 km: 0.83 expected.
        pairs = 96 * 95 / 2
        assert pairs == 4560
        assert 152 * 25 / pairs == pytest.approx(0.83, abs=0.005)
        # The same product for data of ours: the margins of all pairs, whatever the pairs are.
        rng = np.random.default_rng(1)
        places, days = rng.uniform(0, 2000, (96, 2)), rng.integers(0, 1500, 96)
        found = knox(places, days, (0, 500), (0, 60), permutations=1)
        near, soon = by_hand(places, days, (0, 500), (0, 9999)), by_hand(places, days, (0, 1e9), (0, 60))
        assert found.expected[0, 0] == pytest.approx(near[0, 0] * soon[0, 0] / pairs, rel=1e-12)


class TestCounts:
    @pytest.mark.parametrize("seed", range(6))
    def test_equals_all_pairs_one_by_one(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        places = rng.integers(0, 12, (150, 2)) * 50.0  # many at one point, many exactly on an edge
        days = rng.integers(0, 60, 150)
        metres, lags = (0.0, 1.0, 100.0, 250.0), (0, 1, 7, 14)
        found = knox(places, days, metres, lags, permutations=1)
        assert np.array_equal(found.observed, by_hand(places, days, metres, lags))

    def test_bands_are_half_open(self) -> None:
        places = np.array([[0.0, 0], [100, 0]])
        assert knox(places, [0, 7], (0, 100, 200), (0, 7, 14), permutations=1).observed.tolist() == [
            [0, 0],
            [0, 1],
        ]

    def test_blocks_that_do_not_fit_lose_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rng = np.random.default_rng(3)
        places, days = rng.uniform(0, 300, (200, 2)), rng.integers(0, 30, 200)
        whole = knox(places, days, (0, 200, 400), (0, 5, 30), permutations=20)
        monkeypatch.setattr(near_repeats, "_BLOCK", 7)
        monkeypatch.setattr(near_repeats, "_TOGETHER", 3)
        small = knox(places, days, (0, 200, 400), (0, 5, 30), permutations=20)
        assert np.array_equal(whole.observed, small.observed)
        assert whole.expected == pytest.approx(small.expected)


class TestChance:
    def test_expected_is_the_mean_of_permutations(self) -> None:
        rng = np.random.default_rng(5)
        places, days = rng.uniform(0, 1000, (120, 2)), rng.integers(0, 90, 120)
        metres, lags = (0.0, 100.0, 300.0), (0, 7, 30)
        expected = knox(places, days, metres, lags, permutations=1).expected
        dealt = [by_hand(places, rng.permutation(days), metres, lags) for _ in range(60)]
        error = np.std(dealt, axis=0) / np.sqrt(60)
        assert (np.abs(np.mean(dealt, axis=0) - expected) < 4 * error).all()

    def test_p_is_that_of_a_naive_permutation_test(self) -> None:
        rng = np.random.default_rng(8)
        places, days = rng.uniform(0, 400, (40, 2)), rng.integers(0, 30, 40)
        metres, lags = (0.0, 100.0, 200.0), (0, 5, 10)
        found = knox(places, days, metres, lags, permutations=999)
        observed = by_hand(places, days, metres, lags)
        naive = np.mean(
            [by_hand(places, rng.permutation(days), metres, lags) >= observed for _ in range(300)], axis=0
        )
        assert np.abs(found.p - naive).max() < 4 * np.sqrt(0.25 / 300)

    def test_planted_repeats_are_found_and_the_rest_is_not(self) -> None:
        rng = np.random.default_rng(11)
        places, days = rng.uniform(0, 10_000, (600, 2)), rng.integers(0, 360, 600)
        followed = rng.choice(600, 80, replace=False)
        places = np.concatenate([places, places[followed] + rng.uniform(-60, 60, (80, 2))])
        days = np.concatenate([days, days[followed] + rng.integers(0, 7, 80)])
        found = knox(places, days, (0, 100, 200, 400), (0, 7, 14, 28))
        assert found.ratio[0, 0] > 5
        assert found.p_adjusted[0, 0] <= 0.05
        assert found.p_adjusted[2, 2] > 0.05

    def test_false_alarms_are_as_many_as_promised(self) -> None:
        rng = np.random.default_rng(2025)
        called = [
            knox(rng.uniform(0, 1000, (60, 2)), rng.integers(0, 60, 60), (0, 150), (0, 7), permutations=99).p[
                0, 0
            ]
            <= 0.05
            for _ in range(200)
        ]
        assert np.mean(called) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)

    def test_busy_places_and_seasons_alone_are_no_near_repeats(self) -> None:
        rng = np.random.default_rng(4)
        places = rng.normal(0, 1, (400, 2)) ** 3 * 300
        days = (rng.beta(2, 5, 400) * 360).astype(np.int64)
        assert knox(places, days, (0, 100), (0, 7)).p[0, 0] > 0.05

    def test_fewer_permutations_where_pairs_are_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rng = np.random.default_rng(7)
        places, days = rng.uniform(0, 500, (60, 2)), rng.integers(0, 40, 60)
        assert knox(places, days, (0, 300), (0, 7)).permutations == 999
        monkeypatch.setattr(near_repeats, "_AFFORDABLE", 300_000)
        assert knox(places, days, (0, 300), (0, 7)).permutations == 499
        monkeypatch.setattr(near_repeats, "_AFFORDABLE", 1)
        assert knox(places, days, (0, 300), (0, 7)).permutations == 499

    def test_one_band_of_twenty_is_told_from_chance_however_many_pairs(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rng = np.random.default_rng(11)
        places, days = rng.uniform(0, 2000, (600, 2)), rng.integers(0, 900, 600)
        places[560:], days[560:] = places[:40], np.minimum(days[:40] + 2, 899)
        monkeypatch.setattr(near_repeats, "_AFFORDABLE", 1)
        found = knox(places, days, (0, 1, 100, 200, 300, 400), (0, 7, 14, 21, 28))
        assert found.observed[0, 0] == 40 > 10 * found.expected[0, 0]
        assert found.p_adjusted[0, 0] < 0.05 < np.sort(found.p_adjusted.reshape(-1))[1]

    def test_a_seed_is_repeatable(self) -> None:
        rng = np.random.default_rng(6)
        places, days = rng.uniform(0, 500, (50, 2)), rng.integers(0, 40, 50)
        first, again = (knox(places, days, (0, 100, 200), (0, 7, 14), seed=3) for _ in range(2))
        assert np.array_equal(first.p, again.p)


class TestRefused:
    def test_what_does_not_fit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        places, days = np.zeros((3, 2)), [0, 1, 2]
        with pytest.raises(ValueError, match="must ascend"):
            knox(places, days, (0, 100, 100), (0, 7))
        with pytest.raises(ValueError, match="whole numbers"):
            knox(places, [0, 0.5, 1], (0, 100), (0, 7))
        with pytest.raises(ValueError, match="one day an incident"):
            knox(places, [0, 1], (0, 100), (0, 7))
        with pytest.raises(ValueError, match="have coordinates"):
            knox(np.full((3, 2), np.nan), days, (0, 100), (0, 7))
        monkeypatch.setattr(near_repeats, "MOST_PAIRS", 2)
        with pytest.raises(ValueError, match="3 pairs of incidents lie within 100 metres"):
            knox(places, days, (0, 100), (0, 7))

    def test_no_incident_and_one(self) -> None:
        assert knox(np.zeros((0, 2)), [], (0, 100), (0, 7), permutations=5).observed.tolist() == [[0]]
        alone = knox(np.zeros((1, 2)), [4], (0, 100), (0, 7), permutations=5)
        assert alone.observed.tolist() == [[0]] and np.isnan(alone.ratio[0, 0])


def test_words_of_bands() -> None:
    assert band_words((0, 100, 2500), "metres") == ["0 to under 100 metres", "100 to under 2,500 metres"]
    assert band_words((0, 7, 14), "days", whole=True) == ["0 to 6 days", "7 to 13 days"]
    assert band_words((0, 1, 2), "days apart", whole=True) == ["0 days apart", "1 days apart"]
