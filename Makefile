# Everything a newcomer needs: `make demo` shows the main job, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)
FONTS := fonts-wqy-zenhei fonts-arphic-uming fonts-arphic-ukai fonts-wqy-microhei
PACKAGES := $(FONTS) postgresql chromium
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: setup system demo serve web test lint types imports unit paddle bench load clean

setup: $(VENV)/.done

$(VENV)/.done: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev,service,s3,mcp]'
	touch $@

# Chinese fonts: the tests draw their own reports with them. PostgreSQL: the service is tested on it too. Chromium: so is its page.
# Nothing is installed where they are there already.
system:
	@for package in $(PACKAGES); do dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ]; then \
	  echo "installing$$missing"; \
	  $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq $$missing >/dev/null; \
	fi

demo: setup
	$(BIN)/mingzhang extract samples/scanned/report.pdf --summary

# The review page and the API on http://127.0.0.1:8000, with a worker process.
serve: setup
	$(BIN)/mingzhang serve

# Builds the review page from its sources; what is built is kept in the repository, so that serving needs no Node.
web:
	cd service/web && npm ci --no-audit --no-fund && npm run build

test: setup system lint types imports unit

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

unit: setup system
	$(BIN)/python -m pytest

# The official engine against ours on one page. In an environment of its own: it brings another OpenCV.
paddle:
	$(PYTHON) -m venv $(VENV)-paddle
	$(VENV)-paddle/bin/python -m pip install --quiet --editable '.[paddle]' pytest
	$(VENV)-paddle/bin/python -m pytest tests/test_scanned.py -k official

bench: setup system
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	$(BIN)/python tests/benchmarks/bench.py

# The service under load, beside the command line: prints the numbers and fails where a promise is broken.
load: setup system
	$(BIN)/python tests/load/measure.py

clean:
	rm -rf $(VENV) $(VENV)-paddle build dist out *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
