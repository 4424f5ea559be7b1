"""Our Max for Live device, which loads files where AbletonOSC cannot."""

from __future__ import annotations

import socket

from live.ableton.lanes import Placed
from live.actions import Subscribed, Unsubscribed
from live.outputs.osc import Address, fitted
from live.protocol import Value


class Device:
    """The one that said last that it is there; it is believed for as long as it says. A `Hand`."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._address: Address = ("", 0)
        self._until = float("-inf")

    def register(self, said: Subscribed, now: float) -> None:
        self._address = (said.host, said.port)
        self._until = float("inf") if said.lease is None else now + said.lease

    def forget(self, said: Unsubscribed) -> None:
        if (said.host, said.port) == self._address:
            self._until = float("-inf")

    def is_there(self, now: float) -> bool:
        return now < self._until

    def put(self, lane: int, placed: Placed) -> Placed:
        self.aim(lane, placed)
        return placed

    def aim(self, lane: int, placed: Placed) -> None:
        """What it has loaded for that slot already, it only sets anew."""
        fix = placed.suggestion
        self.tell("/barwise/load", lane, fix.loop.path, fix.transpose, fix.gain_db, placed.start)

    def fire(self, lane: int, placed: Placed) -> None:
        self.tell("/barwise/fire", lane)

    def stop(self, lane: int, placed: Placed) -> None:
        self.tell("/barwise/unload", lane)

    def withdraw(self, lane: int, placed: Placed) -> None:
        self.tell("/barwise/unload", lane)

    def tell(self, path: str, *values: Value) -> None:
        """One row of `protocol.TO_LOADER`; it gets lost if the device does."""
        try:
            self._socket.sendto(fitted(path, values), self._address)
        except OSError:
            self._until = float("-inf")  # until it says again that it is there

    def close(self) -> None:
        self._socket.close()
