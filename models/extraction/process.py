"""One song from end to end: audio -> bars -> cube -> recipes -> loops -> files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from live import audio
from live.errors import FileError
from live.types import Floats
from models.extraction import bars, cube, layout, loops, refine, tucker
from models.extraction.cube import RATE, Integers
from models.extraction.layout import Layout
from models.extraction.loops import BarLoop
from models.extraction.songs import Song
from models.extraction.tucker import Settings

#: Seconds to which every bar is stretched (Chen et al., section 3.2): 120 beats a minute.
SECONDS = 2.0
BPM = 120.0
RECORD = "song.json"

_LONGEST = 900.0  # seconds; DJ sets and concerts are no songs
_SILENT = 1e-3  # of full scale, for a song; of the song's level, for a loop
_VERSION = 1  # grows with every change of what comes out


@dataclass(frozen=True, slots=True)
class Extracted:
    """The loops of a song and who is `active` when: (bars, loops)."""

    loops: tuple[BarLoop, ...]
    active: Layout


def extract(mono: Floats, starts: Integers, settings: Settings) -> Extracted:
    """The loops of a song (frames,) at `RATE` with the bar lines `starts`."""
    folded = cube.fold(mono, starts)
    recipes = tucker.decompose(folded.magnitude, settings)
    refined = refine.refine(loops.clearest(folded, recipes), recipes.activations)
    least = _SILENT * _level(mono)
    audible = [n for n, loop in enumerate(refined.loops) if _level(loop.samples) > least]
    kept = tuple(refined.loops[n] for n in audible)
    return Extracted(kept, layout.layout(refined.activations[:, audible]))


def _level(samples: Floats) -> float:
    return float(np.sqrt(np.mean(samples**2)))


def process(song: Song, out: Path, settings: Settings) -> bool:
    """Write the loops of a song into its folder in `out`; False if they were there already.

    The folder appears whole or not at all. Raises `FileError`, `OSError`.
    """
    digest = f"{_VERSION}-{song.digest}"
    if is_done(record(out / song.name), digest, settings):
        return False
    sound = audio.decode(song.path, _LONGEST)
    mono = audio.resample(audio.mono(sound.samples), sound.rate, RATE)
    if _level(mono) < _SILENT:
        raise FileError(f"{song.path}: is silent; leave it out")
    starts = bars.bar_lines(mono, song)
    found = extract(mono, starts, settings)
    facts = {"digest": digest, "settings": asdict(settings), "starts": (starts / RATE).tolist()}
    _write(out / song.name, song, found, facts)
    return True


def is_done(known: Mapping[str, Any], digest: str, settings: Settings) -> bool:
    return known.get("digest") == digest and known.get("settings") == asdict(settings)


def record(folder: Path) -> dict[str, Any]:
    """What is written of the song in `folder`; empty if it is not (whole) there."""
    try:
        known: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known


def _write(folder: Path, song: Song, found: Extracted, facts: Mapping[str, Any]) -> None:
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for number, loop in enumerate(found.loops):
        soundfile.write(unfinished / file_name(number), stretched(loop.samples), RATE)
    told = {"song": song.name, "origin": song.path.name, "licence": song.licence}
    clear = [{"bar": loop.bar, "snr": round(loop.snr, 2)} for loop in found.loops]
    whole = told | dict(facts) | {"loops": clear, "active": found.active.astype(int).tolist()}
    (unfinished / RECORD).write_text(json.dumps(whole), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)


def file_name(number: int) -> str:
    return f"loop_{number:02}.flac"


def stretched(samples: Floats) -> Floats:
    """The bar at `BPM`, `SECONDS` long at `RATE`: (frames,)."""
    frames = round(SECONDS * RATE)
    return audio.fit(samples[:, None], RATE, len(samples) / frames, 0.0, frames)[:, 0]
