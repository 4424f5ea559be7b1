"""A song as a folder of loops, one for each thing that its parts play.

What comes again is rendered once, and stands in the table in each of its places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import soundfile

from live.types import Floats
from models import items
from models.corpora import corpus
from models.items import Item
from models.rendering import desk, midi_song, module_song
from models.rendering.desk import Desk, Rng
from models.rendering.take import BARS, RATE, PartTakes, Take
from models.sources.scores import Score
from models.sources.stems import TABLE


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to, and with what; of a song at most `sections` are taken."""

    out: Path
    seed: int
    soundfonts: tuple[Path, ...]
    sections: int | None = None

    def rng(self, score: Score, part: str, what: str) -> Rng:
        return desk.rng(self.seed, score.corpus, score.song, part, what)


def render(score: Score, plan: Plan) -> list[Item]:
    """The loops of `score`; if they have been rendered before, from their table.

    Raises `FileError` for what holds no song.
    """
    folder = plan.out / score.corpus / score.song
    if (folder / TABLE).exists():
        return items.read(folder / TABLE)
    folder.mkdir(parents=True, exist_ok=True)
    made = sorted(
        (item for part in _parts(score, plan) for item in _render_part(part, score, folder, plan)),
        key=lambda item: (int(item.section), item.stem),
    )
    items.write(folder / TABLE, made)
    return made


def _parts(score: Score, plan: Plan) -> Iterable[PartTakes]:
    if not score.is_midi:
        return module_song.parts(score.path, plan.sections)
    return midi_song.parts(
        score.path, plan.soundfonts, plan.sections, lambda part: plan.rng(score, part, "voice")
    )


def _render_part(part: PartTakes, score: Score, folder: Path, plan: Plan) -> Iterator[Item]:
    own = desk.draw(plan.rng(score, part.stem, "desk"))
    loops = desk.treated([take.samples for take in part.takes], RATE, own)
    for take, loop in zip(part.takes, loops, strict=True):
        file = _write(folder / f"{part.stem}_{take.sections[0]:03d}", loop, own)
        for section in take.sections:
            yield _item(score, part, take, section, file)


def _write(name: Path, loop: Floats, own: Desk) -> Path:
    container, subtype, suffix = own.codec
    file = name.with_name(f"{name.name}.{suffix}")
    losing = {} if container == "FLAC" else {"compression_level": 1 - own.quality}
    soundfile.write(file, loop, RATE, subtype, format=container, **losing)
    return file


def _item(score: Score, part: PartTakes, take: Take, section: int, file: Path) -> Item:
    return Item(
        path=str(file),
        corpus=score.corpus,
        song=score.song,
        section=str(section),
        stem=part.stem,
        material=take.material,
        bpm=take.bpm,
        bars=BARS,
        role=part.role,
        family=score.family,
        origin=f"{score.corpus}: {score.song}",
        licence=corpus(score.corpus).licence,
        grid="notes" if score.is_midi else "",
    )
