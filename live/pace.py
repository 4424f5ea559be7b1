"""How much of what each sender says is listened to: who floods drowns nobody else."""

from __future__ import annotations

from collections.abc import Hashable

#: So many senders are told apart; a flood with ever new names is nobody's hand.
MOST = 256


class Pace:
    """Each sender may say `rate` messages a second, and `burst` seconds' worth at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._busy_until: dict[Hashable, float] = {}

    def allows(self, sender: Hashable, now: float) -> bool:
        """Whether what `sender` says at monotonic `now` is to be read."""
        return self._busy_until.get(sender, now) <= now + self._burst

    def heard(self, sender: Hashable, messages: int, now: float) -> None:
        """So many `messages` of `sender` were read."""
        if sender not in self._busy_until and len(self._busy_until) >= MOST:
            self._forget(now)
        until = max(self._busy_until.get(sender, now), now)
        self._busy_until[sender] = until + messages / self._rate

    def _forget(self, now: float) -> None:
        """Those who have been silent, or else all."""
        busy = {who: until for who, until in self._busy_until.items() if until > now}
        self._busy_until = busy if len(busy) < MOST else {}
