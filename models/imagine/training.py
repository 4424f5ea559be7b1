"""The training of a role's autoencoder, from top to bottom."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from models import experiment, runs
from models.descent import Watch, descend, silently
from models.imagine.bar import BAR_SAMPLES, LEVEL, levelled
from models.imagine.material import Bars, drawn
from models.imagine.spectral import distances
from models.imagine.vae import Vae
from models.kinds import Autoencoding

_EXCERPT = BAR_SAMPLES // 2  # a step has twice as many bars to learn from
_AT_ONCE = 8  # bars that are heard without training


def train(made: Autoencoding, bars: Bars, run: Path, watch: Watch = silently) -> None:
    """Train into the folder `run`, going on where an earlier call stopped."""
    torch.manual_seed(made.seed)
    net = network(made)
    songs = bars.songs("train")
    torch.manual_seed(1)
    held = bars.sounds(drawn(bars.songs("valid"), made.validation))

    def ask() -> Mapping[str, Tensor]:
        net.steps += 1
        asked = losses(net, _excerpts(bars.sounds(drawn(songs, made.batch))))
        return asked | {"nats": asked["nats"] * (net.steps / made.warm_up).clamp_max(1)}

    descend(net, made, run, ask, lambda: validate(net, held), watch)


def network(made: Autoencoding) -> Vae:
    """The untrained network of an experiment."""
    return Vae(made.width, made.most, made.latent)


def load(run: Path) -> Vae:
    """The best network of a run, for use. Raises `ConfigError`."""
    net = network(experiment.saved_as(Autoencoding, run))
    net.load_state_dict(torch.load(run / runs.BEST, weights_only=True, map_location="cpu"))
    return net.eval()


def losses(net: Vae, sounds: Tensor) -> dict[str, Tensor]:
    """What is lost of `sounds` (n, samples), and what their latents tell."""
    heard, latent = net(sounds)
    apart = distances(heard / LEVEL, levelled(sounds))
    return {"distance": apart.mean(), "nats": latent.surprise().mean()}


@torch.no_grad()
def validate(net: Vae, sounds: Tensor) -> dict[str, float]:
    """The same of all `sounds`."""
    net.eval()
    cut = [sounds[first : first + _AT_ONCE] for first in range(0, len(sounds), _AT_ONCE)]
    parts = [(len(part), losses(net, part)) for part in cut]
    return {
        name: sum(count * part[name].item() for count, part in parts) / len(sounds)
        for name in parts[0][1]
    }


def _excerpts(sounds: Tensor) -> Tensor:
    """Half of each of `sounds`, as a circle of its own: the network knows no other place."""
    starts = torch.randint(BAR_SAMPLES - _EXCERPT + 1, (len(sounds),)).tolist()
    cut = [sound[start : start + _EXCERPT] for sound, start in zip(sounds, starts, strict=True)]
    return torch.stack(cut)
