"""The player as an output: started, told, started again, taken over, ended."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from live import actions, events
from live.config import Config, PlayerConfig
from live.errors import DeviceError
from live.outputs import player
from live.player import messages
from live.player.caller import Caller
from live.timeline import Timeline, Transport
from tests.conftest import eventually
from tests.player_rig import click, launch, suggest
from tests.test_player_process import free_port


class Stage:
    """An engine, as far as the output sees one."""

    def __init__(self, port: int) -> None:
        self.posted: list[events.Event] = []
        settings = PlayerConfig(on=True, port=port, backend="jack")
        opened = player.open(self.posted.append, replace(Config(), player=settings))
        assert opened is not None
        self.output = opened
        self.port = port

    def send(self, *what: actions.Action) -> None:
        for action in what:
            self.output.send(action, time.monotonic())

    def said(self, kind: type[events.News] | type[events.Trouble], word: str) -> bool:
        texts = [event.text for event in self.posted if isinstance(event, kind)]
        return any(word in text for text in texts)

    def sounding(self) -> dict[int, str]:
        """What the player says that it plays, asked by a caller of its own."""
        caller = Caller(self.port)
        caller.hello()
        answers = [m for m in caller.heard(0.3) if isinstance(m, messages.SlotIs)]
        caller.close()
        return {m.slot: Path(m.path).name for m in answers if m.state == "playing"}


@pytest.fixture
def stage(jack: str) -> Iterator[Stage]:
    opened = Stage(free_port())
    yield opened
    opened.output.close()


def players(port: int) -> list[psutil.Process]:
    """The player processes on `port`."""
    mine = [child for child in psutil.Process().children() if alive(child)]
    return [child for child in mine if f"{port}" in child.cmdline()]


def alive(child: psutil.Process) -> bool:
    return child.is_running() and child.status() != psutil.STATUS_ZOMBIE


def clock() -> actions.Clocked:
    """Beat 0 is now."""
    return actions.Clocked(Transport(Timeline(120.0, 0.0, time.monotonic())))


def test_it_is_not_opened_unasked() -> None:
    assert player.open(lambda event: None, Config()) is None


def test_a_launch_sounds_and_a_stop_ends_it(stage: Stage, tmp_path: Path) -> None:
    loop = suggest(click(tmp_path / "a.wav"))
    stage.send(clock(), actions.Prepare((loop,)), launch(3, loop, 1.0))
    eventually(lambda: stage.sounding() == {3: "a.wav"})
    stage.send(actions.Stop(3, 2.0))
    eventually(lambda: stage.sounding() == {})
    assert not [event for event in stage.posted if isinstance(event, events.Trouble)]


def test_a_player_that_dies_comes_back_with_what_should_sound(stage: Stage, tmp_path: Path) -> None:
    kept, stopped = suggest(click(tmp_path / "a.wav")), suggest(click(tmp_path / "b.wav"))
    stage.send(clock(), launch(0, kept, 1.0), launch(1, stopped, 1.0))
    eventually(lambda: len(stage.sounding()) == 2)
    stage.send(actions.Stop(1, 0.0))
    eventually(lambda: len(stage.sounding()) == 1)
    (victim,) = players(stage.port)
    victim.kill()
    eventually(lambda: stage.said(events.News, "plays again"), seconds=30.0)
    assert stage.said(events.Trouble, "started again")
    eventually(lambda: stage.sounding() == {0: "a.wav"})


def test_a_mute_player_is_replaced(stage: Stage, tmp_path: Path) -> None:
    (victim,) = players(stage.port)
    os.kill(victim.pid, signal.SIGSTOP)
    eventually(lambda: stage.said(events.News, "plays again"), seconds=60.0)
    assert stage.said(events.Trouble, "does not answer")
    assert not alive(victim)


def test_an_engine_that_starts_again_takes_over_what_sounds(stage: Stage, tmp_path: Path) -> None:
    stage.send(clock(), launch(2, suggest(click(tmp_path / "a.wav")), 1.0))
    eventually(lambda: stage.sounding() == {2: "a.wav"})
    successor = Stage(stage.port)
    assert successor.said(events.News, "2 (a.wav)")
    successor.send(clock(), launch(4, suggest(click(tmp_path / "b.wav")), 1.0))
    eventually(lambda: successor.sounding() == {2: "a.wav", 4: "b.wav"})
    successor.output.close()


def test_trouble_with_a_file_reaches_the_performer(stage: Stage, tmp_path: Path) -> None:
    loop = suggest(click(tmp_path / "gone.wav"))
    Path(loop.loop.path).unlink()
    stage.send(clock(), launch(0, loop, 1.0))
    eventually(lambda: stage.said(events.Trouble, "gone.wav"))


def test_closing_ends_the_process(jack: str) -> None:
    stage = Stage(free_port())
    (child,) = players(stage.port)
    stage.output.close()
    assert not alive(child)


def test_without_a_device_it_cannot_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "nobody")
    with pytest.raises(DeviceError, match="no audio device"):
        Stage(free_port())
