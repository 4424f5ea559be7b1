"""Where musical time comes from: one file a clock.

Each offers `open(config: Config, now) -> Clock`; `now` gives monotonic seconds.
"""

from __future__ import annotations

from typing import Protocol

from live.errors import ConfigError
from live.timeline import FASTEST_BPM, SLOWEST_BPM, Timeline, Transport


class Clock(Protocol):
    """A source of time. `transport` is thread-safe and never blocks; the rest is for the engine."""

    def transport(self) -> Transport:
        """The last published state; before anything is known, a stopped one."""

    def set_tempo(self, bpm: float, now: float) -> None:
        """Ask for a tempo at monotonic `now`; a clock that only follows raises `ConfigError`."""

    def tap(self, now: float) -> None:
        """One tap at monotonic `now`; a clock that only follows raises `ConfigError`."""

    def play(self, on: bool, now: float) -> None:
        """Start or stop the music at monotonic `now`; one that only follows raises the same."""

    def take_up(self, transport: Transport) -> None:
        """Go on from a `transport` of before, unless somebody else says where the music is."""

    def news(self) -> list[str]:
        """Lines for the performer since the last call (clock lost, clock found, ...)."""

    def close(self) -> None: ...


def at_tempo(line: Timeline, bpm: float, now: float) -> Timeline:
    """`line` with another tempo from `now` on; `ConfigError` for one that cannot be."""
    try:
        return line.with_tempo(bpm, now)
    except ValueError:
        raise ConfigError(
            f"tempo {bpm:g}: between {SLOWEST_BPM:g} and {FASTEST_BPM:g} bpm is wanted"
        ) from None
