"""What a bundle of each task takes and gives: the contract between training and the stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from live.features import SIXTEENTHS, SKETCH_PER_BEAT, SKETCH_SHAPE, WINDOW_BEATS
from live.outline import outlined
from live.types import PITCHES, ROLES, Floats

Shape = tuple[int | str, ...]
Shapes = Mapping[str, Shape]


@dataclass(frozen=True, slots=True)
class Contract:
    """What goes in and what comes out; a name in a shape is a size that is the same everywhere."""

    inputs: Shapes
    outputs: Shapes


#: What is imagined comes in bars of so many beats, whatever the metre, at this tempo.
BAR_BEATS = 4
BAR_BPM = 120.0

#: The graph of a task that has but one.
WHOLE = "model"

#: Frames of a latent in a bar of four beats: as many as a sketch has.
BAR_FRAMES = BAR_BEATS * SKETCH_PER_BEAT

_SOUND: Shape = ("n", *SKETCH_SHAPE)
_BAR: Shape = ("n", "samples")
_LATENT: Shape = ("n", "latent", BAR_FRAMES)
_HARMONY: Shape = ("n", WINDOW_BEATS, len(PITCHES))
_RHYTHM: Shape = ("n", 2, SIXTEENTHS)
_HARMONY_OF_BAR: Shape = ("n", BAR_BEATS, len(PITCHES))

#: Task -> graph -> its contract.
TASKS: Mapping[str, Mapping[str, Contract]] = {
    "embed": {
        WHOLE: Contract(
            {"power": _SOUND},
            {
                "harmony": _HARMONY,
                "rhythm": _RHYTHM,
                "form": ("n", "d"),
                "asked_harmony": _HARMONY,
                "asked_rhythm": _RHYTHM,
                "asked_tones": ("n",),
            },
        )
    },
    "pair": {
        WHOLE: Contract({"heard": (1, *SKETCH_SHAPE), "candidate": _SOUND}, {"score": ("n",)})
    },
    "tag": {WHOLE: Contract({"power": _SOUND}, {"roles": ("n", len(ROLES))})},
    "generate": {
        "encoder": Contract({"sound": _BAR}, {"latent": _LATENT}),
        "predictor": Contract({"power": _SOUND, "noise": ("n", "noise")}, {"latent": _LATENT}),
        "guesser": Contract(
            {"power": _SOUND},
            {"harmony": _HARMONY_OF_BAR, "rhythm": _RHYTHM},
        ),
        "decoder": Contract({"latent": _LATENT}, {"sound": _BAR}),
    },
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What an embedding bundle knows of n loops.

    Attributes
    ----------
    harmony, rhythm
        (n, 192) beats x pitch classes and (n, 32) bands x sixteenths, as `live.features.Profile`
        has them: a transposition rolls the pitch classes, a beat offset beats and sixteenths.
    form
        (n, d): how a loop is made up. What fits is near. Column by column in memory, as it is read.
    outline
        (n, 48): that of harmony.
    """

    harmony: Floats
    rhythm: Floats
    form: Floats
    outline: Floats

    @classmethod
    def of(cls, harmony: Floats, rhythm: Floats, form: Floats) -> Self:
        return cls(harmony, rhythm, np.asfortranarray(form), outlined(harmony))


@dataclass(frozen=True, slots=True)
class Ask:
    """What it makes of what is heard: the question to which loops are the offers.

    The log-odds of a loop are the product of both harmonies plus `tones` times how tonal it is,
    less the sum of the differences of the forms. The product of both rhythms is the log-odds of a
    beat offset.

    Attributes
    ----------
    harmony, rhythm, form
        (192,), (32,) and (d,), as in an `Offer`.
    tones
        how welcome a loop is for being tonal.
    """

    harmony: Floats
    rhythm: Floats
    form: Floats
    tones: float


def misfit(given: Shapes, wanted: Shapes) -> str | None:
    """The first name of `wanted` that `given` lacks or has in another size; None if all is well."""
    sizes: dict[str, int] = {}
    for name, shape in wanted.items():
        if name not in given or not _fits(given[name], shape, sizes):
            return name
    return None


def _fits(given: Shape, wanted: Shape, sizes: dict[str, int]) -> bool:
    """Whether `given` is as `wanted`; `sizes` is what names stood for so far, and is added to."""
    if len(given) != len(wanted):
        return False
    for have, want in zip(given, wanted, strict=True):
        if isinstance(want, str) and isinstance(have, int):
            want = sizes.setdefault(want, have)
        if isinstance(want, int) and have != want:
            return False
    return True
