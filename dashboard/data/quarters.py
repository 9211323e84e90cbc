"""Whole calendar quarters: the periods that a controlled source is shown by.

They are a fixed grid. Of periods that may begin and end in any month, two that differ by a month would tell
that month's count.
"""

from __future__ import annotations

QUARTER = 3
"""Months."""


def quarter_of(month: int) -> int:
    """The first month of the quarter that a month lies in."""
    return month // QUARTER * QUARTER


def whole_quarters(start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """First and last month of the whole quarters inside a period, where data reach from `first` to `last`.

    Where the period holds none, the quarter it begins in; where that is not whole in the data, the nearest
    that is. The period itself where the data hold no whole quarter.
    """
    least, most = -(-first // QUARTER) * QUARTER, quarter_of(last + 1) - QUARTER
    if most < least:
        return start, end
    begin, finish = -(-start // QUARTER) * QUARTER, quarter_of(end + 1) - QUARTER
    if finish < begin:
        begin = finish = quarter_of(start)
    begin, finish = (min(max(quarter, least), most) for quarter in (begin, finish))
    return begin, finish + QUARTER - 1
