"""What can be trained: one dataclass a kind of network, with all that a run of it depends on."""

from __future__ import annotations

from collections.abc import Mapping

from models.kinds.combiner import KINDS, Combiner
from models.kinds.fits import PAIR, STAGES, Experiment, Losses, Net, Pairing, Stages
from models.kinds.imagining import MAPPINGS, MLP_DEC, PREDICTOR, VAE, Autoencoding, Imagining
from models.kinds.roles import TAGGERS, Tagging

__all__ = [
    "BY_KIND",
    "MLP_DEC",
    "PREDICTOR",
    "AnyExperiment",
    "Autoencoding",
    "Combiner",
    "Experiment",
    "Imagining",
    "Losses",
    "Net",
    "Pairing",
    "Stages",
    "Tagging",
]

AnyExperiment = Experiment | Pairing | Stages | Combiner | Tagging | Autoencoding | Imagining

#: The word `kind` of an experiment file -> what it is; a file without one is an `Experiment`.
BY_KIND: Mapping[str, type[AnyExperiment]] = {
    PAIR: Pairing,
    STAGES: Stages,
    **dict.fromkeys(KINDS, Combiner),
    **dict.fromkeys(TAGGERS, Tagging),
    VAE: Autoencoding,
    **dict.fromkeys(MAPPINGS, Imagining),
}
