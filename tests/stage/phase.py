"""Where the loops are that one hears, and where they should be by the clock."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.signal import correlate

from live import setlog
from live.library.catalogue import Catalogue
from live.player.prepare import prepare, recipe
from live.player.translate import sound
from live.timeline import Timeline
from live.types import Floats, Suggestion
from tests.stage.ears import Ears
from tests.stage.gig import Gig

WINDOW = 1.5  # seconds that are compared
REACH = 0.1  # seconds of phase that are looked through, to both sides
ALIKE = 0.9  # less alike than that is other music
MOST_LATE = 1.0  # ms
PATIENCE = 12.0  # a block that was lost is made good gently, within five seconds


@dataclass(frozen=True, slots=True)
class Phase:
    """What is heard is `late` ms behind the clock; `alike` is 1 for exactly what should sound.

    It was `found` so many seconds after it was first looked at.
    """

    late: float
    alike: float
    found: float

    @property
    def complaint(self) -> str:
        if self.alike < ALIKE:
            return f"not the loops that should sound ({self.alike:.2f} alike)"
        return "" if abs(self.late) <= MOST_LATE else f"{self.late:+.1f} ms out of phase"

    def __str__(self) -> str:
        return f"{self.late:+.2f} ms from the beat"


def in_phase(heard: Ears, there: Gig, since: float) -> Phase:
    """That of monotonic `since`, or as soon as it is as it should be.

    On a busy machine blocks are lost, which shows until the player is on the beat again.
    """
    wanted = Wanted(there, heard.rate)
    at = since
    while (found := _phase(heard, wanted, at, since)).complaint and at < since + PATIENCE:
        at += WINDOW
    return found


def _phase(heard: Ears, wanted: Wanted, at: float, since: float) -> Phase:
    time.sleep(max(0.0, at + WINDOW + 3 * REACH - time.monotonic()))
    should, is_ = wanted.sound(at, WINDOW), heard.heard(at - REACH, WINDOW + 2 * REACH)
    likeness = correlate(is_, should, "valid", "fft")
    best = int(np.argmax(likeness))
    energy = np.linalg.norm(should) * np.linalg.norm(is_[best : best + len(should)])
    late = 1000 * (best / heard.rate - REACH)
    return Phase(late, float(likeness[best] / max(energy, 1e-9)), at - since)


class Wanted:
    """What should sound by the log of a set: its launches, and the clock as it was told last."""

    def __init__(self, there: Gig, rate: int) -> None:
        told = [record["action"] for record in there.records() if "action" in record]
        clock = [each for each in told if each["kind"] == "Clocked"][-1]
        self._line = Timeline(**clock["transport"]["timeline"])
        self._rate = rate
        launched = {each["slot"]: each for each in told if each["kind"] == "Launch"}
        self._parts = [
            (suggestion(there.library, each["suggestion"]), each["since"])
            for each in launched.values()
        ]
        self._audio = [self._prepared(each) for each, _ in self._parts]

    def sound(self, since: float, seconds: float) -> Floats:
        """The left side, from monotonic `since` on."""
        whole = np.zeros(round(seconds * self._rate), np.float32)
        beats = self._line.beat_at(since) + np.arange(len(whole)) * (
            self._line.bpm / 60 / self._rate
        )
        for (part, began), audio in zip(self._parts, self._audio, strict=True):
            turns = (beats - began - part.beat_offset) / part.beats
            at = np.round(turns % 1 * len(audio)).astype(int) % len(audio)
            whole += audio[at] * 10 ** (part.gain_db / 20)
        return whole

    def _prepared(self, part: Suggestion) -> Floats:
        made: Floats = prepare(recipe(sound(part), self._line.bpm, self._rate))[:, 0]
        return made


def suggestion(library: Path, told: setlog.Record) -> Suggestion:
    """The suggestion that a log tells of."""
    with Catalogue.open(library) as catalogue:
        loop = next(each for each in catalogue.loops() if each.id == told["loop"]["id"])
    fields = ("score", "bpm", "transpose", "beat_offset", "stretch", "gain_db")
    return Suggestion(loop, **{field: told[field] for field in fields})
