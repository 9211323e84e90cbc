"""Tables of described sources: text in all encodings, times, places, cells, points, personal data."""

from __future__ import annotations

import json

import pyarrow as pa

from tests.bad_input.case import Group, harmful, left_out, refused, taken
from tests.bad_input.made import DESCRIPTION, HEADER, described, entry, log, written

LOG = log(entry("1", what="Noise"), entry("2", what="Noise, café"), entry("3"))
PLAIN = log(entry("1"), entry("2", what="Café noise"), entry("3"))
GRID = 'crs = "osgb36"\neasting = "Longitude"\nnorthing = "Latitude"'
CELLS = 'crs = "h3"\ncell = "Longitude"'
GEOJSON = DESCRIPTION.replace('"csv"', '"geojson"')
POINT_PLACE = 'longitude = "geometry x"\nlatitude = "geometry y"'
COMMAS = 'delimiter = ";"\ndecimal = ","'


def every(**fields: str) -> str:
    """A log whose three rows hold these values."""
    return log(*(entry(str(number), **fields) for number in range(3)))


def semicolons(text: str) -> str:
    """The same with semicolons between columns and decimal commas."""
    return text.replace(",", ";").replace(".", ",")


def points(*coordinates: object, kind: str = "Point") -> str:
    """GeoJSON with these points."""
    features = [
        {
            "type": "Feature",
            "properties": {"Number": str(number), "When": "13/01/2025 14:30", "What": "Noise"},
            "geometry": {"type": kind, "coordinates": place},
        }
        for number, place in enumerate(coordinates)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def swollen_table() -> bytes:
    """Parquet whose rows all hold the same long text: it is stored once."""
    same = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), pa.array(["x" * (1 << 20)]))
    usual = {"Number": "1", "When": "13/01/2025", "Longitude": "-1.2", "Latitude": "54.5"}
    table = pa.table({name: pa.array([value] * 20_000) for name, value in usual.items()})
    return written(table.append_column("What", same), store_schema=False)


TABLES = Group(
    "Described tables: text",
    (
        taken(
            "UTF-16, as described",
            described(PLAIN.encode("utf-16"), file_says='encoding = "utf-16"'),
            "3 inc",
        ),
        taken(
            "Windows-1252, as described",
            described(PLAIN.encode("cp1252"), file_says='encoding = "cp1252"'),
            "3 incidents",
        ),
        taken(
            "Mac Roman, as described",
            described(PLAIN.encode("mac-roman"), file_says='encoding = "mac-roman"'),
            "3 incidents",
        ),
        refused(
            "Another encoding than described",
            described(PLAIN.encode("cp1252")),
            "input/log.csv, row 3",
            "not UTF-8",
            "cp1252",
        ),
        refused(
            "UTF-16 described as UTF-8", described(PLAIN.encode("utf-16")), "UTF-16", 'encoding = "utf-16"'
        ),
        taken(
            "Semicolons and decimal commas, as described",
            described(semicolons(PLAIN), file_says=COMMAS),
            "3 incidents",
        ),
        refused("Semicolons described as commas", described(semicolons(PLAIN)), "row 1", "semicolons"),
        refused(
            "Decimal commas described as points",
            described(semicolons(PLAIN), file_says='delimiter = ";"'),
            "row 2",
            "column Longitude",
            "number",
        ),
        left_out(
            "A ragged row",
            described(log(entry("1"), entry("2") + ",more", entry("3"))),
            "row 3",
            "another number of columns",
        ),
        refused(
            "Ragged rows alone", described(log(entry("1") + ",x", entry("2") + ",x")), "row 2", "columns"
        ),
        refused(
            "An open quotation mark",
            described(LOG.replace("Noise, café", '"Noise').replace("café", "")),
            "row 3",
            "quotation mark",
        ),
        refused(
            "A NUL byte in a described table", described(PLAIN.replace("Café", "Ca\0")), "row 3", "NUL byte"
        ),
        refused("No rows in a described table", described(HEADER + "\n"), "has a header but no rows"),
        refused("An empty described table", described(""), "input/log.csv", "empty"),
        refused(
            "A mapped column missing", described(PLAIN.replace("When", "Date")), "'When'", "council-log.toml"
        ),
        refused(
            "Two columns of one name, described",
            described(PLAIN.replace("What", "WHEN", 1)),
            "row 1",
            "this name",
        ),
        harmful(
            "50,000 columns in a described table",
            described(lambda: (HEADER + "," + ",".join(map(str, range(50_000))) + "\n").encode()),
            "row 1",
            "50,005",
        ),
        harmful(
            "A field of 5 MB in a described table",
            described(lambda: every(what="x" * (5 << 20)).encode()),
            "row 2",
            "column What",
            "longer than",
        ),
        harmful(
            "20 GB of text in a Parquet table",
            described(
                swollen_table, name="log.parquet", description=DESCRIPTION.replace('"csv"', '"parquet"')
            ),
            "column What",
            "longer than",
        ),
        refused(
            "Parquet called .csv", described(lambda: written(pa.table({"a": [1]}))), "parquet", "says csv"
        ),
        refused(
            "CSV called .parquet",
            described(PLAIN, name="log.parquet", description=DESCRIPTION.replace('"csv"', '"parquet"')),
            "input/log.parquet",
            "no Parquet file",
        ),
        refused(
            "A description with a slip of the pen",
            described(PLAIN, description=DESCRIPTION.replace("crime_type", "crime_tipe")),
            "council-log.toml",
            "crime_tipe",
        ),
        refused(
            "A description that is no TOML",
            described(PLAIN, description="[source"),
            "council-log.toml",
            "TOML",
        ),
        refused(
            "Names and numbers of people",
            described(
                log("Number,When,What,Longitude,Latitude,Victim name").replace(HEADER + "\n", "")
                + entry("1")
                + ",Mary Smith\n"
                + entry("2")
                + ",John Brown\n"
                + entry("3")
                + ",Ann Lee\n"
            ),
            "column Victim name",
            "drop",
        ),
    ),
)

VALUES = Group(
    "Described tables: values",
    (
        refused(
            "American dates described as British",
            described(every(when="12/25/2025")),
            "row 2",
            "column When",
            "'12/25/2025'",
        ),
        left_out(
            "One American date among British ones",
            described(log(entry("1"), entry("2", when="12/25/2025"), entry("3"))),
            "row 3, When",
        ),
        refused("The 30th of February", described(every(when="30/02/2025")), "row 2", "column When"),
        refused("25 o'clock", described(every(when="13/01/2025 25:00")), "row 2", "column When"),
        refused("Days to come", described(every(when="13/01/2090")), "row 2", "column When", "in the future"),
        refused(
            "An end before the beginning",
            described(
                every(what="12/01/2025 10:00"),
                time='to = "What"',
                description=DESCRIPTION.replace('crime_type = "What"', 'crime_type_is = "burglary"'),
            ),
            "row 2",
            "column What",
            "before the incident began",
        ),
        taken(
            "A time that clocks skip in spring",
            described(every(when="30/03/2025 01:30")),
            "3 rows have a time",
        ),
        taken("A time that comes twice in autumn", described(every(when="26/10/2025 01:30")), "comes twice"),
        taken(
            "Midnight in every row, which is a date alone",
            described(every(when="13/01/2025 00:00")),
            "midnight",
        ),
        refused(
            "Longitude and latitude exchanged, described",
            described(every(x="54.57", y="-1.23")),
            "column Longitude",
            "exchange",
        ),
        refused(
            "Metres described as degrees",
            described(every(x="450000", y="520000")),
            "row 2",
            "column Longitude",
            "not metres",
        ),
        refused("Degrees described as metres", described(every(), place=GRID), "row 2", "column Longitude"),
        refused(
            "Metres beyond the British National Grid",
            described(every(x="4500000", y="520000"), place=GRID),
            "row 2",
            "column Longitude",
            "British National Grid",
        ),
        refused(
            "Cells that are none", described(every(x="891f8d7a4dbfff"), place=CELLS), "row 2", "no H3 cell"
        ),
        refused(
            "Cells padded with noughts",
            described(every(x="008919456e2a7ffff"), place=CELLS),
            "row 2",
            "no H3 cell",
        ),
        taken(
            "Cells written with spaces round them",
            described(every(x=" 8919456e2a7ffff "), place=CELLS),
            "3 inc",
        ),
        left_out(
            "Cells of several resolutions",
            described(
                log(
                    entry("1", x="8919456e2a7ffff"),
                    entry("2", x="8919456e2a7ffff"),
                    entry("3", x="8719456e2ffffff"),
                ),
                place=CELLS,
            ),
            "row 4, Longitude",
            "resolution",
        ),
        taken("Words that nobody has mapped yet", described(every(what="Seagulls")), "not yet mapped"),
        left_out(
            "A number that stands twice, described", described(log(entry("1"), entry("1"))), "1 row repeats"
        ),
        refused(
            "GeoJSON of lines",
            described(
                points([[-1.2, 54.5], [-1.3, 54.6]], kind="LineString"),
                name="log.geojson",
                place=POINT_PLACE,
                description=GEOJSON,
            ),
            "log.geojson",
            "row 1",
            "not a point",
        ),
        refused(
            "Points in metres",
            described(points([450000, 520000]), name="log.geojson", place=POINT_PLACE, description=GEOJSON),
            "row 1",
            "not metres",
        ),
        refused(
            "A VRT called .geojson, described",
            described("<OGRVRTDataSource/>", name="log.geojson", place=POINT_PLACE, description=GEOJSON),
            "can't be read as JSON",
        ),
        harmful(
            "Points 200,000 lists deep",
            described("[" * 200_000, name="log.geojson", place=POINT_PLACE, description=GEOJSON),
            "can't be read as JSON",
        ),
    ),
)
