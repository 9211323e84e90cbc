"""Zips and gzips: damaged, locked, lying, climbing out, and far larger than they look."""

from __future__ import annotations

import gzip
import io
import zipfile

from tests.bad_input.case import Group, harmful, refused, taken
from tests.bad_input.made import GOOD, STREET, STREET_HEADER, file, zipped

ZIP = "2025-01.zip"
BOMB = 400 << 20


def locked() -> bytes:
    """A zip whose member says that it is encrypted."""
    content = bytearray(zipped({STREET: GOOD}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(signature) + offset] |= 1
    return bytes(content)


def wrong_check_sum() -> bytes:
    """A zip whose member is not what its check sum says."""
    content = bytearray(zipped({STREET: GOOD}))
    for start in (14, content.index(b"PK\x01\x02") + 16):
        content[start] ^= 1
    return bytes(content)


def lying(size: int) -> bytes:
    """A zip whose directory says another size than its member has."""
    content = bytearray(zipped({STREET: GOOD * 1000}))
    start = content.index(b"PK\x01\x02") + 24
    content[start : start + 4] = size.to_bytes(4, "little")
    return bytes(content)


def swollen(size: int) -> bytes:
    """A street file of many bytes in few: gzip."""
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=9) as packed:
        packed.write((STREET_HEADER + "\n").encode())
        block = b"a" * (1 << 20)
        for _ in range(size >> 20):
            packed.write(block)
    return stream.getvalue()


def swollen_zip(size: int) -> bytes:
    """The same as a member of a zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(STREET, "w") as member:
        member.write((STREET_HEADER + "\n").encode())
        block = b"a" * (1 << 20)
        for _ in range(size >> 20):
            member.write(block)
    return stream.getvalue()


def overlapping(members: int) -> bytes:
    """A zip whose many members are all the same bytes: small, and endless when unpacked."""
    content = zipped({STREET: STREET_HEADER + "\n" + "a" * (60 << 20)})
    directory = content.index(b"PK\x01\x02")
    entry = content[directory : content.index(b"PK\x05\x06")]
    end = bytearray(content[content.index(b"PK\x05\x06") :])
    names = [entry.replace(b"01-cleveland", b"%02d-cleveland" % (number + 1)) for number in range(members)]
    end[8:10] = end[10:12] = members.to_bytes(2, "little")
    end[12:16] = sum(map(len, names)).to_bytes(4, "little")
    return content[:directory] + b"".join(names) + bytes(end)


PACKED = Group(
    "Zips and gzips",
    (
        refused(
            "A zip cut off in the middle",
            file(ZIP, lambda: zipped({STREET: GOOD})[:-30]),
            "input/2025-01.zip",
            "damaged or incomplete",
        ),
        refused("A zip with a wrong check sum", file(ZIP, wrong_check_sum), STREET, "damaged or incomplete"),
        refused("A zip with a password", file(ZIP, locked), STREET, "password"),
        refused("An empty zip", file(ZIP, lambda: zipped({})), "no files in 2025-01.zip"),
        refused(
            "A zip in a zip",
            file(ZIP, lambda: zipped({"inner.zip": zipped({STREET: GOOD})})),
            "inner.zip",
            "a zip within a zip",
        ),
        taken(
            "A member called ../../../etc/cron.d/x, which is read and never written",
            file(ZIP, lambda: zipped({f"../../../etc/cron.d/{STREET}": GOOD})),
            "3 incidents",
        ),
        taken(
            "A member with an absolute path",
            file(ZIP, lambda: zipped({f"/etc/{STREET}": GOOD})),
            "3 incidents",
        ),
        refused("A zip that lies about its member's size", file(ZIP, lambda: lying(100)), STREET, "damaged"),
        refused(
            "A gzip cut off in the middle",
            file(STREET + ".gz", lambda: gzip.compress(GOOD.encode())[:-20]),
            "damaged or incomplete",
        ),
        refused(
            "A gzip with a wrong check sum",
            file(STREET + ".gz", lambda: gzip.compress(GOOD.encode())[:-8] + bytes(8)),
            "damaged or incomplete",
        ),
        taken(
            "A gzip that is not called .gz", file(STREET, lambda: gzip.compress(GOOD.encode())), "3 incidents"
        ),
        taken("A plain file that is called .gz", file(STREET + ".gz", GOOD), "3 incidents"),
        harmful(
            "A gzip of 0.4 MB that holds 400 MB",
            file(STREET + ".gz", lambda: swollen(BOMB)),
            "times its size",
        ),
        harmful(
            "A zip of 0.4 MB that holds 400 MB",
            file(ZIP, lambda: swollen_zip(BOMB)),
            STREET,
            "times its size",
        ),
        harmful(
            "A gzip in a gzip in a zip",
            file(ZIP, lambda: zipped({STREET + ".gz": gzip.compress(gzip.compress(GOOD.encode()))})),
            STREET,
            "gzip within a gzip",
        ),
        harmful(
            "Members that are all the same 60 MB", file(ZIP, lambda: overlapping(12)), "damaged or incomplete"
        ),
    ),
)
