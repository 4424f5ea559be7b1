"""What a training step or a test sees: some loops that sound together, and one that sounded too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from live import features
from live.features import N_MEL, WINDOW_BEATS
from live.mixing import mixed
from live.types import Floats
from models import split
from models.alike import Codes
from models.cache import Cache
from models.negatives import SPOILERS
from models.nets.front import STEPS, Heard
from models.split import Splits

#: Mean power of every loop before gains, so that no stem is known by its level.
LEVEL = 0.02

_EQ_POINTS = 6
_SILENCED = 0.25  # of the beats of every second sound, at full swell


@dataclass(frozen=True, slots=True)
class Draw:
    """Rows of a cache: `context` sounds, `partner` sounded with it in `song`."""

    context: tuple[int, ...]
    partner: int
    song: str


class Stage:
    """Draws from the sections of a cache whose items are `among`."""

    def __init__(
        self, cache: Cache, contents: Codes, among: npt.NDArray[np.bool_], most_context: int = 3
    ) -> None:
        """`contents` (n,) as `models.split.contents` finds them; `among` (n,) are the rows used."""
        self.cache = cache
        self.contents = contents
        self._most = most_context
        self._songs = _sections_by_song(cache, contents, among)

    @property
    def songs(self) -> list[str]:
        return list(self._songs)

    def rows(self, song: str) -> list[int]:
        """All rows of `song` that may be drawn."""
        return [row for section in self._songs[song] for row in section]

    def draw(self, song: str, random: np.random.Generator) -> Draw:
        """Some loops of a section of `song` and another one of it."""
        sections = self._songs[song]
        partner, *others = random.permutation(sections[random.integers(len(sections))]).tolist()
        most = min(self._most, len(others))
        return Draw(tuple(others[: random.integers(1, most + 1)]), partner, song)

    def strangers(self, draw: Draw, random: np.random.Generator, most: int) -> list[int]:
        """Rows of other songs of the corpus of `draw`, no content twice."""
        corpus = draw.song.partition("/")[0]
        songs = [s for s in self.songs if s != draw.song and s.partition("/")[0] == corpus]
        order = random.permutation([row for song in songs for row in self.rows(song)]).tolist()
        return list({int(self.contents[row]): row for row in order}.values())[:most]

    def draws(self, count: int, seed: int) -> list[Draw]:
        """The same `count` draws for a seed, all songs equally often."""
        random = np.random.default_rng(seed)
        songs = self.songs
        return [self.draw(songs[n % len(songs)], random) for n in range(count)]


def _sections_by_song(
    cache: Cache, contents: Codes, among: npt.NDArray[np.bool_]
) -> dict[str, list[list[int]]]:
    """Song -> the rows of each section with two different contents at least, each content once."""
    sections: dict[tuple[str, str, str], dict[int, int]] = {}
    for row in np.flatnonzero(among).tolist():
        sections.setdefault(cache.items[row].together, {}).setdefault(int(contents[row]), row)
    songs: dict[str, list[list[int]]] = {}
    for (corpus, song, _), rows in sections.items():
        if len(rows) > 1:
            songs.setdefault(f"{corpus}/{song}", []).append(list(rows.values()))
    return songs


def stages(
    cache: Cache, splits: Splits, held_out: Sequence[str], most_context: int = 3
) -> dict[str, Stage]:
    """Split -> what may be drawn for it; nothing of the corpora `held_out`, which are stages too.

    `train` and `valid` are songs of all other corpora by `splits`.
    """
    contents = split.contents(cache.items, split.sounds(cache))
    corpora = np.array([item.corpus for item in cache.items])
    decided = np.array([splits.get((item.corpus, item.song), "") for item in cache.items])
    is_held = np.isin(corpora, held_out)
    among = {name: (decided == name) & ~is_held for name in ("train", "valid")}
    among |= {name: corpora == name for name in held_out}
    return {name: Stage(cache, contents, rows, most_context) for name, rows in among.items()}


def power(cache: Cache, row: int) -> Floats:
    """The power (192, 212) of a loop, at one mean level."""
    found = features.power(cache.sketches[row])
    return found * np.float32(LEVEL / max(float(found[:, :N_MEL].sum(axis=1).mean()), 1e-9))


def context(cache: Cache, draw: Draw) -> Floats:
    """The power (192, 212) of all that sounds in `draw`."""
    return mixed(power(cache, row) for row in draw.context)


@dataclass(frozen=True, slots=True)
class Disguise:
    """What a network must not know a song by.

    Attributes
    ----------
    gain_db, eq_db
        the largest change of a stem's level, and that of an equaliser for each side.
    swell
        0..1: how far each side's beats differ in level; some are silent. What enters when within
        the window is known of all stems of a song, and would be learnt instead of what fits.
    """

    gain_db: float = 6.0
    eq_db: float = 8.0
    swell: float = 0.7

    def sides(
        self, cache: Cache, draws: Sequence[Draw], random: np.random.Generator
    ) -> tuple[Tensor, Tensor]:
        """Contexts and partners (n, 192, 212), their stems at other levels, equalised."""
        contexts = [
            mixed(self._gained(power(cache, row), random) for row in draw.context) for draw in draws
        ]
        partners = [self._gained(power(cache, draw.partner), random) for draw in draws]
        return self._stacked(contexts, random), self._stacked(partners, random)

    def swelling(self, heard: Heard) -> Heard:
        """`heard` with every beat at another level."""
        n = len(heard.tones)
        levels = 1 - self.swell * torch.rand(n, WINDOW_BEATS)
        gated = (torch.rand(n, WINDOW_BEATS) < _SILENCED * self.swell) & (torch.rand(n, 1) < 0.5)
        levels = levels.masked_fill(gated, 0)[..., None]
        sixteenths = levels.repeat_interleave(STEPS // WINDOW_BEATS, 1)
        return heard._replace(
            tones=heard.tones * levels,
            onsets=heard.onsets * sixteenths,
            levels=heard.levels * sixteenths,
        )

    def _gained(self, power: Floats, random: np.random.Generator) -> Floats:
        return power * np.float32(10 ** (random.uniform(-self.gain_db, self.gain_db) / 10))

    def _stacked(self, powers: Sequence[Floats], random: np.random.Generator) -> Tensor:
        curves = np.stack([self._curve(random) for _ in powers])
        return torch.from_numpy(np.stack(powers) * curves[:, None])

    def _curve(self, random: np.random.Generator) -> Floats:
        """Factors (212,) of a random equaliser that says the same to mel bands and semitones."""
        points = np.linspace(np.log(30), np.log(16000), _EQ_POINTS)
        decibels = random.uniform(-self.eq_db, self.eq_db, _EQ_POINTS)
        curve = np.interp(np.log(_band_frequencies()), points, decibels)
        return (10 ** (curve / 10)).astype(np.float32)


def spoilt(power: Tensor, kind: str, random: np.random.Generator) -> Tensor:
    """Copies of `power` (n, 192, 212), spoilt as `models.negatives.SPOILERS` has it."""
    copies = [SPOILERS[kind](loop, random) for loop in power.numpy()]
    return torch.from_numpy(np.stack(copies))


def _band_frequencies() -> Floats:
    semitones = 440.0 * 2 ** ((np.arange(features.N_SEMITONE) - 45) / 12)
    found: Floats = np.concatenate([features.mel_frequencies()[1:-1], semitones])
    return found
