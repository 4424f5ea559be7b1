"""Ableton Link's own test plan, played by Barwise's clock and a real peer in another process.

https://github.com/Ableton/link/blob/master/TEST-PLAN.md; its names are in the tests' names. What it
calls App is Barwise, what it calls LinkHut is `tests.link_room`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from live import doctor
from live.clocks import link
from live.config import ClockConfig, Config
from live.doctor import Finding
from live.errors import ConfigError
from live.timeline import Timeline
from tests.conftest import eventually
from tests.link_room import QUANTUM, Hut, Room, network

TOGETHER = 0.001  # seconds
ALONE = 1.5  # seconds in which a peer would have been found, and more than Link calls a tie


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with network() as made:
        yield made


@pytest.fixture
def hut(room: Room) -> Iterator[Callable[[float], Hut]]:
    opened: list[Hut] = []

    def open(bpm: float) -> Hut:
        with room:
            opened.append(Hut(bpm))
        return opened[-1]

    yield open
    for each in opened:
        each.close()


@pytest.fixture
def app(room: Room) -> Iterator[Callable[..., link.LinkClock]]:
    """Opens Barwise's clock; the keywords are those of `[clock]`."""
    opened: list[link.LinkClock] = []

    def open(**clock: Any) -> link.LinkClock:
        with room:
            opened.append(link.open(replace(Config(), clock=ClockConfig("link", **clock))))
        return opened[-1]

    yield open
    for each in opened:
        each.close()


App = Callable[..., link.LinkClock]
Huts = Callable[[float], Hut]


def line(clock: link.LinkClock) -> Timeline:
    return clock.transport().timeline


def apart(clock: link.LinkClock, peer: Hut, parts: int = 1) -> float:
    """Seconds between Barwise's place in `parts` bars of the session and the peer's own."""
    phase, time = peer.phase(parts * QUANTUM)
    behind = (line(clock).beat_at(time) * parts - phase) % (parts * QUANTUM)
    beats = min(behind, parts * QUANTUM - behind)
    return beats * line(clock).seconds_per_beat / parts


def meet(clock: link.LinkClock, peer: Hut) -> None:
    """Wait until each knows of the other."""
    eventually(lambda: any("came" in text for text in clock.news()))
    eventually(lambda: peer.peers() and apart(clock, peer) < TOGETHER)


def together(clock: link.LinkClock, peer: Hut, bpm: float, parts: int = 1) -> bool:
    """Whether both are at `bpm` and in phase, which takes them a moment on the network."""
    heard = (line(clock).bpm * parts, peer.tempo())
    return heard == pytest.approx((bpm, bpm), abs=0.02) and apart(clock, peer, parts) < TOGETHER


def straight(clock: link.LinkClock, seconds: float, was: Timeline) -> bool:
    """Whether `was` holds for so long: no beat comes earlier or later than it says."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        now = line(clock)
        if now.bpm != was.bpm or abs(was.time_at(now.beat) - now.time) > TOGETHER:
            return False
        time.sleep(0.02)
    return True


# --- tempo --------------------------------------------------------------------------------------


def test_tempo_1_changes_go_from_peer_to_peer(app: App, hut: Huts) -> None:
    clock, peer = app(bpm=100.0), hut(120.0)
    meet(clock, peer)
    for bpm in (140.0, 93.5):
        clock.set_tempo(bpm, time.monotonic())
        eventually(lambda bpm=bpm: together(clock, peer, bpm))
        peer.set_tempo(bpm + 7.25)
        eventually(lambda bpm=bpm: together(clock, peer, bpm + 7.25))


def test_tempo_2_joining_does_not_change_the_session(app: App, hut: Huts) -> None:
    before = app(bpm=100.0)
    before.close()
    time.sleep(ALONE)  # leaving takes it a moment
    peer = hut(120.0)
    peer.set_tempo(130.0)
    time.sleep(ALONE)
    clock = app(bpm=100.0)
    eventually(lambda: together(clock, peer, 130.0) and peer.peers() == 1)
    assert line(clock).bpm == 130.0, "what is 130.00013 on the network is 130 to a loop"


def test_tempo_3_a_set_of_another_tempo_does_not_change_the_session(app: App, hut: Huts) -> None:
    peer = hut(130.0)
    time.sleep(ALONE)
    clock = app(bpm=130.0)
    eventually(lambda: together(clock, peer, 130.0))
    other = app(bpm=87.0, beats_per_bar=3)
    eventually(lambda: peer.peers() == 2 and line(other).bpm == 130.0)
    assert together(clock, peer, 130.0)


def test_tempo_4_the_whole_range_of_link_is_followed(app: App, hut: Huts) -> None:
    clock, peer = app(), hut(120.0)
    meet(clock, peer)
    peer.set_tempo(20.0)
    eventually(lambda: together(clock, peer, 20.0))
    epoch = clock.transport().epoch
    peer.set_tempo(999.0)
    eventually(lambda: together(clock, peer, 999.0, parts=4))
    assert line(clock).bpm == pytest.approx(999 / 4, abs=0.01)
    assert clock.transport().epoch == epoch + 1, "beats are longer: those of before are no more"
    peer.set_tempo(120.0)
    eventually(lambda: together(clock, peer, 120.0))


def test_tempo_5_alone_the_tempo_is_ours(app: App) -> None:
    clock = app(bpm=97.0)
    assert straight(clock, ALONE, line(clock))
    assert line(clock).bpm == 97.0
    clock.set_tempo(142.5, time.monotonic())
    clock.close()
    assert line(clock).bpm == 142.5


# --- beats --------------------------------------------------------------------------------------


def test_beattime_1_alone_nothing_moves_the_beat(app: App) -> None:
    clock = app(bpm=111.0)
    began = clock.transport()
    assert began.timeline.beat_at(time.monotonic()) == pytest.approx(0.0, abs=0.5)
    assert straight(clock, ALONE, began.timeline)
    clock.close()
    assert straight(clock, 0.3, began.timeline)
    assert clock.transport().epoch == began.epoch


def test_beattime_2_one_who_joins_does_not_move_the_beat(app: App, hut: Huts) -> None:
    clock = app(bpm=111.0)
    time.sleep(ALONE)
    began = clock.transport()
    peer = hut(140.0)
    eventually(lambda: peer.peers() and together(clock, peer, 111.0))
    assert straight(clock, 0.5, began.timeline)
    assert clock.transport().epoch == began.epoch


def test_a_clock_that_drifts_from_links_is_followed(room: Room) -> None:
    """Ours runs a thousandth too fast here, fifty times as wrong as real ones."""
    with room:
        clock = link.open(Config(), now=lambda: time.monotonic() * 1.001)
    began = line(clock)
    time.sleep(1.0)
    now = line(clock)
    clock.close()
    passed = (now.beat - began.beat) * began.seconds_per_beat
    assert now.time - began.time == pytest.approx(1.001 * passed, abs=1e-4)


def test_bars_are_links_quantum(app: App, hut: Huts) -> None:
    peer = hut(120.0)
    clock = app(beats_per_bar=3)

    def in_phase() -> bool:
        phase, now = peer.phase(3.0)
        off = (line(clock).beat_at(now) - phase) % 3
        return min(off, 3 - off) < 0.002

    eventually(lambda: peer.peers() and in_phase())


# --- start and stop -----------------------------------------------------------------------------


def test_startstopstate_1_peers_start_and_stop_us(app: App, hut: Huts) -> None:
    clock, peer = app(start_stop=True), hut(120.0)
    meet(clock, peer)
    assert not clock.transport().running
    pressed = time.monotonic()
    peer.play(True)
    eventually(lambda: clock.transport().running)
    assert 0 <= line(clock).time_at(0.0) - pressed <= line(clock).seconds_per_bar + TOGETHER
    assert apart(clock, peer) < TOGETHER, "beat 0 is on the session's bar line"
    peer.play(False)
    eventually(lambda: not clock.transport().running)
    assert clock.news() == ["Link: started", "Link: stopped"]


def test_startstopstate_2_we_start_and_stop_peers(app: App, hut: Huts) -> None:
    peer = hut(120.0)
    peer.play(True)
    time.sleep(ALONE)
    clock = app(start_stop=True)
    eventually(lambda: together(clock, peer, 120.0))
    assert not clock.transport().running
    assert peer.playing()
    clock.play(True, time.monotonic())
    assert clock.transport().running
    assert apart(clock, peer) < TOGETHER
    clock.play(False, time.monotonic())
    assert not clock.transport().running
    eventually(lambda: not peer.playing())
    epoch = clock.transport().epoch
    clock.play(True, time.monotonic())
    eventually(peer.playing)
    assert clock.transport().epoch == epoch + 1
    clock.play(True, time.monotonic())
    assert clock.transport().epoch == epoch + 1, "what runs is not started again"


def test_without_start_stop_we_run_and_nobody_else_is_moved(app: App, hut: Huts) -> None:
    peer, clock = hut(120.0), app()
    assert clock.transport().running
    eventually(lambda: together(clock, peer, line(clock).bpm))
    clock.play(False, time.monotonic())
    assert not clock.transport().running
    peer.play(True)
    clock.play(True, time.monotonic())
    clock.play(False, time.monotonic())
    time.sleep(ALONE)
    assert peer.playing()
    assert not clock.transport().running


# --- the performer ------------------------------------------------------------------------------


def test_company_is_told(app: App, room: Room) -> None:
    clock = app(bpm=99.0, start_stop=True)
    (alone,) = clock.news()
    assert alone == "Link: alone at 99 bpm, others may join; it stands until somebody starts"
    with room:
        peer = Hut(150.0)
    told = eventually(clock.news)
    assert [text.partition(" at ")[0] for text in told] == ["Link: a peer came: 1 other"]
    peer.close()
    (left,) = eventually(clock.news)
    assert left.startswith("Link: a peer left: alone at ")
    assert clock.news() == []


def test_taps_are_the_sessions_tempo_and_leave_its_bars_alone(app: App, hut: Huts) -> None:
    clock, peer = app(bpm=120.0), hut(120.0)
    meet(clock, peer)
    eventually(lambda: 0.2 < line(clock).beat_at(time.monotonic()) % 1 < 0.4)
    for _ in range(4):
        now = time.monotonic()
        before = line(clock).beat_at(now)
        clock.tap(now)
        assert line(clock).beat_at(now) == pytest.approx(before, abs=0.01)
        time.sleep(0.4)
    assert line(clock).bpm == pytest.approx(150.0, abs=5.0)
    eventually(lambda: together(clock, peer, line(clock).bpm))


def test_taps_of_one_who_plays_alone_move_the_beat_under_the_finger(app: App) -> None:
    clock = app(bpm=120.0)
    now = time.monotonic()
    for tap in range(4):
        clock.tap(now + (tap - 3) * 0.4)
    assert line(clock).bpm == pytest.approx(150.0, abs=0.01)
    beat = line(clock).beat_at(now)
    assert beat == pytest.approx(round(beat), abs=0.001)


@pytest.mark.parametrize("tempo", [0.0, 19.0, 401.0, float("nan")])
def test_an_impossible_tempo_is_refused_and_nobody_hears_of_it(app: App, tempo: float) -> None:
    clock = app(bpm=120.0)
    with pytest.raises(ConfigError, match="between 20 and 400 bpm"):
        clock.set_tempo(tempo, time.monotonic())
    assert line(clock).bpm == 120.0


def test_an_impossible_configuration_is_refused(app: App) -> None:
    with pytest.raises(ConfigError, match="outside 20 to 400"):
        app(bpm=1000.0)


def test_the_doctor_says_whether_link_can_be_used_and_who_is_there(
    room: Room, hut: Huts, monkeypatch: pytest.MonkeyPatch
) -> None:
    with room:
        alone = doctor._guarded("Link", doctor._link)
    peer = hut(131.0)
    time.sleep(ALONE)
    with room:
        company = doctor._guarded("Link", doctor._link)
    assert alone == Finding("Link", True, "installed; nobody else plays")
    assert company == Finding("Link", True, "1 in the session, 131.00 bpm")
    assert peer.tempo() == 131.0
    monkeypatch.setitem(sys.modules, "link", None)
    missing = doctor._guarded("Link", doctor._link)
    assert not missing.ok
    assert "pip install LinkPython-extern" in missing.text


def test_a_missing_package_is_one_line_with_the_remedy(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "link", None)
    with pytest.raises(ConfigError, match=r"^.*pip install LinkPython-extern$"):
        app()
