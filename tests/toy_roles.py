"""A material in which anyone could tell the roles: strokes, low tones, chords, tunes and so on."""

from __future__ import annotations

from functools import cache

import numpy as np

from live import features
from live.types import ROLES, Floats
from models.roles.evaluation import RECORDED
from models.roles.material import AUDIO_RATE, AUDIO_SAMPLES, FULL_SCALE, MIX, PLAIN, Material

SPLITS = ("train", "train", "train", "valid", "valid", "test", "test", "test")
SONGS = len(SPLITS)

_TIME = np.arange(AUDIO_SAMPLES) / AUDIO_RATE
_BEATS = 6.0


def tone(hertz: float | Floats) -> Floats:
    return np.float32(0.1 * np.sin(2 * np.pi * np.cumsum(np.full(len(_TIME), hertz)) / AUDIO_RATE))


def sound(role: str, song: int) -> Floats:
    """(48000,) of one of the songs; each has its own noise and its own key."""
    random, key = np.random.default_rng((song, ROLES.index(role))), 2 ** (song / 12)
    noise = np.float32(random.normal(0, 0.1, AUDIO_SAMPLES))
    steps = 2 ** (random.choice([0, 2, 4, 7, 9], 12) / 12)
    return {
        "percussion": noise * np.float32(np.exp(-30 * (_TIME % 0.25))),
        "bass": tone(55 * key),
        "chord": tone(220 * key) + tone(275 * key) + tone(330 * key),
        "melody": tone(880 * key * steps.repeat(AUDIO_SAMPLES // 12)),
        "fx": noise,
        "voice": tone(300 * key * (1 + 0.1 * np.sin(2 * np.pi * 5 * _TIME))),
    }[role]


@cache
def material() -> Material:
    """Each song's six loops, and a mix of two of them; every other song is recorded."""
    plain = [(song, (role,)) for song in range(SONGS) for role in ROLES]
    mixes = [(song, (ROLES[song % 5], ROLES[song % 5 + 1])) for song in range(SONGS)]
    loops = plain + mixes
    sounds = [np.sum([sound(role, song) for role in played], axis=0) for song, played in loops]
    corpora = tuple(RECORDED[1] if song % 2 else "toys" for song, _ in loops)
    return Material(
        audio=np.array([np.rint(FULL_SCALE * each) for each in sounds], np.int16),
        sketches=np.stack(
            [features.sketch(features.spectra(each, AUDIO_RATE, _BEATS)) for each in sounds]
        ),
        roles=np.array([[role in played for role in ROLES] for _, played in loops]),
        corpora=corpora,
        songs=tuple(f"{corpus}/{song}" for corpus, (song, _) in zip(corpora, loops, strict=True)),
        splits=tuple(SPLITS[song] for song, _ in loops),
        made=(PLAIN,) * len(plain) + (MIX,) * len(mixes),
        digest="toys",
    )
