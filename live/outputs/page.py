"""The page that browsers show: what holds goes to a process of its own, gestures come back.

The engine leaves the latest of everything here and goes on; what a slow reader misses is old by
then. The process, `live.dashboard`, is started again should it end, and is told all that holds.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import IO, Any

import click

from live import dashboard, protocol
from live.actions import Action
from live.config import Config, PageConfig
from live.controls import Post
from live.dashboard import link, view
from live.dashboard.settings import Settings
from live.dashboard.view import Subjects
from live.events import News, Trouble
from live.library.catalogue import Catalogue
from live.library.shared import place

#: What the engine says in one go reaches the page in one piece, seconds.
_GATHER = 0.01

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 30.0
_SETTLED_SECONDS = 30.0  # who lived that long has not died of how it was started
_PATIENCE_SECONDS = 3.0


def open(post: Post, config: Config) -> PageOutput | None:
    """Serve at the host of `[page]` and print the link; None if it is off.

    Raises `DeviceError` where a port that was asked for is taken, `FileError` if there is neither
    a token nor a place to keep one.
    """
    page = config.page
    if not page.on:
        return None
    library = place.catalogue(config.library)
    with Catalogue.open(library) as catalogue:
        first = view.at_first(config, *catalogue.taste())
    token = _token(page)
    bound = link.bind(page.host, page.port)
    port = bound.getsockname()[1]
    _invite(link.url(page.host, port, token), with_picture=bool(token) and sys.stdout.isatty())
    post(News("page", link.url(page.host, port)))  # goes to logs and networks: without the token
    return PageOutput(bound, Settings(bound.fileno(), str(library), token), first, post)


def _invite(address: str, *, with_picture: bool) -> None:
    click.echo(f"the page: {address}")
    if with_picture:
        click.echo(link.picture(address))


def _token(page: PageConfig) -> str:
    """Empty where only this machine can reach the page."""
    return "" if link.is_loopback(page.host) else page.token or link.kept_token()


class PageOutput:
    """The socket stays open from process to process: who connects meanwhile waits, and is served.

    A thread looks after the process and hears what it says; another one tells it what there is.
    """

    def __init__(
        self, bound: socket.socket, settings: Settings, subjects: Subjects, post: Post
    ) -> None:
        self._bound = bound
        self._settings = settings
        self._subjects = subjects
        self._post = post
        self._news = threading.Event()
        self._closing = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._look_after, name="page", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._bound.getsockname()[1])

    def send(self, action: Action, now: float) -> None:
        self._subjects = view.after(self._subjects, action, now)
        self._news.set()

    def close(self) -> None:
        self._closing.set()
        self._news.set()
        self._thread.join(_PATIENCE_SECONDS)
        while self._thread.is_alive():
            self._kill()
            self._thread.join(_FIRST_PAUSE)
        self._bound.close()

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _look_after(self) -> None:
        pause = _FIRST_PAUSE
        while not self._closing.is_set():
            began = time.monotonic()
            with contextlib.suppress(OSError):  # no memory for a process: perhaps later
                self._live_once()
            if time.monotonic() > began + _SETTLED_SECONDS:
                pause = _FIRST_PAUSE
            if self._closing.wait(pause):
                return
            self._post(Trouble("page", "its process has ended: it is started again"))
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _live_once(self) -> None:
        """The life of one process: it ends with its standard input, or by itself."""
        self._process = process = _started(self._settings.socket)
        ended = threading.Event()
        telling = threading.Thread(
            target=self._tell, args=[process, ended], name="page tells", daemon=True
        )
        telling.start()
        self._listen(process)
        ended.set()
        self._news.set()
        telling.join()
        process.wait()

    def _tell(self, process: subprocess.Popen[bytes], ended: threading.Event) -> None:
        """All that holds, and from then on what is new."""
        assert process.stdin is not None
        with contextlib.suppress(OSError), process.stdin as pipe:
            _write(pipe, asdict(self._settings))
            said: Subjects = {}
            while True:
                self._news.clear()
                if ended.is_set() or self._closing.is_set():
                    return
                subjects = self._subjects
                _write(pipe, view.news(said, subjects))
                said = subjects
                self._news.wait()
                self._closing.wait(_GATHER)

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Until it ends."""
        assert process.stdout is not None
        with process.stdout as pipe:
            for line in pipe:
                self._take(line)

    def _take(self, line: bytes) -> None:
        with contextlib.suppress(ValueError):  # cut off as the process was killed
            said = json.loads(line)
            event = protocol.event(said["path"], said["args"])
            if event is not None:
                self._post(event)


def _started(socket: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", dashboard.__name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the engine to hear
        pass_fds=[socket],
    )


def _write(pipe: IO[bytes], said: Mapping[str, Any]) -> None:
    """May wait for who reads. Raises `OSError` when nobody does."""
    if said:
        pipe.write(json.dumps(said).encode() + b"\n")
        pipe.flush()
