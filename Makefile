# Two commands matter: `make demo` and `make test`. The environments are made on first use.
PYTHON ?= python3
CONSTRAINTS = .github/constraints.txt
DEMO_BARS ?= 16

.PHONY: demo test lint bench bench-compare stage-test release-check clean

demo: .venv/done
	.venv/bin/barwise demo --bars $(DEMO_BARS)

# What keeps real time runs alone: beside others it would come too late through no fault of its own.
test: .venv-dev/done lint
	OMP_NUM_THREADS=1 .venv-dev/bin/python -m pytest -m "not real_time" -n 2 --dist loadfile
	.venv-dev/bin/python -m pytest -m real_time

lint: .venv-dev/done
	.venv-dev/bin/ruff check .
	.venv-dev/bin/ruff format --check .
	.venv-dev/bin/mypy
	.venv-dev/bin/lint-imports

bench: .venv-dev/done
	.venv-dev/bin/python -m tests.bench

# The same beside tests/bench/baseline.json: fails if anything has become slower than chance allows.
bench-compare: .venv-dev/done
	.venv-dev/bin/python -m tests.bench --compare

# The faults that a stage brings, a few minutes; for the full ones: `--minutes 10 --full`.
stage-test: .venv-dev/done
	.venv-dev/bin/python -m tests.stage

# The instrument's own environment: no torch, no test tools.
.venv/done: pyproject.toml $(CONSTRAINTS)
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS) -e .
	@touch $@

.venv-dev/done: pyproject.toml $(CONSTRAINTS)
	$(PYTHON) -m venv .venv-dev
	.venv-dev/bin/python -m pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS) -e '.[cluster,dev,link,oscquery,postgres,train]'
	@touch $@

# Builds it, installs it where nothing is, and follows the tutorial there: about three minutes.
release-check: .venv-dev/done
	.venv-dev/bin/python -m tests.release

clean:
	rm -rf .venv .venv-dev build dist
