"""Live as an output and as what is heard, against a stand-in with AbletonOSC's ways."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pythonosc.osc_message import OscMessage

from live import actions, events
from live.ableton.clips import decibels
from live.config import AbletonConfig, ClockConfig, Config, PlayerConfig
from live.library.shelf import Shelf
from live.outputs import ableton
from live.timeline import Timeline, Transport
from live.types import Loop, Suggestion
from tests import files
from tests.ableton_host import AbletonHost, Clip, Song, audio_track, clip, live, midi_track
from tests.conftest import eventually
from tests.pure_data import free_port
from tests.sounds import drums
from tests.watched import watched

BPM = 240.0  # a bar is a second
BAR = 4.0


class Stage:
    """An engine, as far as the output sees one: its clock agrees with the song's."""

    def __init__(self, library: Path, song: Song, **ableton_config: Any) -> None:
        self.song = song
        self.ports = free_port(), free_port()
        self.posted: list[events.Event] = []
        own = {"port": self.ports[0], "listen_port": self.ports[1], **ableton_config}
        config = Config(
            library=str(library),
            clock=ClockConfig(name="midi"),
            ableton=AbletonConfig(on=True, **own),
        )
        self.config = config

    def open(self, config: Config | None = None) -> None:
        opened = ableton.open(self.posted.append, config or self.config)
        assert opened is not None
        self.output = opened
        self.clock(0)

    def clock(self, epoch: int) -> None:
        line = Timeline(self.song.tempo, 0.0, self.song.zero)
        self.send(actions.Clocked(Transport(line, running=True, epoch=epoch)))

    def send(self, *what: actions.Action) -> None:
        for action in what:
            self.output.send(action, time.monotonic())

    def said(self, kind: type[events.News] | type[events.Trouble]) -> list[str]:
        return [e.text for e in self.posted if isinstance(e, kind) and e.what == "ableton"]

    def told(self, word: str) -> bool:
        return any(
            word in text for kind in (events.News, events.Trouble) for text in self.said(kind)
        )

    def plays(self) -> events.HostPlaying:
        """What Live is said to play."""
        found = [e for e in self.posted if isinstance(e, events.HostPlaying)]
        return found[-1] if found else events.HostPlaying(())

    def ended(self) -> list[int]:
        return [e.slot for e in self.posted if isinstance(e, events.SlotEnded)]

    def live(self, **given: Any) -> AbstractContextManager[AbletonHost]:
        return live(self.song, *self.ports, **given)

    def launch(self, slot: int, suggestion: Suggestion, ahead: float = 1.0) -> float:
        """From the next bar line that is at least `ahead` beats away; which that is."""
        beat = BAR * -(-(self.song.beat + ahead) // BAR)
        self.send(actions.Launch(slot, suggestion, beat, beat))
        return beat


@pytest.fixture
def shelf(demo_library: Path) -> Shelf:
    return Shelf.open(demo_library)


@pytest.fixture
def loops(shelf: Shelf) -> list[Loop]:
    """Loops of 128 bpm, each of 16 beats."""
    found = [shelf.loop(row) for row in range(len(shelf)) if shelf.bpm[row] == 128]
    assert len(found) > 4
    return found


@contextmanager
def opened(stage: Stage, config: Config | None = None) -> Iterator[Stage]:
    stage.open(config)
    try:
        yield stage
    finally:
        stage.output.close()


def song(*tracks: Any, **given: Any) -> Song:
    return Song(list(tracks), tempo=BPM, **given)


def played(*paths: Path) -> Song:
    """A song in which each of these files plays on a track of its own."""
    made = song(*(audio_track(path.stem, Clip(str(path))) for path in paths))
    for track in made.tracks:
        track.playing_slot_index = 0
    return made


def suggest(loop: Loop, **fix: Any) -> Suggestion:
    return Suggestion(loop, 1.0, BPM, **{"stretch": BPM / loop.bpm, **fix})


# --- what plays in Live is heard ----------------------------------------------------------------


def test_what_plays_when_live_is_found_is_reported_as_it_is_played(
    demo_library: Path, loops: list[Loop]
) -> None:
    """With a MIDI clip in the set, of which AbletonOSC refuses to tell any file."""
    louder = clip(loops[0].path, 128, gain=0.5, pitch_coarse=-2)
    it = song(
        midi_track("Keys"),
        audio_track("Drums", None, louder),
        audio_track("Quiet", clip(loops[1].path, 128)),
        audio_track("Muted", clip(loops[2].path, 128)),
    )
    it.tracks[0].playing_slot_index = it.tracks[3].playing_slot_index = 0
    it.tracks[1].playing_slot_index = 1
    it.tracks[3].mute = True
    louder.started = 4.0
    stage = Stage(demo_library, it)
    with stage.live(), opened(stage):
        eventually(lambda: stage.plays().paths == (loops[0].path,))
        (played,) = stage.plays().played
        assert (played.transpose, played.gain_db, played.beats) == (-2, 4.0, 16.0)
        assert played.since % 16 == 4.0
        (state,) = stage.said(events.News)
        assert state == (
            "Live 12.1 is here: 240 bpm, 4/4, plays, audio clips that are on: 1; "
            "accepted loops are loaded"
        )


def test_changes_are_followed(demo_library: Path, loops: list[Loop]) -> None:
    drums, bass = clip(loops[0].path, 128), clip(loops[1].path, 128)
    it = song(audio_track("Drums", drums), audio_track("Bass", bass))
    stage = Stage(demo_library, it)
    with stage.live(), opened(stage):
        eventually(lambda: stage.told("is here"))
        assert stage.plays().paths == ()
        it.tracks[0].playing_slot_index = it.tracks[1].playing_slot_index = 0
        eventually(lambda: stage.plays().paths == (loops[0].path, loops[1].path))
        bass.pitch_coarse, bass.gain = 3, 0.25
        eventually(lambda: stage.plays().played[1].transpose == 3)
        eventually(lambda: stage.plays().played[1].gain_db == -10.8)
        it.tracks[0].mute = True
        eventually(lambda: stage.plays().paths == (loops[1].path,))
        it.tracks[1].playing_slot_index = -2
        eventually(lambda: stage.plays().paths == ())


def test_a_clip_that_is_launched_anew_is_heard_from_there(
    demo_library: Path, loops: list[Loop]
) -> None:
    """No listener tells of it."""
    it = song(audio_track("Drums", clip(loops[0].path, 128)))
    it.tracks[0].playing_slot_index = 0
    stage = Stage(demo_library, it)
    with stage.live(), opened(stage):
        eventually(lambda: stage.plays().paths)
        assert stage.plays().played[0].since % 16 == 0
        reports = sum(isinstance(e, events.HostPlaying) for e in stage.posted)
        clip_ = it.tracks[0].slots[0]
        assert clip_ is not None
        time.sleep(2.5)  # it was read once more meanwhile
        assert sum(isinstance(e, events.HostPlaying) for e in stage.posted) == reports
        clip_.started = 8.0
        eventually(lambda: stage.plays().played[0].since % 16 == 8)


def test_copies_and_strangers_are_known_by_their_content(
    demo_library: Path, loops: list[Loop], tmp_path: Path
) -> None:
    copy = tmp_path / "collected" / "renamed.wav"
    copy.parent.mkdir()
    shutil.copy(loops[0].path, copy)
    stranger = files.wav(tmp_path / "mine 120bpm.wav", drums(120, 8))
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF")
    it = played(copy, stranger, broken)
    stage = Stage(demo_library, it, folders=(str(tmp_path),))
    with stage.live(), opened(stage):
        eventually(lambda: stage.plays().paths == (loops[0].path, str(stranger)), seconds=30)
        (guest,) = [e for e in stage.posted if isinstance(e, events.Guest)]
        assert (guest.path, guest.bpm, guest.beats) == (str(stranger), 120, 8)
        assert guest.id < 0
        eventually(lambda: stage.told("broken.wav"))


def test_what_lies_elsewhere_is_not_read_whatever_leads_there(
    demo_library: Path, loops: list[Loop], tmp_path: Path
) -> None:
    music, elsewhere = tmp_path / "Music", tmp_path / "elsewhere"
    music.mkdir()
    elsewhere.mkdir()
    private = files.wav(elsewhere / "private 120bpm.wav", drums(120, 8))
    (music / "link.wav").symlink_to(private)
    (music / "notes.txt").write_text("no audio")
    ways = (private, music / ".." / "elsewhere" / private.name, music / "link.wav")
    it = played(Path(loops[0].path), *ways, music / "notes.txt")
    stage = Stage(demo_library, it, folders=(str(music),))

    def refused(stage: Stage) -> list[str]:
        return [text for text in stage.said(events.Trouble) if "[ableton] folders" in text]

    with watched(elsewhere, music) as opened_files, stage.live(), opened(stage):
        eventually(lambda: len(refused(stage)) == 4, seconds=30)
        assert stage.plays().paths == (loops[0].path,)
        assert opened_files() == set()


# --- Live comes and goes ------------------------------------------------------------------------


def test_live_may_come_later_restart_and_go(demo_library: Path, loops: list[Loop]) -> None:
    it = song(audio_track("Barwise", clip(loops[0].path, 128)))
    it.tracks[0].playing_slot_index = 0
    stage = Stage(demo_library, it)
    with opened(stage):
        eventually(lambda: stage.told("start it with AbletonOSC as a control surface"))
        with stage.live():
            eventually(lambda: stage.plays().paths)
        it.tracks[0].slots[0] = clip(loops[1].path, 128)
        with stage.live():
            eventually(lambda: stage.plays().paths == (loops[1].path,))
        eventually(lambda: stage.plays().paths == (), seconds=20)
        assert len(stage.said(events.Trouble)) == 2
        assert "Live is gone" in stage.said(events.Trouble)[1]
        with stage.live():
            eventually(lambda: stage.plays().paths, seconds=20)
        assert len(stage.said(events.News)) == 3


def test_a_second_engine_is_told_who_has_the_port(demo_library: Path, loops: list[Loop]) -> None:
    it = song(audio_track("Barwise", clip(loops[0].path, 128)))
    it.tracks[0].playing_slot_index = 0
    stage = Stage(demo_library, it)
    second = Stage(demo_library, it)
    with stage.live(), opened(second, stage.config):
        eventually(lambda: second.plays().paths)
        stage.open()
        eventually(lambda: stage.told("is taken"))
        assert stage.said(events.Trouble) == [
            f"UDP port {stage.ports[1]} is taken: close the other Barwise or whatever else "
            "listens to AbletonOSC"
        ]
    with stage.live():
        eventually(lambda: stage.plays().paths, seconds=20)
    stage.output.close()


def test_what_does_not_go_together_is_told_once(demo_library: Path) -> None:
    it = song(audio_track("Other"), signature_numerator=3, clip_trigger_quantization=2)
    stage = Stage(demo_library, it)
    with stage.live(), opened(stage):
        eventually(lambda: len(stage.said(events.Trouble)) == 3)
        metre, quantum, track = stage.said(events.Trouble)
        assert metre.endswith("set [clock] beats_per_bar = 3")
        assert "Live launches every 12 beats, Barwise every 4 beats" in quantum
        assert track.startswith("no audio track is called Barwise")
        it.tempo, it.tracks[0].name = 200.0, "Barwise"
        time.sleep(2.5)
        it.tracks[0].name = "Other"
        eventually(lambda: stage.said(events.Trouble)[3:] == [track])


def test_the_internal_clock_follows_as_far_as_it_can(demo_library: Path) -> None:
    it = song(audio_track("Barwise"), is_playing=False)
    stage = Stage(demo_library, it)
    internal = replace(stage.config, clock=ClockConfig())
    with stage.live(), opened(stage, internal):
        assert "--clock link or --clock midi" in stage.said(events.Trouble)[0]
        eventually(lambda: events.Tempo(240.0) in stage.posted)
        assert events.Play(False) in stage.posted
        it.tempo, it.is_playing = 96.5, True
        eventually(lambda: events.Tempo(96.5) in stage.posted)
        eventually(lambda: events.Play(True) in stage.posted)


def test_without_being_asked_for_it_is_not_opened() -> None:
    assert ableton.open(lambda event: None, Config()) is None


# --- what is accepted is launched in Live -------------------------------------------------------


def ready(stage: Stage) -> None:
    eventually(lambda: stage.told("is here"))


def test_a_launch_is_loaded_with_its_fix_and_begins_on_its_bar(
    demo_library: Path, loops: list[Loop]
) -> None:
    it = song(audio_track("Barwise 1", clip(loops[5].path, 128)), audio_track("Barwise 2"))
    stage = Stage(demo_library, it)
    with stage.live() as host, opened(stage):
        ready(stage)
        fixed = suggest(loops[0], transpose=-3, gain_db=-6.0, beat_offset=2.0)
        beat = stage.launch(0, fixed)
        other = stage.launch(1, suggest(loops[1]))
        eventually(lambda: len(host.playing()) == 2)
        placed = it.tracks[0].slots[1]
        assert placed is host.playing()["Barwise 1"]
        assert (placed.path, placed.pitch_coarse, placed.started) == (loops[0].path, -3, beat)
        assert decibels(placed.gain) == pytest.approx(-6.0, abs=0.01)
        assert (placed.start_marker, placed.looping, placed.warping) == (14.0, True, True)
        assert host.playing()["Barwise 2"].started == other
        assert stage.said(events.Trouble) == []
        time.sleep(0.5)
        assert stage.plays().paths == (), "what is ours is the session's to tell"


def test_what_is_accepted_early_is_not_launched_a_bar_too_soon(
    demo_library: Path, loops: list[Loop]
) -> None:
    it = song(audio_track("Barwise"))
    stage = Stage(demo_library, it)
    with stage.live() as host, opened(stage):
        ready(stage)
        beat = stage.launch(0, suggest(loops[0]), ahead=2 * BAR)
        eventually(lambda: it.tracks[0].slots[0])
        eventually(lambda: host.playing())
        assert host.playing()["Barwise"].started == beat


def test_a_stop_ends_it_and_its_slot_serves_again_when_none_is_empty(
    demo_library: Path, loops: list[Loop]
) -> None:
    it = song(audio_track("Barwise", scenes=1))
    stage = Stage(demo_library, it)
    with stage.live() as host, opened(stage):
        ready(stage)
        stage.launch(0, suggest(loops[0]))
        eventually(lambda: host.playing())
        stage.launch(1, suggest(loops[1]))
        eventually(lambda: stage.told("no empty slot in the track Barwise: add a scene"))
        assert stage.ended() == [1]
        time.sleep(0.3)
        stage.send(actions.Stop(0, 0.0))
        eventually(lambda: not host.playing())
        assert it.tracks[0].slots[0], "it stays there to be seen"
        time.sleep(0.5)
        stage.launch(1, suggest(loops[1]))
        eventually(lambda: host.playing())
        assert host.playing()["Barwise"].path == loops[1].path
        assert stage.ended() == [1]


def test_an_accept_that_is_undone_leaves_no_trace_and_what_it_was_to_replace_plays_on(
    demo_library: Path, loops: list[Loop]
) -> None:
    it = song(audio_track("Barwise"))
    stage = Stage(demo_library, it)
    with stage.live() as host, opened(stage):
        ready(stage)
        first = suggest(loops[0])
        beat = stage.launch(0, first)
        eventually(lambda: host.playing())
        began = host.playing()["Barwise"]
        time.sleep(0.5)
        stage.launch(0, suggest(loops[1]), ahead=3.0)
        eventually(lambda: it.tracks[0].slots[1])
        stage.send(actions.Launch(0, first, beat, beat))
        eventually(lambda: it.tracks[0].slots[1] is None)
        time.sleep(2 * 60 / BPM * BAR)
        assert host.playing()["Barwise"] is began
        assert began.started == beat
        assert stage.ended() == []


def test_a_stop_that_is_undone_goes_on_in_phase(demo_library: Path, loops: list[Loop]) -> None:
    it = song(audio_track("Barwise"))
    stage = Stage(demo_library, it)
    with stage.live() as host, opened(stage):
        ready(stage)
        loop = suggest(loops[0])
        beat = stage.launch(0, loop)
        eventually(lambda: host.playing())
        eventually(lambda: 0.5 < it.beat % BAR < 1.0)
        stage.send(actions.Stop(0, beat + BAR))
        eventually(lambda: host.said("/live/clip/stop"))
        stage.send(actions.Launch(0, loop, beat, beat))
        eventually(lambda: host.playing() and host.playing()["Barwise"].started > beat)
        again = host.playing()["Barwise"]
        assert again.start_marker == (again.started - beat) % 16
        assert stage.ended() == []


def test_what_is_stopped_by_hand_in_live_has_ended_for_the_session(
    demo_library: Path, loops: list[Loop]
) -> None:
    it = song(audio_track("Barwise", None, clip(loops[2].path, 128)))
    stage = Stage(demo_library, it)
    with stage.live() as host, opened(stage):
        ready(stage)
        stage.launch(3, suggest(loops[0]))
        eventually(lambda: host.playing())
        time.sleep(0.5)
        it.tracks[0].playing_slot_index = 1
        eventually(lambda: stage.ended() == [3])
        eventually(lambda: stage.plays().paths == (loops[2].path,))


def test_a_preview_has_a_track_of_its_own(demo_library: Path, loops: list[Loop]) -> None:
    it = song(audio_track("Barwise"), audio_track("Headphones"))
    stage = Stage(demo_library, it, cue="Headphones")
    with stage.live() as host, opened(stage):
        ready(stage)
        stage.send(actions.Cue(suggest(loops[0]), 0.0, 0.0))
        eventually(lambda: host.playing())
        cued = host.playing()["Headphones"]
        assert cued.start_marker == cued.started % 16
        stage.send(actions.Cue(None, 0.0, 0.0))
        eventually(lambda: not host.playing())
        assert stage.ended() == []


def test_a_preview_without_a_track_says_what_it_needs(
    demo_library: Path, loops: list[Loop]
) -> None:
    stage = Stage(demo_library, song(audio_track("Barwise")))
    with stage.live() as host, opened(stage):
        ready(stage)
        stage.send(actions.Cue(suggest(loops[0]), 0.0, 0.0))
        eventually(lambda: stage.told("[ableton] cue = its name"))
        assert host.said("/live/clip_slot/create_audio_clip") == [()]


def test_an_older_live_launches_what_it_holds_already(
    demo_library: Path, loops: list[Loop], tmp_path: Path
) -> None:
    copy = tmp_path / "collected.wav"
    shutil.copy(loops[0].path, copy)
    it = song(audio_track("Clips", None, clip(copy, 128)), midi_track("Keys"))
    stage = Stage(demo_library, it, folders=(str(tmp_path),))
    with stage.live(loads=False) as host, opened(stage):
        eventually(lambda: stage.told("accepted loops must be in a slot already"))
        time.sleep(0.5)
        beat = stage.launch(0, suggest(loops[0], transpose=2))
        eventually(lambda: host.playing())
        assert host.playing()["Clips"].pitch_coarse == 2
        assert host.playing()["Clips"].started == beat
        stage.launch(1, suggest(loops[1]))
        eventually(lambda: stage.ended() == [1])
        assert f"{Path(loops[1].path).name} is in no slot of Live" in stage.said(events.Trouble)[-1]
        stage.send(actions.Stop(0, 0.0))
        eventually(lambda: not host.playing())
        assert it.tracks[0].slots[1], "the performer's own clip stays"


def test_what_came_too_late_for_its_bar_is_told(demo_library: Path, loops: list[Loop]) -> None:
    stage = Stage(demo_library, song(audio_track("Barwise")))
    with stage.live(), opened(stage):
        ready(stage)
        eventually(lambda: stage.song.beat % BAR > BAR - 0.1, every=0.001)
        stage.launch(0, suggest(loops[0]), ahead=0.0)
        eventually(lambda: stage.told("began a bar late in Live: raise [ableton] margin_ms"))


class Loader:
    """Our Max for Live device, as far as it is told something."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(5.0)
        self.here = actions.Subscribed(*self.socket.getsockname(), 12.0, loads=True)

    def take(self) -> tuple[str, list[Any]]:
        message = OscMessage(self.socket.recv(65536))
        return message.address, message.params


def test_what_abletonosc_cannot_load_the_device_does(demo_library: Path, loops: list[Loop]) -> None:
    stage, loader = Stage(demo_library, song(audio_track("Barwise"))), Loader()
    with stage.live(loads=False), opened(stage), loader.socket:
        ready(stage)
        stage.send(loader.here)
        assert loader.take() == ("/barwise/follows", [1])
        stage.launch(2, suggest(loops[0], transpose=1, gain_db=-1.5, beat_offset=3.0))
        assert loader.take() == ("/barwise/load", [2, loops[0].path, 1, -1.5, 13.0])
        assert loader.take() == ("/barwise/fire", [2])
        stage.send(actions.Stop(2, 0.0))
        assert loader.take() == ("/barwise/unload", [2])


def test_the_device_serves_without_abletonosc_as_well(
    demo_library: Path, loops: list[Loop]
) -> None:
    stage, loader = Stage(demo_library, song(audio_track("Barwise"))), Loader()
    with opened(stage), loader.socket:
        stage.launch(0, suggest(loops[0]))
        eventually(lambda: stage.told("nothing was launched: Live is not there"))
        assert stage.ended() == [0]
        stage.send(loader.here)
        assert loader.take() == ("/barwise/follows", [0])
        beat = stage.launch(0, suggest(loops[0]))
        assert loader.take()[0] == "/barwise/load"
        assert loader.take() == ("/barwise/fire", [0])
        assert beat - BAR < stage.song.beat < beat


def test_with_a_player_live_is_only_listened_to(demo_library: Path, loops: list[Loop]) -> None:
    stage = Stage(demo_library, song(audio_track("Barwise")))
    with (
        stage.live() as host,
        opened(stage, replace(stage.config, player=PlayerConfig(on=True))),
    ):
        eventually(lambda: stage.told("accepted loops are left to the player"))
        stage.launch(0, suggest(loops[0]))
        time.sleep(0.5)
        assert host.said("/live/clip_slot/create_audio_clip") == [()]


def test_a_file_that_live_cannot_open_ends_nothing(demo_library: Path, loops: list[Loop]) -> None:
    it = song(audio_track("Barwise"))
    stage = Stage(demo_library, it)
    with stage.live() as host, opened(stage):
        ready(stage)
        stage.launch(0, suggest(loops[0]))
        eventually(lambda: host.playing())
        gone = replace(loops[1], path="/no/such.wav")
        stage.launch(0, suggest(gone))
        eventually(lambda: stage.told("Live cannot open /no/such.wav"))
        assert stage.ended() == [0]
        time.sleep(60 / BPM * BAR)
        assert host.playing()["Barwise"].path == loops[0].path


def test_live_is_never_flooded(demo_library: Path, loops: list[Loop]) -> None:
    it = song(*(audio_track(f"Barwise {n}", scenes=8) for n in range(8)))
    stage = Stage(demo_library, it)
    with stage.live() as host, opened(stage):
        ready(stage)
        began = len(host.heard)
        for n in range(200):
            stage.launch(n % 8, suggest(loops[n % 5], transpose=n % 7), ahead=2 * BAR)
        time.sleep(2.0)
        stamps = [at for at, _, _ in host.heard[began:]]
        busiest = max(sum(at <= other < at + 0.095 for other in stamps) for at in stamps)
        assert busiest <= 64, "two of our ticks may meet in one of Live's"


@pytest.mark.parametrize(
    "said",
    [
        ("/live/song/get/track_data", ["nonsense"]),
        ("/live/song/get/num_tracks", ["many"]),
        ("/live/clip/get/gain", [0, 0, "loud"]),
        ("/live/clip/get/gain", [0]),
        ("/live/startup", []),
        ("/live/error", [1, 2, 3]),
        ("/live/clip_slot/get/has_clip", [0, 0]),
    ],
)
def test_whatever_comes_to_the_port_the_set_goes_on(
    demo_library: Path, loops: list[Loop], said: tuple[str, list[Any]]
) -> None:
    from tests.pure_data import tell

    it = song(audio_track("Barwise", clip(loops[0].path, 128)))
    stage = Stage(demo_library, it)
    with stage.live(), opened(stage):
        ready(stage)
        tell(stage.ports[1], said[0], *said[1])
        it.tracks[0].playing_slot_index = 0
        eventually(lambda: stage.plays().paths)


def test_a_file_that_live_takes_for_another_tempo_is_named(
    demo_library: Path, loops: list[Loop]
) -> None:
    stage = Stage(demo_library, song(audio_track("Barwise")))
    with stage.live(guesses=64.0), opened(stage):
        ready(stage)
        stage.launch(0, suggest(loops[0]))
        eventually(
            lambda: stage.told(
                f"Live takes {Path(loops[0].path).name} for 8 beats and not 16: "
                "set its Seg. BPM to 128 in the clip view"
            )
        )


def test_two_loops_at_once_do_not_want_the_same_slot(demo_library: Path, loops: list[Loop]) -> None:
    it = song(audio_track("Barwise"))
    stage = Stage(demo_library, it)
    with stage.live() as host, opened(stage):
        ready(stage)
        stage.launch(0, suggest(loops[0]))
        stage.launch(1, suggest(loops[1]))
        eventually(lambda: host.playing())
        _, *loaded = host.said("/live/clip_slot/create_audio_clip")
        assert loaded == [(0, 0, loops[0].path), (0, 1, loops[1].path)]
        assert stage.said(events.Trouble) == []
