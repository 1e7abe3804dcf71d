# Two targets are all that a new user needs: `make glossary` and `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
OUT    ?= out
JOBS   ?= 3

# Our commands start quicker from bytecode; where a machine forbids Python to keep it, ours may all the same.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: glossary test quick rounds fuzz bench lint lowest messages screenshots serve clean
.DELETE_ON_ERROR:

# A stamp for each set of packages, so that a second run installs nothing.
$(VENV)/.base: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "duizhao needs Python 3.11 or newer; this is " + sys.version.split()[0] + "; run: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[workbench,rdf,mcp]'
	@echo "Compiling the aligner's inner loops, once"
	@$(BIN)/python -c 'import align.alignment.model; from align.kernels import load_all; load_all()'
	@touch $@

$(VENV)/.dev: $(VENV)/.base
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[workbench,rdf,mcp,oidc,dev,neural,ray,ocr]'
	@touch $@

glossary: $(VENV)/.base
	@$(BIN)/glossary build seeds -g $(OUT)/glossary --bitext $(OUT)/bitext --report
	@$(BIN)/glossary export -g $(OUT)/glossary --to tbx -o $(OUT)/unido.tbx
	@$(BIN)/glossary export -g $(OUT)/glossary --to tbx2 -o $(OUT)/unido.tbx2.tbx
	@$(BIN)/glossary export -g $(OUT)/glossary --to xlsx -o $(OUT)/unido.xlsx
	@$(BIN)/glossary export -g $(OUT)/glossary --to omegat -o $(OUT)/unido.utf8
	@echo
	@echo "Which file is for what:"
	@echo "  $(OUT)/unido.tbx       TBX 3 (ISO 30042:2019): termbases and tools that read the current standard"
	@echo "  $(OUT)/unido.tbx2.tbx  TBX 2: OmegaT, translate-toolkit and other tools that do not read TBX 3 yet"
	@echo "  $(OUT)/unido.xlsx      Excel, LibreOffice, Trados, memoQ: a sheet to read, edit and import again"
	@echo "  $(OUT)/unido.utf8      OmegaT's own glossary: put it into the project's folder glossary/"

# Files of tests go to JOBS processes in the order of tests/conftest.py: those that take long first. Three, for two
# processors: for a fifth of its time a process of tests waits for a browser, a server or a command.
SHARED := -n $(JOBS) --dist loadfile --no-loadscope-reorder

test: $(VENV)/.dev
	$(BIN)/pytest $(SHARED)

quick: $(VENV)/.dev
	$(BIN)/pytest $(SHARED) -m "not slow"

# Every test that can fall by chance is a defect: all tests (or TESTS="tests/browser ..."), ROUNDS times, each with new
# temporary files, beside LOAD processes that only keep the machine busy. It stops at the first round with a failure.
# What starts browsers, servers or several processes can fall by chance before all: make rounds TESTS='$(CHANCE)'
CHANCE := tests/browser $(patsubst %,tests/test_%.py,accounts assistants backup batch_corrected batch_run bitext_durability \
  build_parts discussion docs_api export_watch extract_parallel hostile_files kernels ray read_ocr sandbox search_freshness \
  serve_addresses store_concurrency store_durability web_aligning web_api web_oidc web_proxied web_taking)
rounds: ROUNDS ?= 20
rounds: LOAD ?= 2
rounds: $(VENV)/.dev
	@busy=; trap 'kill $$busy 2>/dev/null' EXIT; \
	for n in $$(seq $(LOAD)); do yes >/dev/null & busy="$$busy $$!"; done; \
	for round in $$(seq $(ROUNDS)); do \
	  echo "round $$round of $(ROUNDS)"; rm -rf .hypothesis; \
	  $(BIN)/pytest -q $(SHARED) $(TESTS) || exit 1; \
	done

# Damaged files for every reader and importer, then the laws that Hypothesis tests, searched at random: ROUNDS times, each
# from a new seed; stop it when you like. What fell is kept in $(OUT)/fuzz.
fuzz: ROUNDS ?= 1000
fuzz: SECONDS ?= 120
fuzz: $(VENV)/.dev
	@for round in $$(seq $(ROUNDS)); do \
	  echo "round $$round"; \
	  $(BIN)/python tests/fuzz_files.py --seconds $(SECONDS) --keep $(OUT)/fuzz || exit 1; \
	  DUIZHAO_FUZZ=1 $(BIN)/pytest -q -x -n $(JOBS) -m hypothesis tests || exit 1; \
	done

# The oldest versions of our dependencies that pyproject.toml allows, to see that its lower bounds are true: all extras but
# labse, whose models come from elsewhere. Some twelve minutes on two cores.
lowest:
	$(PYTHON) -m venv $(OUT)/lowest
	$(OUT)/lowest/bin/pip install --quiet --disable-pip-version-check uv
	$(OUT)/lowest/bin/uv pip install --quiet --python $(OUT)/lowest/bin/python --resolution lowest-direct -e '.[workbench,rdf,mcp,oidc,neural,ray,ocr,dev]'
	$(OUT)/lowest/bin/python -m pytest -n $(JOBS) --dist loadfile -m "not slow"

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Brings the catalogue of messages up to date with the code; what it adds wants its Chinese.
messages: $(VENV)/.dev
	$(BIN)/python tests/message_templates.py

bench: $(VENV)/.dev
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks $(ONLY) --write docs/figures.md

screenshots: $(VENV)/.dev
	$(BIN)/python tests/browser/screenshots.py

serve: glossary
	$(BIN)/glossary serve -g $(OUT)/glossary --bitext $(OUT)/bitext

clean:
	rm -rf $(OUT)
