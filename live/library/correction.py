"""The performer's word on what part a loop plays: it holds, whatever is heard or named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from live.errors import ConfigError, FileError
from live.library.catalogue import Catalogue
from live.library.folders import absolute
from live.library.reading import content_digest
from live.types import ROLES, Loop

#: Takes back what was said.
AUTO = "auto"


def said(text: str) -> tuple[float, ...] | None:
    """What `bass+melody` says of each of `ROLES`, None for `auto`. Raises `ConfigError`."""
    if text == AUTO:
        return None
    named = text.split("+")
    for name in named:
        if name not in ROLES:
            choice = ", ".join(ROLES)
            raise ConfigError(
                f"role {text}: {name or 'nothing'} is no role; choose from {choice}, "
                f"several as bass+melody, or {AUTO}"
            )
    return tuple(float(role in named) for role in ROLES)


def correct(
    catalogue: Catalogue, paths: Sequence[str], roles: tuple[float, ...] | None
) -> list[Loop]:
    """Remember that the files at `paths` have `roles`; what they are then.

    Raises `FileError` for a file that is not in the library; then nothing is changed.
    """
    digests = [_digest(catalogue, absolute(path)) for path in paths]
    catalogue.correct(digests, roles)
    return [loop for loop in map(catalogue.loop_of, digests) if loop is not None]


def correct_loop(catalogue: Catalogue, id: int, roles: tuple[float, ...] | None) -> Loop:
    """The same of the loop `id`."""
    loop = catalogue.loop(id)
    if loop is None:
        raise FileError(f"loop {id} has left the library; `barwise scan` its folder")
    catalogue.correct([loop.digest], roles)
    return loop


def _digest(catalogue: Catalogue, path: str) -> str:
    try:
        digest = content_digest(path)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}; give an audio file") from None
    if not catalogue.is_known(digest):
        raise FileError(f"{path}: not in the library; `barwise scan {Path(path).parent}` first")
    return digest
