"""What a pack is: loops that agree on key, tempo, swing and chords; and how each role is mixed."""

from __future__ import annotations

from dataclasses import dataclass

from live.demo.scores import Hits, Score, beat
from live.demo.tape import Effect, driven, filtered
from live.demo.theory import Chord, Key


@dataclass(frozen=True, slots=True)
class Part:
    """One loop. `level` is its RMS in dB below full scale, unless its peaks forbid."""

    name: str
    role: str
    score: Score
    effects: tuple[Effect, ...]
    level: float
    bars: int = 4
    pitched: bool = True
    stereo: bool = True


@dataclass(frozen=True, slots=True)
class Pack:
    """`swing` is where in its eighth every second sixteenth falls; 0.5 is even."""

    name: str
    bpm: int
    key: Key
    chords: tuple[Chord, ...]
    parts: tuple[Part, ...]
    swing: float = 0.5
    bars_per_chord: int = 1

    def file_name(self, part: Part) -> str:
        """`bass_upright_96_Fm.wav`; a part without pitch has no key in its name."""
        label = f"_{self.key.name}" if part.pitched else ""
        return f"{part.name}_{self.bpm}{label}.wav"


def drumming(
    name: str, *lines: Hits, effects: tuple[Effect, ...] = (), level: float = -17.0
) -> Part:
    mixed = (driven(1.4), *effects, filtered(low=25.0))
    return Part(name, "percussion", beat(*lines), mixed, level, pitched=False)


def bass(name: str, score: Score, *effects: Effect, bars: int = 4) -> Part:
    """In mono, as low notes are best."""
    return Part(name, "bass", score, (*effects, filtered(low=30.0)), -17.0, bars, stereo=False)


def chord(name: str, score: Score, *effects: Effect, bars: int = 4) -> Part:
    """Room is left below for the bass; so it is for the roles that follow."""
    return Part(name, "chord", score, (*effects, filtered(low=130.0)), -20.0, bars)


def melody(name: str, score: Score, *effects: Effect, bars: int = 4) -> Part:
    return Part(name, "melody", score, (*effects, filtered(low=160.0)), -21.0, bars)


def voice(name: str, score: Score, *effects: Effect, bars: int = 4) -> Part:
    return Part(name, "voice", score, (*effects, filtered(low=140.0)), -21.0, bars)


def sweep(name: str, score: Score, *effects: Effect, level: float, pitched: bool = False) -> Part:
    mixed = (*effects, filtered(low=30.0))
    return Part(name, "fx", score, mixed, level, pitched=pitched)
