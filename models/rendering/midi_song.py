"""The parts of a MIDI file, played by FluidSynth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from models.rendering import midi, synth, voices
from models.rendering.desk import Rng, folded
from models.rendering.phrases import Phrase, phrases
from models.rendering.roles import role
from models.rendering.take import RATE, PartTakes, Take, seconds
from models.rendering.voices import Voice


def parts(
    path: Path,
    soundfonts: tuple[Path, ...],
    sections: int | None,
    rng: Callable[[str], Rng],
) -> Iterator[PartTakes]:
    """What the parts of the song at `path` play in its first `sections`; all if None.

    Instruments are drawn from `rng` of the part's name. Raises `FileError`.
    """
    found = _first(phrases(midi.read(path)), sections)
    for part in sorted({phrase.part for phrase in found}):
        own = [phrase for phrase in found if phrase.part == part]
        voice = voices.draw(part, soundfonts, rng(part.name))
        yield PartTakes(part.name, role(own), tuple(_takes(own, voice)))


def _first(found: Sequence[Phrase], sections: int | None) -> list[Phrase]:
    wanted = sorted({phrase.section for phrase in found})[:sections]
    return [phrase for phrase in found if phrase.section in wanted]


def _takes(own: Sequence[Phrase], voice: Voice) -> Iterator[Take]:
    """What comes again is played once."""
    same: dict[tuple[str, float], list[Phrase]] = {}
    for phrase in own:
        same.setdefault((phrase.material, phrase.bpm), []).append(phrase)
    firsts = [again[0] for again in same.values()]
    for again, played in zip(same.values(), synth.played(firsts, voice), strict=True):
        loop = folded(played, round(seconds(again[0].bpm) * RATE))
        places = tuple(phrase.section for phrase in again)
        yield Take(places, again[0].bpm, again[0].material, loop)
