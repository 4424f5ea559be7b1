"""Live audio on a real JACK server: what is heard, when it sounded, and what happens if it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import soundfile
import soxr
from hypothesis import given
from hypothesis import strategies as st

from live.config import ListenConfig, RankingConfig
from live.errors import DeviceError
from live.events import Event, News, Trouble
from live.library.shelf import Shelf
from live.listening.capture import Capture
from live.listening.ear import Ear
from live.listening.hearing import hear_loops
from live.listening.ring import Ring
from live.timeline import Timeline
from live.types import PITCHES, Floats
from tests.conftest import eventually
from tests.jack_host import START, JackHost, jack_server, ticks
from tests.pure_data import free_port
from tests.shelves import Made, playing, shelf_of
from tests.sounds import PROGRESSION, chords, drums

RATE = 48000
BLOCK = 1024
DAW = "DAW that sounds"


@contextmanager
def listening(device: str = DAW, **more: Any) -> Iterator[Capture]:
    capture = Capture(ListenConfig(device), **more)
    try:
        yield capture
    finally:
        capture.close()


@pytest.fixture
def daw(jack: str) -> Iterator[JackHost]:
    host = JackHost(DAW)
    yield host
    host.close()


def wait_for(capture: Capture, seconds: float) -> tuple[Floats, float]:
    """The last `seconds`, as soon as there are so many."""
    wanted = round(seconds * capture.rate)
    eventually(lambda: len(capture.last(seconds)[0]) == wanted, seconds=20)
    return capture.last(seconds)


def test_the_last_16_beats_lie_where_they_sounded(daw: JackHost) -> None:
    beat = RATE // 4  # 240 bpm
    daw.click(beat)
    with listening() as capture:
        assert capture.rate == RATE
        audio, end = wait_for(capture, 16 * 60 / 240)
    clicks = np.flatnonzero(audio > 0.4)
    assert len(clicks) in (15, 16, 17)
    assert set(np.diff(clicks)) == {beat}, "not a sample is lost or doubled"
    seen = (end - daw.time_of(0)) * RATE - (len(audio) - 1 - clicks)
    late = (seen + beat / 2) % beat - beat / 2
    # JACK hands a block on when it is complete: up to one early, as counted from its first sample.
    assert np.all(np.abs(late + BLOCK) < BLOCK)


def test_what_is_heard_is_the_loop_that_plays_in_its_phase(daw: JackHost, tmp_path: Path) -> None:
    bpm = 200.0

    def song(rate: int) -> Floats:
        return chords(bpm, *PROGRESSION, rate=rate) + drums(bpm, 16, rate)

    soundfile.write(tmp_path / "song.wav", song(RATE), RATE, subtype="FLOAT")
    daw.play(tmp_path / "song.wav")
    shelf = shelf_of([Made(song(44100), bpm, 16)])
    line = Timeline(bpm, 0.0, daw.time_of(0))
    with listening() as capture:
        wait_for(capture, 22 * 60 / bpm)  # sixteen beats before the bar that sounds now
        bar = line.bar_at(time.monotonic())
        heard = Ear(shelf, RankingConfig(), capture=capture).hear(bar, line, ())
    known = hear_loops(bar, line, [playing(shelf, 1, bpm)], shelf)
    assert heard.source == "audio"

    def likeness(name: str, axis: int) -> list[float]:
        """Of what is heard, moved by steps along `axis`, to what plays."""
        a, b = getattr(heard.profile, name), getattr(known.profile, name)
        moved = [np.roll(a, -step, axis) for step in range(a.shape[axis])]
        return [float(np.sum(each * b) / np.linalg.norm(b) / np.linalg.norm(a)) for each in moved]

    for name, axis in (("harmony", 0), ("rhythm", 1)):
        like = likeness(name, axis)
        assert np.argmax(like) == 0, f"{name} is out of phase"
        assert like[0] > 0.8
    assert heard.profile.balance @ known.profile.balance > 0.9 * np.sum(known.profile.balance**2)


def test_a_device_that_is_none_is_answered_with_those_there_are(daw: JackHost) -> None:
    with pytest.raises(DeviceError, match=f"no audio input 'Mikro': there are .*{DAW}"):
        Capture(ListenConfig("Mikro"))


def test_part_of_a_name_in_any_case_is_enough(daw: JackHost) -> None:
    with listening("daw THAT") as capture:
        assert capture.rate == RATE


def test_closing_leaves_no_process_behind(daw: JackHost) -> None:
    before = {child.pid for child in psutil.Process().children()}
    with listening():
        (child,) = [c for c in psutil.Process().children() if c.pid not in before]
        assert "live.listening.line_in" in child.cmdline()
    assert not child.is_running()


# --- a server that dies -------------------------------------------------------------------------


def test_the_server_dies_and_comes_back_and_so_does_the_sound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = f"barwise-dies-{os.getpid()}"
    monkeypatch.setenv("JACK_DEFAULT_SERVER", name)
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    told: list[Event] = []
    with jack_server(name) as first:
        host = JackHost(DAW)
        capture = Capture(ListenConfig(DAW), told.append)
        first.terminate()
        eventually(lambda: told)
        host.kill()
    try:
        (trouble,) = told
        assert isinstance(trouble, Trouble)
        assert trouble.what == "audio"
        assert f"no audio input '{DAW}'" in trouble.text
        assert "it is listened to when it is back" in trouble.text
        audio, _ = capture.last(1.0)
        assert not np.any(audio), "the set goes on with what there was"
        with jack_server(name):
            host = JackHost(DAW)
            host.click(RATE // 4)
            eventually(lambda: len(told) == 2, seconds=20)
            assert told[1] == News("audio", f"listening to {DAW} again")
            eventually(lambda: np.any(capture.last(1.0)[0] > 0.4))
            capture.close()
            host.close()
    finally:
        capture.close()


# --- the whole thing ----------------------------------------------------------------------------


def test_a_set_suggests_what_fits_the_key_that_is_heard(
    daw: JackHost, demo_library: Path, tmp_path: Path
) -> None:
    """A DAW plays a loop of the library three semitones up, as a faster tape: its pack follows."""
    shelf = Shelf.open(demo_library)
    row = next(row for row in range(len(shelf)) if "chords_organ_120" in shelf.loop(row).path)
    faster = 2 ** (3 / 12)
    audio, rate = soundfile.read(shelf.loop(row).path)
    soundfile.write(tmp_path / "up.wav", soxr.resample(audio, rate * faster, RATE), RATE)
    log, config = tmp_path / "set.jsonl", tmp_path / "live.toml"
    config.write_text(
        f'library = "{demo_library}"\nlog = "{log}"\nscreen = false\n[midi]\nbackend = "jack"\n'
        f'[clock]\nname = "midi"\nport = "{DAW}"\n'
    )
    options = [f"--config={config}", f"--listen={DAW}", f"--osc-port={free_port()}"]
    running = subprocess.Popen(
        [sys.executable, "-m", "live", "run", *options],
        stdout=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
    )
    try:
        eventually(lambda: log.exists() and "listening to" in log.read_text(), seconds=30)
        first = daw.frame + RATE // 4
        daw.play(tmp_path / "up.wav", first)
        daw.write([(first, START), *ticks(120 * faster, 24 * 60, RATE, first)])
        eventually(lambda: offers(log, bar=4), seconds=30)
    finally:
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0
    heard = {rank["rank"]["bar"]: rank["heard"]["source"] for rank in written(log, "rank")}
    assert heard[4] == "audio"
    suggested = keys(offers(log, bar=4)[-1], shelf)
    assert len(suggested) >= 2
    assert suggested.count("Cm") > len(suggested) / 2, suggested


def written(log: Path, kind: str) -> list[dict[str, Any]]:
    """The log's records of this kind."""
    lines = log.read_text().splitlines(keepends=True) if log.exists() else []
    records = [json.loads(line) for line in lines if line.endswith("\n")]
    return [record for record in records if kind in record]


def offers(log: Path, bar: int) -> list[dict[str, Any]]:
    """The lists made for `bar`."""
    events = [record["event"] for record in written(log, "event")]
    return [event for event in events if event["kind"] == "Offer" and event["bar"] == bar]


def keys(offer: dict[str, Any], shelf: Shelf) -> list[str]:
    """In which keys its suggestions will sound, of those that have one."""
    loops = [(shelf.loop(shelf.row_of(s["loop"]["id"])), s) for s in offer["suggestions"]]
    return [
        PITCHES[(loop.key + s["transpose"]) % 12] + "m" * (loop.mode == "minor")
        for loop, s in loops
        if loop.key is not None
    ]


# --- the ring -----------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 40), max_size=30), st.integers(0, 20))
def test_the_ring_gives_the_last_samples_that_came(blocks: list[int], wanted: int) -> None:
    ring = Ring(10, 2.0)
    written = np.arange(sum(blocks), dtype=np.float32)
    at = 0
    for number, block in enumerate(blocks):
        ring.write(written[at : at + block], float(number))
        at += block
    count, last = ring.mark
    assert count == len(written)
    assert last == float(max(len(blocks) - 1, 0))
    assert list(ring.read(count - wanted, count)) == list(written[max(count - wanted, 0) :])
    assert len(ring.read(0, count)) == min(count, 20), "what is older than it keeps is left out"


def test_the_ring_goes_on_where_it_is_after_a_day() -> None:
    ring = Ring(10, 2.0)
    ring.write(np.broadcast_to(np.float32(-1), 24 * 3600 * 10 + 7), 0.0)
    ring.write(np.arange(25, dtype=np.float32), 1.0)
    count, _ = ring.mark
    assert count == 24 * 3600 * 10 + 7 + 25
    assert list(ring.read(count - 20, count)) == list(range(5, 25)), "across the end as well"
    assert list(ring.read(count - 3, count)) == [22, 23, 24]
    assert len(ring.read(count, count)) == len(ring.read(count, count - 1)) == 0
