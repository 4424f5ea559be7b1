"""The instrument: hears, ranks, and hands over loops in time. Never needs torch."""

import os
from importlib.metadata import version

# A matrix product that waits for its share on a busy second core misses the bar, so every product
# runs on its own thread only. Read when numpy and scipy are loaded, hence here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = version("barwise")
