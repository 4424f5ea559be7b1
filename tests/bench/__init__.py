"""Benchmarks: `python -m tests.bench`."""

import live  # noqa: F401  says how many threads BLAS has, which must be before numpy is loaded
