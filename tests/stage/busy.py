"""Real time with the player on JACK, and a process on every core that wants all of it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import psutil

from live import events, setlog
from live.clocks import internal
from live.config import Config, EngineConfig, PlayerConfig, RankingConfig
from live.demo.perform import Performer
from live.engine import Engine
from live.features import Bytes
from live.library.columns import Columns
from live.library.shelf import Shelf, Source
from live.listening.ear import Ear
from live.outputs import player
from live.replay import header
from live.stage import Session
from live.types import Loop
from tests.pure_data import free_port
from tests.stage.gig import bars
from tests.stage.rows import Fault, Place, Row, first_of, unless

LOOPS = 100_000
GROWTH = 0.05
SETTLED = 60.0  # seconds until all voices have played once


@dataclass(frozen=True)
class Copies:
    """Looks every loop up at the real one that it is a copy of."""

    real: Shelf
    each: int

    def loop(self, id: int) -> Loop:
        return replace(self.real.loop((id - 1) // self.each), id=id, digest=f"{id:032x}")

    def sketches(self, ids: list[int]) -> Bytes:
        return self.real.sketches([(id - 1) // self.each for id in ids])

    def id_at(self, path: str) -> int | None:
        return None

    def close(self) -> None:
        self.real.close()


def large(library: Path, seed: int = 0) -> Shelf:
    """`LOOPS` copies of the loops of `library`, that differ a little and can be played."""
    real = Shelf.open(library)
    each = -(-LOOPS // len(real))
    columns = {name: np.repeat(array, each, axis=0) for name, array in real.arrays().items()}
    columns["ids"] = np.arange(1, len(columns["ids"]) + 1)
    columns["harmony"] += 0.05 * np.random.default_rng(seed).standard_normal(
        columns["harmony"].shape, np.float32
    )
    source: Source = Copies(real, each)  # type: ignore[assignment]
    return Shelf._made(Columns(**columns, packs=real.packs), source, "copies")


@contextmanager
def hogs() -> Iterator[None]:
    """A busy process a core."""
    running = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _ in range(os.cpu_count() or 1)
    ]
    try:
        yield
    finally:
        for each in running:
            each.kill()
            each.wait()


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of this process and of the player's: its own, and what is mapped from files.

    Loops that were prepared lie in files that the player maps: the system takes such pages back
    when it needs them, and the player lets go of the oldest above 512 MB.
    """

    processes: int
    own: int
    mapped: int


def memory() -> Memory:
    ours = psutil.Process()
    found = [_sizes(ours.pid)]
    for child in ours.children():
        with suppress(psutil.Error, OSError):
            if "player" in child.cmdline():
                found.append(_sizes(child.pid))
    own, resident = (sum(sizes[name] for sizes in found) for name in ("Anonymous", "Rss"))
    return Memory(len(found), own, resident - own)


def _sizes(pid: int) -> dict[str, int]:
    """Line by line what Linux says of a process's memory, in bytes."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    lines = [line.split() for line in text.splitlines()[1:]]
    return {words[0].rstrip(":"): 1024 * int(words[1]) for words in lines}


def most_memory(until: float) -> Memory:
    """The most own memory there is, of looks twice a second until then: voices come and go."""
    found = [memory()]
    while time.monotonic() < until:
        time.sleep(0.5)
        found.append(memory())
    return max(found, key=lambda each: each.own)


def beside_a_hog(place: Place) -> Row:
    log = place.folder / "set.jsonl"
    told: list[events.Event] = []
    shelf = large(place.library)
    config = Config(player=PlayerConfig(on=True, port=free_port(), backend="jack"))
    written = setlog.SetLog(log, told.append)
    ear = Ear(shelf, RankingConfig())
    written.write(header(Session(), ear, "copies"))
    engine = Engine(Session(), ear, internal.open(config), EngineConfig(), record=written.write)
    sound = player.open(told.append, config)
    assert sound is not None
    engine.attach("player", sound)
    engine.attach("performer", Performer(engine.post))
    thread = threading.Thread(target=engine.run)
    with hogs():
        thread.start()
        began, settled = time.monotonic(), min(SETTLED, 30 * place.minutes)
        rest = (60 * place.minutes - settled) / 2
        time.sleep(settled)
        before = most_memory(began + settled + rest)
        after = most_memory(began + settled + 2 * rest)
        engine.post(events.Quit())
        thread.join()
        engine.close()
    written.close()
    shelf.close()
    return _row(place, setlog.read(log), told, before, after)


def _row(
    place: Place,
    records: list[setlog.Record],
    told: list[events.Event],
    before: Memory,
    after: Memory,
) -> Row:
    found = bars(records)
    took = np.percentile([r["took_ms"] for r in records if "rank" in r], [50, 99])
    texts = [e.text for e in told if isinstance(e, events.Trouble)]
    lost = max([int(t.split()[0]) for t in texts if "blocks of audio were lost" in t], default=0)
    grown = after.own / before.own - 1
    others = [t for t in texts if "blocks of audio" not in t and "was not ready" not in t]
    late_starts = sum("was not ready" in text for text in texts)
    launched = sum(r.get("action", {}).get("kind") == "Launch" for r in records)
    return Row(
        f"{place.minutes:g} minutes, {LOOPS:,} loops, player on JACK, every core taken",
        f"{found}; ranked in p50 {took[0]:.0f} / p99 {took[1]:.0f} ms; {launched} launches, "
        f"{late_starts} begun late; memory of engine and player {grown:+.1%} once settled "
        f"({after.own >> 20} MB, and {after.mapped >> 20} MB of mapped files)",
        "-",
        f"{lost} blocks of audio" if lost else "nothing",
        too_much=first_of(
            unless(not found.missed, f"{found.missed} bars missed"),
            unless(found.count > 28 * place.minutes, f"only {found.count} bars"),
            unless(not others, "; ".join(others[:2])),
            unless(after.processes == 2, "the player has ended"),
            unless(grown < GROWTH, f"memory grew by {grown:.1%}"),
        ),
    )


FAULTS: tuple[Fault, ...] = (beside_a_hog,)
