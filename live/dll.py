"""A delay-locked loop: when events happened, out of the jittery times at which they were seen.

The second-order loop of Fons Adriaensen, "Using a DLL to filter time" (Linux Audio Conference
2005): the error between the time expected and the time seen corrects the phase by `g` and the
period by `h` times itself. On a stage the loop must also lock within a beat and survive what hosts
do, hence three additions:

- Memory grows. The first gains are those of a least-squares line through all events so far (the
  growing-memory filter; E. Brookner, "Tracking and Kalman Filtering Made Easy", 1998, section 1.2),
  until they have fallen to the loop's own.
- What is far off is passed over. A late burst after a stall leaves no trace; but when enough events
  in a row are far off, the tempo has jumped, and a fresh line through those alone takes over.
- Memory shrinks while the errors lean to one side, so an accelerando is followed.
"""

from __future__ import annotations

import math

#: Hz; what wobbles slower than this is tempo, what wobbles faster is jitter.
BANDWIDTH = 0.03

_FAR = (
    3.0  # times the jitter: above the largest of sawtooth, uniform and nearly all gaussian errors
)
_LEAST_FAR = 1e-3  # seconds that are never called far
_LEAN = 0.5  # times the jitter: a mean error above this is no accident
_LEAST_LEAN = 1e-4
_LEAN_EVENTS = 48
_JITTER_EVENTS = 192
_FIRST_JITTER = 3e-3
_SURE = 12  # events that a line takes before it can tell what is far off
_SHORTEST_MEMORY = 48
_SHORTEST_JUMP = 6
_SAME_TEMPO = 0.05
_JUMP_ACCURACY = 0.02  # of the period, before the line of a tempo jump is believed


class _Line:
    """Where events are expected: `time` is that of the last one, `period` the way to the next."""

    __slots__ = ("limits", "memory", "period", "time")

    def __init__(
        self, time: float, period: float, memory: int, limits: tuple[float, float]
    ) -> None:
        self.time, self.period, self.memory, self.limits = time, period, memory, limits

    def coast(self, steps: float) -> None:
        self.time += steps * self.period

    def follow(self, seen: float, steps: float, bandwidth: float) -> None:
        """Bend towards an event seen `steps` periods after the last one."""
        self.memory += 1
        n, omega = self.memory, 2 * math.pi * bandwidth * steps * self.period
        least_squares = (n + 1) * (n + 2)
        g = max((4 * n + 2) / least_squares, math.sqrt(2) * omega)
        h = max(6 / least_squares, omega * omega)
        error = seen - self.time - steps * self.period
        self.coast(steps)
        self.time += g * error
        shortest, longest = self.limits
        self.period = min(max(self.period + h * error / steps, shortest), longest)


class DelayLockedLoop:
    """Follows events that come every `period` seconds, or every `steps` of them.

    Not thread-safe; `update` is a few dozen float operations and never blocks. `shortest` and
    `longest` bound the period.
    """

    def __init__(self, time: float, period: float, shortest: float, longest: float) -> None:
        """Begin with an event at `time`; `period` is forgotten as soon as there are two."""
        self._line = _Line(time, period, 0, (shortest, longest))
        self._jump: _Line | None = None
        self._far_in_a_row = 0
        self._variance = _FIRST_JITTER**2
        self._lean = 0.0
        self._events = _SURE

    @property
    def time(self) -> float:
        """When the last event happened."""
        return self._line.time

    @property
    def period(self) -> float:
        """Seconds from one event to the next."""
        return self._line.period

    @property
    def jitter(self) -> float:
        """Standard deviation, in seconds, of the times seen about the times meant."""
        return math.sqrt(self._variance)

    def expected(self, steps: float = 1.0) -> float:
        """When the event `steps` periods after the last one is due."""
        return self._line.time + steps * self._line.period

    def is_far(self, seen: float, steps: float = 1.0) -> bool:
        """Whether an event seen at `seen` is too far off to be jitter."""
        return abs(seen - self.expected(steps)) > self._far

    def restart(self, time: float) -> None:
        """Begin anew with an event at `time`; period and jitter are believed to be as before."""
        self._line = _Line(time, self.period, _SHORTEST_JUMP, self._line.limits)
        self._jump, self._far_in_a_row, self._lean = None, 0, 0.0

    def update(self, seen: float, steps: float = 1.0) -> None:
        """Take in the event seen at `seen`, `steps` periods after the last one."""
        far = self.is_far(seen, steps) and self._line.memory >= _SURE
        self._learn(min(max(seen - self.expected(steps), -self._far), self._far))
        if far:
            self._pass_over(seen, steps)
        else:
            self._shrink_memory()
            self._line.follow(seen, steps, BANDWIDTH)
            self._jump, self._far_in_a_row = None, 0

    @property
    def _far(self) -> float:
        return max(_FAR * self.jitter, _LEAST_FAR)

    def _learn(self, error: float) -> None:
        self._events = min(self._events + 1, _JITTER_EVENTS)
        self._lean += (error - self._lean) / _LEAN_EVENTS
        self._variance += ((error - self._lean) ** 2 - self._variance) / self._events

    def _shrink_memory(self) -> None:
        leaning = abs(self._lean) > _LEAN * self.jitter + _LEAST_LEAN
        if leaning and self._line.memory > _SHORTEST_MEMORY:
            self._line.memory -= self._line.memory // 4 + 2

    def _pass_over(self, seen: float, steps: float) -> None:
        self._line.coast(steps)
        self._far_in_a_row += 1
        if self._jump is None:
            self._jump = _Line(seen, self._line.period, 0, self._line.limits)
        else:
            self._jump.follow(seen, steps, BANDWIDTH)
        if self._far_in_a_row >= self._believed_after(steps):
            self._take(self._jump)

    def _take(self, jump: _Line) -> None:
        if abs(jump.period / self._line.period - 1) < _SAME_TEMPO:
            slip = jump.time - self._line.time
            self._variance = max(self._variance, slip * slip / 4)
        self._line, self._jump, self._far_in_a_row, self._lean = jump, None, 0, 0.0

    def _believed_after(self, steps: float) -> float:
        """How many events tell the period with `_JUMP_ACCURACY`, given the jitter."""
        accuracy = _JUMP_ACCURACY * steps * self._line.period
        return max(_SHORTEST_JUMP, math.pow(math.sqrt(12) * self.jitter / accuracy, 2 / 3))
