"""Beside the audio thread: audio ordered, kept, and put into tables; messages passed on.

All of it runs in one thread, which is never the one that computes the audio.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace

from live.player import messages
from live.player.core import Core, Served, Spoilt, Wanted
from live.player.desk import table
from live.player.messages import Message, Sound
from live.player.prepare import Recipe, recipe
from live.player.slot import alike
from live.player.workers import Worker
from live.types import Floats

#: Prepared audio that is kept, bytes: about 170 loops of four bars.
KEPT_BYTES = 512 << 20


class Larder:
    """Prepared audio, the longest unused forgotten first."""

    def __init__(self, most_bytes: int = KEPT_BYTES) -> None:
        self._kept: OrderedDict[Recipe, Floats] = OrderedDict()
        self._most_bytes = most_bytes
        self._bytes = 0

    def put(self, recipe: Recipe, audio: Floats) -> None:
        self._bytes += audio.nbytes
        self._kept[recipe] = audio
        while self._bytes > self._most_bytes and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1].nbytes

    def find(self, wanted: Recipe) -> tuple[Recipe, Floats] | None:
        """What was prepared by `wanted`, or for a tempo that cannot be told from it."""
        for kept in reversed(self._kept):
            if alike(kept.tempo, wanted.tempo) and replace(kept, tempo=wanted.tempo) == wanted:
                self._kept.move_to_end(kept)
                return kept, self._kept[kept]
        return None


class Backstage:
    """Serves `core`, which plays at `rate`, with audio from `worker`."""

    def __init__(self, core: Core, worker: Worker, rate: int) -> None:
        self.worker = worker
        self._core = core
        self._rate = rate
        self._tempo = 120.0
        self._larder = Larder()
        self._waiting: dict[Recipe, set[Sound]] = {}

    def receive(self, message: Message) -> None:
        """A message from outside."""
        if isinstance(message, messages.Prepare):
            self._prepare(message.sound)
            return
        if isinstance(message, messages.Clock):
            self._tempo = message.bpm
        self._core.inbox.append(message)
        if isinstance(message, messages.Launch | messages.Cue):
            self._supply(message.sound, self._tempo, urgent=True)

    def tend(self) -> Iterator[Message]:
        """Do what there is to do; yields what is to be told outside."""
        yield from self._collect()
        while self._core.outbox:
            message = self._core.outbox.popleft()
            if isinstance(message, Wanted):
                self._supply(message.sound, message.tempo, urgent=False)
            else:
                yield message

    def _prepare(self, sound: Sound) -> None:
        wanted = recipe(sound, self._tempo, self._rate)
        if self._larder.find(wanted) is None:
            self.worker.order(wanted, urgent=False)

    def _supply(self, sound: Sound, tempo: float, urgent: bool) -> None:
        wanted = recipe(sound, tempo, self._rate)
        found = self._larder.find(wanted)
        if found is None:
            self._waiting.setdefault(wanted, set()).add(sound)
            self.worker.order(wanted, urgent)
        else:
            self._serve(sound, *found)

    def _serve(self, sound: Sound, prepared: Recipe, audio: Floats) -> None:
        self._core.inbox.append(Served(sound, table(audio), prepared.tempo))

    def _collect(self) -> Iterator[Message]:
        for prepared, result in self.worker.results():
            sounds = self._waiting.pop(prepared, set())
            if isinstance(result, str):
                self._core.inbox.extend(Spoilt(sound) for sound in sounds)
                yield messages.Error(result)
                continue
            self._larder.put(prepared, result)
            for sound in sounds:
                self._serve(sound, prepared, result)
            yield messages.Ready(prepared.path, prepared.transpose, prepared.tempo)
