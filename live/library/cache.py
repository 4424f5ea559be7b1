"""What a shelf holds in a folder beside the catalogue, so that opening a library is instant.

One folder a generation, made whole and then given its name: what can be opened is complete.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from live.features import FEATURE_VERSION
from live.library.catalogue import Catalogue, Rows
from live.library.columns import Columns
from live.library.places import Places
from live.tasks import Offer
from live.types import Floats

#: What is stored of an `Offer`; what has other parts is none.
_PARTS = {"harmony", "rhythm", "form"}

_NEW = "new-"
_LONGEST_SECONDS = 3600.0

#: Vectors at once on their way from the catalogue.
_BLOCK = 8192


@dataclass(frozen=True, slots=True)
class Cached:
    """What a shelf is made of."""

    columns: Columns
    offers: Mapping[str, Offer]
    digest: str


def read(catalogue: Catalogue) -> Cached:
    """The content of `catalogue` for a shelf: from its cache, which is made anew when it is old.

    What the performer has said of roles since it was made is laid over it. Where nothing can be
    written it is made in memory.
    """
    folder = _folder(catalogue)
    try:
        return _load(catalogue, folder)
    except (OSError, ValueError, KeyError):
        pass
    try:
        _save(catalogue, folder)
        return _load(catalogue, folder)
    except OSError:
        columns = _columns(catalogue)
        return Cached(columns, offers(catalogue, columns.ids), columns.fingerprint())


def offers(catalogue: Catalogue, ids: npt.NDArray[np.int64]) -> dict[str, Offer]:
    """What the bundles that know every one of `ids` know of them, in their order."""
    made = {bundle: _offer(catalogue, bundle, ids) for bundle in _offering(catalogue)}
    return {bundle: offer for bundle, offer in made.items() if offer is not None}


def is_there(catalogue: Catalogue) -> bool:
    """Whether `read` would find all of `catalogue` but the latest words of the performer."""
    return _folder(catalogue).exists()


def _folder(catalogue: Catalogue) -> Path:
    home = catalogue.path.with_name(f"{catalogue.path.name}.shelf")
    return home / f"{catalogue.generation}-{FEATURE_VERSION}"


# Of the catalogue


def _columns(catalogue: Catalogue) -> Columns:
    return catalogue.shelved(Columns.streamed)


def _offering(catalogue: Catalogue) -> list[str]:
    """The bundles of which there is all that an offer needs, in their order."""
    return [bundle for bundle, parts in catalogue.embedded().items() if set(parts) == _PARTS]


def _offer(catalogue: Catalogue, bundle: str, ids: npt.NDArray[np.int64]) -> Offer | None:
    """What `bundle` knows of the loops `ids`; None if there is one that it does not know.

    Half of a library ranked by a bundle and half without it could not be compared.
    """
    found: dict[str, Floats] = {}
    for part in sorted(_PARTS):
        vectors = catalogue.embeddings(bundle, part, partial(_laid_out, Places(ids)))
        if vectors is None:
            return None
        found[part] = vectors
    return Offer.of(**found)


def _laid_out(places: Places, stored: Rows) -> Floats | None:
    """The vectors of `stored` in the order of `places`; None if one is missing."""
    vectors: Floats | None = None
    missing = len(places.ids)
    each = iter(stored)
    while block := list(islice(each, _BLOCK)):
        some = np.frombuffer(b"".join(vector for _, vector in block), np.float32)
        some = some.reshape(len(block), -1)
        if vectors is None:
            vectors = np.empty((len(places.ids), some.shape[1]), np.float32)
        rows = places.of([id for id, _ in block])
        vectors[rows[rows >= 0]] = some[rows >= 0]
        missing -= int((rows >= 0).sum())
    return None if missing else vectors


# Of the folder


def _save(catalogue: Catalogue, final: Path) -> None:
    """One thing after the other, so that at no time all of it is in memory."""
    home = final.parent
    home.mkdir(exist_ok=True)
    said = catalogue.corrections()  # before the rows are read: what is said amid that is laid over
    folder = Path(tempfile.mkdtemp(dir=home, prefix=_NEW))
    try:
        columns = _columns(catalogue)
        columns.save(folder)
        ids, digest = np.array(columns.ids), columns.fingerprint()
        del columns
        offering: list[str] = []
        for bundle in _offering(catalogue):
            if (offer := _offer(catalogue, bundle, ids)) is not None:
                _save_offer(offer, folder, len(offering))
                offering.append(bundle)
        about = {"content": digest, "offers": offering, "corrections": said}
        (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
        shutil.rmtree(final, ignore_errors=True)
        folder.rename(final)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for old in home.iterdir():
        if old != final and not _is_being_made(old):
            shutil.rmtree(old, ignore_errors=True)


def _is_being_made(folder: Path) -> bool:
    """By another Barwise; what was begun long ago was cut off."""
    if not folder.name.startswith(_NEW):
        return False
    with suppress(OSError):
        return time.time() - folder.stat().st_mtime < _LONGEST_SECONDS
    return True


def _save_offer(offer: Offer, folder: Path, place: int) -> None:
    for part in fields(offer):
        np.save(folder / f"{part.name}-{place}.npy", getattr(offer, part.name))


def _load(catalogue: Catalogue, folder: Path) -> Cached:
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    offers = {bundle: _load_offer(folder, place) for place, bundle in enumerate(about["offers"])}
    columns = _retold(Columns.load(folder), catalogue, about["corrections"])
    return Cached(columns, offers, about["content"])


def _load_offer(folder: Path, place: int) -> Offer:
    names = (part.name for part in fields(Offer))
    return Offer(*(np.load(folder / f"{name}-{place}.npy", mmap_mode="r") for name in names))


def _retold(columns: Columns, catalogue: Catalogue, said: Mapping[str, str]) -> Columns:
    """`columns`, made when that was `said` of roles, with what is said now."""
    now = catalogue.corrections()
    changed = [each for each in {**said, **now} if said.get(each) != now.get(each)]
    if not changed:
        return columns
    stored = (row for digest in changed for row in catalogue.shelved_loop(digest))
    return columns.retold_as(Columns.from_rows(list(stored)))
