"""Watches calls from outside: how long each took, by the hop that it belongs to."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

#: The thread that counts: what others do meanwhile is no part of the bar's way.
ENGINE = "engine"


@dataclass(frozen=True, slots=True)
class Call:
    """One call, in monotonic seconds; `note` is what the watcher made of it."""

    hop: str
    began: float
    ended: float
    note: Any = None

    @property
    def took(self) -> float:
        return self.ended - self.began


Note = Callable[[tuple[Any, ...], Any], Any]


def _nothing(arguments: tuple[Any, ...], answer: Any) -> None:
    return None


class Watch:
    """What was seen, in the order in which it ended."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._patches = ExitStack()

    def on(
        self, hop: str, owner: Any, name: str, note: Note = _nothing, thread: str = ENGINE
    ) -> None:
        """Watch what is called `name` in the class or module `owner`, in the thread `thread`."""
        real = getattr(owner, name)

        @functools.wraps(real)
        def watched(*arguments: Any, **named: Any) -> Any:
            if threading.current_thread().name != thread:
                return real(*arguments, **named)
            began = time.monotonic()
            answer = real(*arguments, **named)
            ended = time.monotonic()
            self.calls.append(Call(hop, began, ended, note(arguments, answer)))
            return answer

        setattr(owner, name, watched)
        self._patches.callback(setattr, owner, name, real)

    def of(self, hop: str) -> list[Call]:
        return [call for call in self.calls if call.hop == hop]

    def close(self) -> None:
        self._patches.close()


@contextmanager
def watching() -> Iterator[Watch]:
    watch = Watch()
    try:
        yield watch
    finally:
        watch.close()
