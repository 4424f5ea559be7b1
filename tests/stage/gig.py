"""A real `barwise run`, told and heard over OSC, whose log outlives it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from pythonosc.osc_message import OscMessage

from live import setlog
from tests.conftest import eventually
from tests.pure_data import free_port, tell

BPM = 240.0  # a bar a second
BAR = 240.0 / BPM

Settings = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Said:
    """A message of Barwise and the monotonic time at which it came."""

    at: float
    word: str
    args: tuple[Any, ...]


class Gig:
    """One set, however often its process is started."""

    def __init__(self, folder: Path, library: Path, **settings: Mapping[str, Any]) -> None:
        self.library = library
        self.log = folder / "set.jsonl"
        self.said: list[Said] = []
        self.port, self.player_port = free_port(), free_port()
        self._ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 21)
        self._ear.bind(("127.0.0.1", 0))
        self._config = folder / "barwise.toml"
        self._config.write_text(_toml(self._settings(settings)))
        self._env = {**os.environ, "XDG_DATA_HOME": str(folder)}
        threading.Thread(target=self._listen, daemon=True).start()

    def _settings(self, others: Settings) -> Settings:
        out = f"osc://127.0.0.1:{self._ear.getsockname()[1]}"
        own: dict[str, dict[str, Any]] = {
            "clock": {"bpm": BPM},
            "osc": {"port": self.port, "out": [out]},
            "player": {"port": self.player_port},
            "page": {"on": False},
        }
        return {name: {**own.get(name, {}), **others.get(name, {})} for name in {**own, **others}}

    # Its process

    def start(self) -> float:
        """Returns the seconds until it speaks."""
        began = time.monotonic()
        command = [sys.executable, "-m", "live", "run", "--no-screen", f"--config={self._config}"]
        self.process = subprocess.Popen(
            [*command, f"--library={self.library}", f"--log={self.log}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=self._env,
            text=True,
        )
        return self.wait_for("suggestions", since=began, seconds=60).at - began

    def kill(self) -> float:
        """As the kernel does when memory runs out; returns when."""
        at = time.monotonic()
        self.process.kill()
        self.process.communicate()
        return at

    def end(self) -> str:
        """In good order; what it printed in its despair."""
        self.process.send_signal(signal.SIGTERM)
        try:
            _, torn = self.process.communicate(timeout=30)
        finally:
            self.process.kill()
        return str(torn)

    def child(self, *words: str) -> psutil.Process:
        """The one of its processes whose command has all of these words."""
        children = psutil.Process(self.process.pid).children()
        (found,) = (child for child in children if all(w in child.cmdline() for w in words))
        return found

    # What is said to it, and what it says

    def tell(self, word: str, *args: Any) -> float:
        at = time.monotonic()
        tell(self.port, f"/barwise/{word}", *args)
        return at

    def play(self, loops: int = 2) -> None:
        """Launch that many loops, each from a list of its own, and wait until they play."""
        since = 0.0
        for slot in range(loops):
            self.wait_for("cursor", since=since)
            since = self.tell("accept", 0)
            since = self.wait_for("slot", slot, "playing", since=since).at

    def wait_for(self, word: str, *args: Any, since: float = 0.0, seconds: float = 30.0) -> Said:
        """The first message `word` after `since` whose arguments begin with `args`."""
        return eventually(lambda: self.first(word, *args, since=since), seconds)  # type: ignore[return-value]

    def wait_for_text(
        self, word: str, text: str, since: float = 0.0, seconds: float = 60.0
    ) -> Said:
        """The first `word` after `since` that has `text` in it."""
        return eventually(lambda: self.first_text(word, text, since), seconds)  # type: ignore[return-value]

    def first(self, word: str, *args: Any, since: float = 0.0) -> Said | None:
        def fits(said: Said) -> bool:
            return said.word == word and said.at >= since and said.args[: len(args)] == args

        return next((said for said in list(self.said) if fits(said)), None)

    def first_text(self, word: str, text: str, since: float = 0.0) -> Said | None:
        def fits(said: Said) -> bool:
            return said.word == word and said.at >= since and text in str(said.args)

        return next((said for said in list(self.said) if fits(said)), None)

    def errors(self, since: float = 0.0) -> list[str]:
        return [str(s.args[0]) for s in list(self.said) if s.word == "error" and s.at >= since]

    def _listen(self) -> None:
        while True:
            message = OscMessage(self._ear.recv(65536))
            word = message.address.removeprefix("/barwise/")
            self.said.append(Said(time.monotonic(), word, tuple(message.params)))

    # What its log says

    def records(self) -> list[setlog.Record]:
        return setlog.read(self.log)

    def session(self, since: float = 0.0) -> dict[str, Any]:
        """Slots and list as the last messages after `since` told them."""
        said = [each for each in list(self.said) if each.at >= since]
        slots = {s.args[0]: s.args[1:] for s in said if s.word == "slot"}
        begun = [number for number, s in enumerate(said) if s.word == "suggestions"]
        listed = [s.args for s in said[begun[-1] :] if s.word == "suggestion"] if begun else []
        return {"slots": slots, "list": [args[2:] for args in listed]}


@contextmanager
def gig(folder: Path, library: Path, **settings: Mapping[str, Any]) -> Iterator[Gig]:
    """A set that plays until the block ends."""
    made = Gig(folder, library, **settings)
    made.start()
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.end()


def _toml(tables: Settings) -> str:
    """JSON's numbers, strings, lists and booleans are TOML's."""
    lines = []
    for name, table in tables.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Bars:
    """How many bars a log has, how many of them are not there, and how many lists came late."""

    count: int
    missed: int
    late: int

    def __str__(self) -> str:
        return f"bars missed {self.missed} of {self.count + self.missed}, lists late {self.late}"


def bars(records: list[setlog.Record]) -> Bars:
    """After a jump of the clock, or a stop, counting begins anew."""
    count = missed = 0
    last: int | None = None
    for record in records:
        if _begins_anew(record):
            last = None
        elif "rank" in record:
            bar = record["rank"]["bar"]
            count += bar != last
            missed += 0 if last is None else max(bar - last - 1, 0)
            last = bar
    offers = [r["event"] for r in records if r.get("event", {}).get("kind") == "Offer"]
    return Bars(count, missed, sum(not offer["deadline_met"] for offer in offers))


def _begins_anew(record: setlog.Record) -> bool:
    event, action = record.get("event", {}), record.get("action", {})
    stopped = action.get("kind") == "Clocked" and not action["transport"]["running"]
    return stopped or event.get("kind") == "Rewound"


def no_bar_missed(records: list[setlog.Record]) -> str:
    """The complaint, if there is one."""
    found = bars(records)
    return f"{found.missed} bars missed" if found.missed else ""
