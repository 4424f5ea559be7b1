"""Where a network comes from: the run, the music it learnt from, and what was measured of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from export import measured, music
from export.measured import Measured
from export.music import Music
from models import blend, experiment, runs
from models.kinds import Tagging
from models.roles import chances
from models.split import Splits


@dataclass(frozen=True, slots=True)
class Origin:
    """Everything that a bundle says about where it comes from.

    Attributes
    ----------
    run, name
        the digest of the run, and what its folder is called.
    experiment
        what it was made with, as `models.experiment` saves it.
    """

    run: str
    name: str
    experiment: Mapping[str, Any]
    music: Sequence[Music]
    measured: Sequence[Measured]

    def as_json(self) -> dict[str, Any]:
        """Entries of a manifest."""
        return {
            "run": self.run,
            "experiment": dict(self.experiment),
            "data": [asdict(each) for each in self.music],
            "metrics": {each.on: dict(each.kept) for each in self.measured},
        }


def origin(run: Path, learnt: Path | None, splits: Splits, reports: Sequence[Path] = ()) -> Origin:
    """Of the training run in the folder `run`. Raises `BarwiseError`.

    The music is that of the folder `learnt`, a cache or the material of roles, which is for
    training; without it, none is named. `reports` are files with a row of the run.
    """
    made = experiment.saved(run)
    tells_roles = isinstance(made, Tagging)
    told = measured.roles if tells_roles else measured.fits
    heard: Sequence[Music] = ()
    if learnt and tells_roles:
        heard = music.of_material(learnt, made.held_out)
    elif learnt:
        heard = music.of_cache(learnt, splits, made.held_out)
    return Origin(
        digest(run), run.name, asdict(made), heard, [told(run.name, file) for file in reports]
    )


def digest(run: Path) -> str:
    """A hash of what `run` has learnt and of how it was made."""
    made = json.dumps(asdict(experiment.saved(run))).encode()
    files = (run / name for name in (runs.BEST, blend.WEIGHTS, chances.FILE))
    learnt = [file.read_bytes() for file in files if file.exists()]
    return hashlib.sha256(b"".join([*learnt, made])).hexdigest()[:16]
