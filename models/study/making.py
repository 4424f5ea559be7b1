"""A study as a folder: clips whose names say nothing, and the database with the key to them."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from live.errors import FileError
from live.types import Floats
from models.cache import Cache
from models.study.asking import Asked, role
from models.study.choosing import Choice, Chooser
from models.study.database import Database
from models.study.key import CLIPS, SOURCE, Clip, Group, Key, clip_file
from models.study.mixing import RATE, clip_bars, matched, mix, part


@dataclass(frozen=True, slots=True)
class Plan:
    """How a study is made: `seconds` of a clip at the least; with `repeat` a group comes twice."""

    seconds: float
    seed: int
    repeat: bool


def make(
    folder: Path,
    cache: Cache,
    questions: Sequence[Asked],
    choosers: Mapping[str, Chooser],
    plan: Plan,
    watch: Callable[[int, int], None] = lambda done, total: None,
) -> Key:
    """Write the study; `folder` is there as a whole or not at all. Raises `FileError`."""
    must_be_new(folder)
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    (unfinished / CLIPS).mkdir(parents=True)
    studio = _Studio(unfinished, cache, choosers, plan)
    clips = []
    for number, asked in enumerate(questions):
        watch(number, len(questions))
        clips += studio.clips(number, asked)
    groups = [Group(n, each.song, role(cache, each.source)) for n, each in enumerate(questions)]
    if plan.repeat:
        groups.append(replace(groups[0], number=len(groups), repeats=0))
        clips += studio.again([clip for clip in clips if clip.group == 0], len(groups) - 1)
    key = Key(tuple(groups), tuple(clips), _facts(cache, questions, choosers, plan))
    database = Database.make(unfinished)
    key.write(database)
    database.close()
    unfinished.rename(folder)
    return key


def must_be_new(folder: Path) -> None:
    """Raises `FileError`: there may be answers in it."""
    if folder.exists():
        raise FileError(f"{folder}: is there already; name another with --out, or move it away")


def _facts(
    cache: Cache, questions: Sequence[Asked], methods: Iterable[str], plan: Plan
) -> dict[str, Any]:
    return {
        "methods": list(methods),
        "seed": plan.seed,
        "seconds": plan.seconds,
        "cache": cache.digest,
        "candidates": [len(asked.candidates) for asked in questions],
    }


@dataclass(frozen=True, slots=True)
class _Studio:
    """Writes clips into the unfinished study in `folder`."""

    folder: Path
    cache: Cache
    choosers: Mapping[str, Chooser]
    plan: Plan

    def clips(self, number: int, asked: Asked) -> list[Clip]:
        """Those of group `number`, written in an order that says nothing."""
        choices = {SOURCE: Choice(asked.source)}
        choices |= {method: choose(asked) for method, choose in self.choosers.items()}
        sounds = dict(zip(choices, matched(list(self._mixes(choices))), strict=True))
        order = np.random.default_rng((self.plan.seed, number)).permutation(list(choices)).tolist()
        bpm = self._bpm(choices)
        return [self._clip(number, name, choices[name], bpm, sounds[name]) for name in order]

    def again(self, clips: Iterable[Clip], number: int) -> Iterator[Clip]:
        """The same clips under other names, as group `number`."""
        for clip in clips:
            again = replace(clip, id=secrets.token_hex(8), group=number)
            shutil.copyfile(clip_file(self.folder, clip.id), clip_file(self.folder, again.id))
            yield again

    def _bpm(self, choices: Mapping[str, Choice]) -> float:
        return self.cache.items[choices[SOURCE].row].bpm

    def _mixes(self, choices: Mapping[str, Choice]) -> Iterator[Floats]:
        """Each of `choices` beside the source, which itself is alone."""
        bpm = self._bpm(choices)
        bars = clip_bars(bpm, self.plan.seconds)
        parts = {
            name: part(self.cache.items[choice.row], choice, bpm, bars)
            for name, choice in choices.items()
        }
        source = parts.pop(SOURCE)
        yield mix(source)
        yield from (mix(source, other) for other in parts.values())

    def _clip(self, number: int, name: str, choice: Choice, bpm: float, samples: Floats) -> Clip:
        item, id = self.cache.items[choice.row], secrets.token_hex(8)
        soundfile.write(clip_file(self.folder, id), samples, RATE, "PCM_16", format="FLAC")
        stretch = bpm / item.bpm
        return Clip(id, number, name, item.path, choice.transpose, choice.beat_offset, stretch)
