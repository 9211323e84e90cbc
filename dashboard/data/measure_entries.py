"""Entries of the catalogue of measures, and those that are the same whatever data are imported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dashboard.analysis.variation import Direction

FOUND_BY_POLICE = frozenset({"drugs", "possession-of-weapons"})
"""Crime types recorded mostly because police look for them: more of them may be good work or a worse
place."""


class Measure(NamedTuple):
    """One entry of the catalogue: all in sentences or short words for the reader."""

    slug: str
    """Its anchor on the page: "rate", "funnel", "type-burglary"."""
    name: str
    definition: str
    numerator: str
    denominator: str
    """"" where nothing is divided."""
    direction: Direction
    source: str
    caveats: tuple[str, ...]


def direction(types: Sequence[str]) -> Direction:
    """What more of these crime types together means; of none or of a mixture more is worse."""
    if types and FOUND_BY_POLICE.issuperset(types):
        return Direction.NO_JUDGEMENT
    return Direction.HIGHER_WORSE


INCIDENTS = "Incidents of the chosen crime types in the period, where they happened, whoever reported them."
RECORDED = "Counts what is reported and recorded: a force may change how it records."
WHOLE = "Only areas with data in every month of the period have one; others are marked and left out."
CHANCE = "Nothing is corrected for looking at many areas: the page says how many would stand out by chance."


def of_chance(recorded: str) -> tuple[Measure, ...]:
    """What tells chance from difference; `recorded` says who the incidents are from."""
    return (
        Measure(
            slug="funnel",
            name="Funnel: outside the limits for its size",
            definition=(
                "Limits around the rate of all areas together within which 95% and 99.8% of areas of a size "
                "would lie if they differed by chance alone (exact Poisson). Where areas differ more than "
                "that, limits can be widened by Spiegelhalter's multiplicative or additive adjustment."
            ),
            numerator=INCIDENTS,
            denominator="What the rate divides by.",
            direction=Direction.HIGHER_WORSE,
            source=recorded,
            caveats=(
                WHOLE,
                "Adjusted limits say who is unusual among areas that all differ.",
                CHANCE,
            ),
        ),
        Measure(
            slug="by-type",
            name="Areas by crime type",
            definition="Each area's rate of each crime type, its rank, and its place among similar areas.",
            numerator="Incidents of one crime type in the period.",
            denominator="What the rate divides by.",
            direction=Direction.HIGHER_WORSE,
            source=recorded,
            caveats=("Of areas that differ by chance alone about 1 in 20 at most is called.", RECORDED),
        ),
    )


def of_months(recorded: str) -> tuple[Measure, ...]:
    """What is said of months, changes and trends."""
    return (
        Measure(
            slug="months",
            name="Month by month: concern, improvement, usual ups and downs",
            definition=(
                "An XmR chart of each area's months: the mean, and limits at 2.66 times the mean change from "
                "month to month. Signals: a month outside, 7 on one side, a trend of 7, 2 of 3 near a limit."
            ),
            numerator="Incidents of each month, up to the end of the period.",
            denominator="",
            direction=Direction.HIGHER_WORSE,
            source=recorded,
            caveats=(
                "Under 12 months the limits are on trial.",
                "A season of the year can look like a trend.",
                "Months without data are gaps, never none.",
            ),
        ),
        Measure(
            slug="change",
            name="Change on the year before",
            definition=(
                "Incidents of the period less those of the same months a year before, and whether that is "
                "beyond the area's own usual ups and downs."
            ),
            numerator="Incidents of the months that both periods have data of.",
            denominator="",
            direction=Direction.HIGHER_WORSE,
            source=recorded,
            caveats=("Without the same months of the year before: no earlier data.", RECORDED),
        ),
        Measure(
            slug="worse-and-worsening",
            name="Worse and worsening, better and improving",
            definition=(
                "Areas that are above similar areas and whose own trend is a concern; and those below whose "
                "trend is an improvement. The worst come first: the highest ratio to the mean."
            ),
            numerator="The area's rate, and its months.",
            denominator="The mean of similar areas, and the area's own limits.",
            direction=Direction.HIGHER_WORSE,
            source=recorded,
            caveats=(CHANCE, "Drugs and possession of weapons are in no list of single crime types."),
        ),
    )


def side_by_side(recorded: str) -> Measure:
    """Two areas beside one another."""
    return Measure(
        slug="side-by-side",
        name="Side by side",
        definition="Two areas with the same filters, scales and colours, in the months both have data of.",
        numerator=INCIDENTS,
        denominator="What each figure names.",
        direction=Direction.HIGHER_WORSE,
        source=recorded,
        caveats=("Months that one of the two has no data of are left out and named.",),
    )


def data_quality(recorded: str) -> Measure:
    """What is known of the data themselves."""
    return Measure(
        slug="data-quality",
        name="How good the data are",
        definition=(
            "Beside each rate: months of the period without data, the share of records without a location, "
            "how late an area's data end, whether points are exact, and changes of recording a file notes."
        ),
        numerator="Months missing; records without a location.",
        denominator="Months of the period; all records of who reports on the area.",
        direction=Direction.NO_JUDGEMENT,
        source=recorded,
        caveats=(
            "A record without a location has no area: the share is that of all records of its reporter.",
            "A change of recording that no file notes can't be told from a true change.",
        ),
    )
