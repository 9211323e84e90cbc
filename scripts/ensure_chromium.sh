#!/bin/sh
# See that a Chromium is there for the browser tests: the one found, else Debian's package where apt and
# root are at hand, else Playwright's own download. Never fails: without one the tests skip, and say so.
set -u
cd "$(dirname "$0")/.."

find_chromium() {
    .venv/bin/python scripts/find_chromium.py 2>/dev/null
}

if found="$(find_chromium)"; then
    echo "Chromium for the browser tests: $found"
    exit 0
fi
if [ -n "${HEXSCAN_CHROMIUM:-}" ]; then
    echo "HEXSCAN_CHROMIUM=$HEXSCAN_CHROMIUM is not a program: BROWSER TESTS CANNOT RUN and will be skipped." >&2
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "No Chromium found: installing Debian's package"
    apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            chromium fonts-liberation >/dev/null
else
    echo "No Chromium found, and no apt with root at hand: asking Playwright for its own"
fi
if ! find_chromium >/dev/null; then
    .venv/bin/python -m playwright install chromium
fi
if found="$(find_chromium)"; then
    echo "Chromium for the browser tests: $found"
else
    echo "NO CHROMIUM COULD BE INSTALLED: BROWSER TESTS CANNOT RUN and will be skipped." >&2
    echo "Install a Chromium, or name one: HEXSCAN_CHROMIUM=/path/to/chromium make test" >&2
fi
