# Every target does its own set-up: a fresh clone needs nothing but Python 3.11 or later.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
T      ?= tests
B      ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint fix bench proof soak screenshots corpus docs lock clean

help: ## what can be done here
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(VENV)/installed ## the virtual environment, pinned and hashed

demo: setup ## a small company, from its post-mortems to tickets and back
	@$(BIN)/syncd demo

test: setup lint ## all checks: style, types, layers, tests (T=path runs one part of the tests)
	$(BIN)/python -m pytest -n auto --dist worksteal $(T)

lint: setup ## style, types and layers alone
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: setup ## put the style right where a tool can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## what a pass costs: requests, time, memory (B=requests measures one part)
	$(BIN)/python -m benchmarks $(B)

proof: setup ## the long checks: hundreds of kills and faults, years of reminders, random histories
	$(BIN)/python -m benchmarks.kills --cases 200
	$(BIN)/python -m benchmarks.faults --cases 300
	$(BIN)/python -m benchmarks.replicas --kills 50
	$(BIN)/python -m benchmarks.year --restless
	$(BIN)/python -m benchmarks.year --restless --tracker jira
	$(BIN)/python -m benchmarks.year --seed 2
	$(BIN)/python -m benchmarks.year.estate
	HYPOTHESIS_PROFILE=proof $(BIN)/python -m pytest -n auto tests --ignore tests/service/test_fuzz.py
	HYPOTHESIS_PROFILE=proof $(BIN)/python -m pytest -q tests/service/test_fuzz.py

soak: setup ## thirty days of the service in a few minutes: nothing may grow
	$(BIN)/python -m benchmarks.soak --days 30

screenshots: setup ## the pages as a browser shows them, light, dark and on paper, in screenshots/
	$(BIN)/python -m benchmarks.screenshots

corpus: setup ## how well action items are found in real post-mortems (needs ../shared/corpus)
	$(BIN)/python -m benchmarks.corpus

docs: setup ## the reference pages, generated from the code, and the site of all pages in site/
	$(BIN)/python -m docs.generate
	$(BIN)/mkdocs build --strict --quiet

lock: setup ## pin what pyproject.toml asks for, with hashes and without addresses
	$(BIN)/pip-compile --quiet --all-extras --allow-unsafe --generate-hashes --strip-extras \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --no-annotate \
		--output-file requirements.lock pyproject.toml

clean: ## remove what was installed and made
	rm -rf $(VENV) site .mypy_cache .ruff_cache .pytest_cache .hypothesis demo
