"""Credits and notes on the Sources page: what is present is credited, and nothing else."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from dashboard.data.schema import Source
from dashboard.data.sources.police_street import SOURCE as STREET_CRIME
from dashboard.data.status import ForceStatus, RegisterStatus, SourceStatus, StatusReport
from dashboard.layouts.sources import sources
from tests.layouts.test_page_layouts import tags, words

LICENCE = "Open Government Licence v3.0"
NOTHING = StatusReport(Path("nowhere"), version="v000001-0123abcd", created="2026-11-21T09:30:00+00:00")
OPEN_PUBS = RegisterStatus("open-pubs", "Open Pubs", "2025", 10, 0)
FOOD = RegisterStatus("food-hygiene-register", "Food hygiene register", "2026-11-21", 10, 0)
OPENSTREETMAP = RegisterStatus("osm", "OpenStreetMap pubs", "2025", 10, 0)
PUBLISHERS = ("data.police.uk", "Office for National Statistics", "Food Standards Agency")
COPYRIGHTS = ("OS data", "National Statistics data", "Royal Mail data", "OpenStreetMap contributors")


def of(source: Source) -> SourceStatus:
    """A source with one incident."""
    return SourceStatus(source, 1, 1, 1, 0, {}, 0, 24300, 24300, (ForceStatus("A", (24300,), (), 1),))


def credits_of(report: StatusReport) -> str:
    """The text under "Credits", "" where there is no such heading."""
    sections = tags(sources(report), "Section")
    return "".join(words(section) for section in sections if words(tags(section, "H2")) == "Credits")


@pytest.mark.parametrize(
    ("present", "owed"),
    [
        ({}, ()),
        ({"sources": (of(STREET_CRIME),)}, PUBLISHERS[:1]),
        ({"tables": {"names": 0, "shapes": 0, "residents": 0, "premises": 9}}, ()),
        ({"tables": {"shapes": 5}}, (*PUBLISHERS[1:2], *COPYRIGHTS[:2])),
        ({"tables": {"residents": 5}}, (*PUBLISHERS[1:2], *COPYRIGHTS[:2])),
        ({"registers": (OPEN_PUBS,)}, (*PUBLISHERS[1:], *COPYRIGHTS[:3])),
        ({"registers": (FOOD,)}, PUBLISHERS[2:]),
        ({"registers": (OPENSTREETMAP,)}, COPYRIGHTS[3:]),
        ({"registers": (dataclasses.replace(OPENSTREETMAP, key="our-pubs", name="Our pubs"),)}, ()),
    ],
    ids=["nothing", "police", "no areas", "shapes", "residents", "Open Pubs", "food", "OpenStreetMap", "own"],
)
def test_what_is_present_is_credited_and_nothing_else(
    present: dict[str, object], owed: tuple[str, ...]
) -> None:
    said = credits_of(dataclasses.replace(NOTHING, **present))  # type: ignore[arg-type]
    assert {credit for credit in (*PUBLISHERS, *COPYRIGHTS) if credit in said} == set(owed)
    assert (said == "") == (owed == ())


def test_another_source_under_the_open_government_licence_is_credited_by_its_owner() -> None:
    fires = Source("fires", "Fires", "A fire service", LICENCE)
    unnamed = Source("floods", "Floods", "", LICENCE)
    said = credits_of(dataclasses.replace(NOTHING, sources=(of(fires), of(unnamed))))
    assert f"licensed under the {LICENCE} (A fire service; Floods)." in said
    ours = of(dataclasses.replace(fires, licence="Ours"))
    assert credits_of(dataclasses.replace(NOTHING, sources=(ours,))) == ""


def test_fictional_data_owe_no_credits() -> None:
    fictional = of(Source("made-up", "Made up", "Nobody", LICENCE, fictional=True))
    assert credits_of(dataclasses.replace(NOTHING, sources=(fictional,))) == ""
    report = dataclasses.replace(NOTHING, demo=True, tables={"shapes": 5}, registers=(OPEN_PUBS,))
    assert credits_of(report) == ""


def test_the_page_says_how_areas_were_put_together() -> None:
    heading = "How areas were put together"
    note = "Wards in Northumberland follow the boundaries."
    assert f"{heading} {note}" in words(sources(dataclasses.replace(NOTHING, notes=(note,))))
    assert heading not in words(sources(NOTHING))
