# Two targets are all that a new user needs: `make glossary` and `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
OUT    ?= out
JOBS   ?= 2

.PHONY: glossary test quick bench lint screenshots serve clean
.DELETE_ON_ERROR:

# A stamp for each set of packages, so that a second run installs nothing.
$(VENV)/.base: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "duizhao needs Python 3.11 or newer; this is " + sys.version.split()[0] + "; run: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@$(BIN)/python -c 'import align.lattice'  # compiles the aligner's inner loops once, so that no first run has to
	@touch $@

$(VENV)/.dev: $(VENV)/.base
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,neural,ray]'
	@touch $@

glossary: $(VENV)/.base
	@$(BIN)/glossary build seeds -g $(OUT)/glossary --bitext $(OUT)/bitext --report
	@$(BIN)/glossary export -g $(OUT)/glossary --to tbx -o $(OUT)/unido.tbx

test: $(VENV)/.dev
	$(BIN)/pytest -n $(JOBS) --dist loadfile

quick: $(VENV)/.dev
	$(BIN)/pytest -n $(JOBS) --dist loadfile -m "not slow"

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.dev
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks $(ONLY)

screenshots: $(VENV)/.dev
	$(BIN)/python tests/browser/screenshots.py

serve: glossary
	$(BIN)/glossary serve -g $(OUT)/glossary --bitext $(OUT)/bitext

clean:
	rm -rf $(OUT)
