# The two commands are `make run` and `make test`; `make help` lists the rest. Works with make 3.81 and BSD tools.
SHELL = /bin/sh
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
SET_UP = $(PYTHON) tests/tools/environment.py

.PHONY: help setup env run test proof fleet bench screens audit sbom format check clean python-found
.DEFAULT_GOAL := help

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

python-found:
	@test -n "$(PYTHON)" || { echo "homeward: Python 3.11 or newer is needed (Debian, Ubuntu: apt-get install python3 python3-venv)" >&2; exit 1; }

setup: python-found ## bring all that is missing and build the phone app
	@$(SET_UP)

env: python-found ## the same without building the phone app
	@$(SET_UP) python node

run: setup ## start the demo: one link per post
	@.venv/bin/homeward demo

test: env ## everything CI runs
	@.venv/bin/python -m tests.tools.gate

proof: setup ## the long proofs: fleets, storms, kills
	@.venv/bin/python -m tests.proof

SEEDS = 1000
START = 0
WITH =
fleet: env ## play SEEDS=N stories of a whole fleet, from seed START=, WITH="losses postgresql"
	@.venv/bin/python -m tests.fleet $(SEEDS) $(START) 0 $(WITH)

bench: setup ## print the figures and what they ran on
	@.venv/bin/python -m tests.bench

screens: setup ## a picture of every screen
	@.venv/bin/python -m tests.screens

audit: env ## ask whether anything is known against the packages of others
	@.venv/bin/python -m tests.tools.supply audit

sbom: env ## list the packages of others that are delivered (CycloneDX)
	@.venv/bin/python -m tests.tools.supply sbom

format: env ## put Python and TypeScript in shape
	@.venv/bin/python -m tests.tools.gate format

check: env ## only the quick checks: format, lint, types, contracts, unit tests of the phone
	@.venv/bin/python -m tests.tools.gate check

clean: ## remove all that make brought or built, demo data included
	rm -rf .venv var server/site pwa/node_modules dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
