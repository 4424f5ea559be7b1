"""A set with Live: a MIDI controller cycles and accepts, Live plays it, the log replays."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from live.bundle import installed
from live.library.shelf import Shelf
from live.library.upkeep import hear_all
from tests import files
from tests.ableton_host import AbletonHost, Clip, Song, audio_track, clip, live, midi_track
from tests.conftest import eventually
from tests.jack_host import START, JackHost, ticks
from tests.pure_data import free_port
from tests.sounds import drums

BPM = 128.0
BAR = 4.0
BARWISE = [sys.executable, "-m", "live"]

# The forward, play and marker-back buttons of a nanoKONTROL2.
NEXT, ACCEPT, UNDO = 44, 41, 61


class Log:
    """The set's log as it grows."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Every event or action of that kind so far."""
        if not self.path.exists():
            return []
        lines = self.path.read_text().splitlines()
        records = [json.loads(line) for line in lines if line.endswith("}")]
        both = [record.get("event") or record.get("action") or {} for record in records]
        return [each for each in both if each.get("kind") == kind]

    def says(self, word: str) -> bool:
        return any(word in each["text"] for each in self.of("Status") + self.of("Problem"))


@contextmanager
def barwise_run(folder: Path, library: Path, ports: tuple[int, int]) -> Iterator[Log]:
    """A set with MIDI clock, controller and Live, in a process of its own, ended as by Ctrl-C."""
    log, config = folder / "set.jsonl", folder / "live.toml"
    config.write_text(
        f'library = "{library}"\nlog = "{log}"\nscreen = false\n'
        f"[osc]\nport = {free_port()}\nout = []\n"
        f'[clock]\nname = "midi"\nport = "DAW"\nbpm = {BPM}\n'
        '[midi]\nbackend = "jack"\ncontrollers = ["nanokontrol2"]\n'
        f"[ableton]\nport = {ports[0]}\nlisten_port = {ports[1]}\nfolders = ['{folder}']\n"
        "[ranking]\nnothing_fits = 0.0\nimprobable = 0.0\n"
    )
    running = subprocess.Popen(
        [*BARWISE, "run", "--config", str(config), "--ableton"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_DATA_HOME": str(folder)},
    )
    try:
        yield Log(log)
    finally:
        running.send_signal(signal.SIGINT)
        _, complaints = running.communicate(timeout=20)
    assert running.returncode == 0, complaints
    assert complaints == ""


def heard(library: Path, folder: Path) -> Path:
    """A copy of the catalogue after `barwise scan`: the bundles know it."""
    copy = folder / "library.db"
    shutil.copy(library, copy)
    hear_all(copy, installed()[0])
    return copy


def press(controller: JackHost, *buttons: int) -> None:
    for number in buttons:
        controller.send(bytes([0xB0, number, 127]), bytes([0xB0, number, 0]))


def begin(daw: JackHost, song: Song) -> None:
    """Live starts: its clock goes out over MIDI."""
    first = daw.frame + daw.rate // 2
    daw.write([(first, START), *ticks(BPM, 24 * 400, daw.rate, first)])
    song.zero, song.is_playing = daw.time_of(first), True


def launched(host: AbletonHost, track: str) -> Clip | None:
    return host.playing().get(track)


def test_a_controller_cycles_and_accepts_into_live_and_the_set_replays(
    jack: str, demo_library: Path, tmp_path: Path
) -> None:
    library = heard(demo_library, tmp_path)
    shelf = Shelf.open(library)
    beat = next(shelf.loop(r).path for r in range(len(shelf)) if shelf.loop(r).role == "percussion")
    guest = files.wav(tmp_path / "unscanned 128bpm.wav", drums(BPM, 8))
    song = Song(
        [
            midi_track("Keys"),
            audio_track("Drums", clip(beat)),
            audio_track("Loop", clip(guest)),
            audio_track("Barwise 1"),
            audio_track("Barwise 2"),
        ],
        tempo=BPM,
        is_playing=False,
    )
    song.tracks[1].playing_slot_index = song.tracks[2].playing_slot_index = 0
    ports = free_port(), free_port()
    with (
        closing(JackHost("DAW")) as daw,
        closing(JackHost("nanoKONTROL2")) as controller,
        live(song, *ports) as host,
        barwise_run(tmp_path, library, ports) as log,
    ):
        eventually(lambda: log.says("Live 12.1 is here"), seconds=40)
        eventually(lambda: any(len(e["paths"]) == 2 for e in log.of("HostPlaying")), seconds=30)
        begin(daw, song)
        eventually(lambda: any(2 <= e["bar"] < 99 for e in log.of("Offer")), seconds=20)

        assert '"source": "loops"' in log.path.read_text(), "Live is what is heard"
        press(controller, NEXT, NEXT, ACCEPT)
        eventually(lambda: launched(host, "Barwise 1"), seconds=15)
        (first,) = log.of("Launch")
        began = launched(host, "Barwise 1")
        assert began is not None
        assert (began.path, began.started) == (first["suggestion"]["path"], first["beat"])
        assert began.pitch_coarse == first["suggestion"]["transpose"]

        press(controller, NEXT, ACCEPT)
        eventually(lambda: launched(host, "Barwise 2"), seconds=15)
        second = log.of("Launch")[-1]
        assert launched(host, "Barwise 2").started == second["beat"]  # type: ignore[union-attr]

        time.sleep(1.0)
        press(controller, UNDO)
        eventually(lambda: not launched(host, "Barwise 2"), seconds=15)
        assert launched(host, "Barwise 1") is began, "what was accepted before plays on"
        eventually(lambda: log.of("Stop"))
        count = len(log.of("Offer"))
        eventually(lambda: len(log.of("Offer")) > count, seconds=15)

    assert not log.of("Problem"), log.of("Problem")
    assert [e["path"] for e in log.of("Guest")] == [str(guest)]
    replayed = subprocess.run(
        [*BARWISE, "replay", str(log.path)], capture_output=True, text=True, check=False
    )
    assert replayed.returncode == 0, replayed.stderr
    assert "3 launches, as they were" in replayed.stdout
