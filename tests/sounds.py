"""Plain sounds for tests: what they are made of is known exactly."""

from __future__ import annotations

import numpy as np

from live.types import Floats

RATE = 44100


def seconds(bpm: float, beats: float) -> float:
    return beats * 60 / bpm


def silence(bpm: float, beats: float, rate: int = RATE) -> Floats:
    return np.zeros(round(seconds(bpm, beats) * rate), np.float32)


def tone(midi: float, length: float, rate: int = RATE, level: float = 0.2) -> Floats:
    """A note with four harmonics, 5 ms of attack and release."""
    time = np.arange(round(length * rate)) / rate
    pitch = 440 * 2 ** ((midi - 69) / 12)
    wave = sum(np.sin(2 * np.pi * pitch * k * time + k) / k**1.5 for k in range(1, 5))
    edge = np.minimum(1, np.minimum(time, time[::-1]) / 0.005)
    return (level * edge * wave).astype(np.float32)


def kick(rate: int = RATE) -> Floats:
    time = np.arange(round(0.15 * rate)) / rate
    return (np.sin(2 * np.pi * (50 * time - 8 * np.exp(-time * 40))) * np.exp(-time * 25)).astype(
        np.float32
    )


def hat(rate: int = RATE) -> Floats:
    time = np.arange(round(0.04 * rate)) / rate
    noise = np.random.default_rng(5).standard_normal(len(time))
    return (0.3 * np.diff(noise, prepend=0) * np.exp(-time * 120)).astype(np.float32)


def placed(bpm: float, beats: float, *hits: tuple[float, Floats], rate: int = RATE) -> Floats:
    """Each sound at its beat, on a loop of `beats` that wraps around."""
    loop = silence(bpm, beats, rate)
    for beat, sound in hits:
        start = round(seconds(bpm, beat) * rate)
        np.add.at(loop, np.arange(start, start + len(sound)) % len(loop), sound)
    return loop


def chords(
    bpm: float, *each: tuple[int, ...], beats: float = 4, up: float = 0, rate: int = RATE
) -> Floats:
    """Chords of MIDI notes, `beats` long each, moved by `up` semitones."""
    hits = [
        (index * beats, tone(note + up, seconds(bpm, beats), rate))
        for index, chord in enumerate(each)
        for note in chord
    ]
    return placed(bpm, beats * len(each), *hits, rate=rate)


#: C minor, A flat, E flat, B flat around middle C.
PROGRESSION = ((48, 60, 63, 67), (44, 60, 63, 68), (51, 58, 63, 67), (46, 58, 62, 65))


def drums(bpm: float, beats: float = 4, rate: int = RATE) -> Floats:
    """Kicks on the beats 0, 1.5 and 2.5 of every bar, hats on the eighths."""
    kicks = [(bar + at, kick(rate)) for bar in np.arange(0, beats, 4) for at in (0, 1.5, 2.5)]
    hats = [(at, hat(rate)) for at in np.arange(0, beats, 0.5)]
    return placed(bpm, beats, *kicks, *hats, rate=rate)
