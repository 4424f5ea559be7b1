from __future__ import annotations

import pytest

from live import features
from live.library import impression, key
from live.types import ROLES, Floats
from tests.sounds import PROGRESSION, RATE, chords, drums

BASS = ((36,), (32,), (39,), (34,))
LEAD = ((72,), (75,), (79,), (74,))


@pytest.mark.parametrize(
    ("role", "samples"),
    [
        ("percussion", drums(120, 16)),
        ("bass", chords(120, *BASS)),
        ("chord", chords(120, *PROGRESSION)),
        ("melody", chords(120, *LEAD)),
    ],
)
def test_the_plain_ones_are_told(role: str, samples: Floats) -> None:
    spectra = features.spectra(samples, RATE, 16)
    chances = impression.roles(spectra, key.tones(spectra.semitone))
    found = dict(zip(ROLES, chances, strict=True))
    assert max(found, key=found.__getitem__) == role
    assert found[role] > 0.6
    assert all(0 < chance < 1 for chance in chances)
