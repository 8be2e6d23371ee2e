# Everything starts here: make demo, make test. Targets are files where they can be, so that nothing is done twice.
PYTHON ?= python3.11
STATE := .state
VENV := .venv
RUN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test check bench assets env lock clean

demo: env assets
	@$(RUN)/knutepunkt demo $(ARGS)

test: env assets browser
	@$(RUN)/pytest $(ARGS)

check: env assets
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy knutepunkt
	$(RUN)/lint-imports --no-cache
	$(RUN)/python -m knutepunkt.cli.migrations_missing
	$(RUN)/python -m django messages compile --settings knutepunkt.settings

bench: env assets
	@$(RUN)/python -m benchmarks $(ARGS)

env: $(STATE)/env.stamp
assets: $(STATE)/assets.stamp

$(STATE)/env.stamp: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed, as $(PYTHON) on the PATH (or make PYTHON=...)."; exit 1; }
	@mkdir -p $(STATE)
	@test -x $(RUN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Python packages ..."
	@$(RUN)/pip install --quiet --require-hashes -r requirements.lock
	@$(RUN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(STATE)/assets.stamp: package-lock.json $(shell find frontend -type f 2>/dev/null)
	@command -v npm >/dev/null || { echo "Node 20 with npm is needed to build the pages."; exit 1; }
	@mkdir -p $(STATE)
	@echo "Building the front end ..."
	@npm ci --no-audit --no-fund --loglevel=error
	@node frontend/build.mjs
	@touch $@

browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium for the browser tests ..."; \
	    apt-get update -qq && apt-get install -y -qq chromium >/dev/null; \
	  else echo "The browser tests need Chromium: install the package chromium, or put it on the PATH."; exit 1; fi; }
.PHONY: browser

lock:
	uv pip compile --generate-hashes --no-emit-index-url --no-emit-find-links --extra dev --python-version 3.11 --upgrade pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) node_modules $(STATE)/*.stamp knutepunkt/web/static/built
