"""What the performer's hands are on: one file a kind.

Each offers `open(post: Post, config: Config) -> Control | None`: None when `config` does not ask
for it, a `BarwiseError` when it does and cannot have it.

`post(event)` may be called from any thread; it stamps the event and puts it into the engine's
queue. A control does nothing musical itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from live.actions import Action
from live.events import Event

Post = Callable[[Event], None]


class Control(Protocol):
    """Turns messages into events, and shows state where it can (lights, motor faders)."""

    def send(self, action: Action, now: float) -> None:
        """Show `action`; called by the engine thread only, must not block."""

    def close(self) -> None: ...
