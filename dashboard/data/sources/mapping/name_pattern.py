"""The pattern by which a file's name says whose incidents it holds.

A description may come from a supplier, and with Python's own engine a pattern as short as "(a+)+$" takes
hours over a name of fifty letters. Arrow's (RE2) takes time in proportion to the name, whatever the pattern.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

LONGEST_PATTERN = 200


def refused_for(pattern: str) -> str:
    """Why a pattern can't be used, in words; "" where it can."""
    if len(pattern) > LONGEST_PATTERN:
        return "is too long"
    try:
        groups = re.compile(pattern).groups
        pc.match_substring_regex(pa.array([""]), pattern)
    except (re.error, RecursionError, OverflowError, pa.ArrowInvalid) as error:
        return f"is no pattern ({error})"
    return "" if groups == 1 else "must have one group, the force"


def group_in(name: str, pattern: str) -> str:
    """What the pattern's one group holds where it first fits the name; "" where it fits nowhere."""
    names = pa.array([name])
    if not pc.match_substring_regex(names, pattern)[0].as_py():
        return ""
    alone = pc.replace_substring_regex(names, rf"^(?s:.*?)(?:{pattern})(?s:.*)$", r"\1")
    return str(alone[0].as_py())
