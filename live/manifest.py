"""What a bundle says about itself, in the file `manifest.json` of its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from live.calibration import Calibration
from live.errors import BundleError
from live.graph import Promise
from live.tasks import WHOLE, Shapes

FORMAT = 1
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says about itself.

    `graphs` are by the names of their files; without `calibration` nobody knows what scores mean;
    `role` is what a bundle imagines, empty for any other task.
    """

    name: str
    version: str
    task: str
    feature_version: int
    graphs: Mapping[str, Promise]
    calibration: Calibration | None = None
    role: str = ""


def read(folder: Path) -> Manifest:
    """That of the bundle in `folder`. Raises `BundleError`."""
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
            graphs=_promises(table),
            calibration=_calibration(table),
            role=str(table["role"]) if table["task"] == "generate" else "",
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BundleError(
            f"{folder / MANIFEST}: {error!r} is missing or wrong; install the bundle again"
        ) from None


def _promises(table: Mapping[str, Any]) -> dict[str, Promise]:
    """A bundle of one graph says at the top what others say of each of theirs."""
    said = table.get("graphs", {WHOLE: table})
    return {
        name: Promise(_shapes(each["inputs"]), _shapes(each["outputs"]), str(each["sha256"]))
        for name, each in said.items()
    }


def _calibration(table: Mapping[str, Any]) -> Calibration | None:
    return Calibration.read(table["calibration"]) if "calibration" in table else None


def _shapes(table: Mapping[str, Sequence[int | str]]) -> Shapes:
    return {name: tuple(shape) for name, shape in table.items()}
