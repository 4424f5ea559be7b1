"""Bytes to messages, and when they came."""

from __future__ import annotations

from collections.abc import Sequence

import mido


class Decoder:
    """Makes messages of bytes; it knows running status, and garbage never raises."""

    def __init__(self) -> None:
        self._status: int | None = None

    def decode(self, data: Sequence[int]) -> mido.Message | None:
        """The message that is `data`, if any; a note-on of velocity 0 is a note-off."""
        try:
            message = mido.Message.from_bytes(self._whole(data))
        except (ValueError, IndexError):  # the latter for a pitch bend that was cut short
            return None
        if message.type == "note_on" and message.velocity == 0:
            return mido.Message("note_off", channel=message.channel, note=message.note)
        return message

    def _whole(self, data: Sequence[int]) -> list[int]:
        if data and data[0] < 0x80 and self._status is not None:
            return [self._status, *data]
        if data and data[0] < 0xF8:  # real-time messages leave the running status alone
            self._status = data[0] if 0x80 <= data[0] < 0xF0 else None
        return list(data)


class Stamps:
    """Arrival times without the jitter of Python's threads.

    The driver stamps each message when it comes and reports the time since the one before; the
    callback may have to wait for the interpreter. So the driver's time counts, placed on the
    monotonic clock where the callback was promptest.
    """

    _DRIFT = 1e-4  # seconds a second: more than two clocks of one machine part
    _REPLACED = 0.25  # seconds late: no wait, the driver has lost count

    def __init__(self) -> None:
        self._driver = 0.0
        self._offset = float("inf")

    def stamp(self, since_last: float, now: float) -> float:
        """When a message came, `since_last` seconds after the one before, seen at `now`."""
        self._driver += since_last
        offset = now - self._driver
        drifted = self._offset + self._DRIFT * since_last
        self._offset = offset if offset - drifted > self._REPLACED else min(offset, drifted)
        return self._driver + self._offset
