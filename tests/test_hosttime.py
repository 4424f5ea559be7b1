"""Two clocks of one machine through a night of music, in accelerated time."""

from __future__ import annotations

import random

import pytest

from live.hosttime import HostTime

HOURS = 3
POLL = 0.1  # seconds between looks, as the engine has it


class Machine:
    """A raw clock, and one that is `ppm` faster. Reading takes a moment, and now and then long."""

    def __init__(self, ppm: float) -> None:
        self.raw, self.monotonic = 5_000.0, 80_000.0
        self.ppm = ppm
        self.busy = 0.0
        self._rng = random.Random(6)

    def micros(self) -> int:
        self._take_a_moment()
        return int(self.raw * 1e6)

    def now(self) -> float:
        self._take_a_moment()
        return self.monotonic

    def sleep(self, seconds: float) -> None:
        self.raw += seconds
        self.monotonic += seconds * (1 + self.ppm * 1e-6)

    def _take_a_moment(self) -> None:
        held_up = self._rng.random() < self.busy
        self.sleep(self._rng.expovariate(1 / 2e-3) if held_up else 0.3e-6)


def worst(machine: Machine, hours: float) -> float:
    """Seconds by which the conversion is ever wrong, looking every `POLL`."""
    host, worst = HostTime(machine.micros, machine.now), 0.0
    for _ in range(int(hours * 3600 / POLL)):
        machine.sleep(POLL)
        host.look()
        worst = max(worst, abs(host.seconds(int(machine.raw * 1e6)) - machine.monotonic))
    return worst


def test_hours_of_drift_are_followed_to_microseconds() -> None:
    machine = Machine(ppm=50.0)
    assert worst(machine, HOURS) < 3e-6
    assert machine.monotonic - machine.raw - 75_000 > 0.5, "the clocks are half a second apart"


@pytest.mark.parametrize("ppm", [-500.0, 500.0])
def test_the_steepest_slew_on_a_busy_machine_is_followed_within_a_fifth_of_a_millisecond(
    ppm: float,
) -> None:
    machine = Machine(ppm)
    machine.busy = 0.2
    assert worst(machine, 0.5) < 2e-4


def test_one_look_that_takes_long_changes_nothing() -> None:
    machine = Machine(ppm=0.0)
    host = HostTime(machine.micros, machine.now)
    before = host.seconds(0)
    machine.busy = 1.0
    host.look()
    assert host.seconds(0) == pytest.approx(before, abs=2e-6)


def test_there_and_back_is_the_same_moment() -> None:
    machine = Machine(ppm=0.0)
    host = HostTime(machine.micros, machine.now)
    assert host.micros(host.seconds(123_456_789)) == 123_456_789


def test_a_look_tells_the_foreign_time() -> None:
    machine = Machine(ppm=0.0)
    host = HostTime(machine.micros, machine.now)
    assert host.look() == pytest.approx(machine.raw * 1e6, abs=2)
