"""A loop is a circle of tape: what runs past its end comes back in at its start.

Every effect here is cyclic for the same reason, so that a loop has no seam.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy import fft

from live.types import Floats

RATE = 44100

#: An effect on a loop's audio (frames, 2) at a tempo in bpm.
Effect = Callable[[Floats, float], Floats]


@dataclass(frozen=True, slots=True)
class Tape:
    """A loop being recorded: `audio` (frames, 2) is written in place by `add`."""

    audio: Floats
    bpm: float

    @classmethod
    def blank(cls, beats: int, bpm: float) -> Tape:
        return cls(np.zeros((round(frames(beats, bpm)), 2), np.float32), bpm)

    def add(self, sound: Floats, beat: float, gain: float = 1.0, pan: float = 0.0) -> None:
        """Mix `sound` in, mono (n,) at `pan` -1..1 or stereo (n, 2), starting at `beat`."""
        stereo = sound[:, None] * _panned(pan) if sound.ndim == 1 else sound
        at = round(frames(beat, self.bpm))
        while len(stereo):
            at %= len(self.audio)
            part = stereo[: len(self.audio) - at]
            self.audio[at : at + len(part)] += gain * part
            stereo, at = stereo[len(part) :], at + len(part)


def floats(values: Any) -> Floats:
    """Whatever numpy made of the arithmetic, as float32."""
    return np.asarray(values, np.float32)


def frames(beats: float, bpm: float) -> float:
    return beats * 60.0 / bpm * RATE


def _panned(pan: float) -> Floats:
    """Gains of left and right with constant power; 1 each in the middle."""
    angle = (pan + 1.0) * np.pi / 4.0
    return floats(np.sqrt(2.0) * np.array([np.cos(angle), np.sin(angle)]))


def filtered(low: float = 0.0, high: float = RATE / 2) -> Effect:
    """Keep what lies between two frequencies in Hz, 12 dB an octave, without phase shift."""

    def effect(audio: Floats, _bpm: float) -> Floats:
        hertz = fft.rfftfreq(len(audio), 1 / RATE).astype(np.float32)
        gain = 1.0 / (1.0 + (hertz / high) ** 4) ** 0.5
        gain *= hertz**2 / (hertz**4 + low**4 + 1e-9) ** 0.5
        return _spectral(audio, gain[:, None])

    return effect


def room(amount: float, seconds: float = 1.2, bright: float = 5000.0) -> Effect:
    """Reverberation: decaying noise, its own in each ear, `seconds` long to -60 dB."""

    def effect(audio: Floats, _bpm: float) -> Floats:
        impulse = _reverberation(seconds, bright)
        around = np.zeros_like(audio)
        for start in range(0, len(impulse), len(audio)):
            part = impulse[start : start + len(audio)]
            around[: len(part)] += part
        return audio + np.float32(amount) * _spectral(audio, fft.rfft(around, axis=0))

    return effect


@lru_cache
def _reverberation(seconds: float, bright: float) -> Floats:
    time = np.arange(int(seconds * RATE), dtype=np.float32) / RATE
    noise = np.random.default_rng(7).standard_normal((len(time), 2), np.float32)
    noise *= 10 ** (-3 * time[:, None] / seconds)
    noise[: int(0.012 * RATE)] = 0.0
    impulse = filtered(180.0, bright)(noise, 0.0)
    return floats(impulse / np.sqrt((impulse**2).sum(axis=0)))


def echo(beats: float, amount: float, feedback: float = 0.5) -> Effect:
    """Repeats every `beats`, each from the other side of the one before."""

    def effect(audio: Floats, bpm: float) -> Floats:
        wet = audio.copy()
        gain, count = amount, 1
        while gain > 0.003:
            late = np.roll(audio, round(frames(count * beats, bpm)), axis=0)
            wet += gain * np.array([1.0, 0.5], np.float32)[:: 1 if count % 2 else -1] * late
            gain, count = gain * feedback, count + 1
        return wet

    return effect


def ducked(depth: float) -> Effect:
    """Make way for a kick on every beat, and come back over it."""

    def effect(audio: Floats, bpm: float) -> Floats:
        phase = (np.arange(len(audio), dtype=np.float32) / np.float32(frames(1, bpm))) % 1.0
        shut = np.clip(1.0 - phase / 0.65, 0.0, 1.0) ** 2
        opening = np.clip((1.0 - phase) / 0.02, 0.0, 1.0)
        closed = shut * opening + (1.0 - opening)
        return floats(audio * (1.0 - depth * closed)[:, None])

    return effect


def driven(amount: float) -> Effect:
    """Saturate; `amount` 1 barely colours, 4 growls."""

    def effect(audio: Floats, _bpm: float) -> Floats:
        peak = np.abs(audio).max()
        return floats(np.tanh(audio * (amount / peak)) * (peak / np.tanh(amount)))

    return effect


def _spectral(audio: Floats, gains: Floats) -> Floats:
    """Multiply the spectrum of the whole circle: a convolution that wraps around."""
    spectrum = fft.rfft(audio, axis=0) * gains
    return floats(fft.irfft(spectrum, len(audio), axis=0))
