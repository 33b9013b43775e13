# make app: set up and open the app, for this machine alone; ADDRESS=0.0.0.0 for all who can reach it.  make dev: the same,
# and what is edited is loaded anew.  make test: set up and run the tests; make test-long: those that take longest; make
# test-all: all of them, and what is tried at random as often as can be.  make coverage: what do they reach?  make lint:
# style and types.  make format: mend style.  make browsers: Firefox, WebKit.  make zoo: train it anew.  make lock: renew
# requirements.lock.  make audit: are weaknesses known of what is locked?
PYTHON ?= python3
# Linux: an index with the CPU build of torch, tried first; without one, torch brings gigabytes of CUDA (see README).
TORCH_INDEX ?=
# Where the app listens, and the names it may be opened by; any name unless HOSTS says which.
ADDRESS ?=
HOSTS ?= $(if $(ADDRESS),*)
OPEN := $(if $(ADDRESS),--server.address '$(ADDRESS)') $(foreach host,$(HOSTS),--server.allowedHosts '$(host)')
BIN := .venv/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: app dev test test-long test-all coverage lint format js browser browsers zoo lock audit clean

app: .venv/app
	$(BIN)/streamlit run app.py $(OPEN)

dev: .venv/app
	$(BIN)/streamlit run app.py --server.fileWatcherType auto $(OPEN)

test test-long test-all: .venv/dev browser
	$(BESIDE) -n 2 --ignore tests/browser
	$(BESIDE) -n 2 $(ONCE_MORE) tests/browser
	$(BIN)/pytest -m "($(WHICH)) and (alone or trains)" $(TRIES) $(ONCE_MORE) tests/browser  # one at a time

test: WHICH := not long
test-long: WHICH := long
test-all: WHICH := long or not long
test-all: TRIES := --all-tries
ONCE_MORE = --reruns 1  # two browsers and two servers on two cores: what fails for want of time passes then, and is named
BESIDE = $(BIN)/pytest --dist loadfile --no-loadscope-reorder -m "($(WHICH)) and not (alone or trains)" $(TRIES)

# Which lines and branches the tests reach, by room; those in the browser aside.
coverage: .venv/dev
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 2 --dist loadfile --ignore tests/browser
	$(BIN)/coverage combine --quiet  # what a killed process left empty is named and left out
	$(BIN)/coverage json --quiet -o .venv/coverage.json
	$(BIN)/python -m benchmarks.coverage_by_room .venv/coverage.json

lint: .venv/dev js
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@if command -v npm >/dev/null; then npm run --silent python-types; \
	else echo "There is no npm here: the types of core and ui are not checked."; fi

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# What runs in the browser: types, style, and what needs no browser to be tested. Debian: apt install npm; macOS: brew install node.
js:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory node_modules/.installed && \
	  npm run --silent types && npm run --silent style && npm run --silent test; \
	else echo "There is no npm here: the JavaScript in browser/ is not checked."; fi

node_modules/.installed: package-lock.json
	npm ci --silent
	touch $@

zoo: .venv/app
	$(BIN)/python -m core zoo build

# What requirements.txt comes to, on every platform, each file by its hash. torch is not in it: its builds come from
# several places, with their own hashes, and bring CUDA's libraries along or not.
CUDA := cuda-bindings cuda-toolkit nvidia-cudnn-cu13 nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvshmem-cu13 triton
lock: .venv/dev
	$(BIN)/python -m pip install --quiet uv
	printf '%s\n' $(CUDA) > .venv/not-locked
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
	  --no-emit-package torch --excludes .venv/not-locked --upgrade requirements.txt --output-file requirements.lock

# Known weaknesses of what is locked; without a way to a database of them it says so and fails.
audit: .venv/dev
	$(BIN)/python -m pip install --quiet pip-audit
	@$(BIN)/pip-audit --requirement requirements.lock --disable-pip --strict >.venv/audit 2>&1; found=$$?; \
	if grep -q 'vulnerabilit' .venv/audit; then cat .venv/audit; exit $$found; fi; \
	echo "Nothing is known: the database of weaknesses cannot be reached from here, or does not know these packages:"; \
	tail -n 3 .venv/audit; exit 1

clean:
	rm -rf .venv

.venv/app: requirements.txt requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock 2>.venv/refused || { \
	  cat .venv/refused; ! grep -q "DO NOT MATCH THE HASHES" .venv/refused || exit 1; \
	  echo "requirements.lock does not suit this machine: taking requirements.txt, whose files are not checked by hash."; }
	if [ -n "$(TORCH_INDEX)" ]; then \
	  $(BIN)/python -m pip install --quiet --index-url "$(TORCH_INDEX)" $$(grep ^torch== requirements.txt); fi
	$(BIN)/python -m pip install --quiet -r requirements.txt
	$(BIN)/python -c "from core.projection.umap import warm; warm()"  # compiles it, which a first map would wait for
	touch $@

.venv/dev: .venv/app requirements-dev.txt
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	touch $@

# Chromium's headless shell, which draws pages and no window about them, in a third of the time; else a Chromium or Chrome
# that is there; else Debian's package; else (macOS) playwright's own.
browser: .venv/dev
	@if command -v chromium-headless-shell; then :; \
	elif command -v apt-get >/dev/null && $(SUDO) apt-get update -qq && \
	  $(SUDO) apt-get install -y -qq chromium-headless-shell; then :; \
	elif command -v chromium || command -v chromium-browser || command -v google-chrome; then :; \
	elif command -v apt-get >/dev/null; then $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq chromium; \
	else $(BIN)/python -m playwright install chromium; fi

# Firefox and WebKit from Debian; without them `make test` skips the pages' opening in either.
browsers: .venv/dev
	$(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends firefox-esr webkit2gtk-driver xvfb
	$(BIN)/pytest tests/browser/test_other_browsers.py
