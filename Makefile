# Two commands: `make run` and `make test`. They need Python 3.11 or newer and make; everything else comes from locks.
.DEFAULT_GOAL := help
SHELL := /bin/sh
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory
unexport PYTHONDONTWRITEBYTECODE# what is not kept compiled, every process that starts compiles anew

VENV := .venv
BIN := $(VENV)/bin
WEB := wasteflow/web
PIP := $(BIN)/python -m pip --disable-pip-version-check -q install --require-hashes --only-binary :all: --no-compile
COMPILED := $(BIN)/python -m compileall -q -j 0 $(VENV)/lib# on all cores; pip compiles on one
LOCKED ?= 2026-10-26# no release younger than this enters a lock
WORKERS ?= 3# test processes: on two cores, since some tests mostly wait for what they started
NAME ?=
BUILT := $(WEB)/static/scanner/index.html
SCANNER := $(shell find $(WEB)/scanner -type f 2>/dev/null) $(wildcard wasteflow/locale/*.toml)
PYTEST_ARGS ?=

COMPILE = $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --exclude-newer $(LOCKED) -p 3.11

.PHONY: help run test check lint format docs bench lock fonts clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run $(BUILT) ## start everything, with a demo Bay Area, on port 8080 (WASTEFLOW_PORT)
	@exec $(BIN)/python -m wasteflow run

test: $(VENV)/.dev $(BUILT) ## run the tests on a PostgreSQL of their own (PYTEST_ARGS=... to choose)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

check: lint test ## everything CI runs

lint: $(VENV)/.dev | $(WEB)/node_modules/.bin/tsc ## style, types, floors, generated pages; no tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m wasteflow docs --check
	cd $(WEB) && PATH="$(CURDIR)/$(BIN):$$PATH" npm run -s check

format: $(VENV)/.dev ## put the code into the house's shape
	@$(BIN)/ruff check --fix-only -q
	@$(BIN)/ruff format

docs: $(VENV)/.dev ## write the generated pages of docs/ again
	@$(BIN)/python -m wasteflow docs

bench: $(VENV)/.dev $(BUILT) ## measure a promise: make bench NAME=append
	@test -n "$(NAME)" || { echo "Say which one: make bench NAME=x, where x is one of:"; \
	  ls benchmarks/[a-z]*.py | sed 's|benchmarks/\(.*\).py|  \1|' | tr _ -; exit 2; }
	@$(BIN)/python -m benchmarks.$(subst -,_,$(NAME))

lock: $(VENV)/.dev ## compile the locks again (LOCKED=2026-10-26: releases up to that day)
	$(COMPILE) requirements.in -o requirements.lock
	$(COMPILE) requirements-dev.in -o requirements-dev.lock
	cd $(WEB) && PATH="$(CURDIR)/$(BIN):$$PATH" npm install --package-lock-only --ignore-scripts --before=$(LOCKED)

fonts: $(BUILT) ## fetch the fonts and page libraries, copy them into place, build the scanner

clean: ## remove what was installed and built; the data folder stays
	rm -rf $(VENV) $(WEB)/node_modules $(WEB)/static/vendor $(WEB)/static/scanner reports/fonts

# --- what is installed, each step once per lock ---------------------------------------------------------------

$(BIN)/python:
	@for python in $(PYTHON) python3.11 python3.12 python3.13 python3; do \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  $$python -c 'import venv, ensurepip' 2>/dev/null || { \
	    echo "$$python has no venv module; on Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }; \
	  echo "Making $(VENV) with $$($$python --version)"; \
	  $$python -m venv --clear $(VENV) && exit 0 || { \
	    echo "$$python could not make $(VENV) here: is the disk full, or the folder not writable?" >&2; exit 1; }; \
	done; \
	echo "No Python 3.11 or newer was found; install one, or name it: make run PYTHON=/path/to/python3" >&2; exit 1

$(VENV)/.run: requirements.lock | $(BIN)/python
	@echo "Installing the Python packages of requirements.lock"
	@$(PIP) -r requirements.lock
	@$(COMPILED)
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements.lock | $(BIN)/python
	@echo "Installing the Python packages of requirements-dev.lock"
	@$(PIP) -r requirements-dev.lock
	@$(COMPILED)
	@touch $(VENV)/.run $@

# The stamp of whoever came first installs Node; either has it.
NODE = $(if $(wildcard $(VENV)/.dev),$(VENV)/.dev,$(VENV)/.run)

$(WEB)/node_modules/.installed: $(WEB)/package-lock.json | $(NODE)
	@echo "Fetching the page libraries and fonts of package-lock.json"
	@cd $(WEB) && export PATH="$(CURDIR)/$(BIN):$$PATH" && npm ci --ignore-scripts --loglevel=error
	@touch $@

$(WEB)/node_modules/.bin/tsc:
	@$(MAKE) $(WEB)/node_modules/.installed

$(BUILT): $(WEB)/node_modules/.installed $(WEB)/build.mjs $(SCANNER) | $(NODE)
	@echo "Building the driver's scanner"
	@cd $(WEB) && PATH="$(CURDIR)/$(BIN):$$PATH" node build.mjs
	@touch $@
