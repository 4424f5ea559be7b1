"""Who has the token comes in; who guesses waits."""

from __future__ import annotations

import pytest

from live.dashboard.door import Door


class Time:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def door(time: Time) -> Door:
    return Door("sesame ü", time)


def test_the_token_opens_and_so_does_what_is_handed_out_for_it(door: Door) -> None:
    assert door.opens_for("sesame ü", "tablet")
    assert door.opens_with(door.key, "phone")
    assert not door.opens_for("sesame", "tablet")
    assert not door.opens_with("sesame ü", "tablet")
    assert "sesame" not in door.key and door.key.isalnum()


def test_the_fourth_wrong_try_has_to_wait_and_each_further_one_longer(
    door: Door, time: Time
) -> None:
    waits = []
    for _ in range(10):
        assert not door.opens_for("wrong", "thief")
        waits.append(door.wait("thief"))
        time.now += waits[-1]
    assert waits == [0, 0, 0, 1, 2, 4, 8, 10, 10, 10]


def test_who_waits_is_not_listened_to_and_nobody_else_waits(door: Door, time: Time) -> None:
    for _ in range(4):
        door.opens_for("wrong", "thief")
    assert not door.opens_for("sesame ü", "thief")
    assert door.opens_for("sesame ü", "tablet")
    time.now += 1.0
    assert door.opens_for("sesame ü", "thief")
    assert not door.opens_for("wrong", "thief")
    assert door.wait("thief") == 0.0, "who has been right begins anew"


def test_a_crowd_of_thieves_is_not_remembered_for_ever(door: Door) -> None:
    for number in range(5000):
        door.opens_for("wrong", str(number))
    assert len(door._wrong) == 1000
