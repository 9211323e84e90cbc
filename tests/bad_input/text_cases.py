"""Bad text files: empty, cut, in another encoding, ragged, too wide, too long."""

from __future__ import annotations

from tests.bad_input.case import Group, harmful, left_out, refused, taken
from tests.bad_input.made import (
    GOOD,
    ROWS,
    STREET_HEADER,
    file,
    rows,
    second_row,
    street,
    street_row,
    street_text,
)

CAFE = street_text([street_row(location="On or near Café Road"), *ROWS])
WIDE = ",".join([STREET_HEADER, *(f"Column {number}" for number in range(50_000))])
LONG = "x" * (5 << 20)

TEXT = Group(
    "Text",
    (
        refused("An empty file", street(""), "input/", "It is empty"),
        refused("Blank lines alone", street("\n\n\n"), "input/", "It is empty"),
        refused("A header alone", street(STREET_HEADER + "\n"), "has a header but no rows"),
        taken("A byte-order mark before UTF-8", street(b"\xef\xbb\xbf" + CAFE.encode()), "4 incidents"),
        refused("UTF-16", street(CAFE.encode("utf-16")), "UTF-16", 'save it as "CSV UTF-8"'),
        refused("UTF-16 without a mark", street(CAFE.encode("utf-16-le")), "input/", "is not text"),
        refused("Windows-1252", street(CAFE.encode("cp1252")), "row 2", "not UTF-8", '"CSV UTF-8"'),
        refused("Mac Roman", street(CAFE.encode("mac-roman")), "row 2", "not UTF-8", '"CSV UTF-8"'),
        refused("A NUL byte", rows(ROWS[0], ROWS[1].replace("High", "Hi\0gh")), "row 3", "NUL byte"),
        refused(
            "A quotation mark that is never closed",
            rows(ROWS[0], ROWS[1].replace("On or", '"On or'), ROWS[2]),
            "row 3",
            "quotation mark",
        ),
        refused(
            "A quotation mark in the middle of a value",
            rows('"a"' + ROWS[0], ROWS[1]),
            "row 2",
            "quotation mark",
        ),
        refused(
            "A row with a column too few",
            rows(ROWS[0], ROWS[1].rpartition(",")[0], ROWS[2]),
            "row 3",
            "11 columns where the file has 12",
        ),
        refused(
            "A row with a column too many",
            rows(ROWS[0], ROWS[1] + ",more"),
            "row 3",
            "13 columns where the file has 12",
        ),
        refused(
            "A ragged row among quoted ones",
            rows(ROWS[0].replace("On or near High Street", '"On or near A, B"'), ROWS[1] + ",more"),
            "row 3",
            "13 columns where the file has 12",
        ),
        refused(
            "A last row cut off in the middle", street(GOOD[:-60]), "row 4", "columns where the file has 12"
        ),
        refused(
            "Two columns of one name",
            street(GOOD.replace("Context", "month", 1)),
            "row 1",
            "two columns have this name",
        ),
        refused("A column missing", street(GOOD.replace("Longitude", "Long", 1)), "no column Longitude"),
        harmful(
            "50,000 columns",
            street(lambda: WIDE + "\n" + ROWS[0] + "," * 50_000 + "\n"),
            "row 1",
            "50,012 columns",
        ),
        harmful(
            "A field of 5 MB",
            street(lambda: street_text([ROWS[0], street_row(location=LONG)])),
            "row 3",
            "column Location",
            "longer than",
        ),
        harmful(
            "A quoted field of 5 MB",
            street(lambda: street_text([ROWS[0], street_row(location=f'"{LONG}"')])),
            "row 3",
            "longer than",
        ),
        harmful("One line of 200 MB", street(lambda: STREET_HEADER + "\n" + "x" * (200 << 20)), "row 2"),
        refused("Semicolons between columns", street(GOOD.replace(",", ";")), "semicolons"),
        refused("Tabs between columns", street(GOOD.replace(",", "\t")), "tabs"),
        taken("Lines ended as on an old Macintosh", street(GOOD.replace("\n", "\r")), "3 incidents"),
        taken("Lines ended as on Windows", street(GOOD.replace("\n", "\r\n")), "3 incidents"),
        refused(
            "A web page that was saved as CSV",
            street("<!DOCTYPE html><html><body>Sign in</body></html>"),
            "a web page or XML",
        ),
        refused("A picture called .csv", street(b"\x89PNG\r\n\x1a\n" + bytes(range(256))), "is not text"),
        refused("A spreadsheet called .csv", street(b"PK\x03\x04" + bytes(100)), "damaged or incomplete"),
        refused("A file that is not there", lambda folder: [folder / "nowhere.csv"], "there is no such file"),
        refused("A file of notes", file("notes.txt", "Ring the council.\n"), "not recognised"),
        left_out("A row without a month among good ones", second_row(month=""), "row 3, Month"),
    ),
)
