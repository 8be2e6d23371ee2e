# Everything starts here: make demo, make test. What is done is marked by a file, so that nothing is done twice.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:

PYTHON ?= python3.11
VENV := .venv
RUN := $(VENV)/bin
BUILT := knutepunkt/web/static/built
PO := $(wildcard knutepunkt/locale/*/LC_MESSAGES/*.po)
ENV := $(VENV)/.made
NODE_MODULES := node_modules/.made
ASSETS := $(BUILT)/.made
FONTS := knutepunkt/connectors/paper/fonts/.made

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: demo test check bench env assets browser lock clean

demo: env assets  ## The whole platform with an example, on http://127.0.0.1:8000. ARGS="--play --speed 60"
	@$(RUN)/knutepunkt demo $(ARGS)

test: env assets browser  ## All tests, also in a real browser. ARGS="tests/desk -k custody"
	@$(RUN)/pytest $(ARGS)

check: env assets  ## Style, types, layers, migrations, templates: quick
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy knutepunkt tests benchmarks
	$(RUN)/lint-imports --no-cache
	$(RUN)/python -m tests.sources

bench: env assets  ## Measure, and write what was measured to benchmarks/. ARGS="--tickets 1000000"
	@$(RUN)/python -m benchmarks $(ARGS)

env: $(ENV)
assets: $(ASSETS) $(FONTS) $(PO:.po=.mo)

$(ENV): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: put python3.11 on the PATH, or run make PYTHON=/its/path."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "$(PYTHON) is not Python 3.11."; exit 1; }
	@$(RUN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@$(RUN)/python -m pip install --require-hashes --requirement requirements.lock | $(call bar,Installing Python packages,$(shell grep -c '==' requirements.lock))
	@$(RUN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(NODE_MODULES): package.json package-lock.json
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "Node 20 or newer with npm is needed to build the pages."; exit 1; }
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || { echo "Node 20 or newer is needed; this is $$(node --version)."; exit 1; }
	@echo "Installing the front end's packages ..."
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(ASSETS): $(NODE_MODULES) $(shell find frontend -type f 2>/dev/null)
	@echo "Building the front end ..."
	@node frontend/build.mjs
	@touch $@

$(FONTS): $(NODE_MODULES) $(ENV) frontend/paper_fonts.py
	@echo "Cutting the fonts of documents ..."
	@$(RUN)/python frontend/paper_fonts.py $(@D)
	@touch $@

%.mo: %.po $(ENV)
	@$(RUN)/pybabel --quiet compile --input-file $< --output-file $@

browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium for the browser tests ..."; \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	  else echo "The browser tests need Chromium: install the package chromium, so that it is on the PATH."; exit 1; fi; }

lock:  ## Newer versions of everything, within what pyproject.toml allows
	uv pip compile --generate-hashes --no-emit-index-url --no-emit-find-links --extra dev --python-version 3.11 --upgrade pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) node_modules $(BUILT) $(dir $(FONTS))

# Counts what pip goes through. $(1) says what happens, $(2) how many there are.
bar = awk -v total=$(2) '/^(Collecting|Processing|Requirement already)/ { if (done < total) done++; \
  filled = int(30 * done / total); line = ""; for (i = 0; i < 30; i++) line = line (i < filled ? "\#" : "."); \
  printf "\r$(1) [%s] %d/%d", line, done, total; fflush() } END { print "" }'
