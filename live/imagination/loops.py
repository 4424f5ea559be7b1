"""What can be imagined: the part that is missing, what lies between loops, another instrument."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from live.audio import Audio
from live.bundle import Bundle
from live.errors import BundleError, FileError
from live.imagination import level
from live.imagination.bars import loop, turned
from live.library.upkeep import newest
from live.types import Floats

#: Of all that could be missing each is drawn as often as it is probable; at 0 the most probable.
TEMPERATURE = 1.0


def imaginer(bundles: Sequence[Bundle], role: str) -> Bundle:
    """The one that imagines `role`: the last, for the performer's own come last.

    Raises `BundleError`.
    """
    able = [each for each in newest(bundles) if each.task == "generate"]
    found = next((each for each in reversed(able) if each.role == role), None)
    if found is None:
        others = f"there is {', '.join(sorted({each.role for each in able}))}" if able else ""
        raise BundleError(
            f"no bundle that imagines {role} loops is installed; "
            f"{others or 'name its folder in bundles under [ranking]'}"
        )
    return found


def missing(bundle: Bundle, power: Floats, number: int, temperature: float, seed: int) -> Floats:
    """Latents (number, size, 48) of what is missing in the first bars of `power` (192, 212).

    Where bars sound alike, what is imagined is alike. Raises `FileError` of silence.
    """
    heard = turned(audible(power), number)
    random = np.random.default_rng(seed)
    noise = temperature * random.gumbel(size=(1, bundle.noise_size))
    return bundle.predict(heard, np.repeat(noise, number, axis=0).astype(np.float32))


def audible(power: Floats | None) -> Floats:
    """The same. Raises `FileError` of silence."""
    if power is None or not power.any():
        raise FileError("nothing sounds: what is imagined needs a loop to go with; play one")
    return power


def between(one: Floats, other: Floats, steps: int) -> list[Floats]:
    """`steps` latents from `one` to `other`, both with them (Drum2Bass, section 4.2)."""
    return [one + np.float32(share) * (other - one) for share in np.linspace(0, 1, steps)]


def sounding(bundle: Bundle, latents: Floats, bpm: float, lufs: float) -> Audio:
    """The loop of `latents` (n, size, 48) at `bpm`, as loud as `lufs`. Raises `BundleError`."""
    if latents.shape[1] != bundle.latent_size:
        raise BundleError(
            f"{bundle.label}: latents of {bundle.latent_size} numbers, not {latents.shape[1]}; "
            "install bundles of one family"
        )
    made = loop(bundle.decode(latents), bundle.rate, bpm)
    if level.is_silent(made):
        raise BundleError(f"{bundle.label}: imagined silence; try again with another seed")
    return level.matched(made, lufs)
