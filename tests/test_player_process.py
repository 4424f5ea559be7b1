"""The player's process on a real audio server: heard by sounddevice, driven over UDP."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from ctypes.util import find_library
from pathlib import Path
from typing import TypeVar

import jack as jack_client
import numpy as np
import pytest
import soundfile

from live.player import messages
from live.player.caller import Caller
from live.player.messages import Message
from live.player.translate import sound
from tests.conftest import eventually, missing, need
from tests.player_rig import click, onsets, suggest
from tests.watched import watched

BEAT = 24000  # frames at 120 bpm and 48 kHz
M = TypeVar("M", bound=Message)


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Rig:
    """A running player and what it has answered so far."""

    def __init__(self, *options: str) -> None:
        self.port = free_port()
        self.caller = Caller(self.port)
        self.told: list[Message] = []
        self.epoch = 0
        self.process = subprocess.Popen(
            [sys.executable, "-m", "live", "player", "--port", str(self.port), *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def up(self) -> messages.Here:
        def here() -> messages.Here | None:
            self.caller.hello()
            return self.last(messages.Here)

        return eventually(here, seconds=30.0, every=0.2)

    def listen(self) -> list[Message]:
        self.told += self.caller.heard(0.02)
        return self.told

    def last(self, kind: type[M]) -> M | None:
        found = [message for message in self.listen() if isinstance(message, kind)]
        return found[-1] if found else None

    def wait(self, look: Callable[[], object], seconds: float = 15.0) -> None:
        eventually(look, seconds)

    def count(self, kind: type[Message]) -> int:
        return sum(isinstance(message, kind) for message in self.listen())

    def plays(self, slot: int) -> bool:
        """Whether `slot` sounds, by the player's own account."""
        states = [m for m in self.listen() if isinstance(m, messages.SlotIs) and m.slot == slot]
        return bool(states) and states[-1].state == "playing"

    def clock(self) -> None:
        """Beat 0 is now."""
        self.epoch += 1
        self.caller.say(messages.Clock(120.0, 0.0, time.monotonic(), 4, True, self.epoch))

    def end(self) -> int:
        if self.process.poll() is None:
            self.caller.say(messages.Quit())
        try:
            return self.process.wait(10.0)
        finally:
            self.process.kill()
            self.caller.close()
            assert self.process.stderr is not None
            self.process.stderr.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("player")


@pytest.fixture(scope="module")
def running(jack: str, folder: Path) -> Iterator[Rig]:
    opened = Rig("--backend", "jack", "--record", str(folder / "set.wav"))
    try:
        opened.up()
        yield opened
        assert opened.end() == 0
    finally:
        opened.end()


@pytest.fixture
def rig(running: Rig) -> Iterator[Rig]:
    """The running player, silent, at beat 0 of a new epoch."""
    running.told.clear()
    running.clock()
    yield running
    running.caller.say(messages.CueStop(0.0))
    for slot in range(16):
        running.caller.say(messages.Stop(slot, 0.0))


class Ears:
    """Listens to the player's four channels through a JACK client of its own."""

    def __init__(self) -> None:
        self.blocks: list[np.ndarray] = []

    def __enter__(self) -> Ears:
        self._client = jack_client.Client("ears", no_start_server=True)
        ports = [self._client.inports.register(f"in_{n}") for n in range(1, 5)]
        self._client.set_process_callback(self._take)
        self._client.activate()
        for number, port in enumerate(ports, 1):
            self._client.connect(f"barwise:output_{number}", port)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def _take(self, _frames: int) -> None:
        self.blocks.append(
            np.stack([port.get_array().copy() for port in self._client.inports], axis=1)
        )

    def hear(self, beats: float) -> np.ndarray:
        """The next `beats`, (frames, 4)."""
        first = len(self.blocks)
        eventually(lambda: sum(map(len, self.blocks[first:])) > beats * BEAT, seconds=60.0)
        return np.concatenate(self.blocks[first:])


def exact(audio: np.ndarray) -> bool:
    """Whether there is a click on every beat, to the sample.

    A machine that is busy elsewhere may lose a block, and plays on exactly after it: ask again.
    """
    return set(np.diff(onsets(audio, 0.4))) == {BEAT}


# --- what is heard ------------------------------------------------------------------------------


def test_clicks_are_heard_exactly_a_beat_apart(rig: Rig, folder: Path) -> None:
    loop = suggest(click(folder / "click.wav", beats=1.0))
    rig.caller.say(messages.Launch(0, 4.0, 4.0, sound(loop)))
    rig.wait(lambda: rig.plays(0))
    with Ears() as ears:
        eventually(lambda: exact(ears.hear(6.0)[:, 0]), seconds=60.0)
    assert rig.last(messages.Error) is None
    meter = rig.last(messages.Meter)
    assert meter is not None
    assert abs(meter.error_ms) < 0.5


LISTENER = """
import sys, numpy, sounddevice
audio = sounddevice.rec(int(sys.argv[2]), 48000, 2, device="barwise", blocking=True)
numpy.save(sys.argv[1], audio)
"""


def test_another_program_hears_the_same(rig: Rig, folder: Path) -> None:
    """PortAudio in a process of its own: it does not outlive a JACK server that ends."""
    if find_library("portaudio") is None:
        missing("libportaudio2")
    loop = suggest(click(folder / "click.wav", beats=1.0))
    rig.caller.say(messages.Launch(0, 1.0, 0.0, sound(loop)))
    rig.wait(lambda: rig.plays(0))

    def heard() -> np.ndarray:
        file = str(folder / "heard.npy")
        frames = str(6 * BEAT)
        subprocess.run([sys.executable, "-c", LISTENER, file, frames], check=True, timeout=60.0)
        return np.asarray(np.load(file))

    eventually(lambda: exact(heard()[:, 0]), seconds=60.0)


def test_16_slots_begin_together(rig: Rig, folder: Path) -> None:
    loops = [suggest(click(folder / f"{n}.wav", beats=4.0, at=n * 1000)) for n in range(16)]
    for slot, loop in enumerate(loops):
        rig.caller.say(messages.Launch(slot, 4.0, 4.0, sound(loop)))
    rig.wait(lambda: all(map(rig.plays, range(16))))
    with Ears() as ears:
        frames = np.array(onsets(ears.hear(9.0)[:, 0], 0.4))
    gaps = np.diff(frames)
    assert len(gaps) >= 31
    assert sorted(gaps[:16]) == [1000] * 15 + [4 * BEAT - 15000]


def test_the_cue_bus_is_on_channels_3_and_4(rig: Rig, folder: Path) -> None:
    loop = suggest(click(folder / "cue.wav", beats=1.0))
    rig.caller.say(messages.Cue(1.0, 0.0, sound(loop)))
    with Ears() as ears:
        eventually(lambda: len(onsets(ears.hear(2.0)[:, 2], 0.4)) >= 2, seconds=20.0)
        heard = ears.hear(3.0)
    assert onsets(heard[:, 3], 0.4)
    assert not onsets(heard[:, :2].ravel(), 0.001)


def test_the_recording_holds_what_was_played(jack: str, tmp_path: Path) -> None:
    rig = Rig("--backend", "jack", "--record", str(tmp_path / "set.wav"))
    rig.up()
    rig.clock()
    loop = suggest(click(tmp_path / "click.wav", beats=1.0))
    rig.caller.say(messages.Launch(0, 4.0, 4.0, sound(loop)))
    rig.wait(lambda: (meter := rig.last(messages.Meter)) and meter.beat > 9)
    assert rig.end() == 0
    samples, rate = soundfile.read(tmp_path / "set.wav")
    assert rate == 48000
    assert BEAT in np.diff(onsets(samples[:, 0], 0.4))
    assert len(onsets(samples[:, 0], 0.2)) >= 5


# --- company ------------------------------------------------------------------------------------


def test_an_engine_that_starts_again_is_told_what_sounds(rig: Rig, folder: Path) -> None:
    loop = suggest(click(folder / "orphan.wav"))
    rig.caller.say(messages.Launch(5, 1.0, 4.0, sound(loop)))
    rig.wait(lambda: rig.plays(5))
    successor = Caller(rig.port)
    successor.hello()
    answers = list(successor.heard(1.0))
    successor.close()
    rig.caller.hello()
    assert messages.SlotIs(5, "playing", loop.loop.path, 4.0) in answers


def test_who_does_not_know_the_key_is_not_listened_to(rig: Rig, folder: Path) -> None:
    loop = suggest(click(folder / "foreign.wav"))
    with closing(Caller(rig.port)) as stranger, watched(folder) as opened:
        for message in (
            messages.Launch(6, 1.0, 4.0, sound(loop)),
            messages.Hello(""),
            messages.Hello("guess"),
            messages.Launch(6, 1.0, 4.0, sound(loop)),
            messages.Prepare(sound(loop)),
            messages.Quit(),
        ):
            stranger.say(message)
        stranger._socket.sendto(b"noise", stranger._address)
        assert list(stranger.heard(0.5)) == []
        assert opened() == set()
        stranger.hello()
        stranger.say(messages.Launch(6, 1.0, 4.0, sound(loop)))
        rig.wait(lambda: "foreign.wav" in opened())
    rig.caller.hello()
    rig.wait(lambda: rig.plays(6))


def test_nonsense_is_answered_and_the_music_goes_on(rig: Rig, folder: Path) -> None:
    loop = suggest(click(folder / "going.wav", beats=1.0))
    rig.caller.say(messages.Launch(0, 4.0, 4.0, sound(loop)))
    for packet in (b"", b"noise", b"/player/stop\0\0\0\0,i\0\0\0\0\0\1", os.urandom(500)):
        rig.caller._socket.sendto(packet, rig.caller._address)
    rig.wait(lambda: rig.count(messages.Error) >= 4)
    rig.wait(lambda: rig.plays(0))
    with Ears() as ears:
        assert len(onsets(ears.hear(4.0)[:, 0], 0.3)) >= 3


def test_a_player_that_nobody_talks_to_ends(jack: str) -> None:
    rig = Rig("--backend", "jack", "--orphan", "1.0")
    rig.up()
    assert rig.process.wait(20.0) == 0
    rig.end()


def test_sigterm_ends_it_cleanly(jack: str) -> None:
    rig = Rig("--backend", "jack")
    rig.up()
    rig.process.send_signal(signal.SIGTERM)
    assert rig.process.wait(20.0) == 0
    rig.end()


# --- devices ------------------------------------------------------------------------------------


def complaint(*options: str, **environment: str) -> str:
    """The line on stderr of a player that cannot start."""
    ended = subprocess.run(
        [sys.executable, "-m", "live", "player", "--port", str(free_port()), *options],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60.0,
        check=False,
    )
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    return line


def test_without_a_device_the_remedy_is_named() -> None:
    line = complaint(JACK_DEFAULT_SERVER="nobody")
    assert "no audio device" in line
    assert "barwise demo --render" in line


def test_an_unknown_backend_is_named() -> None:
    assert "--backend alsaa" in complaint("--backend", "alsaa")


def test_a_port_in_use_is_named(rig: Rig) -> None:
    assert f"--port {rig.port}" in complaint("--port", str(rig.port))


def test_a_recording_keeps_its_time_over_lost_blocks(jack: str, tmp_path: Path) -> None:
    rig = Rig("--backend", "jack", "--record", str(tmp_path / "set.wav"))

    def meter() -> messages.Meter:
        return rig.last(messages.Meter) or messages.Meter(0.0, 0.0, 0, 0.0, 0.0)

    rig.up()
    rig.clock()
    loop = suggest(click(tmp_path / "click.wav", beats=1.0))
    rig.caller.say(messages.Launch(0, 4.0, 4.0, sound(loop)))
    rig.wait(lambda: meter().beat > 8)
    rig.process.send_signal(signal.SIGSTOP)
    time.sleep(2.3)  # no whole number of beats
    rig.process.send_signal(signal.SIGCONT)
    rig.wait(lambda: meter().xruns > 50 and meter().beat > 20)
    assert rig.end() == 0
    samples, _ = soundfile.read(tmp_path / "set.wav")
    first, *_, last = onsets(samples[:, 0], 0.4)
    off_beat = (last - first + BEAT / 2) % BEAT - BEAT / 2
    assert last - first > 10 * BEAT
    assert abs(off_beat) < 6 * 1024, "to some blocks; without the lost ones it is 14,400"


def test_a_recording_that_cannot_be_written_is_named(jack: str) -> None:
    assert "/no/such/folder" in complaint("--record", "/no/such/folder/a.wav")


def test_when_the_audio_server_goes_it_ends_and_says_why(tmp_path: Path) -> None:
    name = "barwise-gone"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JACK_DEFAULT_SERVER", name)
        server = dummy_server(name)
        rig = Rig("--backend", "jack")
        rig.up()
        server.terminate()  # one that is killed keeps its place in JACK's table of eight servers
        server.wait()
        status = rig.process.wait(30.0)
    assert rig.process.stderr is not None
    said = rig.process.stderr.read().decode()
    rig.end()
    assert status == 1
    assert "the audio server is gone" in said


def dummy_server(name: str) -> subprocess.Popen[bytes]:
    server = subprocess.Popen(
        [need("jackd"), "-r", "--no-mlock", "-n", name, "-d", "dummy", "-r", "48000"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    subprocess.run(
        [need("jack_wait"), "-w", "-t", "20", "-s", name], capture_output=True, check=True
    )
    return server
