"""How much of what each sender says is listened to."""

from __future__ import annotations

from live.pace import MOST, Pace


def listened(pace: Pace, sender: object, said: int, now: float) -> int:
    heard = 0
    for _ in range(said):
        if pace.allows(sender, now):
            pace.heard(sender, 1, now)
            heard += 1
    return heard


def test_a_burst_passes_and_then_so_much_a_second() -> None:
    pace = Pace(rate=100.0, burst=0.5)
    assert listened(pace, "patch", 1000, 10.0) in (50, 51)
    assert listened(pace, "patch", 1000, 10.1) in (10, 11)
    assert listened(pace, "patch", 1000, 99.0) in (50, 51), "what was not said is not saved up"


def test_who_floods_drowns_nobody_else() -> None:
    pace = Pace(rate=100.0, burst=0.5)
    assert listened(pace, "patch", 1000, 10.0) < 1000
    assert listened(pace, "hand", 20, 10.0) == 20


def test_a_bundle_counts_as_what_is_in_it() -> None:
    pace = Pace(rate=100.0, burst=0.5)
    pace.heard("patch", 60, 10.0)
    assert not pace.allows("patch", 10.0)
    assert pace.allows("patch", 10.2)


def test_ever_new_senders_take_no_memory_and_who_floods_is_still_known() -> None:
    pace = Pace(rate=100.0, burst=0.5)
    listened(pace, "patch", 1000, 10.0)
    for number in range(5 * MOST):
        pace.heard(number, 1, 10.0 + number / MOST / 20)
    assert len(pace._busy_until) <= MOST
    assert not pace.allows("patch", 9.99)
