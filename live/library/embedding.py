"""What embedding bundles make of the library: computed once a loop and bundle version, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from live import features
from live.bundle import Bundle
from live.library.catalogue import Catalogue

#: Loops a run of a model.
BATCH = 64


def embed_all(library: Path, bundles: Sequence[Bundle]) -> None:
    """Bring the stored embeddings of `library` up to date with `bundles`.

    Interrupted, it loses nothing already computed. Without a library there is nothing to do.
    """
    embedders = [bundle for bundle in bundles if bundle.task == "embed"]
    if not embedders or not library.exists():
        return
    with Catalogue.open(library) as catalogue:
        for bundle in embedders:
            _embed(catalogue, bundle)


def _embed(catalogue: Catalogue, bundle: Bundle) -> None:
    have = catalogue.embeddings(bundle.label).keys()
    missing = [row[0] for row in catalogue.shelved() if row[0] not in have]
    for first in range(0, len(missing), BATCH):
        ids = missing[first : first + BATCH]
        vectors = bundle.embed(features.power(catalogue.sketches(ids)))
        catalogue.embed(bundle.label, dict(zip(ids, vectors, strict=True)))
