"""What imagines a role, as the four graphs of a bundle."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from torch import Tensor

from export.card import learnt_from
from export.graphs import Graph
from export.music import Music
from export.parity import MOST_ERROR
from live.bundle import Bundle
from live.errors import BundleError
from live.features import FEATURE_VERSION, SKETCH_SHAPE
from live.tasks import Shape, Shapes
from live.types import Floats
from models.imagine.bar import BAR_SAMPLES, FRAMES, LEVEL
from models.imagine.generator import Generator

_SOUND: Shape = ("n", BAR_SAMPLES)
_COMPARED = 4

#: What a tensor of a graph is like.
_LIKE: Mapping[str, Callable[[np.random.Generator, tuple[int, ...]], Floats]] = {
    "sound": lambda random, size: random.normal(0, LEVEL, size).astype(np.float32),
    "power": lambda random, size: random.exponential(1e-3, size).astype(np.float32),
    "noise": lambda random, size: random.gumbel(0, 1, size).astype(np.float32),
    "latent": lambda random, size: random.normal(0, 1, size).astype(np.float32),
}

_POWER: Shape = ("n", *SKETCH_SHAPE)


class _Part(Graph):
    task = "generate"
    net: Generator

    @property
    def _latent(self) -> Shape:
        return ("n", self.net.predictor.codes.shape[1], FRAMES)


class Encode(_Part):
    """A bar to its latent."""

    @property
    def inputs(self) -> Shapes:
        return {"sound": _SOUND}

    def forward(self, sound: Tensor) -> dict[str, Tensor]:
        return {"latent": self.net.encode(sound)}


class Predict(_Part):
    """The power of 16 beats to the latent of what could be missing."""

    @property
    def inputs(self) -> Shapes:
        return {"power": _POWER, "noise": ("n", self.net.noise)}

    def forward(self, power: Tensor, noise: Tensor) -> dict[str, Tensor]:
        return {"latent": self.net.predict(power, noise)}


class Guess(_Part):
    """The same to what is expected of it: all that a ranking needs, in a fraction of the time."""

    @property
    def inputs(self) -> Shapes:
        return {"power": _POWER}

    def forward(self, power: Tensor) -> dict[str, Tensor]:
        guess = self.net.guess(power)
        return {"harmony": guess.harmony, "rhythm": guess.rhythm}


class Decode(_Part):
    """A latent to the sound of a bar."""

    @property
    def inputs(self) -> Shapes:
        return {"latent": self._latent}

    def forward(self, latent: Tensor) -> dict[str, Tensor]:
        return {"sound": self.net.decode(latent)}


def graphs(generator: Generator) -> Mapping[str, Graph]:
    """By their names in `live.tasks`."""
    return {
        "encoder": Encode(generator),
        "predictor": Predict(generator),
        "guesser": Guess(generator),
        "decoder": Decode(generator),
    }


def difference(opened: Bundle, name: str, graph: Graph, seed: int = 0) -> float:
    """The largest between what a graph of a bundle says and what torch does.

    Raises `BundleError` if it is more than `parity.MOST_ERROR`.
    """
    random = np.random.default_rng(seed)
    arrays = {
        tensor: _LIKE[tensor](random, (_COMPARED, *map(int, shape[1:])))
        for tensor, shape in graph.inputs.items()
    }
    said, true = opened.run(name, **arrays), graph.run(**arrays)
    error = max(float(np.abs(said[tensor] - true[tensor]).max()) for tensor in true)
    if error > MOST_ERROR:
        raise BundleError(f"{opened.label}: {name} differs by {error:.2g} from what it was made of")
    return error


def card(role: str, net: Generator, music: Sequence[Music]) -> str:
    """`CARD.md` of the bundle of `role`."""
    counts = {
        "autoencoder": sum(each.numel() for each in net.vae.parameters()),
        "predictor": sum(each.numel() for each in net.predictor.parameters()),
    }
    of = " and ".join(f"{count:,} in the {name}" for name, count in counts.items())
    return f"""# imagine-{role}

Imagines the {role} that is missing in a bar of four beats, from the power of the 16 beats that
sound, and makes sound of it: {BAR_SAMPLES:,} samples at 120 beats a minute, mono. What it imagines
is one of {net.noise} bars, each the mean of bars of at least two songs that are
alike, in the key that is expected. It also encodes real bars, to blend them, and tells the harmony
and rhythm that it expects, to find loops by.

Parameters: {of}; features of version {FEATURE_VERSION}.

## What it learnt from

{learnt_from(music, ())}

## What was measured

See "The imagined {role}" in `models/RESULTS.md`.

## Limits

- A variational autoencoder of that size is heard: it blurs attacks, has little of the timbre that
  makes an instrument, and adds noise of its own.
- Its tones are semitones: bends and slides become steps, and what is out of tune is put in tune.
- What sounds together in other music, it does not know.

## How to make it

    python -m models imagine train vae-{role} RUNS/vae-{role} --cache CACHE
    python -m models imagine map predictor RUNS/predictor-{role} --after vae-{role} --cache CACHE
    python -m export generator RUNS/predictor-{role} OUT --cache CACHE
"""
