"""From files to a loop: what has no beats is laid on beats, as a performer would.

A shout, a drum stroke or a sweep is no loop. Laid on a grid it is what stands in packs under that
role: a vocal chop, a drum pattern, an effect once in some bars.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import soxr

from live.features import RATE, WINDOW_BEATS
from live.types import Floats
from models.items import BEATS_PER_BAR
from models.rendering.desk import Rng

_BPM = (75.0, 170.0)
_LIKELY_BPM = (75.0, 150.0)  # of a loop that does not say it
_AUDIBLE = 0.003  # of the loudest sample: -50 dB
_EDGE_SECONDS = 0.005
_MINOR = (0, 0, 0, 3, 5, 7, 10)  # semitones that a pattern goes to, the tonic most often
_CHOPS = (0, 0, 0, 0, -5, -3, 2, 4)
_SIXTEENTHS = 4  # in a beat


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """A loop: `samples` (n,) at `live.features.RATE`, exactly `beats` long."""

    samples: Floats
    beats: int

    @property
    def bpm(self) -> float:
        return 60 * self.beats * RATE / len(self.samples)


Clips = Sequence[Floats]
Laying = Callable[[Clips, Rng], Take]


def loop(clips: Clips, rng: Rng) -> Take:
    """A whole loop of unknown tempo: of 4, 8, 16 beats what gives it a usual one."""
    (clip,) = clips
    beats = BEATS_PER_BAR
    while 60 * beats * RATE / len(clip) < _LIKELY_BPM[0] and beats < WINDOW_BEATS:
        beats *= 2
    return Take(clip, beats)


def sound(clips: Clips, rng: Rng) -> Take:
    """One sound in as many bars as it lasts, or over and over without a pause."""
    clip = _trimmed(clips[0])
    beat = _beat(rng)
    if rng.random() < 0.25:
        return Take(clip, min(WINDOW_BEATS, max(1, round(len(clip) / beat))))
    beats = BEATS_PER_BAR
    while beats * beat < len(clip) and beats < WINDOW_BEATS:
        beats *= 2
    at = int(rng.integers(BEATS_PER_BAR)) if rng.random() < 0.3 else 0
    return _laid([(at, clip)], beats, beat)


def kit(clips: Clips, rng: Rng) -> Take:
    """A pattern of hits: the first mostly on beats, the others on any sixteenth."""
    beat, beats = _beat(rng), int(rng.choice((4, 8)))
    hits: list[tuple[float, Floats]] = []
    for index, clip in enumerate(clips):
        step = int(rng.choice((1, 2, 4, 8)[: 4 - min(index, 2)]))
        steps = np.arange(int(rng.integers(step)), BEATS_PER_BAR * _SIXTEENTHS, step)
        struck = steps[rng.random(len(steps)) < rng.uniform(0.4, 1)]
        level = np.float32(10 ** (rng.uniform(-12, 0) / 20))
        short = _cut(_trimmed(clip), round(2 * beat))
        hits.extend(
            (bar + at / _SIXTEENTHS, short * level)
            for bar in range(0, beats, BEATS_PER_BAR)
            for at in struck.tolist()
        )
    return _laid(hits or [(0, clips[0])], beats, beat)


def line(clips: Clips, rng: Rng) -> Take:
    """One voice that plays a note at other pitches, each until the next begins."""
    beat, step = _beat(rng), float(rng.choice((0.5, 0.5, 1)))
    clip = _trimmed(clips[0])
    at = np.flatnonzero(rng.random(round(2 * BEATS_PER_BAR / step)) < 0.7) * step
    starts = at.tolist() or [0.0]
    ends = [*starts[1:], 2 * BEATS_PER_BAR]
    notes = [
        (start, _cut(_pitched(clip, int(rng.choice(_MINOR))), round((end - start) * beat)))
        for start, end in zip(starts, ends, strict=True)
    ]
    return _laid(notes, 2 * BEATS_PER_BAR, beat)


def speech(clips: Clips, rng: Rng) -> Take:
    """Phrases one after the other on beats, or pieces of them chopped and pitched."""
    beat = _beat(rng)
    trimmed = [_trimmed(clip) for clip in clips]
    return _chopped(trimmed, beat, rng) if rng.random() < 0.5 else _phrases(trimmed, beat, rng)


def _phrases(clips: Clips, beat: int, rng: Rng) -> Take:
    beats = int(rng.choice((8, 16)))
    at, said = 0, []
    for clip in clips:
        said.append((at, _cut(clip, (beats - at) * beat)))
        at += int(np.ceil(len(clip) / beat)) + int(rng.integers(2))
        if at >= beats:
            break
    return _laid(said, beats, beat)


def _chopped(clips: Clips, beat: int, rng: Rng) -> Take:
    """A bar or two of pieces, at most a beat long, on eighths."""
    beats = int(rng.choice((4, 8)))
    eighths = np.flatnonzero(rng.random(2 * beats) < rng.uniform(0.35, 0.8)).tolist() or [0]
    pieces = [_piece(clips[int(rng.integers(len(clips)))], beat, rng) for _ in range(3)]
    is_sung = rng.random() < 0.5
    chops = []
    for eighth in eighths:
        piece = pieces[rng.integers(len(pieces))]
        semitones = int(rng.choice(_CHOPS)) if is_sung else 0
        chops.append((eighth / 2, _pitched(piece, semitones)))
    return _laid(chops, beats, beat)


def _piece(clip: Floats, beat: int, rng: Rng) -> Floats:
    length = min(len(clip), round(beat * rng.choice((0.5, 0.75, 1))))
    start = int(rng.integers(len(clip) - length + 1))
    return _faded(clip[start : start + length])


def _beat(rng: Rng) -> int:
    """Samples of a beat of some tempo."""
    return round(60 * RATE / rng.uniform(*_BPM))


def _laid(sounds: Sequence[tuple[float, Floats]], beats: int, beat: int) -> Take:
    """`sounds` at their beats; what reaches over the end is heard at the beginning."""
    loop = np.zeros(beats * beat, np.float32)
    for at, samples in sounds:
        start = round(at * beat)
        places = np.arange(start, start + min(len(samples), len(loop))) % len(loop)
        loop[places] += samples[: len(places)]
    return Take(loop, beats)


def _pitched(clip: Floats, semitones: int) -> Floats:
    """`clip` played faster or slower."""
    if semitones == 0:
        return clip
    pitched: Floats = soxr.resample(clip, RATE * 2 ** (semitones / 12), RATE)
    return pitched


def _cut(clip: Floats, samples: int) -> Floats:
    return clip if len(clip) <= samples else _faded(clip[:samples])


def _faded(clip: Floats) -> Floats:
    """Without clicks at its ends."""
    edge = min(round(_EDGE_SECONDS * RATE), len(clip) // 2)
    faded = clip.copy()
    faded[:edge] *= np.linspace(0, 1, edge, dtype=np.float32)
    faded[len(faded) - edge :] *= np.linspace(1, 0, edge, dtype=np.float32)
    return faded


def _trimmed(clip: Floats) -> Floats:
    """Without what is silent before and after."""
    audible = np.flatnonzero(np.abs(clip) > _AUDIBLE * np.abs(clip).max())
    return clip[audible[0] : audible[-1] + 1] if len(audible) else clip


#: By the names that the table of sounds uses.
LAYINGS: Mapping[str, Laying] = {
    "loop": loop,
    "sound": sound,
    "kit": kit,
    "line": line,
    "speech": speech,
}
