"""Where the bars of a song begin: as a file of beats says, as its tempo says, or as is heard."""

from __future__ import annotations

from pathlib import Path

import librosa
import numpy as np
import numpy.typing as npt

from live.errors import FileError
from live.types import Floats
from models.extraction.cube import RATE, Integers
from models.extraction.repetition import HOP, bar_seconds
from models.extraction.songs import Song, Tempo

Doubles = npt.NDArray[np.float64]

BEATS_PER_BAR = 4
#: Fewer hold no repetition that could be found.
LEAST_BARS = 4

_WINDOW = 512  # longer ones are late by half of their length
_CLOSE = 1  # frames: where a beat is
_NEAR = 8  # where a note of that beat is, though a low one takes its time
_TIGHTNESS = 400  # four times librosa's: a repeating song does not stumble
_LOW_HZ = 150.0  # below it sound the kick drum and the bass, which mark the bar
_SWAY = 0.04  # seconds by which the beats of a steady performance leave the straight line


def bar_lines(mono: Floats, song: Song) -> Integers:
    """The bar lines in samples, first bar to end of the last: (bars + 1,), inside the song.

    `mono` is at `RATE`. Raises `FileError` for a song of too few bars.
    """
    lines = _lines(mono, song)
    inside = lines[(lines >= 0) & (lines <= len(mono))]
    if len(inside) <= LEAST_BARS:
        raise FileError(f"{song.path}: has {max(len(inside) - 1, 0)} whole bars; give a whole song")
    return inside


def _lines(mono: Floats, song: Song) -> Integers:
    if song.beats:
        seconds = downbeats(song.beats)
    elif song.tempo:
        seconds = regular(_laid(song.tempo, mono), len(mono) / RATE)
    else:
        seconds = tracked(mono)
    return np.rint(seconds * RATE).astype(np.int64)


def downbeats(beats: Path) -> Doubles:
    """The bar lines in a file with a beat a line: its seconds and, if known, its number in the bar.

    Without numbers every fourth beat from the first begins a bar. Raises `FileError`.
    """
    try:
        table = np.loadtxt(beats, ndmin=2, usecols=None)
    except ValueError as error:
        raise FileError(f"{beats}: no beats ({error}); a line is `SECONDS NUMBER`") from None
    if table.shape[1] < 2:
        return table[::BEATS_PER_BAR, 0]
    found: Doubles = table[table[:, 1] == 1, 0]
    return found


def regular(tempo: Tempo, seconds: float) -> Doubles:
    """The bar lines of a steady `tempo` with a known downbeat, from 0 to `seconds`."""
    bar = BEATS_PER_BAR * 60 / tempo.bpm
    first = (tempo.downbeat or 0.0) % bar
    # A song that ends on a bar line ends there to the sample, whatever rounding says.
    return np.arange(first, seconds + 1 / RATE, bar)


def tracked(mono: Floats) -> Doubles:
    """The bar lines of an unknown song, by librosa's beat tracker at the tempo of its repetitions.

    Beats that keep to a straight line are put on it: the tracker's are up to 20 ms off, the
    musicians of a steady song are not.
    """
    _, beats = librosa.beat.beat_track(
        onset_envelope=_onsets(mono),
        sr=RATE,
        hop_length=HOP,
        bpm=BEATS_PER_BAR * 60 / bar_seconds(mono),
        tightness=_TIGHTNESS,
        units="time",
        trim=False,
    )
    if len(beats) <= BEATS_PER_BAR:
        return np.zeros(0)
    steady = _straight(beats)
    seconds = len(mono) / RATE
    if steady is None:
        return beats[_first_of_bar(mono, beats) :: BEATS_PER_BAR]
    beat, offset = steady
    return regular(_laid(Tempo(60 / beat), mono, offset % beat), seconds)


def _straight(beats: Doubles) -> tuple[float, float] | None:
    """Seconds of a beat and of the first one, if all beats are near the line through them."""
    numbers = np.arange(len(beats))
    beat, offset = np.polyfit(numbers, beats, 1)
    off = np.abs(beats - (offset + beat * numbers))
    return (float(beat), float(offset)) if np.quantile(off, 0.9) < _SWAY else None


def _laid(tempo: Tempo, mono: Floats, first_beat: float | None = None) -> Tempo:
    """`tempo` with its downbeat, found where it is not known."""
    if tempo.downbeat is not None:
        return tempo
    beat = 60 / tempo.bpm
    start = _first_beat(mono, beat) if first_beat is None else first_beat
    beats = np.arange(start, len(mono) / RATE, beat)
    return Tempo(tempo.bpm, start + beat * _first_of_bar(mono, beats))


def _first_beat(mono: Floats, beat: float) -> float:
    """The seconds before one beat where beats, laid from there, meet the most onsets."""
    onsets = _onsets(mono)
    offsets = np.arange(0, beat, HOP / RATE)
    strengths = [_at(onsets, np.arange(o, len(mono) / RATE, beat), _CLOSE).sum() for o in offsets]
    return float(offsets[np.argmax(strengths)])


def _first_of_bar(mono: Floats, beats: Doubles) -> int:
    """Which of the first four beats begins a bar: the one with the most onsets of the low end."""
    strengths = _at(_low_onsets(mono), beats, _NEAR)
    return int(np.argmax([strengths[n::BEATS_PER_BAR].sum() for n in range(BEATS_PER_BAR)]))


def _onsets(mono: Floats) -> Floats:
    """How strongly notes begin, rather too early than too late: a bar must not miss its attack."""
    onsets: Floats = librosa.onset.onset_strength(
        y=mono, sr=RATE, hop_length=HOP, n_fft=_WINDOW, n_mels=16, center=False
    )
    return onsets


def _low_onsets(mono: Floats) -> Floats:
    onsets: Floats = librosa.onset.onset_strength(
        y=mono, sr=RATE, hop_length=HOP, n_mels=4, fmax=_LOW_HZ
    )
    return onsets


def _at(onsets: Floats, seconds: Doubles, near: int) -> Floats:
    """The strongest onset within `near` frames of each moment."""
    frames = np.rint(seconds * RATE / HOP).astype(int)
    around = np.clip(frames[:, None] + np.arange(-near, near + 1), 0, len(onsets) - 1)
    strongest: Floats = onsets[around].max(axis=1)
    return strongest
