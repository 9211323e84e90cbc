"""What a serving process holds in memory: not the libraries that only an import of data needs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.worlds import import_small_world

SERVE = """
import json, sys
from pathlib import Path
from dashboard import create_app
from dashboard.settings import Settings

def loaded():
    return [name for name in sys.argv[2:] if name in sys.modules]

app = create_app(Settings(data_dir=Path(sys.argv[1]), secret_key="x" * 32))
at_start = loaded()
client = app.server.test_client()
version = client.get("/health/ready").get_json()["version"]
client.get("/")
asked = ["look/any", "look/9", *(f"compare/any?tab={tab}" for tab in ("overview", "worsening", "table"))]
answers = [client.get(f"/data/{version}/{question}") for question in asked]
assert [answer.status_code for answer in answers] == [200] * len(asked)
print(json.dumps([at_start, loaded()]))
"""
NEVER = ["geopandas", "pyogrio", "pyproj", "plotly.express", "plotly.graph_objs._scatter", "scipy.stats"]
"""Geopandas and its company, and the classes Plotly draws with: Dash itself loads no more than their base."""
LATER = ["scipy.special", "scipy.sparse", "scipy.spatial"]
"""Not for the start, but for the first answers."""


def test_serving_needs_no_library_of_the_import(tmp_path: Path, repository: Path) -> None:
    import_small_world(tmp_path)
    ran = subprocess.run(
        [sys.executable, "-c", SERVE, str(tmp_path), *NEVER, *LATER, "pandas"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    at_start, after = json.loads(ran.stdout.splitlines()[-1])
    assert at_start == ["pandas"]
    assert not set(after) & set(NEVER)
    assert "scipy.special" in after  # so that LATER is what it says
