"""Puts a set together from its configuration: library, ear, clock, log, controls and outputs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from live import clocks, controls, latency, outputs, parts, replay
from live.bundle import Bundle, installed
from live.config import DATA_FOLDER, Config, EngineConfig
from live.engine import Engine
from live.errors import FileError
from live.events import Correct, Event, News, Trouble
from live.imagination.studio import Studio
from live.library import backup
from live.library.background import Background
from live.library.catalogue import Catalogue
from live.library.shared import place
from live.library.shelf import Shelf
from live.library.upkeep import hear_all, unheard
from live.listening.capture import Capture
from live.listening.ear import Ear
from live.resuming import Resumed, resumed
from live.setlog import SetLog
from live.stage import Rules, Session, Stage
from live.types import Slot


@dataclass(frozen=True, slots=True)
class Set:
    """A set ready to run; `close` ends what runs beside the engine.

    `imagined` waits until everything is that was to be imagined.
    """

    engine: Engine
    log: Path
    close: Callable[[], None]
    imagined: Callable[[], None]


def open_shelf(library: Path, bundles: Sequence[Bundle] = ()) -> Shelf:
    """The library in memory, with all that `bundles` make of it; that may take a while.

    Raises `FileError` when there is nothing in it to suggest.
    """
    shelf = Shelf.ready(library)
    if shelf is None or unheard(library, shelf, bundles):
        hear_all(library, bundles)
        shelf = Shelf.open(library)
    if not len(shelf):
        raise FileError(f"{library}: holds no loops; add some with `barwise scan FOLDER`")
    return shelf


def new_session(config: Config) -> Session:
    """An empty stage with the performer's bans and favourites."""
    with Catalogue.open(place.catalogue(config.library)) as catalogue:
        banned, favourites = catalogue.taste()
    engine = config.engine
    hold = float(engine.hold_bars * config.clock.beats_per_bar)
    return Session(
        Stage(slots=(Slot(),) * engine.slots, banned=banned, favourites=favourites),
        Rules(engine.quantum, hold, engine.history),
    )


def assemble(
    config: Config, now: Callable[[], float] = time.monotonic, cut_off: Path | None = None
) -> Set:
    """What the music itself needs; if any of it is missing, the error says so before the set.

    With the log of a set that was `cut_off` that set goes on, if it can.
    """
    bundles, refused = installed(config.ranking.bundles)
    library = place.catalogue(config.library)
    troubles = [Trouble("bundle", reason) for reason in refused]
    with backup.told_to(lambda text: troubles.append(Trouble("library", text))):
        shelf, session = open_shelf(library), new_session(config)
    was: Resumed | None = None
    if cut_off is not None:
        try:
            was = resumed(cut_off, shelf, config.ranking, session)
        except FileError as error:
            troubles.append(Trouble("set", str(error)))

    def post(event: Event) -> None:
        engine.post(event)

    def remember(event: Correct) -> None:
        background.correct(event)

    with ExitStack() as stack:
        stack.callback(backup.keep_small, library)
        stack.enter_context(backup.told_to(lambda text: post(Trouble("library", text))))
        capture = Capture(config.listen, post) if config.listen.device else None
        if capture is not None:
            stack.callback(capture.close)
        ear = Ear(shelf, config.ranking, bundles, capture, config.listen.threshold_lufs)
        clock = parts.find(clocks, config.clock.name).open(config, now)
        stack.callback(clock.close)
        log = SetLog(was.log if was else _log_path(config), post)
        stack.callback(log.close)
        stack.callback(lambda: log.write({"ended": now()}))
        if was is None:
            log.write(replay.header(session, ear, config.library, config.player.record))
        else:
            session = was.session
            for stranger in was.strangers:
                ear.meet(stranger)
        studio = Studio(bundles, log.path.parent / "imagined", config.ranking.target_lufs, post)
        latency_ms, told = latency.at_start(config)
        engine = Engine(
            session,
            ear,
            clock,
            _in_time(config),
            latency_ms=latency_ms,
            imagine=studio.ask,
            remember=remember,
            record=log.write,
            resumed=was.transport if was else None,
            now=now,
        )
        engine.attach("imagination", studio)
        for event in (*told, *troubles):
            post(event)
        if was is not None:
            post(News("set", was.summary))
        background = Background(shelf, library, bundles, ear.bring, post)
        stack.callback(background.close)
        return Set(engine, log.path, stack.pop_all().close, studio.finish)


def _in_time(config: Config) -> EngineConfig:
    """What is accepted must reach a Live that launches it before its bar."""
    if not config.ableton.on or config.player.on:
        return config.engine
    margin = max(config.engine.launch_margin_ms, config.ableton.margin_ms)
    return replace(config.engine, launch_margin_ms=margin)


def sets(config: Config) -> Path:
    """Where the logs of sets are: a folder, or the file that was asked for."""
    return Path(config.log) if config.log else DATA_FOLDER / "sets"


def _log_path(config: Config) -> Path:
    named = f"{datetime.now():%Y-%m-%d-%H%M%S}.jsonl"
    return _unused(Path(config.log) if config.log else sets(config) / named)


def _unused(path: Path) -> Path:
    """`path`, or with a number if there is a set of that name: one log is one set."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(each for each in chain([path], numbered) if not each.exists())


def attach_all(engine: Engine, config: Config) -> None:
    """Open every output and control that `config` asks for.

    They look after what may come later (a controller, a player's restart) themselves; what they
    raise here cannot mend itself: a port in use, a device that does not exist.
    """
    with ExitStack() as opened:
        senders = []
        for folder in (outputs, controls):
            for name in parts.names(folder):
                sender = parts.find(folder, name).open(engine.post, config)
                if sender is not None:
                    opened.callback(sender.close)
                    senders.append((name, sender))
        opened.pop_all()
    for name, sender in senders:
        engine.attach(name, sender)
