"""A whole set with a page, in this process, over a copy of the demo's library."""

from __future__ import annotations

import json
import queue
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from live import dashboard, events
from live.assembly import assemble, attach_all
from live.config import ClockConfig, Config, OscConfig, PageConfig
from live.engine import Engine
from live.outputs import page as page_output
from live.outputs.page import PageOutput

BPM = 240.0  # a bar a second


@dataclass(frozen=True)
class Stand:
    """A running set, its configuration and where its page is."""

    engine: Engine
    config: Config

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.config.page.port}"

    def kill_page(self) -> None:
        """As the kernel does when memory runs out."""
        process = page_process()
        process.kill()
        process.wait()


def page_process() -> psutil.Process:
    """The only one that serves a page for this process."""
    (found,) = (p for p in psutil.Process().children() if dashboard.__name__ in p.cmdline())
    return found


def copied(library: Path, folder: Path) -> Path:
    """The catalogue `library` in `folder`, to be written to."""
    copy = folder / "library.db"
    with closing(sqlite3.connect(library)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def configured(library: Path, **page: Any) -> Config:
    """A set of the catalogue `library` that asks for no device and has a page."""
    return Config(
        library=str(library),
        log=str(library.parent / "set.jsonl"),
        screen=False,
        clock=ClockConfig(bpm=BPM),
        osc=OscConfig(port=0, out=()),
        page=PageConfig(**{"port": free_port(), **page}),
    )


@contextmanager
def stand(config: Config) -> Iterator[Stand]:
    """The set runs until the block ends."""
    running = assemble(config)
    attach_all(running.engine, config)
    thread = threading.Thread(target=running.engine.run, name="engine")
    thread.start()
    try:
        yield Stand(running.engine, config)
    finally:
        running.engine.post(events.Quit())
        thread.join()
        running.engine.close()
        running.close()


@dataclass(frozen=True)
class Served:
    """A page without a set: the test says what there is to see, and sees what is asked for."""

    output: PageOutput
    posted: queue.SimpleQueue[events.Event]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.output.port}"

    def asked(self) -> events.Event:
        """The next gesture of a page."""
        while isinstance(event := self.posted.get(timeout=20), events.News | events.Trouble):
            pass
        return event


@contextmanager
def served(config: Config) -> Iterator[Served]:
    posted: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
    output = page_output.open(posted.put, config)
    assert output is not None
    try:
        yield Served(output, posted)
    finally:
        output.close()


class Page:
    """A page without a screen: keeps what was said last of every subject."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.said: dict[str, Any] = {}

    def say(self, word: str, *args: Any) -> None:
        self.connection.send(json.dumps({"path": f"/barwise/{word}", "args": args}))

    def hear(self, seconds: float = 10.0) -> dict[str, Any]:
        """The next message; a `TimeoutError` if none comes."""
        news: dict[str, Any] = json.loads(self.connection.recv(timeout=seconds))
        self.said.update(news)
        return news

    def wait_for(self, subject: str, fits: Callable[[Any], object] = lambda said: True) -> Any:
        """What is said of `subject`, once it fits."""
        while subject not in self.said or not fits(self.said[subject]):
            self.hear()
        return self.said[subject]


@contextmanager
def page(url: str, **headers: str | None) -> Iterator[Page]:
    """A page that was served by `url`, unless an `origin` says otherwise; None is none."""
    origin = headers.pop("origin", url)
    address = url.replace("http", "ws", 1) + "/ws"
    opened = connect(
        address,
        origin=None if origin is None else Origin(origin),
        additional_headers={name: value for name, value in headers.items() if value},
        close_timeout=1,
        open_timeout=20,
    )
    with opened as connection:
        yield Page(connection)
