"""What takes long to make is made once, by whoever asks first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Called, it returns what `make` made; others who ask meanwhile wait. For any thread."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._edition = 1
        self._value: tuple[int, T] | None = None

    def __call__(self) -> T:
        with self._lock:
            edition = self._edition
            if self._value is None or self._value[0] != edition:
                self._value = edition, self._make()
            return self._value[1]

    def forget(self) -> None:
        """It is made anew when somebody asks. Never waits."""
        self._edition += 1
