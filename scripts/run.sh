#!/bin/sh
# Start Hexscan: import what is named, or make the demonstration region where nothing was imported; serve.
#
#   sh scripts/run.sh [path ...]
#
# HEXSCAN_HOST, HEXSCAN_PORT and the other settings (README.md) come from the environment.
set -eu
cd "$(dirname "$0")/.."

if [ ! -x .venv/bin/python ]; then
    echo "Hexscan is not installed here yet. Run: sh scripts/install.sh" >&2
    exit 1
fi
if [ "$#" -gt 0 ]; then
    .venv/bin/python -m dashboard import "$@"
else
    .venv/bin/python -m dashboard demo --if-empty
fi
exec .venv/bin/python -m dashboard serve
