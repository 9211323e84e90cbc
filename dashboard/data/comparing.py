"""Selection -> the areas of one level, compared: the only way out for numbers of Compare.

Each function answers for one source and passes what it found through `disclose()`. Rates and changes are
those of `area_rows`, as Scan's table has them. Functions share what they work out, and each fails alone.
"""

from __future__ import annotations

import pandas as pd

from dashboard.data import comparison_tables as tables
from dashboard.data.alike import Harm
from dashboard.data.compared import ByType, Compared, Funnel, Trends, Worsening
from dashboard.data.comparison_areas import compared_level as compared_level  # which alone counts nothing
from dashboard.data.comparison_funnel import funnel_of
from dashboard.data.comparison_parts import (
    Asked,
    by_type_of,
    pairs_of,
    trends_of,
)
from dashboard.data.comparison_rates import compared_of, harm_by
from dashboard.data.comparison_trends import RECENT
from dashboard.data.comparison_types import worsening as worsening_of
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.similar_table import similar_frame
from dashboard.selection import Selection


def compared(dataset: Dataset, selection: Selection, source: str) -> Compared:
    """The areas of a level: rates, changes, places among similar areas, and what these rest on.

    Raises KeyError for a source or area the version does not have, as the others do.
    """
    asked = Asked(dataset, selection, source)
    return disclose(asked.kept("compared", asked.similarity, lambda: compared_of(asked)), asked.source)


def funnel(dataset: Dataset, selection: Selection, source: str) -> Funnel:
    """Rates against residents, with the limits chosen."""
    asked, limits = Asked(dataset, selection, source), selection.comparison.limits
    key = (limits, *asked.similarity)
    found = asked.kept("funnel", key, lambda: funnel_of(compared(dataset, selection, source), limits))
    return disclose(found, asked.source)


def trends(dataset: Dataset, selection: Selection, source: str) -> Trends:
    """Each area's months up to the period's end, and what its chart says."""
    asked, chosen = Asked(dataset, selection, source), selection.comparison
    key = (RECENT[chosen.trend], chosen.span, chosen.rebase)
    return disclose(asked.kept("trends", key, lambda: trends_of(asked)), asked.source)


def by_type(dataset: Dataset, selection: Selection, source: str) -> ByType:
    """Every area by each of the chosen crime types that the source records."""
    asked = Asked(dataset, selection, source)
    found = asked.kept(
        "by type", asked.similarity, lambda: by_type_of(asked, compared(dataset, selection, source))
    )
    return disclose(found, asked.source)


def worsening(dataset: Dataset, selection: Selection, source: str) -> Worsening:
    """Who is worse and worsening, and who better and improving."""
    asked, chosen = Asked(dataset, selection, source), selection.comparison

    def found() -> Worsening:
        parts = compared(dataset, selection, source), trends(dataset, selection, source)
        of_types = by_type(dataset, selection, source)
        return worsening_of(*parts, of_types, pairs_of(asked, *parts, of_types), chosen.trend)

    key = (chosen.trend, chosen.span, chosen.rebase, *asked.similarity)
    return disclose(asked.kept("worsening", key, found), asked.source)


def harm(dataset: Dataset, selection: Selection, source: str) -> Harm | None:
    """Weighted harm by the table of weights chosen; None where none is."""
    asked = Asked(dataset, selection, source)
    key = (selection.comparison.harm, *asked.similarity)
    found = asked.kept("harm", key, lambda: harm_by(asked, compared(dataset, selection, source)))
    return disclose(found, asked.source)


def compare_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row an area: all that the page says of it."""
    asked = dataset, selection, source
    parts = compared(*asked), funnel(*asked), trends(*asked), worsening(*asked)
    residents = Asked(*asked).rows.residents
    return disclose(tables.compared_frame(*parts, residents, harm(*asked)), dataset.sources[source])


def similar_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """Who is in whose group; of the own area's group also feature by feature how alike they are."""
    return disclose(similar_frame(compared(dataset, selection, source)), dataset.sources[source])


def compare_types_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row an area and crime type."""
    asked = dataset, selection, source
    return disclose(tables.types_frame(compared(*asked), by_type(*asked)), dataset.sources[source])


def compare_months_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row an area and month up to the period's end."""
    asked = dataset, selection, source
    return disclose(tables.months_frame(compared(*asked), trends(*asked)), dataset.sources[source])


def funnel_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """The lines of the funnel."""
    asked = dataset, selection, source
    return disclose(tables.funnel_frame(compared(*asked), funnel(*asked)), dataset.sources[source])


def worsening_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """The two lists."""
    asked = dataset, selection, source
    return disclose(tables.worsening_frame(compared(*asked), worsening(*asked)), dataset.sources[source])
