"""Model bundles: a folder with ONNX graphs and the `manifest.json` that says what they are.

A bundle is verified before the set, so that on stage it only runs: digests, task, features, names
and shapes of its tensors, and a first run to warm up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from live import graph, manifest
from live.calibration import Calibration
from live.errors import BundleError
from live.features import FEATURE_VERSION
from live.graph import Promise
from live.manifest import MANIFEST as MANIFEST
from live.manifest import Manifest
from live.tasks import (
    BAR_BEATS,
    BAR_BPM,
    TASKS,
    WHOLE,
    Ask,
    Contract,
    Offer,
    Shape,
    Shapes,
    misfit,
)
from live.types import ROLES, Floats

MODEL = f"{WHOLE}.onnx"

#: Where the bundles that ship lie.
SHIPPED = Path(__file__).parent / "bundles"


class Bundle:
    """An open bundle. Any thread may run it, several at a time; each run stays on its thread."""

    def __init__(self, manifest: Manifest, sessions: Mapping[str, Any]) -> None:
        self.manifest = manifest
        self._sessions = sessions

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def version(self) -> str:
        return self.manifest.version

    @property
    def task(self) -> str:
        return self.manifest.task

    @property
    def label(self) -> str:
        """Name and version: what was computed with another version is not comparable."""
        return f"{self.name}-{self.version}"

    @property
    def calibration(self) -> Calibration | None:
        return self.manifest.calibration

    def uncalibrated(self) -> Bundle:
        """The same, but scores stay as they are added up."""
        return Bundle(replace(self.manifest, calibration=None), self._sessions)

    def run(self, graph_name: str = WHOLE, /, **arrays: npt.NDArray[Any]) -> dict[str, Floats]:
        """The outputs of a graph by name. Raises `BundleError` if it refuses the arrays."""
        names = list(self.manifest.graphs[graph_name].outputs)
        try:
            return dict(zip(names, self._sessions[graph_name].run(names, arrays), strict=True))
        except Exception as error:  # onnxruntime raises kinds of its own
            raise BundleError(f"{self.label}: {graph.line(error)}") from None

    def offers(self, power: Floats) -> Offer:
        """What loops of `power` (n, 192, 212) offer to what sounds."""
        made = {name: _finite(array) for name, array in self.run(power=power).items()}
        rows = (made[name].reshape(len(power), -1) for name in ("harmony", "rhythm", "form"))
        return Offer.of(*rows)

    def asks(self, power: Floats) -> Ask:
        """What a sound of `power` (192, 212) asks for."""
        answer = self.run(power=power[None])
        made = {name: _finite(array)[0].ravel() for name, array in answer.items()}
        tones = float(made["asked_tones"][0])
        return Ask(made["asked_harmony"], made["asked_rhythm"], made["form"], tones)

    def score(self, heard: Floats, candidates: Floats) -> Floats:
        """0..1 (n,): how good `heard` (192, 212) sounds with each of `candidates` (n, 192, 212)."""
        return _probabilities(self.run(heard=heard[None], candidate=candidates)["score"])

    def tag(self, power: Floats) -> Floats:
        """Role probabilities (n, 6) in the order of `ROLES`."""
        return _probabilities(self.run(power=power)["roles"])

    @property
    def role(self) -> str:
        """What it imagines; empty if it does not."""
        return self.manifest.role

    @property
    def bar_samples(self) -> int:
        """Samples of an imagined bar."""
        return _second(self.manifest.graphs["decoder"].outputs["sound"])

    @property
    def rate(self) -> int:
        """Samples a second of an imagined bar."""
        return round(self.bar_samples * BAR_BPM / 60 / BAR_BEATS)

    def encode(self, bars: Floats) -> Floats:
        """Latents (n, size, 48) of `bars` (n, bar_samples)."""
        return _finite(self.run("encoder", sound=bars)["latent"])

    def predict(self, power: Floats, noise: Floats) -> Floats:
        """Latents (n, size, 48) of what is missing in the first bars of `power` (n, 192, 212).

        `noise` (n, noise_size) of Gumbel's distribution draws what could be missing as probable as
        it is; 0 is the most probable.
        """
        return _finite(self.run("predictor", power=power, noise=noise)["latent"])

    def guess(self, power: Floats) -> tuple[Floats, Floats]:
        """Harmony (n, 4, 12) and rhythm (n, 2, 16) that are expected of what is missing there.

        As in `live.features.Profile`, but of any length.
        """
        made = self.run("guesser", power=power)
        return _finite(made["harmony"]), _finite(made["rhythm"])

    def decode(self, latents: Floats) -> Floats:
        """The bars (n, bar_samples) of `latents` (n, size, 48)."""
        return _finite(self.run("decoder", latent=latents)["sound"])

    @property
    def noise_size(self) -> int:
        """Numbers of noise that decide what is imagined."""
        return _second(self.manifest.graphs["predictor"].inputs["noise"])

    @property
    def latent_size(self) -> int:
        """Numbers a frame of a latent."""
        return _second(self.manifest.graphs["decoder"].inputs["latent"])


def open(folder: str | Path) -> Bundle:
    """The bundle in `folder`, verified and warm; a `BundleError` says what to do about it."""
    folder = Path(folder)
    said = manifest.read(folder)
    _verify(folder, said)
    sessions = {
        name: graph.open(graph_file(folder, name), promise) for name, promise in said.graphs.items()
    }
    bundle = Bundle(said, sessions)
    for name, contract in TASKS[said.task].items():
        _warm_up(folder, bundle, name, contract)
    return bundle


def installed(folders: Sequence[str] = ()) -> tuple[list[Bundle], list[str]]:
    """The bundles that ship and those in `folders`, and why others are left out.

    A folder is a bundle or holds some. Of two with the same name and version the first counts.
    """
    found: dict[str, Bundle] = {}
    refused = []
    with ThreadPoolExecutor() as several:  # a set that goes on waits for them
        for opened in several.map(_open_or_why_not, _candidates(folders)):
            if isinstance(opened, Bundle):
                found.setdefault(opened.label, opened)
            else:
                refused.append(opened)
    return list(found.values()), refused


def _open_or_why_not(folder: Path) -> Bundle | str:
    try:
        return open(folder)
    except BundleError as error:
        return str(error)


def graph_file(folder: Path, name: str = WHOLE) -> Path:
    """Where the graph `name` of the bundle in `folder` lies."""
    return folder / f"{name}.onnx"


def _candidates(folders: Sequence[str]) -> Iterator[Path]:
    """The folders of bundles, in the order of their names; what holds none is one that fails."""
    for folder in (SHIPPED, *(Path(each).expanduser() for each in folders)):
        inside = sorted(manifest.parent for manifest in folder.glob(f"*/{MANIFEST}"))
        yield from inside
        if not inside and folder != SHIPPED:
            yield folder


def _verify(folder: Path, said: Manifest) -> None:
    """What can be known without opening its graphs."""
    if said.task not in TASKS:
        raise BundleError(
            f"{folder}: task {said.task!r} is none of {', '.join(TASKS)}; update Barwise"
        )
    if said.feature_version != FEATURE_VERSION:
        raise BundleError(
            f"{folder}: made for features of version {said.feature_version}, this Barwise has "
            f"version {FEATURE_VERSION}; install a bundle made for that"
        )
    if said.task == "generate" and said.role not in ROLES:
        raise BundleError(
            f"{folder}: role {said.role!r} is none of {', '.join(ROLES)}; update Barwise"
        )
    contracts = TASKS[said.task]
    if names := contracts.keys() ^ said.graphs.keys():
        raise BundleError(
            f"{folder}: has the graphs {', '.join(said.graphs)} where {', '.join(contracts)} "
            f"are wanted ({', '.join(sorted(names))}); install a bundle made for its task"
        )
    _match(folder, *(_named(each) for each in (said.graphs, contracts)))


def _named(graphs: Mapping[str, Promise | Contract]) -> Shapes:
    """All tensors of `graphs`: what is said of their sizes holds in all of them."""
    return {
        name if graph_name == WHOLE else f"{graph_name} {kind} {name}": shape
        for graph_name, each in graphs.items()
        for kind, shapes in (("input", each.inputs), ("output", each.outputs))
        for name, shape in shapes.items()
    }


def _match(folder: Path, given: Shapes, wanted: Shapes) -> None:
    name = misfit(given, wanted)
    if name is not None:
        raise BundleError(
            f"{folder}: {name} {list(wanted[name])} is wanted, it has "
            f"{ {n: list(s) for n, s in given.items()} }; install a bundle made for its task"
        )


def _warm_up(folder: Path, bundle: Bundle, name: str, contract: Contract) -> None:
    """Run once, on silence: the first run is the slow one, and shapes show their true size."""
    silent = {
        tensor: np.zeros([1 if isinstance(size, str) else size for size in shape], np.float32)
        for tensor, shape in bundle.manifest.graphs[name].inputs.items()
    }
    made = bundle.run(name, **silent)
    _match(folder, {name: array.shape for name, array in made.items()}, contract.outputs)
    if any(len(array) != 1 for array in made.values()):
        raise BundleError(f"{folder}: answers one sound with several; install another version")
    if not all(np.isfinite(array).all() for array in made.values()):
        raise BundleError(f"{folder}: answers silence with no number; install another version")


def _second(shape: Shape) -> int:
    """How much there is of each; that is known when a graph is exported."""
    size = shape[1]
    assert isinstance(size, int)
    return size


def _finite(made: npt.NDArray[Any]) -> Floats:
    """0 for what is no number: a model may have its bad day on stage."""
    finite: Floats = np.nan_to_num(made).astype(np.float32)
    return finite


def _probabilities(made: npt.NDArray[Any]) -> Floats:
    return _finite(made).clip(0, 1)
