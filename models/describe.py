"""From the audio of one section to the rows that a cache keeps of its loops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from live import audio, bundle, features
from live.bundle import Bundle
from live.errors import FileError
from live.features import Spectra
from live.library import impression, key, roles, upkeep
from live.types import ROLES, Floats
from models import grid
from models.items import BEATS_PER_BAR, Item

#: The Neural Loop Combiner hears bars of two seconds. Kept at half of its 44.1 kHz: the rendered
#: sources hold nothing above 12 kHz.
BAR_RATE = 22050
BAR_SAMPLES = 2 * BAR_RATE
NO_KEY = -1

#: Column -> dtype, and shape of a row.
LAYOUT: dict[str, tuple[type[np.generic], tuple[int, ...]]] = {
    "sketches": (np.uint8, features.SKETCH_SHAPE),
    "bars": (np.int16, (BAR_SAMPLES,)),
    "roles": (np.float32, (len(ROLES),)),
    "keys": (np.int8, ()),
    "chosen": (np.int8, ()),
    "pulses": (np.complex64, (4,)),
}

_SILENT = 1e-6  # mean square: -60 dB
_SHORT_SECONDS = 0.1  # what a file may lack of its bars; codecs cut some
_FULL_SCALE = 32767
_REMEMBERED = 64  # files: the same loop is heard in one section after the other


Stamp = tuple[int, int]
Column = npt.NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class Described:
    """What became of the items of one section.

    Those at `places` in the section sound, and have a row in every column of `LAYOUT`; the files
    of others could not be read for the reasons in `failures`, or are silent.
    """

    places: tuple[int, ...]
    columns: dict[str, Column]
    failures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    """All that the description of an item depends on, but for what sounds with it."""

    path: str
    bpm: float
    bars: int
    roles: tuple[str, ...]
    stamp: Stamp


@dataclass(frozen=True, slots=True, eq=False)
class _Heard:
    """`facts` are the row of an item but for its bar."""

    bars: list[Floats]
    rate: int
    facts: dict[str, npt.ArrayLike]

    @property
    def power(self) -> list[float]:
        """Of each bar."""
        return [float(np.mean(bar**2)) for bar in self.bars]


def stamp(path: str) -> Stamp:
    """Changes when the file does: its size and time; 0 where there is none."""
    try:
        status = Path(path).stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns


def describe(section: Sequence[Item]) -> Described:
    """The rows of `section`, whose items sounded together."""
    files = [_File(i.path, i.bpm, i.bars, i.roles, stamp(i.path)) for i in section]
    heard, failures = _read(files)
    audible = {place: each for place, each in heard.items() if np.mean(each.power) >= _SILENT}
    bar = _fullest_bar([each.power for each in audible.values()])
    rows = [_row(files[place], bar) for place in audible]
    columns = {name: _column(name, [row[name] for row in rows]) for name in LAYOUT}
    return Described(tuple(audible), columns, tuple(failures))


def _read(files: Sequence[_File]) -> tuple[dict[int, _Heard], list[str]]:
    """What could be heard, by its place in the section, and why other files could not be."""
    heard, failures = {}, []
    for place, file in enumerate(files):
        try:
            heard[place] = _hear(file)
        except FileError as error:
            failures.append(str(error))
    return heard, failures


@lru_cache(_REMEMBERED)
def _hear(file: _File) -> _Heard:
    sound = audio.decode(file.path)
    beats = file.bars * BEATS_PER_BAR
    wanted = beats * 60 / file.bpm
    if sound.seconds < wanted - _SHORT_SECONDS:
        raise FileError(
            f"{file.path}: has {sound.seconds:.2f} s, {file.bars} bars at {file.bpm:g} bpm are "
            f"{wanted:.2f} s; correct its table"
        )
    mono = _exactly(audio.mono(sound.samples), round(wanted * sound.rate))
    spectra = features.spectra(mono, sound.rate, beats, until=features.WINDOW_BEATS)
    bars = np.array_split(mono, file.bars)
    return _Heard(bars, sound.rate, _facts(spectra, file.roles))


def _exactly(mono: Floats, samples: int) -> Floats:
    return np.pad(mono[:samples], (0, max(0, samples - len(mono))))


def _facts(spectra: Spectra, named: Sequence[str]) -> dict[str, npt.ArrayLike]:
    tones, sketch = key.tones(spectra.semitone), features.sketch(spectra)
    teller, hinted = _tagger(), roles.weights(dict.fromkeys(named, 1.0))
    heard = (
        teller.tag(features.power(sketch)[None])[0] if teller else impression.roles(spectra, tones)
    )
    chances = tuple(roles.probabilities(heard, hinted).tolist())
    return {
        "sketches": sketch,
        "roles": chances,
        "keys": _key(tones, chances),
        "pulses": grid.heard(spectra.mel),
    }


@cache
def _tagger() -> Bundle | None:
    """The one that ships, as `barwise scan` has it."""
    return upkeep.tagger(bundle.installed()[0])


def _fullest_bar(section: Sequence[Sequence[float]]) -> int:
    """The bar in which most is going on: the power of each loop counts in parts of its loudest."""
    longest = max(map(len, section), default=1)
    total = np.zeros(longest)
    for power in section:
        total += np.resize(power, longest) / max(power)
    return int(total.argmax())


def _row(file: _File, bar: int) -> dict[str, npt.ArrayLike]:
    own_bar = bar % file.bars
    return {**_hear(file).facts, "chosen": own_bar, "bars": _bar(file, own_bar)}


@lru_cache(_REMEMBERED)
def _bar(file: _File, bar: int) -> npt.NDArray[np.int16]:
    heard = _hear(file)
    return _two_seconds(heard.bars[bar], heard.rate)


def _two_seconds(bar: Floats, rate: int) -> npt.NDArray[np.int16]:
    """`bar` stretched to two seconds, at its pitch."""
    samples = audio.resample(bar, rate, BAR_RATE)[:, None]
    fitted = audio.fit(samples, BAR_RATE, len(samples) / BAR_SAMPLES, 0, BAR_SAMPLES)[:, 0]
    whole: npt.NDArray[np.int16] = np.rint(fitted.clip(-1, 1) * _FULL_SCALE).astype(np.int16)
    return whole


def _key(tones: key.Tones, chances: Sequence[float]) -> int:
    """0..11 for major, 12..23 for minor keys from C on, `NO_KEY` for drums and the like."""
    found = key.facts(tones)
    if not found or ROLES[int(np.argmax(chances))] == "percussion":
        return NO_KEY
    tonic = found["key"].value
    assert isinstance(tonic, int)
    return tonic + 12 * (found["mode"].value == key.MODES[1])


def _column(name: str, rows: Sequence[npt.ArrayLike]) -> Column:
    dtype, shape = LAYOUT[name]
    return np.array(rows, dtype).reshape(-1, *shape)
