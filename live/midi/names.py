"""What the names of ports tell: which of them are of one device."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from difflib import SequenceMatcher

#: What Windows and ALSA put after a name; it may be another after the next plugging in.
_NUMBERS = re.compile(r" \d+$" if sys.platform == "win32" else r" \d+:\d+$")


def unnumbered(port: str) -> str:
    """The name without what changes from one plugging in to the next."""
    return _NUMBERS.sub("", port)


def device(port: str) -> str:
    """`Keys` of `Keys:Keys MIDI 1 20:0` (ALSA), `Keys:out` (JACK) and `Keys 1` (Windows)."""
    return unnumbered(port.partition(":")[0])


def likest(names: Iterable[str], port: str) -> str | None:
    """The one of `names` that is most like `port`: two of one model differ in a number."""
    return max(names, key=lambda name: _likeness(name, port), default=None)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
