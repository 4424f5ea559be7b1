"""Where musical time comes from: one file a clock.

Each offers `open(config: Config, now) -> Clock`; `now` gives monotonic seconds.
"""

from __future__ import annotations

from typing import Protocol

from live.timeline import Transport


class Clock(Protocol):
    """A source of time. `transport` is thread-safe and never blocks; the rest is for the engine."""

    def transport(self) -> Transport:
        """The last published state; before anything is known, a stopped one."""

    def set_tempo(self, bpm: float, now: float) -> None:
        """Ask for a tempo at monotonic `now`; a clock that only follows raises `ConfigError`."""

    def tap(self, now: float) -> None:
        """One tap at monotonic `now`; a clock that only follows raises `ConfigError`."""

    def news(self) -> list[str]:
        """Lines for the performer since the last call (clock lost, clock found, ...)."""

    def close(self) -> None: ...
