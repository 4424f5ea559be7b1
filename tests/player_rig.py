"""Loops of which every sample is known, and words for what one wants of the player."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from live import actions
from live.player.offline import Offline
from live.timeline import Timeline, Transport
from live.types import Floats, Kind, Loop, Suggestion

RATE = 48000


def written(path: Path, samples: Floats, bpm: float, beats: float, rate: int = RATE) -> Loop:
    """`samples` as a loop on disk."""
    soundfile.write(path, samples, rate, subtype="FLOAT")
    return Loop(
        id=hash(str(path)) & 0x7FFFFFFF,
        path=str(path),
        digest=path.stem,
        kind=Kind.LOOP,
        seconds=len(samples) / rate,
        bpm=bpm,
        beats=beats,
    )


def click(
    path: Path,
    bpm: float = 120.0,
    beats: float = 4.0,
    rate: int = RATE,
    at: int = 0,
    level: float = 0.5,
) -> Loop:
    """A loop that is silent but for frame `at`."""
    samples = np.zeros(round(beats * 60 / bpm * rate), np.float32)
    samples[at] = level
    return written(path, samples, bpm, beats, rate)


def tone(path: Path, hertz: float, level: float = 0.2, beats: float = 4.0) -> Loop:
    """A sine at 120 bpm that has whole periods, so that it loops without a seam."""
    time = np.arange(round(beats * RATE / 2)) / RATE
    return written(path, (level * np.sin(2 * np.pi * hertz * time)).astype(np.float32), 120, beats)


def suggest(loop: Loop, bpm: float = 120.0, **fix: float) -> Suggestion:
    stretch = fix.pop("stretch", bpm / loop.bpm)
    return Suggestion(loop, 1.0, bpm, stretch=stretch, **fix)  # type: ignore[arg-type]


def launch(slot: int, suggestion: Suggestion, beat: float, since: float | None = None):
    return actions.Launch(slot, suggestion, beat, beat if since is None else since)


def clocked(
    bpm: float = 120.0, beat: float = 0.0, time: float = 0.0, running: bool = True, epoch: int = 0
) -> actions.Clocked:
    return actions.Clocked(Transport(Timeline(bpm, beat, time), running, epoch))


def heard(player: Offline, until: float, *what: actions.Action) -> Floats:
    """The left side of what `player` plays until `until`, once told `what`."""
    for action in what:
        player.send(action)
    return player.process(until)[:, 0]


def onsets(audio: Floats, level: float = 0.1) -> list[int]:
    """The frames of clicks."""
    return [int(frame) for frame in np.flatnonzero(np.abs(audio) > level)]
