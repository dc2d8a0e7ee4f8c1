# Everything that is done by hand in this project. Needs Python 3.11 or newer and nothing else.

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PY := $(BIN)/python
READY := .venv/.ready
RAW ?= data/raw
OUT ?= data/parquet
CORRECTIONS ?= $(firstword $(wildcard data/corrections data/corrections.csv))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run review export show test check fmt bench docs clean

help: ## List what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "%-14s %s\n", $$1, $$2}'

setup: $(READY) ## Make .venv with everything pinned by requirements.lock

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; name it: make PYTHON=/path/to/python"; exit 2; }
	$(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: $(READY) ## Read data/raw into data/parquet; YEAR=2022 or FILE=data/raw/2022/x.pdf for a part
	@$(BIN)/renaksi run $(RAW) $(OUT) $(if $(YEAR),--year $(YEAR)) $(if $(FILE),--only "$(FILE)") $(if $(CORRECTIONS),--corrections "$(CORRECTIONS)")

review: $(READY) ## Make pages to compare records with print; SAMPLE=30 sets random ones before you
	@$(BIN)/renaksi review $(OUT) --raw $(RAW) $(if $(SAMPLE),--sample $(SAMPLE))

export: $(READY) ## Write data/export: a workbook, CSV and a database; YEAR=2022 for a part
	@$(BIN)/renaksi export $(OUT) --xlsx data/export/rencana-aksi.xlsx --csv data/export/csv --duckdb data/export/rencana-aksi.duckdb $(if $(YEAR),--year $(YEAR))

show: $(READY) ## Show the records; FILE=x.pdf for those of one document
	@$(BIN)/renaksi show "$(or $(FILE),$(OUT))"

test: $(READY) ## Run the tests
	$(PY) -m pytest

check: $(READY) ## Lint, format and types, without changing anything
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

fmt: $(READY) ## Format the code and mend what the linter can
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: $(READY) ## Measure speed and memory beside pdfplumber and camelot
	$(PY) -m bench --long

docs: $(READY) ## Make docs/data_dictionary.md anew
	$(PY) -m renaksi.dictionary docs/data_dictionary.md

clean: ## Remove .venv, caches and builds; raw files and tables stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
