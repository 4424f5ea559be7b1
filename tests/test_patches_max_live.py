"""The device in Live: its JavaScript under Node, against a Live that behaves as documented."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from live import actions, protocol
from live.ableton import clips
from live.config import AbletonConfig, Config
from live.outputs import ableton
from live.timeline import Timeline, Transport
from tests.conftest import eventually
from tests.max_host import JAVASCRIPT, Clip, Script, script
from tests.osc_stand import LIST, PATHS
from tests.pure_data import ear, free_port

SPACED = "/my loops/with spaces, commas; and ümlaut.wav"


def live_set(device: Script, *tracks: tuple[str, bool, int], on: int = 0) -> Script:
    """A set with these tracks (name, audio, slots); the device is on track `on`, and awake."""
    device.by_hand("set", tracks=tracks, device=on)
    device.tell("alive")
    return device


@pytest.fixture
def device() -> Iterator[Script]:
    with script("barwise-live.js") as running:
        yield running


@pytest.fixture
def two(device: Script) -> Script:
    """Two tracks for Barwise between others, each with two slots."""
    tracks = (
        ("Drums", True, 2),
        ("Barwise A", True, 2),
        ("Keys", False, 2),
        ("barwise b", True, 2),
    )
    return live_set(device, *tracks)


def held(device: Script, track: int, slot: int = 0) -> Clip:
    clip = device.clips[track][slot]
    assert clip is not None
    return clip


def load(device: Script, slot: int, path: str, start: float = 0.0) -> None:
    device.tell("load", slot, path, 0, 0.0, start)
    an_old_live_says = "call create_audio_clip: no function create_audio_clip"
    assert set(device.complaints) <= {an_old_live_says}


def begin(device: Script, slot: int, path: str) -> None:
    """Loaded, fired, and Live's next quantum has come."""
    load(device, slot, path)
    device.tell("fire", slot)
    device.by_hand("quantum")


# --- loading ------------------------------------------------------------------------------------


def test_a_loop_goes_into_the_next_empty_slot_with_its_fix(two: Script) -> None:
    two.by_hand("clip", at=[1, 0], file="/there.wav")
    two.tell("load", 0, SPACED, -3, -6.0, 9.5)
    clip = held(two, 1, 1)
    assert clip["file_path"] == SPACED
    assert (clip["pitch_coarse"], clip["start_marker"]) == (-3, 9.5)
    assert clip["gain"] == pytest.approx(clips.gain(-6.0))
    follows = [clip[name] for name in ("warping", "looping", "launch_mode", "launch_quantization")]
    assert follows == [1, 1, 0, 0]
    assert not clip["is_triggered"]
    assert two.shown == ["0: with spaces, commas; and ümlaut.wav"]


def test_each_slot_of_barwise_has_its_track(two: Script) -> None:
    for slot in range(3):
        load(two, slot, f"/{slot}.wav")
    assert held(two, 1, 0)["file_path"] == "/0.wav"
    assert held(two, 3, 0)["file_path"] == "/1.wav"
    assert held(two, 1, 1)["file_path"] == "/2.wav"
    assert two.clips[0] == [None, None]


def test_without_a_track_of_that_name_it_is_the_devices_own(device: Script) -> None:
    live_set(device, ("Drums", True, 1), ("Loops", True, 1), on=1)
    load(device, 0, "/a.wav")
    assert held(device, 1)["file_path"] == "/a.wav"


def test_no_audio_track_and_no_empty_slot_are_one_line_each(device: Script) -> None:
    live_set(device, ("Keys", False, 1))
    device.tell("load", 0, "/a.wav", 0, 0.0, 0.0)
    assert device.shown == ["no audio track is called Barwise: name one so"]
    device.by_hand("track", name="Barwise", audio=True, slots=1)
    begin(device, 0, "/a.wav")
    device.tell("load", 0, "/b.wav", 0, 0.0, 0.0)
    assert device.shown == ["no empty slot in Barwise: add a scene"]
    assert held(device, 1)["file_path"] == "/a.wav"


def test_what_has_ended_makes_room_when_none_is_left(device: Script) -> None:
    live_set(device, ("Barwise", True, 2))
    begin(device, 0, "/a.wav")
    begin(device, 0, "/b.wav")
    load(device, 0, "/c.wav")
    paths = [held(device, 0, slot)["file_path"] for slot in (0, 1)]
    assert paths == ["/c.wav", "/b.wav"]


def test_the_same_loop_again_is_only_set_anew(two: Script) -> None:
    load(two, 0, "/a.wav")
    two.tell("load", 0, "/a.wav", 2, 0.0, 4.0)
    assert two.clips[1][1] is None
    assert (held(two, 1)["pitch_coarse"], held(two, 1)["start_marker"]) == (2, 4.0)


def test_an_older_live_takes_the_slot_that_holds_the_file(old: Script) -> None:
    old.tell("load", 0, "/b.wav", 1, 0.0, 0.0)
    old.tell("fire", 0)
    assert held(old, 0, 1)["is_triggered"]
    assert held(old, 0, 1)["pitch_coarse"] == 1
    old.tell("load", 1, "/c.wav", 0, 0.0, 0.0)
    assert old.shown == ["c.wav needs Live 12.0.5, or to be in a slot"]


@pytest.mark.parametrize("decibels", [-60.0, -43.0, -12.0, -0.1, 0.0, 3.0, 24.0, 40.0])
def test_gain_is_that_of_the_other_way_into_live(two: Script, decibels: float) -> None:
    two.tell("load", 0, "/a.wav", 0, decibels, 0.0)
    assert held(two, 1)["gain"] == pytest.approx(clips.gain(decibels))


# --- launching and taking back ------------------------------------------------------------------


def test_what_is_fired_begins_with_lives_quantum(two: Script) -> None:
    load(two, 0, "/a.wav")
    two.tell("fire", 0)
    assert held(two, 1)["is_triggered"] and not held(two, 1)["is_playing"]
    two.by_hand("quantum")
    assert held(two, 1)["is_playing"]


def test_what_has_not_begun_is_taken_back_and_what_sounds_goes_on(two: Script) -> None:
    begin(two, 0, "/a.wav")
    load(two, 0, "/b.wav")
    two.tell("fire", 0)
    two.tell("unload", 0)
    two.by_hand("quantum")
    assert two.clips[1][1] is None
    assert held(two, 1)["is_playing"]


def test_what_sounds_stops_with_lives_quantum_and_stays_to_be_seen(two: Script) -> None:
    begin(two, 0, "/a.wav")
    two.tell("unload", 0)
    assert held(two, 1)["is_playing"]
    two.by_hand("quantum")
    assert not held(two, 1)["is_playing"]
    assert not any(path == "/barwise/stop" for path, *_ in two.osc)


def test_a_stop_is_undone_before_it_happens(two: Script) -> None:
    begin(two, 0, "/a.wav")
    two.tell("unload", 0)
    load(two, 0, "/a.wav", start=4.0)
    two.tell("fire", 0)
    two.by_hand("quantum")
    assert held(two, 1)["is_playing"]
    assert two.clips[1][1] is None


@pytest.fixture
def old(two: Script) -> Script:
    """A Live that cannot load, with two files in slots of one track."""
    two.by_hand("old")
    for slot, path in enumerate(("/a.wav", "/b.wav")):
        two.by_hand("clip", at=[0, slot], file=path)
    return two


def test_a_clip_that_was_there_before_is_not_launched_but_never_deleted(old: Script) -> None:
    load(old, 0, "/b.wav")
    old.tell("fire", 0)
    old.tell("unload", 0)
    old.by_hand("quantum")
    assert not held(old, 0, 1)["is_playing"]


def test_what_it_was_to_replace_goes_on(old: Script) -> None:
    begin(old, 0, "/a.wav")
    load(old, 0, "/b.wav")
    old.tell("fire", 0)
    old.tell("unload", 0)
    old.by_hand("quantum")
    assert held(old, 0, 0)["is_playing"]
    assert not held(old, 0, 1)["is_playing"]


def test_fire_and_unload_of_an_empty_slot_do_nothing(two: Script) -> None:
    for word in ("fire", "unload"):
        two.tell(word, 5)
        assert (two.said, two.complaints) == ([], [])


# --- what Live says -----------------------------------------------------------------------------


def test_barwise_is_told_what_plays_without_it(two: Script) -> None:
    for slot, file in enumerate((SPACED, "/b.wav")):
        two.by_hand("clip", at=[0, slot], file=file)
    two.by_hand("fire", at=[0, 0])
    begin(two, 0, "/ours.wav")
    assert two.osc[-1] == ["/barwise/playing", SPACED]
    two.by_hand("fire", at=[0, 1])
    two.by_hand("quantum")
    assert two.osc == [["/barwise/playing", "/b.wav"]]
    two.by_hand("stop", at=[0, 1])
    two.by_hand("quantum")
    assert two.osc == [["/barwise/playing"]]


def test_a_barwise_that_came_late_learns_it_with_the_beat(two: Script) -> None:
    two.by_hand("clip", at=[0, 0], file="/a.wav")
    two.by_hand("fire", at=[0, 0])
    two.by_hand("quantum")
    two.tell("alive")
    assert two.osc == [["/barwise/playing", "/a.wav"]]


def test_it_keeps_silent_while_abletonosc_tells(two: Script) -> None:
    two.tell("follows", 1)
    two.by_hand("clip", at=[0, 0], file="/a.wav")
    two.by_hand("fire", at=[0, 0])
    two.by_hand("quantum")
    assert two.osc == []
    two.tell("follows", 0)
    assert two.osc == [["/barwise/playing", "/a.wav"]]


def test_a_loop_stopped_by_hand_has_ended_for_barwise_too(two: Script) -> None:
    begin(two, 1, "/ours.wav")
    two.by_hand("stop", at=[3, 0])
    two.by_hand("quantum")
    assert two.osc == [["/barwise/stop", 1], ["/barwise/playing"]]


def test_a_new_track_is_followed(two: Script) -> None:
    two.by_hand("track", name="Late", audio=True, slots=1)
    two.by_hand("clip", at=[4, 0], file="/late.wav")
    two.by_hand("fire", at=[4, 0])
    two.by_hand("quantum")
    assert two.osc == [["/barwise/playing", "/late.wav"]]


def test_tempo_and_transport_lead_only_when_asked(two: Script) -> None:
    two.by_hand("song", property="tempo", value=126.5)
    assert two.osc == []
    two.tell("lead", 1)
    assert two.osc == [["/barwise/tempo", 126.5], ["/barwise/play", 1]]
    two.by_hand("song", property="is_playing", value=0)
    assert two.osc == [["/barwise/play", 0]]


def test_a_packet_of_many_files_stays_within_what_barwise_takes(device: Script) -> None:
    tracks = [(f"T{number}", True, 1) for number in range(40)]
    live_set(device, *tracks)
    for number in range(40):
        device.by_hand("clip", at=[number, 0], file=f"/{'long ' * 12}{number}.wav")
        device.by_hand("fire", at=[number, 0])
    device.by_hand("quantum")
    device.tell("alive")
    (message,) = device.osc
    assert 10 < len(message) < 40
    assert sum(len(str(part)) + 4 for part in message) < protocol.MAX_PACKET


def test_barwise_understands_everything_that_it_says(two: Script) -> None:
    two.tell("lead", 1)
    said = two.osc
    begin(two, 0, "/a.wav")
    two.by_hand("stop", at=[1, 0])
    two.by_hand("quantum")
    for path, *args in said + two.osc:
        assert protocol.event(path, args) is not None


# --- with Barwise -------------------------------------------------------------------------------


def test_what_is_accepted_is_launched_in_live_and_undone(two: Script, tmp_path: Path) -> None:
    """From the engine's decisions, over OSC, to the clips of Live."""
    ports = {"port": free_port(), "listen_port": free_port()}
    config = Config(library=str(tmp_path / "none.db"), ableton=AbletonConfig(on=True, **ports))
    output = ableton.open(lambda event: None, config)
    assert output is not None
    with closing(output), ear() as wire:

        def decide(action: actions.Action, *heard: str) -> None:
            """The device takes what Barwise says then."""
            wire.forget()
            output.send(action, time.monotonic())
            eventually(lambda: [word for word, _ in wire.heard()] == list(heard))
            for word, args in wire.heard():
                two.tell(word, *args)

        line = Timeline(240.0, 0.0, time.monotonic())
        output.send(actions.Clocked(Transport(line, running=True)), time.monotonic())
        here = actions.Subscribed("127.0.0.1", wire.port, protocol.LOADER_LEASE, loads=True)
        decide(here, "follows")
        beat = 4.0 * math.ceil(line.beat_at(time.monotonic()) / 4 + 0.5)
        decide(actions.Launch(1, LIST[2], beat, beat), "load", "fire")
        clip = held(two, 3)
        assert (clip["file_path"], clip["pitch_coarse"]) == (PATHS[2], LIST[2].transpose)
        assert clip["gain"] == pytest.approx(clips.gain(LIST[2].gain_db))
        assert clip["is_triggered"]
        decide(actions.Stop(1, beat), "unload")
        assert two.clips[3] == [None, None]


# --- the files ----------------------------------------------------------------------------------


def test_the_script_has_a_function_for_all_that_a_device_is_told() -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for file in JAVASCRIPT.glob("*.js"))
    for row in protocol.TO_LOADER:
        word = row.path.removeprefix("/barwise/")
        declared = re.search(rf"^function {word}\((.*)\)", code, re.MULTILINE)
        assert declared is not None
        assert len(declared[1].split(", ")) == len(row.args)


@pytest.mark.parametrize("file", sorted(JAVASCRIPT.glob("*.js")), ids=lambda file: file.name)
def test_the_script_is_of_the_javascript_that_max_8_speaks(file) -> None:
    newer = re.compile(r"=>|\b(let|const|class)\b|`|\.\.\.")
    lines = [line.partition("//")[0] for line in file.read_text(encoding="utf-8").splitlines()]
    assert not [line for line in lines if newer.search(line)]


# --- what is said by other patches --------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        (["next"], ["/barwise/next"]),
        (["accept", 0, 3], ["/barwise/accept", 0, 3]),
        (["playing", SPACED], ["/barwise/playing", SPACED]),
        (["/barwise/undo"], ["/barwise/undo"]),
    ],
)
def test_a_word_becomes_its_address(said, sent) -> None:
    with script("barwise-address.js") as running:
        running.tell(*said)
        assert running.osc == [sent]
        assert protocol.event(sent[0], sent[1:]) is not None
