"""Controllers on a real JACK server: fingers in, lights out, plugs pulled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live import actions, doctor, events
from live.config import Config, MidiConfig
from live.controls import midi
from live.errors import ConfigError, DeviceError
from live.events import Event, News, Trouble
from live.midi.mapfile import load_map
from live.midi.names import likest
from live.midi.surface import Surface
from live.panel import Panel
from live.timeline import Timeline, Transport
from live.types import Slot, SlotState
from tests.conftest import eventually
from tests.jack_host import JackHost, jack_server
from tests.pure_data import free_port
from tests.test_midi_maps import NOTHING, OFFER, settings, suggestion


class Hands:
    """The engine's side of the controllers: what was posted, and a `MidiControl` to show state."""

    def __init__(self, *controllers: str, backend: str = "jack") -> None:
        self._posted: list[Event] = []
        config = Config(midi=MidiConfig(backend=backend, controllers=controllers))
        control = midi.open(self._posted.append, config)
        assert control is not None
        self.control = control

    @property
    def events(self) -> list[Event]:
        return [event for event in self._posted if not isinstance(event, News | Trouble)]

    @property
    def said(self) -> list[str]:
        return [event.text for event in self._posted if isinstance(event, News | Trouble)]

    def show(self, *shown: actions.Action) -> None:
        for action in shown:
            self.control.send(action, 0.0)


@contextmanager
def hands(*controllers: str) -> Iterator[Hands]:
    there = Hands(*controllers)
    try:
        yield there
    finally:
        there.control.close()


class Device:
    """A controller: a JACK client of its name, whose lights are what was last sent to them."""

    def __init__(self, name: str) -> None:
        self.host = JackHost(name)
        self.sysex: list[str] = []
        self._lights: dict[str, list[tuple[int, int]]] = {}
        self._channels: dict[str, dict[int, int]] = {}

    def press(self, *messages: str) -> None:
        self.host.send(*map(bytes.fromhex, messages))

    def lights(self) -> dict[str, tuple[int, int]]:
        """`n56` or `c32` -> (value, channel from 1), those that are lit."""
        self._take()
        return {light: was[-1] for light, was in self._lights.items() if was[-1][0]}

    def history(self, light: str) -> list[int]:
        """Every value that the light has been sent."""
        self._take()
        return [value for value, _ in self._lights.get(light, [])]

    def by_channel(self, channel: int) -> dict[int, int]:
        """The CCs that were sent last on `channel`, from 1."""
        self._take()
        return {int(light[1:]): was[channel] for light, was in self._channels.items()
                if channel in was}  # fmt: skip

    def unplug(self) -> None:
        self.host.close()

    def _take(self) -> None:
        for data in self.host.heard():
            if data[0] == 0xF0:
                self.sysex.append(data.hex(" ").upper())
            else:
                light = f"{'n' if data[0] & 0xF0 == 0x90 else 'c'}{data[1]}"
                channel = 1 + (data[0] & 0x0F)
                self._lights.setdefault(light, []).append((data[2], channel))
                self._channels.setdefault(light, {})[channel] = data[2]


@contextmanager
def device(name: str) -> Iterator[Device]:
    there = Device(name)
    try:
        yield there
    finally:
        there.unplug()


def note(number: int) -> list[str]:
    """A pad hit and let go."""
    return [f"90 {number:02x} 64", f"80 {number:02x} 00"]


def cc(number: int, channel: int = 1) -> list[str]:
    """A button pressed and let go."""
    return [f"b{channel - 1:x} {number:02x} {value}" for value in ("7f", "00")]


def turn(number: int, value: int) -> list[str]:
    """A knob turned from one end to the other, through whatever is set."""
    return [f"b0 {number:02x} {at:02x}" for at in (127 - value, value)]


ROLES = ["auto", "percussion", "bass", "chord", "melody", "fx", "voice", "any"]
GRID_VERBS = [events.Accept, events.Preview, events.Favourite, events.Reject, events.Ban]

#: Map -> the device's port, and what its hands do -> what is meant, with slot 1 playing.
PLAYED: dict[str, tuple[str, list[tuple[list[str], Event]]]] = {
    "nanokontrol2": (
        "nanoKONTROL2",
        [
            (cc(32), events.Preview(0)),
            (cc(49), events.StopSlot(1)),
            (cc(71), events.Accept(7)),
            (cc(43), events.Previous()),
            (cc(44), events.Next()),
            (cc(41), events.Accept()),
            (cc(45), events.Preview()),
            (cc(42), events.Reject()),
            (cc(46), events.Lock()),
            (cc(60), events.Tap()),
            (cc(61), events.Undo()),
            (cc(62), events.Favourite()),
            (cc(58), events.WantRole("any")),
            (cc(59), events.WantRole("percussion")),
            (turn(16, 127), events.Energy(1.0)),
            (turn(17, 0), events.Surprise(0.0)),
        ],
    ),
    "apc-mini": (
        "APC MINI MIDI 1",
        [
            *[(note(56 - 8 * row + 2), verb(2)) for row, verb in enumerate(GRID_VERBS)],
            *[(note(16 + n), events.WantRole(role)) for n, role in enumerate(ROLES)],
            (note(9), events.StopSlot(1)),
            (note(7), events.Accept(slot=15)),
            (note(64 + 1), events.Energy(0.25)),
            (note(64 + 7), events.Surprise(1.0)),
            (note(82), events.Previous()),
            (note(83), events.Next()),
            (note(84), events.Accept()),
            (note(85), events.Preview()),
            (note(86), events.Reject()),
            (note(87), events.Undo()),
            (note(88), events.Lock()),
            (note(89), events.Tap()),
            (turn(48, 127), events.Energy(1.0)),
            (turn(49, 0), events.Surprise(0.0)),
        ],
    ),
    "apc-mini-mk2": (
        "APC mini mk2 Control",
        [
            *[(note(56 - 8 * row + 7), verb(7)) for row, verb in enumerate(GRID_VERBS)],
            *[(note(16 + n), events.WantRole(role)) for n, role in enumerate(ROLES)],
            (note(8), events.Accept(slot=0)),
            (note(9), events.StopSlot(1)),
            (note(100), events.Energy(0.0)),
            (note(105), events.Surprise(0.0)),
            (note(112), events.Previous()),
            (note(113), events.Next()),
            (note(114), events.Accept()),
            (note(115), events.Preview()),
            (note(116), events.Reject()),
            (note(117), events.Undo()),
            (note(118), events.Lock()),
            (note(119), events.Tap()),
            (turn(48, 127), events.Energy(1.0)),
            (turn(49, 0), events.Surprise(0.0)),
        ],
    ),
    "launchpad-x": (
        "Launchpad X LPX MIDI",
        [
            *[(note(81 - 10 * row + 3), verb(3)) for row, verb in enumerate(GRID_VERBS)],
            *[(cc(91 + n), events.WantRole(role)) for n, role in enumerate(ROLES)],
            (note(22), events.StopSlot(1)),
            (note(11), events.Accept(slot=8)),
            (note(33), events.Energy(0.5)),
            (note(38), events.Surprise(1.0)),
            (cc(89), events.Previous()),
            (cc(79), events.Next()),
            (cc(69), events.Accept()),
            (cc(59), events.Preview()),
            (cc(49), events.Reject()),
            (cc(39), events.Undo()),
            (cc(29), events.Lock()),
            (cc(19), events.Tap()),
        ],
    ),
    "launchpad-mini-mk3": (
        "Launchpad Mini MK3 LPMiniMK3 MIDI",
        [(note(81), events.Accept(0)), (cc(98), events.WantRole("any"))],
    ),
    "midi-fighter-twister": (
        "Midi Fighter Twister",
        [
            (cc(0, 2), events.Accept()),
            (cc(1, 2), events.Lock()),
            (cc(2, 2), events.Energy(0.5)),
            (cc(3, 2), events.Surprise(0.3)),
            (cc(6, 2), events.Accept(2)),
            (cc(12, 2), events.Accept(slot=0)),
            (cc(13, 2), events.StopSlot(1)),
            (cc(31, 2), events.Accept(slot=15)),
            (cc(33, 2), events.Preview(1)),
            (cc(47, 2), events.Favourite(7)),
            (cc(48, 2), events.Reject(0)),
            (cc(63, 2), events.Ban(7)),
            *[(cc(8 + 6 * bank, 4), events.Preview()) for bank in range(4)],
            *[(cc(10 + 6 * bank, 4), events.Reject()) for bank in range(4)],
            *[(cc(11 + 6 * bank, 4), events.Undo()) for bank in range(4)],
            *[(cc(13 + 6 * bank, 4), events.Tap()) for bank in range(4)],
        ],
    ),
    "midi-fighter-twister-relative": (
        "Midi Fighter Twister",
        [
            (["b0 02 41"], events.Energy(0.51)),
            (["b0 02 43"], events.Energy(0.54)),
            (["b0 03 3f"], events.Surprise(0.49)),
            (["b0 01 3f"] * 4, events.WantRole("any")),
            (cc(1, 2), events.Lock()),
        ],
    ),
    "generic": (
        "Some Keys",
        [
            *[(note(36 + 8 * n), e) for n, e in enumerate(
                [events.Accept(0), events.Preview(0), events.Accept(slot=0), events.Reject(0),
                 events.Favourite(0), events.Select(0), events.WantRole("auto"),
                 events.StopSlot(0), events.Ban(0)])],
            (cc(20), events.Previous()),
            (cc(31), events.WantRole("percussion")),
            (cc(64), events.Accept()),
            (turn(1, 127), events.Energy(1.0)),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLAYED)
def test_every_shipped_controller_says_what_its_fingers_mean(jack: str, name: str) -> None:
    port, gestures = PLAYED[name]
    with device(port) as there, hands(f"{name}@{port}") as played:
        played.show(actions.SlotIs(1, Slot(SlotState.PLAYING, suggestion(9))))
        there.press(*[message for messages, _ in gestures for message in messages])
        meant = [event for _, event in gestures]
        eventually(lambda: len(played.events) >= len(meant))
        assert played.events == meant


# --- lights -------------------------------------------------------------------------------------

FAVOURITE = actions.Taste(2, banned=False, favourite=True)
STAGE = (
    OFFER,
    actions.CursorAt(1),
    actions.Cue(suggestion(0), 0.0, 0.0),
    FAVOURITE,
    actions.Settings(locked=True, role="bass", surprise=0.5, energy=0.5),
    actions.SlotIs(0, Slot(SlotState.PLAYING, suggestion(9, "voice"))),
    actions.SlotIs(1, Slot(SlotState.QUEUED, suggestion(8), 8.0)),
    actions.SlotIs(2, Slot(SlotState.STOPPING, suggestion(7), 8.0)),
)


def row(first: int, *looks: tuple[int, int], letter: str = "n") -> dict[str, tuple[int, int]]:
    """The lights from `first` on, (value, channel) each; (0, 0) is a dark one."""
    return {f"{letter}{first + n}": look for n, look in enumerate(looks) if look != (0, 0)}


DARK = (0, 0)
LEVELS = [*[(1, 1)] * 3, DARK, DARK, (1, 1), (1, 1), DARK]  # energy and surprise in the middle
BASS, VOICE, CHORD, LOOKS = 49, 37, 45, (9, 49, 45, 21, 13, 37)

#: Map -> its port, what it shows of STAGE, and what of a list in which nothing fits.
LIT = {
    "apc-mini": (
        "APC MINI MIDI 1",
        {
            **row(56, (1, 1), (2, 1), (1, 1)),  # offered, under the cursor (blinks), offered
            **row(48, (6, 1), (5, 1), (5, 1)),  # the first is on the cue bus
            **row(40, DARK, DARK, (1, 1)),  # the third is a favourite
            **row(18, (5, 1)),  # bass is wanted
            **row(8, (1, 1), (6, 1), (4, 1)),  # playing, queued, stopping
            **row(64, *LEVELS),
            **row(88, (1, 1)),
        },
        row(56, *[(3, 1)] * 8),
    ),
    "apc-mini-mk2": (
        "APC mini mk2 Control",
        {
            **row(56, (BASS, 5), (VOICE, 10), (CHORD, 5)),
            **row(48, (3, 14), (3, 1), (3, 1)),
            **row(40, (57, 1), (57, 1), (57, 7)),
            **row(32, *[(9, 1)] * 3),
            **row(24, *[(5, 1)] * 3),
            **row(16, (3, 1), (9, 1), (BASS, 7), (CHORD, 1), (21, 1), (13, 1), (VOICE, 1), (3, 1)),
            **row(8, (VOICE, 7), (13, 14), (5, 14)),
            **row(100, *LEVELS),
            **row(118, (1, 1)),
        },
        row(56, *[(5, 1)] * 8),
    ),
    "launchpad-x": (
        "Launchpad X LPX MIDI",
        {
            **row(81, (BASS, 1), (VOICE, 3), (CHORD, 1)),
            **row(71, (3, 2), (1, 1), (1, 1)),
            **row(61, (59, 1), (59, 1), (57, 1)),
            **row(51, *[(11, 1)] * 3),
            **row(41, *[(7, 1)] * 3),
            **row(31, (13, 1), (13, 1), (13, 1), (15, 1), (15, 1), (53, 1), (53, 1), (55, 1)),
            **row(21, (VOICE, 1), (13, 2), (5, 2)),
            **row(91, (1, 1), (1, 1), (BASS, 1), *[(1, 1)] * 5, letter="c"),
            **row(29, (5, 1), letter="c"),
        },
        row(81, *[(7, 1)] * 8),
    ),
}
PROGRAMMER, LIVE = "F0 00 20 29 02 0C 0E 01 F7", "F0 00 20 29 02 0C 0E 00 F7"


@pytest.mark.parametrize("name", LIT)
def test_lights_show_cursor_cue_slots_and_that_nothing_fits(jack: str, name: str) -> None:
    port, lit, nothing = LIT[name]
    with device(port) as there:
        with hands(name) as played:
            played.show(*STAGE)
            eventually(lambda: there.lights() == lit)
            played.show(NOTHING)
            first = min(nothing)
            eventually(lambda: nothing.items() <= there.lights().items())
            played.show(OFFER)
            eventually(lambda: there.lights()[first] == lit[first])
        assert there.lights() == {}, "left dark"
        assert there.sysex == ([PROGRAMMER, LIVE] if name == "launchpad-x" else [])


def test_one_colour_blinks_on_the_beat(jack: str) -> None:
    with device("nanoKONTROL2") as there, hands("nanokontrol2") as played:
        played.show(actions.Clocked(Transport(Timeline(240.0))), *STAGE)
        for blinking in ("c65", "c49", "c50"):  # cursor, queued, stopping
            eventually(lambda light=blinking: {0, 127} <= set(there.history(light)[-2:]))
        steady = {"c64", "c66", "c48", "c32", "c46"}
        assert steady <= there.lights().keys()
        assert all(there.history(light)[-1:] == [127] for light in steady)
        played.show(NOTHING)
        eventually(lambda: not {"c64", "c65", "c66"} & there.lights().keys())


def test_rings_colours_and_brightness_of_a_twister(jack: str) -> None:
    with device("Midi Fighter Twister") as there:
        with hands("midi-fighter-twister") as played:
            played.show(*STAGE)
            energy = surprise = 64
            rings = {0: 64, 1: 36, 2: energy, 3: surprise}  # one of three, bass of eight roles
            eventually(lambda: there.by_channel(1) == rings)
            colours = there.by_channel(2)
            assert [colours[n] for n in range(4, 8)] == [110, 30, 1, 0], "bass, voice, chord"
            assert [colours[n] for n in (0, 1, 12, 13, 14, 15)] == [30, 82, 30, 62, 82, 0]
            bright = there.by_channel(3)
            assert [bright[n] for n in range(4, 8)] == [32, 13, 32, 17], "the second pulses"
            assert [bright[n] for n in (0, 1, 12, 13, 14, 15)] == [13, 47, 47, 5, 5, 17]
            played.show(NOTHING)
            eventually(lambda: there.by_channel(2)[4] == 82)
        assert there.by_channel(1) == rings, "left where the music is"
        assert set(there.by_channel(2).values()) == {0}


def test_an_encoder_with_a_ring_goes_on_from_wherever_the_music_is(jack: str) -> None:
    """It counts for itself and takes over what it is sent."""
    with device("Midi Fighter Twister") as there, hands("midi-fighter-twister") as played:
        played.show(settings(energy=0.8))
        eventually(lambda: there.by_channel(1).get(2) == 102)
        there.press("b0 02 67")
        eventually(lambda: played.events == [events.Energy(103 / 127)])
        played.show(settings(energy=103 / 127))
        played.show(settings(energy=0.2))  # over OSC
        eventually(lambda: there.by_channel(1)[2] == 25)
        there.press("b0 02 18")
        eventually(lambda: played.events[1:] == [events.Energy(24 / 127)])


# --- takeover -----------------------------------------------------------------------------------


def test_two_controllers_on_one_setting_never_make_it_jump(jack: str) -> None:
    with (
        device("nanoKONTROL2") as nano,
        device("APC MINI MIDI 1") as apc,
        hands("nanokontrol2", "apc-mini") as played,
    ):
        nano.press(*turn(16, 127))
        eventually(lambda: played.events == [events.Energy(1.0)])
        played.show(settings(energy=1.0))
        apc.press("b0 30 10", "b0 30 20")
        eventually(lambda: any("turn the knob through it" in text for text in played.said))
        apc.press("b0 30 7f", "b0 30 40")
        eventually(lambda: played.events[1:] == [events.Energy(64 / 127)])
        played.show(settings(energy=64 / 127))
        nano.press("b0 10 7e", "b0 10 60", "b0 2e 7f")
        eventually(lambda: played.events[2:] == [events.Lock()])


def test_a_knob_that_was_unplugged_waits_again(jack: str) -> None:
    with hands("nanokontrol2") as played:
        with device("nanoKONTROL2") as there:
            eventually(lambda: "is here" in played.said[-1])
            there.press(*turn(16, 100))
            eventually(lambda: played.events == [events.Energy(100 / 127)])
            played.show(settings(energy=100 / 127))
        eventually(lambda: "is gone" in played.said[-1])
        with device("nanoKONTROL2") as there:
            eventually(lambda: "is here" in played.said[-1])
            there.press("b0 10 20", "b0 10 40", *cc(46))
            eventually(lambda: played.events[1:] == [events.Lock()])


# --- plugs --------------------------------------------------------------------------------------


def test_gone_and_back_at_once_it_is_opened_anew(jack: str) -> None:
    with hands("nanokontrol2") as played, device("nanoKONTROL2") as there:
        eventually(lambda: "is here" in played.said[-1])
        for times in range(1, 6):
            there.host.replug()
            eventually(lambda: "is here" in played.said[-1] and len(played.said) > 2 * times)  # noqa: B023
            there.press(*cc(46))
            eventually(lambda: played.events == times * [events.Lock()])  # noqa: B023


def test_pulled_and_plugged_in_again_it_lights_up_as_it_was(jack: str) -> None:
    port, lit, _ = LIT["launchpad-x"]
    with hands("launchpad-x") as played:
        assert played.said == ["no controller for launchpad-x is there: plug it in any time"]
        played.show(*STAGE)
        for time in (1, 2):
            with device(port) as there:
                eventually(lambda at=there: at.lights() == lit)
                assert there.sysex == [PROGRAMMER]
                there.press(*note(81))
                eventually(lambda n=time: played.events == [events.Accept(0)] * n)
            eventually(lambda n=time: len(played.said) == 1 + 2 * n)
        came, gone = f"{port}:out is here (launchpad-x)", f"{port}:out is gone: plug it in again"
        assert played.said[1:] == [came, gone, came, gone]


def test_auto_takes_every_controller_it_knows_and_no_other(jack: str) -> None:
    ports = ("nanoKONTROL2", "Some Keys", "APC MINI MIDI 1")
    with (
        device(ports[0]) as nano,
        device(ports[1]) as keys,
        device(ports[2]) as apc,
        hands("auto") as played,
    ):
        keys.press(*note(36))
        nano.press(*cc(46))
        apc.press(*note(87))
        eventually(lambda: len(played.events) == 2)
        assert set(played.events) == {events.Lock(), events.Undo()}
        assert sorted(played.said) == [
            "APC MINI MIDI 1:out is here (apc-mini)",
            "nanoKONTROL2:out is here (nanokontrol2)",
            'no map knows Some Keys:out: try --controller "generic@Some Keys", or `barwise learn`',
        ]


def test_two_of_one_model_are_two_controllers(jack: str) -> None:
    """JACK calls the second one nanoKONTROL2-01, as ALSA gives it another number."""
    with device("nanoKONTROL2") as one, hands("auto") as played:
        with device("nanoKONTROL2") as two:
            played.show(*STAGE)
            for there in (one, two):
                eventually(lambda at=there: at.lights().get("c46") == (127, 1))
            one.press(*cc(46))
            eventually(lambda: played.events == [events.Lock()])
            two.press(*cc(61))
            eventually(lambda: played.events[1:] == [events.Undo()])
        eventually(lambda: any("is gone" in text for text in played.said))
        played.show(settings(locked=False))
        eventually(lambda: "c46" not in one.lights())
        with device("nanoKONTROL2") as back:
            played.show(settings(locked=True))
            eventually(lambda: back.lights().get("c46") == (127, 1))
            eventually(lambda: one.lights().get("c46") == (127, 1))
            back.press(*cc(43))
            one.press(*cc(44))
            eventually(lambda: set(played.events[2:]) == {events.Previous(), events.Next()})


def test_two_of_one_model_may_be_asked_for_by_name(jack: str) -> None:
    with (
        device("nanoKONTROL2") as one,
        device("nanoKONTROL2") as two,
        hands("nanokontrol2", "nanokontrol2") as played,
    ):
        one.press(*cc(43))
        two.press(*cc(44))
        eventually(lambda: set(played.events) == {events.Previous(), events.Next()})


@pytest.mark.parametrize(
    ("port", "outputs", "own"),
    [
        ("nanoKONTROL2-01:out", ["nanoKONTROL2:in", "nanoKONTROL2-01:in"], 1),
        ("nanoKONTROL2:out", ["nanoKONTROL2:in", "nanoKONTROL2-01:in"], 0),
        ("X:X MIDI 1 24:0", ["X:X MIDI 1 20:0", "X:X MIDI 1 24:0"], 1),
        ("MIDIIN2 (LPX MIDI) 3", ["MIDIOUT2 (LPX MIDI) 2", "MIDIOUT2 (LPX MIDI) 3"], 1),
    ],
)
def test_of_two_outputs_the_one_of_the_same_device_is_taken(
    port: str, outputs: list[str], own: int
) -> None:
    assert likest(outputs, port) == outputs[own]
    assert likest(reversed(outputs), port) == outputs[own]


def test_the_generic_map_takes_what_is_left_over(jack: str) -> None:
    with (
        device("APC MINI MIDI 1") as apc,
        device("Some Keys") as keys,
        hands("generic", "apc-mini") as played,
    ):
        apc.press(*note(87))
        eventually(lambda: played.events == [events.Undo()])
        keys.press(*cc(21))
        eventually(lambda: played.events[1:] == [events.Next()])


def test_a_map_of_ones_own_by_its_path(jack: str, tmp_path: Path) -> None:
    path = tmp_path / "foot@left.toml"
    path.write_text('[[pad]]\nat = "note 5 ch 3"\npress = "tap"\n')
    with device("Other"), device("Stomp Box") as stomp, hands(f"{path}@stomp") as played:
        stomp.press("92 05 40", "90 05 40")
        eventually(lambda: played.events == [events.Tap()])
        assert played.said == ["Stomp Box:out is here (foot@left)"]


def test_a_midi_server_that_dies_ends_no_set(
    demo_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clock, controllers and output hold on to JACK, which takes its clients down carelessly."""
    monkeypatch.setenv("JACK_DEFAULT_SERVER", name := f"barwise-dies-{os.getpid()}")
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    log, config = tmp_path / "set.jsonl", tmp_path / "live.toml"
    complaints = tmp_path / "stderr"
    config.write_text(
        f'library = "{demo_library}"\nlog = "{log}"\nscreen = false\n[clock]\nname = "midi"\n'
        '[midi]\nbackend = "jack"\ncontrollers = ["auto"]\nsend = "virtual"\n'
    )
    here, gone = "nanoKONTROL2:out is here", "nanoKONTROL2:out is gone"
    with jack_server(name) as first:
        controller = Device("nanoKONTROL2")
        options = [f"--config={config}", f"--osc-port={free_port()}"]
        with complaints.open("wb") as stderr:
            running = subprocess.Popen(
                [sys.executable, "-m", "live", "run", *options],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                env={**os.environ, "XDG_DATA_HOME": str(tmp_path), "PYTHONFAULTHANDLER": "1"},
            )
        try:
            eventually(lambda: log.exists() and here in log.read_text(), seconds=30)
        finally:
            first.terminate()
            controller.host.kill()
    try:
        eventually(lambda: gone in log.read_text() and "server is gone" in log.read_text(), 20)
        with jack_server(name), device("nanoKONTROL2") as controller:
            eventually(lambda: log.read_text().count(here) == 2, seconds=20)
            controller.press(*cc(46))
            eventually(lambda: "Lock" in log.read_text())
            running.send_signal(signal.SIGINT)
            assert running.wait(20) == 0, complaints.read_text()
    finally:
        running.kill()
        running.wait()


# --- what fingers and cables do wrong -----------------------------------------------------------


def test_buttons_that_only_send_when_pressed_and_pedals_that_creep(jack: str) -> None:
    with device("Some Keys") as there, hands("generic@Some Keys") as played:
        there.press("b0 40 20", "b0 40 50", "b0 40 60", "b0 40 7f", "b0 40 30", "b0 40 40")
        there.press("b0 15 7f", "b0 15 7f")
        there.press("90 24 00", *cc(27))
        accepted, tapped = events.Accept(), events.Next()
        eventually(lambda: events.Undo() in played.events)
        assert played.events == [accepted, accepted, tapped, tapped, events.Undo()]


@given(st.lists(st.lists(st.integers(0, 255), max_size=6), max_size=20))
def test_any_bytes_leave_a_controller_that_works(stream: list[list[int]]) -> None:
    posted: list[Event] = []
    surface = Surface(load_map("apc-mini"), "", posted.append, Panel)
    for data in stream:
        surface.receive(data, 0.0)
    assert all(isinstance(event, Event) for event in posted)
    posted.clear()
    surface.receive([0x90, 87, 1], 0.0)
    assert posted == [events.Undo()]


def test_a_broken_cable_does_not_stop_the_fingers(jack: str) -> None:
    rng = random.Random(7)
    with device("nanoKONTROL2") as there, hands("nanokontrol2") as played:
        there.press(*[rng.randbytes(rng.randint(1, 5)).hex() for _ in range(300)])
        there.press("f0 01 02 03 f7", "b0 3d 00", *cc(61))
        eventually(lambda: played.events[-1:] == [events.Undo()])


# --- what cannot be meant -----------------------------------------------------------------------


def test_without_controllers_there_is_no_control() -> None:
    assert midi.open(lambda event: None, Config()) is None


@pytest.mark.parametrize(
    ("controller", "backend", "said"),
    [
        ("apcmini", "jack", r"no controller map 'apcmini': did you mean apc-mini\?"),
        ("nanokontrol", "jack", r"did you mean nanokontrol2\?"),
        ("Keystep 37", "jack", r'or generic@"Keystep 37" for a port .*`barwise learn` makes one'),
        ("/no/such.toml", "jack", r"no controller map '/no/such.toml': .*the path of a \.toml"),
        ("generic", "jak", r"\[midi\] backend = 'jak': choose from alsa, jack"),
    ],
)
def test_a_name_that_is_none_is_answered_with_those_there_are(
    controller: str, backend: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        Hands(controller, backend=backend)


def test_a_machine_without_midi_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "barwise-nowhere")
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    with pytest.raises(DeviceError, match=r"backend jack does not answer: .* start a JACK server"):
        Hands("generic")


def test_the_doctor_says_which_controllers_no_map_knows(jack: str) -> None:
    with device("Some Keys"), device("nanoKONTROL2"):
        report = doctor._midi("jack")
    assert "nanoKONTROL2:out (nanokontrol2)" in report
    assert "Some Keys:out (no map: `barwise learn`)" in report
