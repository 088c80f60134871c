# The same words locally and in CI. Needs Python 3.11 or newer and make; everything else it brings itself.
PYTHON ?= python3
UV := .tools/bin/uv
RUN := $(UV) run --frozen --no-sync
export AISLE_HOME ?= $(CURDIR)/.aisle
export UV_PYTHON_PREFERENCE := only-system

.PHONY: run test check bench openapi build pages ready ready-dev format

run: ready pages  ## Set up, open the book with the demo shop, serve on http://127.0.0.1:8000
	@exec $(RUN) aisle serve

test: ready-dev pages  ## Set up and run everything; ARGS="-k name" runs a part
	@$(if $(ARGS),,$(MAKE) --no-print-directory check)
	$(RUN) pytest -n auto --dist loadgroup $(ARGS)

check: ready-dev pages  ## Format, lint, types, import contracts, API description, pages
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) python scripts/check_openapi.py
	$(RUN) python scripts/build_pages.py --lint

bench: ready-dev  ## NAME=forecast|replenish|… ARGS="--gate"
	$(RUN) python -m bench $(NAME) $(ARGS)

openapi: ready-dev  ## Write openapi.json and the types the pages use
	$(RUN) aisle openapi --output openapi.json
	$(RUN) python scripts/build_pages.py --types

build: ready-dev  ## A wheel with the pages inside
	$(UV) build

format: ready-dev
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

pages: ready
	@$(RUN) python scripts/build_pages.py

# Without the tools for development, unless they are there already.
ready: $(UV)
	@$(UV) sync --frozen --inexact --no-dev --quiet --python $(PYTHON)

ready-dev: $(UV)
	@$(UV) sync --frozen --quiet --python $(PYTHON)

$(UV): scripts/bring_uv.py
	@$(PYTHON) scripts/bring_uv.py
	@touch $(UV)
