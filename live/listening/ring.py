"""The last seconds of sound: one thread writes, others read, nobody waits."""

from __future__ import annotations

import numpy as np

from live.types import Floats


class Ring:
    """Mono samples at `rate`, counted from 0.

    Attributes
    ----------
    mark
        (how many samples have been written, the monotonic time of the last one): swapped as one.
    """

    def __init__(self, rate: int, seconds: float) -> None:
        self.rate = rate
        self.mark = (0, 0.0)
        # A second more than is given out, so that a reader is not overtaken while it copies.
        self._samples = np.zeros(round((seconds + 1) * rate), np.float32)
        self._given = round(seconds * rate)

    def write(self, block: Floats, time: float) -> None:
        """Append `block` (frames,), whose last sample came at `time`. Does not allocate."""
        size = len(self._samples)
        dropped = max(len(block) - size, 0)
        block, count = block[dropped:], self.mark[0] + dropped
        start = count % size
        first = min(len(block), size - start)
        self._samples[start : start + first] = block[:first]
        self._samples[: len(block) - first] = block[first:]
        self.mark = (count + len(block), time)

    def read(self, start: int, end: int) -> Floats:
        """A copy of the samples `start` to `end`, those that are no longer there left out."""
        start = max(start, end - self._given, 0)
        # Two slices: `np.take` wraps by subtraction, which takes longer the longer a set lasts.
        count, place = max(end - start, 0), start % len(self._samples)
        until_the_end = self._samples[place : place + count]
        return np.concatenate([until_the_end, self._samples[: count - len(until_the_end)]])
