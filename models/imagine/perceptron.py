"""The paper's mapping: four layers from the latent of a drum loop to that of what is missing."""

from __future__ import annotations

from torch import Tensor, nn

from models.imagine.bar import FRAMES

_LAYERS = 4


class Mlp(nn.Module):
    """Latents (n, latent, 48) of drums to those of another role (Drum2Bass)."""

    def __init__(self, latent: int, width: int, dropout: float) -> None:
        super().__init__()
        size = latent * FRAMES
        hidden: list[nn.Module] = []
        for into in (size, *[width] * (_LAYERS - 2)):
            hidden += [nn.Linear(into, width), nn.ReLU(), nn.Dropout(dropout)]
        self.layers = nn.Sequential(*hidden, nn.Linear(width, size))

    def forward(self, latent: Tensor) -> Tensor:
        made: Tensor = self.layers(latent.flatten(1))
        return made.reshape(latent.shape)
