"""What a bundle has to stand before it ships: what holds is said, what does not raises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from export import parity
from export.parity import Run
from live import bundle, features
from live.bundle import Bundle
from live.errors import BundleError, FileError
from live.types import Floats

#: Loops that are compared.
_LOOPS = 200
_SKETCHES = "sketches.npy"


def sounds(learnt: Path | None) -> Floats:
    """Power (n, 192, 212): of loops that lie in the folder `learnt`, a training cache or the
    material of roles, the same each time; else made-up sounds. Raises `FileError`.
    """
    if learnt is None:
        return parity.synthetic(_LOOPS)
    try:
        sketches = np.load(learnt / _SKETCHES, mmap_mode="r")
    except (OSError, ValueError) as error:
        raise FileError(f"{learnt}: no loops to compare with ({error})") from None
    count = min(_LOOPS, len(sketches))
    rows = np.random.default_rng(0).choice(len(sketches), count, replace=False)
    return features.power(np.asarray(sketches[np.sort(rows)]))


def steady(opened: Bundle, heard: Floats) -> str:
    """All answers are numbers, and the same when asked again. Raises `BundleError`."""
    arrays = parity.inputs(opened.task, heard)
    once, again = (parity.outputs(opened.run, arrays) for _ in range(2))
    if not all(np.isfinite(made).all() for made in once.values()):
        raise BundleError(f"{opened.label}: answers with what is no number; make it anew")
    if any(once[name].tobytes() != again[name].tobytes() for name in once):
        raise BundleError(f"{opened.label}: answers the same question differently; make it anew")
    shapes = ", ".join(f"{name} {list(made.shape)}" for name, made in once.items())
    return f"{opened.label}: opens; {shapes}: all numbers, twice the same bits"


def alike(folder: Path, original: Run, heard: Floats) -> str:
    """The bundle in `folder` says what `original` says. Raises `BundleError`."""
    opened = bundle.open(folder)
    found = parity.parity(opened.task, original, opened.run, heard)
    if not found.holds(rounded=manifest(folder).get("weights", "float32") != "float32"):
        raise BundleError(f"{opened.label}: differs too much from what it was made of: {found}")
    return f"{opened.label}: {found}"


def of_run(folder: Path, run: str) -> None:
    """Raise `BundleError` unless the bundle in `folder` was made of the run of the digest `run`."""
    made_of = manifest(folder).get("run")
    if made_of != run:
        raise BundleError(
            f"{folder}: was made of the run {made_of}, this is {run}; give that, or make it anew"
        )


def manifest(folder: Path) -> dict[str, Any]:
    """All that the bundle in `folder` says of itself, also what the stage does not read."""
    found: dict[str, Any] = json.loads((folder / bundle.MANIFEST).read_text(encoding="utf-8"))
    return found
