from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

from live import actions, events, setlog
from live.assembly import assemble
from live.config import Config
from live.demo.perform import BARS_BETWEEN, VOICES, Performer
from live.demo.render import SampleTime, render
from live.player.offline import Offline
from live.types import Slot, SlotState
from tests.test_session import LIST

BAR_SECONDS = 2.0


def bar(number: int) -> actions.BarComing:
    return actions.BarComing(number, 120.0, 0.0)


def test_it_takes_the_best_every_other_bar_and_drops_the_oldest() -> None:
    posted: list[events.Event] = []
    performer = Performer(posted.append)
    performer.send(actions.Offered(1, 1, LIST), 0.0)
    for number in range(2 * BARS_BETWEEN):
        performer.send(bar(number), 0.0)
    assert posted == [events.Accept(0)] * 2
    for index in range(VOICES):
        slot = Slot(SlotState.PLAYING, LIST[index], at_beat=100.0 - index)
        performer.send(actions.SlotIs(index, slot), 0.0)
    performer.send(bar(2 * BARS_BETWEEN), 0.0)
    assert posted[2:] == [events.StopSlot(VOICES - 1), events.Accept(0)]


def test_it_waits_while_nothing_fits_and_ends_when_asked() -> None:
    posted: list[events.Event] = []
    performer = Performer(posted.append, bars=4)
    performer.send(actions.Offered(1, 1, ()), 0.0)
    for number in range(7, 12):
        performer.send(bar(number), 0.0)
    assert posted == [events.Quit()]


def test_a_rendered_set_is_music_of_the_right_length_and_its_launches_lie_on_bars(
    demo_library: Path, tmp_path: Path
) -> None:
    config = replace(Config(), library=str(demo_library), log=str(tmp_path / "set.jsonl"))
    time = SampleTime()
    running = assemble(config, now=time)
    with Offline(48000, 128) as player:
        running.engine.attach("player", player)
        running.engine.attach("performer", Performer(running.engine.post, 8))
        frames = render(running.engine, player, time, tmp_path / "set.wav")
    running.close()
    audio, rate = soundfile.read(tmp_path / "set.wav")
    assert len(audio) == frames
    assert 8 * BAR_SECONDS < frames / rate < 10 * BAR_SECONDS
    launched = [
        record["action"]["beat"]
        for record in setlog.read(tmp_path / "set.jsonl")
        if record.get("action", {}).get("kind") == "Launch"
    ]
    assert len(launched) == 4
    assert all(beat % 4 == 0 for beat in launched)
    begin = round(launched[0] / 2 * rate)
    assert np.abs(audio[: begin - rate // 100]).max() == 0.0
    loudness = np.sqrt(np.mean(audio[begin:] ** 2))
    assert -30 < 20 * np.log10(loudness) < -6
    assert np.abs(audio).max() < 1.0
