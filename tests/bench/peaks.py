"""What this machine can do on one core: the measure of floors, and of one machine beside another.

In a process of its own, because the threads of BLAS are told when it is loaded.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_SIDE = 1024
_BYTES = 1 << 27
_ROUNDS = 25


@dataclass(frozen=True, slots=True)
class Peaks:
    """The best of some rounds.

    Attributes
    ----------
    multiplying
        seconds for a product of two float32 matrices of 1024 x 1024.
    copying
        seconds for a copy of 128 MiB.
    """

    multiplying: float
    copying: float

    @classmethod
    def measured(cls) -> Self:
        """Of this machine, now: takes about a second."""
        told = subprocess.run(
            [sys.executable, "-m", __name__],
            env={**os.environ, **_ONE_THREAD},
            capture_output=True,
            check=True,
            text=True,
        )
        return cls(**json.loads(told.stdout))

    @property
    def flops(self) -> float:
        """Floating point operations a second, a multiplication and an addition being two."""
        return 2 * _SIDE**3 / self.multiplying

    @property
    def bandwidth(self) -> float:
        """Bytes a second, read and written."""
        return 2 * _BYTES / self.copying

    def beside(self, other: Peaks) -> float:
        """How many times as long as the machine of `other` this one takes: a geometric mean."""
        ratio = self.multiplying / other.multiplying * self.copying / other.copying
        return float(ratio**0.5)

    def __str__(self) -> str:
        return f"{self.flops / 1e9:.0f} GFLOP/s and {self.bandwidth / 1e9:.1f} GB/s on one core"


def processor() -> str:
    """Its name, as the system tells it."""
    told = Path("/proc/cpuinfo")
    for line in told.read_text().splitlines() if told.exists() else ():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def machine() -> str:
    """Processor, cores and Python."""
    return f"{processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _best(work: Callable[[], object]) -> float:
    took = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)


def main() -> None:
    import numpy as np

    left, right, out = np.random.default_rng(1).random((3, _SIDE, _SIDE), np.float32)
    source = np.ones(_BYTES, np.uint8)
    target = np.zeros_like(source)
    found = Peaks(
        _best(lambda: np.matmul(left, right, out=out)),
        _best(lambda: np.copyto(target, source)),
    )
    print(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
