"""One contract, held by every file in the folders of clocks, controls and outputs."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from live import clocks, controls, outputs, parts
from live.clocks import Clock
from live.config import Config, MidiConfig, OscConfig, PlayerConfig
from live.errors import ConfigError
from live.timeline import Transport
from tests.link_room import network
from tests.test_protocol import EVERY_ACTION

FOLDERS = (clocks, controls, outputs)
ALL = [(folder, name) for folder in FOLDERS for name in parts.names(folder)]
SENDERS = [(folder, name) for folder, name in ALL if folder is not clocks]


@pytest.fixture
def quiet(tmp_path: Path) -> Config:
    """A set that asks for no device."""
    return Config(
        library=str(tmp_path / "library.db"),
        screen=False,
        osc=OscConfig(port=0, out=()),
        midi=MidiConfig(),
        player=PlayerConfig(on=False),
    )


@pytest.mark.parametrize(("folder", "name"), ALL)
def test_it_is_opened_by_its_name_in_the_same_way_as_its_neighbours(
    folder: ModuleType, name: str
) -> None:
    wanted = ["config", "now"] if folder is clocks else ["post", "config"]
    assert list(inspect.signature(parts.find(folder, name).open).parameters) == wanted


@pytest.mark.parametrize(("folder", "name"), SENDERS)
def test_it_takes_every_action_and_closes(folder: ModuleType, name: str, quiet: Config) -> None:
    opened = parts.find(folder, name).open(lambda event: None, quiet)
    if opened is None:
        return
    for action in EVERY_ACTION:
        opened.send(action, 1.0)
    opened.close()


@pytest.fixture
def clock(name: str, quiet: Config, jack: str) -> Iterator[Clock]:
    """The clock `name`, where nobody else is and the time is always 5 s."""
    with network() as room, room:
        opened = parts.find(clocks, name).open(
            replace(quiet, midi=MidiConfig(backend="jack")), lambda: 5.0
        )
    yield opened
    opened.close()


@pytest.mark.parametrize("name", parts.names(clocks))
def test_a_clock_publishes_a_transport_from_the_first_moment(name: str, clock: Clock) -> None:
    transport = clock.transport()
    assert isinstance(transport, Transport)
    assert transport.timeline.bpm == 120.0
    if transport.running:
        assert transport.timeline.beat_at(5.0) == pytest.approx(0.0, abs=0.1)
    assert all(isinstance(line, str) for line in clock.news())
    assert clock.news() == []


@pytest.mark.parametrize("name", parts.names(clocks))
def test_a_clock_does_what_it_is_asked_or_says_that_it_only_follows(
    name: str, clock: Clock
) -> None:
    ran = clock.transport().running
    try:
        clock.set_tempo(90.0, 5.0)
        clock.tap(5.0)
        clock.play(not ran, 5.0)
    except ConfigError:
        for ask in (lambda: clock.tap(5.0), lambda: clock.play(True, 5.0)):
            with pytest.raises(ConfigError):
                ask()
        assert clock.transport().timeline.bpm == 120.0
    else:
        assert clock.transport().timeline.bpm == 90.0
        assert clock.transport().running is not ran
    with pytest.raises(ConfigError):
        clock.set_tempo(1000.0, 5.0)


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_unknown_name_is_answered_with_the_known_ones(folder: ModuleType) -> None:
    with pytest.raises(ConfigError, match=", ".join(parts.names(folder))):
        parts.find(folder, "sundial")
