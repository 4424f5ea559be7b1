"""The one way in which a command comes to its library, be that a file or a server's.

A server that cannot be reached, for whatever reason, costs one line: the mirror serves as it was,
and what is told meanwhile is sent the next time. Only without any mirror there is nothing to use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import click

from live.errors import BarwiseError
from live.library.shared import files, place
from live.library.shared.mirror import Mirror
from live.library.shared.pull import pull
from live.library.shared.push import Watch, push
from live.library.shared.server import connected
from live.progress import progress

#: Is told what the performer should know, a line each.
Say = Callable[[str], None]


def warn(text: str) -> None:
    """On stderr, for commands."""
    click.echo(f"barwise: {text}", err=True)


@contextmanager
def in_use(library: str, say: Say = warn) -> Iterator[Path]:
    """The catalogue of `library`, as new as its server; what changes in it is sent at the end.

    Raises what `server.connected` does if there is no mirror yet.
    """
    path = place.catalogue(library)
    if not place.is_shared(library):
        yield path
        return
    _begin(library, path, say)
    try:
        yield path
    finally:
        _end(library, path, say)


def synchronise(library: str) -> tuple[int, int]:
    """Send what has changed here, take what has changed there; how many rows of both.

    Raises what `server.connected` does.
    """
    with connected(library) as server, Mirror.open(place.catalogue(library)) as mirror:
        if not mirror.belongs_to(server.birth, server.number):
            mirror.begin_anew(server.birth)
        with _shown("to the shared library") as watch:
            sent = push(mirror, server, watch)
        with _shown("from the shared library") as watch:
            return sent, pull(mirror, server, watch)


@contextmanager
def _shown(what: str) -> Iterator[Watch]:
    """A bar from the moment on when there is anything to show."""
    with ExitStack() as stack:

        @cache
        def bar() -> Watch:
            return stack.enter_context(progress(what))

        yield lambda done, total: bar()(done, total)


def _begin(library: str, path: Path, say: Say) -> None:
    try:
        synchronise(library)
    except BarwiseError as error:
        if not path.exists():
            raise
        say(f"{error}; the library is as it was here the last time")
    with Mirror.open(path) as mirror:
        absent, total, one = files.look(mirror)
    if absent:
        say(
            f"{absent} of {total} files are not on this machine and not suggested ({one}); "
            "mount their disk under the same path"
        )


def _end(library: str, path: Path, say: Say) -> None:
    try:
        with Mirror.open(path) as mirror:
            waits = mirror.waits()
        if waits:
            synchronise(library)
    except BarwiseError as error:
        say(f"{error}; what is new here is sent the next time")
