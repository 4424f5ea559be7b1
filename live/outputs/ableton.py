"""Ableton Live through AbletonOSC: plays what is accepted, and says what else plays there."""

from __future__ import annotations

from live.ableton import notices
from live.ableton.follower import Follower
from live.actions import Action
from live.config import Config
from live.controls import Post
from live.events import Trouble


def open(post: Post, config: Config) -> AbletonOutput | None:
    """Follow Live, whether it is there already or comes later; None if nobody asks for it."""
    if not config.ableton.on:
        return None
    if config.clock.name == "internal":
        post(Trouble("ableton", notices.INTERNAL))
    return AbletonOutput(config, post)


class AbletonOutput:
    """Hands actions to the thread that talks to Live."""

    def __init__(self, config: Config, post: Post) -> None:
        self._follower = Follower(config, post)

    def send(self, action: Action, now: float) -> None:
        self._follower.take(action)

    def close(self) -> None:
        """Live plays on."""
        self._follower.close()
