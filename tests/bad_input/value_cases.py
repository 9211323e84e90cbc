"""Values that can't be right: dates, places, ids, formulas."""

from __future__ import annotations

from pathlib import Path

from tests.bad_input.case import Argument, Group, left_out, refused, taken
from tests.bad_input.made import ROWS, every_row, rows, second_row, street_row
from tests.data.street_files import write_street


def one_bad_of_a_hundred(folder: Path) -> list[Argument]:
    """A folder of good months with one whose coordinates are metres."""
    for number in range(100):
        write_street(folder / "months", f"{2015 + number // 12}-{number % 12 + 1:02d}", 2)
    bad = folder / "months" / "2019-06-durham-street.csv"
    rows(street_row(month="2019-06", longitude="450000", latitude="520000"))(folder)[0].replace(bad)
    return [folder / "months"]


VALUES = Group(
    "Values",
    (
        refused(
            "Months written the American way", every_row(month="01/2025"), "row 2", "column Month", "YYYY-MM"
        ),
        refused(
            "A month that does not exist", every_row(month="2025-13"), "row 2", "column Month", "'2025-13'"
        ),
        refused("Months to come", every_row(month="2090-01"), "row 2", "column Month", "in the future"),
        refused("A month of the year 0", every_row(month="0000-00"), "row 2", "column Month"),
        left_out(
            "One month to come among good rows", second_row(month="2090-01"), "row 3, Month", "in the future"
        ),
        left_out("One impossible month among good rows", second_row(month="2025-00"), "row 3, Month"),
        refused(
            "Longitude and latitude exchanged",
            every_row(longitude="54.57", latitude="-1.234"),
            "row 2",
            "column Longitude",
            "exchanged",
        ),
        left_out(
            "One row with longitude and latitude exchanged",
            second_row(longitude="54.57", latitude="-1.2"),
            "row 3, Longitude",
            "exchanged",
        ),
        refused(
            "Metres of the British National Grid",
            every_row(longitude="450000", latitude="520000"),
            "row 2",
            "column Longitude",
            "not metres",
        ),
        refused(
            "A latitude of 91 degrees", every_row(latitude="91"), "row 2", "column Latitude", "90 degrees"
        ),
        refused(
            "Infinite coordinates", every_row(longitude="inf"), "row 2", "column Longitude", "not a number"
        ),
        refused(
            "Coordinates of 1e999", every_row(longitude="1e999"), "row 2", "column Longitude", "not a number"
        ),
        refused("Coordinates that are no number", every_row(longitude="nan"), "row 2", "not a number"),
        refused(
            "Decimal commas", every_row(longitude='"-1,234"', latitude='"54,57"'), "row 2", "not a number"
        ),
        refused("Degrees, minutes and seconds", every_row(longitude="1°14'02W"), "row 2", "not a number"),
        taken(
            "Coordinates 0, 0, which mean that there are none",
            every_row(longitude="0", latitude="0"),
            "3 incidents",
        ),
        refused("Rows without a crime type", every_row(crime_type=""), "row 2", "column Crime type", "empty"),
        refused(
            "A crime type of signs", every_row(crime_type="!!!"), "row 2", "column Crime type", "no letters"
        ),
        refused("Rows without a force", every_row(force="", reported_by=""), "row 2", "column Falls within"),
        left_out(
            "An incident number that stands twice",
            rows(ROWS[0], ROWS[1], ROWS[1].replace("54.57", "54.58")),
            "1 row repeats",
            "2 incidents",
        ),
        taken(
            "Text that a spreadsheet takes for a formula",
            every_row(location="=cmd|' /C calc'!A0"),
            "3 incidents",
        ),
        taken(
            "Signs that turn text round", every_row(location="On or near \u202eteertS\u202c"), "3 incidents"
        ),
        refused(
            "A folder with one bad file among 100 good",
            one_bad_of_a_hundred,
            "months/2019-06-durham-street.csv",
            "row 2",
            "column Longitude",
        ),
    ),
)
