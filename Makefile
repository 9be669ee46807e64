# Two commands need no preparation: `make demo` and `make test`. The others serve development.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
VENDOR := service/web/static/vendor
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: demo test check types lint wheel docs label-studio vendor clean

demo: $(VENV)/.base
	$(BIN)/jixi extract examples/report.txt
	@printf '\n%s\n' '接着：source $(VENV)/bin/activate，然后 jixi extract 自己的报告，或 jixi serve 打开网页。'

test: $(VENV)/.dev
	$(BIN)/python -m pytest

check: lint types test

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.dev
	$(BIN)/mypy

wheel: $(VENV)/.base
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

docs: $(VENV)/.base
	$(BIN)/python docs/make_api.py
	$(BIN)/python docs/make_datasets.py

# For the tests that speak with a real one; it has a place of its own because it asks for other versions of much.
label-studio: .label-studio/bin/label-studio

.label-studio/bin/label-studio:
	$(PYTHON) -m venv .label-studio
	.label-studio/bin/python -m pip --disable-pip-version-check install --quiet label-studio==1.23.2

# The page's one foreign script: taken from its package, kept in the tree, so that nothing is fetched at run time.
vendor:
	scratch=$$(mktemp -d) && npm pack --silent --pack-destination $$scratch htmx.org@2 > /dev/null && \
	tar -xzf $$scratch/*.tgz -C $$scratch && \
	cp $$scratch/package/dist/htmx.min.js $(VENDOR)/htmx.min.js && \
	cp $$scratch/package/LICENSE $(VENDOR)/htmx.LICENSE && \
	node -p "require('$$scratch/package/package.json').version" > $(VENDOR)/htmx.VERSION && \
	rm -r $$scratch

clean:
	rm -rf $(VENV) .label-studio build dist *.egg-info

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: pyproject.toml | $(VENV)/bin/python
	$(PIP) --editable .
	touch $@

# torch comes first: whatever else asks for it would choose a build of its own.
$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	$(PIP) torch==2.13.0
	$(PIP) --editable '.[dev,training]'
	touch $@ $(VENV)/.base
