"""The shelf's columns in a folder beside the catalogue, so that opening a library is instant.

One folder a generation, made whole and then given its name: what can be opened is complete.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live.features import FEATURE_VERSION
from live.library.catalogue import Catalogue
from live.library.columns import Columns
from live.types import Floats


@dataclass(frozen=True, slots=True)
class Cached:
    """What a shelf is made of. `embeddings`: bundle -> (n, D)."""

    columns: Columns
    embeddings: Mapping[str, Floats]
    digest: str


def read(catalogue: Catalogue) -> Cached:
    """The content of `catalogue` for a shelf: from its cache, which is made anew when it is old.

    Where nothing can be written it is made in memory.
    """
    home = catalogue.path.with_name(f"{catalogue.path.name}.shelf")
    current = home / f"{catalogue.generation}-{FEATURE_VERSION}"
    try:
        return _load(current)
    except (OSError, ValueError, KeyError):
        made = _made(catalogue)
    try:
        _save(made, home, current)
        return _load(current)
    except OSError:
        return made


def _made(catalogue: Catalogue) -> Cached:
    columns = Columns.from_rows(catalogue.shelved())
    embeddings = {
        bundle: _aligned(columns, catalogue.embeddings(bundle)) for bundle in catalogue.bundles()
    }
    return Cached(columns, embeddings, columns.fingerprint())


def _aligned(columns: Columns, vectors: Mapping[int, Floats]) -> Floats:
    """(n, D) in the order of `columns`; zeros for what has no vector."""
    size = len(next(iter(vectors.values())))
    aligned = np.zeros((len(columns), size), np.float32)
    for row, id in enumerate(columns.ids.tolist()):
        if id in vectors:
            aligned[row] = vectors[id]
    return aligned


def _save(made: Cached, home: Path, final: Path) -> None:
    home.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=home, prefix="new-"))
    try:
        made.columns.save(folder)
        for place, matrix in enumerate(made.embeddings.values()):
            np.save(folder / f"embedding{place}.npy", matrix)
        about = {"digest": made.digest, "bundles": list(made.embeddings)}
        (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
        shutil.rmtree(final, ignore_errors=True)
        folder.rename(final)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for old in home.iterdir():
        if old != final and not old.name.startswith("new-"):
            shutil.rmtree(old, ignore_errors=True)


def _load(folder: Path) -> Cached:
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    embeddings = {
        bundle: np.load(folder / f"embedding{place}.npy", mmap_mode="r")
        for place, bundle in enumerate(about["bundles"])
    }
    return Cached(Columns.load(folder), embeddings, about["digest"])
