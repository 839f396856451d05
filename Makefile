# Körpü. `make run` and `make test` do their own set-up; so do all the others. `make help` lists them.
PYTHON ?= python3
PIP = .venv/bin/python -m pip --disable-pip-version-check
LOCKED = --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header
RUN = .venv/.installed
DEV = .venv/.installed-dev
PEERS = build/peers/.installed
GRAMMY = build/node/.installed

# One that was interrupted while it was made has a Python without a pip, and is made anew.
environment = { $(1)/bin/python -c 'import sys; sys.exit(sys.prefix == sys.base_prefix)' && \
	$(1)/bin/python -m pip --version; } > /dev/null 2>&1 || { \
	$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { echo "$(PYTHON) cannot make an environment:" \
		"install python3-venv (Debian, Ubuntu: sudo apt-get install python3-venv)" >&2; exit 2; }; \
	rm -rf $(1) && $(PYTHON) -m venv $(1); }

.DEFAULT_GOAL := run
.PHONY: run help test test-page test-start test-kill check format lock docs translations bench bench-peers clean

run: $(RUN)  ## the playground, or the bot when KORPU_BOT_TOKEN is set
	@.venv/bin/python bot.py $(ARGS)

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

test: $(DEV)  ## every test but those of the next three
	.venv/bin/python -m pytest -q -n 4 --dist worksteal -m "not browser and not process" $(ARGS)

test-page: $(DEV)  ## the playground's page in Chromium
	@.venv/bin/python -m tests.browser
	.venv/bin/python -m pytest -q -n 2 --dist worksteal -m browser $(ARGS)

test-start: $(DEV)  ## the bot as a process: started wrongly, installed, copied, killed at any moment
	.venv/bin/python -m pytest -q -n 2 --dist worksteal -m process $(ARGS)

test-kill: $(DEV)  ## kill the bot 500 times (KORPU_KILLS) and compare its ledgers with what arrived
	KORPU_KILLS=$${KORPU_KILLS:-500} KORPU_KILL_SEED=$${KORPU_KILL_SEED:-$$(date +%s)} \
		.venv/bin/python -m pytest -n 2 --dist worksteal tests/delivery/test_killed.py $(ARGS)

check: $(DEV)  ## format, lint, types, import contracts, generated documents
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy -p bot -p handlers -p tests -p benchmarks
	.venv/bin/mypy bot.py
	.venv/bin/mypy locales/check.py
	.venv/bin/lint-imports --no-logo
	.venv/bin/python docs/commands.py --check
	.venv/bin/python locales/check.py

format: $(DEV)  ## put the code into shape
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

docs: $(DEV)  ## write the generated parts of the documents anew
	.venv/bin/python docs/commands.py
	.venv/bin/python locales/check.py --write

translations: $(RUN)  ## faults and coverage of the catalogues; see locales/README.md
	.venv/bin/python locales/check.py $(ARGS)

bench: $(DEV)  ## the benchmarks; their figures stand in docs/PERFORMANCE.md and docs/LANGUAGE.md
	.venv/bin/python -m benchmarks.storage
	.venv/bin/python -m benchmarks.conversation
	.venv/bin/python -m benchmarks.language
	.venv/bin/python -m benchmarks.wording
	.venv/bin/python -m benchmarks.bridge
	.venv/bin/python -m benchmarks.finding
	.venv/bin/python -m benchmarks.delivery --short

bench-peers: $(DEV) $(PEERS) $(GRAMMY)  ## delivery in full, beside other libraries, into docs/PERFORMANCE.md (half an hour)
	.venv/bin/python -m benchmarks.delivery --all --write

lock:  ## resolve the dependencies anew; needs uv
	uv pip compile $(LOCKED) pyproject.toml -o requirements.lock
	uv pip compile $(LOCKED) -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile $(LOCKED) benchmarks/delivery/requirements.txt -o benchmarks/delivery/requirements.lock

clean:  ## throw away the environment, what was built, and what the playground kept; no live database
	rm -rf .venv build ./*.egg-info data/var/playground.* data/var/playground-*

$(RUN): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "Körpü needs Python 3.11, 3.12 or 3.13; name one with: make $(MAKECMDGOALS) PYTHON=python3.13"; exit 2; }
	@echo "Setting up .venv (once; under a minute with a warm package cache) ..."
	@$(call environment,.venv)
	@$(PIP) install --quiet --no-compile --require-hashes -r requirements.lock
	@touch $(RUN)

$(DEV): requirements-dev.lock $(RUN)
	@echo "Adding what tests and checks need (once) ..."
	@$(PIP) install --quiet --no-compile --require-hashes -r requirements-dev.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $(DEV)

$(PEERS): benchmarks/delivery/requirements.lock
	@$(call environment,build/peers)
	@build/peers/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r $<
	@touch $@

$(GRAMMY): benchmarks/delivery/drivers/package-lock.json
	@if command -v npm > /dev/null; then mkdir -p build/node && cp $(<D)/package*.json build/node && \
		npm ci --silent --no-audit --no-fund --prefix build/node && touch $@; \
	else echo "npm is missing: grammY, which needs Node 20, is left out"; fi
