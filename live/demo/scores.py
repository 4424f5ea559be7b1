"""From written patterns to sound: what the parts of a pack are made of.

Each function here takes patterns and instruments and gives a `Score`: something that plays itself
on a tape, in the scene (key, chords, swing) of its pack.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from live.demo.drums import Drum
from live.demo.notation import STEPS_PER_BEAT, Step, line, rhythm, swung
from live.demo.synths import Instrument, Random
from live.demo.tape import Tape
from live.demo.theory import Chord, Key, Voicing, voice_leading
from live.demo.voices import Singer
from live.types import Floats

BEATS_PER_BAR = 4


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a part is played: its length in beats, and what its pack agrees on."""

    bpm: float
    beats: int
    swing: float
    key: Key
    chords: tuple[Chord, ...]
    beats_per_chord: int
    rng: Random

    def chord_number(self, step: Step) -> int:
        beat = step.at // STEPS_PER_BEAT
        return beat // self.beats_per_chord % len(self.chords)

    def beat(self, step: Step) -> float:
        return swung(step.at, self.swing)

    def seconds(self, step: Step) -> float:
        """How long `step` lasts."""
        return (swung(step.at + step.length, self.swing) - self.beat(step)) * 60.0 / self.bpm


Score = Callable[[Scene, Tape], None]

#: The MIDI pitch that a written number means at a step.
Reading = Callable[[Scene, Step, int], int]


@dataclass(frozen=True, slots=True)
class Hits:
    """One drum and its rhythm; digits are velocities up to 9."""

    drum: Drum
    rhythm: str
    gain: float = 1.0
    pan: float = 0.0


def beat(*lines: Hits) -> Score:
    """Drums on the swung grid; no two hits are quite equally hard."""

    def score(scene: Scene, tape: Tape) -> None:
        for hits in lines:
            for step in rhythm(hits.rhythm, scene.beats):
                velocity = _velocity(step, scene.rng)
                sound = hits.drum(velocity, scene.rng)
                tape.add(sound, scene.beat(step), hits.gain, hits.pan)

    return score


def comp(instrument: Instrument, text: str, low: int = 53, high: int = 74) -> Score:
    """The chords of the scene in a rhythm, led from voicing to voicing between two MIDI pitches."""

    def score(scene: Scene, tape: Tape) -> None:
        voicings = voice_leading(scene.chords, low, high)
        for step in rhythm(text, scene.beats):
            _strike(instrument, voicings[scene.chord_number(step)], step, scene, tape)

    return score


def _strike(instrument: Instrument, voicing: Voicing, step: Step, scene: Scene, tape: Tape) -> None:
    velocity, seconds = _velocity(step, scene.rng), scene.seconds(step)
    for pan, pitch in zip(np.linspace(-0.35, 0.35, len(voicing)), voicing, strict=True):
        sound = instrument(pitch, seconds, velocity, scene.rng)
        tape.add(sound, scene.beat(step), 1.0 / len(voicing) ** 0.5, float(pan))


def chord_tones(instrument: Instrument, text: str, lowest: int, gate: float = 0.9) -> Score:
    """A line of chord tones: 1 the first root from `lowest` (MIDI) up, 2 the third ...

    `1!` is accented, `1,` is soft; so in every line here.
    """

    def reading(scene: Scene, step: Step, count: int) -> int:
        return scene.chords[scene.chord_number(step)].tone(count, lowest)

    return _played(lambda _: instrument, reading, text, gate)


def degrees(instrument: Instrument, text: str, octave: int, gate: float = 0.95) -> Score:
    """A line of scale degrees: 1 the tonic in `octave`, 8 the next one, `#7` the leading note."""
    return _played(lambda _: instrument, _degree(octave), text, gate)


def sung(text: str, octave: int) -> Score:
    """A line of scale degrees with their vowels: `5ua` glides from oo to ah on the dominant."""
    return _played(Singer, _degree(octave), text, gate=0.9)


def swept(effect: Callable[[int, float, Random], Floats]) -> Score:
    """An effect of the whole loop's length on the tonic above middle C."""

    def score(scene: Scene, tape: Tape) -> None:
        tape.add(effect(len(tape.audio), scene.key.pitch(1, octave=4), scene.rng), beat=0.0)

    return score


_ACCENTS = {"!": 1.0, "": 0.8, ",": 0.5}
_SIGN = re.compile(r"(#?)(\d+)([aeiou]*)([!,]?)")


def _played(
    instrument: Callable[[str], Instrument], reading: Reading, text: str, gate: float
) -> Score:
    def score(scene: Scene, tape: Tape) -> None:
        for step in line(text, scene.beats):
            match = _SIGN.fullmatch(step.sign)
            assert match, f"{step.sign!r} is no note"
            sharp, number, vowels, accent = match.groups()
            pitch = reading(scene, step, int(number)) + len(sharp)
            held = gate * scene.seconds(step)
            sound = instrument(vowels)(pitch, held, _ACCENTS[accent], scene.rng)
            tape.add(sound, scene.beat(step))

    return score


def _degree(octave: int) -> Reading:
    return lambda scene, _step, degree: scene.key.pitch(degree, octave)


def _velocity(step: Step, rng: Random) -> float:
    return float(np.clip(int(step.sign) / 9.0 * (1.0 + 0.04 * rng.standard_normal()), 0.05, 1.0))
