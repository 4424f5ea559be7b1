"""MIDI out: tells a sampler or a DAW which slot has been launched.

`[midi] send` is a part of a port's name, or `virtual` for a port of our own called `Barwise`. The
message goes out when a suggestion is accepted, ahead of its beat: what receives it starts on a grid
of its own (Live's launch quantisation, a groovebox's pattern change). Slots count from 0; a launch
into a slot that is taken ends what was there first.

| on_accept | launched in slot s | stopped |
| --- | --- | --- |
| note | note `number` + s on, until | the same note off |
| cc | CC `number` + s at 127 | the same CC at 0 |
| program | program change to `number` + s | nothing |
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from queue import SimpleQueue

import mido

from live.actions import Action, Launch, Stop
from live.config import Config, MidiConfig, nearest
from live.controls import Post
from live.errors import ConfigError
from live.events import News, Trouble
from live.midi.patchbay import PatchBay, Plug
from live.midi.system import first_match

PORT = "Barwise"
VIRTUAL = "virtual"
VELOCITY = 100

Make = Callable[[int, int, bool], mido.Message | None]


def _note(channel: int, number: int, on: bool) -> mido.Message:
    kind = "note_on" if on else "note_off"
    return mido.Message(kind, channel=channel, note=number, velocity=VELOCITY if on else 0)


def _cc(channel: int, number: int, on: bool) -> mido.Message:
    value = 127 if on else 0
    return mido.Message("control_change", channel=channel, control=number, value=value)


def _program(channel: int, number: int, on: bool) -> mido.Message | None:
    return mido.Message("program_change", channel=channel, program=number) if on else None


MESSAGES: dict[str, Make] = {"note": _note, "cc": _cc, "program": _program}


def open(post: Post, config: Config) -> MidiOutput | None:
    """Send to the port of `[midi] send`; None if none is named.

    Raises `ConfigError` for values that cannot be sent, `DeviceError` without any MIDI.
    """
    midi = config.midi
    if not midi.send:
        return None
    if midi.on_accept not in MESSAGES:
        remedy = nearest(midi.on_accept, list(MESSAGES))
        raise ConfigError(f"[midi] on_accept = {midi.on_accept!r}: {remedy}")
    if not 1 <= midi.channel <= 16:
        raise ConfigError(f"[midi] channel = {midi.channel}: MIDI channels are 1..16")
    if not 0 <= midi.number <= 128 - config.engine.slots:
        raise ConfigError(
            f"[midi] number = {midi.number}: with {config.engine.slots} slots, "
            f"0..{128 - config.engine.slots} is possible"
        )
    return MidiOutput(post, midi)


class MidiOutput:
    """Sends through the patch bay's thread; what cannot be sent is told, not made up for later."""

    def __init__(self, post: Post, midi: MidiConfig) -> None:
        self._midi = midi
        self._post = post
        self._make = MESSAGES[midi.on_accept]
        self._held: dict[int, tuple[int, float]] = {}  # slot -> the loop's id and its first beat
        self._queue: SimpleQueue[mido.Message] = SimpleQueue()
        self._plug = Plug(
            "out", PORT, self._choose, virtual=midi.send == VIRTUAL, changed=self._plugged
        )
        self._bay = PatchBay(midi.backend, [self._plug], self._send_all, self._send_all)
        if not self._plug.port:
            post(Trouble("midi", f"no output is called {midi.send}: plug it in any time"))

    def send(self, action: Action, now: float) -> None:
        match action:
            case Launch():
                self._launch(action.slot, (action.suggestion.loop.id, action.since))
            case Stop():
                self._stop(action.slot)

    def close(self) -> None:
        """Leave no note hanging."""
        for slot in list(self._held):
            self._stop(slot)
        self._bay.close()

    def _launch(self, slot: int, held: tuple[int, float]) -> None:
        if not self._plug.port:
            text = f"slot {slot} was not sent, no output is called {self._midi.send}: plug it in"
            self._post(Trouble("midi", text))
            return
        if self._held.get(slot) == held:
            return  # it goes on: only what was to replace it is called off
        self._stop(slot)
        self._held[slot] = held
        self._tell(slot, on=True)

    def _stop(self, slot: int) -> None:
        if self._held.pop(slot, None) is not None:
            self._tell(slot, on=False)

    def _tell(self, slot: int, *, on: bool) -> None:
        message = self._make(self._midi.channel - 1, self._midi.number + slot, on)
        if message is not None:
            self._queue.put(message)
            self._bay.wake()

    def _send_all(self) -> None:
        while not self._queue.empty():
            self._plug.send(self._queue.get().bytes())

    def _choose(self, names: Sequence[str]) -> str | None:
        return None if self._midi.send == VIRTUAL else first_match(names, [self._midi.send])

    def _plugged(self, port: str, came: bool) -> None:
        if came:
            self._post(News("midi", f"sending to {port}"))
        elif port == PORT:
            self._post(Trouble("midi", "the MIDI server is gone: start it again"))
        else:
            self._post(Trouble("midi", f"{port} is gone: plug it in again"))
