# Everything runs in .venv, which the first target that needs it creates from requirements.lock.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test test-all check reliability lint types audit ui lock clean
run: $(READY)
	@$(BIN)/chokepoint refresh --snapshot
	@$(BIN)/chokepoint show JPN rare_earths

test: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadgroup

# With the tests that build all models several times.
test-all: $(READY)
	$(BIN)/python -m pytest -m "not live and not reliability" -n 2 --dist loadgroup

check: lint types audit test

# The long form of each promise of docs/reliability.md, and a page of the figures: warehouse/data/reliability/report.md.
reliability: $(READY)
	rm -rf warehouse/data/reliability
	$(BIN)/python -m pytest -m reliability -n 2 --dist loadfile
	$(BIN)/python scripts/reliability_report.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint --processes 2 warehouse/raw dbt_project

types: $(READY)
	$(BIN)/mypy

# Known vulnerabilities of what is locked; says so where the advisories cannot be reached.
audit: $(READY)
	@$(BIN)/python scripts/audit.py

ui: $(READY)
	$(BIN)/chokepoint ui

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v < (3, 13) else "chokepoint needs Python 3.11 or 3.12, this is %d.%d: run make PYTHON=python3.12" % v)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Resolve the lock anew (needs uv): names, versions and hashes, no index addresses.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-strip-extras --no-header --output-file requirements.lock

clean:
	rm -rf $(VENV) warehouse/data dbt_project/target dbt_project/logs
