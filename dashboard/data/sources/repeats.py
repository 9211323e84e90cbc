"""Incident ids that a file repeats: an incident counts once a month, and its later row wins."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from dashboard.data.sources.checks import equals

_WORD = 8
_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio: its powers spread bits well


def earlier_repeats(
    incident_id: pa.Array, month: npt.NDArray[np.int32], usable: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Where an id stands again, for the same month, in a later usable row; kept across months."""
    repeated = np.zeros(len(month), dtype=bool)
    if _all_different(incident_id):
        return repeated
    keys = pd.DataFrame({"id": incident_id.to_pandas(), "month": month})
    identified = usable & ~equals(incident_id, "")
    repeated[identified] = keys[identified].duplicated(keep="last").to_numpy()
    return repeated


def _all_different(ids: pa.Array) -> bool:
    """Whether ids, of one length as police.uk's are, all differ: told from a number made of each.

    Different numbers are of different ids, so True is certain; False only means that a closer look is needed.
    """
    _, offsets, content = ids.buffers()
    if content is None:
        return False
    ends = np.frombuffer(offsets, dtype=np.int32)[ids.offset : ids.offset + len(ids) + 1]
    lengths = np.diff(ends)
    width = int(lengths.max(initial=0))
    if not width or width % _WORD or ((lengths != 0) & (lengths != width)).any():
        return False
    words = (
        np.frombuffer(content, dtype=np.uint8)[ends[0] : ends[-1]].view(np.uint64).reshape(-1, width // _WORD)
    )
    numbers = np.zeros(len(words), dtype=np.uint64)
    for word in words.T:  # wraps around, which is meant
        numbers = (numbers ^ word) * _ODD
        numbers ^= numbers >> np.uint64(32)
    numbers.sort()  # nine times quicker than a set of them
    return not (numbers[1:] == numbers[:-1]).any()
