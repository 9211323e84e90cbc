"""A workbook is read once in a process of its own before it is read in ours.

The reader (calamine) makes room for what a workbook says it holds: the rectangle between its first and last
cell, the strings it announces, a long string for each cell that points to it. What asks for too much ends the
process, and cannot be caught. `sheet_span` tells the plain cases in words; whatever else there may be ends
only the process here.
"""

from __future__ import annotations

import subprocess
import sys

MOST_MEMORY = 3 << 30
"""Bytes of addresses (3 GB): the largest sheets within the other limits take about half."""
MOST_SECONDS = 300

_SCRIPT = """
import io, resource, sys
import python_calamine
most = int(sys.argv[1])
hard = resource.getrlimit(resource.RLIMIT_AS)[1]
resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
content = sys.stdin.buffer.read()
try:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    names = book.sheet_names
    wanted = sys.argv[2] or (names[0] if names else "")
    if wanted in names:
        book.get_sheet_by_name(wanted).to_python(skip_empty_area=True)
except (python_calamine.CalamineError, OSError, ValueError, OverflowError):
    pass  # said in words by whoever reads it then
"""


def can_be_read(content: bytes, sheet: str) -> bool:
    """Whether reading that sheet (the first for "") comes to an end within the limits, well or badly."""
    command = [sys.executable, "-P", "-c", _SCRIPT, str(MOST_MEMORY), sheet]
    try:
        ran = subprocess.run(command, input=content, capture_output=True, timeout=MOST_SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired:
        return False
    return ran.returncode == 0
