"""Writes docs/bad-input.md: each bad input of the tests through the real command line, and what is said."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.bad_input.cases import CASES  # noqa: E402
from tests.bad_input.document import as_document  # noqa: E402
from tests.bad_input.running import former_version, run  # noqa: E402


def main() -> None:
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        former = former_version(Path(folder))
        for number, case in enumerate(CASES):
            own = Path(folder) / f"{number}"
            own.mkdir()
            results[case.name] = run(case, former, own)
            print(f"{results[case.name].seconds:5.1f} s  {case.name}", flush=True)
    (ROOT / "docs" / "bad-input.md").write_text(as_document(results), encoding="utf-8")


if __name__ == "__main__":
    main()
