"""From recipes to the material: every row as sound and as a sketch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import joblib
import numpy as np
import numpy.typing as npt

from live import audio, features
from live.errors import FileError
from live.features import RATE, Bytes
from live.types import Floats
from models.rendering.desk import Rng
from models.roles import hearing
from models.roles.altering import altered
from models.roles.laying import Take
from models.roles.material import AUDIO_RATE, AUDIO_SAMPLES, FULL_SCALE, Material
from models.roles.mixing import level, mixed
from models.roles.recipes import Recipe

_LEVEL_DB = (-30.0, -12.0)  # of the louder moments, whatever the source had
_PEAK = 0.98
_STEP_SECONDS = 0.25  # between the places that the kept seconds may begin at


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """`audio` (48000,) int16 and `sketch` (192, 212) of what `recipe` makes."""

    recipe: Recipe
    audio: npt.NDArray[np.int16]
    sketch: Bytes


def gather(
    found: Sequence[Recipe],
    seed: int,
    jobs: int = 1,
    watch: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Material, tuple[str, ...]]:
    """The material that `found` describes, and why some of it could not be made.

    `watch` learns (done, total).
    """
    work = joblib.Parallel(n_jobs=jobs, return_as="generator", batch_size=8)
    rows, failures = [], []
    for done, made in enumerate(work(joblib.delayed(_made)(each, seed) for each in found), 1):
        watch(done, len(found))
        if isinstance(made, Row):
            rows.append(made)
        else:
            failures.append(made)
    if not rows:
        raise FileError("none of the loops can be read; see what is said of their files")
    return _material(rows), tuple(dict.fromkeys(failures))


def _material(rows: Sequence[Row]) -> Material:
    first = [row.recipe.parts[0] for row in rows]
    return Material(
        audio=np.stack([row.audio for row in rows]),
        sketches=np.stack([row.sketch for row in rows]),
        roles=np.stack([row.recipe.roles for row in rows]),
        corpora=tuple(known.corpus for known in first),
        songs=tuple(f"{known.corpus}/{known.song}" for known in first),
        splits=tuple(known.split for known in first),
        made=tuple(row.recipe.made for row in rows),
    )


def _made(recipe: Recipe, seed: int) -> Row | str:
    """The row of `recipe`, or why there is none."""
    try:
        parts = [hearing.heard(known, seed) for known in recipe.parts]
    except FileError as error:
        return str(error)
    rng = recipe.rng(seed, "sound")
    if len(parts) > 1:
        parts = list(mixed(parts[0], parts[1], rng))
    place = _fullest([part.samples for part in parts])
    take = Take(np.sum([part.samples for part in parts], axis=0), parts[0].beats)
    if recipe.is_altered:
        take = altered(take, rng)
    return _row(recipe, _levelled(take, rng), place)


def _row(recipe: Recipe, take: Take, place: float) -> Row:
    spectra = features.spectra(take.samples, RATE, take.beats, until=features.WINDOW_BEATS)
    return Row(recipe, _excerpt(take.samples, place), features.sketch(spectra))


def _levelled(take: Take, rng: Rng) -> Take:
    gain = 10 ** (rng.uniform(*_LEVEL_DB) / 20) / level(take.samples)
    highest = _PEAK / max(float(np.abs(take.samples).max()), 1e-9)
    return Take(take.samples * np.float32(min(gain, highest)), take.beats)


def _fullest(parts: Iterable[Floats]) -> float:
    """Where the kept seconds begin, as a share of the loop: where all of `parts` sound the most."""
    wanted = round(RATE * AUDIO_SAMPLES / AUDIO_RATE)
    heard = [_powers(part, wanted) for part in parts]
    return float(np.min([power / power.max() for power in heard], axis=0).argmax()) / len(heard[0])


def _powers(part: Floats, wanted: int) -> Floats:
    """The energy of `wanted` samples from each place on, the loop repeated."""
    step = round(_STEP_SECONDS * RATE)
    steps = max(1, len(part) // step)
    energy = np.cumsum(np.square(np.resize(part, len(part) + wanted), dtype=np.float64))
    starts = np.arange(steps) * step
    powers: Floats = (energy[starts + wanted - 1] - energy[starts] + 1e-9).astype(np.float32)
    return powers


def _excerpt(samples: Floats, place: float) -> npt.NDArray[np.int16]:
    """Three seconds from `place` on, the loop repeated."""
    resampled = audio.resample(samples, RATE, AUDIO_RATE)
    start = round(place * len(resampled))
    kept = resampled.take(np.arange(start, start + AUDIO_SAMPLES), mode="wrap")
    whole: npt.NDArray[np.int16] = np.rint(kept.clip(-1, 1) * FULL_SCALE).astype(np.int16)
    return whole
