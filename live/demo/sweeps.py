"""Effects of a whole loop's length: risers, drops and textures, painted into noise.

White noise is taken around the loop's circle, its spectrogram multiplied by a painting, and turned
back into sound: so these have no seam either.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import signal

from live.demo.drums import DEEP_KICK
from live.demo.oscillators import cutoff, lowpassed, oscillate, saw, times, turned, wavetables
from live.demo.tape import RATE, floats
from live.demo.theory import frequency
from live.types import Floats

Random = np.random.Generator

#: Hz (f, 1) and place in the loop 0..1 (1, t) -> gain.
Painting = Callable[[Floats, Floats], Floats]

WINDOW, HOP = 2048, 512
AROUND = 4 * WINDOW


def painted(count: int, painting: Painting, rng: Random) -> Floats:
    """Noise (count, 2) with the spectrogram of `painting`, its own in each ear."""
    noise = rng.standard_normal((2, count), np.float32)
    circle = np.pad(noise, ((0, 0), (AROUND, AROUND)), mode="wrap")
    hertz, seconds, grains = signal.stft(circle, RATE, nperseg=WINDOW, noverlap=WINDOW - HOP)
    place = ((seconds * RATE - AROUND) / count) % 1.0
    _, sound = signal.istft(
        grains * painting(hertz[:, None], place[None, :]), RATE, noverlap=WINDOW - HOP
    )
    return floats(sound[:, AROUND : AROUND + count].T)


def band(hertz: Floats, centre: Floats | float, octaves: float) -> Floats:
    """A bell around `centre`, `octaves` wide on each side."""
    distance = np.log2(np.maximum(hertz, 20.0) / centre) / octaves
    return floats(np.exp(-(distance**2)))


def riser(count: int, tonic: float, rng: Random) -> Floats:
    """Noise and a tone that climb two octaves to `tonic` (MIDI), ever louder, and break off."""
    air = painted(count, lambda hz, at: band(hz, 250.0 * 36.0**at, 0.9) * (0.05 + at**2), rng)
    at = np.linspace(0.0, 1.0, count, dtype=np.float32)
    climb = frequency(tonic - 24.0) * 4.0**at
    tables = wavetables(frequency(tonic), lowpassed(saw))
    position = cutoff(300.0 * 30.0**at)
    shape = 0.25 * at**2 * np.minimum(1.0, (1.0 - at) * count / (0.02 * RATE))
    sides = [oscillate(tables, turned(climb * side), position) for side in (0.996, 1.004)]
    return floats(0.5 * air + np.stack(sides, axis=1) * shape[:, None])


def impact(count: int, tonic: float, rng: Random) -> Floats:
    """A boom on the one, and air that falls away from it."""
    air = painted(count, lambda hz, at: band(hz, 6000.0 * 0.03**at, 1.0) * np.exp(-3.5 * at), rng)
    time = times(min(count, 3 * RATE))
    tail = np.minimum(1.0, (time[-1] - time) / 0.2)
    boom = np.sin(2 * np.pi * frequency(tonic - 36.0) * time) * np.exp(-time / 0.6) * tail
    hit = DEEP_KICK(1.0, rng)[: len(time)]
    boom[: len(hit)] += hit
    air[: len(boom)] += 0.8 * boom[:, None]
    return air


def wash(count: int, _tonic: float, rng: Random) -> Floats:
    """A filter that opens and closes once around the loop."""

    def painting(hertz: Floats, at: Floats) -> Floats:
        centre = 900.0 * 6.0 ** -np.cos(2 * np.pi * at)
        return floats(band(hertz, centre, 0.7) * (0.65 - 0.35 * np.cos(2 * np.pi * at)))

    return painted(count, painting, rng)


def drone(count: int, tonic: float, rng: Random) -> Floats:
    """Wind in pipes: the tonic's harmonics and its fifth, each swelling in its own time."""
    partials = [(number, rng.integers(1, 4), rng.random()) for number in (1, 2, 3, 4, 6, 8)]

    def painting(hertz: Floats, at: Floats) -> Floats:
        pipes = [
            band(hertz, frequency(tonic - 12.0) * number, 0.06)
            * (1.0 + np.sin(2 * np.pi * (turns * at + start)))
            / number**0.7
            for number, turns, start in partials
        ]
        return floats(np.sum(pipes, axis=0) + 0.01 * band(hertz, 1200.0, 1.5))

    return painted(count, painting, rng)


def crackle(count: int, _tonic: float, rng: Random) -> Floats:
    """The groove of a worn record: hiss, dust, and now and then a scratch."""
    hiss = painted(count, lambda hz, _at: 0.05 * band(hz, 3000.0, 2.5), rng)
    specks = np.zeros((count, 2))
    where = rng.integers(0, count, int(14 * count / RATE))
    specks[where] = (rng.pareto(2.5, len(where)) * rng.choice((-1, 1), len(where)))[:, None]
    specks *= rng.uniform(0.5, 1.0, 2)
    sections = signal.butter(1, (900, 7000), "bandpass", fs=RATE, output="sos")
    dust = signal.sosfilt(sections, np.concatenate([specks[-RATE:], specks]), axis=0)[RATE:]
    return hiss + floats(np.clip(0.6 * dust, -0.5, 0.5))
