"""Secrets that let in whoever can read a file of the performer's: made once, kept for good."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from live.errors import FileError


def kept(path: Path, instead: str) -> str:
    """What the file at `path` holds, which only its owner can read; made if there is none.

    Raises `FileError` with `instead`: what else can be done where nothing can be kept.
    """
    try:
        with suppress(FileNotFoundError):
            if known := path.read_text(encoding="ascii").strip():
                return known
        return _made(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"{path}: {reason}; {instead}") from None


def _made(path: Path) -> str:
    """Of two who make it at once, one is first and both have the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}-") as new:
        new.write(secrets.token_urlsafe(12) + "\n")
        new.flush()
        with suppress(FileNotFoundError):
            if not path.read_bytes().strip():
                path.unlink()
        with suppress(FileExistsError):
            os.link(new.name, path)
    return path.read_text(encoding="ascii").strip()
