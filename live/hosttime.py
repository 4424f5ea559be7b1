"""The clock of a library told in monotonic seconds, through hours of music on a busy machine.

Ableton Link counts the microseconds of a clock of its own (CLOCK_MONOTONIC_RAW on Linux), while
`time.monotonic()` is steered by network time. They drift apart by tens of parts in a million, a
tenth of a second in an hour, and neither can be read at the very moment of the other. But each look
bounds where one lies against the other, and only what is outside of those bounds is corrected: a
look that the machine held up says little and does no harm.
"""

from __future__ import annotations

from collections.abc import Callable

_MICRO = 1e-6
_PROMPT = 20e-6  # seconds that a look may take; else another one, but no more than
_LOOKS = 4


class HostTime:
    """Turns readings of `micros` into seconds of `now`, as it stood at the last `look`, and back.

    Parameters
    ----------
    micros
        the foreign clock: whole microseconds since whenever.
    now
        the seconds that all of Barwise is timed in.
    """

    def __init__(self, micros: Callable[[], int], now: Callable[[], float]) -> None:
        self._micros = micros
        self._now = now
        self._offset = now() - micros() * _MICRO
        self.look()

    def look(self) -> int:
        """The foreign clock's time; where it lies is known again to the time that this takes."""
        for _ in range(_LOOKS):
            before = self._now()
            micros = self._micros()
            after = self._now()
            earliest, latest = before - (micros + 1) * _MICRO, after - micros * _MICRO
            self._offset = min(max(self._offset, earliest), latest)
            if after - before < _PROMPT:
                break
        return micros

    def seconds(self, micros: int) -> float:
        """When the foreign clock shows, or showed, `micros`."""
        return micros * _MICRO + self._offset

    def micros(self, seconds: float) -> int:
        """What the foreign clock shows at `seconds`."""
        return round((seconds - self._offset) / _MICRO)
