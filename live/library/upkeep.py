"""What bundles make of the library: computed once a loop and bundle version, and kept.

Of several versions of a bundle the newest is brought up to date. Of an embedding bundle an older
one serves until the newest knows every loop; the roles that a tagger hears are those of whichever
version has heard the loop last, so that they are never without any.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from live import features
from live.bundle import Bundle
from live.library.catalogue import Catalogue
from live.library.shelf import Shelf
from live.progress import progress
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
    return newest([each for each in bundles if each.task != "embed" or each.label in shelf.offers])


def tagger(bundles: Sequence[Bundle]) -> Bundle | None:
    """The one that tells roles: the last, for the performer's own come last."""
    return next((each for each in reversed(newest(bundles)) if each.task == "tag"), None)


def hear(library: Path, bundles: Sequence[Bundle]) -> Iterator[Progress]:
    """Bring what is stored of `bundles` up to date with `library`, some loops between two yields.

    Ended at any point, it loses nothing of what it has told. Without a library there is nothing to
    do.
    """
    hearing = [each for each in bundles if each.task == "embed" or each is tagger(bundles)]
    if not hearing or not library.exists():
        return
    with Catalogue.open(library) as catalogue:
        for bundle in hearing:
            yield from _hear(catalogue, bundle)


def hear_all(library: Path, bundles: Sequence[Bundle]) -> None:
    """The same to its end, with a bar on a terminal if there is anything to do."""
    steps = hear(library, bundles)
    for first in steps:
        with progress("hearing the library") as watch:
            for step in chain([first], steps):
                watch(step.done, step.total)


def behind(library: Path, shelf: Shelf, bundles: Sequence[Bundle]) -> tuple[Bundle, ...]:
    """Those of `bundles`, the newest of each name, that do not know all of `shelf`."""
    return unheard(library, shelf, newest(bundles))


def unheard(library: Path, shelf: Shelf, bundles: Sequence[Bundle]) -> tuple[Bundle, ...]:
    """Those of `bundles` that do not know all of `shelf`; of those that tell roles the one."""
    found = [each for each in bundles if each.task == "embed" and each.label not in shelf.offers]
    teller = tagger(bundles)
    if teller is not None:
        with Catalogue.open(library) as catalogue:
            found += [teller] if catalogue.untagged(teller.label) else []
    return tuple(found)


def _hear(catalogue: Catalogue, bundle: Bundle) -> Iterator[Progress]:
    work = _WORK[bundle.task]
    missing = work.missing(catalogue, bundle.label)
    for first in range(0, len(missing), BATCH):
        ids = missing[first : first + BATCH]
        work.keep(catalogue, bundle, ids)
        yield Progress(bundle.label, first + len(ids), len(missing))


def _embed(catalogue: Catalogue, bundle: Bundle, ids: Sequence[int]) -> None:
    made = bundle.offers(_power(catalogue, ids))
    parts = {"harmony": made.harmony, "rhythm": made.rhythm, "form": made.form}
    catalogue.embed(bundle.label, ids, parts)


def _tag(catalogue: Catalogue, bundle: Bundle, ids: Sequence[int]) -> None:
    catalogue.tag(bundle.label, ids, bundle.tag(_power(catalogue, ids)))


def _power(catalogue: Catalogue, ids: Sequence[int]) -> Floats:
    return features.power(catalogue.sketches(ids))


@dataclass(frozen=True, slots=True)
class _Work:
    """What a bundle of some task has not heard, and how what it hears is kept."""

    missing: Callable[[Catalogue, str], list[int]]
    keep: Callable[[Catalogue, Bundle, Sequence[int]], None]


_WORK: Mapping[str, _Work] = {
    "embed": _Work(Catalogue.unembedded, _embed),
    "tag": _Work(Catalogue.untagged, _tag),
}


def _version(bundle: Bundle) -> list[int]:
    """Versions are compared by the numbers in them."""
    return [int(number) for number in re.findall(r"\d+", bundle.version)]
