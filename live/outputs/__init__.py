"""Where suggestions and launches go: one file a destination.

Each offers `open(post: Post, config: Config) -> Output | None`, like the controls.
"""

from __future__ import annotations

from typing import Protocol

from live.actions import Action


class Output(Protocol):
    """Sends actions. Called by the engine thread only; must not block; may raise when it fails.

    The engine logs and shows what was raised and tries again with back-off: nothing stops the
    music.
    """

    def send(self, action: Action, now: float) -> None:
        """Send `action`, decided at monotonic `now`; one it does not know is ignored."""

    def close(self) -> None: ...
