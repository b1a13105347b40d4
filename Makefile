# HIS54. `make run` starts the practice clinic; `make test` proves that it works.
# Nothing needs to be installed first but make and Python 3.11 or newer.

PYTHON ?= python3
JOBS ?= 2
HIS54 := .venv/bin/his54
HIS54_OFFICIAL_DATA ?= $(wildcard ../shared/data/official)
ifneq ($(HIS54_OFFICIAL_DATA),)
export HIS54_OFFICIAL_DATA
endif

# Compiled Python is kept: without it every process compiles our sources again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test check bench bench-tasks bench-day fuzz client format lock clean environment tools screens packages

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1  /p' $(MAKEFILE_LIST) | expand -t 16

run: environment screens ## the practice clinic on http://127.0.0.1:8054
	@$(HIS54) serve --demo

test: tools screens packages ## every test, on SQLite and PostgreSQL, and journeys in a browser
	@$(PYTHON) deploy/frontend.py npm run --silent test
	@.venv/bin/pytest --postgres -n $(JOBS) --proof=level/proof.json $(ARGS)

check: tools packages ## style, types, imports, schema, generated client, size of the first page
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy .
	.venv/bin/lint-imports
	$(PYTHON) deploy/frontend.py npm run --silent check
	$(PYTHON) deploy/frontend.py build
	$(PYTHON) deploy/frontend.py npm run --silent size
	$(HIS54) client --check
	$(PYTHON) deploy/frontend.py npm run --silent client -- --check
	.venv/bin/pytest -q --postgres tests/architecture/test_migrations.py

bench: tools screens packages ## measure, and write docs/performance.md (ARGS="--quick")
	.venv/bin/python -m bench $(ARGS)

bench-tasks: tools screens packages ## play the tasks of a first day, and write docs/day-one.md
	.venv/bin/python -m bench.day_one $(ARGS)

bench-day: tools packages ## sixty at work play a day of 1,500 visits, on both databases
	.venv/bin/python -m bench.day $(ARGS)

fuzz: tools packages ## send every operation a hundred odd requests (ARGS="-k fuzz")
	HIS54_FUZZ=100 .venv/bin/pytest -q --postgres tests/robustness/test_fuzz.py $(ARGS)

client: tools ## the front end's client, again from the API
	$(HIS54) client

format: tools ## put every file into the house's style
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	$(PYTHON) deploy/frontend.py npm run --silent fix

lock: tools ## choose the newest versions that pyproject.toml allows, with their hashes
	@for name in "" -dev; do \
	  UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/uv pip compile --quiet --universal \
	    --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate $(UPGRADE) \
	    $${name:+--extra dev --constraint requirements.txt} \
	    pyproject.toml --output-file requirements$$name.txt; done
	@sed -n 's/^node = \["\(.*\)"\]/\1/p' pyproject.toml | \
	  UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/uv pip compile --quiet --universal \
	    --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate $(UPGRADE) \
	    - --output-file requirements-node.txt

clean: ## what was installed and built; never ./var, where the hospital's data is
	rm -rf .venv frontend/node_modules frontend/dist frontend/ohif artefacts
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# --- what the others need -------------------------------------------------------------------

environment:
	@$(PYTHON) deploy/environment.py requirements.txt

tools:
	@$(PYTHON) deploy/environment.py requirements-dev.txt

screens:
	@$(PYTHON) deploy/frontend.py build

packages:
	@$(PYTHON) deploy/packages.py postgresql dcmtk chromium fonts-dejavu-core
