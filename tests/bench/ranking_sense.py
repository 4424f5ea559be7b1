"""Whether the rules mean anything: partners that sounded together in real songs, beside chance.

`python -m tests.bench.ranking_sense` needs the stems beside the checkout. Every case is a section
of a song: some of its stems are heard, another is to be found among 99 loops of other songs, and
its key and beat are to be found again after it was transposed and rotated. All loops are taken to
have one tempo, or it would give the answer away.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import soundfile

from live import features
from live.config import RankingConfig, Weights
from live.features import SKETCH_PER_BEAT, Bytes, profile
from live.library.shelf import Shelf
from live.listening.hearing import Heard
from live.mixing import mixed, transposed
from live.ranking import Wishes
from live.ranking.candidates import weighed
from live.ranking.moment import Moment
from live.types import Floats
from tests.conftest import SHARED

CASES = 600
STRANGERS = 99
BPM = 120.0
AUDIBLE = 60  # steps of a sketch: 97 dB below full scale


@dataclass(frozen=True)
class Stems:
    """`sketches` (n, 192, 212), the song of each, and the rows of each section."""

    sketches: Bytes
    songs: list[str]
    sections: list[list[int]]


@dataclass(frozen=True)
class Case:
    heard: list[int]
    partner: int
    strangers: list[int]


def stems() -> Stems:
    """The multitrack songs; loops of one section that sound the same are no multitrack."""
    with (SHARED / "stems.tsv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["corpus"] == "lmms"]
    sketches = np.stack([_sketch(row["path"], 4 * float(row["bars"])) for row in rows])
    sections = defaultdict(list)
    for index, row in enumerate(rows):
        if sketches[index].max() > AUDIBLE:
            sections[row["song"], row["section"]].append(index)
    together = [s for s in sections.values() if len(s) > 1 and _differ(sketches[s])]
    return Stems(sketches, [row["song"] for row in rows], together)


def _sketch(path: str, beats: float) -> Bytes:
    audio, rate = soundfile.read(SHARED / path, dtype="float32", always_2d=True)
    return features.sketch(features.spectra(audio.mean(axis=1), rate, beats))


def _differ(sketches: Bytes) -> bool:
    return all(np.abs(a.astype(int) - b).mean() > 2 for a, b in combinations(sketches, 2))


def cases(known: Stems, count: int, seed: int = 1) -> list[Case]:
    random = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        section = random.permutation(known.sections[random.integers(len(known.sections))])
        partner, others = int(section[0]), section[1:].tolist()
        song = known.songs[partner]
        strangers = [i for s in known.sections for i in s if known.songs[i] != song]
        found.append(
            Case(
                others[: random.integers(1, 4)],
                partner,
                random.choice(strangers, STRANGERS, replace=False).tolist(),
            )
        )
    return found


def shelf(powers: list[Floats]) -> Shelf:
    """Loops of those powers that differ in nothing but their sound."""
    profiles = [profile(power) for power in powers]
    size = len(powers)
    return Shelf.from_arrays(
        ids=np.arange(size),
        bpm=np.full(size, BPM),
        beats=np.full(size, 16),
        beats_per_bar=np.full(size, 4),
        key=np.full(size, -1),
        minor=np.zeros(size, bool),
        roles=np.zeros((size, 6)),
        lufs=np.full(size, -18.0),
        pack=np.zeros(size),
        tonal=[p.tonal for p in profiles],
        density=[p.density for p in profiles],
        harmony=[p.harmony.ravel() for p in profiles],
        rhythm=[p.rhythm.ravel() for p in profiles],
        balance=[p.balance for p in profiles],
    )


def moment(power: Floats, weights: Weights) -> Moment:
    heard = Heard(0, BPM, "loops", profile(power), power)
    return Moment(heard, Wishes(), RankingConfig(weights))


def level(power: Floats) -> Floats:
    """At the level of a loop of -18 LUFS: stems of a song are mixed, loops are not."""
    return power * (10**-1.8 / max(float(features.bands(power[:, : features.N_MEL]).sum()), 1e-9))


def partner_ranks(known: Stems, chosen: list[Case]) -> dict[str, float]:
    """Term -> mean rank (0..99) of the partner by that term alone, and by the score."""
    ranks = defaultdict(list)
    for case in chosen:
        powers = [level(features.power(known.sketches[i])) for i in (case.partner, *case.strangers)]
        here = moment(
            mixed(level(features.power(known.sketches[i])) for i in case.heard), Weights()
        )
        found = weighed(shelf(powers), np.arange(len(powers)), here)
        terms = {name: found.reasons[name] for name in ("harmony", "rhythm", "balance")}
        for name, values in {**terms, "score": found.scores}.items():
            better, equal = (values[1:] > values[0]).sum(), (values[1:] == values[0]).sum()
            ranks[name].append(better + equal / 2)
    return {name: float(np.mean(values)) for name, values in ranks.items()}


def fixes_found(
    known: Stems, chosen: list[Case], weights: Weights
) -> tuple[list[bool], list[bool]]:
    """Whether the key was found after a transposition, and the beat after a rotation."""
    random = np.random.default_rng(2)
    keys, beats = [], []
    for case in chosen:
        own = features.power(known.sketches[case.partner])
        semitones, rotation = int(random.integers(-5, 7)), int(random.integers(4))
        moved = transposed(np.roll(own, rotation * SKETCH_PER_BEAT, axis=0), semitones)
        here = moment(mixed(features.power(known.sketches[i]) for i in case.heard), weights)
        one = shelf([moved])
        fix = weighed(one, np.array([0]), here).fixes
        if one.tonal[0] > 0.5 and here.heard.profile.tonal > 0.5:
            keys.append((int(fix.transpose[0]) + semitones) % 12 == 0)
        if one.rhythm.any() and here.heard.profile.rhythm.any():
            beats.append((int(fix.offset[0]) + rotation) % 4 == 0)
    return keys, beats


def main() -> None:
    known = stems()
    chosen = cases(known, CASES)
    songs = len({known.songs[s[0]] for s in known.sections})
    print(f"{songs} songs, {len(known.sections)} sections, {len(chosen)} cases")
    for name, rank in partner_ranks(known, chosen).items():
        print(f"rank of the partner of {STRANGERS + 1} by {name}: {rank:.1f} (chance 49.5)")
    for title, weights in (
        ("as shipped", Weights()),
        ("transposing for free", replace(Weights(), transpose=0.0)),
    ):
        keys, beats = fixes_found(known, chosen, weights)
        print(f"{title}: key {np.mean(keys):.0%} of {len(keys)} (chance 8%), ", end="")
        print(f"beat {np.mean(beats):.0%} of {len(beats)} (chance 25%)")


if __name__ == "__main__":
    main()
