# make app: set up and open the app.  make dev: the same, and what is edited is loaded anew.  make test: set up and run
# every test.  make lint: style.  make browsers: Firefox, WebKit.  make zoo: train it anew.
PYTHON ?= python3
# Linux: an index with the CPU build of torch, tried first; without one, torch brings gigabytes of CUDA (see README).
TORCH_INDEX ?=
BIN := .venv/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: app dev test lint browser browsers zoo clean

app: .venv/app
	$(BIN)/streamlit run app.py

dev: .venv/app
	$(BIN)/streamlit run app.py --server.fileWatcherType auto

test: .venv/dev browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pytest -n 2 --dist loadfile --ignore tests/browser
	$(BIN)/pytest tests/browser  # one at a time: they watch frames, clicks and glides

lint: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

zoo: .venv/app
	$(BIN)/python -m core zoo build

clean:
	rm -rf .venv

.venv/app: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	if [ -n "$(TORCH_INDEX)" ]; then \
	  $(BIN)/python -m pip install --quiet --index-url "$(TORCH_INDEX)" $$(grep ^torch== requirements.txt); fi
	$(BIN)/python -m pip install --quiet -r requirements.txt
	$(BIN)/python -c "from core.projection.umap import warm; warm()"  # compiles it, which a first map would wait for
	touch $@

.venv/dev: .venv/app requirements-dev.txt
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	touch $@

# A system Chromium or Chrome if there is one; else Debian's package; else (macOS) playwright's own.
browser: .venv/dev
	@if command -v chromium || command -v chromium-browser || command -v google-chrome; then :; \
	elif command -v apt-get >/dev/null; then $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq chromium; \
	else $(BIN)/python -m playwright install chromium; fi

# Firefox and WebKit from Debian; without them `make test` skips the pages' opening in either.
browsers: .venv/dev
	$(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends firefox-esr webkit2gtk-driver xvfb
	$(BIN)/pytest tests/browser/test_other_browsers.py
