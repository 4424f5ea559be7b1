"""FluidSynth plays all phrases of a part in one go: loading a soundfont takes the longest."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import mido
import soundfile

from live import audio
from live.errors import DeviceError
from live.types import Floats
from models.rendering.midi import DRUM_CHANNEL
from models.rendering.phrases import Phrase
from models.rendering.take import BEATS, RATE, seconds
from models.rendering.voices import Voice

_PLAYED_RATE = 48_000
_TAIL_SECONDS = 2.0  # after each phrase, for what goes on sounding
_TICKS = 24_000  # a second
_PER_BEAT = 12_000  # in a file of 120 bpm
_RESET, _ALL_OFF = 121, 120
_LOAD_LITTLE = ("-o", "synth.dynamic-sample-loading=1")


def program() -> str:
    """Where FluidSynth is. Raises `DeviceError`."""
    found = shutil.which("fluidsynth")
    if found is None:
        raise DeviceError("fluidsynth is missing: apt-get install fluidsynth")
    return found


def played(phrases: Sequence[Phrase], voice: Voice) -> list[Floats]:
    """Each of `phrases` as (samples,) at `RATE`, dry, with its tail."""
    with TemporaryDirectory() as folder:
        score, sound = Path(folder, "score.mid"), Path(folder, "sound.wav")
        _score(phrases, voice).save(score)
        _play(voice.soundfont, score, sound)
        samples = audio.mono(soundfile.read(sound, dtype="float32", always_2d=True)[0])
    resampled = audio.resample(samples, _PLAYED_RATE, RATE)
    starts = [round(start * RATE) for start in _starts(phrases)]
    return [resampled[start:end] for start, end in pairwise(starts)]


def _play(soundfont: Path, score: Path, sound: Path) -> None:
    options = ["-niq", "-R", "0", "-C", "0", "-g", "0.3", "-r", str(_PLAYED_RATE), *_LOAD_LITTLE]
    output = ["-T", "wav", "-O", "float", "-F", str(sound)]
    command = [program(), *options, *output, str(soundfont), str(score)]
    subprocess.run(command, check=True, capture_output=True)


def _starts(phrases: Sequence[Phrase]) -> list[float]:
    """When each phrase begins, in seconds, and when the last one's tail ends."""
    starts = [0.0]
    for phrase in phrases:
        starts.append(starts[-1] + seconds(phrase.bpm) + _TAIL_SECONDS)
    return starts


def _score(phrases: Sequence[Phrase], voice: Voice) -> mido.MidiFile:
    """A MIDI file of `phrases` one after the other."""
    channel = DRUM_CHANNEL if phrases[0].part.is_drums else 0
    change = mido.Message("program_change", program=voice.program)
    events = [(0.0, change)]
    starts = _starts(phrases)
    for phrase, (start, end) in zip(phrases, pairwise(starts), strict=True):
        beat = 60 / phrase.bpm
        events.append((start, mido.Message("control_change", control=_RESET)))
        events.extend((start + at * beat, message) for at, message in _messages(phrase))
        events.append((end, mido.Message("control_change", control=_ALL_OFF)))
    track, now = mido.MidiTrack(), 0
    for second, message in events:
        tick = round(second * _TICKS)
        track.append(message.copy(channel=channel, time=tick - now))
        now = tick
    return mido.MidiFile(type=0, ticks_per_beat=_PER_BEAT, tracks=[track])


def _messages(phrase: Phrase) -> Iterator[tuple[float, mido.Message]]:
    """(beat, message) in order; a note ends before the next begins, the pedal with the phrase."""
    found = [(beat, 1, message) for beat, message in phrase.controls]
    for note in phrase.notes:
        on = mido.Message("note_on", note=note.pitch, velocity=note.velocity)
        found.append((note.beat, 2, on))
        found.append((note.beat + note.beats, 0, mido.Message("note_off", note=note.pitch)))
    found.append((BEATS, 3, mido.Message("control_change", control=64, value=0)))
    yield from ((beat, message) for beat, _, message in sorted(found, key=lambda each: each[:2]))
