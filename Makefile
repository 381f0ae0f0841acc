# One command each: make serve, make test.  Only Python 3.11+ and make are needed.
PYTHON ?= python3
PORT   ?= 8000
BIN    := .venv/bin

.PHONY: serve test check format mutants bombs bench clean screenshots

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

serve: .venv/installed        ## validate the data and serve it at http://127.0.0.1:8000/
	$(BIN)/nrr-graph serve --port $(PORT)

test: check                   ## style, types and the whole test suite
	$(BIN)/python -m pytest

check: .venv/installed        ## style and types only
	$(BIN)/ruff check src tests tools
	$(BIN)/ruff format --check src tests tools
	$(BIN)/mypy
	$(BIN)/nrr-graph format --check

format: .venv/installed       ## rewrite code and data in canonical form
	$(BIN)/ruff check --fix src tests tools
	$(BIN)/ruff format src tests tools
	$(BIN)/nrr-graph format

mutants: .venv/installed      ## damage the graph in many ways and count what validation notices
	$(BIN)/python tools/mutants.py --report docs/quality.md $(if $(ARTICLE),--article $(ARTICLE))

bombs: .venv/installed        ## throw hostile queries at the server while others ask
	$(BIN)/python tools/bombs.py

bench: .venv/installed        ## measure this server beside others on the same data; LARGE=1 for millions
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python tools/bench.py $(if $(LARGE),--large --duration-s 10) --report docs/benchmarks.md

screenshots: .venv/installed  ## remake the pictures of the README from the running site
	$(BIN)/python -m pytest tests/browser --screenshots docs/images

clean:
	rm -rf .venv build dist
