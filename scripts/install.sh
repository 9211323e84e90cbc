#!/bin/sh
# Make .venv ready: a supported Python, the exact versions in constraints.txt, and Hexscan itself.
#
#   sh scripts/install.sh          what is needed to run
#   sh scripts/install.sh dev      also what is needed to test and lint
#   sh scripts/install.sh bench    also what the benchmarks are measured against
#
# PYTHON names the interpreter to use. Where a folder "wheels" lies beside pyproject.toml (`make bundle`),
# everything comes from it and no index is asked. A stamp in .venv remembers what was installed, so that
# the next start does not call pip at all.
set -eu
cd "$(dirname "$0")/.."

extra="${1:-}"
case "$extra" in
    "") extras="" holding="bench dev run" ;;
    dev) extras="[dev]" holding="bench dev" ;;
    bench) extras="[dev,bench]" holding="bench" ;;
    *) echo "install.sh takes nothing, \"dev\" or \"bench\", not \"$extra\"." >&2; exit 2 ;;
esac

stamp_key="$(cat pyproject.toml constraints.txt | cksum) $(pwd)"

is_stamped() {
    [ -f ".venv/hexscan-$1" ] && [ "$(cat ".venv/hexscan-$1")" = "$stamp_key" ]
}

if .venv/bin/python -c '' 2>/dev/null; then
    for installed in $holding; do # what was installed may be more than what is asked for
        if is_stamped "$installed"; then
            exit 0
        fi
    done
fi
# Half-made (no pip yet), of another Python, or not there: make it anew.
if ! { PYTHON=.venv/bin/python sh scripts/find_python.sh >/dev/null 2>&1 &&
    .venv/bin/python -c 'import pip' 2>/dev/null; }; then
    python="$(sh scripts/find_python.sh)"
    echo "Making .venv with $python ($("$python" -V))"
    "$python" -m venv --clear .venv
fi

set -- --quiet --disable-pip-version-check --constraint constraints.txt
if [ -d wheels ]; then
    set -- "$@" --no-index --find-links wheels
fi

echo "Installing Hexscan and its packages into .venv (a minute or two the first time)"
# setuptools first, and no build isolation: a build environment of pip's own would not heed the constraints.
if ! { .venv/bin/python -m pip install "$@" setuptools &&
    .venv/bin/python -m pip install "$@" --no-build-isolation --editable ".$extras"; }; then
    echo "Hexscan's packages could not be installed; pip's reason is above." >&2
    echo "For a machine with no network, run \"make bundle\" on one that has it." >&2
    exit 1
fi
# Compiled now, so that no start has to, even where Python is told not to write compiled files.
.venv/bin/python -m compileall -q dashboard
rm -f .venv/hexscan-run .venv/hexscan-dev .venv/hexscan-bench
echo "$stamp_key" > ".venv/hexscan-${extra:-run}"
