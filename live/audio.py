"""Audio files and arrays: decode, mono, resample, stretch, loudness.

Audio is float32 of shape (frames, channels), full scale 1.0, everywhere in Barwise.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from python_stretch import Signalsmith

from live.errors import FileError
from live.types import Floats

#: LUFS of digital silence; quieter is not told apart.
SILENT_LUFS = -70.0

_BLOCK = 1 << 16
_RATES = range(1000, 1_000_001)  # others come from damaged headers, and take hours to resample
_GATE_SECONDS = 0.4  # the measuring block of BS.1770; shorter audio cannot be gated
_LOUDEST_SAMPLE = 1e4  # 80 dB over full scale: a float file that holds no audio
_SEAM_SECONDS = 0.010
_WRAP_SECONDS = 0.25
_SEED = 1


@dataclass(frozen=True, slots=True)
class Audio:
    """Decoded audio: `samples` (frames, 1 or 2) at `rate` frames a second."""

    samples: Floats
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


def length(path: str | Path) -> float:
    """Seconds that the header of the file promises; decodes nothing. Raises `FileError`."""
    with _opened(path) as file:
        return float(file.frames / file.samplerate)


def decode(path: str | Path, seconds: float = math.inf) -> Audio:
    """The file's audio, at most `seconds` of it; more than two channels are mixed to one.

    Memory follows what is really in the file, whatever its header promises. Raises `FileError`
    for a file that is missing, damaged, empty or holds numbers that are no audio.
    """
    with _opened(path) as file:
        try:
            blocks = list(_blocks(file, seconds))
        except (soundfile.LibsndfileError, RuntimeError, MemoryError) as error:
            raise _unreadable(path, error) from None
        rate = file.samplerate
    if not blocks:
        raise FileError(f"{path}: holds no audio; export it again")
    samples = np.concatenate(blocks)
    if not -_LOUDEST_SAMPLE < samples.min() <= samples.max() < _LOUDEST_SAMPLE:  # nor NaN
        raise FileError(f"{path}: holds numbers that are no audio; export it again")
    return Audio(samples, rate)


def save(path: str | Path, sound: Audio) -> None:
    """Write a WAV of 24 bits. Raises `FileError`."""
    try:
        soundfile.write(path, sound.samples, sound.rate, "PCM_24", format="WAV")
    except (OSError, soundfile.LibsndfileError) as error:
        raise FileError(f"{path}: cannot be written ({_reason(error)}); name another") from None


def _opened(path: str | Path) -> soundfile.SoundFile:
    try:
        Path(path).open("rb").close()  # libsndfile calls every cause of a failure "System error"
        file = soundfile.SoundFile(path)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or error}; give an audio file") from None
    except (soundfile.LibsndfileError, RuntimeError, ValueError) as error:
        raise _unreadable(path, error) from None
    if file.samplerate not in _RATES:
        file.close()
        raise FileError(f"{path}: {file.samplerate} frames a second are no audio; export it again")
    return file


def _unreadable(path: str | Path, error: Exception) -> FileError:
    return FileError(
        f"{path}: damaged or no audio ({_reason(error)}); export it again as WAV or FLAC"
    )


def _reason(error: Exception) -> str:
    reason = getattr(error, "error_string", None) or str(error) or type(error).__name__
    return str(reason).strip().rstrip(".")


def _blocks(file: soundfile.SoundFile, seconds: float) -> Iterator[Floats]:
    left = seconds * file.samplerate
    while left > 0:
        block = file.read(int(min(_BLOCK, left)), dtype="float32", always_2d=True)
        if not len(block):
            return
        left -= len(block)
        yield block if block.shape[1] <= 2 else mono(block)[:, None]


def mono(samples: Floats) -> Floats:
    """The mean of the channels: (frames, channels) -> (frames,)."""
    channels = samples.shape[1]
    mixed: Floats = samples @ np.full(channels, 1 / channels, np.float32)
    return mixed


def resample(samples: Floats, rate: int, wanted: int) -> Floats:
    """`samples`, (frames,) or (frames, channels), at the rate `wanted`."""
    if rate == wanted:
        return samples
    resampled: Floats = soxr.resample(samples, rate, wanted).astype(np.float32, copy=False)
    return resampled


def loudness(audio: Audio) -> float:
    """Integrated loudness in LUFS (ITU-R BS.1770-4), `SILENT_LUFS` at the least.

    What is shorter than a gating block is repeated, as a loop is.
    """
    import pyloudnorm  # half a second, for scipy.signal: a set that goes on has no time for it

    samples, least = audio.samples, math.ceil(_GATE_SECONDS * audio.rate) + 1
    if len(samples) < least:
        samples = _cyclic(samples, 0, least)
    with np.errstate(divide="ignore"):
        measured = float(pyloudnorm.Meter(audio.rate).integrated_loudness(samples))
    return max(measured, SILENT_LUFS) if math.isfinite(measured) else SILENT_LUFS


def fit(samples: Floats, rate: int, ratio: float, semitones: float, frames: int) -> Floats:
    """The loop at another speed and pitch, exactly `frames` long, that still loops without a seam.

    Parameters
    ----------
    samples
        (any, channels) at `rate`. The loop is its first `frames * ratio` frames: a tail after
        them is left out, what is missing is silent.
    ratio
        playback rate: 2 is twice as fast.
    semitones
        transposition; the length does not depend on it.
    """
    loop = _cut(samples, round(frames * ratio), round(_SEAM_SECONDS * rate))
    if len(loop) == frames and semitones == 0:
        return loop
    seam = min(round(_SEAM_SECONDS * rate), frames)
    before = math.ceil(_WRAP_SECONDS * rate)
    after = before + math.ceil(seam * ratio)
    pitch = 2 ** (semitones / 12)
    wrapped = _cyclic(loop, -before, len(loop) + after)
    stretched = _stretch(wrapped, rate, len(loop) / (frames * pitch))
    # The stretcher's own transposition is some cents off, which a bass cannot hide.
    moved = stretched if pitch == 1 else soxr.resample(stretched, rate * pitch, rate)
    start = round(before * frames / len(loop))
    return joined(moved[start : start + frames + seam], frames)


def joined(samples: Floats, frames: int) -> Floats:
    """The first `frames` of a loop, its beginning cross-faded from what follows its end.

    Both are the same moment of the loop, one turn apart, but stretching has given them different
    phases: the fade makes the end run into the beginning without a click. It keeps the power
    whether they agree (a drum) or not (a tone).
    """
    made = samples[:frames].copy()
    following = samples[frames:]
    beginning = made[: len(following)]
    fall = _falling(len(following))
    rise = 1 - fall
    power = np.sqrt(rise**2 + fall**2 + 2 * rise * fall * _likeness(beginning, following))
    made[: len(following)] = (beginning * rise + following * fall) / power
    return made


def _cut(samples: Floats, frames: int, seam: int) -> Floats:
    """The first `frames`; the seam that a cut through sound would leave is faded over."""
    cut = np.zeros((frames, samples.shape[1]), np.float32)
    kept = min(frames, len(samples))
    cut[:kept] = samples[:kept]
    tail = samples[frames : frames + min(seam, frames)]
    if len(tail):
        cut[: len(tail)] += tail * _falling(len(tail))
    elif kept < frames:
        faded = min(seam, kept)
        cut[kept - faded : kept] *= _falling(faded)
    return cut


def _falling(frames: int) -> Floats:
    return np.linspace(1, 0, frames, dtype=np.float32)[:, None]


def _cyclic(samples: Floats, start: int, stop: int) -> Floats:
    """Frames `start` to `stop` of the loop repeated for ever."""
    return samples.take(np.arange(start, stop), axis=0, mode="wrap")


def _stretch(samples: Floats, rate: int, factor: float) -> Floats:
    stretcher = Signalsmith.Stretch(_SEED)
    stretcher.preset(samples.shape[1], float(rate))
    stretcher.setTimeFactor(factor)
    return np.asarray(stretcher.process(np.ascontiguousarray(samples.T)), np.float32).T


def _likeness(a: Floats, b: Floats) -> float:
    """The correlation of two pieces, 0 at the least."""
    norm = float(np.linalg.norm(a) * np.linalg.norm(b))
    return max(float(np.vdot(a, b)) / norm, 0.0) if norm else 0.0
