"""From a file to what the catalogue keeps of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from live import audio, features
from live.audio import Audio
from live.features import Bytes, Profile
from live.library import grid, impression, key, kinds, metadata, roles
from live.library.facts import merged
from live.library.metadata import Metadata
from live.library.onsets import onsets
from live.library.roles import NO_EVIDENCE, Evidence
from live.library.tempo import BEATS_PER_BAR
from live.types import Fact, Floats, Kind, Loop, Origin

#: Beats that key and roles are taken from.
_BEATS_HEARD = 32
#: Of what has no beats, so that it can be heard as a loop is: 120 beats a minute.
_BEATS_PER_SECOND = 2.0
_OF_BEATS = ("bpm", "beats", "beats_per_bar", "bars")  # a one-shot has none, whatever it claims
_WHOLE_LOOP = 0.5  # of a file that a sampler loop must cover to be taken for its music


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """All that is known of a file's content: `sketch` of loops and one-shots, `profile` of loops.

    `facts` hold the key that is heard in anything, drums as well, and no role: both are settled by
    `evidence` when they are asked for, so that what speaks for a role can change.
    """

    kind: Kind
    seconds: float
    lufs: float
    facts: dict[str, Fact]
    evidence: Evidence = NO_EVIDENCE
    sketch: Bytes | None = None
    profile: Profile | None = None

    def loop(self, path: str, digest: str, id: int = 0) -> Loop:
        """All of it as a `Loop`, whatever its kind; what is not known is 0 or empty."""
        return roles.settled(self.unsettled(path, digest, id), self.evidence)

    def unsettled(self, path: str, digest: str, id: int = 0) -> Loop:
        """The same before anything is made of the evidence for its roles."""
        return Loop(
            id=id,
            path=path,
            digest=digest,
            kind=self.kind,
            seconds=self.seconds,
            bpm=self.number("bpm"),
            beats=self.number("beats"),
            beats_per_bar=int(self.number("beats_per_bar")) or BEATS_PER_BAR,
            key=int(self.number("key")) if "key" in self.facts else None,
            mode=self._text("mode"),
            lufs=self.lufs,
            pack=self._text("pack"),
            licence=self._text("licence"),
            facts=self.facts,
        )

    def number(self, name: str) -> float:
        """The fact `name` as a number, 0 where it is not known."""
        value = self.facts[name].value if name in self.facts else 0.0
        assert isinstance(value, (int, float))
        return float(value)

    def _text(self, name: str) -> str:
        return str(self.facts[name].value) if name in self.facts else ""


def analyse(path: Path, root: Path) -> Analysis:
    """Everything about the file at `path` in the library folder `root`. Raises `FileError`."""
    claims = metadata.read(path, root)
    seconds = audio.length(path)
    if seconds > kinds.LONGEST_SECONDS:
        song = Fact(Kind.SONG, Origin.ANALYSIS, 0.9, "longer than 64 bars")
        facts = {**claims.facts, "kind": song}
        return Analysis(Kind.SONG, seconds, audio.SILENT_LUFS, facts, _evidence(claims))
    return analyse_audio(_looped(audio.decode(path, kinds.LONGEST_SECONDS), claims), claims)


def analyse_audio(sound: Audio, claims: Metadata) -> Analysis:
    """Everything about `sound`, of which `claims` are known."""
    mono = audio.mono(sound.samples)
    lufs = audio.loudness(sound)
    begins = onsets(mono, sound.rate)
    tempo = grid.settle([claims.embedded, claims.named], begins, sound.seconds)
    kind = kinds.kind(sound.seconds, lufs, tempo, claims.facts.get("kind"), begins)
    assert isinstance(kind.value, Kind)
    beaten = kind.value in (Kind.LOOP, Kind.SONG)
    others = {name: fact for name, fact in claims.facts.items() if name not in _OF_BEATS}
    facts = {**others, **(tempo if beaten else {}), "kind": kind}
    known = Analysis(kind.value, sound.seconds, round(lufs, 2), facts)
    if kind.value is Kind.LOOP:
        return _loop(mono, sound.rate, known, claims)
    if kind.value is Kind.ONE_SHOT:
        return _one_shot(mono, sound.rate, known, claims)
    return known if kind.value is Kind.SILENCE else replace(known, evidence=_evidence(claims))


def _loop(mono: Floats, rate: int, known: Analysis, claims: Metadata) -> Analysis:
    beats, bpm = known.number("beats"), known.number("bpm")
    cut = _exactly(mono, round(beats * 60 / bpm * rate))
    spectra = features.spectra(cut, rate, beats, until=_BEATS_HEARD)
    tones = key.tones(spectra.semitone)
    sketch = features.sketch(spectra)
    return replace(
        known,
        facts={**known.facts, **_key(known.facts, tones)},
        evidence=_evidence(claims, impression.roles(spectra, tones)),
        sketch=sketch,
        profile=features.profile(features.power(sketch)),
    )


def _one_shot(mono: Floats, rate: int, known: Analysis, claims: Metadata) -> Analysis:
    """As if it were played once in one, two or four bars; of what is longer the beginning."""
    beats = BEATS_PER_BAR
    while beats < known.seconds * _BEATS_PER_SECOND and beats < features.WINDOW_BEATS:
        beats *= 2
    cut = _exactly(mono, round(beats / _BEATS_PER_SECOND * rate))
    spectra = features.spectra(cut, rate, beats)
    heard = impression.roles(spectra, key.tones(spectra.semitone))
    return replace(known, evidence=_evidence(claims, heard), sketch=features.sketch(spectra))


def _evidence(claims: Metadata, heard: tuple[float, ...] = roles.UNKNOWN) -> Evidence:
    return Evidence(heard, roles.weights(claims.roles))


def _exactly(mono: Floats, samples: int) -> Floats:
    """The first `samples`, silence where the file is shorter."""
    return np.pad(mono[:samples], (0, max(0, samples - len(mono))))


def _key(facts: dict[str, Fact], tones: key.Tones) -> dict[str, Fact]:
    """Key and mode: as claimed, the rest by ear."""
    if "key" in facts and "mode" in facts:
        return {}
    if "key" in facts:
        tonic = facts["key"].value
        assert isinstance(tonic, int)
        return merged({"key": facts["key"]}, key.facts(tones, tonic))
    return key.facts(tones)


def _looped(sound: Audio, claims: Metadata) -> Audio:
    """`sound` up to where its sampler loop ends, if that begins at once and is most of the file."""
    first, stop = claims.loop or (0, 0)
    begins_at_once = first < 0.01 * sound.rate
    if not begins_at_once or not _WHOLE_LOOP * len(sound.samples) < stop < len(sound.samples):
        return sound
    return Audio(sound.samples[:stop], sound.rate)
