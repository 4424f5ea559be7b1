"""What it costs to tell the roles of a loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from time import process_time

import torch

from models.roles.material import Material
from models.roles.methods import Tagger

_ROUNDS = 16


def milliseconds(tagger: Tagger, material: Material, rows: Sequence[int]) -> float:
    """Processor time for one of `rows` at a time, from what the material has of it."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    first, *others = (_alone(material, row) for row in rows[: _ROUNDS + 1])
    tagger.probabilities(first, [0])
    found = 1000 * median(_seconds(tagger, each) for each in others)
    torch.set_num_threads(threads)
    return found


def _seconds(tagger: Tagger, loop: Material) -> float:
    start = process_time()
    tagger.probabilities(loop, [0])
    return process_time() - start


def _alone(material: Material, row: int) -> Material:
    """A material of its own, of which nothing was worked out before."""
    here = slice(row, row + 1)
    return replace(
        material,
        audio=material.audio[here],
        sketches=material.sketches[here],
        roles=material.roles[here],
        digest="",
    )
