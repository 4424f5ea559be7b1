"""Never floods Live: its thread reads all that has come at once, and draws nothing meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from live.ableton.wire import Arg

#: AbletonOSC reads its socket this often, in seconds.
TICK = 0.1

#: Messages that one of its ticks may get.
BUDGET = 32


class Outbox:
    """What is still to be said, in its order; once, with the latest value."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[object, ...], tuple[Arg, ...]] = {}
        self._tick = float("-inf")
        self._left = 0

    def put(self, path: str, *args: Arg) -> None:
        key = (path, *(args[:-1] if "/set/" in path else args))
        self._waiting.pop(key, None)
        self._waiting[key] = args

    def clear(self) -> None:
        self._waiting.clear()

    def flush(self, now: float, say: Callable[..., None]) -> None:
        """Say what this tick still can take."""
        if now >= self._tick + TICK:
            self._tick, self._left = now, BUDGET
        while self._waiting and self._left:
            key = next(iter(self._waiting))
            self._left -= 1
            say(key[0], *self._waiting.pop(key))

    def due(self) -> float:
        """When to flush again; infinity if there is nothing to say."""
        return self._tick + TICK if self._waiting else float("inf")
