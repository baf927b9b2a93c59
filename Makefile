# Two commands on a fresh machine: `make demo` and `make test`. Needs Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
# An installed bot keeps its own environment: the demo would put its packages into it, and this folder in the bot's place.
VENV   := $(if $(and $(wildcard .venv/bin/bot),$(if $(wildcard .venv/.demo .venv/.dev),,x)),.venv-make,.venv)
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
UV     ?= uv

.DEFAULT_GOAL := help
.PHONY: help demo test check lint bench soak audit check-slack lock clean

help: ## show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.demo ## a promotion to play with in the browser (PORT=8500; TRANSCRIPT=1: its story step by step; ONCE=1: the story only)
	@$(BIN)/python -m bot demo $(if $(filter command line,$(origin PORT)),--port $(PORT)) $(if $(ONCE),--once) $(if $(TRANSCRIPT),--transcript)

# Four workers on two cores: a test waits for a process, a browser, a clock or a server as long as it computes.
# Files are handed out in the order of their names, so that those of many routes (tests/architecture) come first.
# Compiled tests are kept, which halves the time that workers take to collect them.
PYTEST = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder -q --durations=25 --durations-min=1 $(if $(SHUFFLE),--shuffle $(SHUFFLE))

test: $(VENV)/.dev ## ring 1 of the tests: what a change most likely breaks (tests/README.md; SHUFFLE=1: in another order)
	@$(PYTEST) -m ring1

check: $(VENV)/.dev ## ring 2: all other tests but those that take hours (pytest --all runs every test)
	@$(PYTEST) -m ring2

lint: $(VENV)/.dev ## ruff, mypy and the import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.dev ## speed, as ratios against a floor measured in the same run
	@$(BIN)/python -m tests.benchmarks

soak: $(VENV)/.dev ## more than a year of random people, ten kinds of trouble and kills from a seed, then an audit (MINUTES=30 SEED=1)
	@$(BIN)/python -W ignore -m tests.soak --minutes $(or $(MINUTES),30) --seed $(or $(SEED),1)

audit: $(VENV)/.dev ## licences of what is installed, and build/sbom.json (CycloneDX); known weaknesses, where pip-audit is installed
	@$(BIN)/python -m tests.audit

check-slack: $(VENV)/.dev ## what the bot draws, before Slack's own judge (SLACK_BOT_TOKEN; the manifest: SLACK_CONFIG_TOKEN)
	@$(BIN)/python -m tests.handlers.slack_check

LOCK = $(UV) pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --quiet --custom-compile-command "make lock" pyproject.toml

lock: ## write the files of requirements/ again from pyproject.toml (needs uv)
	$(LOCK) --extra build --output-file requirements/bot.txt
	$(LOCK) --extra build --extra planning --constraint requirements/bot.txt --output-file requirements/planning.txt
	$(LOCK) --extra build --extra demo --constraint requirements/planning.txt --output-file requirements/demo.txt
	$(LOCK) --extra dev --constraint requirements/demo.txt --output-file requirements/dev.txt

$(VENV)/.demo: requirements/demo.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -e $(VENV)/.dev || $(PIP) install --require-hashes -r requirements/demo.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

clean: ## forget the virtual environment and what tools left behind
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
