"""Keeps the memory of one training step for the next.

glibc gives blocks of megabytes back to the system at once, and a step that takes them anew spends
half of its time on page faults: about 2 s instead of 4.5 for 192 loops on two busy cores.
"""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _MMAP_MAX = -1, -4  # of <malloc.h>
_NEVER = 2**31 - 1


def keep() -> None:
    """From now on freed memory stays with the process. Only where glibc is."""
    if sys.platform == "linux":
        malloc_options = getattr(ctypes.CDLL(None), "mallopt", None)
        if malloc_options is not None:
            malloc_options(_MMAP_MAX, 0)
            malloc_options(_TRIM_THRESHOLD, _NEVER)
