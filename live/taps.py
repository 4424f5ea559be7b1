"""Tap tempo: what a musician's finger means by hitting one button in time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median, median_low

from live.timeline import Timeline

SLOWEST_TAPS = 40.0
FASTEST_TAPS = 240.0

PAUSE = 2.0
_BOUNCE = 0.5 * 60 / FASTEST_TAPS
_KEPT = 8
_OUTLIER = 0.25  # of the median interval: a missed or doubled tap, not a shaky finger


@dataclass(frozen=True, slots=True)
class Taps:
    """A series of taps: monotonic seconds, of the `first` and of the `latest` few."""

    first: float = 0.0
    latest: tuple[float, ...] = ()

    def tapped(self, now: float) -> Taps:
        """The series with a tap at `now`: a new one after a pause, the same for a bounce."""
        if not self.latest or now - self.latest[-1] > PAUSE:
            return Taps(now, (now,))
        if now - self.latest[-1] < _BOUNCE:
            return self
        return Taps(self.first, (*self.latest, now)[-_KEPT:])

    @property
    def period(self) -> float | None:
        """Seconds a beat: the mean interval without outliers, or None if no tempo can be meant."""
        intervals = [b - a for a, b in pairwise(self.latest)]
        if not intervals:
            return None
        middle = median_low(intervals)
        period = fmean(i for i in intervals if abs(i - middle) <= _OUTLIER * middle)
        return period if 60 / FASTEST_TAPS <= period <= 60 / SLOWEST_TAPS else None

    def first_beat(self, period: float) -> float:
        """When the first tap was meant, as the others, whole beats of `period` later, see it."""
        return median(t - period * round((t - self.first) / period) for t in self.latest)


class Tapping:
    """Makes a timeline of taps: their tempo, and the nearest beat under the first of a series."""

    def __init__(self) -> None:
        self._taps = Taps()
        self._beat = 0.0

    def tap(self, now: float, line: Timeline) -> Timeline | None:
        """What is meant by a tap at `now`, to `line`; one tap alone means nothing."""
        self._taps = self._taps.tapped(now)
        if self._taps.latest == (now,):
            self._beat = float(round(line.beat_at(now)))
        period = self._taps.period
        if period is None:
            return None
        start = self._taps.first_beat(period)
        return Timeline(60 / period, self._beat, start, line.beats_per_bar).anchored(now)
