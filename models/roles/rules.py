"""What `scan` says of a loop's roles without a model and without its name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from live import features
from live.features import FRAMES_PER_BEAT, N_MEL, SKETCH_PER_BEAT, Bytes, Spectra
from live.library import impression, key
from live.types import Floats
from models.roles.material import Material


class Rules:
    """`live.library.impression` of the sketch, which is all that is kept of the spectra."""

    parameters = 0

    def probabilities(self, material: Material, rows: Sequence[int]) -> Floats:
        """(n, 6)."""
        return np.array([_heard(material.sketches[row]) for row in rows], np.float32)


def _heard(sketch: Bytes) -> tuple[float, ...]:
    frames = features.power(sketch).repeat(FRAMES_PER_BEAT // SKETCH_PER_BEAT, axis=0)
    spectra = Spectra(frames[:, :N_MEL], frames[:, N_MEL:])
    return impression.roles(spectra, key.tones(spectra.semitone))
