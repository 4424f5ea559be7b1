"""A process of the set is killed, as when memory runs out: what goes on sounding."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

from tests.conftest import eventually
from tests.page_stand import free_port, page
from tests.stage.ears import ears
from tests.stage.gig import BAR, Gig, Said, gig, no_bar_missed
from tests.stage.phase import in_phase
from tests.stage.rows import Fault, Place, Row, first_of, seconds, unless

WITH_PLAYER = {"player": {"on": True, "backend": "jack"}}
AFTER = 4.0  # seconds that a set goes on before a fault, or after it is whole again
TWO_BARS = 4.0  # seconds, at 120 bpm


def the_player(place: Place) -> Row:
    with gig(place.folder, place.library, **WITH_PLAYER) as there, ears() as heard:
        there.play(2)
        time.sleep(AFTER)
        before = there.session()["slots"]
        killed = time.monotonic()
        there.child("player").kill()
        eventually(lambda: there.errors(killed))
        there.wait_for_text("status", "plays again", killed)
        heard.listen()
        back = heard.sound(time.monotonic()) - killed
        goes_on = in_phase(heard, there, killed + back + 0.5)
        same = there.session()["slots"] == before
        stays = heard.silence(killed + back + 1.0, time.monotonic())
    return Row(
        "kill -9 of the player",
        f"silence, and a line: {there.errors(killed)[0]}; the same loops go on ({goes_on})",
        f"silent for {seconds(back)}",
        "the sound until then",
        too_much=first_of(
            no_bar_missed(there.records()),
            unless(same, "other slots than before"),
            goes_on.complaint,
            unless(back < 10.0, f"silent for {back:.1f} s"),
            unless(stays < 1.0, "it fell silent again"),
        ),
    )


def the_page(place: Place) -> Row:
    port = free_port()
    settings = {**WITH_PLAYER, "page": {"on": True, "port": port}}
    url = f"http://127.0.0.1:{port}"
    with gig(place.folder, place.library, **settings) as there, ears() as heard:
        there.play(2)
        with page(url) as seen:
            slots = seen.wait_for("slots", _both_play)
        killed = time.monotonic()
        there.child("live.dashboard").kill()
        with page(url) as seen:
            seen.wait_for("slots")
            back = time.monotonic() - killed
            same = seen.said["slots"] == slots
        time.sleep(AFTER)
        silent = heard.silence(killed, time.monotonic())
    return Row(
        "kill -9 of the page's process",
        f"the page stands still, then shows all again; {_music(silent)}",
        seconds(back),
        too_much=first_of(
            no_bar_missed(there.records()),
            unless(same, "other slots than before"),
            unless(back < 5.0, f"no page for {back:.1f} s"),
            unless(silent < 1.0, f"the music was silent for {silent:.1f} s"),
        ),
    )


def the_engine(place: Place) -> Row:
    """By hand or by systemd it is started again at once; that is part of the time."""
    there = Gig(place.folder, place.library, **WITH_PLAYER)
    there.start()
    with ears() as heard:
        there.play(2)
        there.wait_for("role", "bass", since=there.tell("role", "bass"))
        there.wait_for("energy", since=there.tell("energy", 0.75))
        time.sleep(AFTER)
        last = _amid_a_bar(there)
        before, player = there.session(), there.child("player").pid
        killed = there.kill()
        there.start()
        back = there.wait_for("cursor", since=killed).at - killed
        after = there.session(killed)
        resumed = there.wait_for("bar", since=killed)
        goes_on = in_phase(heard, there, killed + back)
        wrong = _all_undone(there)
        silent = heard.silence(killed, time.monotonic() - 2 * BAR)
    taken_over = there.first_text("status", "taken over", killed)
    problem = there.end()
    drift = resumed.args[0] - last.args[0] - (resumed.at - last.at) / BAR
    return Row(
        "kill -9 of the engine, started again at once",
        f"no new list; {_music(silent)} ({goes_on}); then the same slots, bars, list and undo",
        f"{seconds(back)} ({back / BAR:.1f} bars at 240 bpm, {back / BAR / 2:.1f} at 120)",
        too_much=first_of(
            unless(taken_over, f"the player {player} was not taken over"),
            unless(after["slots"] == before["slots"], "other slots than before"),
            unless(after["list"] == before["list"], "another list than before"),
            unless(abs(drift) < 0.5, f"{drift:+.1f} bars off"),
            goes_on.complaint,
            wrong,
            unless(silent < 1.0, f"the music was silent for {silent:.1f} s"),
            unless(back < TWO_BARS, f"away for {back:.1f} s"),
            problem,
        ),
    )


def _amid_a_bar(there: Gig) -> Said:
    """Returns when the list of a bar has come, with what was said of that bar."""
    bar = there.wait_for("bar", since=time.monotonic())
    there.wait_for("cursor", since=bar.at)
    time.sleep(BAR / 3)
    return bar


def _all_undone(there: Gig) -> str:
    """Take all of the set back, and see that nothing of it was forgotten."""
    for wanted in (
        ("energy", 0.5),
        ("role", "auto"),
        ("slot", 1, "stopping"),
        ("slot", 0, "stopping"),
    ):
        if not _undone(there, *wanted):
            return f"not undone: {' '.join(map(str, wanted))}"
    told = there.tell("undo")
    return unless(_comes(lambda: there.errors(told)), "more was undone than had been done")


def _undone(there: Gig, word: str, *args: object) -> bool:
    told = there.tell("undo")
    return _comes(lambda: there.first(word, *args, since=told))


def _comes(what: Callable[[], object]) -> bool:
    with suppress(AssertionError):
        return bool(eventually(what, seconds=5.0))
    return False


def _both_play(slots: list[dict[str, object]]) -> bool:
    return all(slot["state"] == "playing" for slot in slots[:2])


def _music(silent: float) -> str:
    return "the music goes on" if silent < 1.0 else f"the music is silent for {silent:.1f} s"


FAULTS: tuple[Fault, ...] = (the_player, the_page, the_engine)
