from __future__ import annotations

import pytest

from live import features
from live.library import key
from live.library.key import Tones
from live.types import Fact
from tests.sounds import RATE, chords, drums

#: I IV V I and i iv v i.
MAJOR = ((48, 60, 64, 67), (53, 60, 65, 69), (55, 59, 62, 67), (48, 60, 64, 67))
MINOR = ((48, 60, 63, 67), (53, 60, 65, 68), (55, 58, 62, 67), (48, 60, 63, 67))


def tones(bpm: float, *progression: tuple[int, ...], up: int = 0) -> Tones:
    samples = chords(bpm, *progression, up=up)
    return key.tones(features.spectra(samples, RATE, 4.0 * len(progression)).semitone)


def told(facts: dict[str, Fact]) -> tuple[object, object]:
    return facts["key"].value, facts["mode"].value


@pytest.mark.parametrize("tonic", range(12))
@pytest.mark.parametrize(("mode", "progression"), [("major", MAJOR), ("minor", MINOR)])
def test_all_24_keys_are_heard(
    tonic: int, mode: str, progression: tuple[tuple[int, ...], ...]
) -> None:
    up = tonic if tonic < 6 else tonic - 12
    heard = tones(120, *progression, up=up)
    assert heard.tonality == 1
    assert told(key.facts(heard)) == (tonic, mode)


def test_of_a_known_tonic_only_the_mode_is_looked_for() -> None:
    assert told(key.facts(tones(120, *MINOR), tonic=0)) == (0, "minor")
    assert told(key.facts(tones(120, *MAJOR), tonic=0)) == (0, "major")
    assert key.facts(tones(120, *MAJOR), tonic=7)["key"].value == 7


def test_drums_have_no_key() -> None:
    heard = key.tones(features.spectra(drums(120, 8), RATE, 8).semitone)
    assert heard.tonality < 0.2
    silence = key.tones(features.spectra(0 * drums(120, 8), RATE, 8).semitone)
    assert key.facts(silence) == {}
