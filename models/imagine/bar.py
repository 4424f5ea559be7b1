"""What a bar is to the autoencoders: four beats as a circle of samples, at one loudness."""

from __future__ import annotations

from torch import Tensor

from live.features import SKETCH_PER_BEAT
from models.imagine.pqmf import BANDS
from models.items import BEATS_PER_BAR

#: Latent frames of a bar: those of a sketch, so that what is heard and what is imagined line up.
FRAMES = BEATS_PER_BAR * SKETCH_PER_BEAT

#: Steps of a band in each latent frame.
STRIDES = (4, 4, 4)
BAR_SAMPLES = FRAMES * BANDS * STRIDES[0] * STRIDES[1] * STRIDES[2]

#: Of `BAR_SAMPLES` at 120 beats a minute, the tempo at which all bars are imagined.
BPM = 120.0
RATE = round(BAR_SAMPLES * BPM / 60 / BEATS_PER_BAR)

#: Root mean square of an imagined bar.
LEVEL = 0.1

_SILENT = 1e-8


def levelled(sound: Tensor) -> Tensor:
    """`sound` (n, samples) at a root mean square of 1; silence stays silent."""
    return sound * (sound.square().mean(1, keepdim=True) + _SILENT).rsqrt()
