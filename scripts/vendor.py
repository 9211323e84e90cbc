"""Fetch the scripts of others that lie in assets/vendor/, as assets/vendor/vendored.json names them.

    python scripts/vendor.py            fetch each package with npm, check it, and write its files
    python scripts/vendor.py --check    only compare the files with their checksums; needs no network

A package is fetched by name and exact version with the ordinary npm client, from wherever that client is
configured to look. What arrives must have the `integrity` that is written down, in the form npm itself uses.
To take a newer version, change it there with the integrity that `npm view NAME@VERSION dist.integrity` says,
fetch, and write down the checksums that are reported as different once you have looked at the files.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).resolve().parents[1] / "assets" / "vendor"
LIST = "vendored.json"


class VendorError(RuntimeError):
    """A package can't be used; the message says which and why."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="fetch nothing, compare what is there")
    packages = json.loads((VENDOR / LIST).read_text(encoding="utf-8"))
    try:
        if not parser.parse_args().check:
            for package in packages:
                fetch(package)
        wrong = differing(packages, VENDOR)
    except VendorError as error:
        sys.exit(str(error))
    sys.exit(f"Not as {LIST} says: {', '.join(wrong)}" if wrong else 0)


def fetch(package: dict[str, Any]) -> None:
    """Write the files of one package into the folder. Raises VendorError where it is not the one named."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{package['name']}@{package['version']}"
        subprocess.run(["npm", "pack", wanted, "--silent", "--pack-destination", folder], check=True)
        (archive,) = Path(folder).glob("*.tgz")
        if integrity(archive.read_bytes()) != package["integrity"]:
            raise VendorError(f"{wanted} does not have the integrity that {LIST} names")
        with tarfile.open(archive) as opened:
            for file in package["files"]:
                member = opened.extractfile(f"package/{file['from']}")
                if member is None:
                    raise VendorError(f"{wanted} has no file {file['from']}")
                (VENDOR / file["name"]).write_bytes(member.read())


def differing(packages: list[dict[str, Any]], folder: Path) -> list[str]:
    """Names of files that are missing, are not as their checksum says, or that no package has."""
    sums = {file["name"]: file["sha256"] for package in packages for file in package["files"]}
    present = {path.name: path for path in folder.iterdir() if path.name != LIST}
    return sorted(
        name
        for name in sums.keys() | present.keys()
        if name not in present or hashlib.sha256(present[name].read_bytes()).hexdigest() != sums.get(name, "")
    )


def integrity(content: bytes) -> str:
    """The checksum of an archive as npm writes it."""
    return f"sha512-{base64.b64encode(hashlib.sha512(content).digest()).decode('ascii')}"


if __name__ == "__main__":
    main()
