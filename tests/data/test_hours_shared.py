"""Chosen hours on real sources, each by its own clock, against their files counted plainly with pandas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import h3
import numpy as np
import pandas as pd
import pytest

from dashboard.data.dataset import Dataset
from dashboard.data.hours import by_hour, hours_chosen
from dashboard.data.incident_rows import incident_hours
from dashboard.data.ingest import import_paths
from dashboard.data.queries import cells, months, types
from dashboard.data.schema import month_text
from dashboard.data.sources.mapping.finding import find_description
from dashboard.data.store import Store
from dashboard.data.view import view_of
from dashboard.data.why.when import when
from dashboard.selection import Selection

pytestmark = pytest.mark.shared

CHOICES = ["days=fri,sat&hours=18-3", "hours=0-6", "days=sat,sun", "days=tue&hours=9-17", "hours=23-1"]


def imported(folder: Path, name: str, paths: list[Path]) -> Dataset:
    import_paths(folder, paths, description=find_description(name, Path("none")))
    version = Store(folder).current_version()
    assert version is not None
    return Dataset(Store(folder).version_dir(version))


def asked(dataset: Dataset, query: str) -> Selection:
    first, last = month_text(dataset.first_month), month_text(dataset.last_month)
    selection, problems = Selection.from_query(f"from={first}&to={last}&{query}", dataset.catalogue)
    assert not problems
    return selection


def in_hours(day: pd.Series, hour: pd.Series, selection: Selection) -> pd.Series:
    """Whether local times are in the chosen hours, by rules written down once more."""
    days = list(selection.days or range(7))
    first, end = selection.hours or (0, 24)
    end = end or 24
    if first < end:
        return day.isin(days) & hour.between(first, end - 1)
    return (day.isin(days) & (hour >= first)) | (((day - 1) % 7).isin(days) & (hour < end))


class TestStopAndSearch:
    """Bedfordshire gives the minute, in UTC; its clocks are London's."""

    @pytest.fixture(scope="class")
    def written(self, shared_data: Path) -> pd.DataFrame:
        paths = sorted((shared_data / "police-stop-and-search").rglob("*-bedfordshire-*"))
        files = pd.concat([pd.read_csv(path) for path in paths], ignore_index=True)
        local = pd.to_datetime(files.Date, utc=True).dt.tz_convert("Europe/London")
        month = local.dt.strftime("%Y-%m")
        return files.assign(day=local.dt.day_of_week, hour=local.dt.hour, month=month)

    @pytest.fixture(scope="class")
    def dataset(self, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
        paths = sorted((shared_data / "police-stop-and-search").rglob("*-bedfordshire-*"))
        return imported(tmp_path_factory.mktemp("searches"), "stop-and-search", paths)

    @pytest.mark.parametrize("query", CHOICES)
    def test_by_month_and_cell(self, dataset: Dataset, written: pd.DataFrame, query: str) -> None:
        selection, source = asked(dataset, query), "stop-and-search"
        kept = written[in_hours(written.day, written.hour, selection)]
        assert len(kept) > 50
        found = months(dataset, selection, source)
        counted = kept.month.value_counts()
        assert found.incidents.fillna(0).tolist() == [counted.get(month, 0) for month in found.month]
        located = kept[kept.Longitude.notna() & kept.Latitude.notna()]
        finest = dataset.sources[source].finest_resolution
        pairs = zip(located.Latitude, located.Longitude, strict=True)
        by_cell = pd.Series([h3.latlng_to_cell(*pair, finest) for pair in pairs]).value_counts()
        found = cells(dataset, selection, source, finest)
        assert dict(zip(found.cell, found.incidents, strict=True)) == by_cell.to_dict()


class TestToronto:
    @pytest.fixture(scope="class")
    def written(self, shared_data: Path) -> pd.DataFrame:
        path = next((shared_data / "toronto-major-crime-indicators").glob("*.csv.gz"))
        rows = pd.read_csv(path, dtype=str)
        day = pd.to_datetime(rows.occurrencedate.str[:10], format="%Y/%m/%d")
        hour = rows.occurrencehour.astype(int)
        wall = day + pd.to_timedelta(hour, unit="h")
        first = pd.Series(True, index=wall.index).to_numpy()
        skipped = wall.dt.tz_localize("America/Toronto", ambiguous=first, nonexistent="NaT").isna()
        assert 0 < skipped.sum() < 100  # by a clock not yet changed
        rows = rows.assign(day=day.dt.day_of_week, hour=hour + skipped, month=day.dt.strftime("%Y-%m"))
        return rows[day >= pd.Timestamp("2014-01-01")]

    @pytest.fixture(scope="class")
    def dataset(self, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
        path = next((shared_data / "toronto-major-crime-indicators").glob("*.csv.gz"))
        return imported(tmp_path_factory.mktemp("toronto"), "toronto-major-crime", [path])

    @pytest.mark.parametrize("query", CHOICES)
    def test_by_month_and_type(self, dataset: Dataset, written: pd.DataFrame, query: str) -> None:
        selection = asked(dataset, query)
        (source,) = dataset.sources
        assert dataset.sources[source].zone == "America/Toronto"
        kept = written[in_hours(written.day, written.hour, selection)]
        found = months(dataset, selection, source)
        counted = kept.month.value_counts()
        assert found.incidents.fillna(0).tolist() == [counted.get(month, 0) for month in found.month]
        assert types(dataset, selection, source).incidents.sum() == len(kept)

    def test_the_week_is_that_of_the_file(self, dataset: Dataset, written: pd.DataFrame) -> None:
        (source,) = dataset.sources
        plain = pd.crosstab(written.day, written.hour).to_numpy()
        found = when(dataset, asked(dataset, ""), source).hours
        assert found is not None
        assert np.abs(np.array(found.weights) - plain).max() < 1e-6
        hours = incident_hours(view_of(dataset, asked(dataset, ""), source))
        assert hours is not None and (by_hour(hours) == plain).all()


class TestNewYork:
    """Most thefts are known only to lie between two times."""

    @pytest.fixture(scope="class")
    def path(self, shared_data: Path) -> Path:
        return next((shared_data / "nyc-vehicle-thefts").glob("*.csv.gz"))

    @pytest.fixture(scope="class")
    def dataset(self, path: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
        return imported(tmp_path_factory.mktemp("york"), "new-york-vehicle-thefts", [path])

    @pytest.fixture(scope="class")
    def weights(self, path: Path) -> np.ndarray:
        """[thefts, 168]: the share of each range that lies in each hour, by the clock on the wall."""
        rows = pd.read_csv(path, dtype=str)
        begun, ended = pd.to_datetime(rows.date_start), pd.to_datetime(rows.date_end)
        ended = ended.fillna(begun)
        result = np.zeros((len(rows), 168))
        for row, (begin, end) in enumerate(zip(begun, ended, strict=True)):
            span = (end - begin).total_seconds()
            if span > 168 * 3600:
                result[row] = 1 / 168
                continue
            for share, hour in _hours(begin, end, span):
                result[row, hour] += share
        return result

    def test_the_drawn_hours_are_the_aoristic_ones_but_for_chance(
        self, dataset: Dataset, weights: np.ndarray
    ) -> None:
        (source,) = dataset.sources
        assert dataset.sources[source].zone == "America/New_York"
        found = incident_hours(view_of(dataset, asked(dataset, ""), source))
        assert found is not None
        number = by_hour(found).reshape(-1)
        expected, scatter = weights.sum(axis=0), np.sqrt((weights * (1 - weights)).sum(axis=0))
        assert number.sum() == len(weights) == 35_746
        z = (number - expected) / scatter
        assert np.abs(z).max() < 5  # of 168; a change of clocks moves some thefts by an hour
        assert 0.7 < z.std() < 1.3

    @pytest.mark.parametrize("query", CHOICES)
    def test_counts_lie_between_what_is_certain_and_what_is_possible(
        self, dataset: Dataset, weights: np.ndarray, query: str
    ) -> None:
        (source,) = dataset.sources
        selection = asked(dataset, query)
        chosen = hours_chosen(selection)
        assert chosen is not None
        share = weights[:, chosen].sum(axis=1)
        found = int(months(dataset, selection, source).incidents.sum())
        assert (share > 0.999999).sum() - 30 <= found <= (share > 0).sum() + 30
        scatter = np.sqrt((share * (1 - share)).sum())
        assert abs(found - share.sum()) < 5 * scatter + 10


def _hours(begin: pd.Timestamp, end: pd.Timestamp, span: float) -> Iterator[tuple[float, int]]:
    """Each hour of the week a span touches with the share of it that lies there."""
    if not span:
        yield 1.0, begin.weekday() * 24 + begin.hour
        return
    edge = begin
    while edge < end:
        following = min(edge.floor("h") + pd.Timedelta(hours=1), end)
        yield (following - edge).total_seconds() / span, edge.weekday() * 24 + edge.hour
        edge = following
