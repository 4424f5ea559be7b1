"""A process of the set is killed, as when memory runs out: what goes on sounding."""

from __future__ import annotations

import time

from tests.conftest import eventually
from tests.page_stand import free_port, page
from tests.stage.ears import ears
from tests.stage.gig import BAR, Gig, gig, no_bar_missed
from tests.stage.rows import Fault, Place, Row, first_of, seconds, unless

WITH_PLAYER = {"player": {"on": True, "backend": "jack"}}
AFTER = 4.0  # seconds that a set goes on after it is whole again


def the_player(place: Place) -> Row:
    with gig(place.folder, place.library, **WITH_PLAYER) as there, ears() as heard:
        there.play(2)
        time.sleep(2 * BAR)
        before = there.session()["slots"]
        killed = time.monotonic()
        there.child("player").kill()
        eventually(lambda: there.errors(killed))
        there.wait_for_text("status", "plays again", killed)
        heard.listen()
        back = heard.sound(time.monotonic()) - killed
        time.sleep(AFTER)
        same = there.session()["slots"] == before
        stays = heard.silence(killed + back + 1.0, time.monotonic())
    return Row(
        "kill -9 of the player",
        f"silence, and a line: {there.errors(killed)[0]}",
        f"silent for {seconds(back)}",
        "the sound until then; the same loops go on in phase",
        too_much=first_of(
            no_bar_missed(there.records()),
            unless(same, "other slots than before"),
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
        time.sleep(2 * BAR)
        before = there.session()
        last = _last_bar(there)
        player = there.child("player").pid
        killed = there.kill()
        there.start()
        resumed = there.wait_for("bar", since=killed)
        back = resumed.at - killed
        time.sleep(1.0)
        after = there.session()
        undone = there.tell("undo")
        there.wait_for("slot", 1, "stopping", since=undone)
        time.sleep(AFTER)
        silent = heard.silence(killed, time.monotonic())
    taken_over = there.first_text("status", "taken over", killed)
    problem = there.end()
    behind = back / BAR
    return Row(
        "kill -9 of the engine, started again at once",
        f"no new list; {_music(silent)}; then the same slots, bars and list, undo works",
        f"{seconds(back)} ({behind:.1f} bars at 240 bpm, {behind / 2:.1f} at 120)",
        too_much=first_of(
            unless(taken_over, f"the player {player} was not taken over"),
            unless(after["slots"] == before["slots"], "other slots than before"),
            unless(resumed.args[0] > last, "the bars began anew"),
            unless(silent < 1.0, f"the music was silent for {silent:.1f} s"),
            unless(back < 8.0, f"away for {back:.1f} s"),
            problem,
        ),
    )


def _last_bar(there: Gig) -> int:
    return max(int(said.args[0]) for said in there.said if said.word == "bar")


def _both_play(slots: list[dict[str, object]]) -> bool:
    return all(slot["state"] == "playing" for slot in slots[:2])


def _music(silent: float) -> str:
    return "the music goes on" if silent < 1.0 else f"the music is silent for {silent:.1f} s"


FAULTS: tuple[Fault, ...] = (the_player, the_page, the_engine)
