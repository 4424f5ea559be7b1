"""`barwise learn` on a real terminal, with a controller on a real JACK server."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from live import events
from live.midi import mapfile
from live.midi.mapfile import load_map
from tests.conftest import eventually
from tests.test_controls_midi import LIVE, PROGRAMMER, Device, Hands, device, note

KEYS = "Keystep 37"
MOVE = "Move a control"


class Learning:
    """The program, and the performer who types and reads."""

    def __init__(self, config: Path, *arguments: str) -> None:
        self._outside, inside = pty.openpty()
        (config / "live.toml").write_text('[midi]\nbackend = "jack"\n')
        self.running = subprocess.Popen(
            [sys.executable, "-m", "live", "learn", *arguments, f"--config={config}/live.toml"],
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
            env={**os.environ, "XDG_CONFIG_HOME": str(config)},
        )
        os.close(inside)
        os.set_blocking(self._outside, False)
        self._unread = ""

    def reads(self, *patterns: str) -> str:
        """Wait for each of `patterns` on the screen, one after the other; what came last."""
        text = ""
        for pattern in patterns:
            found = eventually(lambda wanted=pattern: self._search(wanted), 20)
            text, self._unread = self._unread[: found.end()], self._unread[found.end() :]
        return text

    def types(self, *lines: str) -> None:
        for line in lines:
            os.write(self._outside, f"{line}\n".encode())

    def ends(self) -> int:
        return self.running.wait(20)

    def close(self) -> None:
        self.running.kill()
        self.running.wait()
        os.close(self._outside)

    def _search(self, pattern: str) -> re.Match[str] | None:
        with suppress(OSError):  # nothing new, or the program has ended
            self._unread += os.read(self._outside, 65536).decode().replace("\r\n", "\n")
        return re.search(pattern, self._unread)


@contextmanager
def learning(config: Path, *arguments: str) -> Iterator[Learning]:
    there = Learning(config, *arguments)
    try:
        yield there
    finally:
        there.close()


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jack: str) -> Path:
    """The performer's configuration, where this process finds the maps, too."""
    monkeypatch.setattr(mapfile, "USER_MAPS", tmp_path / "barwise" / "maps")
    return tmp_path


def slowly(there: Device, number: int, *values: int) -> None:
    for value in values:
        there.press(f"b0 {number:02x} {value:02x}")
        time.sleep(0.01)


def test_pads_knobs_and_encoders_one_after_the_other(config: Path) -> None:
    with device(KEYS) as there:
        with learning(config) as lesson:
            lesson.reads("making the map keystep-37", MOVE)
            there.press(*note(36))
            lesson.reads("note 36, a pad", "1 accept", "skip")
            lesson.types("accept 1")
            lesson.reads("Has it lit up")
            lesson.types("n")
            lesson.reads("note 36: accept 1", MOVE)
            there.press(*note(37))
            lesson.reads(r"Enter: accept 2, s: skip")
            lesson.types("")
            lesson.reads("note 37: accept 2", MOVE)
            slowly(there, 74, *range(20, 60, 5))
            lesson.reads("cc 74, a knob", "1 energy")
            lesson.types("1")
            lesson.reads("Has it lit up")
            lesson.types("n")
            lesson.reads("cc 74: turns energy", MOVE)
            slowly(there, 75, 1, 1, 1, 1)
            lesson.reads("now turn it the other way, too")
            slowly(there, 75, 127, 127, 127)
            lesson.reads(r"cc 75, an encoder \(twos-complement\)")
            lesson.types("cursor")
            lesson.reads("cc 75: turns cursor", MOVE)
            lesson.types("b")
            listed = lesson.reads(MOVE)
            for line in ("note 36 +accept 1", "note 37 +accept 2", "cc 75 +turns cursor"):
                assert re.search(line, listed)
            lesson.types("q")
            lesson.reads("barwise run --controller keystep-37")
            assert lesson.ends() == 0
        hands = Hands("keystep-37")
        there.press(*note(37), "b0 4a 3f", "b0 4a 41")
        eventually(lambda: len(hands.events) >= 3)
        hands.control.close()
        assert hands.events == [events.Accept(1), events.Energy(63 / 127), events.Energy(65 / 127)]


def test_skip_undo_and_a_meaning_that_is_there_already(config: Path) -> None:
    with device(KEYS) as there, learning(config, "mine", "--port", "keystep") as lesson:
        lesson.reads("making the map mine", MOVE)
        lesson.types("u")
        lesson.reads("Nothing to undo", MOVE)
        there.press(*note(40))
        lesson.reads("skip")
        lesson.types("s")
        lesson.reads("skipped", MOVE)
        there.press(*note(40))
        lesson.reads("skip")
        lesson.types("lokc", "lock")
        lesson.reads("did you mean lock", "Has it lit up")
        lesson.types("")
        lesson.reads("note 40: lock", MOVE)
        there.press(*note(40))
        lesson.reads("It has a meaning: lock")
        lesson.types("")
        lesson.reads(MOVE)
        there.press(*note(40))
        lesson.reads("It has a meaning: lock")
        lesson.types("r", "slot")
        lesson.reads("Which slot")
        lesson.types("first", "4")
        lesson.reads("'first': Which slot", "Has it lit up")
        lesson.types("")
        lesson.reads("note 40: slot 4", MOVE)
        assert said(config) == ["slot 4"]
        lesson.types("u")
        lesson.reads("Undone", MOVE)
        assert said(config) == ["lock"]
        lesson.types("u")
        lesson.reads("Undone", MOVE)
        assert said(config) == []


def said(config: Path) -> list[str]:
    text = (config / "barwise" / "maps" / "mine.toml").read_text()
    first = re.findall(r"first = (\d+)", text) or [""]
    return [f"{word} {first[0]}".strip() for word in re.findall(r'press = "(\w+)"', text)]


def test_lights_are_tried_and_play_afterwards(config: Path) -> None:
    with device(KEYS) as there, learning(config) as lesson:
        lesson.reads(MOVE)
        there.press(*note(50))
        lesson.reads("skip")
        lesson.types("lock")
        lesson.reads("Has it lit up")
        eventually(lambda: there.lights() == {"n50": (127, 1)})
        lesson.types("y")
        lesson.reads("note 50: lock", MOVE)
        eventually(lambda: there.lights() == {})
        there.press(*note(51))
        lesson.reads("skip")
        lesson.types("favourite")
        lesson.reads("Which suggestion")
        lesson.types("")
        lesson.reads("note 51: favourite", MOVE)
    shown = {light.address.number: light.shows for light in load_map("keystep-37").lights}
    assert shown == {50: "lock", 51: "favourite"}


def test_what_a_known_controller_does_is_where_its_lesson_begins(config: Path) -> None:
    with device("nanoKONTROL2") as there, learning(config) as lesson:
        lesson.reads("changing the map nanokontrol2", MOVE)
        there.press("b0 3c 7f", "b0 3c 00")
        lesson.reads("cc 60, a button", "It has a meaning: tap")
        lesson.types("r", "imagine bass")
        lesson.reads("cc 60: imagine bass", MOVE)
        there.host.close()
        lesson.reads("nanoKONTROL2:out is gone: plug it in again")
    changed, shipped = load_map("nanokontrol2"), mapfile.SHIPPED_MAPS / "nanokontrol2.toml"
    assert len(changed.pads) == len(load_map(str(shipped)).pads)


def test_a_launchpad_is_put_into_the_mode_that_its_map_is_for(config: Path) -> None:
    with device("Launchpad X LPX MIDI") as there:
        with learning(config) as lesson:
            lesson.reads("changing the map launchpad-x", MOVE)
            eventually(lambda: there.lights() == {} and there.sysex == [PROGRAMMER])
            there.press(*note(81))
            lesson.reads("It has a meaning: accept 1")
            lesson.types("", "q")
            assert lesson.ends() == 0
        eventually(lambda: there.lights() == {} and there.sysex == [PROGRAMMER, LIVE])


def test_several_controllers_are_asked_about(config: Path) -> None:
    with device(KEYS), device("APC MINI MIDI 1"), learning(config) as lesson:
        menu = lesson.reads("Which controller")
        number = re.search(r"(\d) APC MINI", menu)
        assert number is not None
        lesson.types("7", number[1])
        lesson.reads("changing the map apc-mini", MOVE)


def test_ctrl_c_and_a_closed_terminal_end_it(config: Path) -> None:
    with device(KEYS), learning(config) as lesson:
        lesson.reads(MOVE)
        lesson.running.send_signal(2)
        lesson.reads("barwise run --controller")
        assert lesson.ends() == 0


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--port", "Nowhere"], "barwise: no MIDI input is called Nowhere: plug it in"),
        (["my map", "--port", "keystep"], "barwise: 'my map': a map's name is of letters"),
        (["auto", "--port", "keystep"], "barwise: 'auto': a map's name"),
    ],
)
def test_what_cannot_be_is_one_line(config: Path, arguments: list[str], line: str) -> None:
    with device(KEYS), learning(config, *arguments) as lesson:
        lesson.reads(re.escape(line))
        assert lesson.ends() == 1
