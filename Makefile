# Each target sets up what it needs: the virtual environment, the packages, a browser. It asks for Python 3.11+ only.

PYTHON  ?= python3
# How many tests at once. Unless told, as many as there are cores; and one more where tests wait for their browser.
WORKERS ?=
AND_ONE := $$(($$(getconf _NPROCESSORS_ONLN) + 1))
ARGS    ?=

VENV     := .venv
PY       := $(VENV)/bin/python
# The interpreter's name is part of the stamp's: another PYTHON makes the environment anew.
PACKAGES := $(VENV)/.packages-$(subst /,-,$(PYTHON))
WEB_SDKS := tests/clients/node_modules/.package-lock.json
SHELL_BROWSER := $(VENV)/.browser
FULL_BROWSER  := $(VENV)/.browser-headed

# Bytecode is kept: without it every worker, and every run that a test starts, compiles all packages of pytest's anew.
unexport PYTHONDONTWRITEBYTECODE

# `--timeout=0`: a walk that a person watches may take its time.
HEADED_ARGS := $(if $(HEADED),--headed --slowmo=400 --timeout=0)

.PHONY: help setup run test validate examples load fuzz lint bench clean
.DEFAULT_GOAL := help

help:
	@echo "make run             walk both linking flows and the chats, write results/index.html"
	@echo "make run HEADED=1    the same with the browser shown, slowed down for the eye"
	@echo "make test            all tests, in parallel (WORKERS=4 sets how many at once)"
	@echo "make validate TARGET=vendor.toml   a verdict on the journal that the file describes"
	@echo "make examples        validate the example journals, right ones and with planted mistakes (EACH=1: one at a time)"
	@echo "make load            200 teachers link at the same moment"
	@echo "make fuzz            random requests to the sandbox's APIs, new ones each time (SEED=17 repeats a run)"
	@echo "make lint            ruff and mypy"
	@echo "make bench           how fast a linking flow is"
	@echo "make setup           what all others set up by themselves: packages, a browser, the web SDKs"
	@echo "make clean           remove the environment and what runs left behind"
	@echo
	@echo 'ARGS="-k sms" goes on to pytest or the benchmarks; PYTHON=python3.12 chooses the interpreter.'

setup: $(PACKAGES) $(SHELL_BROWSER) $(WEB_SDKS)

run: $(PACKAGES) $(if $(HEADED),$(FULL_BROWSER),$(SHELL_BROWSER))
	@$(PY) -m pytest tests/e2e/test_guide.py --walk --no-header -p no:randomly $(HEADED_ARGS) $(ARGS)

test: $(PACKAGES) $(SHELL_BROWSER) $(WEB_SDKS)
	@$(PY) -m pytest --numprocesses=$(or $(WORKERS),$(AND_ONE)) --dist=worksteal $(ARGS)

validate: $(PACKAGES) $(SHELL_BROWSER)
	@test -n "$(TARGET)" || { echo "Name the file that describes the journal: make validate TARGET=vendor.toml"; exit 2; }
	@$(PY) -m automation validate "$(TARGET)" $(ARGS)

# The long ones stand first, and each worker takes the next when it is free: no order is shorter.
examples: $(PACKAGES) $(SHELL_BROWSER) $(WEB_SDKS)
	@$(PY) -m pytest tests/examples $(if $(EACH),--each) -p no:randomly \
	  --numprocesses=$(or $(WORKERS),logical) --dist=load --maxschedchunk=1 $(ARGS)

# `make test` has both of these small, and its fuzz the same every time.
load: $(PACKAGES)
	@$(PY) -m pytest tests/load/test_crowd.py --crowd=200 --timeout=300 $(ARGS)

fuzz: $(PACKAGES)
	@seed=$(or $(SEED),$$(date +%s)); echo "make fuzz SEED=$$seed repeats this run"; \
	  $(PY) -m pytest tests/load/test_fuzz.py --fuzz-examples=100 --hypothesis-seed=$$seed --timeout=3600 \
	    --numprocesses=$(or $(WORKERS),logical) $(ARGS)

lint: $(PACKAGES)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --quiet . || { echo "Not formatted: $(PY) -m ruff format ."; exit 1; }
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports --no-logo --no-timing --quiet 2>/dev/null || $(VENV)/bin/lint-imports
	@! grep --line-number --recursive --include='*.py' -E 'wait_for_timeout|networkidle' automation fixtures pages report runner tests validation \
	  || { echo "Nobody sleeps: wait for what a person would see."; exit 1; }

bench: $(PACKAGES) $(SHELL_BROWSER) $(FULL_BROWSER)
	@$(PY) -m benchmarks $(ARGS)

clean:
	rm -rf $(VENV) tests/clients/node_modules benchmarks/node/node_modules results test-results allure-results .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(PACKAGES): pyproject.toml constraints.txt
	@command -v "$(PYTHON)" >/dev/null \
	  || { echo "$(PYTHON) was not found: install Python 3.11 or newer, or name one: make PYTHON=python3.12"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "$(PYTHON) is older than 3.11: name a newer one: make PYTHON=python3.12"; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "$(PYTHON) has no venv module: install it (Debian, Ubuntu: apt-get install python3-venv)"; exit 1; }
	@echo "Setting up the packages in $(VENV) (once, about a minute)..."
	@test -e $@ || "$(PYTHON)" -m venv --clear $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,clients,examples,lint]'
	@touch $@

# The web SDKs that tests/clients runs. Without them its tests skip themselves and say so; with CI set they fail.
$(WEB_SDKS): tests/clients/package.json tests/clients/package-lock.json
	@if ! command -v npm >/dev/null; then \
	  echo "npm was not found: tests of the web SDKs cannot run (install Node.js 20 or newer)"; \
	else echo "Setting up the web SDKs in tests/clients..."; \
	  npm ci --prefix tests/clients --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null && touch $@ \
	    || echo "npm could not install the web SDKs: their tests cannot run"; fi

# Other packages may want another browser: a look, and nothing more where there is one.
$(SHELL_BROWSER): $(PACKAGES)
	@$(PY) -m automation.setup
	@touch $@

$(FULL_BROWSER): $(PACKAGES)
	@$(PY) -m automation.setup --headed
	@touch $@
