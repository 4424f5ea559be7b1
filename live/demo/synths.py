"""The pitched instruments of the demo: basses, keys, pads and leads.

An instrument turns a MIDI pitch, the seconds the note is held, a velocity 0..1 and a random
generator into a sound, mono (n,) or stereo (n, 2), about 1 loud and longer than held if it rings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from live.demo.oscillators import (
    cutoff,
    lowpassed,
    oscillate,
    saw,
    shaped,
    spread,
    square,
    swaying,
    times,
    turned,
    wavetables,
)
from live.demo.tape import floats
from live.demo.theory import frequency
from live.types import Floats

Random = np.random.Generator
Instrument = Callable[[float, float, float, Random], Floats]


@dataclass(frozen=True, slots=True)
class Analogue:
    """Oscillators, a resonant low pass with its own envelope, an amplifier.

    `source` gives the amplitude of harmonic k. `envelope` is attack, decay (s), sustain (0..1) and
    release (s). The filter falls by `bright` to `dark` Hz within about `closing` s; velocity
    opens it further. `unison` are detunings in cents, laid out from left to right; `ground` is
    a plain sine on the fundamental; `sway` is the depth of the vibrato in cents.
    """

    source: Callable[[Floats], Floats] = saw
    envelope: tuple[float, float, float, float] = (0.005, 0.3, 0.6, 0.08)
    dark: float = 800.0
    bright: float = 3000.0
    closing: float = 0.2
    resonance: float = 0.9
    unison: tuple[float, ...] = (0.0,)
    ground: float = 0.0
    sway: float = 0.0

    def __call__(self, pitch: float, held: float, velocity: float, rng: Random) -> Floats:
        level = shaped(held, *self.envelope) * np.float32(velocity)
        time = times(len(level))
        hertz = frequency(pitch)
        tables = wavetables(hertz, lowpassed(self.source, self.resonance))
        opened = self.dark + self.bright * velocity * np.exp(-time / self.closing)
        turns, position = turned(swaying(hertz, time, 5.2, self.sway)), cutoff(opened)
        voices = [
            oscillate(tables, turns * 2.0 ** (cents / 1200.0) + rng.random(), position)
            for cents in self.unison
        ]
        ground = floats(self.ground * np.sin(2.0 * np.pi * turns))
        if len(voices) == 1:
            return (voices[0] + ground) * level
        return (spread(voices) + ground[:, None]) * level[:, None]


@dataclass(frozen=True, slots=True)
class Struck:
    """Frequency modulation: a tone whose overtones ring off, as of a tine, a bell or a bar.

    `ratio` is the modulator's frequency over the carrier's, `index` its depth at full velocity,
    fading within `softening` s; `partial` and `shine` add one high partial that is gone at once.
    """

    ratio: float = 1.0
    index: float = 1.6
    softening: float = 0.35
    ringing: float = 0.9
    release: float = 0.12
    partial: float = 0.0
    shine: float = 0.0
    tremolo: float = 0.0

    def __call__(self, pitch: float, held: float, velocity: float, rng: Random) -> Floats:
        level = shaped(held, 0.002, self.ringing, 0.0, self.release) * np.float32(velocity)
        time = times(len(level)).astype(np.float64)
        turn = 2.0 * np.pi * frequency(pitch) * time
        depth = self.index * velocity * np.exp(-time / self.softening)
        tone = np.sin(turn + depth * np.sin(self.ratio * turn))
        tone += self.shine * velocity * np.exp(-time / 0.08) * np.sin(self.partial * turn)
        swing = self.tremolo * np.sin(2.0 * np.pi * (4.6 * time + rng.random()))
        stereo = tone[:, None] * np.stack([1.0 + swing, 1.0 - swing], axis=1)
        return floats(level[:, None] * stereo)


def plucked(number: Floats) -> Floats:
    """The harmonics of a string plucked at a fifth of its length."""
    return floats(np.abs(np.sin(0.2 * np.pi * number)) / number**1.2)


UPRIGHT = Analogue(
    plucked, (0.004, 0.45, 0.3, 0.07), dark=260, bright=1400, closing=0.06, resonance=0.7, sway=7
)
SUB = Analogue(saw, (0.008, 0.6, 0.7, 0.08), dark=130, bright=350, closing=0.09, resonance=0.7)
ROUND = Analogue(
    square,
    (0.004, 0.22, 0.45, 0.05),
    dark=220,
    bright=1600,
    closing=0.09,
    resonance=1.1,
    ground=0.3,
)
ACID = Analogue(saw, (0.003, 0.25, 0.4, 0.03), dark=260, bright=2600, closing=0.11, resonance=4.5)
RUMBLE = Analogue(saw, (0.01, 0.12, 0.25, 0.06), dark=150, bright=420, closing=0.06, ground=0.5)
REESE = Analogue(
    saw,
    (0.012, 1.0, 0.9, 0.1),
    dark=420,
    bright=900,
    closing=0.5,
    resonance=1.4,
    unison=(-14, 14),
    ground=0.6,
)

PAD = Analogue(
    saw,
    (0.35, 1.0, 0.85, 0.5),
    dark=900,
    bright=1200,
    closing=0.9,
    resonance=0.7,
    unison=(-9, 1, 10),
)
STAB = Analogue(
    saw,
    (0.002, 0.13, 0.12, 0.12),
    dark=500,
    bright=4200,
    closing=0.08,
    resonance=1.3,
    unison=(-8, 0, 8),
)
ORGAN = Analogue(
    square, (0.004, 0.2, 0.5, 0.06), dark=1200, bright=2400, closing=0.07, unison=(-3, 3)
)
DUB = Analogue(
    square,
    (0.004, 0.16, 0.0, 0.15),
    dark=350,
    bright=1900,
    closing=0.1,
    resonance=2.0,
    unison=(-7, 7),
)
LEAD = Analogue(
    square, (0.02, 0.4, 0.7, 0.12), dark=1700, bright=1500, closing=0.25, resonance=1.0, sway=16
)
PLUCK = Analogue(
    saw,
    (0.002, 0.16, 0.05, 0.1),
    dark=450,
    bright=5200,
    closing=0.07,
    resonance=1.5,
    unison=(-6, 6),
)
GLASS = Analogue(
    plucked, (0.003, 0.4, 0.25, 0.3), dark=1600, bright=5000, closing=0.25, unison=(-5, 5)
)

TINES = Struck(
    index=1.3, softening=0.5, ringing=1.6, release=0.15, partial=14, shine=0.12, tremolo=0.25
)
GRAND = Struck(index=2.0, softening=0.12, ringing=1.1, release=0.18, partial=3, shine=0.25)
BELL = Struck(3.5, index=1.8, softening=0.6, ringing=0.9, release=0.4, partial=5.4, shine=0.1)
KALIMBA = Struck(2.0, index=0.5, softening=0.05, ringing=0.35, release=0.1, partial=6.3, shine=0.35)
