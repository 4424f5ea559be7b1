"""One contract, held by every file in the folders of clocks, controls and outputs."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType

import pytest

from live import clocks, controls, outputs, parts
from live.config import Config, MidiConfig, OscConfig, PlayerConfig
from live.errors import ConfigError
from live.timeline import Transport
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


def test_a_clock_publishes_a_transport_from_the_first_moment(quiet: Config) -> None:
    clock = parts.find(clocks, "internal").open(quiet, lambda: 5.0)
    assert isinstance(clock.transport(), Transport)
    assert clock.transport().timeline.beat_at(5.0) == 0.0
    assert clock.news() == []
    clock.close()


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_unknown_name_is_answered_with_the_known_ones(folder: ModuleType) -> None:
    with pytest.raises(ConfigError, match=", ".join(parts.names(folder))):
        parts.find(folder, "sundial")
