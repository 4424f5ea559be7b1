"""Nothing stops the music: a part that fails is reported, left alone a while, tried again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from live.actions import Action

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0

log = logging.getLogger(__name__)


class Sender(Protocol):
    """An output or a control, as far as sending goes."""

    def send(self, action: Action, now: float) -> None: ...

    def close(self) -> None: ...


class Supervised:
    """Sends through `sender`; while it fails, actions to it are dropped and it rests, ever longer.

    `report(name, text)` is called when it fails and when it works again.
    """

    def __init__(self, name: str, sender: Sender, report: Callable[[str, str], None]) -> None:
        self.name = name
        self._sender = sender
        self._report = report
        self._pause = 0.0
        self._rests_until = float("-inf")

    def send(self, action: Action, now: float) -> None:
        if now < self._rests_until:
            return
        try:
            self._sender.send(action, now)
        except Exception as error:
            self._failed(error, now)
        else:
            self._worked()

    def close(self) -> None:
        try:
            self._sender.close()
        except Exception:
            log.exception("closing %s", self.name)

    def _failed(self, error: Exception, now: float) -> None:
        log.warning("%s failed", self.name, exc_info=error)
        if not self._pause:
            self._report(self.name, f"failed ({error}); trying again")
        self._pause = min(LONGEST_PAUSE, 2 * self._pause or FIRST_PAUSE)
        self._rests_until = now + self._pause

    def _worked(self) -> None:
        if self._pause:
            self._pause = 0.0
            self._report(self.name, "works again")
