"""What a `FitNet` tells of a pair: so few figures that weights for them learn no song by heart."""

from __future__ import annotations

import torch
from torch import Tensor

from models.nets import form

#: How tonal both are, the two channels of the network, and how far their forms are apart.
TERMS = ("tones to tones", "tones to drums", "harmony", "rhythm", *form.NAMES)

_Both = tuple[Tensor, Tensor]  # of what asks, (1, ...) or (n, ...), and of n offers


def columns(harmony: Tensor, rhythm: Tensor, tonal: _Both, forms: _Both) -> Tensor:
    """From matches (n,), how tonal both sides are, and their forms: (n, 4 + figures of form).

    Those of `TERMS` if the forms are those of `models.nets.form.form`.
    """
    asked, offered = tonal
    both = asked * offered
    apart = (forms[0] - forms[1]).abs()
    matched = torch.stack([both, offered - both, both * harmony, rhythm], 1)
    return torch.cat([matched, -apart], 1)
