# Two commands do everything: `make run` and `make test`. Both set up .venv first.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PREFECT_HOME := $(CURDIR)/.prefect

.PHONY: help run serve test label-studio lint check format score lock clean

help:           ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# What the lock says, in a fresh environment; then the package itself, which is quick.
$(VENV)/.locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "extract needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Setting up $(VENV); the first time takes a few minutes ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@touch $@

$(VENV)/.installed: $(VENV)/.locked pyproject.toml
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps -e .
	@touch $@

run: $(VENV)/.installed    ## Set up, then run the main job on corpus/
	@$(BIN)/python -m flows.process_reports corpus --out out/corpus --gold gold

serve: $(VENV)/.installed  ## A local Prefect server that serves the nightly run over inbox/
	@$(BIN)/python -m flows.serve

test: $(VENV)/.installed   ## Set up, then run the tests
	@$(BIN)/python -m pytest

# In a place of its own: it pins other versions of what we use.
LABEL_STUDIO := $(VENV)-label-studio
LABEL_STUDIO_VERSION := 1.23.2
$(LABEL_STUDIO)/.$(LABEL_STUDIO_VERSION):
	@echo "Installing Label Studio $(LABEL_STUDIO_VERSION), about 1 GB ..."
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python -m pip install -qq --disable-pip-version-check label-studio==$(LABEL_STUDIO_VERSION)
	@touch $@

label-studio: $(VENV)/.installed $(LABEL_STUDIO)/.$(LABEL_STUDIO_VERSION)  ## Test the exchange with a real Label Studio
	@PATH="$(CURDIR)/$(LABEL_STUDIO)/bin:$$PATH" $(BIN)/python -m pytest tests/annotate/test_label_studio.py

lint: $(VENV)/.installed   ## Format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test           ## All that CI asks: lint and test

format: $(VENV)/.installed ## Format the code and mend what lint can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

score: $(VENV)/.installed  ## Score the corpus against gold and compare with the floors
	@$(BIN)/extract run corpus --out out/corpus
	@$(BIN)/extract score --gold gold --predictions out/corpus

lock:                      ## Write requirements.lock again (needs uv)
	uv pip compile pyproject.toml --extra dev --overrides overrides.txt --universal --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate --upgrade -o requirements.lock

clean:                     ## Remove what was built, but not .venv
	rm -rf out .prefect .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
