"""What embedding bundles make of the library: computed once a loop and bundle version, and kept.

Of several versions of a bundle the newest is brought up to date; an older one serves until the
newest knows every loop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from live import features
from live.bundle import Bundle
from live.library.catalogue import Catalogue
from live.library.shelf import Shelf
from live.progress import progress
from live.tasks import Offer
from live.types import Floats

#: Loops a run of a model.
BATCH = 32


@dataclass(frozen=True, slots=True)
class Progress:
    """Of `total` loops that the bundle `label` did not know, it knows `done`."""

    label: str
    done: int
    total: int


def newest(bundles: Sequence[Bundle]) -> tuple[Bundle, ...]:
    """Of each name the highest version."""
    by_name: dict[str, Bundle] = {}
    for bundle in bundles:
        by_name[bundle.name] = max(by_name.get(bundle.name, bundle), bundle, key=_version)
    return tuple(by_name.values())


def serving(bundles: Sequence[Bundle], shelf: Shelf) -> tuple[Bundle, ...]:
    """Of each name the highest version that can rank `shelf`, for which it must know its loops."""
    known = [bundle for bundle in bundles if bundle.task != "embed" or bundle.label in shelf.offers]
    return newest(known)


def embed(library: Path, bundles: Sequence[Bundle]) -> Iterator[Progress]:
    """Bring what is stored of `bundles` up to date with `library`, some loops between two yields.

    Ended at any point, it loses nothing of what it has told. Without a library there is nothing to
    do.
    """
    embedders = [bundle for bundle in bundles if bundle.task == "embed"]
    if not embedders or not library.exists():
        return
    with Catalogue.open(library) as catalogue:
        for bundle in embedders:
            yield from _embed(catalogue, bundle)


def embed_all(library: Path, bundles: Sequence[Bundle]) -> None:
    """The same to its end, with a bar on a terminal if there is anything to do."""
    steps = embed(library, bundles)
    for first in steps:
        with progress("hearing the library") as watch:
            for step in chain([first], steps):
                watch(step.done, step.total)


def _embed(catalogue: Catalogue, bundle: Bundle) -> Iterator[Progress]:
    missing = catalogue.unembedded(bundle.label)
    for first in range(0, len(missing), BATCH):
        ids = missing[first : first + BATCH]
        made = bundle.offers(features.power(catalogue.sketches(ids)))
        catalogue.embed(bundle.label, ids, _parts(made))
        yield Progress(bundle.label, first + len(ids), len(missing))


def _parts(made: Offer) -> Mapping[str, Floats]:
    """As the catalogue keeps them."""
    return {"harmony": made.harmony, "rhythm": made.rhythm, "form": made.form}


def _version(bundle: Bundle) -> list[int]:
    """Versions are compared by the numbers in them."""
    return [int(number) for number in re.findall(r"\d+", bundle.version)]
