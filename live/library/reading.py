"""One file at a time: hash it, and analyse it if nobody has met its content before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from live.errors import FileError
from live.library.analysis import Analysis, analyse
from live.library.folders import Found


@dataclass(frozen=True, slots=True)
class Read:
    """The content of `file`; `analysis` is None where it is known already."""

    file: Found
    digest: str
    analysis: Analysis | None


@dataclass(frozen=True, slots=True)
class Failed:
    """`file` could not be read, and why."""

    file: Found
    reason: str


Outcome = Read | Failed

#: Gives every file to `read`, somewhere, next to the catalogue at that path, which it does not
#: change; yields the outcomes as they come in.
ReadAll = Callable[[Iterable[Found], str], Iterator[Outcome]]


def read(file: Found, is_known: Callable[[str], bool]) -> Outcome:
    """What came of `file`, which is not analysed if the hash of its content `is_known`.

    Whatever is wrong with it is its reason, never an exception.
    """
    try:
        digest = content_digest(file.path)
        if is_known(digest):
            return Read(file, digest, None)
        return Read(file, digest, analyse(Path(file.path), Path(file.root)))
    except OSError as error:
        return Failed(file, str(error.strerror or error))
    except FileError as error:
        return Failed(file, str(error).removeprefix(f"{file.path}: "))
    except Exception as error:  # a file that analysis was not prepared for must not end a scan
        return Failed(file, f"{type(error).__name__} ({error}); convert it to WAV")


def content_digest(path: str | Path) -> str:
    """The hash of the file's bytes. Raises `OSError`."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
