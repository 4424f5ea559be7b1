"""Who is let in beyond this machine: whoever has the token. Wrong ones make the next try wait."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable

#: So many wrong tries are forgiven, a mistyped token is; each after them doubles the wait.
_FORGIVEN = 3
_LONGEST_WAIT = 10.0

#: So many addresses are remembered, the last ones.
_REMEMBERED = 1000


class Door:
    """Belongs to one thread. `who` is the address of a client."""

    def __init__(self, token: str, now: Callable[[], float] = time.monotonic) -> None:
        self.key = _key_of(token)
        self._now = now
        self._wrong: dict[str, tuple[int, float]] = {}

    def opens_for(self, token: str, who: str) -> bool:
        """Whether `token` is the one; not looked at while `who` has to wait."""
        return self.opens_with(_key_of(token), who)

    def opens_with(self, key: str, who: str) -> bool:
        """Whether `key` is what was handed out for the token; it is what a cookie holds."""
        if self.wait(who):
            return False
        right = secrets.compare_digest(key.encode(), self.key.encode())
        if right:
            self._wrong.pop(who, None)
        else:
            self._count(who)
        return right

    def wait(self, who: str) -> float:
        """Seconds until `who` may try again."""
        _, until = self._wrong.get(who, (0, 0.0))
        return max(until - self._now(), 0.0)

    def _count(self, who: str) -> None:
        tries, _ = self._wrong.pop(who, (0, 0.0))
        wait = min(2.0 ** (tries - _FORGIVEN), _LONGEST_WAIT) if tries >= _FORGIVEN else 0.0
        self._wrong[who] = (tries + 1, self._now() + wait)
        if len(self._wrong) > _REMEMBERED:
            del self._wrong[next(iter(self._wrong))]


def _key_of(token: str) -> str:
    """What stands for `token`: letters and digits only, whatever is in it."""
    return hashlib.sha256(f"barwise {token}".encode()).hexdigest()
