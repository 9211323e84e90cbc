"""What the figures of Compare are: what they count, by what they are divided, and what more of them means."""

from __future__ import annotations

from dashboard.analysis.variation import Direction
from dashboard.data.area_features import HOUSEHOLDS, KM2
from dashboard.data.dataset import Dataset
from dashboard.data.divisors import PREMISES, RESIDENTS, dataset_of
from dashboard.data.harm import TOO_COARSE
from dashboard.data.measure_entries import (
    CHANCE,
    FOUND_BY_POLICE,
    INCIDENTS,
    RECORDED,
    WHOLE,
    Measure,
    data_quality,
    direction,
    of_chance,
    of_months,
    side_by_side,
)
from dashboard.data.schema import CRIME_TYPES

__all__ = ["FOUND_BY_POLICE", "Measure", "catalogue", "direction"]


def catalogue(dataset: Dataset) -> tuple[Measure, ...]:
    """Every measure that Compare shows of a version, then its crime types."""
    recorded = _recorded(dataset)
    return (
        _rate(dataset, recorded),
        _divisor(dataset),
        _similar(dataset),
        *of_chance(recorded),
        *of_months(recorded),
        *_harm(dataset, recorded),
        side_by_side(recorded),
        data_quality(recorded),
        *(_of_type(dataset, name) for name in dataset.types),
    )


def _recorded(dataset: Dataset) -> str:
    """Who the incidents are from."""
    return "; ".join(_said(one.name, one.owner) for one in dataset.sources.values())


def _said(name: str, owner: str) -> str:
    return f"{name} ({owner})" if owner and owner != name else name


def _divided(dataset: Dataset) -> tuple[str, ...]:
    """What rates can be divided by, each with where it is from."""
    words = {RESIDENTS: "residents", HOUSEHOLDS: "households", PREMISES: "licensed premises", KM2: "km²"}
    found = []
    for per in dataset.catalogue.denominators:
        told = dataset_of(dataset, per)
        found.append(f"{words[per]} ({told})" if told else words[per])
    return tuple(found)


def _rate(dataset: Dataset, recorded: str) -> Measure:
    return Measure(
        slug="rate",
        name="Rate",
        definition=(
            "Incidents of the period for each 1,000 residents, or for what else is chosen to divide by, "
            "never made into a yearly rate. The 95% interval is exact below 10 incidents, else Byar's."
        ),
        numerator=INCIDENTS,
        denominator=f"One of: {'; '.join(_divided(dataset))}. Only of the parts that somebody reports on.",
        direction=Direction.HIGHER_WORSE,
        source=recorded,
        caveats=(
            WHOLE,
            RECORDED,
            "Points may have been moved to the nearest map point, across a boundary at times.",
        ),
    )


def _divisor(dataset: Dataset) -> Measure:
    return Measure(
        slug="denominator",
        name="What a rate divides by",
        definition=(
            "Residents unless you choose otherwise. They mislead where few people live or many come: such "
            "areas are marked. Few: under 1,000 residents. Many: at least 5 licensed premises, and three "
            "times as many for each resident as in the larger area; or, where workday population is "
            "imported, at least 1.5 times as many people on a working day as residents."
        ),
        numerator="",
        denominator="; ".join(_divided(dataset)),
        direction=Direction.NO_JUDGEMENT,
        source="; ".join(filter(None, (dataset_of(dataset, per) for per in dataset.catalogue.denominators))),
        caveats=(
            "Households suit burglary of homes, licensed premises the night-time economy. By km² every "
            "town is above the countryside.",
            "Lists of licensed premises may be incomplete; a place in two lists counts twice. Areas with "
            "fewer than 5 premises have no rate by them: too few to say.",
        ),
    )


def _similar(dataset: Dataset) -> Measure:
    features = ", ".join(label for label in dataset.catalogue.features.values())
    tables = "; ".join(
        f"{one.dataset} ({one.dated})" if one.dated else one.dataset for one in dataset.peer_groups.values()
    )
    return Measure(
        slug="similar-areas",
        name="Above, within or below similar areas",
        definition=(
            "An area is above if its rate's 95% interval lies wholly above the unweighted mean of the rates "
            "of its group, its own included, and far enough for the chance in that mean; below if wholly "
            "below, likewise; else within. The group is all areas "
            "compared, one given by a table, the nearest by features, or those you pick. Nearest: each "
            "feature brought to standard deviations, their differences squared, weighted and added up."
        ),
        numerator="The area's rate.",
        denominator="The unweighted mean of its group's rates, own area included.",
        direction=Direction.HIGHER_WORSE,
        source="; ".join(filter(None, (tables, f"Features: {features}" if features else ""))),
        caveats=(
            "Groups are not symmetric: an area may be similar to one whose own group leaves it out.",
            "Of areas that differ by chance alone about 1 in 20 at most is called.",
            "Ranks of deprivation can be compared within one country only.",
            CHANCE,
        ),
    )


def _harm(dataset: Dataset, recorded: str) -> tuple[Measure, ...]:
    """Weighted harm, where weights are imported."""
    tables = dataset.catalogue.harm_tables
    if not tables:
        return ()
    return (
        Measure(
            slug="weighted-harm",
            name="Weighted harm",
            definition=(
                "Incidents of each crime type times the weight that an imported table gives it, added up. "
                "Types without a weight are named, and are in no sum. No weights are built in."
            ),
            numerator="Incidents times weights.",
            denominator="What the rate divides by.",
            direction=Direction.HIGHER_WORSE,
            source="; ".join([recorded, *(f"{name}, {dated}" for name, dated in tables.items())]),
            caveats=(TOO_COARSE, "It has no interval and no verdict: a few grave incidents can decide it."),
        ),
    )


def _of_type(dataset: Dataset, name: str) -> Measure:
    label = dataset.types[name]
    sources = [one for key, one in dataset.sources.items() if name in dataset.cubes[key].types]
    official = name in CRIME_TYPES
    told = f"“{label}”, as the source has it" + (": a type of data.police.uk." if official else ".")
    activity = "Recorded mostly where police look for it: more may be good work or a worse place."
    return Measure(
        slug=f"type-{name}",
        name=label,
        definition=told,
        numerator=f"Incidents recorded as “{label}”.",
        denominator="What the rate divides by.",
        direction=direction((name,)),
        source="; ".join(_said(one.name, one.owner) for one in sources),
        caveats=(RECORDED, *((activity,) if name in FOUND_BY_POLICE else ())),
    )
