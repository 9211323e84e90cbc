#!/bin/sh
# Print the path of a Python that Hexscan runs on and that can make virtual environments; where there is
# none, say what to do and exit 1. PYTHON names the one to use.
set -u

without_venv=""
for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
    "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 || continue
    if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
    without_venv="$candidate"
done

if [ -n "$without_venv" ]; then
    echo "$without_venv cannot make virtual environments." >&2
    echo "On Debian or Ubuntu run: apt-get install python3-venv" >&2
elif [ -n "${PYTHON:-}" ]; then
    echo "PYTHON=$PYTHON is not a Python 3.11, 3.12 or 3.13 that starts." >&2
else
    echo "Hexscan needs Python 3.11, 3.12 or 3.13, and found none of them." >&2
    echo "Install one, or name it: make run PYTHON=/path/to/python3.12" >&2
fi
exit 1
