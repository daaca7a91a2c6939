# Each target sets up what it needs: the virtual environment, the packages, a browser. Only Python 3.11+ must be there.

PYTHON  ?= python3
# How many tests run at the same time: by default as many as there are cores, and one more where tests wait for a browser.
WORKERS ?=
CORES_AND_ONE := $$(($$(getconf _NPROCESSORS_ONLN) + 1))
ARGS    ?=

VENV     := .venv
PY       := $(VENV)/bin/python
# The stamp's name holds the interpreter's: another PYTHON makes the environment anew.
PACKAGES := $(VENV)/.packages-$(subst /,-,$(PYTHON))
WEB_SDKS := tests/clients/node_modules/.package-lock.json
ROOMS    := automation fixtures mock_server pages report runner validation
SHELL_BROWSER := $(VENV)/.browser
FULL_BROWSER  := $(VENV)/.browser-headed

# Bytecode is kept: without it every worker, and every run that a test starts, compiles all packages again.
unexport PYTHONDONTWRITEBYTECODE

# `--timeout=0`: a run that a person watches may take its time.
HEADED_ARGS := $(if $(HEADED),--headed --slowmo=400 --timeout=0)

# Coverage is the sum of three runs, of which `make test` is the last: it reports the sum, and fails below the floor of
# pyproject.toml. What is broken on purpose covers nothing.
MEASURE := $(if $(MEASURED),--cov --cov-append --cov-report= --cov-fail-under=0)
JUDGE   := $(if $(MEASURED),--deselect=tests/breaks --cov --cov-append --cov-context=test --cov-report=html --cov-report=term \
             --junitxml=results/coverage/tests.xml -o junit_family=xunit1)

.PHONY: help setup run test postgres installed breaks coverage mutants target-named validate examples examples-soak images load fuzz lint bench clean
.DEFAULT_GOAL := help

help:
	@echo "make run             пройти обе привязки и чаты, записать results/index.html"
	@echo "make run HEADED=1    то же с видимым браузером, замедленным для глаз"
	@echo "make test            все тесты, параллельно (WORKERS=4 — сколько сразу)"
	@echo "make postgres        тесты самой песочницы на PostgreSQL и то, что умеет только он (нужен его сервер)"
	@echo "make installed       собрать пакет, поставить его в пустое окружение и пройти каждую команду sferum"
	@echo "make breaks          поломки нарочно: каждая должна быть замечена своим тестом"
	@echo "make coverage        все тесты и их покрытие по веткам, results/coverage/index.html"
	@echo "make mutants         сколько мелких изменений кода замечают тесты (SINCE=main: только изменённые строки)"
	@echo "make validate TARGET=vendor.toml   заключение о журнале, который описан в файле"
	@echo "make examples        проверить примеры журналов, правильные и с ошибками нарочно (EACH=1: по одной ошибке)"
	@echo "make examples-soak   правильные примеры журналов N=20 раз, по два сразу, пока одно ядро занято"
	@echo "make images          собрать образы docker/ программой buildah и запустить, что в них"
	@echo "make load            200 учителей привязываются в один момент"
	@echo "make fuzz            случайные запросы к API песочницы, каждый раз новые (SEED=17 повторяет прогон)"
	@echo "make lint            ruff, mypy и import-linter"
	@echo "make bench           сколько стоят привязка, вход и толпа, рядом с версией 0.2"
	@echo "make setup           то, что остальные ставят сами: пакеты, браузер, веб-SDK"
	@echo "make clean           удалить окружение и всё, что оставили прогоны"
	@echo
	@echo 'ARGS="-k sms" передаётся pytest или измерениям; PYTHON=python3.12 выбирает интерпретатор.'

setup: $(PACKAGES) $(SHELL_BROWSER) $(WEB_SDKS)

run: $(PACKAGES) $(if $(HEADED),$(FULL_BROWSER),$(SHELL_BROWSER))
	@$(PY) -m pytest tests/e2e/test_guide.py --walk --no-header -p no:randomly $(HEADED_ARGS) $(ARGS)

test: $(PACKAGES) $(SHELL_BROWSER) $(WEB_SDKS)
	@$(PY) -m pytest --numprocesses=$(or $(WORKERS),$(CORES_AND_ONE)) --dist=worksteal $(JUDGE) $(ARGS)

# The sandbox's own tests on the other database. Each worker runs a server of its own, by Debian's programs.
postgres: $(PACKAGES)
	@$(PY) -m pytest tests/postgres tests/unit/rules tests/sandbox tests/load/test_crowd.py --on-postgres \
	  --numprocesses=$(or $(WORKERS),logical) --dist=worksteal $(MEASURE) $(ARGS)

# The wheel, in an environment and a folder of its own.
installed: $(PACKAGES) $(SHELL_BROWSER)
	@$(PY) -m pytest tests/installed -p no:randomly $(ARGS)

# Also part of `make test`.
breaks: $(PACKAGES) $(SHELL_BROWSER)
	@$(PY) -m pytest tests/breaks --numprocesses=$(or $(WORKERS),logical) $(ARGS)

# Only the example journals reach most of validation/, and only tests/postgres what a sandbox keeps in PostgreSQL.
coverage:
	@rm -rf results/coverage
	@$(MAKE) --no-print-directory examples MEASURED=1 ARGS='-m measured'
	@$(MAKE) --no-print-directory postgres MEASURED=1
	@$(MAKE) --no-print-directory test MEASURED=1

# Each change is shown to the tests that reach it, as `make coverage` has measured: with an old measurement delete it first.
mutants: $(PACKAGES) $(SHELL_BROWSER) $(if $(wildcard results/coverage/tests.xml),,coverage)
	@$(PY) -m tests.mutants $(if $(SINCE),--since "$(SINCE)") $(if $(SAMPLE),--sample $(SAMPLE)) \
	  $(if $(WORKERS),--workers $(WORKERS)) $(ARGS)

# First of all: packages and a browser take a minute.
target-named:
	@test -n "$(TARGET)" || { echo "Ошибка: назовите файл, который описывает журнал: make validate TARGET=vendor.toml" >&2; exit 2; }

validate: target-named $(PACKAGES) $(SHELL_BROWSER)
	@$(PY) -m automation validate "$(TARGET)" $(ARGS)

# The longest come first, and each worker takes the next when it is free: no order is shorter.
examples: $(PACKAGES) $(SHELL_BROWSER) $(WEB_SDKS)
	@$(PY) -m pytest tests/examples $(if $(EACH),--each) -p no:randomly \
	  --numprocesses=$(or $(WORKERS),logical) --dist=load --maxschedchunk=1 $(MEASURE) $(ARGS)

# Correct journals only, two at once: whoever is red here is a false alarm.
examples-soak: $(PACKAGES) $(SHELL_BROWSER) $(WEB_SDKS)
	@$(PY) -m pytest tests/examples/test_correct.py --soak=$(or $(N),20) -p no:randomly --timeout=900 \
	  --numprocesses=2 --dist=load --maxschedchunk=1 $(ARGS)

# Without a registry of images the base is made of Debian's packages, by root.
images: $(PACKAGES)
	@$(PY) -m pytest tests/images -p no:randomly -s $(ARGS)

# `make test` has both of these, smaller; its random requests are the same in every run.
load: $(PACKAGES)
	@$(PY) -m pytest tests/load/test_crowd.py --crowd=200 --timeout=300 $(ARGS)

fuzz: $(PACKAGES)
	@seed=$(or $(SEED),$$(date +%s)); echo "Повторить этот прогон: make fuzz SEED=$$seed"; \
	  $(PY) -m pytest tests/load/test_fuzz.py --fuzz-examples=100 --hypothesis-seed=$$seed --timeout=3600 \
	    --numprocesses=$(or $(WORKERS),logical) $(ARGS)

lint: $(PACKAGES)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --quiet . || { echo "Ошибка: не отформатировано; исправит $(PY) -m ruff format ." >&2; exit 1; }
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports --no-logo
	@! grep --line-number --recursive --include='*.py' -E 'wait_for_timeout|networkidle' $(ROOMS) tests \
	  || { echo "Ошибка: тест не спит и не ждёт тишины в сети, он ждёт того, что увидел бы человек" >&2; exit 1; }

bench: $(PACKAGES) $(SHELL_BROWSER) $(FULL_BROWSER)
	@$(PY) -m benchmarks $(ARGS)

clean:
	@rm -rf $(VENV) tests/clients/node_modules benchmarks/node/node_modules build dist \
	  results test-results allure-results \
	  .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .schemathesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PACKAGES): pyproject.toml constraints.txt
	@command -v "$(PYTHON)" >/dev/null \
	  || { echo "Ошибка: $(PYTHON) не найден; установите Python 3.11 или новее или назовите его: make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Ошибка: $(PYTHON) старше 3.11; назовите более новый: make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Ошибка: у $(PYTHON) нет модуля venv; установите его (Debian, Ubuntu: apt-get install python3-venv)" >&2; exit 1; }
	@echo "Ставлю пакеты в $(VENV) (один раз, около минуты)..."
	@test -e $@ || "$(PYTHON)" -m venv --clear $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,clients,examples,lint,mutants,postgres]'
	@touch $@

# The web SDKs that tests/clients runs. Without them its tests are skipped and say why; with CI set they fail.
$(WEB_SDKS): tests/clients/package.json tests/clients/package-lock.json
	@if ! command -v npm >/dev/null; then \
	  echo "npm не найден: тесты веб-SDK не будут выполнены (установите Node.js 20 или новее)"; \
	else echo "Ставлю веб-SDK в tests/clients..."; \
	  npm ci --prefix tests/clients --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null && touch $@ \
	    || echo "npm не смог поставить веб-SDK: их тесты не будут выполнены"; fi

# Other packages may want another browser. Where one is found, nothing is installed.
$(SHELL_BROWSER): $(PACKAGES)
	@$(PY) -m automation.setup
	@touch $@

$(FULL_BROWSER): $(PACKAGES)
	@$(PY) -m automation.setup --headed
	@touch $@
