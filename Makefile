# Hexscan's commands. `make` alone lists them.

SHELL := /bin/sh
PY := .venv/bin/python

# Paths to import before serving: make run DATA="first second"
DATA ?=
# Address to serve on; the defaults are in dashboard/settings.py. HOST counts only on make's command line,
# because some shells and package managers put a HOST of their own into the environment.
PORT ?=
SERVE_HOST := $(if $(filter command,$(origin HOST)),$(HOST))
# Test workers: the cores there are, two at most. ARGS goes to pytest or to the benchmark.
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null | awk '{ print ($$1 < 2) ? 1 : 2 }')
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run install install-dev install-bench lint format test test-slow bench bench-check bundle screenshots lock lock-check clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: install ## start Hexscan (DATA="path [path ...]" imports first; HOST=, PORT=)
	@$(if $(SERVE_HOST),HEXSCAN_HOST=$(SERVE_HOST)) $(if $(PORT),HEXSCAN_PORT=$(PORT)) sh scripts/run.sh $(DATA)

install: ## make .venv with all that is needed to run
	@PYTHON="$(PYTHON)" sh scripts/install.sh

install-dev:
	@PYTHON="$(PYTHON)" sh scripts/install.sh dev

install-bench:
	@PYTHON="$(PYTHON)" sh scripts/install.sh bench

lint: install-dev ## style, types, and who may import whom
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

format: install-dev ## put the code into the house style
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

test: install-dev ## all tests but the slow ones, in a real browser too
	@sh scripts/ensure_chromium.sh
	$(PY) -m pytest -n $(JOBS) --dist loadfile $(ARGS)

test-slow: install-dev ## the slow tests alone: they build, install and start the product
	@sh scripts/ensure_chromium.sh
	$(PY) -m pytest -m slow $(ARGS)

bench: install-bench ## repeatable measurements, each against a named baseline
	@sh scripts/ensure_chromium.sh
	$(PY) -m bench $(ARGS)

bench-check: install-dev ## two minutes of measurements, against the ratios that once were
	$(PY) -m bench.check

bundle: install ## dist/hexscan-<version>-bundle.tar.gz, for a machine with no network
	$(PY) scripts/bundle.py

screenshots: install-dev ## docs/screenshots, from the running product
	@sh scripts/ensure_chromium.sh
	$(PY) scripts/screenshots.py

lock: ## write constraints.txt afresh from the ranges in pyproject.toml
	"$$(PYTHON="$(PYTHON)" sh scripts/find_python.sh)" scripts/lock.py

lock-check: ## install constraints.txt afresh and compare
	"$$(PYTHON="$(PYTHON)" sh scripts/find_python.sh)" scripts/lock.py --check

clean: ## remove what make made, the imported data not included
	rm -rf .venv build dist hexscan.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
