"""What a page may ask for: the addresses of the contract that are a performer's, and no host's."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import Any

from live import protocol
from live.dashboard.board import News
from live.errors import PacketError

_WORDS = """
    next previous select preview accept reject ban favourite pick stop undo lock role surprise
    energy tempo tap play latency correct explain generate"""

_PATHS = [f"/barwise/{word}" for word in _WORDS.split()]

#: Called with an address and its arguments, which are right.
Tell = Callable[[str, Sequence[Any]], None]


def answer(text: str, tell: Tell) -> News:
    """What the page that sent `text` is answered; a gesture is told to the engine."""
    try:
        wish = _wish(text)
        if "ping" in wish:
            return {"pong": {"sent": wish["ping"], "time": time.monotonic()}}
        path, args = _gesture(wish)
        if protocol.event(path, args) is not None:
            tell(path, args)
    except PacketError as error:
        return {"refused": str(error)}
    return {}


def _wish(text: str) -> dict[str, Any]:
    try:
        wish = json.loads(text)
    except (ValueError, RecursionError):
        wish = None
    if not isinstance(wish, dict):
        raise PacketError(f'{text[:60]!r}: {{"path": ADDRESS, "args": [...]}} is wanted')
    return wish


def _gesture(wish: dict[str, Any]) -> tuple[str, list[Any]]:
    """Its address and arguments."""
    path, args = wish.get("path"), wish.get("args", [])
    if path not in _PATHS:
        raise PacketError(f"{str(path)[:60]!r} is nothing that a page may ask for")
    if not isinstance(args, list):
        raise PacketError(f"{path}: its args are to be a list")
    return path, args
