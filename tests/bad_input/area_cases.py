"""Boundaries, lookups, population and premises."""

from __future__ import annotations

import numpy as np

from tests.bad_input.case import Group, harmful, refused, taken
from tests.bad_input.made import SQUARE, area, areas, file
from tests.data.sources.small_files import geojson

BOWTIE = [[-1.25, 54.55], [-1.2, 54.6], [-1.2, 54.55], [-1.25, 54.6], [-1.25, 54.55]]
VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)
GRID = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}


def points_without_end() -> str:
    """A boundary of 12 million points."""
    head, tail = geojson([area([["HERE"]])]).split('"HERE"')
    return head + "-1.2,54.5],[" * 12_000_000 + "-1.2,54.5" + tail


def empty_objects() -> str:
    """Empty objects without end beside a good boundary."""
    return geojson([area([SQUARE])])[:-1] + ',"x":[' + "{}," * 11_000_000 + "0]}"


def circle(points: int) -> list[list[float]]:
    """A round boundary of many points."""
    angle = np.linspace(0, 2 * np.pi, points)
    edge = np.column_stack([-1.2 + 0.02 * np.cos(angle), 54.5 + 0.01 * np.sin(angle)]).round(7).tolist()
    edge[-1] = edge[0]
    return edge


AREAS = Group(
    "Boundaries",
    (
        taken("A boundary that crosses itself, which is put right", areas(area([BOWTIE])), "from 1 files"),
        refused(
            "A boundary that encloses nothing",
            areas(area([[[-1, 54], [-1.1, 54], [-1, 54], [-1, 54]]])),
            "feature 1 (E01000001)",
            "encloses nothing",
        ),
        refused("A boundary of two points", areas(area([[[-1, 54], [-1.1, 54]]])), "feature 1", "no polygon"),
        refused("An empty boundary", areas(area([])), "feature 1", "empty boundary"),
        refused(
            "A boundary round the whole world",
            areas(area([[[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]])),
            "feature 1",
            "larger than",
        ),
        refused(
            "Points for boundaries",
            areas(area([-1.2, 54.5], kind="Point"), area([SQUARE], "E01000002")),
            "feature 1",
            "no Polygon",
        ),
        refused(
            "Boundaries in metres",
            areas(area([[[450000, 520000], [460000, 520000], [460000, 530000]]])),
            "feature 1",
            "British National Grid",
        ),
        refused(
            "Boundaries that say they are in metres",
            areas(area([SQUARE]), crs=GRID),
            "another system",
            "WGS84",
        ),
        refused(
            "An infinite boundary",
            file("lsoa.geojson", geojson([area([SQUARE])]).replace("-1.25", "-1e999")),
            "feature 1",
            "not longitude and latitude",
        ),
        refused(
            "NaN in JSON",
            file("lsoa.geojson", geojson([area([SQUARE])]).replace("-1.25", "NaN")),
            "can't be read as JSON",
            "NaN",
        ),
        refused("A code that stands twice", areas(area([SQUARE]), area([SQUARE])), "feature 2", "earlier"),
        refused("An area without a code", areas(area([SQUARE], "")), "feature 1", "no LSOA21CD"),
        refused(
            "A boundary without properties",
            file("lsoa.geojson", geojson([area([SQUARE]), {"type": "Feature", "properties": None}])),
            "feature 2",
            "no properties",
        ),
        refused(
            "GeoJSON cut off in the middle",
            file("lsoa.geojson", geojson([area([SQUARE])])[:-20]),
            "can't be read as JSON",
        ),
        refused(
            "A VRT that names another file, called .geojson", file("lsoa.geojson", VRT), "a web page or XML"
        ),
        refused("TopoJSON", file("lsoa.json", '{"type": "Topology", "objects": {}}'), "TopoJSON", "convert"),
        harmful(
            "JSON 200,000 lists deep",
            file("lsoa.geojson", geojson([area([SQUARE])])[:-1] + ',"x":' + "[" * 200_000),
            "can't be read as JSON",
        ),
        harmful("A boundary of 12 million points", file("lsoa.geojson", points_without_end), "10,000,000"),
        harmful("11 million empty objects in GeoJSON", file("lsoa.geojson", empty_objects), "10,000,000"),
        taken("A boundary of 200,000 points", areas(area([circle(200_000)])), "from 1 files"),
    ),
)

TABLES = Group(
    "Lookups, population and premises",
    (
        refused(
            "Residents that are no number",
            file("population.csv", "lsoa21_code,usual_residents\nE01000001,many\n"),
            "row 2",
            "column usual_residents",
            "not a whole number",
        ),
        refused(
            "Residents below nought",
            file("population.csv", "lsoa21_code,usual_residents\nE01000001,-5\n"),
            "row 2",
            "not a whole number",
        ),
        refused(
            "A change of an area that is none",
            file("changes.csv", "lsoa11_code,change_code,lsoa21_code\nE01000001,Z,E01000002\n"),
            "row 2",
            "column change_code",
            "none of U, S, M, X",
        ),
        refused("A ragged lookup", file("lookup.csv", "LSOA21CD,LAD24CD\nE01000001\n"), "row 2", "1 column"),
        refused(
            "Premises without a name",
            file("pubs.csv", "name,latitude,longitude\n,54.5,-1.2\n"),
            "row 2",
            "column name",
            "empty",
        ),
        refused(
            "Premises with latitude and longitude exchanged",
            file("pubs.csv", "name,latitude,longitude\nThe Star,-1.2,54.5\n"),
            "row 2",
            "exchanged",
        ),
        refused(
            "Premises in metres",
            file("pubs.csv", "name,latitude,longitude\nThe Star,520000,450000\n"),
            "row 2",
            "not metres",
        ),
        refused(
            "Premises with a quotation mark left open",
            file("pubs.csv", 'name,latitude,longitude\n"The Star,54.5,-1.2\nA,54.5,-1.2\n'),
            "quotation mark",
        ),
    ),
)
