# Two commands are enough: make run, make test.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# They measure, so nothing else runs beside them.
TIMED := tests/faults tests/load
# How much of the faults: whole, or how many times the share that make test runs.
AMOUNT ?= whole
FIGURES := .venv/figures.jsonl

# What is installed to run, with its hashes; `make lock` renews it from pyproject.toml. Left out is what httpx2 needs where
# Python runs inside a browser.
LOCK := deploy/requirements.lock
BUILD_LOCK := deploy/build.lock
COMPILE = $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	--no-emit-index-url --no-emit-package httpx2-jsfetch --upgrade pyproject.toml

.PHONY: run demo bench house pictures test faults lint types browser messages lock clean

run: .venv/.installed
	@$(BIN)/python run.py

demo: .venv/.installed
	@$(BIN)/python run.py demo

# Ballots, latency to the screen and memory per phone, beside their floors in the same run.
bench: .venv/.installed
	@$(BIN)/python run.py bench

# Every surface in every language and state, and from them the pictures of README and host guide.
pictures: .venv/.tested browser
	$(BIN)/python -m tests.browser.pictures

# The rooms of server/ and votes/ and who imports whom, as text and as a picture.
house: .venv/.tested
	@$(BIN)/python -m tests.architecture.draw

test: .venv/.tested browser lint types
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder --durations=12 $(TIMED:%=--ignore %)
	$(BIN)/python -m pytest $(TIMED)

# Hours. Every test marked fault, wherever it stands; the table goes into docs/reliability.md, also after a failure.
faults: .venv/.tested
	@rm -f $(FIGURES)
	@TOPFIVE_FAULTS=$(AMOUNT) TOPFIVE_FIGURES=$(FIGURES) $(BIN)/python -m pytest -m fault tests; ended=$$?; \
	$(BIN)/python -m tests.faults.report $(FIGURES) docs/reliability.md && exit $$ended

lint: .venv/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.tested
	$(BIN)/mypy

browser: .venv/.tested
	@$(BIN)/python -m tests.browser.chromium

# After changing a sentence: collect, merge, translate by hand, compile.
messages: .venv/.tested
	$(BIN)/pybabel -q extract -F server/locales/babel.cfg -k said --no-location --sort-output --project=Topfive -w 110 -o .venv/topfive.pot server
	$(BIN)/pybabel -q update -D topfive -i .venv/topfive.pot -d server/locales --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete -w 110
	$(BIN)/pybabel -q compile -D topfive -d server/locales

# Needs an index of packages, as installing does. Look at what has changed, and run the tests, before it is kept.
lock: .venv/.tested
	@$(BIN)/python -m pip install -q --disable-pip-version-check 'uv>=0.9'
	$(COMPILE) -o $(LOCK)
	$(COMPILE:pyproject.toml=--group build) -o $(BUILD_LOCK)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(LOCK) -r $(BUILD_LOCK)
	$(BIN)/python -m tests.packaging.licences

.venv/.made:
	@test -n "$(PYTHON)" || { echo "Topfive needs Python 3.11 or newer (on Debian: apt-get install python3 python3-venv)."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing (on Debian: apt-get install python3-venv)."; rm -rf .venv; exit 1; }
	@touch $@

.venv/.installed: .venv/.made pyproject.toml run.py $(LOCK) $(BUILD_LOCK)
	@echo "Installing what Topfive needs (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(LOCK) -r $(BUILD_LOCK)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.tested: .venv/.installed pyproject.toml
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install -q --disable-pip-version-check --group test
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
