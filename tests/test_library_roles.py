from __future__ import annotations

import pytest

from live import features
from live.library import key, roles
from live.types import ROLES, Floats, Origin
from tests.sounds import PROGRESSION, RATE, chords, drums

BASS = ((36,), (32,), (39,), (34,))
LEAD = ((72,), (75,), (79,), (74,))


def likely(
    samples: Floats, beats: float, hinted: dict[str, float] | None = None
) -> dict[str, float]:
    spectra = features.spectra(samples, RATE, beats)
    found = roles.roles(spectra, key.tones(spectra.semitone), hinted or {})
    return dict(zip(ROLES, found, strict=True))


@pytest.mark.parametrize(
    ("role", "samples"),
    [
        ("percussion", drums(120, 16)),
        ("bass", chords(120, *BASS)),
        ("chord", chords(120, *PROGRESSION)),
        ("melody", chords(120, *LEAD)),
    ],
)
def test_sound_alone_tells_the_plain_ones(role: str, samples: Floats) -> None:
    found = likely(samples, 16)
    assert max(found, key=found.__getitem__) == role
    assert found[role] > 0.6
    assert all(0 < chance < 1 for chance in found.values())


@pytest.mark.parametrize("role", ROLES)
def test_the_name_outweighs_the_sound(role: str) -> None:
    for samples in (drums(120, 16), chords(120, *PROGRESSION)):
        found = likely(samples, 16, {role: 1.0})
        assert max(found, key=found.__getitem__) == role
        assert found[role] > 0.7


def test_of_two_roles_in_a_name_sound_decides() -> None:
    both = {"bass": 1.0, "melody": 1.0}
    low, high = likely(chords(120, *BASS), 16, both), likely(chords(120, *LEAD), 16, both)
    assert low["bass"] > low["melody"]
    assert high["melody"] > high["bass"]


def test_hints_come_from_the_name_and_the_nearest_folder_that_has_any() -> None:
    assert roles.hints("dark reese 140bpm", ("Loops", "Synths", "Drums")) == {
        "bass": 1.0,
        "chord": 0.35,
        "melody": 0.35,
    }
    assert roles.hints("thing", ("full", "Drums")) == {"percussion": 0.7}
    assert roles.hints("thing", ()) == {}


def test_the_fact_tells_who_decided() -> None:
    assert roles.fact((0.9, 0.1, 0.1, 0.1, 0.1, 0.1), {"percussion": 0.7}).origin is Origin.NAME
    assert roles.fact((0.9, 0.1, 0.1, 0.1, 0.1, 0.1), {}).origin is Origin.ANALYSIS
