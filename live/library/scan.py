"""Brings the catalogue up to date with folders of files.

What is found is kept file by file: whenever a scan ends, by Ctrl-C or by the mains, the next one
goes on where it was.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from live.errors import FileError
from live.library import describe, workers
from live.library.catalogue import Catalogue, FileRow, Stamp, Status
from live.library.folders import Found, Unreadable, absolute, check, stamp, walk
from live.library.reading import Failed, Outcome, ReadAll
from live.types import Kind, Loop


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scan is: of `total` files to read, `done` are read."""

    total: int = 0
    done: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a scan has met, in numbers of files, and what the library holds after it.

    `known` files had moved or are copies: content that needed no analysis. `broken` ones cannot be
    read, whether that was tried now or before; with the rest they add up to `found`.
    """

    library: str
    found: int = 0
    unchanged: int = 0
    analysed: int = 0
    known: int = 0
    broken: int = 0
    missing: int = 0
    seconds: float = 0.0
    holds: Mapping[Kind, int] = field(default_factory=dict)

    def __str__(self) -> str:
        trouble = f"; {self.broken} broken (see `barwise library --broken`)" if self.broken else ""
        gone = f"; {self.missing} missing" if self.missing else ""
        return (
            f"{self.found} files in {self.seconds:.1f} s: {self.analysed} analysed, "
            f"{self.known} moved or copied, {self.unchanged} unchanged{trouble}{gone}; "
            f"{self.library} holds {describe.counts(self.holds)}"
        )

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "holds": dict(self.holds)}


def scan(
    folders: Sequence[str | Path],
    library: str | Path,
    *,
    jobs: int | None = None,
    read_all: ReadAll | None = None,
    watch: Callable[[Progress], None] = lambda _: None,
) -> Summary:
    """Bring the catalogue `library` up to date with `folders`.

    The files are read by `read_all`, which is in `jobs` processes here unless it is given; `watch`
    is told of every file. Raises `FileError` for a folder that is not there or holds no audio, and
    for a catalogue that cannot be written.
    """
    began = time.monotonic()
    roots = check(folders)
    with Catalogue.open(library) as catalogue:
        read_all = read_all or partial(workers.read_all, jobs=jobs or os.cpu_count() or 1)
        summary = _Scan(catalogue, roots).run(read_all, watch)
        return replace(summary, seconds=round(time.monotonic() - began, 3), holds=catalogue.count())


def add(path: str | Path, library: str | Path) -> Loop:
    """Take the single file at `path` into the catalogue; blocks while a process analyses it.

    Raises `FileError` with the reason if it cannot be read.
    """
    name = absolute(path)
    try:
        file = Found(name, str(Path(name).parent), stamp(name))
    except OSError as error:
        raise FileError(f"{name}: {error.strerror}") from None
    with Catalogue.open(library) as catalogue:
        (outcome,) = workers.read_all([file], str(library), jobs=1)
        keep(catalogue, outcome)
        loop = catalogue.loop_at(name)
        if isinstance(outcome, Failed) or loop is None:
            raise FileError(f"{name}: {outcome.reason if isinstance(outcome, Failed) else 'gone'}")
        return loop


def keep(catalogue: Catalogue, outcome: Outcome) -> None:
    """Write down what came of a file."""
    file = outcome.file
    if isinstance(outcome, Failed):
        catalogue.quarantine(file.path, file.stamp, outcome.reason)
    else:
        catalogue.keep(file.path, file.stamp, outcome.digest, outcome.analysis)


class _Scan:
    """One run over `roots`: what is there, what was known, what is to be read."""

    def __init__(self, catalogue: Catalogue, roots: Sequence[str]) -> None:
        self._catalogue = catalogue
        self._roots = roots
        self._before = catalogue.files()
        self._found: dict[str, Found] = {}
        self._unreadable: list[Unreadable] = []
        for each in (each for root in roots for each in walk(root)):
            if isinstance(each, Found):
                self._found.setdefault(each.path, each)
            else:
                self._unreadable.append(each)

    def run(self, read_all: ReadAll, watch: Callable[[Progress], None]) -> Summary:
        gone = list(self._gone())
        if not (self._found or self._unreadable or gone):
            raise FileError(f"{', '.join(self._roots)}: no audio files in it; give another folder")
        self._set_aside()
        if gone:
            self._catalogue.lose(gone)
        to_read = [f for f in self._found.values() if _is_news(f, self._before.get(f.path))]
        left = self._found.keys() - {file.path for file in to_read}
        quarantined = sum(self._before[path].status is Status.BROKEN for path in left)
        came = self._read(to_read, read_all, watch)
        return Summary(
            str(self._catalogue.path),
            found=len(self._found) + len(self._unreadable),
            unchanged=len(left) - quarantined,
            analysed=came["analysed"],
            known=came["known"],
            broken=quarantined + came["broken"] + len(self._unreadable),
            missing=len(gone),
        )

    def _read(
        self, files: Sequence[Found], read_all: ReadAll, watch: Callable[[Progress], None]
    ) -> Counter[str]:
        """Keep what comes of every file; how many were `analysed`, `known` and `broken`."""
        came: Counter[str] = Counter()
        watch(Progress(len(files)))
        for done, outcome in enumerate(read_all(files, str(self._catalogue.path)), 1):
            keep(self._catalogue, outcome)
            came[_what(outcome)] += 1
            watch(Progress(len(files), done, outcome.file.path))
        return came

    def _gone(self) -> Iterator[str]:
        """Files that were below the roots; not what lies where nobody may look now."""
        closed = tuple(f"{each.path}{os.sep}" for each in self._unreadable)
        below = tuple(f"{root.rstrip(os.sep)}{os.sep}" for root in self._roots)
        present = self._found.keys() | {each.path for each in self._unreadable}
        for path, row in self._before.items():
            expected = path.startswith(below) and not path.startswith(closed)
            if expected and path not in present and row.status is not Status.MISSING:
                yield path

    def _set_aside(self) -> None:
        for each in self._unreadable:
            before = self._before.get(each.path)
            if before is None or before.reason != each.reason:
                self._catalogue.quarantine(each.path, Stamp(0, 0), each.reason)


def _what(outcome: Outcome) -> str:
    if isinstance(outcome, Failed):
        return "broken"
    return "known" if outcome.analysis is None else "analysed"


def _is_news(file: Found, before: FileRow | None) -> bool:
    return (
        before is None
        or before.stamp != file.stamp
        or before.status is Status.MISSING
        or not before.fresh
    )
