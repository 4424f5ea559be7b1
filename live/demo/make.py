"""Writes the demo library into a folder, once."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import soundfile

from live.demo.packs import PACKS
from live.demo.parts import Pack, Part
from live.demo.scores import BEATS_PER_BAR, Scene
from live.demo.tape import RATE, Tape
from live.errors import FileError
from live.types import Floats

MARKER = ".barwise-demo"
LOUDEST = 10 ** (-1.0 / 20.0)

#: Called with how many loops are done, and of how many.
Progress = Callable[[int, int], None]


def make(folder: Path, progress: Progress | None = None) -> int:
    """Fill `folder` with `PACK/NAME_BPM_KEY.wav`; returns how many loops it holds then.

    A loop that is already there, from this version of the music, is left alone; interrupted, it
    goes on where it was. Raises `FileError`.
    """
    try:
        return _make(folder, progress or (lambda _done, _total: None))
    except OSError as error:
        raise FileError(
            f"{folder}: {error.strerror}; the demo needs a folder to write to"
        ) from error


def _make(folder: Path, progress: Progress) -> int:
    wanted = {folder / pack.name / pack.file_name(part): (pack, part) for pack, part in loops()}
    _forget_other_versions(folder, wanted)
    missing = [path for path in wanted if not path.is_file()]
    for done, path in enumerate(missing, len(wanted) - len(missing)):
        progress(done, len(wanted))
        _write(path, render(*wanted[path]))
    progress(len(wanted), len(wanted))
    return len(wanted)


def _forget_other_versions(folder: Path, ours: Iterable[Path]) -> None:
    """Afterwards, what is there of `ours` is of this version, and the marker says so."""
    marker = folder / MARKER
    if marker.is_file() and marker.read_bytes() == version().encode():
        return
    for path in ours:
        path.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    marker.write_bytes(version().encode())


def version() -> str:
    """A digest of the code of the demo: it changes whenever the loops may."""
    sources = sorted(Path(__file__).parent.rglob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def loops() -> Iterator[tuple[Pack, Part]]:
    """Every loop of the library."""
    return ((pack, part) for pack in PACKS for part in pack.parts)


def render(pack: Pack, part: Part) -> Floats:
    """The loop's audio (frames, 2) at `RATE`, or (frames, 1): the same bits every time."""
    beats = part.bars * BEATS_PER_BAR
    scene = Scene(
        bpm=pack.bpm,
        beats=beats,
        swing=pack.swing,
        key=pack.key,
        chords=pack.chords,
        beats_per_chord=pack.bars_per_chord * BEATS_PER_BAR,
        rng=np.random.default_rng(zlib.crc32(f"{pack.name}/{part.name}".encode())),
    )
    loop = Tape.blank(beats, pack.bpm)
    part.score(scene, loop)
    audio = loop.audio
    for effect in part.effects:
        audio = effect(audio, pack.bpm)
    return _levelled(audio if part.stereo else audio.mean(axis=1, keepdims=True), part.level)


def _levelled(audio: Floats, level: float) -> Floats:
    """At `level` dB RMS, or as near to it as its peaks allow."""
    loudness = np.sqrt((audio**2).mean(dtype=np.float64))
    gain = min(10 ** (level / 20.0) / loudness, LOUDEST / np.abs(audio).max())
    return audio * np.float32(gain)


def _write(path: Path, audio: Floats) -> None:
    """All of the file or none of it, whenever this is interrupted."""
    path.parent.mkdir(exist_ok=True)
    whole = io.BytesIO()
    soundfile.write(whole, np.rint(audio * 32767).astype(np.int16), RATE, format="WAV")
    part = path.with_suffix(".part")
    part.write_bytes(whole.getvalue())
    part.replace(path)
