"""The page of measures: an entry for all that Compare shows, and links that lead to it."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.analysis.variation import Direction
from dashboard.data.dataset import Dataset
from dashboard.data.measures import Measure
from dashboard.data.measures import catalogue as measures_of
from dashboard.layouts.compare_catalogue import MEASURE_OF_PANEL, address_of, catalogue, measure_link
from dashboard.layouts.compare_panels import PANEL_NAMES, what
from tests.layouts.test_page_layouts import parts, tags, words

RATE = Measure(
    "rate", "Rate", "Incidents for every 1,000 residents.", "Incidents", "Residents", Direction.HIGHER_WORSE,
    "data.police.uk", ("Residents are where people live.", "Counts depend on recording."),
)  # fmt: skip
DRUGS = Measure(
    "type-drugs", "Drugs", "Offences of possession and supply.", "Drugs offences", "", Direction.NO_JUDGEMENT,
    "data.police.uk", (),
)  # fmt: skip


def facts(section: Any) -> dict[str, str]:
    names, said = ([words(one) for one in tags([section], name)] for name in ("Dt", "Dd"))
    return dict(zip(names, said, strict=True))


def test_every_fact_of_a_measure_is_told() -> None:
    section, drugs = tags(catalogue([RATE, DRUGS]), "Section")
    assert section.id == "rate"
    assert [words(one) for one in tags([section], "H2")] == ["Rate"]
    assert facts(section) == {
        "Definition": "Incidents for every 1,000 residents.",
        "Counted": "Incidents",
        "Divided by": "Residents",
        "Direction": "More is worse",
        "Source": "data.police.uk",
        "Caveats": "Residents are where people live. Counts depend on recording.",
    }
    assert facts(drugs) == {
        "Definition": "Offences of possession and supply.",
        "Counted": "Drugs offences",
        "Direction": "No judgement: more is neither good nor bad by itself",
        "Source": "data.police.uk",
    }


def test_the_contents_lead_to_every_entry() -> None:
    page = catalogue([RATE, DRUGS])
    links = [link.href for part in page for nav in tags([part], "Nav") for link in tags([nav], "A")]
    assert links == ["#rate", "#type-drugs"]
    assert [words(one) for nav in tags(page, "Nav") for one in tags([nav], "H2")] == [
        "Figures", "Crime types",
    ]  # fmt: skip
    assert len(list(parts(page))) > 20


def test_each_direction_is_in_words() -> None:
    said = {
        facts(tags(catalogue([RATE._replace(direction=one)]), "Section")[0])["Direction"] for one in Direction
    }
    assert len(said) == len(Direction)


def test_a_real_catalogue_has_what_panels_lead_to(small: Dataset) -> None:
    slugs = [one.slug for one in measures_of(small)]
    assert len(set(slugs)) == len(slugs)
    assert {*MEASURE_OF_PANEL.values(), "similar-areas", "denominator"} <= set(slugs)
    assert {f"type-{kind}" for kind in small.types} <= set(slugs)
    assert tags(catalogue(measures_of(small)), "Section")


def test_every_panel_has_an_entry() -> None:
    assert set(PANEL_NAMES) <= MEASURE_OF_PANEL.keys()


@pytest.mark.parametrize("panel", sorted(PANEL_NAMES))
def test_what_explains_leads_there_in_one_click(panel: str) -> None:
    definition, source = tags([what(panel)], "A")
    props = definition.to_plotly_json()["props"]
    assert props["href"] == props["data-page"] == address_of(MEASURE_OF_PANEL[panel])
    assert source.to_plotly_json()["props"]["data-page"] == "/sources"


def test_a_link_takes_along_what_is_looked_at() -> None:
    props = measure_link("rate", "Burglaries per 1,000 residents")["props"]
    assert (props["href"], props["data-page"]) == ("/measures#rate", "/measures#rate")
