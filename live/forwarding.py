"""What edges have to say to the outputs, with nothing for the engine to do but to pass it on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from live import actions, events

FORWARDED: dict[type[events.Event], Callable[[Any], actions.Action]] = {
    events.Subscribe: lambda e: actions.Subscribed(e.host, e.port, e.lease, e.pong, e.loads),
    events.Unsubscribe: lambda e: actions.Unsubscribed(e.host, e.port),
    events.Trouble: lambda e: actions.Problem(f"{e.what}: {e.text}"),
    events.News: lambda e: actions.Status(e.what, e.text),
}
