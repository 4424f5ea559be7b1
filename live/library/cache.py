"""What a shelf holds in a folder beside the catalogue, so that opening a library is instant.

One folder a generation, made whole and then given its name: what can be opened is complete.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from live.features import FEATURE_VERSION
from live.library.catalogue import Catalogue
from live.library.columns import Columns
from live.tasks import Offer
from live.types import Floats

#: What is stored of an `Offer`; what has other parts is none.
_PARTS = {"harmony", "rhythm", "form"}


@dataclass(frozen=True, slots=True)
class Cached:
    """What a shelf is made of."""

    columns: Columns
    offers: Mapping[str, Offer]
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
    return Cached(columns, offers(catalogue, columns.ids), columns.fingerprint())


def offers(catalogue: Catalogue, ids: npt.NDArray[np.int64]) -> dict[str, Offer]:
    """What the bundles that know every one of `ids` know of them, in their order.

    Half of a library ranked by a bundle and half without it could not be compared.
    """
    found: dict[str, dict[str, Floats]] = {}
    for bundle, parts in catalogue.embedded().items():
        for part in parts:
            known, vectors = catalogue.embeddings(bundle, part)
            if np.isin(ids, known).all():
                found.setdefault(bundle, {})[part] = vectors[np.searchsorted(known, ids)]
    return {bundle: Offer.of(**each) for bundle, each in found.items() if each.keys() == _PARTS}


def _save(made: Cached, home: Path, final: Path) -> None:
    home.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=home, prefix="new-"))
    try:
        made.columns.save(folder)
        for place, offer in enumerate(made.offers.values()):
            for part in fields(offer):
                np.save(folder / f"{part.name}-{place}.npy", getattr(offer, part.name))
        about = {"content": made.digest, "offers": list(made.offers)}
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
    offers = {bundle: _offer(folder, place) for place, bundle in enumerate(about["offers"])}
    return Cached(Columns.load(folder), offers, about["content"])


def _offer(folder: Path, place: int) -> Offer:
    names = (part.name for part in fields(Offer))
    return Offer(*(np.load(folder / f"{name}-{place}.npy", mmap_mode="r") for name in names))
