"""What is in the wheel and in the sdist, and what must not be."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tests.release.machine import ReleaseError

ROOT = Path(__file__).parents[2]
PACKAGES = ("live", "models", "export", "patches")
MOST_BYTES = 20_000_000
#: What music, libraries, logs and training leave behind.
LEFT_BEHIND = {".pyc", ".wav", ".flac", ".ogg", ".mp3", ".db", ".jsonl", ".npz", ".npy", ".pt"}


@dataclass(frozen=True, slots=True)
class Archives:
    """The files of both: their names, and their bytes."""

    wheel: Mapping[str, int]
    sdist: Mapping[str, int]

    @classmethod
    def of(cls, wheel: Path, sdist: Path) -> Archives:
        with zipfile.ZipFile(wheel) as opened:
            of_wheel = {each.filename: each.file_size for each in opened.infolist()}
        with tarfile.open(sdist) as unpacked:
            files = [each for each in unpacked.getmembers() if each.isfile()]
        return cls(of_wheel, {each.name.partition("/")[2]: each.size for each in files})


def same(wheel: Path, again: Path) -> str:
    """Both wheels hold the same files with the same contents."""
    one, other = _checksums(wheel), _checksums(again)
    if differing := sorted(name for name in one | other if one.get(name) != other.get(name)):
        raise ReleaseError(f"{differing[0]} is not the same in both")
    return f"{len(one)} files"


def _checksums(wheel: Path) -> dict[str, int]:
    with zipfile.ZipFile(wheel) as opened:
        return {each.filename: each.CRC for each in opened.infolist()}


def licensed(archives: Archives) -> str:
    for name, files in (("wheel", archives.wheel), ("sdist", archives.sdist)):
        if not any(PurePosixPath(file).name == "LICENSE" for file in files):
            raise ReleaseError(f"the {name} has no LICENSE")
    return "LICENSE in both"


def complete(archives: Archives) -> str:
    """Every file of the tree that is ours: bundles, page, controllers' maps, patches, tables."""
    ours = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    if lacking := sorted(ours - set(archives.sdist)):
        raise ReleaseError(f"the sdist lacks {lacking[0]}")
    makers = {name for name in ours if name.startswith("patches/make/")}  # need the checkout
    if lacking := sorted(ours - makers - set(archives.wheel)):
        raise ReleaseError(f"the wheel lacks {lacking[0]}")
    return f"{len(ours)} files of {', '.join(PACKAGES)}"


def clean(archives: Archives) -> str:
    """Nothing large, nothing made on the way, no tests in the wheel."""
    for name in (*archives.wheel, *archives.sdist):
        if "__pycache__" in name or PurePosixPath(name).suffix in LEFT_BEHIND:
            raise ReleaseError(f"{name} does not belong into a release")
    for name in archives.wheel:
        top = name.partition("/")[0]
        if top not in PACKAGES and not top.endswith(".dist-info"):
            raise ReleaseError(f"{name} does not belong into the wheel")
    return _small({**archives.wheel, **archives.sdist})


def _small(files: Mapping[str, int]) -> str:
    largest = max(files, key=lambda name: files[name])
    if files[largest] > MOST_BYTES:
        raise ReleaseError(f"{largest} has {files[largest] / 1e6:.0f} MB")
    return f"largest file {largest}, {files[largest] / 1e6:.1f} MB"
