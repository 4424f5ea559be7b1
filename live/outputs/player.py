"""The pyo player: a process beside the engine, told over loopback what to play and when.

Either outlives the other: an engine that starts again takes over the player that still sounds, and
a player that is started again is told what it should be playing.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

from live import actions, events
from live.config import Config, PlayerConfig
from live.controls import Post
from live.errors import DeviceError
from live.player import messages
from live.player.caller import Caller
from live.player.child import Child
from live.player.memory import Memory
from live.player.messages import Message
from live.player.translate import translated

_TAKE_OVER_SECONDS = 0.3  # for a player that is there already to answer
_SLOTS_SECONDS = 0.1  # after that, for it to say what it plays: it computes some blocks first
_START_SECONDS = 20.0
_HELLO_SECONDS = 1.0
_LISTEN_SECONDS = 0.2
_MUTE_SECONDS = 6.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 30.0


def open(post: Post, config: Config) -> PlayerOutput | None:
    """A player that is ready, started or taken over; a `DeviceError` when it finds no device."""
    return PlayerOutput(config.player, post) if config.player.on else None


class PlayerOutput:
    """Tells one player what to do, and keeps it going.

    The engine's thread sends. A thread of its own listens, and starts the player again when it has
    died or is mute.
    """

    def __init__(self, config: PlayerConfig, post: Post) -> None:
        self._config = config
        self._post = post
        self._caller = Caller(config.port)
        self._memory = Memory()
        # Beats of another engine's clock mean nothing to this one: no epoch is used twice.
        self._first_epoch = int(time.monotonic() * 10) % 1_000_000 * 1000
        self._child: Child | None = None
        self._heard_at = self._hello_at = 0.0
        self._lost_blocks = 0
        self._pause = _FIRST_PAUSE
        self._closing = threading.Event()
        if not self._take_over() and not self._start():
            self._caller.close()
            raise DeviceError(self._bury())
        self._thread = threading.Thread(target=self._look_after, name="player", daemon=True)
        self._thread.start()

    def send(self, action: actions.Action, now: float) -> None:
        for message in translated(action):
            if isinstance(message, messages.Clock):
                message = replace(message, epoch=self._first_epoch + message.epoch)
            self._memory = self._memory.after(message, now)
            self._caller.say(message)

    def close(self) -> None:
        """End the player too: the set is over."""
        self._closing.set()
        self._thread.join()
        self._caller.say(messages.Quit())
        if self._child is not None:
            self._child.end()
        self._caller.close()

    def _take_over(self) -> bool:
        """Whether a player of an engine before us answers; says what it still plays."""
        self._caller.hello()
        answers = self._caller.heard(_TAKE_OVER_SECONDS)
        here = any(isinstance(answer, messages.Here) for answer in answers)
        if here:
            slots = [
                a for a in self._caller.heard(_SLOTS_SECONDS) if isinstance(a, messages.SlotIs)
            ]
            played = ", ".join(f"{s.slot} ({Path(s.path).name})" for s in slots) or "none"
            self._post(events.News("player", f"taken over; slots that still play: {played}"))
            self._heard_at = time.monotonic()
        return here

    def _start(self) -> bool:
        """Start a player and wait until it is ready; False when it ends before."""
        self._child = Child(self._config)
        end = time.monotonic() + _START_SECONDS
        while self._child.alive and time.monotonic() < end and not self._closing.is_set():
            self._caller.hello()
            for answer in self._caller.heard(_LISTEN_SECONDS):
                if isinstance(answer, messages.Here):
                    self._heard_at = time.monotonic()
                    return True
        return False

    def _look_after(self) -> None:
        while not self._closing.is_set():
            for message in self._caller.heard(_LISTEN_SECONDS):
                self._heard_at = time.monotonic()
                self._tell(message)
            now = time.monotonic()
            if now > self._hello_at + _HELLO_SECONDS:
                self._hello_at = now
                self._caller.hello()
            ended = self._child is not None and not self._child.alive
            if ended or now > self._heard_at + _MUTE_SECONDS:
                self._start_again()

    def _start_again(self) -> None:
        self._post(events.Trouble("player", f"{self._bury()}; it is started again"))
        if self._closing.wait(self._pause):
            return
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        self._lost_blocks = 0
        if self._start():
            self._pause = _FIRST_PAUSE
            for message in self._memory.messages():
                self._caller.say(message)
            self._post(events.News("player", "plays again"))

    def _bury(self) -> str:
        """End what is left of the player; returns why it came to that."""
        if self._child is None:
            return "the player that was taken over answers no more"
        why = "the player does not answer" if self._child.alive else self._child.last_words()
        self._child.kill()
        return why

    def _tell(self, message: Message) -> None:
        match message:
            case messages.Error(text):
                self._post(events.Trouble("player", text))
            case messages.Late(slot, path, wanted, beat):
                text = f"slot {slot}: {Path(path).name} was not ready at beat {wanted:g}"
                self._post(events.Trouble("player", f"{text}; it begins at {beat:g}, in phase"))
            case messages.Meter(xruns=lost) if lost > self._lost_blocks:
                self._lost_blocks = lost
                text = f"{lost} blocks of audio were lost so far; choose a larger --block"
                self._post(events.Trouble("player", text))
