"""What is heard late goes out early, and the next set knows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from live import actions, events, latency
from live.config import ClockConfig, Config, PlayerConfig
from live.errors import FileError
from live.outputs import latency as output
from tests.conftest import eventually

STUDIO = Config(
    clock=ClockConfig("midi", port="IAC"),
    player=PlayerConfig(on=True, backend="jack", device="Scarlett"),
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "barwise" / "latency.json"
    monkeypatch.setattr(latency, "FILE", path)
    return path


def with_clock(config: Config, **clock: float) -> Config:
    return replace(config, clock=replace(config.clock, **clock))


@pytest.mark.parametrize(
    ("config", "name"),
    [
        (Config(), "internal"),
        (STUDIO, "midi IAC > jack Scarlett"),
        (Config(clock=ClockConfig("link"), player=PlayerConfig(on=True)), "link > player"),
    ],
)
def test_a_device_is_a_clock_and_an_output(config: Config, name: str) -> None:
    assert latency.device(config) == name


def test_what_is_set_is_known_in_the_next_set_with_the_same_device(file: Path) -> None:
    posted: list[events.Event] = []
    opened = output.open(posted.append, STUDIO)
    for ms in (5.0, 12.5):
        opened.send(actions.LatencyIs(ms), 0.0)
    opened.close()
    assert posted[-1] == events.News("latency", "12.5 ms, midi IAC > jack Scarlett")
    assert latency.at_start(STUDIO) == (12.5, (posted[-1],))
    assert latency.at_start(Config()) == (0.0, ())
    assert [path.name for path in file.parent.iterdir()] == ["latency.json"]


def test_each_device_has_its_own(file: Path) -> None:
    latency.remember(file, "link", -3.0)
    latency.remember(file, "internal", 8.0)
    latency.remember(file, "link", 4.0)
    assert latency.remembered(file) == {"link": 4.0, "internal": 8.0}


def test_what_the_configuration_says_wins_over_what_is_remembered(file: Path) -> None:
    latency.remember(file, "internal", 8.0)
    assert latency.at_start(Config())[0] == 8.0
    assert latency.at_start(with_clock(Config(), latency_ms=-2.0))[0] == -2.0


@pytest.mark.parametrize("text", ["{", "[1]", '{"link": "late"}', '{"link": true}', "\x00"])
def test_a_spoilt_file_is_named_and_replaced_by_the_next_setting(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(FileError, match=r"latency\.json: .*delete it"):
        latency.remembered(file)
    ms, (trouble,) = latency.at_start(Config())
    assert ms == 0.0
    assert isinstance(trouble, events.Trouble)
    latency.remember(file, "link", 4.0)
    assert latency.remembered(file) == {"link": 4.0}


def test_a_disk_that_cannot_be_written_is_told_and_stops_nothing(file: Path) -> None:
    file.parent.write_text("a file where the folder should be")
    posted: list[events.Event] = []
    opened = output.open(posted.append, Config())
    opened.send(actions.LatencyIs(5.0), 0.0)
    (trouble,) = eventually(lambda: tuple(posted))
    assert isinstance(trouble, events.Trouble)
    assert "5 ms are kept for this set only" in trouble.text
    opened.close()
