"""One file at a time: hash it, and analyse it if nobody has met its content before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from live.errors import FileError
from live.library.analysis import Analysis, analyse
from live.library.catalogue import Catalogue
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


class Reader:
    """Reads files next to the catalogue at `library`, which it does not change."""

    def __init__(self, library: str | Path) -> None:
        self._catalogue = Catalogue.open(library)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._catalogue.close()

    def read(self, file: Found) -> Outcome:
        """What came of `file`; whatever is wrong with it is its reason, never an exception."""
        try:
            digest = content_digest(file.path)
            if self._catalogue.is_known(digest):
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
