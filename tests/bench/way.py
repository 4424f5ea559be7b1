"""A set whose every hop is watched: a DAW on JACK is heard, a controller lit, a page told.

The engine, its outputs and the capture are in this process as they are in `barwise run`; JACK, the
DAW, the audio input, the page and who receives OSC are processes of their own.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import soundfile

from live import bundle, events, features, ranking
from live import engine as engine_module
from live.actions import Offered
from live.assembly import assemble, attach_all
from live.config import ClockConfig, Config, ListenConfig, MidiConfig, OscConfig, PageConfig
from live.demo.perform import Performer
from live.engine import Engine
from live.library.shelf import Shelf
from live.listening import capture, ear, hearing
from live.listening.ring import Ring
from live.supervised import Supervised
from tests.bench.receiver import Came, receiving
from tests.bench.watch import ENGINE, Call, Watch, watching
from tests.conftest import eventually
from tests.jack_host import JackHost
from tests.pure_data import free_port
from tests.sounds import PROGRESSION, chords, drums

RATE = 48000
BPM = 240.0  # a bar a second
DAW = "DAW that sounds"
PADS = "Launchpad X LPX MIDI"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar that was ranked for, all in seconds.

    Attributes
    ----------
    took
        what the engine's thread took, and of that each hop; `rest` is what belongs to none.
    age
        how old the last sample that was heard was when ranking began.
    told
        from building the list's datagrams until the last of them was received.
    whole
        from the last sample that was heard until then.
    ahead
        from then until the bar line.
    """

    took: float
    hops: dict[str, float]
    age: float
    told: float
    whole: float
    ahead: float


@dataclass(frozen=True, slots=True)
class Seen:
    """All of a set: its bars, how late blocks of audio were in the ring, its library."""

    bars: list[Bar]
    blocks: list[float]
    shelf: Shelf


def watched(library: Path, folder: Path, bars: int) -> Seen:
    """A set of so many bars over `library`, all bundles on; a loop is accepted in every other."""
    with ExitStack() as stack:
        _sounding(stack, folder)
        pads = stack.enter_context(_closing(JackHost(PADS)))
        receiver = stack.enter_context(receiving())
        watch = stack.enter_context(watching())
        _watch_hops(watch)
        engine = stack.enter_context(_running(_configured(library, folder, receiver.port)))
        eventually(lambda: len(watch.of("all")) >= bars, 60 + 2 * bars * 240 / BPM, 0.5)
        assert pads.heard(), "the controller has no lights"
    blocks = [call.note - call.began for call in watch.of("block")]
    return Seen(list(_bars(watch, receiver.came)), blocks, engine._ear.shelf)


def _sounding(stack: ExitStack, folder: Path) -> None:
    """A DAW that plays four bars at the tempo of the set, again and again."""
    daw = stack.enter_context(_closing(JackHost(DAW)))
    song = chords(BPM, *PROGRESSION, rate=RATE) + drums(BPM, 16, RATE)
    soundfile.write(folder / "song.wav", song, RATE, subtype="FLOAT")
    daw.play(folder / "song.wav")


def _configured(library: Path, folder: Path, port: int) -> Config:
    return Config(
        library=str(library),
        log=str(folder / "set.jsonl"),
        screen=False,
        clock=ClockConfig(bpm=BPM),
        listen=ListenConfig(DAW),
        midi=MidiConfig(backend="jack", controllers=("launchpad-x",)),
        osc=OscConfig(port=0, out=(f"osc://127.0.0.1:{port}",)),
        page=PageConfig(port=free_port()),
    )


@contextmanager
def _running(config: Config) -> Iterator[Engine]:
    made = assemble(config)
    attach_all(made.engine, config)
    made.engine.attach("performer", Performer(made.engine.post))
    time.sleep(16 * 60 / BPM)  # until so much has been heard as is listened to
    thread = threading.Thread(target=made.engine.run, name=ENGINE)
    thread.start()
    try:
        yield made.engine
    finally:
        made.engine.post(events.Quit())
        thread.join()
        made.engine.close()
        made.close()


@contextmanager
def _closing(host: JackHost) -> Iterator[JackHost]:
    try:
        yield host
    finally:
        host.close()


# --- what is watched ------------------------------------------------------------------------------


def _watch_hops(watch: Watch) -> None:
    """Hops of a bar, none within another, but for `all` and `line`, which tell which bar it is."""
    watch.on("all", Engine, "_rank", lambda arguments, _: arguments[1])
    watch.on("line", Engine, "_hear", lambda arguments, _: arguments[0]._line)
    watch.on("block", Ring, "write", lambda arguments, _: arguments[2], thread="capture")
    watch.on("ring", capture.Capture, "last", lambda _, answer: answer[1])
    watch.on("spectra", features, "spectra")
    watch.on("sketch", features, "sketch")
    watch.on("profile", hearing, "hear_sketch")
    watch.on("tagged", bundle.Bundle, "tag")
    watch.on("asked", bundle.Bundle, "asks")
    watch.on("imagined", bundle.Bundle, "guess")
    watch.on("coarse", ranking, "longlist")
    watch.on("weighed", ranking, "weighed")
    watch.on("looked up", Shelf, "loop")
    watch.on("chosen", ranking, "chosen")
    watch.on("stepped", engine_module, "step")
    watch.on("memo", ear.Ear, "memo")
    watch.on("sent", Supervised, "send", lambda arguments, _: (arguments[0].name, arguments[1]))


def _bars(watch: Watch, came: list[Came]) -> Iterator[Bar]:
    """Those whose list has arrived, but for the first two, in which all is new."""
    lists = {int(each.args[1]): int(each.args[0]) for each in came if _is(each, "suggestions")}
    arrived = {int(each.args[0]): each.at for each in came if _is(each, "suggestion")}
    for whole in watch.of("all")[2:]:
        at = arrived.get(lists.get(whole.note, -1))
        if at is None:
            continue
        within = [call for call in watch.calls if _is_within(call, whole)]
        last = next(call.note for call in within if call.hop == "ring")
        line = next(call.note for call in within if call.hop == "line")
        listed = next(call for call in within if _tells_the_list(call))
        yield Bar(
            took=whole.took,
            hops=_hops(whole, within),
            age=whole.began - last,
            told=at - listed.began,
            whole=at - last,
            ahead=line.time_of(whole.note) - at,
        )


def _is(came: Came, word: str) -> bool:
    return came.path == f"/barwise/{word}"


def _is_within(call: Call, whole: Call) -> bool:
    return call is not whole and whole.began <= call.began and call.ended <= whole.ended


def _tells_the_list(call: Call) -> bool:
    return call.hop == "sent" and call.note[0] == "osc" and isinstance(call.note[1], Offered)


def _hops(whole: Call, within: list[Call]) -> dict[str, float]:
    """Seconds by hop; of what was sent by output."""
    spent: dict[str, float] = defaultdict(float)
    for call in within:
        if call.hop == "sent":
            spent[f"sent {call.note[0]}"] += call.took
        elif call.hop not in ("line", "block"):
            spent[call.hop] += call.took
    return {**spent, "rest": whole.took - sum(spent.values())}
