"""Model bundles: a folder with `model.onnx` and the `manifest.json` that says what it is.

A bundle is verified before the set, so that on stage it only runs: digest, task, features, names
and shapes of its tensors, and a first run to warm up.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from live.calibration import Calibration
from live.errors import BundleError
from live.features import FEATURE_VERSION
from live.tasks import TASKS, Ask, Offer, Shapes, misfit
from live.types import Floats

FORMAT = 1
MANIFEST = "manifest.json"
MODEL = "model.onnx"

#: Where the bundles that ship lie.
SHIPPED = Path(__file__).parent / "bundles"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says about itself.

    `sha256` is that of the model file; without `calibration` nobody knows what scores mean.
    """

    name: str
    version: str
    task: str
    feature_version: int
    inputs: Shapes
    outputs: Shapes
    sha256: str
    calibration: Calibration | None = None


class Bundle:
    """An open bundle. One thread at a time; the model itself runs on the calling thread only."""

    def __init__(self, manifest: Manifest, session: Any) -> None:
        self.manifest = manifest
        self._session = session

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
        return Bundle(replace(self.manifest, calibration=None), self._session)

    def run(self, **arrays: npt.NDArray[Any]) -> dict[str, npt.NDArray[Any]]:
        """The outputs by name. Raises `BundleError` if the model refuses the arrays."""
        names = list(self.manifest.outputs)
        try:
            return dict(zip(names, self._session.run(names, arrays), strict=True))
        except Exception as error:  # onnxruntime raises kinds of its own
            raise BundleError(f"{self.label}: {_line(error)}") from None

    def offers(self, power: Floats) -> Offer:
        """What loops of `power` (n, 192, 212) offer to what sounds."""
        made = {name: _finite(array) for name, array in self.run(power=power).items()}
        rows = (made[name].reshape(len(power), -1) for name in ("harmony", "rhythm", "form"))
        return Offer(*rows)

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


def open(folder: str | Path) -> Bundle:
    """The bundle in `folder`, verified and warm; a `BundleError` says what to do about it."""
    folder = Path(folder)
    manifest = _manifest(folder)
    _verify(folder, manifest)
    bundle = Bundle(manifest, _session(folder / MODEL, manifest))
    _warm_up(folder, bundle)
    return bundle


def installed(folders: Sequence[str] = ()) -> tuple[list[Bundle], list[str]]:
    """The bundles that ship and those in `folders`, and why others are left out.

    A folder is a bundle or holds some. Of two with the same name and version the first counts.
    """
    found: dict[str, Bundle] = {}
    refused = []
    for folder in _candidates(folders):
        try:
            bundle = open(folder)
            found.setdefault(bundle.label, bundle)
        except BundleError as error:
            refused.append(str(error))
    return list(found.values()), refused


def digest(model: Path) -> str:
    """The SHA-256 of the file in hexadecimal."""
    return hashlib.sha256(model.read_bytes()).hexdigest()


def _candidates(folders: Sequence[str]) -> Iterator[Path]:
    """The folders of bundles, in the order of their names; what holds none is one that fails."""
    for folder in (SHIPPED, *(Path(each).expanduser() for each in folders)):
        inside = sorted(manifest.parent for manifest in folder.glob(f"*/{MANIFEST}"))
        yield from inside
        if not inside and folder != SHIPPED:
            yield folder


def _manifest(folder: Path) -> Manifest:
    try:
        table = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BundleError(f"{folder}: no {MANIFEST}; give the folder of a bundle") from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BundleError(f"{folder / MANIFEST}: {error}; install the bundle again") from None
    if not isinstance(table, dict) or table.get("barwise_bundle") != FORMAT:
        raise BundleError(
            f"{folder / MANIFEST}: not of format {FORMAT}; update Barwise or the bundle"
        )
    try:
        return Manifest(
            name=str(table["name"]),
            version=str(table["version"]),
            task=str(table["task"]),
            feature_version=int(table["feature_version"]),
            inputs=_shapes(table["inputs"]),
            outputs=_shapes(table["outputs"]),
            sha256=str(table["sha256"]),
            calibration=_calibration(table),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BundleError(
            f"{folder / MANIFEST}: {error!r} is missing or wrong; install the bundle again"
        ) from None


def _calibration(table: Mapping[str, Any]) -> Calibration | None:
    return Calibration.read(table["calibration"]) if "calibration" in table else None


def _shapes(table: Mapping[str, Sequence[int | str]]) -> Shapes:
    return {name: tuple(shape) for name, shape in table.items()}


def _verify(folder: Path, manifest: Manifest) -> None:
    """What can be known without running the model."""
    if manifest.task not in TASKS:
        raise BundleError(
            f"{folder}: task {manifest.task!r} is none of {', '.join(TASKS)}; update Barwise"
        )
    if manifest.feature_version != FEATURE_VERSION:
        raise BundleError(
            f"{folder}: made for features of version {manifest.feature_version}, this Barwise has "
            f"version {FEATURE_VERSION}; install a bundle made for that"
        )
    contract = TASKS[manifest.task]
    if contract is not None:
        _match(folder, manifest.inputs, contract.inputs)
        _match(folder, manifest.outputs, contract.outputs)
    if not (folder / MODEL).is_file():
        raise BundleError(f"{folder}: no {MODEL}; install the bundle again")
    if digest(folder / MODEL) != manifest.sha256:
        raise BundleError(f"{folder / MODEL}: damaged (SHA-256); install the bundle again")


def _match(folder: Path, given: Shapes, wanted: Shapes) -> None:
    name = misfit(given, wanted)
    if name is not None:
        raise BundleError(
            f"{folder}: {name} {list(wanted[name])} is wanted, it has "
            f"{ {n: list(s) for n, s in given.items()} }; install a bundle made for its task"
        )


def _session(model: Path, manifest: Manifest) -> Any:
    """An inference session that uses the calling thread only, and does not spin between bars."""
    import onnxruntime  # only who has a bundle pays for it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises kinds of its own
        raise BundleError(
            f"{model}: onnxruntime {onnxruntime.__version__} cannot load it ({_line(error)}); "
            "update onnxruntime or install the bundle again"
        ) from None
    for kind, nodes, shapes in (
        ("inputs", session.get_inputs(), manifest.inputs),
        ("outputs", session.get_outputs(), manifest.outputs),
    ):
        if names := {node.name for node in nodes} ^ set(shapes):
            raise BundleError(
                f"{model}: {kind} differ from {MANIFEST} in {', '.join(sorted(names))}; "
                "install the bundle again"
            )
    return session


def _warm_up(folder: Path, bundle: Bundle) -> None:
    """Run once, on silence: the first run is the slow one, and shapes show their true size."""
    contract = TASKS[bundle.task]
    if contract is None:
        return
    silent = {
        name: np.zeros([1 if isinstance(size, str) else size for size in shape], np.float32)
        for name, shape in bundle.manifest.inputs.items()
    }
    made = bundle.run(**silent)
    _match(folder, {name: array.shape for name, array in made.items()}, contract.outputs)
    if any(len(array) != 1 for array in made.values()):
        raise BundleError(f"{folder}: answers one sound with several; install another version")
    if not all(np.isfinite(array).all() for array in made.values()):
        raise BundleError(f"{folder}: answers silence with no number; install another version")


def _finite(made: npt.NDArray[Any]) -> Floats:
    """0 for what is no number: a model may have its bad day on stage."""
    finite: Floats = np.nan_to_num(made).astype(np.float32)
    return finite


def _probabilities(made: npt.NDArray[Any]) -> Floats:
    return _finite(made).clip(0, 1)


def _line(error: Exception) -> str:
    """The first line of what onnxruntime has to say."""
    return str(error).strip().partition("\n")[0]
