"""What endless encoders send: how far they were turned, in one of three common encodings.

| name | makers call it | a tick right, left |
| --- | --- | --- |
| twos-complement | Relative 1, 7Fh/01h | 1, 127 |
| binary-offset | Relative 2, 3Fh/41h | 65, 63 |
| sign-magnitude | Relative 3, signed bit, Mackie V-Pot | 1, 65 |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

#: The ticks (to the right is positive) in one value of a CC, 0..127.
ENCODINGS: Mapping[str, Callable[[int], int]] = {
    "twos-complement": lambda value: value - 128 * (value >> 6),
    "binary-offset": lambda value: value - 64,
    "sign-magnitude": lambda value: -(value & 0x3F) if value & 0x40 else value,
}

#: No hand turns an encoder further between two messages: it sends positions instead.
MOST_TICKS = 24


def fitting(values: frozenset[int]) -> tuple[str, ...]:
    """The encodings in which `values` are what a hand does: small steps, no standing still."""
    return tuple(
        name
        for name, ticks in ENCODINGS.items()
        if all(0 < abs(ticks(value)) <= MOST_TICKS for value in values)
    )
