"""Unpacks browsing data in Python, by the words of `dashboard.figures.browse_pack`."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import numpy.typing as npt


def unpacked(content: bytes) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """The header and the arrays by name."""
    magic, length = struct.unpack_from("<4sI", content)
    assert magic == b"HXB1"
    header = json.loads(content[8 : 8 + length])
    arrays, offset = {}, 8 + length
    for name, size, count in header["arrays"]:
        assert offset % 4 == 0
        arrays[name] = np.frombuffer(content, f"<u{size}", count, offset)
        offset += -(-size * count // 4) * 4
    assert offset == len(content)
    return header, arrays
